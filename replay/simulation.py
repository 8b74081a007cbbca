"""Simulating: every theory decides, census after census, about the alliances that its own decisions made.

It knows the order of asking, drawing and taking down; how odds are made it leaves to `leanings`, how
decisions take effect to the engine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from replay import bonds
from replay.alliances import Alliances
from replay.chance import Chance
from replay.changes import Decide
from replay.choices import Choices, choose
from replay.chronicle import STRATA, Occurrence
from replay.clock import census_day
from replay.course import Course, Start
from replay.engine import Census
from replay.frozen import SOURCES, Forecaster, members
from replay.leanings import Leaning, leanings, pooled, single
from replay.pool import POOL
from replay.sitting import Sitting
from replay.situation import Situation
from replay.theory import Index, Ridge, Terms
from replay.world import World

MADE = frozenset(
    (
        "aligned",
        "tied_years",
        "parted_years",
        "capability_then",
        "general_assets",
        "specific_assets",
        "adversary",
    )
)
"""What of a situation decisions change; all else is perceived alike, whatever was decided."""


@dataclass(frozen=True)
class Tested:
    """The pact that is tested, its parties at the branch, and who may not decide of what, and when."""

    pact: str
    parties: tuple[str, ...]
    barred: Mapping[tuple[str, str], int]
    effort: Mapping[str, Start]


class Simulation:
    """A block of histories from the branching date on: who decides, and what comes of it."""

    def __init__(
        self,
        forecasters: Sequence[Forecaster],
        tested: Tested,
        names: Collection[str],
        chance: Chance,
        years: range,
        spared: Collection[str] = (),
    ) -> None:
        self._forecasters = {one.theory.name: one for one in forecasters}
        self._pool = members([one.theory for one in forecasters])
        self._tested, self._names, self._chance = tested, tuple(sorted(names)), chance
        self._first, self._last = years.start, years.stop - 1
        self.deciders = (*(name for name in self._forecasters if name not in spared), POOL.name)
        self._inherited: Mapping[str, Alliances] = {}
        self.courses: dict[str, Course] = {}

    def inherit(self, decided: Mapping[str, Alliances], courses: Mapping[str, Course]) -> None:
        """Go on from where another world stood at the first census: its alliances, and the pact's course."""
        self._inherited = decided
        self.courses = dict(courses)

    def begin(self, census: Census, world: World) -> None:
        """Give every theory alliances of its own at the first census: those inherited, or the record's."""
        if world.decided:
            return
        if self._inherited:
            world.decided = dict(self._inherited)
            self._inherited = {}
            return
        world.decided = {name: alliances_of(world, self._names) for name in self.deciders}
        self.courses = {name: self._course(name, census.year, world) for name in self.deciders}

    def decide(self, census: Census, world: World) -> list[Occurrence]:
        """Take down how things stand at a census, and let every theory decide for the coming year."""
        if census.year < self._first:
            return []
        self.begin(census, world)
        sitting = self._sitting(census, world)
        shared = {
            name: self._said(one, one.theory.terms(sitting.situation, one.draws), sitting)
            for name, one in self._forecasters.items()
            if MADE.isdisjoint(one.theory.reads)
        }
        return [
            Occurrence(
                date(census.year + 1, 1, 1),
                STRATA.index("joining"),
                name,
                0,
                self._decided(name, sitting, shared),
            )
            for name in self.deciders
        ]

    def _course(self, name: str, year: int, world: World) -> Course:
        return Course.begun(
            name,
            self._names.index(self._tested.pact),
            np.array([world.roster.index[code] for code in self._tested.parties]),
            world.decided[name],
            range(year, self._last + 1),
            {} if name == POOL.name else self._tested.effort,
        )

    def _sitting(self, census: Census, world: World) -> Sitting:
        exists = census.situation.exists
        a, b = np.nonzero(np.triu(exists[:, None] & exists[None], k=1))
        barred = np.zeros((len(self._names), len(world.roster)), dtype=bool)
        for (pact, state), since in self._tested.barred.items():
            if pact in self._names and census.year + 1 >= since:
                barred[self._names.index(pact), world.roster.index[state]] = True
        return Sitting(
            census.year,
            thinned(census.situation),
            world,
            census.at_risk,
            a,
            b,
            self._names,
            barred,
            self._chance,
        )

    def _decided(self, name: str, sitting: Sitting, shared: Mapping[str, Mapping[str, Leaning]]) -> Decide:
        alliances, course = sitting.world.decided[name], self.courses[name]
        own = self._forecasters.get(name)
        if own is None:
            said = self._of_pool(sitting, alliances, shared)
        else:
            said = {**shared[name]} if name in shared else self._asked(own, sitting, alliances)
        choices = Choices(sitting, alliances, said)
        course.take(sitting, choices, self._tested.effort if own else {})
        decided = choose(name, choices) if sitting.year < self._last else Decide(name)
        course.count(sitting.year, alliances, decided)
        return decided

    def _of_pool(
        self, sitting: Sitting, alliances: Alliances, shared: Mapping[str, Mapping[str, Leaning]]
    ) -> dict[str, Leaning]:
        members = sorted({name for names in self._pool.values() for name in names})
        asked = [self._forecasters[name] for name in members if name not in shared]
        reads = {field for one in asked for field in one.theory.reads}
        situation = bound(sitting.situation, sitting.world, alliances, reads)
        said = {**shared} | {
            one.theory.name: self._said(one, one.theory.terms(situation, one.draws), sitting) for one in asked
        }
        return {
            head: pooled([said[name][head] for name in names], len(sitting.a))
            for head, names in self._pool.items()
            if names
        }

    def _asked(self, one: Forecaster, sitting: Sitting, alliances: Alliances) -> dict[str, Leaning]:
        situation = bound(sitting.situation, sitting.world, alliances, one.theory.reads)
        return self._said(one, one.theory.terms(situation, one.draws), sitting)

    def _said(self, one: Forecaster, terms: Mapping[str, Terms], sitting: Sitting) -> dict[str, Leaning]:
        fits = {head: fit for head, fit in one.theory.heads.items() if isinstance(fit, Index | Ridge)}
        heads = {head: (SOURCES[head], frozen) for head, frozen in one.heads.items()}
        efforts = {measure: ("ending", frozen) for measure, frozen in one.effort.items()}
        return leanings(terms, fits, one.scales, heads | efforts, sitting.a, sitting.b)


def alliances_of(world: World, names: Sequence[str]) -> Alliances:
    """Take the alliances of the record as they stand: what decisions then change, in every history."""
    states, histories = len(world.roster), world.regime_reset.size
    parties = np.zeros((len(names), states, histories), dtype=bool)
    for number, name in enumerate(names):
        for code, there in world.members.get(name, {}).items():
            parties[number, world.roster.index[code]] = there
    return Alliances(
        tuple(names),
        parties,
        np.zeros(world.ties.shape, dtype=bool),
        world.ties.astype(np.int16),
        single(world.capability_then),
        single(world.tied_since),
        single(world.parted_on),
    )


def thinned(situation: Situation) -> Situation:
    """Bring a situation to single precision."""
    floats: dict[str, Any] = {
        name: single(value)
        for name, value in vars(situation).items()
        if isinstance(value, np.ndarray) and value.dtype == np.float64
    }
    for value in floats.values():
        value.setflags(write=False)
    return replace(situation, **floats)


def bound(situation: Situation, world: World, alliances: Alliances, reads: Collection[str]) -> Situation:
    """Show a situation as the alliances of a theory make it, as far as that is read."""
    made: dict[str, Any] = {"aligned": alliances.aligned}
    if not {"tied_years", "parted_years"}.isdisjoint(reads):
        made["tied_years"], made["parted_years"] = alliances.years(census_day(situation.year))
    if "capability_then" in reads:
        made["capability_then"] = alliances.capability_then.copy()
    if not {"general_assets", "specific_assets", "adversary"}.isdisjoint(reads):
        theirs = _as_if(world, alliances)
        if "adversary" in reads:
            made["adversary"] = single(bonds.adversary(theirs, situation.threat))
        if not {"general_assets", "specific_assets"}.isdisjoint(reads):
            made["general_assets"], made["specific_assets"] = bonds.assets(theirs, np.float32)
    for value in made.values():
        value.setflags(write=False)
    return replace(situation, **made)


def _as_if(world: World, alliances: Alliances) -> World:
    """See the world with other alliances in place of the record's; who joins faces whom the others face."""
    theirs = copy(world)
    theirs.ties = alliances.ties.astype(np.int64)
    codes = world.roster.codes
    theirs.members = {
        name: {codes[state]: there[state] for state in np.flatnonzero(there.any(axis=1))}
        for name, there in zip(alliances.names, alliances.parties, strict=True)
    }
    against: dict[str, set[str]] = {}
    for (pact, _), faced in world.adversaries.items():
        against.setdefault(pact, set()).update(faced)
    theirs.adversaries = {
        (name, code): world.adversaries.get((name, code), tuple(sorted(against.get(name, ()))))
        for name, members in theirs.members.items()
        for code in members
    }
    return theirs
