"""What the pacts that tie two states bring along: institutions, and adversaries.

It knows who is in which pact; how a threat is perceived it does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import DTypeLike, NDArray

from replay.situation import Booleans, Floats, Indices
from replay.world import World

SCOPES = ("general", "specific")
"""What an institution is for: many purposes, or the threat alone."""
WORD = 63
"""Institutions that are marked in one number, beside the mark of a tie itself."""


@dataclass(frozen=True)
class Bond:
    """What a scored pact ties: D dyads of its parties, by their states' numbers a < b, in M histories."""

    pact: str
    a: Indices
    b: Indices
    tied: Booleans
    """Shape (D, M)."""

    def dyads(self, states: int) -> Indices:
        """Give each dyad a number, of so many states."""
        return np.asarray(self.a * states + self.b)


def bonds(world: World) -> Iterator[Bond]:
    """Walk over the scored pacts that have had parties, in alphabetical order."""
    for pact in sorted(world.scored_pacts & world.members.keys()):
        members = world.members[pact]
        codes = sorted(members, key=world.roster.index.__getitem__)
        if len(codes) > 1:
            there = np.stack([members[code] for code in codes])
            states = np.array([world.roster.index[code] for code in codes])
            first, second = _pairs(len(codes))
            tied = there[first] & there[second]
            some = tied.any(axis=1)
            yield Bond(pact, states[first[some]], states[second[some]], tied[some])


@cache
def _pairs(parties: int) -> tuple[Indices, Indices]:
    """Pair so many parties, each with those after it."""
    first, second = np.triu_indices(parties, k=1)
    for one in (first, second):
        one.setflags(write=False)
    return first, second


def assets(world: World, dtype: DTypeLike = np.float64) -> tuple[Floats, Floats]:
    """Count the general and the specific institutions that two states share, each once, shape (S, S, M).

    NaN where no pact ties the two, or none that does has been coded yet.
    """
    states, _, histories = world.ties.shape
    coded = [bond for bond in bonds(world) if bond.pact in world.assets]
    named = sorted(
        {held for bond in coded for held in world.assets[bond.pact].items() if held[1] is not None}
    )
    dyads = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *(bond.dyads(states) for bond in coded)]))
    counted = np.zeros((len(SCOPES), len(dyads), histories), dtype=dtype)
    for begin in range(0, max(1, len(named)), WORD):
        bits = {held: np.uint64(2 << place) for place, held in enumerate(named[begin : begin + WORD])}
        marks = np.zeros(counted.shape[1:], dtype=np.uint64)
        for bond in coded:
            held = [bit for one, bit in bits.items() if one in world.assets[bond.pact].items()]
            marks[np.searchsorted(dyads, bond.dyads(states))] |= bond.tied * sum(held, start=np.uint64(1))
        for number, scope in enumerate(SCOPES):
            serving = sum((bit for (_, serves), bit in bits.items() if serves == scope), start=np.uint64(0))
            counted[number] += np.bitwise_count(marks & serving)
        counted[:, marks == 0] = np.nan
    shared = np.full((len(SCOPES), *world.ties.shape), np.nan, dtype=dtype)
    a, b = np.divmod(dyads, states)
    shared[:, a, b] = shared[:, b, a] = counted
    general, specific = shared
    return general, specific


def adversary(world: World, threat: Floats) -> Floats:
    """Return the greater threat to either of two allies from whom their pacts are against, shape (S, S, M).

    `threat` has shape (S, S, M): what the first perceives from the second, NaN where unknown. NaN
    where no pact ties the two, or those that do are against nobody of whom a threat is known.
    """
    known = np.where(np.isnan(threat), threat.dtype.type(-np.inf), threat)
    faced = np.full_like(known, -np.inf)
    for bond in bonds(world):
        for against, which in _facing(world, bond).items():
            a, b = bond.a[which], bond.b[which]
            greatest = np.maximum.reduce([known[one, other] for other in against for one in (a, b)])
            faced[a, b] = np.maximum(faced[a, b], np.where(bond.tied[which], greatest, -np.inf))
    faced = np.maximum(faced, faced.swapaxes(0, 1))
    return np.where(np.isneginf(faced), np.nan, faced)


def _facing(world: World, bond: Bond) -> dict[tuple[int, ...], NDArray[np.intp]]:
    """Sort the dyads of a bond by whom it is against for either of the two, who are not meant themselves."""
    index, codes = world.roster.index, world.roster.codes
    found: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for row, pair in enumerate(zip(bond.a.tolist(), bond.b.tolist(), strict=True)):
        named = {index[code] for state in pair for code in world.adversaries[bond.pact, codes[state]]}
        found[tuple(sorted(named - set(pair)))].append(row)
    return {against: np.array(rows) for against, rows in found.items() if against}
