"""A stress test, from a request to a ledger: a pact simulated from a branching date on, under every edit.

It knows the order of the stages, and leaves each to its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import numpy as np

from replay import branching, conditions, preparation, shocks, stress_rows
from replay.alliances import LEAST
from replay.atomic_files import final
from replay.conditions import Conditions
from replay.course import Course
from replay.edit_file import edit_lists
from replay.ensemble import Passage
from replay.inventory import Frames
from replay.keeping import clear, counted, folder_of, kept
from replay.ledger import Draft
from replay.loading import load, origin
from replay.plan import TIP, Plan, plan
from replay.preparation import Prepared
from replay.request import stress_request
from replay.standardisation import Moments
from replay.strands import Branch, Strand, simulate
from replay.stress_rows import Stressed
from replay.stress_search import Scales, Search
from replay.survival import NONE, Fates, inside
from replay.theory import Theory
from replay.timeline import Timeline
from replay.workers import Spread, crew

Progress = Callable[[int, int], None]
"""Told as the work goes on: how much is done, of how much."""
Task = TypeVar("Task")
Answer = TypeVar("Answer")


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
    folder = folder_of(final(draft.path), made.run_id)
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

        def simulated(tried: Sequence[Strand], name: str) -> list[Mapping[str, Mapping[str, Course]]]:
            tally.expect(len(tried) * years)
            return keeping(simulate, tried, name, years)

        breaks = Search(made, stressed, blocks, scales, strand, simulated).breaks()
        asked = list(_conditions(made, stressed, strands)) if made.wanted.boxes else []
        tally.expect(len(asked))
        boxes = [row for rows in keeping(conditions.found, asked, "boxes", 1) for row in rows]
    return stress_rows.frames(stressed, breaks, boxes)


def _conditions(made: Plan, stressed: Stressed, strands: Sequence[Strand]) -> Iterator[Conditions]:
    """Ask of every theory but the baselines under which of its parameters the pact is loose."""
    names = {one.pact: one.name for one in made.timeline.parties_of(made.coding)}
    for number, theory in enumerate(made.theories):
        heads = [one.forecasters[number].heads for one in strands]
        head = "leave" if len(stressed.parties) > LEAST else "termination"
        drawn = [one[head] for one in heads if head in one]
        if theory.baseline or not drawn:
            continue
        found = stressed.fates[NONE, theory.name]
        share = inside(found, stressed.exists())
        parameters = [*made.tunable["perception"], *made.tunable[theory.name]]
        draws = {**made.passage.draws["perception"], **made.passage.draws[theory.name]}
        calibrated = {
            "level": np.concatenate([one.level for one in drawn]),
            "slope": np.concatenate([one.scale for one in drawn]),
        }
        yield conditions.conditions(
            theory.name, names[made.pact], share, parameters, draws, calibrated, made.wanted.seed
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


def _stressed(
    made: Plan,
    parties: Sequence[str],
    prepared: Prepared,
    courses: Sequence[Mapping[str, Mapping[str, Course]]],
) -> Stressed:
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
        Fates(courses, {world: world for world in courses[0] if not world.startswith(TIP)}),
        Fates(courses, {world.removeprefix(TIP): world for world in courses[0] if world.startswith(TIP)}),
        shocks.factors(0, made.wanted.histories),
    )
