"""Alliances as decisions make them, history by history: who is party to which pact, and whom that ties.

It knows decisions and days; who decided, and why, it does not know. Axes: pacts in alphabetical order,
states in roster order, histories last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from replay.changes import Decide, Triples
from replay.clock import DAYS_PER_YEAR
from replay.situation import Booleans, Floats, Indices

LEAST = 2
"""Parties without whom a pact is not in force."""


@dataclass
class Alliances:
    """Who is bound to whom in every history: pacts with their parties, and bilateral ties without a name.

    P pacts, S states, M histories. Decisions take effect all at once: pacts are joined before others
    are left, so that a tie handed from one to the next never lapses.
    """

    names: tuple[str, ...]
    parties: Booleans
    """Shape (P, S, M)."""
    founded: Booleans
    """Shape (S, S, M), symmetric: tied by a bilateral pact that a decision has founded."""
    ties: NDArray[np.int16]
    """Shape (S, S, M): how many pacts, named or not, tie two states."""
    capability_then: Floats
    """Shape (S, S, M): at [i, j] the capability of *i* when its current tie with *j* began."""
    tied_since: Floats
    """Shape (S, S, M): ordinal of the day on which the current tie began, NaN without one."""
    parted_on: Floats
    """Shape (S, S, M): ordinal of the day on which the last tie ended, NaN where there was none."""

    @property
    def aligned(self) -> Booleans:
        """Say which dyads are tied, shape (S, S, M)."""
        return np.asarray(self.ties > 0)

    @property
    def sizes(self) -> Indices:
        """Count the parties of every pact, shape (P, M)."""
        return np.asarray(self.parties.sum(axis=1))

    def years(self, day: date) -> tuple[Floats, Floats]:
        """Return the age of the current ties, and the years since the last ones ended, on a day."""
        now = np.float32(day.toordinal())
        per_year = np.float32(DAYS_PER_YEAR)
        return (now - self.tied_since) / per_year, (now - self.parted_on) / per_year

    def take(self, decided: Decide, day: date, capability: Floats, exists: Booleans | None = None) -> None:
        """Let decisions take effect; pacts that fewer than two parties remain in are over.

        `exists`, (S,), leaves out what states have decided that ceased to exist before it takes effect.
        """
        if exists is not None:
            decided = of_the_living(decided, exists)
        for (a, b, m), step in ((decided.founded, 1), (decided.lapsed, -1)):
            self.founded[a, b, m] = self.founded[b, a, m] = step > 0
        joined = self._between(*decided.joined)
        self.parties[decided.joined] = True
        gone = self._gone(decided)
        self.parties[gone] = False
        left = self._between(*gone)
        steps = ((decided.founded, 1), (decided.lapsed, -1), (joined, 1), (left, -1))
        self._tie(steps, day, capability)

    def move(self, pact: str, state: int, day: date, capability: Floats, *, joins: bool) -> None:
        """Let a state join or leave a pact in every history in which it has not yet, whatever it decided."""
        if pact not in self.names:
            return
        number = self.names.index(pact)
        m = np.flatnonzero(self.parties[number, state] != joins)
        rows = np.full_like(m, number), np.full_like(m, state), m
        decided = Decide("", joined=rows) if joins else Decide("", left=rows)
        self.take(decided, day, capability)

    def leave(self, state: int, day: date, capability: Floats) -> None:
        """Take a state that ceases to exist out of all its pacts and ties."""
        pact, m = np.nonzero(self.parties[:, state])
        other, when = np.nonzero(self.founded[state])
        lapsed = np.minimum(other, state), np.maximum(other, state), when
        self.take(Decide("", lapsed=lapsed, left=(pact, np.full_like(pact, state), m)), day, capability)

    def _gone(self, decided: Decide) -> tuple[Indices, Indices, Indices]:
        """List who leaves which pact in which history: leavers, all of what ends, whoever is left alone."""
        touched = np.unique(np.concatenate([decided.left[0], decided.ended[0]]))
        parties = self.parties[touched]
        going = np.zeros_like(parties)
        going[np.searchsorted(touched, decided.left[0]), decided.left[1], decided.left[2]] = True
        going[np.searchsorted(touched, decided.ended[0]), :, decided.ended[1]] = True
        going &= parties
        alone = going.any(axis=1) & ((parties & ~going).sum(axis=1) < LEAST)
        going |= parties & alone[:, None]
        pact, state, m = np.unravel_index(np.flatnonzero(going), going.shape)
        return touched[pact], state, m

    def _between(self, pact: Indices, state: Indices, m: Indices) -> tuple[Indices, Indices, Indices]:
        """List the dyads that movers make or break: with all parties, among movers of a pact each once."""
        touched, place = np.unique(pact, return_inverse=True)
        parties = self.parties[touched]
        moving = np.zeros_like(parties)
        moving[place, state, m] = True
        earlier = np.arange(parties.shape[1]) < state[:, None]
        others = moving[place, :, m] & earlier | (parties & ~moving)[place, :, m]
        row, other = np.nonzero(others)
        return np.minimum(state[row], other), np.maximum(state[row], other), m[row]

    def _tie(self, moves: Sequence[tuple[Triples, int]], day: date, capability: Floats) -> None:
        a, b, m = (np.concatenate([rows[n] for rows, _ in moves]) for n in range(3))
        steps = np.concatenate([np.full(len(rows[0]), step) for rows, step in moves])
        before = self.ties[a, b, m]
        np.add.at(self.ties, (a, b, m), steps)
        after = self.ties[a, b, m]
        begun, ended = (before == 0) & (after > 0), (before > 0) & (after == 0)
        for i, j in ((a, b), (b, a)):
            self.ties[i, j, m] = after
            self.capability_then[i[begun], j[begun], m[begun]] = capability[i[begun]]
            self.capability_then[i[ended], j[ended], m[ended]] = np.nan
            self.tied_since[i[begun], j[begun], m[begun]] = day.toordinal()
            self.tied_since[i[ended], j[ended], m[ended]] = np.nan
            self.parted_on[i[ended], j[ended], m[ended]] = day.toordinal()


def of_the_living(decided: Decide, exists: Booleans) -> Decide:
    """Leave out the decisions of, and about, states that do not exist; a pact of theirs is over with them."""
    a, b, _ = decided.founded
    founding = exists[a] & exists[b]
    a, b, _ = decided.lapsed
    lapsing = exists[a] & exists[b]
    joining, leaving = exists[decided.joined[1]], exists[decided.left[1]]
    return Decide(
        decided.theory,
        _among(decided.founded, founding),
        _among(decided.lapsed, lapsing),
        decided.ended,
        _among(decided.joined, joining),
        _among(decided.left, leaving),
    )


def _among(rows: Triples, kept: Booleans) -> Triples:
    first, second, m = rows
    return first[kept], second[kept], m[kept]
