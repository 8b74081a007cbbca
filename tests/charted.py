"""Ledgers written down by hand for charts: a small world, what was forecast of it, and what came.

It knows the tables of a ledger; what a chart makes of them the tests say. Nothing is audited, so that a
test needs to write no more than it reads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files
from math import acos, cos, radians, sin
from pathlib import Path
from typing import Any

import duckdb

from replay import inventory, queries, transcript
from replay.figures.capitals import KNOWN
from replay.ledger import insert
from replay.theories import select
from replay.timeline import Distance, Timeline

CAPITALS = {code: KNOWN[code] for code in ("USA", "UKG", "FRN", "RUS", "TUR", "EGY", "AUL")}
"""Degrees east and north; that they are the earth's, the distances of shipped timelines say."""


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Measure along the globe, by the law of cosines on the sphere."""
    (x, y), (u, v) = [(radians(east), radians(north)) for east, north in (one, other)]
    return 6371 * acos(sin(y) * sin(v) + cos(y) * cos(v) * cos(x - u))


def distances(places: Mapping[str, tuple[float, float]], step: float = 0.001) -> list[Distance]:
    """Set all capitals as far apart as they are, rounded to kilometres of a step."""
    return [
        Distance(
            a=a,
            b=b,
            km=round(kilometres(places[a], places[b]) / step) * step,
            border=False,
            begins=None,
            ends=None,
            sources=(),
        )
        for a in sorted(places)
        for b in sorted(places)
        if a < b
    ]


def write(path: Path, own: Timeline, **rows: Sequence[Mapping[str, Any]]) -> Path:
    """Write a ledger of a forecast run of a world, with further rows by table; return its path.

    Rows of tables that are filled from others are added to what these hold.
    """
    laid = {"run": [_run(own)], **rows}
    asked = [one for one in select(["hiding"]) if one.name in {"hiding", "base_rate"}]
    frames = transcript.merge(
        [
            inventory.of_timeline(own),
            transcript.of_theories(asked, ()),
            {
                name: inventory.frame([{"run_id": "drawn", **row} for row in found])
                for name, found in laid.items()
            },
        ]
    )
    for name in frames.keys() & {"shift", "impression"}:
        frames[name] = frames[name].drop("run_id")
    made = queries.catalogue("tables").keys()
    with duckdb.connect(path) as connection:
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        insert(connection, {name: frame for name, frame in frames.items() if name not in made})
        queries.apply(connection)
        insert(connection, {name: frame for name, frame in frames.items() if name in made})
    return path


def _run(own: Timeline) -> dict[str, Any]:
    texts = ("fixed", "timeline_digest", "code_digest", "citation", "feeds", "train", "train_digests")
    return {
        **dict.fromkeys(texts, ""),
        "timeline": own.name,
        "title": own.manifest.title,
        "status": own.manifest.status,
        "mode": "forecast",
        "coding": "first",
        "histories": 1,
        "seed": 1,
        "first_census": 1900,
        "last_census": 1903,
        "scored_first": 1901,
        "scored_last": 1903,
        "asked": "hiding;base_rate",
        "repeats": False,
        "audits": False,
    }
