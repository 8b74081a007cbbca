"""What the pacts that tie two states bring along: institutions, and adversaries.

It knows who is in which pact; how a threat is perceived it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from replay.situation import Booleans, Floats
from replay.world import World


def bonds(world: World) -> Iterator[tuple[str, str, str, Booleans]]:
    """Walk over the pairs that scored pacts tie: pact, two states, and in which histories, shape (M,)."""
    for pact in sorted(world.scored_pacts & world.members.keys()):
        for first, second in combinations(sorted(world.members[pact]), 2):
            tied = _tied(world, pact, (first, second))
            if tied.any():
                yield pact, first, second, tied


SCOPES = ("general", "specific")
"""What an institution is for: many purposes, or the threat alone."""


def assets(world: World) -> tuple[Floats, Floats]:
    """Count the general and the specific institutions that two states share, each once, shape (S, S, M).

    NaN where no pact ties the two, or none that does has been coded yet.
    """
    counted = np.full((len(SCOPES), *world.ties.shape), np.nan)
    for pacts, dyads in _companies(world).items():
        tied = np.array([[_tied(world, pact, dyad) for dyad in dyads] for pact in pacts])
        names = sorted({name for pact in pacts for name in world.assets[pact]})
        a, b = np.array([[world.roster.index[code] for code in dyad] for dyad in dyads]).T
        together = tied.any(axis=0)
        for number, scope in enumerate(SCOPES):
            serves = [[world.assets[pact].get(name) == scope for pact in pacts] for name in names]
            there = np.array(serves, dtype=bool).reshape(-1, len(pacts)) @ tied.reshape(len(pacts), -1)
            shared = np.where(together, there.sum(axis=0).reshape(tied.shape[1:]), np.nan)
            counted[number, a, b] = counted[number, b, a] = shared
    general, specific = counted
    return general, specific


def _companies(world: World) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """List the dyads that are parties of the same scored and coded pacts, by these pacts."""
    pacts: dict[tuple[str, str], tuple[str, ...]] = {}
    for pact in sorted(world.scored_pacts & world.members.keys() & world.assets.keys()):
        for dyad in combinations(sorted(world.members[pact]), 2):
            pacts[dyad] = (*pacts.get(dyad, ()), pact)
    companies: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for dyad, several in pacts.items():
        companies.setdefault(several, []).append(dyad)
    return companies


def _tied(world: World, pact: str, dyad: tuple[str, str]) -> Booleans:
    """Say in which histories a pact ties two states, shape (M,)."""
    members = world.members[pact]
    return members[dyad[0]] & members[dyad[1]]


def adversary(world: World, threat: Floats) -> Floats:
    """Return the greater threat to either of two allies from whom their pacts are against, shape (S, S, M).

    `threat` has shape (S, S, M): what the first perceives from the second, NaN where unknown. NaN
    where no pact ties the two, or those that do are against nobody of whom a threat is known.
    """
    index = world.roster.index
    faced = np.full(world.ties.shape, np.nan, dtype=threat.dtype)
    for pact, first, second, tied in bonds(world):
        a, b = index[first], index[second]
        named = {*world.adversaries[pact, first], *world.adversaries[pact, second]} - {first, second}
        for code in sorted(named):
            greater = np.where(tied, np.fmax(threat[a, index[code]], threat[b, index[code]]), np.nan)
            faced[a, b] = faced[b, a] = np.fmax(faced[a, b], greater)
    return faced
