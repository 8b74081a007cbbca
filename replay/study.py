"""One run, from a request to a ledger: the timeline replayed, every theory asked, the rows laid out.

It knows the order of the stages, and leaves each to its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import polars as pl

from replay import (
    counterfactual,
    inventory,
    pact_rows,
    provenance,
    training,
    transcript,
)
from replay.accession import PactForecast, PactPanel
from replay.alignment import alignments
from replay.chronicle import chronicle
from replay.clock import census_day
from replay.counterfactual import Said
from replay.edit_file import edit_lists
from replay.edits import EditList
from replay.effort import Effort
from replay.engine import Census
from replay.ensemble import Page, Passage, nominal, passed, together
from replay.feed import load_feed, overlay
from replay.forecast import HeadForecast, Panel
from replay.identity import identity
from replay.inventory import Frames
from replay.ledger import Draft
from replay.lessons import School
from replay.loading import load, origin
from replay.logistic import Remembering, Solve
from replay.lookahead import compared
from replay.opposition import opposed, specific_threats
from replay.parameters import PERCEPTION, draw, require_known
from replay.pool import POOLS, Pools, pooled
from replay.repeats import Repeat, repeats
from replay.request import DECISIVE, Request, request
from replay.resampling import of_redraws, of_resamples
from replay.responses import Responses
from replay.situation import Floats
from replay.theories import registry, select
from replay.theory_file import require_meant
from replay.timeline import Timeline
from replay.transcript import Blocks
from replay.workers import crew

Progress = Callable[[int, int], None]
"""Told after every census: how many are done, of how many."""
Lists = Sequence[EditList] | None
Asked = Iterator[tuple[Sequence[Page], list[HeadForecast], list[PactForecast], list[Said]]]
"""What all blocks bring of every census, and what everyone said there of dyads, pacts and edited records."""


def run(
    timeline: Timeline | str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    **options: object,
) -> Path:
    """Replay a timeline in forecast mode and publish its ledger at `out`; return the path.

    `options` are the fields of `Request`: histories, seed, theories, coding, feeds (folders), edits,
    train, until, fixed, repeats, audits, workers. Raises RequestError for a wrong option or place,
    TimelineError for a timeline, a feed or an edit list that is not valid.
    """
    wanted = request(**options)
    draft = Draft(Path(out))
    place = None if isinstance(timeline, Timeline) else origin(timeline)
    loaded = timeline if isinstance(timeline, Timeline) else load(timeline)
    laid = overlay(loaded, map(load_feed, wanted.feeds))
    run_id, frames = conduct(laid, wanted, progress, edit_lists(wanted.edits, laid, place))
    draft.publish(run_id, frames, place)
    return draft.path


def conduct(
    timeline: Timeline, wanted: Request, progress: Progress | None = None, lists: Lists = None
) -> tuple[str, Frames]:
    """Replay a timeline, ask every theory every year; return the run's id and the ledger's rows.

    `lists` are its edit lists, where they have been read. Raises UnknownNameError for a theory, coding
    or parameter that does not exist, RequestError for a parameter out of bounds or a pool named among
    the theories.
    """
    require_meant(wanted.theories, registry())
    theories = select(wanted.theories)
    coding = wanted.coding or timeline.manifest.default_coding
    timeline.parties_of(coding)
    tunable = {"perception": PERCEPTION} | {theory.name: theory.tunable() for theory in theories}
    require_known(wanted.fixed, [one for several in tunable.values() for one in several])
    draws = {
        purpose: draw(parameters, wanted.histories, wanted.seed, purpose, wanted.fixed)
        for purpose, parameters in tunable.items()
    }
    chosen = wanted.model_dump(include=DECISIVE)
    lists = edit_lists(wanted.edits, timeline, None) if lists is None else lists
    trained_on = [training.shortened(load(name), wanted.until) for name in wanted.train]
    training.require_lessons(timeline, trained_on)
    digests = {"train": [one.digest for one in trained_on]} if trained_on else {}
    content = [one.content for one in lists]
    run_id = identity(timeline, theories, coding, tunable, content, **chosen, **digests)
    edited = counterfactual.apply(timeline, lists, coding)
    scored = timeline.manifest.scored
    own = Passage(timeline, coding, theories, draws, wanted.seed)
    own = replace(own, edited=tuple(one.timeline for one in edited))
    again = repeats(timeline, coding) if wanted.repeats else []
    others = [replace(own, timeline=one.timeline, coding=one.coding, pacts=False, edited=()) for one in again]
    lectures = training.passages(own, trained_on)
    tell, solve = _counted(progress, [*lectures, own, *others]), Remembering()
    with crew(wanted.workers) as spread:
        attended = [(one, together(spread(passed, one.blocks()), tell)) for one in lectures]
        school = training.school(attended)
        # Several workers begin at once, and best with what takes longest and cannot be cut.
        audited = spread(partial(_audited, school=school), [own] if wanted.audits else [])
        asked, *repeated = [
            _asked(one, spread(passed, one.blocks()), solve, school, tell) for one in (own, *others)
        ]
        parts = [
            provenance.of_run(run_id, timeline, coding, theories, trained_on, wanted.model_dump()),
            inventory.of_timeline(timeline),
            transcript.of_theories(theories, POOLS),
            {"source": inventory.frame(provenance.works_cited([*theories, *POOLS], timeline, draws))},
            of_resamples(scored.first, scored.last, wanted.seed),
            of_redraws(_blocks(timeline, coding), wanted.seed),
            *transcript.of_parameters(run_id, tunable, draws),
            {"training": training.counted(school)} if school else {},
            counterfactual.of_edits(run_id, edited),
            *_replayed(run_id, own, asked, [one.edits.name for one in edited]),
            *(rows for pair in zip(again, repeated, strict=True) for rows in _repeated(run_id, *pair)),
            *(
                {"audit": rows.insert_column(0, pl.lit(run_id).alias("run_id"))}
                for found in audited
                for rows in found
            ),
        ]
    return run_id, transcript.merge(parts)


def _counted(progress: Progress | None, passages: Sequence[Passage]) -> Callable[[], None]:
    """Count the censuses of all blocks of all replays together, and tell of each."""
    manifests = [one.timeline.manifest for one in passages for _ in one.blocks()]
    done, total = count(1), sum(one.span.end.year - one.first_census + 1 for one in manifests)
    return lambda: progress(next(done), total) if progress else None


def _asked(
    passage: Passage,
    blocks: Iterable[Iterable[bytes]],
    solve: Solve,
    school: School | None,
    tell: Callable[[], None],
) -> Asked:
    """Put the blocks together, and ask every theory and then the pools at every census."""
    panel, pools = Panel(passage.theories, solve, school), Pools(passage.theories)
    pact_panel = PactPanel(passage.theories, solve, school)
    for pages in together(blocks, tell):
        census, brought = pages[0].census, [page.standards for page in pages]
        made = panel.ask(census, brought)
        of_pacts = pact_panel.ask(census, brought) if passage.pacts else []
        said = [*of_pacts, *pooled(passage.theories, of_pacts)]
        whole = [*made, *pools.ask(census.closed, made)]
        yield pages, whole, said, counterfactual.ask(pages, passage.theories, panel, pools, pact_panel)


def _replayed(run_id: str, own: Passage, asked: Asked, edits: Sequence[str]) -> Iterator[Blocks | Frames]:
    seen = nominal(own).draws["perception"]
    chronicled = chronicle(own.timeline, histories=1, seed=own.seed, coding=own.coding, parameters=seen)
    yield transcript.of_impressions(chronicled)
    codes = own.timeline.roster.codes
    responses = Responses(own.timeline, [theory.name for theory in own.theories])
    effort = Effort(own.timeline, own.theories)
    for pages, made, of_pacts, otherwise in asked:
        responses.ask(pages[0].census)
        threat = np.concatenate([page.threat for page in pages], axis=-1)
        yield from transcript.of_census(run_id, pages[0].census, threat, codes)
        yield _of_adversaries(run_id, own, pages[0].census, threat)
        for one in made:
            yield transcript.of_forecast(run_id, one, codes)
        yield from pact_rows.of_pacts(run_id, pages[0].census, of_pacts, codes)
        for effort_told in effort.ask(pages[0].census, [page.standards for page in pages]):
            yield pact_rows.of_effort(run_id, effort_told, codes)
        for name, told in zip(edits, otherwise, strict=True):
            yield from counterfactual.of_said(run_id, name, told, codes)
    yield transcript.of_responses(run_id, responses)


def _of_adversaries(run_id: str, own: Passage, census: Census, threat: Floats) -> Blocks:
    against = opposed(own.timeline, own.coding, census_day(census.year))
    found = specific_threats(census.pacts, census.situation, threat, against)
    return pact_rows.of_threats(run_id, census.year, list(found))


def _repeated(run_id: str, repeat: Repeat, asked: Asked) -> Iterator[Blocks]:
    codes = repeat.timeline.roster.codes
    before: list[HeadForecast] = []
    for pages, made, *_ in asked:
        for one in before:
            yield transcript.of_repeat(run_id, repeat.variant, one, pages[0].census, codes)
        before = made


def _blocks(timeline: Timeline, coding: str) -> set[str]:
    """Name what is redrawn: every year that is forecast, and every day on which a scored pact ties states."""
    years = range(timeline.manifest.first_census + 1, timeline.manifest.span.end.year + 1)
    return {str(year) for year in years} | {
        f"{one.pact} {one.formed}" for one in alignments(timeline, coding)
    }


def _audited(own: Passage, school: School | None) -> Iterator[pl.DataFrame]:
    """Look for look-ahead at the censuses before the first, the middle and the last scored year."""
    scored = own.timeline.manifest.scored
    first, last = scored.first - 1, scored.last - 1
    years = sorted({first, (first + last) // 2, last})
    drawn = nominal(own).draws
    yield compared(own.timeline, own.theories, own.coding, years, seed=own.seed, draws=drawn, school=school)
