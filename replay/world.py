"""The world as arrays: what changes have made of the states so far, for every history.

It knows neither kinds of events nor theories. Axes: states in roster order (holder or observer
first, the state it is about second), histories last, so that a change touches one run of memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from replay.changes import (
    IMPRESSIONS,
    STOCKS,
    Add,
    Change,
    Enter,
    Govern,
    Join,
    Leave,
    Measure,
    Part,
    Place,
    Unsettle,
)
from replay.roster import Roster
from replay.situation import Booleans, Floats


@dataclass
class World:
    """Everything that events have made of the states so far, for every history."""

    roster: Roster
    half_lives: Floats
    """Shape (stocks, M), in days."""
    regime_reset: Floats
    """Shape (M,)."""
    scored_pacts: frozenset[str]
    stocks: Floats = field(init=False)
    stamps: NDArray[np.int64] = field(init=False)
    """Shape (stocks, S, S): the day, as an ordinal, up to which a stock has faded."""
    exists: Booleans = field(init=False)
    quantities: dict[str, Floats] = field(default_factory=dict)
    km: Floats = field(init=False)
    border: Booleans = field(init=False)
    regimes: dict[str, Govern] = field(default_factory=dict)
    members: dict[str, dict[str, Booleans]] = field(default_factory=dict)
    ties: NDArray[np.int64] = field(init=False)
    """Shape (S, S, M): how many scored pacts tie two states."""
    tied_since: Floats = field(init=False)
    parted_on: Floats = field(init=False)
    ties_log: list[tuple[date, int, int, bool]] = field(default_factory=list)
    """The record's ties as they begin (True) and end (False), in the order they came."""

    def __post_init__(self) -> None:
        """Lay out the arrays: nobody exists, nothing has been seen."""
        states, histories = len(self.roster), self.regime_reset.size
        self.stocks = np.zeros((len(STOCKS), states, states, histories))
        self.stamps = np.zeros((len(STOCKS), states, states), dtype=np.int64)
        self.exists = np.zeros(states, dtype=bool)
        self.km = np.full((states, states), np.nan)
        self.border = np.zeros((states, states), dtype=bool)
        self.ties = np.zeros((states, states, histories), dtype=np.int64)
        self.tied_since = np.full(self.ties.shape, np.nan)
        self.parted_on = np.full(self.ties.shape, np.nan)

    def apply(self, change: Change, day: date, weight: Floats) -> None:
        """Let one change take effect on a day, with a weight for each history, shape (M,)."""
        match change:
            case Add():
                self._add(change, day, weight)
            case Unsettle():
                self._unsettle(change, weight)
            case Measure():
                column = self.quantities.setdefault(change.column, np.full(len(self.roster), np.nan))
                column[self.roster.index[change.state]] = change.value
            case Place():
                a, b = self.roster.index[change.a], self.roster.index[change.b]
                self.km[a, b] = self.km[b, a] = np.nan if change.km is None else change.km
                self.border[a, b] = self.border[b, a] = change.border
            case Govern():
                self.regimes[change.state] = change
            case Enter():
                self._enter(change.state, day)
            case Leave():
                self._leave(change.state, day)
            case Join() | Part():
                self._move(change, day, weight)

    def faded(self, day: date) -> Floats:
        """Return the stocks as they stand on a day, shape (stocks, S, S, M); absent states' are frozen."""
        present = self.exists[:, None] & self.exists[None, :]
        elapsed = np.where(present, day.toordinal() - self.stamps, 0)
        return self.stocks * 2.0 ** (-elapsed[..., None] / self.half_lives[:, None, None, :])

    def _add(self, change: Add, day: date, weight: Floats) -> None:
        stock = STOCKS.index(change.stock)
        where = stock, self.roster.index[change.holder], self.roster.index[change.about]
        today = day.toordinal()
        elapsed = today - self.stamps[where]
        if elapsed:
            self.stocks[where] *= 2.0 ** (-elapsed / self.half_lives[stock])
            self.stamps[where] = today
        self.stocks[where] += change.points * weight

    def _unsettle(self, change: Unsettle, weight: Floats) -> None:
        state = self.roster.index[change.state]
        kept = 1 - self.regime_reset * np.minimum(1.0, change.share * weight)
        for stock in range(len(IMPRESSIONS)):
            self.stocks[stock, state] *= kept
            self.stocks[stock, :, state] *= kept

    def _enter(self, code: str, day: date) -> None:
        state = self.roster.index[code]
        self.exists[state] = True
        self.stamps[:, state, self.exists] = day.toordinal()
        self.stamps[:, self.exists, state] = day.toordinal()

    def _leave(self, code: str, day: date) -> None:
        state = self.roster.index[code]
        for pact in sorted(self.members):
            gone = self.members[pact].pop(code, None)
            if gone is not None:
                self._tie(pact, state, -gone.astype(np.int64), day, lapse=False)
        faded = self.faded(day)
        for pairs in ((slice(None), state, self.exists), (slice(None), self.exists, state)):
            self.stocks[pairs] = faded[pairs]
            self.stamps[pairs] = day.toordinal()
        self.exists[state] = False

    def _move(self, change: Join | Part, day: date, weight: Floats) -> None:
        state = self.roster.index[change.state]
        members = self.members.setdefault(change.pact, {})
        before = members.pop(change.state, np.zeros(self.regime_reset.size, dtype=bool))
        moved = weight > 0
        after = before | moved if isinstance(change, Join) else before & ~moved
        self._tie(change.pact, state, after.astype(np.int64) - before, day, lapse=True)
        if after.any():
            members[change.state] = after

    def _tie(self, pact: str, state: int, step: NDArray[np.int64], day: date, *, lapse: bool) -> None:
        if pact not in self.scored_pacts:
            return
        for code in sorted(self.members[pact]):
            other = self.roster.index[code]
            before = self.ties[state, other].copy()
            after = before + step * self.members[pact][code]
            self.ties[state, other] = self.ties[other, state] = after
            begun, ended = (before == 0) & (after > 0), (before > 0) & (after == 0)
            for a, b in ((state, other), (other, state)):
                self.tied_since[a, b, begun] = day.toordinal()
                self.tied_since[a, b, ended] = np.nan
                if lapse:
                    self.parted_on[a, b, ended] = day.toordinal()
            if lapse and (begun[0] or ended[0]):
                a, b = sorted((state, other))
                self.ties_log.append((day, a, b, bool(begun[0])))
