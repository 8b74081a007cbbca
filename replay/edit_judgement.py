"""What must hold between an edit and the timeline that it is for: every breach, by key.

It knows rows of both; what the other edits of a list make of the timeline it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from replay.alterations import moved, rejoined
from replay.codebook import Event
from replay.edits import (
    NEVER,
    Edit,
    assets_of,
    events_of,
    measured_of,
    parties_of,
    regimes_of,
)
from replay.errors import nearest
from replay.soundness import shown
from replay.tables import capability_columns
from replay.timeline import Party, Timeline

SHARES = ("openness",)
"""Quantities that are shares, as the reach of power is, and so at most 1."""


class Breach(NamedTuple):
    """What is wrong with an edit: at which key, what was found, what is allowed, the nearest value."""

    edit: Edit
    found: str
    allowed: str
    key: str
    nearest: str | None = None


def unknown(edit: Edit, timeline: Timeline) -> Iterator[Breach]:
    """Find names that the timeline does not have."""
    pacts = {one.pact for one in timeline.parties}
    events = {event.id for event in timeline.events}
    columns = [one.name for one in capability_columns(timeline.manifest)][2:-1]
    codes = timeline.roster.codes
    names = {"event": events, "pact": pacts, "quantity": columns}
    names |= dict.fromkeys(("actor", "target", "state"), codes)
    for key, values in edit.where.items():
        for name in values if key in names else ():
            if name not in names[key]:
                yield Breach(edit, f"'{name}'", _occurring(key), key, nearest(name, names[key]))
    if "measurement" in edit.how and edit.how["measurement"].state not in codes:
        state = edit.how["measurement"].state
        yield Breach(edit, f"'{state}'", _occurring("state"), "state", nearest(state, codes))
    if "event" in edit.how:
        yield from _named_by(edit, edit.how["event"], timeline)


def _named_by(edit: Edit, added: Event, timeline: Timeline) -> Iterator[Breach]:
    codes = timeline.roster.codes
    for key, actors in (
        ("initiator", added.initiators),
        ("target", added.targets),
        ("against", added.against),
    ):
        for code in actors:
            if code not in codes:
                yield Breach(edit, f"'{code}'", _occurring("state"), key, nearest(code, codes))
    for source in added.sources:
        if source not in timeline.sources:
            allowed = "a source is a key of sources.bib"
            yield Breach(edit, f"'{source}'", allowed, "source", nearest(source, timeline.sources))


def _occurring(key: str) -> str:
    what = {"event": "an event's id", "actor": "a state", "target": "a state", "state": "a state"}
    return f"{what.get(key, f'a {key}')} of the timeline is allowed"


def unmade(edit: Edit, timeline: Timeline) -> Iterator[Breach]:
    """Find what an edit cannot select, or cannot do to what it selects."""
    match edit.action, edit.subject:
        case "add", "events":
            added = edit.how["event"]
            if any(event.id == added.id for event in timeline.events):
                yield Breach(
                    edit, f"'{added.id}'", "an id that no event of the timeline has is allowed", "id"
                )
            yield from _fitting(edit, added, timeline, "date")
        case "add", _:
            row = edit.how["measurement"]
            if not timeline.roster.exists(row.state, date(row.year, 12, 31)):
                yield Breach(
                    edit,
                    f"'{row.state}'",
                    f"a state that exists at the end of {row.year} is allowed",
                    "state",
                )
        case _:
            picked = selected(edit, timeline)
            if not picked:
                yield Breach(edit, "selecting nothing", "what it selects must be in the timeline", "")
            elif (edit.action, edit.subject) == ("move", "events"):
                yield from _moved(edit, timeline)
            elif (edit.action, edit.subject) == ("move", "memberships"):
                yield from _rejoined(edit, timeline)
            elif (edit.action, edit.subject) == ("move", "assets"):
                yield from _lasting(edit, timeline)
            elif edit.action == "scale":
                yield from _scaled(edit, len(picked), timeline)


def selected(edit: Edit, timeline: Timeline) -> Sequence[object]:
    """Pick the rows that an edit means, of whatever subject."""
    match edit.subject:
        case "events":
            return events_of(edit, timeline.events)
        case "memberships":
            return _members(edit, timeline)
        case "quantities":
            return measured_of(edit, timeline.measurements)
        case "regimes":
            return regimes_of(edit, timeline.regimes)
        case "assets":
            return assets_of(edit, timeline.assets)


def _members(edit: Edit, timeline: Timeline) -> list[Party]:
    """Pick memberships, but not the one that a coding keeps when it is left without any."""
    end = timeline.manifest.span.end
    return [one for one in parties_of(edit, timeline.parties) if one.joined.nominal <= end]


def _fitting(edit: Edit, event: Event, timeline: Timeline, key: str) -> Iterator[Breach]:
    """Judge an event that is added or moved: within the span, and its states exist."""
    span, roster = timeline.manifest.span, timeline.roster
    day = event.happened.nominal
    if event.happened.first < span.begin or day > span.end:
        yield Breach(
            edit, f"'{shown(event.happened)}' of {event.id}", f"the span is {span.begin} to {span.end}", key
        )
        return
    learnt = min(max(event.known_on or day, day), span.end)
    for when, codes in ((day, (*event.initiators, *event.targets)), (learnt, event.against)):
        for code in codes:
            if not roster.exists(code, when):
                yield Breach(
                    edit, f"'{code}' on {when} in {event.id}", f"a day on which {code} exists is allowed", key
                )


def _moved(edit: Edit, timeline: Timeline) -> Iterator[Breach]:
    events = events_of(edit, timeline.events)
    if "to" in edit.how and len(events) > 1:
        yield Breach(edit, f"a day for {len(events)} events", "`to` moves one event, `days` several", "to")
        return
    key = "to" if "to" in edit.how else "days"
    for event in events:
        try:
            other = moved(event, edit.how)
        except OverflowError:
            yield _beyond(edit, key, timeline)
            return
        yield from _fitting(edit, other, timeline, key)


def _beyond(edit: Edit, key: str, timeline: Timeline) -> Breach:
    """Refuse a move to a day that no calendar has."""
    span = timeline.manifest.span
    allowed = f"it leads beyond the calendar; the span is {span.begin} to {span.end}"
    return Breach(edit, f"'{edit.written[key]}'", allowed, key)


def _rejoined(edit: Edit, timeline: Timeline) -> Iterator[Breach]:
    span, roster = timeline.manifest.span, timeline.roster
    key = next(iter(edit.how))
    for party in _members(edit, timeline):
        try:
            one = rejoined(party, edit.how)
        except OverflowError:
            yield _beyond(edit, "days", timeline)
            return
        joined, left = one.joined.nominal, one.left.nominal if one.left else NEVER
        if left <= joined or (left != NEVER and left > span.end) or joined > span.end:
            span_of = f"{joined} to {left}" if left != NEVER else f"from {joined}"
            allowed = f"it joins before it leaves, by {span.end} at the latest"
            yield Breach(edit, f"{one.state} in {one.pact}, {span_of}", allowed, key)
        elif not roster.exists(one.state, joined):
            yield Breach(
                edit, f"'{one.state}' on {joined}", f"a day on which {one.state} exists is allowed", key
            )


def _lasting(edit: Edit, timeline: Timeline) -> Iterator[Breach]:
    end, day = timeline.manifest.span.end, edit.how["ends"]
    for one in assets_of(edit, timeline.assets):
        if day <= (one.begins or date.min) or (day != NEVER and day > end):
            allowed = f"a day after {one.begins or 'the beginning'} and by {end}, or never, is allowed"
            yield Breach(edit, f"'{day}' for {one.asset} of {one.pact}", allowed, "ends")


def _scaled(edit: Edit, picked: int, timeline: Timeline) -> Iterator[Breach]:
    if edit.subject == "quantities":
        shares = {*SHARES, timeline.manifest.capabilities.reach}
        high = [
            one for one, name in measured_of(edit, timeline.measurements)
            if name in shares and (one.quantities[name] or 0) * edit.how["factor"] > 1
        ]  # fmt: skip
        if high:
            yield Breach(
                edit, f"more than 1 for {high[0].state} in {high[0].year}", "a share is at most 1", "factor"
            )
        return
    rigid = [event for event in events_of(edit, timeline.events) if "regime" in event.kind.effects]
    if rigid and ("event" in edit.where or len(rigid) == picked):
        allowed = "a change of regime happens or does not; [[strike]] takes it away"
        yield Breach(edit, f"'{rigid[0].id}', a {rigid[0].kind.kind}", allowed, "factor")
