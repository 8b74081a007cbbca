"""Provenance: what a run was, from which timeline, and which works stand behind it, as rows of the ledger.

It knows what was asked for; what came of it it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from replay import beliefs, codebook, perception
from replay.identity import code_digest
from replay.inventory import Frames, frame
from replay.priors import Draws
from replay.theories import works
from replay.theory import Theory
from replay.timeline import Timeline


def works_cited(
    theories: Sequence[Theory], timeline: Timeline, draws: Mapping[str, Mapping[str, Draws]]
) -> list[dict[str, Any]]:
    """Lay out what the program cites and what the timeline does; of one key the program's entry."""
    own = {key for theory in theories for key in theory.literature}
    own.update(key for name in beliefs.switched_on(draws["perception"]) for key in beliefs.LITERATURE[name])
    own.update(codebook.LITERATURE, perception.LITERATURE)
    cited = {key: {**vars(source), "of_program": False} for key, source in timeline.sources.items()}
    known = works(theories)
    cited |= {key: {**vars(known[key]), "of_program": True} for key in own}
    return [cited[key] for key in sorted(cited)]


def of_run(
    run_id: str,
    timeline: Timeline,
    coding: str,
    theories: Sequence[Theory],
    trained_on: Sequence[Timeline],
    wanted: Mapping[str, Any],
) -> Frames:
    """Lay out what was run: of a stress test also the pact and the branching date."""
    manifest = timeline.manifest
    row = {
        "run_id": run_id,
        "timeline": timeline.name,
        "title": manifest.title,
        "status": manifest.status,
        "mode": "stress" if "pact" in wanted else "forecast",
        "coding": coding,
        "fixed": ";".join(f"{name}={_number(value)}" for name, value in sorted(wanted["fixed"].items())),
        "histories": wanted["histories"],
        "seed": wanted["seed"],
        "first_census": manifest.first_census,
        "last_census": manifest.span.end.year,
        "scored_first": manifest.scored.first,
        "scored_last": manifest.scored.last,
        "timeline_digest": timeline.digest,
        "code_digest": code_digest(theories),
        "citation": manifest.citation,
        "asked": ";".join(theory.name for theory in theories),
        "repeats": wanted.get("repeats", False),
        "audits": wanted.get("audits", False),
        "feeds": ";".join(one.feed for one in timeline.overlays),
        "train": ";".join(one.name for one in trained_on),
        "until": wanted["until"],
        "train_digests": ";".join(one.digest for one in trained_on),
        "tested": wanted.get("pact"),
        "branch": wanted.get("branch"),
        "largest": wanted.get("largest"),
        "boxes": wanted.get("boxes"),
    }
    return {"run": frame([row])}


def _number(value: float) -> str:
    """Write a number in full, so that the run can be repeated."""
    return repr(float(value)).removesuffix(".0")
