"""Truncating a timeline: what remains of a record on the last day of a year, and nothing later.

It knows what a row of the record dates, and when it became known; forecasts it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import TypeVar

from replay.clock import Window, census_day
from replay.codebook import Event
from replay.pledges import Commitment, Force
from replay.roster import Existence, Roster
from replay.timeline import Measurement, Party, Spell, Timeline

Kept = TypeVar("Kept", bound=Spell)


def truncated(timeline: Timeline, year: int) -> Timeline:
    """Forget all that a timeline dates after 31 December of a year, or that became known only then.

    Every table is cut: events, those whom a secret was against, capabilities, soldiers abroad, parties,
    entries and departures, and all that holds from one day until another. States that have not yet
    entered keep their place in the arrays, and codings without a party theirs among the codings, but
    enter and begin only after the span, where no replay comes. The manifest stays: it is the rules, not the
    record.
    """
    end, never = census_day(year), timeline.manifest.span.end + timedelta(1)
    events = tuple(_event(one, end) for one in timeline.events if one.happened.nominal <= end)
    parties = (*_parties(timeline.parties, end), *_codings(timeline, end, never))
    names = {event.id for event in events} | {party.pact for party in parties}
    return replace(
        timeline,
        roster=Roster(_existences(timeline.roster, end, never)),
        events=tuple(
            replace(one, presupposes=tuple(name for name in one.presupposes if name in names))
            for one in events
        ),
        measurements=tuple(one for one in timeline.measurements if known_from(one) <= end),
        distances=_spells(timeline.distances, end),
        regimes=_spells(timeline.regimes, end),
        orientations=_spells(timeline.orientations, end),
        doctrines=_spells(timeline.doctrines, end),
        assets=_spells(timeline.assets, end),
        polarities=_spells(timeline.polarities, end),
        commitments=_commitments(timeline.commitments, end, never),
        adversaries=_spells(timeline.adversaries, end),
        forces=tuple(one for one in timeline.forces if known_from(one) <= end),
        parties=tuple(sorted(parties, key=party_order)),
        rows=altered(timeline, truncated_after=str(end)),
    )


def known_from(one: Measurement | Force) -> date:
    """Return the day from which a measurement, or a count of soldiers, is known: 1 July of the year after."""
    return date(one.year + 1, 7, 1)


def party_order(party: Party) -> tuple[str, str, str, Window]:
    """Return what parties are sorted by in a timeline."""
    return party.pact, party.coding, party.state, party.joined


def altered(timeline: Timeline, **how: str) -> MappingProxyType[str, tuple[tuple[tuple[str, str], ...], ...]]:
    """Add to the rows of a timeline what was done to it, so that its digest is another than its files'."""
    return MappingProxyType({**timeline.rows, "altered": (tuple(sorted(how.items())),)})


def _event(event: Event, end: date) -> Event:
    """Forget whom an event was against as long as they did not know of it."""
    secret = event.known_on is not None and event.known_on > end
    return replace(event, known_on=None, against=()) if secret else event


def _parties(parties: Iterable[Party], end: date) -> Iterator[Party]:
    for party in parties:
        if party.joined.nominal <= end:
            stays = party.left is None or party.left.nominal > end
            yield replace(party, left=None) if stays else party


def _codings(timeline: Timeline, end: date, never: date) -> Iterator[Party]:
    """Keep one party of each coding that nobody has joined yet, to join after the span."""
    for coding in timeline.codings:
        parties = timeline.parties_of(coding)
        if all(party.joined.nominal > end for party in parties):
            yield replace(parties[0], joined=Window(never, never), left=None)


def _commitments(commitments: tuple[Commitment, ...], end: date, never: date) -> tuple[Commitment, ...]:
    """Keep one where none has begun yet, to begin after the span: that they are coded at all is a rule."""
    begun = _spells(commitments, end)
    return begun or tuple(replace(one, begins=never, ends=None) for one in commitments[:1])


def _existences(roster: Roster, end: date, never: date) -> Iterator[Existence]:
    for code in roster.codes:
        first, *_ = roster.spells(code)
        lives = [spell for spell in roster.spells(code) if spell.enters is None or spell.enters <= end]
        for spell in lives:
            gone = spell.leaves is not None and spell.leaves <= end
            yield spell if gone else replace(spell, leaves=None, into=None)
        if not lives:
            yield replace(first, enters=never, leaves=None, into=None)


def _spells(spells: Iterable[Kept], end: date) -> tuple[Kept, ...]:
    """Keep the spells that have begun, without an end that is still to come."""
    return tuple(
        replace(one, ends=one.ends if one.ends and one.ends <= end else None)
        for one in spells
        if one.begins is None or one.begins <= end
    )
