"""Scrambling a timeline: the record up to a year as it was, and in its place of the rest another one.

It knows which rows are later and what keeps a timeline valid; forecasts it does not know. What
follows the year is dealt anew by keyed random streams: other days, other states, other values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

from replay.clock import Window, census_day
from replay.codebook import Event
from replay.parameters import key
from replay.pledges import Force
from replay.roster import Existence, Roster
from replay.timeline import Measurement, Party, Spell, Timeline
from replay.truncation import altered, known_from, party_order

Dealt = TypeVar("Dealt", bound=Spell)


def scrambled(timeline: Timeline, year: int, seed: int) -> Timeline:
    """Deal anew all that a timeline dates after 31 December of a year, or that became known only then.

    Later events take place on other days of the later years, between other states that exist on
    them; half of the parties that stayed leave, later ones are other states on other days; later
    capabilities, regimes, distances, orientations, doctrines and polarities change hands; these,
    institutions, entries and departures change their days where they are later.
    An event or a party for which too few states are left is dropped. The same seed deals alike.
    """
    end, last = census_day(year), timeline.manifest.span.end
    if last <= end:
        return timeline
    deal = _Deal(end, last, seed)
    roster = Roster(deal.existences(timeline.roster))
    events = sorted(
        deal.events(timeline.events, roster), key=lambda event: (event.happened.nominal, event.id)
    )
    return replace(
        timeline,
        roster=roster,
        events=tuple(events),
        measurements=tuple(deal.measurements(timeline.measurements, roster)),
        distances=tuple(deal.spells("geography", timeline.distances, "a b", "km border")),
        regimes=tuple(deal.spells("regimes", timeline.regimes, "state", "regime ideology")),
        orientations=tuple(deal.spells("orientations", timeline.orientations, "state", "orientation")),
        doctrines=tuple(deal.spells("doctrines", timeline.doctrines, "state", "advantage")),
        assets=tuple(deal.spells("assets", timeline.assets, "pact", "")),
        polarities=tuple(deal.spells("polarity", timeline.polarities, "", "polarity")),
        commitments=tuple(deal.spells("commitments", timeline.commitments, "pact state", "commitment")),
        adversaries=tuple(deal.spells("adversaries", timeline.adversaries, "pact adversary basis", "")),
        forces=tuple(deal.forces(timeline.forces, roster)),
        parties=tuple(sorted(deal.parties(timeline.parties, roster), key=party_order)),
        rows=altered(timeline, scrambled_after=str(end), seed=str(seed)),
    )


@dataclass(frozen=True)
class _Deal:
    """Deals what is later than `end`, up to `last`, table by table, each from a stream of its own."""

    end: date
    last: date
    seed: int

    def _stream(self, table: str) -> np.random.Generator:
        return np.random.default_rng(key(self.seed, "scramble", self.end, table))

    def _day(self, random: np.random.Generator, after: date | None = None) -> date:
        """Draw a day after another one, by default any later one."""
        since = after or self.end
        return since + timedelta(1 + int(random.integers((self.last - since).days)))

    def _redated(self, random: np.random.Generator, days: Iterable[date | None]) -> dict[date, date]:
        """Give the later ones of some days as many other days, in the same order."""
        later = sorted({day for day in days if day is not None and self.end < day <= self.last})
        drawn = sorted(random.choice((self.last - self.end).days, size=len(later), replace=False))
        return {day: self.end + timedelta(1 + int(n)) for day, n in zip(later, drawn, strict=True)}

    def existences(self, roster: Roster) -> Iterator[Existence]:
        """Let states enter and leave on other later days, in the same order."""
        random = self._stream("states")
        for code in roster.codes:
            spells = roster.spells(code)
            to = self._redated(random, (day for one in spells for day in (one.enters, one.leaves)))
            for one in spells:
                yield replace(one, enters=_moved(one.enters, to), leaves=_moved(one.leaves, to))

    def events(self, events: Iterable[Event], roster: Roster) -> Iterator[Event]:
        """Let later events happen on other days between other states, and later news come otherwise."""
        random = self._stream("events")
        for event in events:
            if event.happened.nominal > self.end:
                yield from self._event(event, roster, random)
            elif event.known_on and event.known_on > self.end:
                known = self._day(random)
                strangers = set(_existing(roster, known)) - {*event.initiators, *event.targets}
                against = _drawn(random, sorted(strangers), len(event.against))
                yield replace(event, known_on=known, against=against)
            else:
                yield event

    def _event(self, event: Event, roster: Roster, random: np.random.Generator) -> Iterator[Event]:
        day = self._day(random)
        known = day + (event.known_on - event.happened.nominal) if event.known_on else None
        learnt = min(known or day, self.last)
        pool = [code for code in _existing(roster, day) if roster.exists(code, learnt)]
        several, towards = len(event.initiators), len(event.initiators) + len(event.targets)
        actors = _drawn(random, pool, towards + len(event.against))
        if len(actors) == towards + len(event.against):
            yield replace(
                event,
                initiators=actors[:several],
                targets=actors[several:towards],
                against=actors[towards:],
                happened=Window(day, day),
                precision="day",
                known_on=known,
                presupposes=(),
            )

    def measurements(self, measured: Sequence[Measurement], roster: Roster) -> Iterator[Measurement]:
        """Let the values that become known later belong to other states and years."""
        later = [one for one in measured if known_from(one) > self.end]
        dealt = iter(self._stream("capabilities").permutation(len(later)))
        for one in measured:
            if known_from(one) <= self.end:
                yield one
                continue
            values = later[next(dealt)].quantities
            if _lives(roster, one.state, one.year):
                yield replace(one, quantities=values)

    def forces(self, counted: Sequence[Force], roster: Roster) -> Iterator[Force]:
        """Let the soldiers that are counted later stand elsewhere, and be others'."""
        later = [one for one in counted if known_from(one) > self.end]
        dealt = iter(self._stream("forces").permutation(len(later)))
        for one in counted:
            if known_from(one) <= self.end:
                yield one
                continue
            soldiers = later[next(dealt)].personnel
            if _lives(roster, one.state, one.year) and _lives(roster, one.host, one.year):
                yield replace(one, personnel=soldiers)

    def spells(self, table: str, spells: Sequence[Dealt], whose: str, values: str) -> Iterator[Dealt]:
        """Let later spells have the values of others, and all begin and end on other later days."""
        random = self._stream(table)
        later = [one for one in spells if one.begins and one.begins > self.end]
        dealt = iter(random.permutation(len(later)))
        for one in self._respelled(spells, random, whose.split()):
            other = later[next(dealt)] if one.begins and one.begins > self.end else one
            yield replace(one, **{name: getattr(other, name) for name in values.split()})

    def _respelled(
        self, spells: Sequence[Dealt], random: np.random.Generator, whose: Sequence[str]
    ) -> Iterator[Dealt]:
        """Let the spells of each owner change on other later days, in the same order."""
        days: dict[tuple[str, ...], list[date | None]] = defaultdict(list)
        for one in spells:
            days[tuple(getattr(one, name) for name in whose)] += [one.begins, one.ends]
        to = {owner: self._redated(random, several) for owner, several in sorted(days.items())}
        for one in spells:
            mine = to[tuple(getattr(one, name) for name in whose)]
            yield replace(one, begins=_moved(one.begins, mine), ends=_moved(one.ends, mine))

    def parties(self, parties: Sequence[Party], roster: Roster) -> Iterator[Party]:
        """Let later parties be other states, and who stayed leave or stay by the toss of a coin."""
        random = self._stream("alignments")
        taken: dict[tuple[str, str], set[str]] = defaultdict(set)
        for party in parties:
            if party.joined.nominal <= self.end:
                taken[party.pact, party.coding].add(party.state)
                stays = party.left is None or party.left.nominal > self.end
                yield replace(party, left=self._exit(random, self.end)) if stays else party
        for party in (one for one in parties if one.joined.nominal > self.end):
            members, day = taken[party.pact, party.coding], self._day(random)
            free = sorted(set(_existing(roster, day)) - members)
            # The first party of a pact stays in any case, so that no coding loses its last.
            for state in _drawn(random, free, 1) if free or members else (party.state,):
                members.add(state)
                yield replace(party, state=state, joined=Window(day, day), left=self._exit(random, day))

    def _exit(self, random: np.random.Generator, after: date) -> Window | None:
        """Let a party leave on a day after another one, or, half of the time, not at all."""
        if after >= self.last or random.random() < 1 / 2:
            return None
        day = self._day(random, after)
        return Window(day, day)


def _moved(day: date | None, to: Mapping[date, date]) -> date | None:
    return None if day is None else to.get(day, day)


def _existing(roster: Roster, day: date) -> list[str]:
    return [code for code in roster.codes if roster.exists(code, day)]


def _lives(roster: Roster, code: str, year: int) -> bool:
    """Say whether a state exists on any day of a year."""
    first, last = date(year, 1, 1), census_day(year)
    return any(
        (one.enters is None or one.enters <= last) and (one.leaves is None or one.leaves > first)
        for one in roster.spells(code)
    )


def _drawn(random: np.random.Generator, pool: Sequence[str], count: int) -> tuple[str, ...]:
    """Draw so many of a pool without repetition, or as many as there are."""
    return tuple(pool[n] for n in random.permutation(len(pool))[:count])
