"""What the pacts that tie two states bring along: institutions, and adversaries.

It knows who is in which pact; how a threat is perceived it does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
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
    counts = np.full(world.ties.shape, np.nan)
    shared: dict[tuple[str, str], list[tuple[Mapping[str, str], Booleans]]] = defaultdict(list)
    for pact, first, second, tied in bonds(world):
        if pact in world.assets:
            shared[first, second].append((world.assets[pact], tied))
    for pair, several in shared.items():
        a, b = (world.roster.index[code] for code in pair)
        known = np.any([tied for _, tied in several], axis=0)
        there: dict[str, list[Booleans]] = defaultdict(list)
        for institutions, tied in several:
            for name, width in institutions.items():
                if width == scope:
                    there[name].append(tied)
        number = sum((np.any(histories, axis=0) for histories in there.values()), np.zeros(known.shape))
        counts[a, b] = counts[b, a] = np.where(known, number, np.nan)
    return counts


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
