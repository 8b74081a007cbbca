"""What history hung on: every event struck in turn, a history each, and how far forecasts then move.

It knows how events are weighed and forecasts asked; which of them are shown, and how, it does not know.

In all histories parameters are nominal, doubtful events stand on their nominal days, and the scales and
calibrations are those of the record, which is the first history of each block. What is struck is what an
event leaves with observers: impressions, what was received, demands met, and the upset of a regime. Who
ruled, who was allied, what states had and who existed stand as recorded, whatever event brought it about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from replay.calibration import in_each
from replay.chronicle import chronicle, feeds
from replay.edits import following
from replay.engine import Census, replay
from replay.errors import RequestError
from replay.forecast import HeadForecast, Panel, Scales, shifted
from replay.loading import load
from replay.logistic import Remembering
from replay.parameters import PERCEPTION, draw
from replay.shifts import Outcome
from replay.situation import Floats, Indices
from replay.theories import select
from replay.theory import Theory
from replay.timeline import Timeline
from replay.workers import crew

OVERALL = "overall"
"""Stands for all theories that were asked, dyad-year by dyad-year, in the place of one's name."""
THOUSAND = 1000
"""Changes of log-odds are small on average, and shown in thousandths."""
STANDS = (
    "Struck is what an event, and what presupposes it, leaves with observers: impressions, what was received,"
    " demands met, the upset of a regime. Alignments, rulers, capabilities, institutions and who exists stand"
    " as recorded, whatever brought them about; an edit list strikes these too."
)
"""What of an event is struck, and what is not."""
BLOCK = 255
"""Events that are struck at once, beside the record: with it as many histories as a block of a run."""
SCHEMA = {
    "event": pl.String,
    "date": pl.Date,
    "follow": pl.Int64,
    "theory": pl.String,
    "moved": pl.Float64,
    "log_score": pl.Float64,
    "year": pl.Int64,
    "a": pl.String,
    "b": pl.String,
    "outcome": pl.String,
    "p_shift": pl.Float64,
    "p_without": pl.Float64,
}
Progress = Callable[[int, int], None]
"""Told after every census of every block: how many are done, of how many."""


@dataclass(frozen=True)
class Strikes:
    """Events to strike, each with those that follow it, of a timeline whose theories are asked."""

    timeline: Timeline
    coding: str | None
    theories: tuple[Theory, ...]
    struck: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Moved:
    """How far a theory's forecasts of a head for a year move without each of N events, arrays of shape (N,).

    `odds` sums absolute changes of log-odds over the dyads whose outcome is known, `rows` of them;
    `score` is by how much the log score of the record is better. `furthest` is the greatest change,
    at the dyad `a`, `b`, from `p_shift` to `p_without`.
    """

    theory: str
    head: str
    year: int
    rows: int
    odds: Floats
    score: Floats
    furthest: Floats
    a: Indices
    b: Indices
    p_shift: Floats
    p_without: Floats


def pivotal(
    timeline: Timeline | str | Path,
    *,
    theories: Sequence[str | Path] = (),
    last: int | None = None,
    coding: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Rank events by how much of the forecasts they carry: strike each, with what presupposes it, by itself.

    `theories` are asked, all that are no baselines unless named; `last` strikes only the last so many
    events. A row an event and theory, and one for all theories together, which decide the order:
    `moved` is the mean absolute change of log-odds over the dyad-years at risk whose outcome is known
    (our choice), `log_score` by how many nats all these forecasts are better with the event, then the
    dyad-year that moves furthest. Raises RequestError for a number of events or workers below 1.
    """
    if last is not None and last < 1:
        raise RequestError(f"last was {last}; 1 or more is allowed")
    if workers < 1:
        raise RequestError(f"workers was {workers}; 1 or more is allowed")
    loaded = timeline if isinstance(timeline, Timeline) else load(timeline)
    loaded.parties_of(coding)
    named = {Path(name).stem for name in theories}
    asked = tuple(one for one in select(theories) if one.name in named or not (one.baseline or named))
    events = loaded.events[-last:] if last else loaded.events
    struck = [(one.id, *(each.id for each in following(loaded.events, [one.id]))) for one in events]
    blocks = [
        Strikes(loaded, coding, asked, tuple(struck[first : first + BLOCK]))
        for first in range(0, len(struck), BLOCK)
    ]
    manifest = loaded.manifest
    total = len(blocks) * (manifest.span.end.year - manifest.first_census + 1)
    rows: list[dict[str, Any]] = []
    done = 0
    with crew(workers) as spread:
        for block, censuses in zip(blocks, spread(without, blocks), strict=True):
            found: list[Moved] = []
            for told in censuses:
                found += told
                done += 1
                if progress is not None:
                    progress(done, total)
            rows += _rows(block, found)
    return _ranked(pl.DataFrame(rows, SCHEMA, orient="row"))


def leading(ranked: pl.DataFrame, top: int) -> pl.DataFrame:
    """Keep, of what `pivotal` returns, the events that carry most for all theories together."""
    own = ranked.filter(pl.col("theory") == OVERALL, pl.col("moved") > 0).head(top)
    return _shown(own).drop("theory")


def by_theory(ranked: pl.DataFrame) -> pl.DataFrame:
    """Keep, of what `pivotal` returns, for each theory the event that carries most for it."""
    own = ranked.filter(pl.col("theory") != OVERALL, pl.col("moved") > 0)
    most = own.sort(["theory", "moved", "date", "event"], descending=[False, True, False, False])
    shown = _shown(most.unique("theory", keep="first", maintain_order=True))
    return shown.drop("follow", "p_shift", "p_without")


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    furthest = pl.format("{}-{} {} {}", "a", "b", "year", "outcome").alias("furthest")
    moved = pl.col("moved") * THOUSAND
    return rows.select("theory", "event", "follow", moved, "log_score", furthest, "p_shift", "p_without")


def without(block: Strikes) -> Iterator[list[Moved]]:
    """Replay the record and a history without each event; say at every census how the year moved."""
    timeline = block.timeline
    tunable = {"perception": PERCEPTION} | {one.name: one.tunable() for one in block.theories}
    draws = {purpose: draw(several, 1, 0, purpose, {}) for purpose, several in tunable.items()}
    alike = draws["perception"].items()
    parameters = {name: np.repeat(values, 1 + len(block.struck), axis=-1) for name, values in alike}
    told = chronicle(
        timeline,
        histories=1,
        seed=0,
        coding=block.coding,
        parameters=draws["perception"],
        weights=weights(block.struck),
    )
    scales = Scales(block.theories, draws, timeline.manifest, pacts=False)
    panel = Panel(block.theories, Remembering())
    said: list[tuple[HeadForecast, Floats]] = []
    for census in replay(timeline, parameters=parameters, reports=feeds(told)):
        closed = census.closed
        yield [_moved(*one, closed, len(block.struck)) for one in said] if closed is not None else []
        said = list(_said(census, scales, panel))


def weights(struck: Sequence[Iterable[str]]) -> dict[str, Floats]:
    """Weigh events by id: 1 in the record, which stands first, 0 in the histories without them."""
    found: dict[str, Floats] = defaultdict(lambda: np.ones(1 + len(struck)))
    for history, events in enumerate(struck, 1):
        for event in events:
            found[event][history] = 0.0
    return dict(found)


def _said(census: Census, scales: Scales, panel: Panel) -> Iterator[tuple[HeadForecast, Floats]]:
    """Ask everyone of the record, and say what each history gives to every dyad, shape (rows, M)."""
    record = replace(census, situation=census.situation.nominal())
    found = scales.standards(record)
    brought = scales.apply(census)
    for one in panel.ask(record, [found]):
        key = one.theory, one.head
        yield one, in_each(one.forecast, [brought[key]] if key in brought else [])


def _moved(made: HeadForecast, each: Floats, closed: Outcome, events: int) -> Moved:
    came = shifted(closed, made.a, made.b)
    known = ~np.isnan(came) & ~np.isnan(each[:, 0])
    a, b, came = made.a[known], made.b[known], came[known]
    p = np.broadcast_to(each[known], (len(a), 1 + events))
    odds = np.log(p) - np.log1p(-p)
    change = np.abs(odds[:, 1:] - odds[:, :1])
    score = np.log(np.where(came[:, None] == 1, p, 1 - p)).sum(axis=0)
    at = change.argmax(axis=0) if len(a) else np.empty(0, dtype=np.int64)
    every = np.arange(len(at))
    return Moved(
        made.theory,
        made.head,
        made.year,
        len(a),
        change.sum(axis=0),
        score[0] - score[1:],
        change[at, every],
        a[at],
        b[at],
        p[at, 0],
        p[at, 1 + every],
    )


def _rows(block: Strikes, told: Sequence[Moved]) -> Iterator[dict[str, Any]]:
    """Sum over years and heads: a row an event and theory, and one an event for all theories together."""
    events, codes = {event.id: event for event in block.timeline.events}, block.timeline.roster.codes
    for theory in (OVERALL, *(one.name for one in block.theories)):
        own = [one for one in told if one.rows and theory in (OVERALL, one.theory)]
        if not own:
            continue
        moved = np.sum([one.odds for one in own], axis=0) / sum(one.rows for one in own)
        score = np.sum([one.score for one in own], axis=0) / len({one.theory for one in own})
        most = np.argmax([one.furthest for one in own], axis=0)
        for number, (name, *others) in enumerate(block.struck):
            at = own[most[number]]
            yield {
                "event": name,
                "date": events[name].happened.nominal,
                "follow": len(others),
                "theory": theory,
                "moved": float(moved[number]),
                "log_score": float(score[number]),
                "year": at.year,
                "a": codes[at.a[number]],
                "b": codes[at.b[number]],
                "outcome": at.head,
                "p_shift": float(at.p_shift[number]),
                "p_without": float(at.p_without[number]),
            }


def _ranked(rows: pl.DataFrame) -> pl.DataFrame:
    """Put events that carry most first, of each the row of all theories; where none moves, name no dyad."""
    carried = rows.filter(theory=OVERALL).select("event", carried="moved")
    whole = rows.join(carried, on="event", how="left").with_columns(first=pl.col("theory") != OVERALL)
    order = ["carried", "date", "event", "first", "theory"]
    ranked = whole.sort(order, descending=[True, *[False] * 4]).drop("carried", "first")
    furthest = ("year", "a", "b", "outcome", "p_shift", "p_without")
    return ranked.with_columns(
        pl.when(pl.col("moved") > 0).then(pl.col(name)).alias(name) for name in furthest
    )
