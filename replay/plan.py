"""The plan of a stress test: a request judged against its timeline, and the worlds that are to be simulated.

It knows what branches off from what; how anything is simulated, and what comes of it, it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from replay import branching, counterfactual, discovery, shocks, training
from replay.counterfactual import Edited
from replay.departure import Departure, edited
from replay.edits import EditList
from replay.ensemble import Passage
from replay.errors import MissingExtraError, RequestError
from replay.identity import identity
from replay.loading import load
from replay.parameters import PERCEPTION, Parameter, draw, require_known
from replay.request import STRESSED, StressRequest
from replay.strands import Branch
from replay.survival import NONE
from replay.theories import registry, select
from replay.theory import Theory
from replay.theory_file import require_meant
from replay.timeline import Timeline

TIP = "tip "
"""Stands before the name of a list that is scaled, so that it may be among the edits too."""


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
        """Branch a world off where it parts from the record, or where somebody may no longer decide."""
        made = branching.branched(one.timeline, self.timeline, self.coding, self.branch)
        alive = branching.alive(self.record.branched.timeline, self.coding, self.branch)
        alive |= branching.alive(made.timeline, self.coding, self.branch)
        parts = self._parts(one.departure.first_day)
        barred = [since for (pact, _), since in made.barred.items() if pact in alive]
        if barred or parts is None:
            return Branch(one.edits.name, made, None if parts is None else min(parts, min(barred) - 1))
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
        """Put edit lists together; None where two touch an event, or add a row, that is the same."""
        lists = {one.edits.name: one for one in self.edits}
        touched = [event for name in names for event in _touched(lists[name].departure)]
        now = self.timeline
        for name in sorted(names):
            now, *_ = edited(now, lists[name].edits, self.coding)
        ids = [event.id for event in now.events]
        members = [(one.pact, one.state, one.coding, one.joined) for one in now.parties]
        if any(len(set(rows)) < len(rows) for rows in (touched, ids, members)):
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


def _touched(departure: Departure) -> tuple[str, ...]:
    """Name the events that a list does something to, but for those that follow from others."""
    struck = set(departure.struck) - set(departure.followed)
    return (*sorted(struck), *departure.added, *departure.moved, *departure.scaled)
