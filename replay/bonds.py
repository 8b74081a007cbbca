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
        members = world.members[pact]
        for first, second in combinations(sorted(members), 2):
            tied = members[first] & members[second]
            if tied.any():
                yield pact, first, second, tied


def assets(world: World, scope: str) -> Floats:
    """Count the institutions of one scope that two states share, each once, shape (S, S, M).

    NaN where no pact ties the two, or none that does has been coded yet.
    """
    known = np.zeros(world.ties.shape, dtype=bool)
    shared: dict[str, Booleans] = {}
    for pact in sorted(world.scored_pacts & world.members.keys() & world.assets.keys()):
        members = world.members[pact]
        if not members:
            continue
        states = [world.roster.index[code] for code in members]
        pairs = np.ix_(states, states)
        there = np.array(list(members.values()))
        tied = there[:, None] & there[None] & ~np.eye(len(states), dtype=bool)[..., None]
        known[pairs] |= tied
        for name, width in world.assets[pact].items():
            if width == scope:
                shared.setdefault(name, np.zeros_like(known))[pairs] |= tied
    return np.where(known, sum(shared.values(), np.zeros(known.shape)), np.nan)


def adversary(world: World, threat: Floats) -> Floats:
    """Return the greater threat to either of two allies from whom their pacts are against, shape (S, S, M).

    `threat` has shape (S, S, M): what the first perceives from the second, NaN where unknown. NaN
    where no pact ties the two, or those that do are against nobody of whom a threat is known.
    """
    index = world.roster.index
    faced = np.full(world.ties.shape, np.nan)
    for pact, first, second, tied in bonds(world):
        a, b = index[first], index[second]
        named = {*world.adversaries[pact, first], *world.adversaries[pact, second]} - {first, second}
        for code in sorted(named):
            greater = np.where(tied, np.fmax(threat[a, index[code]], threat[b, index[code]]), np.nan)
            faced[a, b] = faced[b, a] = np.fmax(faced[a, b], greater)
    return faced
