"""What is left on a later day of every impression: faded, frozen, unsettled, met, handed to an heir.

It says of each impression alone what `world` says of their sums, from dated facts; it knows no ledger.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

Row = TypeVar("Row")


class Held(NamedTuple):
    """An impression on its first day: the event, who holds it, about whom, in which stock, its points."""

    event_id: str
    holder: str
    about: str
    stock: str
    date: date
    points: float


class Spell(NamedTuple):
    """A state exists from a day until another, and merges into a state or none."""

    code: str
    enters: date
    leaves: date
    into: str | None


class Reset(NamedTuple):
    """A change of regime: on which day, by which event, in which state, undoing which share of the reset."""

    date: date
    event_id: str
    state: str
    share: float


class Met(NamedTuple):
    """A demand is met: on which day, by which event, between whom, undoing which share of hostile words."""

    date: date
    event_id: str
    a: str
    b: str
    share: float


@dataclass(frozen=True)
class Trace:
    """What has become of an impression: days for which it faded, and what later events kept of it."""

    held: Held
    half_life: float
    """In days."""
    days: int = 0
    """Days on which both states existed, its own among them."""
    kept: tuple[tuple[str, float], ...] = ()
    """Each change of regime and each demand met after it, and what that left of it."""

    def share(self, without: str | None = None) -> float:
        """Say which share of the impression is left, had the event `without` not been."""
        if without == self.held.event_id:
            return 0.0
        kept = math.prod(share for event_id, share in self.kept if event_id != without)
        return kept * math.exp2((1 - self.days) / self.half_life)

    def left(self, without: str | None = None) -> float:
        """Say how many points are left, had the event `without` not been."""
        return self.held.points * self.share(without)


@dataclass(frozen=True)
class Memory:
    """All that was ever held by anyone of anyone, with what makes it fade.

    `half_lives` are in days, by stock; `reset` is the share of the `impressions`, which are stocks,
    that a change of regime undoes.
    """

    held: tuple[Held, ...]
    spells: tuple[Spell, ...]
    resets: tuple[Reset, ...]
    half_lives: Mapping[str, float]
    reset: float
    impressions: tuple[str, ...]
    met: tuple[Met, ...] = ()

    def traces(self, holder: str, about: str, until: date) -> list[Trace]:
        """Trace all that a state holds of another at the beginning of the day `until`.

        What an heir took over is among it, under the names of those who held it first.
        """
        found = [
            (Trace(one, self.half_lives[one.stock]), (one.date, one.event_id))
            for one in self._by_pair.get((holder, about), ())
            if one.date < until
        ]
        for state, day in self._successions(holder, until):
            if self.exists(about, day):
                found += [(trace, (day, "")) for trace in self.traces(state, about, day)]
        for state, day in self._successions(about, until):
            if self.exists(holder, day):
                found += [(trace, (day, "")) for trace in self.traces(holder, state, day)]
        return [self._lived(trace, (holder, about), since, until) for trace, since in found]

    def exists(self, code: str, day: date) -> bool:
        """Say whether a state exists on a day."""
        return any(spell.enters <= day < spell.leaves for spell in self._spells_of[code])

    @cached_property
    def _by_pair(self) -> Mapping[tuple[str, str], Sequence[Held]]:
        return _grouped(self.held, attrgetter("holder", "about"))

    @cached_property
    def _spells_of(self) -> Mapping[str, Sequence[Spell]]:
        return _grouped(self.spells, attrgetter("code"))

    def _successions(self, heir: str, until: date) -> Iterator[tuple[str, date]]:
        """List whom a state succeeded, and when: it entered on the day that the other left."""
        entries = {spell.enters for spell in self._spells_of[heir]}
        for spell in self.spells:
            if spell.into == heir and spell.leaves in entries and spell.leaves < until:
                yield spell.code, spell.leaves

    def _lived(self, trace: Trace, pair: tuple[str, str], since: tuple[date, str], until: date) -> Trace:
        """Add to a trace what a pair lived through from a day, after an event of that day, until another."""
        days = trace.days + self._together(pair, since[0], until)
        if trace.held.stock not in self.impressions:
            return replace(trace, days=days)
        kept = tuple(
            (one.event_id, 1 - self.reset * one.share)
            for one in self.resets
            if one.state in pair
            and since <= (one.date, one.event_id)
            and one.date < until
            and self.exists(pair[1 - pair.index(one.state)], one.date)
        )
        if trace.held.stock == "hostile_words":
            kept += tuple(
                (one.event_id, 1 - one.share)
                for one in self.met
                if {one.a, one.b} == set(pair) and since <= (one.date, one.event_id) and one.date < until
            )
        return replace(trace, days=days, kept=trace.kept + kept)

    def _together(self, pair: tuple[str, str], since: date, until: date) -> int:
        """Count the days, from one until another, on which both states of a pair exist."""
        one, other = pair
        overlaps = (
            min(a.leaves, b.leaves, until).toordinal() - max(a.enters, b.enters, since).toordinal()
            for a in self._spells_of[one]
            for b in self._spells_of[other]
        )
        return sum(max(0, days) for days in overlaps)


def _grouped(rows: Iterable[Row], key: Callable[[Row], Hashable]) -> dict[Any, list[Row]]:
    groups: dict[Any, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
