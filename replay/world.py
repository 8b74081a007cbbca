"""The world as arrays: what changes have made of the states so far, for every history.

It knows neither kinds of events nor theories. Axes: states in roster order (holder or observer
first, the state it is about second), histories last, so that a change touches one run of memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from replay.alliances import Alliances
from replay.blocs import mean_share
from replay.changes import (
    IMPRESSIONS,
    STOCK_INDEX,
    STOCKS,
    Add,
    Change,
    Commit,
    Decide,
    Enter,
    Equip,
    Fact,
    Govern,
    Join,
    Leave,
    Measure,
    Meet,
    Part,
    Place,
    Polarise,
    Stand,
    Succeed,
    Unsettle,
)
from replay.roster import Roster
from replay.situation import Booleans, Floats
from replay.tables import COMMITMENTS

STALE = 366
"""Days after which all stocks are faded anew, so that what grows in between stays small."""


@dataclass
class World:
    """Everything that changes have made of the states so far, for every history.

    Stocks are kept as they stood on the day `base`, at most about a year ago: an impression of
    today enters multiplied by what it would have had to be then, so that the rest need not fade
    with every event.
    """

    roster: Roster
    half_lives: Floats
    """Shape (stocks, M), in days."""
    regime_reset: Floats
    """Shape (M,)."""
    scored_pacts: frozenset[str]
    divisive: frozenset[str] = frozenset()
    """The ideologies that divide those who share them."""
    power: tuple[str, ...] = ()
    """The columns of capability whose shares are remembered when a tie begins."""
    base: int = 0
    """Ordinal of the day to which the stocks of existing pairs have faded; 0 before the first change."""
    stocks: Floats = field(init=False)
    """Shape (stocks, S, S, M); those with an absent state stand as they froze."""
    exists: Booleans = field(init=False)
    quantities: dict[str, Floats] = field(default_factory=dict)
    km: Floats = field(init=False)
    border: Booleans = field(init=False)
    regimes: dict[str, Govern] = field(default_factory=dict)
    stances: dict[str, Floats] = field(default_factory=dict)
    """Shape (S,) each."""
    polarity: str | None = None
    members: dict[str, dict[str, Booleans]] = field(default_factory=dict)
    adversaries: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """Whom a pact is against, by pact and party."""
    assets: dict[str, dict[str, str]] = field(default_factory=dict)
    """The scope of each institution, by pact and institution; a pact that is not coded is missing."""
    ties: NDArray[np.int64] = field(init=False)
    """Shape (S, S, M): how many scored pacts tie two states."""
    capability_then: Floats = field(init=False)
    """Shape (S, S, M): at [i, j] the capability of *i* when its current tie with *j* began."""
    tied_since: Floats = field(init=False)
    parted_on: Floats = field(init=False)
    ties_log: list[tuple[date, int, int, bool]] = field(default_factory=list)
    """The record's ties as they begin (True) and end (False), in the order they came."""
    commitments: dict[tuple[str, str], int] = field(default_factory=dict)
    """How much of a pact a party honours, by pact and party: 0 dormant, 1 reduced; not coded, or 2: all."""
    commitments_log: list[tuple[date, str, int, int]] = field(default_factory=list)
    """Which party of which pact came to honour how much of it, in the order they came."""
    moves_log: list[tuple[date, str, int, bool]] = field(default_factory=list)
    """Who joined (True) and left (False) which scored pact in the record, in the order they came."""
    decided: dict[str, Alliances] = field(default_factory=dict)
    """The alliances that each theory's decisions have made, beside those of the record."""

    def __post_init__(self) -> None:
        """Lay out the arrays: nobody exists, nothing has been seen."""
        states, histories = len(self.roster), self.regime_reset.size
        self.stocks = np.zeros((len(STOCKS), states, states, histories))
        self.exists = np.zeros(states, dtype=bool)
        self.km = np.full((states, states), np.nan)
        self.border = np.zeros((states, states), dtype=bool)
        self.ties = np.zeros((states, states, histories), dtype=np.int64)
        self.capability_then = np.full(self.ties.shape, np.nan)
        self.tied_since = np.full(self.ties.shape, np.nan)
        self.parted_on = np.full(self.ties.shape, np.nan)

    def settle(self, day: date, changes: Sequence[tuple[Change, Floats | None]]) -> None:
        """Let the changes of a day take effect in their order, each with a weight for each history.

        Weights have shape (M,), None is 1 in all. Runs of impressions enter at once.
        """
        today = day.toordinal()
        self.base = self.base or today
        if today - self.base > STALE:
            self.stocks, self.base = self._fade(self.stocks, day), today
        everywhere = np.ones(self.regime_reset.size)
        for adding, run in groupby(changes, key=lambda change: type(change[0]) is Add):
            if adding:
                self._add(day, run)  # type: ignore[arg-type]  # groupby does not narrow
            else:
                for change, weight in run:
                    self._apply(change, day, everywhere if weight is None else weight)

    def _apply(self, change: Change, day: date, weight: Floats) -> None:
        match change:
            case Unsettle():
                self._unsettle(change, weight)
            case Meet():
                self._meet(change, weight)
            case Enter():
                self._enter(change.state, day)
            case Leave():
                self._leave(change.state, day)
            case Succeed():
                self._succeed(change, day)
            case Join():
                self.adversaries[change.pact, change.state] = change.against
                self._move(change, day, weight)
            case Part():
                self._move(change, day, weight)
            case Commit() | Decide():
                self._agree(change, day)
            case Measure() | Place() | Govern() | Stand() | Equip() | Polarise():
                self._learn(change)

    def _learn(self, change: Fact) -> None:
        """Take what is known from now on, in every history."""
        match change:
            case Measure():
                column = self.quantities.setdefault(change.column, np.full(len(self.roster), np.nan))
                column[self.roster.index[change.state]] = change.value
            case Place():
                a, b = self.roster.index[change.a], self.roster.index[change.b]
                self.km[a, b] = self.km[b, a] = np.nan if change.km is None else change.km
                self.border[a, b] = self.border[b, a] = change.border
            case Govern():
                self.regimes[change.state] = change
            case Stand():
                stance = self.stances.setdefault(change.stance, np.full(len(self.roster), np.nan))
                stance[self.roster.index[change.state]] = np.nan if change.value is None else change.value
            case Polarise():
                self.polarity = change.polarity
            case Equip():
                assets = self.assets.setdefault(change.pact, {})
                assets.pop(change.asset, None)
                if change.scope is not None:
                    assets[change.asset] = change.scope

    def faded(self, day: date) -> Floats:
        """Return the stocks as they stand on a day, shape (stocks, S, S, M); absent states' are frozen."""
        return self._fade(self.stocks.copy(), day)

    def _fade(self, stocks: Floats, day: date) -> Floats:
        kept = 2.0 ** ((self.base - day.toordinal()) / self.half_lives)
        present = (self.exists[:, None] & self.exists)[..., None]
        return np.multiply(stocks, kept[:, None, None], out=stocks, where=present)

    def _growth(self, day: date) -> Floats:
        """Say what one point of a day would have been on the day `base`, shape (stocks, M)."""
        return np.asarray(2.0 ** ((day.toordinal() - self.base) / self.half_lives))

    def _add(self, day: date, run: Iterable[tuple[Add, Floats | None]]) -> None:
        added = list(run)
        states = len(self.roster)
        index = self.roster.index
        stock = [STOCK_INDEX[add.stock] for add, _ in added]
        rows = [
            (number * states + index[add.holder]) * states + index[add.about]
            for number, (add, _) in zip(stock, added, strict=True)
        ]
        points = self._growth(day)[stock] * np.array([add.points for add, _ in added])[:, None]
        for number, (_, weight) in enumerate(added):
            if weight is not None:
                points[number] *= weight
        np.add.at(self.stocks.reshape(-1, self.regime_reset.size), rows, points)

    def _unsettle(self, change: Unsettle, weight: Floats) -> None:
        state = self.roster.index[change.state]
        kept = 1 - self.regime_reset * np.minimum(1.0, change.share * weight)
        impressions = slice(len(IMPRESSIONS))
        self.stocks[impressions, state, self.exists] *= kept
        self.stocks[impressions, self.exists, state] *= kept

    def _meet(self, change: Meet, weight: Floats) -> None:
        """Undo a share of the hostile words between two states, which is the weight."""
        a, b = self.roster.index[change.a], self.roster.index[change.b]
        words = self.stocks[STOCK_INDEX["hostile_words"]]
        words[[a, b], [b, a]] *= 1 - np.minimum(1.0, weight)

    def _enter(self, code: str, day: date) -> None:
        self.exists[self.roster.index[code]] = True
        self._thaw(code, self._growth(day))

    def _leave(self, code: str, day: date) -> None:
        state = self.roster.index[code]
        for pact in sorted(self.members):
            gone = self.members[pact].pop(code, None)
            if gone is not None:
                self._tie(pact, state, -gone.astype(np.int64), day, lapse=False)
                self._log(pact, state, -int(gone[0]), day)
        for one in self.decided.values():
            one.leave(state, day, capability(self, self.power))
        self._thaw(code, 1 / self._growth(day))
        self.exists[state] = False

    def _succeed(self, change: Succeed, day: date) -> None:
        state, heir = self.roster.index[change.state], self.roster.index[change.heir]
        others = self.exists.copy()
        others[heir] = False
        thawed = self._growth(day)[:, None, :]
        self.stocks[:, heir, others] += self.stocks[:, state, others] * thawed
        self.stocks[:, others, heir] += self.stocks[:, others, state] * thawed

    def _thaw(self, code: str, share: Floats) -> None:
        """Multiply what a state and the existing others hold of one another, shape (stocks, M)."""
        state = self.roster.index[code]
        others = self.exists.copy()
        others[state] = False
        self.stocks[:, state, others] *= share[:, None, :]
        self.stocks[:, others, state] *= share[:, None, :]

    def _move(self, change: Join | Part, day: date, weight: Floats) -> None:
        state = self.roster.index[change.state]
        members = self.members.setdefault(change.pact, {})
        before = members.pop(change.state, np.zeros(self.regime_reset.size, dtype=bool))
        moved = weight > 0
        after = before | moved if isinstance(change, Join) else before & ~moved
        self._tie(change.pact, state, after.astype(np.int64) - before, day, lapse=True)
        self._log(change.pact, state, int(after[0]) - int(before[0]), day)
        if after.any():
            members[change.state] = after
        for one in self.decided.values():
            one.move(change.pact, state, day, capability(self, self.power), joins=isinstance(change, Join))

    def _agree(self, change: Commit | Decide, day: date) -> None:
        if isinstance(change, Decide):
            self.decided[change.theory].take(change, day, capability(self, self.power), self.exists)
        else:
            level = COMMITMENTS.index(change.commitment or "full")
            self.commitments[change.pact, change.state] = level
            self.commitments_log.append((day, change.pact, self.roster.index[change.state], level))

    def _log(self, pact: str, state: int, step: int, day: date) -> None:
        if step < 0:
            self.commitments.pop((pact, self.roster.codes[state]), None)
        if step and pact in self.scored_pacts:
            self.moves_log.append((day, pact, state, step > 0))

    def _tie(self, pact: str, state: int, step: NDArray[np.int64], day: date, *, lapse: bool) -> None:
        if pact not in self.scored_pacts:
            return
        now = capability(self, self.power)
        for code, other in ((code, self.roster.index[code]) for code in sorted(self.members[pact])):
            before = self.ties[state, other].copy()
            after = before + step * self.members[pact][code]
            self.ties[state, other] = self.ties[other, state] = after
            begun, ended = (before == 0) & (after > 0), (before > 0) & (after == 0)
            for a, b in ((state, other), (other, state)):
                self.capability_then[a, b, begun] = now[a]
                self.capability_then[a, b, ended] = np.nan
                self.tied_since[a, b, begun] = day.toordinal()
                self.tied_since[a, b, ended] = np.nan
                self.parted_on[a, b, ended] = day.toordinal()
            if lapse and (begun[0] or ended[0]):
                a, b = sorted((state, other))
                self.ties_log.append((day, a, b, bool(begun[0])))


def capability(world: World, columns: tuple[str, ...]) -> Floats:
    """Average each existing state's shares of the known totals of the columns, shape (S,)."""
    known = [np.where(world.exists, world.quantities.get(one, np.nan), np.nan) for one in columns]
    return mean_share(np.reshape(known, (len(columns), len(world.roster))))
