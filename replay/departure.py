"""The departure from the record: the timeline that an edit list makes, and how far from the record it goes.

It knows rows of a timeline; how lists are written, and how timelines are replayed, it does not know.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from replay.alterations import MADE
from replay.cells import NONE
from replay.codebook import Event
from replay.edits import NEVER, Edit, EditList, following
from replay.timeline import Party, Timeline
from replay.truncation import altered

ORDER = ("strike", "move", "scale", "add")
"""In which order edits are made: each sees what those before have left."""


@dataclass(frozen=True)
class Departure:
    """How far one timeline goes from another.

    Events by id: `struck`, of these `followed` because of what they presuppose, `added`, `moved` to
    other days, `scaled`. `points` are those of all of them, of scaled ones by how much they change, and
    `share` is their part of all points of the record. `quantities`, `memberships` (states in pacts) and
    `spells` (states with their regimes, pacts with an institution) count what differs. `first_day` is
    the first that does, None if none does.
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


class Stage(NamedTuple):
    """An edit, the timeline that those before it have left, the one it leaves, and the events that follow."""

    edit: Edit
    before: Timeline
    after: Timeline
    followed: list[str]


def edited(
    timeline: Timeline, edits: EditList, coding: str | None = None
) -> tuple[Timeline, Departure, tuple[Departure, ...]]:
    """Make the timeline that an edit list, judged for it, makes of a timeline.

    Returns it, how far it goes from the record, and how far each edit goes from what those before it
    have left. Memberships are edited in every coding, and counted in one, the manifest's unless
    named. A list without edits makes an equal timeline.
    """
    now, steps, followed = timeline, {}, set()
    for stage in stages(timeline, edits, coding):
        now = stage.after
        followed.update(stage.followed)
        steps[stage.edit.number] = departure(stage.before, now, coding, stage.followed)
    if edits.edits:
        now = replace(now, rows=altered(timeline, edited=edits.content))
    whole = departure(timeline, now, coding, [one.id for one in timeline.events if one.id in followed])
    return now, whole, tuple(steps[edit.number] for edit in edits.edits)


def stages(timeline: Timeline, edits: EditList, coding: str | None = None) -> Iterator[Stage]:
    """Make the edits of a list one after another, in the order of what is done and then of the list."""
    now = timeline
    for edit in sorted(edits.edits, key=lambda one: (ORDER.index(one.action), one.number)):
        before, now = now, MADE[edit.action, edit.subject](now, edit)
        gone = _gone(before, now, coding)
        after = [event.id for event in following(now.events, gone)]
        now = replace(
            now,
            events=tuple(event for event in now.events if event.id not in after),
            assets=tuple(one for one in now.assets if one.pact not in gone),
        )
        yield Stage(edit, before, now, after)


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
    memberships = _unlike(
        map(_member, _parties_of(record, record, coding)), map(_member, _parties_of(other, record, coding))
    )
    spells = _unlike(_lasting(record), _lasting(other))
    days = [possible(one[name]) for one in (old, new) for name in one if name in changed]
    days += [*quantities, *memberships.values(), *spells.values()]
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


Lasting = tuple[Hashable, date, date]
"""Whose spell it is, the day on which it begins, and the first on which it has ended."""


def _member(one: Party) -> Lasting:
    return (one.pact, one.state), one.joined.nominal, one.left.nominal if one.left else NEVER


def _lasting(timeline: Timeline) -> Iterator[Lasting]:
    """List the spells of regimes, and of the institutions that pacts have."""
    for rule in timeline.regimes:
        yield rule.state, rule.begins or date.min, rule.ends or NEVER
    for asset in timeline.assets:
        if asset.asset != NONE:
            yield (asset.pact, asset.asset), asset.begins or date.min, asset.ends or NEVER


def _unlike(old: Iterable[Lasting], new: Iterable[Lasting]) -> dict[Hashable, date]:
    """Say of whom a spell is only in one, or has another end, and give the first day that differs."""
    before, after = ({(whose, begins): ends for whose, begins, ends in one} for one in (old, new))
    found: dict[Hashable, date] = {}
    for whose, begins in dict.fromkeys([*before, *after]):
        was, is_ = before.get((whose, begins), begins), after.get((whose, begins), begins)
        if was != is_:
            found[whose] = min(found.get(whose, NEVER), was, is_)
    return found


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
