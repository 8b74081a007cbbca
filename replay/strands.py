"""Strands: a block of histories simulated from the branching date on, in the record and in edited worlds.

It knows how worlds branch off from one another; what comes of all blocks together it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field, replace
from gc import collect

import numpy as np

from replay.branching import Branched
from replay.chance import Chance
from replay.chronicle import Occurrence, chronicle, feeds
from replay.course import Course, Start
from replay.engine import Census, Decider, replay
from replay.frozen import Forecaster
from replay.priors import Draws
from replay.simulation import Simulation, Tested
from replay.situation import Floats
from replay.survival import NONE
from replay.world import World


@dataclass(frozen=True)
class Branch:
    """A world to simulate: the record, an edited one, or one with a shock of another size in each history.

    `parts` is the last census at which it is still the record in everything; None where it differs from it
    before the branching date. `weights`, by event, hold a number a history.
    """

    name: str
    branched: Branched
    parts: int | None
    weights: Mapping[str, Floats] = field(default_factory=dict)
    touched: frozenset[str] | None = None
    """The fields of a situation that may differ from the record's; None where who is allied does too."""

    def spares(self, forecaster: Forecaster) -> bool:
        """Say whether a theory reads nothing that differs, so that its decisions are those of the record."""
        return self.touched is not None and self.touched.isdisjoint(forecaster.theory.reads)


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

    @property
    def beside(self) -> frozenset[str]:
        """Name the baselines, which decide in the record alone; none where there is nothing but baselines."""
        found = frozenset(one.theory.name for one in self.forecasters if one.theory.baseline)
        return found if len(found) < len(self.forecasters) else frozenset()


def simulate(strand: Strand) -> dict[str, dict[str, Course]]:
    """Simulate a block of histories in every world; return the pact's course by world and theory."""
    found: dict[str, dict[str, Course]] = {}
    chance = _chance(strand)
    origin = _simulation(strand, strand.record, chance, strand.record.branched.timeline.manifest.first_census)

    def decide(census: Census, world: World) -> list[Occurrence]:
        origin.begin(census, world)
        for branch in strand.branches:
            if branch.parts == census.year:
                own = _simulation(strand, branch, chance, census.year)
                alliances = {name: world.decided[name] for name in own.deciders}
                own.inherit(deepcopy(alliances), deepcopy({name: origin.courses[name] for name in alliances}))
                found[branch.name] = _run(strand, branch, own)
        return origin.decide(census, world)

    for branch in strand.branches:
        if branch.parts is None:
            own = _simulation(strand, branch, chance, branch.branched.timeline.manifest.first_census)
            found[branch.name] = _run(strand, branch, own)
    for _ in _replayed(strand, strand.record, decide):
        pass
    ours = {name: one.told() for name, one in origin.courses.items()}
    worlds = {strand.record.name: ours}
    for branch in strand.branches:
        worlds[branch.name] = {
            name: found[branch.name].get(name, course)
            for name, course in ours.items()
            if name not in strand.beside
        }
    return worlds


def _run(strand: Strand, branch: Branch, own: Simulation) -> dict[str, Course]:
    for _ in _replayed(strand, branch, own.decide):
        pass
    # A world and who decides in it know one another: without this, worlds would pile up until Python looks.
    collect()
    return {name: one.told() for name, one in own.courses.items()}


def _simulation(strand: Strand, branch: Branch, chance: Chance, first: int) -> Simulation:
    tested = Tested(strand.pact, strand.parties, branch.branched.barred, strand.effort)
    last = branch.branched.timeline.manifest.span.end.year
    spared = {one.theory.name for one in strand.forecasters if branch.spares(one)}
    if branch.name != NONE:
        spared |= strand.beside
    return Simulation(strand.forecasters, tested, strand.names, chance, range(first, last + 1), spared)


def _chance(strand: Strand) -> Chance:
    """Lay out the random numbers that all worlds of a block have in common."""
    timeline = strand.record.branched.timeline
    manifest = timeline.manifest
    span = range(manifest.span.begin.year, manifest.span.end.year + 1)
    codes, since = timeline.roster.codes, manifest.first_census + 1
    return Chance(strand.seed, strand.first, strand.histories, codes, span, since)


def _replayed(strand: Strand, branch: Branch, decide: Decider) -> Iterator[Census]:
    timeline = branch.branched.timeline
    if branch.parts is not None:
        # Until it parts from the record, nobody need look.
        manifest = timeline.manifest.model_copy(update={"first_census": branch.parts})
        timeline = replace(timeline, manifest=manifest)
    told = chronicle(
        timeline,
        histories=strand.histories,
        first=strand.first,
        seed=strand.seed,
        coding=strand.coding,
        parameters=strand.perception,
        weights=branch.weights,
    )
    return replay(
        timeline,
        parameters=strand.perception,
        reports=feeds(told),
        decide=decide,
        institutions=False,
        precision=np.float32,
    )
