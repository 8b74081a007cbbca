"""Membership of pacts: which are in force, who may join or leave them, and what became of them in a year.

It knows who is in which pact and who existed when; forecasts and theories it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from replay.shifts import lapses
from replay.situation import Booleans, Floats, Indices

LEAST = 2
"""Parties without whom a pact is not in force; with no more it is bilateral, and can only end."""
ITSELF = -1
"""Stands for the state where a row is about the pact itself."""

Move = tuple[date, str, int, bool]
"""A day, a pact, a state's index, and whether it joined (True) or left."""


@dataclass(frozen=True)
class Pacts:
    """The scored pacts in force at a census that are forecast, P of them, in alphabetical order."""

    names: tuple[str, ...]
    parties: Booleans
    """Shape (P, S)."""
    near: Booleans
    """Shape (P, S): the dyad with one of the parties is forecast."""

    @property
    def multilateral(self) -> Booleans:
        """Say which have more than two parties now, whatever they may come to have; shape (P,)."""
        return np.asarray(self.parties.sum(axis=1) > LEAST)

    @property
    def may_join(self) -> Booleans:
        """Say who may join which: of a multilateral pact all who are near it, and no party; shape (P, S)."""
        return self.multilateral[:, None] & self.near & ~self.parties

    @property
    def may_leave(self) -> Booleans:
        """Say who may leave which: all parties of a multilateral pact; shape (P, S)."""
        return self.multilateral[:, None] & self.parties


@dataclass(frozen=True)
class PactOutcome:
    """What became, in a year, of the pacts in force at the census before; arrays by pact and state."""

    year: int
    names: tuple[str, ...]
    joined: Booleans
    """Shape (P, S): it could join, and its membership began, however briefly."""
    left: Booleans
    """Shape (P, S): it could leave, and its membership lapsed."""
    censored: Booleans
    """Shape (P, S): it could join or leave, but ceased to exist during the year: not scored."""
    ended: Booleans
    """Shape (P,): fewer than two parties remained, or were there for a while."""
    dissolved: Booleans
    """Shape (P,): fewer than two of its parties outlived the year: whether it ended is not scored."""


def in_force(
    members: Mapping[str, Mapping[str, Booleans]], index: Mapping[str, int], at_risk: Booleans
) -> Pacts:
    """List the pacts of the record that have two parties or more, two of them a dyad that is forecast.

    `members` are by pact and state, true in the histories that have them, the record first; `at_risk`,
    shape (S, S), says which dyads are forecast.
    """
    parties = {}
    for name in sorted(members):
        row = np.zeros(len(index), dtype=bool)
        row[[index[code] for code, there in members[name].items() if there[0]]] = True
        if at_risk[np.ix_(row, row)].any():
            parties[name] = row
    rows = np.array(list(parties.values()), dtype=bool).reshape(-1, len(index))
    return Pacts(tuple(parties), rows, np.any(rows[:, None] & at_risk[None], axis=2))


def risks(pacts: Pacts) -> dict[str, tuple[Indices, Indices]]:
    """List who may join or leave which pact, and which may end, as rows of pact and state."""
    every = np.arange(len(pacts.names))
    joining, who_joins = np.nonzero(pacts.may_join)
    leaving, who_leaves = np.nonzero(pacts.may_leave)
    return {
        "join": (joining, who_joins),
        "leave": (leaving, who_leaves),
        "ending": (every, np.full(len(every), ITSELF)),
    }


def became(year: int, pacts: Pacts, moves: Sequence[Move], survived: Booleans) -> PactOutcome:
    """Judge a year by who joined and left in it; `survived`, shape (S,), says who existed throughout.

    As with dyads, a gap is no leaving and no ending if it closes within the year and 180 days.
    """
    joined, left = np.zeros_like(pacts.parties), np.zeros_like(pacts.parties)
    ended = np.zeros(len(pacts.names), dtype=bool)
    for number, name in enumerate(pacts.names):
        present, alive = pacts.parties[number].copy(), []
        spells: dict[int, list[tuple[date, bool]]] = defaultdict(list)
        for day, pact, state, began in moves:
            if pact == name and day.year == year:
                spells[state].append((day, began))
                before, present[state] = present.sum() >= LEAST, began
                if before != (after := bool(present.sum() >= LEAST)):
                    alive.append((day, after))
        ended[number] = lapses(alive)
        for state, changes in spells.items():
            if pacts.parties[number, state]:
                left[number, state] = lapses(changes)
            else:
                joined[number, state] = any(began for _, began in changes)
    dissolved = (pacts.parties & survived).sum(axis=1) < LEAST
    return PactOutcome(
        year,
        pacts.names,
        joined=joined & pacts.may_join & survived,
        left=left & pacts.may_leave & survived,
        censored=(pacts.may_join | pacts.may_leave) & ~survived,
        ended=ended & ~dissolved,
        dissolved=dissolved,
    )


def shifted(closed: PactOutcome, outcome: str, pact: Indices, state: Indices) -> Floats:
    """Say of rows what became of them in a closed year: 1 shifted, 0 not, NaN not scored; shape (rows,)."""
    if outcome == "ending":
        return np.where(closed.dissolved[pact], np.nan, closed.ended[pact])
    came = closed.joined if outcome == "join" else closed.left
    return np.where(closed.censored[pact, state], np.nan, came[pact, state])
