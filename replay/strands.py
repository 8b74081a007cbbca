"""Strands: a block of histories simulated from the branching date on, in the record and in what edits make of it.

It knows how worlds branch off from one another; what comes of all blocks together it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field

from replay.branching import Branched
from replay.chance import Chance
from replay.chronicle import Occurrence, chronicle, feeds
from replay.course import Course, Start
from replay.engine import Census, Decider, replay
from replay.frozen import Forecaster
from replay.priors import Draws
from replay.simulation import Simulation, Tested
from replay.situation import Floats
from replay.world import World


@dataclass(frozen=True)
class Branch:
    """A world to simulate: the record itself, an edited one, or one with a shock of another size in each history.

    `parts` is the last census at which it is still the record in everything; None where it differs from it
    before the branching date. `weights`, by event, hold a number a history.
    """

    name: str
    branched: Branched
    parts: int | None
    weights: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True)
class Strand:
    """A block of histories: the record, whose worlds branch off where they part from it, and who decides."""

    record: Branch
    branches: tuple[Branch, ...]
    coding: str
    pact: str
    parties: tuple[str, ...]
    effort: Mapping[str, Start]
    forecasters: tuple[Forecaster, ...]
    perception: Mapping[str, Draws]
    seed: int
    first: int
    names: tuple[str, ...]
    """The pacts that may be joined, left and ended."""

    @property
    def histories(self) -> int:
        """Count the histories."""
        return int(self.perception["rho"].size)


def simulate(strand: Strand) -> dict[str, dict[str, Course]]:
    """Simulate a block of histories in every world; return the pact's course by world and theory."""
    found: dict[str, dict[str, Course]] = {}
    origin = _simulation(strand, strand.record, strand.record.branched.timeline.manifest.first_census)

    def decide(census: Census, world: World) -> list[Occurrence]:
        origin.begin(census, world)
        for branch in strand.branches:
            if branch.parts == census.year:
                own = _simulation(strand, branch, census.year)
                own.inherit(deepcopy(world.decided), deepcopy(origin.courses))
                found[branch.name] = _run(strand, branch, own)
        return origin.decide(census, world)

    for branch in strand.branches:
        if branch.parts is None:
            own = _simulation(strand, branch, branch.branched.timeline.manifest.first_census)
            found[branch.name] = _run(strand, branch, own)
    for _ in _replayed(strand, strand.record, decide):
        pass
    found[strand.record.name] = {name: one.told() for name, one in origin.courses.items()}
    return found


def _run(strand: Strand, branch: Branch, own: Simulation) -> dict[str, Course]:
    for _ in _replayed(strand, branch, own.decide):
        pass
    return {name: one.told() for name, one in own.courses.items()}


def _simulation(strand: Strand, branch: Branch, first: int) -> Simulation:
    timeline = branch.branched.timeline
    span = timeline.manifest.span
    chance = Chance(
        strand.seed, strand.first, strand.histories, span.begin.year, span.end.year - span.begin.year + 1
    )
    tested = Tested(strand.pact, strand.parties, branch.branched.barred, strand.effort)
    return Simulation(strand.forecasters, tested, strand.names, chance, first, span.end.year)


def _replayed(strand: Strand, branch: Branch, decide: Decider) -> Iterator[Census]:
    timeline = branch.branched.timeline
    told = chronicle(
        timeline,
        histories=strand.histories,
        first=strand.first,
        seed=strand.seed,
        coding=strand.coding,
        parameters=strand.perception,
        weights=branch.weights,
    )
    return replay(timeline, parameters=strand.perception, reports=feeds(told), decide=decide)
