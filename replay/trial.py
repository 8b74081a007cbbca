"""A stress test, from a request to a ledger: a pact simulated from a branching date on, under every edit.

It knows the order of the stages, and leaves each to its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from replay import (
    branching,
    conditions,
    counterfactual,
    discovery,
    preparation,
    shocks,
    stress_rows,
    training,
)
from replay.alliances import LEAST
from replay.breaking import Survivals, cheapest
from replay.conditions import Conditions
from replay.counterfactual import Edited
from replay.course import Course
from replay.departure import edited
from replay.edit_file import edit_lists
from replay.edits import EditList
from replay.ensemble import Passage, cut
from replay.errors import MissingExtraError, RequestError
from replay.identity import identity
from replay.inventory import Frames
from replay.keeping import clear, counted, kept
from replay.ledger import Draft
from replay.loading import load, origin
from replay.parameters import PERCEPTION, Parameter, draw, require_known
from replay.preparation import Prepared
from replay.request import STRESSED, StressRequest, stress_request
from replay.standardisation import Moments
from replay.strands import Branch, Strand, simulate
from replay.stress_rows import NONE, Stressed
from replay.survival import fate
from replay.theories import registry, select
from replay.theory import Theory
from replay.theory_file import require_meant
from replay.timeline import Timeline
from replay.workers import Spread, crew

Progress = Callable[[int, int], None]
"""Told as the work goes on: how much is done, of how much."""
TIP = "tip "
"""Stands before the name of a list that is scaled, so that it may be among the edits too."""
Scales = Mapping[tuple[str, str], Moments]
Task = TypeVar("Task")
Answer = TypeVar("Answer")
SEARCHED = 64
"""Histories in which sets of several edit lists are tried (our choice: one half is then known to a tenth)."""
WIDTH = 3
"""Sets of a theory that are extended by one list more, from three on."""


@dataclass(frozen=True)
class Plan:
    """What is to be simulated, before anything is: timeline, pact, who is asked, and what is edited."""

    timeline: Timeline
    coding: str
    pact: str
    branch: int
    theories: tuple[Theory, ...]
    tunable: Mapping[str, Sequence[Parameter]]
    wanted: StressRequest
    trained_on: tuple[Timeline, ...]
    edits: tuple[Edited, ...]
    tips: tuple[Edited, ...]

    @cached_property
    def passage(self) -> Passage:
        """The histories, with all their draws."""
        wanted = self.wanted
        draws = {
            purpose: draw(parameters, wanted.histories, wanted.seed, purpose, wanted.fixed)
            for purpose, parameters in self.tunable.items()
        }
        return Passage(self.timeline, self.coding, self.theories, draws, wanted.seed)

    @cached_property
    def record(self) -> Branch:
        """The record itself, with what it dates after the branching date left to be decided."""
        return Branch(NONE, branching.branched(self.timeline, self.timeline, self.coding, self.branch), None)

    @cached_property
    def worlds(self) -> tuple[Branch, ...]:
        """What each edit list makes of the record."""
        return tuple(self._world(one) for one in self.edits)

    def _world(self, one: Edited) -> Branch:
        """Branch a world off where it parts from the record, or at once where it says who joins or leaves."""
        made = branching.branched(one.timeline, self.timeline, self.coding, self.branch)
        alive = branching.alive(self.record.branched.timeline, self.coding, self.branch)
        alive |= branching.alive(made.timeline, self.coding, self.branch)
        parts = self._parts(one.departure.first_day)
        if any(pact in alive for pact, _ in made.barred) or parts is None:
            return Branch(one.edits.name, made, None if parts is None else self.branch)
        return Branch(one.edits.name, made, parts, touched=shocks.touched(one.departure))

    def _parts(self, first: date | None) -> int | None:
        """Say at which census a world that differs from a day on is last the record; None if before it."""
        if first is None:
            return self.branch
        last = min(first.year - 1, self.timeline.manifest.span.end.year)
        return last if first.year > self.branch else None

    def shocked(self, block: Passage) -> Iterator[Branch]:
        """Apply each shock to another degree in every history of a block."""
        for one in self.tips:
            factor = shocks.factors(block.first, block.histories)
            union, weights = shocks.scaled(self.timeline, one.timeline, factor)
            made = branching.branched(union, self.timeline, self.coding, self.branch)
            parts = self._parts(one.departure.first_day)
            reached = None if parts is None else shocks.touched(one.departure)
            yield Branch(TIP + one.edits.name, made, parts, weights, reached)

    def together(self, names: Iterable[str]) -> Branch | None:
        """Put edit lists together, one after another by name; None where two of them add the same rows."""
        lists = {one.edits.name: one.edits for one in self.edits}
        now = self.timeline
        for name in sorted(names):
            now, *_ = edited(now, lists[name], self.coding)
        ids = [event.id for event in now.events]
        members = [(one.pact, one.state, one.coding, one.joined) for one in now.parties]
        if len(set(ids)) < len(ids) or len(set(members)) < len(members):
            return None
        made = branching.branched(now, self.timeline, self.coding, self.branch)
        return Branch("; ".join(sorted(names)), made, None)

    @cached_property
    def pacts(self) -> tuple[str, ...]:
        """The scored pacts that are in force at the branching date, or that an edit list then founds."""
        worlds = [one.branched.timeline for one in (self.record, *self.worlds)]
        found = {name for one in worlds for name in branching.alive(one, self.coding, self.branch)}
        return tuple(sorted(found - set(self.timeline.manifest.unscored_pacts)))

    @cached_property
    def run_id(self) -> str:
        """What makes the run the run it is."""
        digests = {"train": [one.digest for one in self.trained_on], "until": self.wanted.until}
        return identity(
            self.timeline,
            self.theories,
            self.coding,
            self.tunable,
            [one.edits.content for one in self.edits],
            **self.wanted.model_dump(include=STRESSED) | {"pact": self.pact, "branch": self.branch},
            **digests,
            tip=[one.edits.content for one in self.tips],
            mode="stress",
        )


def stress(
    timeline: Timeline | str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    **options: object,
) -> Path:
    """Simulate a pact from a branching date on, under every edit list, and publish the ledger at `out`.

    `options` are the fields of `StressRequest`: pact, branch, histories, seed, theories, coding, edits, tip,
    train, until, fixed, largest, boxes, workers, cluster. Finished blocks of histories are kept beside
    `out` until it is published: the same request takes up where it was stopped. Raises RequestError for a
    wrong option or place, MissingExtraError for boxes or a cluster without what they need, WorkerError where
    those who share the work fail, TimelineError for a timeline or an edit list that is not valid.
    """
    wanted = stress_request(**options)
    draft = Draft(Path(out))
    place = None if isinstance(timeline, Timeline) else origin(timeline)
    loaded = timeline if isinstance(timeline, Timeline) else load(timeline)
    made = plan(
        loaded, wanted, edit_lists(wanted.edits, loaded, place), edit_lists(wanted.tip, loaded, place)
    )
    folder = draft.path.with_name(f".{draft.path.stem}-{made.run_id[:12]}")
    try:
        frames = conduct(made, folder, progress)
    except BaseException as error:
        if done := counted(folder):
            error.add_note(
                f"{done:,} finished blocks are kept in {folder}: the same request goes on from there"
            )
        raise
    draft.publish(made.run_id, frames, place)
    clear(folder)
    return draft.path


def plan(
    timeline: Timeline, wanted: StressRequest, lists: Sequence[EditList], tips: Sequence[EditList]
) -> Plan:
    """Judge a request against its timeline.

    Raises UnknownNameError for a theory, coding, pact or parameter that does not exist, RequestError for a
    branching date at which the pact is not in force, or a shock that is not of events alone.
    """
    wanted = wanted.model_copy(update={"boxes": _boxes(wanted.boxes)})
    require_meant(wanted.theories, registry())
    theories = select(wanted.theories)
    coding = wanted.coding or timeline.manifest.default_coding
    timeline.parties_of(coding)
    tunable = {"perception": PERCEPTION} | {theory.name: theory.tunable() for theory in theories}
    require_known(wanted.fixed, [one for several in tunable.values() for one in several])
    pact = branching.tested(timeline, wanted.pact, coding)
    branch = branching.branching(timeline, pact, coding, wanted.branch)
    until = branch if wanted.until is None else min(wanted.until, branch)
    trained_on = tuple(training.shortened(load(name), until) for name in wanted.train)
    training.require_lessons(branching.until(timeline, branch), trained_on)
    if any(one.name == NONE for one in (*lists, *tips)):
        raise RequestError(
            f"edits were '{NONE}', which means the record unedited; give the list another name"
        )
    content = {one.name: one.content for one in lists}
    for tip in tips:
        if content.get(tip.name, tip.content) != tip.content:
            raise RequestError(
                f"edits and tip were both '{tip.name}', which are two lists; rename one of them"
            )
    scaled = counterfactual.apply(timeline, sorted(tips, key=lambda one: one.name), coding)
    for one in scaled:
        shocks.require_events(one.edits.name, one.departure)
    return Plan(
        timeline,
        coding,
        pact,
        branch,
        theories,
        tunable,
        wanted,
        trained_on,
        counterfactual.apply(timeline, lists, coding),
        scaled,
    )


def _boxes(wanted: bool | None) -> bool:  # noqa: FBT001 - an option as it stands in the request
    """Say whether to look for boxes; raises MissingExtraError where they are wanted and cannot be found."""
    if wanted and not discovery.available():
        raise MissingExtraError(discovery.PACKAGE, discovery.EXTRA)
    return discovery.available() if wanted is None else wanted


def conduct(made: Plan, folder: Path, progress: Progress | None = None) -> Frames:
    """Simulate what is planned, and lay out the ledger's rows; finished blocks are kept in a folder."""
    tally = Tally(progress)
    with crew(made.wanted.workers, made.wanted.cluster) as spread:
        parties = branching.standing(made.timeline, made.pact, made.coding, made.branch)
        cut = branching.until(made.timeline, made.branch)
        blocks = [replace(one, timeline=cut) for one in made.passage.blocks()]
        years = made.timeline.manifest.span.end.year - made.branch
        tally.expect(preparation.censuses_of(made.passage, made.branch, made.trained_on))
        tally.expect(len(blocks) * (1 + years * (1 + len(made.edits) + len(made.tips))))
        prepared = preparation.prepare(
            made.passage, made.pact, made.branch, made.trained_on, spread, tally.add
        )
        keeping = partial(_kept, folder=folder, spread=spread, tally=tally)
        scales = keeping(preparation.moments, blocks, "scales", 1)
        starts = preparation.starts(cut, made.pact, parties, prepared, [one.name for one in made.theories])

        def strand(block: Passage, found: Scales, branches: tuple[Branch, ...], record: Branch) -> Strand:
            each = (
                prepared.frost.forecaster(
                    one, block.draws[one.name], _of(one, found), block.first, block.histories
                )
                for one in made.theories
            )
            return Strand(
                record,
                branches,
                made.coding,
                made.pact,
                parties,
                starts,
                tuple(each),
                block.draws["perception"],
                made.wanted.seed,
                block.first,
                made.pacts,
            )

        strands = [
            strand(block, found, (*made.worlds, *made.shocked(block)), made.record)
            for block, found in zip(blocks, scales, strict=True)
        ]
        courses = keeping(simulate, strands, "strand", years * (1 + len(strands[0].branches)))
        stressed = _stressed(made, parties, prepared, courses)

        def survival_of(sets: Sequence[frozenset[str]]) -> Survivals:
            """Take what is simulated already of none and of single lists; simulate others in a few."""
            known = {one: stressed.surviving(next(iter(one), NONE)) for one in sets if len(one) <= 1}
            worlds = {
                one: world for one in sets if len(one) > 1 and (world := made.together(one)) is not None
            }
            few = _few(blocks[0])
            tried = [strand(few, _few_scales(scales[0]), (), world) for world in worlds.values()]
            tally.expect(len(tried) * years // 4)
            found = keeping(simulate, tried, "+".join(sorted(map(repr, map(sorted, worlds)))), years // 4)
            return known | {
                one: {name: float(fate([course]).stays[-1, -1].mean()) for name, course in courses.items()}
                for one, each in zip(worlds, found, strict=True)
                for courses in each.values()
            }

        lists = [one.edits.name for one in made.edits]
        breaks = cheapest(lists, survival_of, stressed.names, made.wanted.largest, WIDTH)
        asked = list(_conditions(made, stressed, strands)) if made.wanted.boxes else []
        tally.expect(len(asked))
        boxes = [row for rows in keeping(conditions.found, asked, "boxes", 1) for row in rows]
    return stress_rows.frames(stressed, breaks, boxes)


def _conditions(made: Plan, stressed: Stressed, strands: Sequence[Strand]) -> Iterator[Conditions]:
    """Ask of every theory but the baselines under which of its parameters the pact is loose."""
    for number, theory in enumerate(made.theories):
        heads = [one.forecasters[number].heads for one in strands]
        head = "leave" if len(stressed.parties) > LEAST else "termination"
        levels = [one[head].level for one in heads if head in one]
        if theory.baseline or not levels:
            continue
        found = stressed.fates[NONE, theory.name]
        expected = found.own[-1, :-1].mean(axis=0)
        parameters = [*made.tunable["perception"], *made.tunable[theory.name]]
        draws = {**made.passage.draws["perception"], **made.passage.draws[theory.name]}
        yield conditions.conditions(
            theory.name, made.pact, expected, parameters, draws, np.concatenate(levels), made.wanted.seed
        )


class Tally:
    """What has been done of what is expected, in censuses of a block of histories in one world."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress, self._done, self._expected = progress, 0, 0

    def expect(self, units: int) -> None:
        """Expect more to do."""
        self._expected += units

    def add(self, units: int = 1) -> None:
        """Tell that something is done."""
        self._done += units
        if self._progress:
            self._progress(min(self._done, self._expected), self._expected)


def _kept(
    work: Callable[[Task], Answer],
    tasks: Sequence[Task],
    kind: str,
    units: int,
    *,
    folder: Path,
    spread: Spread,
    tally: Tally,
) -> list[Answer]:
    """Do work task by task, keeping each answer; tell of each as it is done."""
    told = 0

    def tell(done: int, _total: int) -> None:
        nonlocal told
        tally.add(units * (done - told))
        told = done

    names = [f"{kind} {number}" for number in range(len(tasks))]
    return list(kept(work, tasks, names, folder, spread, tell)) if tasks else []


def _of(theory: Theory, scales: Scales) -> dict[str, Moments]:
    return {head: moments for (name, head), moments in scales.items() if name == theory.name}


def _few(block: Passage) -> Passage:
    """Leave out all but the first histories of a block."""
    return replace(block, draws=cut(block.draws, slice(SEARCHED)))


def _few_scales(scales: Scales) -> Scales:
    return {key: (mean[..., :SEARCHED], sd[..., :SEARCHED]) for key, (mean, sd) in scales.items()}


def _stressed(
    made: Plan,
    parties: Sequence[str],
    prepared: Prepared,
    courses: Sequence[Mapping[str, Mapping[str, Course]]],
) -> Stressed:
    fates = {
        (world, name): fate([one[world][name] for one in courses])
        for world in courses[0]
        for name in courses[0][world]
    }
    return Stressed(
        made.run_id,
        made.timeline,
        made.coding,
        made.pact,
        parties,
        made.theories,
        made.tunable,
        made.passage.draws,
        made.trained_on,
        made.wanted.model_dump() | {"pact": made.pact, "branch": made.branch},
        made.edits,
        made.tips,
        prepared,
        {(NONE, name): fates[NONE, name] for _, name in fates if (NONE, name) in fates}
        | {(world, name): one for (world, name), one in fates.items() if not world.startswith(TIP)},
        {
            (world.removeprefix(TIP), name): one
            for (world, name), one in fates.items()
            if world.startswith(TIP)
        },
        shocks.factors(0, made.wanted.histories),
    )
