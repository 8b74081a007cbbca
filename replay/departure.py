"""The departure from the record: the timeline that an edit list makes, and how far from the record it goes.

It knows rows of a timeline; how lists are written, and how timelines are replayed, it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from replay.clock import Window
from replay.codebook import Event
from replay.edits import (
    NEVER,
    Edit,
    EditList,
    assets_of,
    events_of,
    following,
    measured_of,
    parties_of,
    regimes_of,
)
from replay.loading import in_order
from replay.tables import NONE
from replay.timeline import Asset, Measurement, Party, Regime, Timeline
from replay.truncation import altered, party_order

ORDER = ("strike", "move", "scale", "add")
"""In which order edits are made: each sees what those before have left."""


@dataclass(frozen=True)
class Departure:
    """How far one timeline goes from another.

    Events by id: `struck`, of these `followed` because of what they presuppose, `added`, `moved` to
    other days, `scaled`. `points` are those of all of them, of scaled ones by how much they change, and
    `share` is their part of all points of the record. `quantities`, `memberships` and `spells` (of
    regimes and institutions) count what differs. `first_day` is the first that does, None if none does.
    """

    struck: tuple[str, ...]
    followed: tuple[str, ...]
    added: tuple[str, ...]
    moved: tuple[str, ...]
    scaled: tuple[str, ...]
    points: float
    share: float
    quantities: int
    memberships: int
    spells: int
    first_day: date | None

    @property
    def touched(self) -> int:
        """Count all that differs, but for the events that follow."""
        events = len(self.struck) + len(self.added) + len(self.moved) + len(self.scaled)
        return events - len(self.followed) + self.quantities + self.memberships + self.spells


def edited(
    timeline: Timeline, edits: EditList, coding: str | None = None
) -> tuple[Timeline, Departure, tuple[Departure, ...]]:
    """Make the timeline that an edit list, judged for it, makes of a timeline.

    Returns it, how far it goes from the record, and how far each edit goes from what those before it
    have left. Memberships are edited in every coding, and counted in one, the manifest's unless
    named. A list without edits makes an equal timeline.
    """
    now, steps, followed = timeline, {}, set()
    for edit in sorted(edits.edits, key=lambda one: (ORDER.index(one.action), one.number)):
        before, now = now, _MADE[edit.action, edit.subject](now, edit)
        gone = _gone(before, now, coding)
        after = [event.id for event in following(now.events, gone)]
        now = replace(
            now,
            events=tuple(event for event in now.events if event.id not in after),
            assets=tuple(one for one in now.assets if one.pact not in gone),
        )
        followed.update(after)
        steps[edit.number] = departure(before, now, coding, after)
    if edits.edits:
        now = replace(now, rows=altered(timeline, edited=edits.content))
    whole = departure(timeline, now, coding, [one.id for one in timeline.events if one.id in followed])
    return now, whole, tuple(steps[edit.number] for edit in edits.edits)


def departure(
    record: Timeline, other: Timeline, coding: str | None = None, followed: Iterable[str] = ()
) -> Departure:
    """Measure how far a timeline goes from the record; memberships are counted in one coding."""
    old, new = ({event.id: event for event in one.events} for one in (record, other))
    both = [name for name in old if name in new and old[name] != new[name]]
    struck = tuple(name for name in old if name not in new)
    added = tuple(name for name in new if name not in old)
    moved = tuple(name for name in both if old[name].happened != new[name].happened)
    scaled = tuple(name for name in both if _size(old[name]) != _size(new[name]))
    points = sum(weighed(old[name]) for name in {**dict.fromkeys(struck), **dict.fromkeys(moved)})
    points += sum(weighed(new[name]) for name in added)
    points += sum(abs(weighed(new[name]) - weighed(old[name])) for name in scaled if name not in moved)
    total = sum(map(weighed, record.events))
    changed = {*struck, *added, *both}
    quantities = list(_measured(record, other))
    memberships = list(
        _unlike(_parties_of(record, record, coding), _parties_of(other, record, coding), _member)
    )
    spells = [*_unlike(record.regimes, other.regimes, _regime), *_unlike(record.assets, other.assets, _asset)]
    days = [possible(one[name]) for one in (old, new) for name in one if name in changed]
    days += [*quantities, *memberships, *spells]
    return Departure(
        struck,
        tuple(followed),
        added,
        moved,
        scaled,
        float(points),
        float(points / total) if total else 0.0,
        len(quantities),
        len(memberships),
        len(spells),
        max(min(days), record.manifest.span.begin) if days else None,
    )


def weighed(event: Event) -> float:
    """Return the points of an event that leaves impressions; others have shares, which are none."""
    return 0.0 if event.kind.sign == "none" else event.points


def possible(event: Event) -> date:
    """Return the first day on which some history may have the event."""
    window = event.happened
    return max(window.first, date(window.last.year, 1, 1))


def _size(event: Event) -> tuple[float, float | None]:
    return event.intensity, event.amount


def _gone(before: Timeline, now: Timeline, coding: str | None) -> set[str]:
    """Name the events, and the pacts, that were and are no more."""
    left = {event.id for event in now.events} | {one.pact for one in _parties_of(now, before, coding)}
    names = {event.id for event in before.events} | {one.pact for one in _parties_of(before, before, coding)}
    return names - left


def _parties_of(other: Timeline, record: Timeline, coding: str | None) -> list[Party]:
    """Pick the parties of a coding within the span, of which an edited timeline may have none."""
    wanted, end = coding or record.manifest.default_coding, record.manifest.span.end
    return [one for one in other.parties if one.coding == wanted and one.joined.nominal <= end]


def _member(one: Party) -> tuple[Hashable, date, date]:
    left = one.left.nominal if one.left else NEVER
    return (one.pact, one.state), one.joined.nominal, left


def _regime(one: Regime) -> tuple[Hashable, date, date]:
    return one.state, one.begins or date.min, one.ends or NEVER


def _asset(one: Asset) -> tuple[Hashable, date, date]:
    return (one.pact, one.asset), one.begins or date.min, one.ends or NEVER


def _unlike(
    old: Iterable[Any], new: Iterable[Any], lasting: Callable[[Any], tuple[Hashable, date, date]]
) -> Iterator[date]:
    """Give for each spell that is only in one, or has another end, the first day that differs."""
    before, after = (
        {(whose, begins): ends for whose, begins, ends in map(lasting, one)} for one in (old, new)
    )
    for whose, begins in dict.fromkeys([*before, *after]):
        ends = before.get((whose, begins)), after.get((whose, begins))
        if None in ends:
            yield begins
        elif ends[0] != ends[1]:
            yield min(end for end in ends if end is not None)


def _measured(record: Timeline, other: Timeline) -> Iterator[date]:
    """Give for each quantity that differs the day from which it is known."""
    old, new = (
        {
            (one.year, one.state, name): value
            for one in each.measurements
            for name, value in one.quantities.items()
        }
        for each in (record, other)
    )
    for year, state, name in dict.fromkeys([*old, *new]):
        if old.get((year, state, name)) != new.get((year, state, name)):
            yield date(year + 1, 7, 1)


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
    others = [one for one in timeline.measurements if (one.year, one.state) != (row.year, row.state)]
    [before] = [one for one in timeline.measurements if one not in others] or [replace(row, quantities={})]
    known = {name: value for name, value in row.quantities.items() if value is not None}
    both = replace(before, quantities=MappingProxyType({**before.quantities, **known}))
    ordered = sorted([*others, both], key=lambda one: (one.year, one.state))
    return replace(timeline, measurements=tuple(ordered))


def _strike_regimes(timeline: Timeline, edit: Edit) -> Timeline:
    """Let the regime before rule on; without one it is not known who does."""
    left = list(timeline.regimes)
    for struck in regimes_of(edit, timeline.regimes):
        left = [
            replace(one, ends=struck.ends) if (one.state, one.ends) == (struck.state, struck.begins) else one
            for one in left
            if one != struck
        ]
    return replace(timeline, regimes=tuple(left))


def _strike_assets(timeline: Timeline, edit: Edit) -> Timeline:
    """Let a pact do without an institution; where that was its only one, it is known to have none."""
    struck = assets_of(edit, timeline.assets)
    assets = [replace(one, asset=NONE, scope=None) if one in struck else one for one in timeline.assets]
    return replace(timeline, assets=tuple(assets))


_MADE: Mapping[tuple[str, str], Callable[[Timeline, Edit], Timeline]] = {
    ("strike", "events"): _strike_events,
    ("strike", "memberships"): _strike_memberships,
    ("strike", "quantities"): _strike_quantities,
    ("strike", "regimes"): _strike_regimes,
    ("strike", "assets"): _strike_assets,
    ("move", "events"): _move_events,
    ("move", "memberships"): _move_memberships,
    ("scale", "events"): _scale_events,
    ("scale", "quantities"): _scale_quantities,
    ("add", "events"): _add_events,
    ("add", "quantities"): _add_quantities,
}
"""What an action does to rows of a subject; of other rows there is no such edit."""
