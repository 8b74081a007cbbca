"""Alterations: what each kind of edit makes of a timeline, which is another timeline.

It knows the rows that an edit means, all judged; how lists are written, or replayed, it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from replay.cells import NONE
from replay.clock import Window
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
from replay.records import in_order
from replay.timeline import Measurement, Party, Timeline
from replay.truncation import party_order


def _strike_events(timeline: Timeline, edit: Edit) -> Timeline:
    struck = {event.id for event in events_of(edit, timeline.events)}
    return replace(timeline, events=tuple(one for one in timeline.events if one.id not in struck))


def _move_events(timeline: Timeline, edit: Edit) -> Timeline:
    moving = {event.id for event in events_of(edit, timeline.events)}
    events = in_order(moved(one, edit.how) if one.id in moving else one for one in timeline.events)
    return replace(timeline, events=events)


def moved(event: Event, how: Mapping[str, Any]) -> Event:
    """Let an event happen on another day, or some days later, and be known as long after it as before."""
    shift = how["to"] - event.happened.nominal if "to" in how else timedelta(how["days"])
    known = event.known_on and event.known_on + shift
    if "to" in how:
        return replace(event, happened=Window(how["to"], how["to"]), precision="day", known_on=known)
    return replace(event, happened=_shifted(event.happened, shift), known_on=known)


def _shifted(window: Window, shift: timedelta) -> Window:
    return Window(window.first + shift, window.last + shift)


def _scale_events(timeline: Timeline, edit: Edit) -> Timeline:
    """Multiply points, and amounts; a change of regime happens or does not."""
    factor = edit.how["factor"]
    scaling = {one.id for one in events_of(edit, timeline.events) if "regime" not in one.kind.effects}

    def scaled(one: Event) -> Event:
        amount = None if one.amount is None else one.amount * factor
        return replace(one, intensity=one.intensity * factor, amount=amount)

    return replace(
        timeline, events=tuple(scaled(one) if one.id in scaling else one for one in timeline.events)
    )


def _add_events(timeline: Timeline, edit: Edit) -> Timeline:
    return replace(timeline, events=in_order([*timeline.events, edit.how["event"]]))


def _strike_memberships(timeline: Timeline, edit: Edit) -> Timeline:
    """Take memberships away; a coding without any keeps one that begins after the span, to be known by."""
    struck = parties_of(edit, timeline.parties)
    left = [one for one in timeline.parties if one not in struck]
    first = {one.coding: one for one in reversed(struck)}
    later = timeline.manifest.span.end + timedelta(1)
    bare = first.keys() - {one.coding for one in left}
    left += [replace(first[coding], joined=Window(later, later), left=None) for coding in bare]
    return replace(timeline, parties=tuple(sorted(left, key=party_order)))


def _move_memberships(timeline: Timeline, edit: Edit) -> Timeline:
    moving = parties_of(edit, timeline.parties)
    parties = [rejoined(one, edit.how) if one in moving else one for one in timeline.parties]
    return replace(timeline, parties=tuple(sorted(parties, key=party_order)))


def rejoined(party: Party, how: Mapping[str, Any]) -> Party:
    """Let a state join on another day, or some days later, and leave on another day, or never."""
    joined, left = party.joined, party.left
    if "to" in how:
        joined = Window(how["to"], how["to"])
    elif "days" in how:
        joined = _shifted(joined, timedelta(how["days"]))
    if "ends" in how:
        left = None if how["ends"] == NEVER else Window(how["ends"], how["ends"])
    return replace(party, joined=joined, left=left)


def _strike_quantities(timeline: Timeline, edit: Edit) -> Timeline:
    """Let the value before stand: that of the year never becomes known."""
    return _measure(timeline, edit, lambda _: None)


def _scale_quantities(timeline: Timeline, edit: Edit) -> Timeline:
    return _measure(timeline, edit, lambda value: value * edit.how["factor"])


def _measure(timeline: Timeline, edit: Edit, become: Callable[[float], float | None]) -> Timeline:
    picked = {(one.year, one.state, name) for one, name in measured_of(edit, timeline.measurements)}

    def measured(one: Measurement) -> Measurement:
        values = {
            name: become(value) if value is not None and (one.year, one.state, name) in picked else value
            for name, value in one.quantities.items()
        }
        return replace(one, quantities=MappingProxyType(values))

    return replace(timeline, measurements=tuple(map(measured, timeline.measurements)))


def _add_quantities(timeline: Timeline, edit: Edit) -> Timeline:
    """Set what a row says over what stands for that state and year."""
    row: Measurement = edit.how["measurement"]
    rows = {(one.year, one.state): one for one in timeline.measurements}
    before = rows.get((row.year, row.state), replace(row, quantities={}))
    known = {name: value for name, value in row.quantities.items() if value is not None}
    both = replace(before, quantities=MappingProxyType({**before.quantities, **known}))
    rows[row.year, row.state] = both
    return replace(timeline, measurements=tuple(rows[key] for key in sorted(rows)))


def _strike_regimes(timeline: Timeline, edit: Edit) -> Timeline:
    """Let the regime before rule on; without one it is not known who does."""
    left = list(timeline.regimes)
    for struck in regimes_of(edit, timeline.regimes):
        # a regime without a beginning has none before it, though one without an end may rule that state
        heir = struck.begins and (struck.state, struck.begins)
        left = [
            replace(one, ends=struck.ends) if (one.state, one.ends) == heir else one
            for one in left
            if one != struck
        ]
    return replace(timeline, regimes=tuple(left))


def _strike_assets(timeline: Timeline, edit: Edit) -> Timeline:
    """Let a pact do without an institution; where that was its only one, it is known to have none."""
    struck = assets_of(edit, timeline.assets)
    assets = [replace(one, asset=NONE, scope=None) if one in struck else one for one in timeline.assets]
    return replace(timeline, assets=tuple(assets))


def _move_assets(timeline: Timeline, edit: Edit) -> Timeline:
    """Let a pact have an institution until another day, or for good."""
    moving, day = assets_of(edit, timeline.assets), edit.how["ends"]
    ends = None if day == NEVER else day
    assets = [replace(one, ends=ends) if one in moving else one for one in timeline.assets]
    return replace(timeline, assets=tuple(assets))


MADE: Mapping[tuple[str, str], Callable[[Timeline, Edit], Timeline]] = {
    ("strike", "events"): _strike_events,
    ("strike", "memberships"): _strike_memberships,
    ("strike", "quantities"): _strike_quantities,
    ("strike", "regimes"): _strike_regimes,
    ("strike", "assets"): _strike_assets,
    ("move", "events"): _move_events,
    ("move", "memberships"): _move_memberships,
    ("move", "assets"): _move_assets,
    ("scale", "events"): _scale_events,
    ("scale", "quantities"): _scale_quantities,
    ("add", "events"): _add_events,
    ("add", "quantities"): _add_quantities,
}
"""What an action does to rows of a subject; of other rows there is no such edit."""
