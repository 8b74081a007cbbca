"""Membership of pacts: which are in force, who may join or leave them, and what became of them in a year.

It knows who is in which pact and who existed when; forecasts and theories it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import numpy as np

from replay.alliances import LEAST
from replay.shifts import lapses
from replay.situation import Booleans, Floats, Indices
from replay.tables import COMMITMENTS

FULL = COMMITMENTS.index("full")
"""How much of a pact a party honours of which nothing else is coded."""
ITSELF = -1
"""Stands for the state where a row is about the pact itself."""

Move = tuple[date, str, int, bool]
"""A day, a pact, a state's index, and whether it joined (True) or left."""
Pledge = tuple[date, str, int, int]
"""A day, a pact, a party's index, and how much of the pact it then came to honour."""


@dataclass(frozen=True)
class Pacts:
    """The scored pacts in force at a census that are forecast, P of them, in alphabetical order."""

    names: tuple[str, ...]
    parties: Booleans
    """Shape (P, S)."""
    near: Booleans
    """Shape (P, S): the dyad with one of the parties is forecast."""
    standing: Indices | None = None
    """Shape (P, S): how much of a pact a state honours, 0 dormant or no party, 1 reduced, 2 full; None where
    a timeline codes no commitments."""
    followed: bool = False
    """Whether what parties commit to their pacts, or spend on them, is known, so that all are asked about."""

    @property
    def multilateral(self) -> Booleans:
        """Say which have more than two parties now, whatever they may come to have; shape (P,)."""
        return np.asarray(self.parties.sum(axis=1) > LEAST)

    @property
    def may_join(self) -> Booleans:
        """Say who may join which: of a multilateral pact all who are near it, and no party; shape (P, S)."""
        return self.multilateral[:, None] & self.near & ~self.parties

    @property
    def may_fall(self) -> Booleans:
        """Say who may honour less of which: all parties of any pact that honour anything; shape (P, S)."""
        return np.zeros_like(self.parties) if self.standing is None else self.parties & (self.standing > 0)

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
    fell: Booleans
    """Shape (P, S): it could fall, and its commitment did, or it left, or the pact ended."""
    fallible: Booleans
    """Shape (P, S): it could fall, outlived the year, and the pact did not lose too many that did not."""


def in_force(
    members: Mapping[str, Mapping[str, Booleans]],
    index: Mapping[str, int],
    at_risk: Booleans,
    commitments: Mapping[tuple[str, str], int] | None = None,
    *,
    followed: bool = False,
) -> Pacts:
    """List the pacts of the record that have two parties or more, two of them a dyad that is forecast.

    `members` are by pact and state, true in the histories that have them, the record first; `at_risk`,
    shape (S, S), says which dyads are forecast; `commitments`, by pact and party, are those below full,
    None where a timeline codes none.
    """
    parties = {}
    for name in sorted(members):
        row = np.zeros(len(index), dtype=bool)
        row[[index[code] for code, there in members[name].items() if there[0]]] = True
        if at_risk[np.ix_(row, row)].any():
            parties[name] = row
    rows = np.array(list(parties.values()), dtype=bool).reshape(-1, len(index))
    near = np.any(rows[:, None] & at_risk[None], axis=2)
    if commitments is None:
        return Pacts(tuple(parties), rows, near, followed=followed)
    standing = np.where(rows, FULL, 0)
    places = {name: number for number, name in enumerate(parties)}
    for (pact, state), level in commitments.items():
        if pact in places and rows[places[pact], index[state]]:
            standing[places[pact], index[state]] = level
    return Pacts(tuple(parties), rows, near, standing, followed)


def risks(pacts: Pacts) -> dict[str, tuple[Indices, Indices]]:
    """List who may join or leave which pact, and which may end, as rows of pact and state.

    Where parties are followed, all of them are listed under `downgrade`, those that can fall no further too.
    """
    every = np.arange(len(pacts.names))
    joining, who_joins = np.nonzero(pacts.may_join)
    leaving, who_leaves = np.nonzero(pacts.may_leave)
    found = {
        "join": (joining, who_joins),
        "leave": (leaving, who_leaves),
        "ending": (every, np.full(len(every), ITSELF)),
    }
    if pacts.followed:
        party, who = np.nonzero(pacts.parties)
        found["downgrade"] = party, who
    return found


def became(
    year: int, pacts: Pacts, moves: Sequence[Move], survived: Booleans, pledges: Sequence[Pledge] = ()
) -> PactOutcome:
    """Judge a year by who joined and left in it; `survived`, shape (S,), says who existed throughout.

    As with dyads, a gap is no leaving, no ending and no fall if it closes within the year and 180 days.
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
    fallible = pacts.may_fall & survived & ~dissolved[:, None]
    return PactOutcome(
        year,
        pacts.names,
        joined=joined & pacts.may_join & survived,
        left=left & pacts.may_leave & survived,
        censored=(pacts.may_join | pacts.may_leave) & ~survived,
        ended=ended & ~dissolved,
        dissolved=dissolved,
        fell=_fallen(year, pacts, moves, pledges) & fallible,
        fallible=fallible,
    )


def _fallen(year: int, pacts: Pacts, moves: Sequence[Move], pledges: Sequence[Pledge]) -> Booleans:
    """Say whose commitment fell in a year below where it stood before it, shape (P, S).

    Who is out of a pact, or in one that has fewer than two parties, honours nothing of it.
    """
    fallen = np.zeros_like(pacts.parties)
    if pacts.standing is None:
        return fallen
    for number, name in enumerate(pacts.names):
        mine = [one for one in (*moves, *pledges) if one[1] == name and one[0].year == year]
        present, level = pacts.parties[number].copy(), pacts.standing[number].copy()
        days: list[tuple[date, Booleans]] = []
        for day, turns in groupby(sorted(mine, key=lambda one: one[0]), key=lambda one: one[0]):
            for _, _, state, turn in turns:
                if isinstance(turn, bool):
                    present[state] = turn
                    level[state] = FULL
                else:
                    level[state] = turn
            days.append((day, present & (level >= pacts.standing[number]) & (present.sum() >= LEAST)))
        held = np.array([pacts.may_fall[number], *(now for _, now in days)])
        for state in np.flatnonzero(pacts.may_fall[number]).tolist():
            turned = np.flatnonzero(held[1:, state] != held[:-1, state])
            fallen[number, state] = lapses([(days[n][0], bool(held[n + 1, state])) for n in turned])
    return fallen


def shifted(closed: PactOutcome, outcome: str, pact: Indices, state: Indices) -> Floats:
    """Say of rows what became of them in a closed year: 1 shifted, 0 not, NaN not scored; shape (rows,)."""
    if outcome == "ending":
        return np.where(closed.dissolved[pact], np.nan, closed.ended[pact])
    if outcome == "downgrade":
        return np.where(closed.fallible[pact, state], closed.fell[pact, state], np.nan)
    came = closed.joined if outcome == "join" else closed.left
    return np.where(closed.censored[pact, state], np.nan, came[pact, state])
