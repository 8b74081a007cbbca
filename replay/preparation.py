"""Preparation of a stress test: all that is known at the branching date, and nothing later.

It knows how theories are calibrated up to that census; what is simulated from it on it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from replay import training
from replay.accession import PactForecast, PactPanel
from replay.branching import until
from replay.course import Start
from replay.effort import FLOORS, FORCES, Effort, EffortForecast, figures
from replay.ensemble import Page, Passage, censuses, cut, passed, together
from replay.forecast import HeadForecast, Panel, Scales, Standards
from replay.frozen import Frost
from replay.lessons import School
from replay.logistic import Remembering
from replay.situation import Floats
from replay.standardisation import Moments
from replay.timeline import Timeline
from replay.workers import Spread

DRIFT = "drift"
"""Whose change of effort stands for those theories that say nothing of leaving."""
LEARNING = 64
"""Histories by which theories are calibrated (our choice): what they are fitted on is the mean of them."""
Told = Callable[[], None]


@dataclass(frozen=True)
class Prepared:
    """What every theory came to at the branching date, what it was taught, and what it then said."""

    frost: Frost
    school: School | None
    made: Sequence[HeadForecast]
    of_pacts: Sequence[PactForecast]
    efforts: Sequence[EffortForecast]


def prepare(
    own: Passage, pact: str, branch: int, trained_on: Sequence[Timeline], spread: Spread, tell: Told
) -> Prepared:
    """Calibrate on what was known at the branching date, by the first few histories.

    Nothing is taught of the pact that is tested where other timelines teach.
    """
    few = replace(own, draws=cut(own.draws, slice(LEARNING)))
    known = replace(few, timeline=until(own.timeline, branch))
    lectures = [one.blocks()[0] for one in training.passages(known, trained_on)]
    *taught, mine = (together([pages], tell) for pages in spread(passed, [*lectures, known]))
    school = training.school(zip(lectures, taught, strict=True))
    solve = Remembering()
    panel, pact_panel = Panel(known.theories, solve, school), PactPanel(known.theories, solve, school)
    effort = Effort(known.timeline, known.theories)
    made, of_pacts, efforts, brought = _asked(mine, branch, panel, pact_panel, effort)
    frost = Frost(panel, pact_panel, efforts, pact, own.seed, brought)
    return Prepared(frost, school, made, of_pacts, efforts)


def _asked(
    censuses: Iterator[tuple[Page, ...]], branch: int, panel: Panel, pact_panel: PactPanel, effort: Effort
) -> tuple[list[HeadForecast], list[PactForecast], list[EffortForecast], Standards]:
    """Let all learn from census after census; return what they say at the last."""
    for pages in censuses:
        census, brought = pages[0].census, [page.standards for page in pages]
        if census.year < branch:
            for one in (panel, pact_panel, effort):
                one.take(census, brought)
    return (
        panel.ask(census, brought),
        pact_panel.ask(census, brought),
        [*effort.ask(census, brought)],
        brought[0],
    )


def censuses_of(own: Passage, branch: int, trained_on: Sequence[Timeline]) -> int:
    """Count the censuses that a calibration takes."""
    first = own.timeline.manifest.first_census
    spans = (one.manifest.span.end.year - one.manifest.first_census + 1 for one in trained_on)
    return branch - first + 1 + sum(spans)


def moments(block: Passage) -> dict[tuple[str, str], Moments]:
    """Find the scales of a block of histories as they stand at the last census of its timeline.

    Where terms are standardised within each year, that census alone decides.
    """
    manifest = block.timeline.manifest
    if manifest.standardisation != "burn-in":
        manifest = manifest.model_copy(update={"first_census": manifest.span.end.year})
    scales = Scales(block.theories, block.draws, manifest, pacts=False)
    for census in censuses(replace(block, timeline=replace(block.timeline, manifest=manifest))):
        scales.standards(census)
    return scales.moments


def starts(
    timeline: Timeline, pact: str, parties: Sequence[str], prepared: Prepared, theories: Sequence[str]
) -> dict[str, Start]:
    """Say what the parties of the tested pact last spent and sent, by the branching date."""
    found = {}
    for one in prepared.efforts:
        if one.theory == DRIFT and (one.pact == pact).any():
            log, years = np.full(len(parties), np.nan), np.ones(len(parties))
            rows = zip(one.pact, one.state, one.known, one.years, strict=True)
            for name, state, known, age in rows:
                code = timeline.roster.codes[state]
                if name == pact and code in parties:
                    log[parties.index(code)] = np.log(max(known, FLOORS[one.measure]))
                    years[parties.index(code)] = age
            sds = {each.theory: each.fitted.sd for each in prepared.efforts if each.measure == one.measure}
            found[one.measure] = Start(log, years, {name: sds.get(name, one.fitted.sd) for name in theories})
    return found


def observed(
    timeline: Timeline, parties: Sequence[str], years: range, measures: Sequence[str]
) -> Mapping[str, Floats]:
    """Say what was recorded of those parties: spending on average, soldiers in one another's countries."""
    states = [timeline.roster.index[code] for code in parties]
    known, found = figures(timeline), {}
    for measure in measures:
        series = known[measure]
        rows = [year - timeline.manifest.span.begin.year for year in years]
        if measure == FORCES:
            among = series[rows][:, states][:, :, states]
            nothing = np.isnan(among).all(axis=(1, 2))
            found[measure] = np.where(nothing, np.nan, np.nansum(among, axis=(1, 2)))
        else:
            theirs = series[rows][:, states]
            counted = (~np.isnan(theirs)).sum(axis=1)
            found[measure] = np.where(counted > 0, np.nansum(theirs, axis=1) / np.maximum(counted, 1), np.nan)
    return found
