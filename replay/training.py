"""Training: timelines replayed for what their years teach about dyads and pacts, to be fitted on elsewhere.

It knows the order of asking and closing a year; how a fit is made of it `calibration` knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from replay.accession import about, folds
from replay.engine import Census
from replay.ensemble import Page, Passage
from replay.errors import RequestError
from replay.forecast import Standards, at_risk, pacts_at_risk
from replay.forecast import shifted as became_of_dyads
from replay.lessons import Key, Lesson, School
from replay.membership import shifted as became_of_pacts
from replay.situation import Floats
from replay.standardisation import mean
from replay.theory import Fixed, Theory
from replay.timeline import Timeline
from replay.truncation import truncated

SCHEMA = {
    "timeline": pl.String,
    "head": pl.String,
    "year": pl.Int64,
    "pact": pl.String,
    "rows": pl.Int64,
    "shifted": pl.Int64,
}


def shortened(timeline: Timeline, until: int | None) -> Timeline:
    """Cut a timeline off after 31 December of a year, where its span then ends.

    Raises RequestError where no forecast can be told right or wrong by then.
    """
    manifest = timeline.manifest
    if until is None or until >= manifest.span.end.year:
        return timeline
    if until <= manifest.first_census:
        raise RequestError(
            f"until was {until}; {timeline.name} teaches something from {manifest.first_census + 1} on"
        )
    span = manifest.span.model_copy(update={"end": date(until, 12, 31)})
    return replace(truncated(timeline, until), manifest=manifest.model_copy(update={"span": span}))


def require_lessons(timeline: Timeline, trained_on: Iterable[Timeline]) -> None:
    """Raise RequestError where a timeline to train on teaches nothing before the other's record ends."""
    for one in trained_on:
        first, last = one.manifest.first_census + 1, timeline.manifest.span.end.year
        if first > last:
            raise RequestError(
                f"train was {one.name}, which teaches something from {first} on; {timeline.name} ends in"
                f" {last}"
            )


def passages(own: Passage, timelines: Iterable[Timeline]) -> list[Passage]:
    """List the replays to train on: with the draws of one's own, each in its default coding."""
    return [replace(own, timeline=one, coding=one.manifest.default_coding, edited=()) for one in timelines]


def lessons(
    timeline: str, theories: Sequence[Theory], censuses: Iterable[Sequence[Page]]
) -> Iterator[tuple[Key, Lesson]]:
    """Take down, by theory and head, what every year of a timeline teaches.

    `censuses` are what all blocks of histories bring of each. Rows stand on the scale as it was at the
    census before the year, so that nothing later is in them.
    """
    before: tuple[Census, Sequence[Standards]] | None = None
    for pages in censuses:
        now = pages[0].census
        if before is not None:
            yield from _taught(timeline, theories, *before, now)
        before = now, [page.standards for page in pages]


def school(attended: Iterable[tuple[Passage, Iterable[Sequence[Page]]]]) -> School | None:
    """Put the lessons of several replays together, by theory and head; None where there is no replay."""
    found: dict[Key, list[Lesson]] = defaultdict(list)
    names = []
    for passage, pages in attended:
        names.append(passage.timeline.name)
        for key, lesson in lessons(passage.timeline.name, passage.theories, pages):
            found[key].append(lesson)
    return School(tuple(names), dict(found)) if names else None


def counted(taught: School) -> pl.DataFrame:
    """Count what each year of each timeline teaches of each head, pact by pact.

    All theories are taught alike; of endings of pacts, those with terms only about bilateral ones.
    """
    rows = {}
    for (_, head), several in taught.lessons.items():
        for one in several:
            for pact in np.unique(one.pact):
                scored = one.shifted[(one.pact == pact) & ~np.isnan(one.shifted)]
                if one.design.shape[1]:
                    rows[one.timeline, head, one.year, str(pact) or None] = len(scored), int(scored.sum())
    return pl.DataFrame([(*key, *row) for key, row in sorted(rows.items(), key=str)], SCHEMA, orient="row")


def _taught(
    timeline: str, theories: Sequence[Theory], before: Census, blocks: Sequence[Standards], now: Census
) -> Iterator[tuple[Key, Lesson]]:
    """List what became in a year of all rows that every theory was asked about before it."""
    dyads, pacts = at_risk(before), pacts_at_risk(before)
    names = np.array(before.pacts.names, dtype=np.str_)
    for theory in theories:
        for head, fit in theory.heads.items():
            if now.closed is not None and not isinstance(fit, Fixed):
                came = became_of_dyads(now.closed, *dyads[head])
                key = theory.name, head
                design = _design(blocks, key, before.year, len(came))
                yield key, Lesson(timeline, now.year, design, came, np.full(len(came), ""))
        for head, fit in folds(theory).items():
            graded = head != "downgrade" or before.pacts.standing is not None
            if now.became is not None and graded and not isinstance(fit, Fixed):
                outcome, rows = about(head, fit)
                pact, state = pacts[rows]
                came = became_of_pacts(now.became, outcome, pact, state)
                key = theory.name, head
                design = _design(blocks, key, before.year, len(came))
                yield key, Lesson(timeline, now.year, design, came, names[pact])


def _design(blocks: Sequence[Standards], key: Key, year: int, rows: int) -> Floats:
    brought = [block[key].designs[year] for block in blocks if key in block]
    return mean(brought) if brought else np.empty((rows, 0))
