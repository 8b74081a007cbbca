"""What must hold between the edits of a list, made one after another: every breach, by edit and key.

It knows what each leaves to the next; how a list is written, and where its faults stand, it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise

from replay.clock import Window
from replay.departure import Stage, stages
from replay.edit_judgement import Breach, selected, unknown, unmade
from replay.edits import EditList, events_of
from replay.errors import nearest
from replay.soundness import shown
from replay.timeline import Party, Timeline


def judge(edits: EditList, timeline: Timeline, *, complete: bool) -> list[Breach]:
    """Find every breach between a list and the timeline that it is for.

    What they make together is judged only when the list is `complete`, and each edit sound by itself.
    """
    breaches = list(_twice(edits))
    for edit in edits.edits:
        breaches += list(unknown(edit, timeline)) or list(unmade(edit, timeline))
    return breaches or (list(_together(edits, timeline)) if complete else [])


def _together(edits: EditList, timeline: Timeline) -> list[Breach]:
    """Judge each edit by what those before it have left, and then all that they make."""
    breaches: list[Breach] = []
    made: list[Stage] = []
    for stage in stages(timeline, edits):
        # what is taken away twice is gone all the same: a strike may find nothing left
        if stage.edit.action != "strike":
            breaches += _left(stage, made) or unmade(stage.edit, stage.before)
        if not breaches:
            breaches += _overlapping(stage)
        made.append(stage)
    return breaches or list(_out_of_order(edits, timeline, made))


def _left(stage: Stage, made: Sequence[Stage]) -> list[Breach]:
    """Find that an earlier edit has left nothing of what an edit selects, and say which."""
    edit = stage.edit
    if edit.action == "add" or selected(edit, stage.before):
        return []
    taken = [one.edit for one in made if selected(edit, one.before)][-1]
    allowed = f"[[{taken.action}]] of {taken.selector} is made before it, and leaves nothing of that"
    return [Breach(edit, "selecting nothing", allowed, "")]


def _overlapping(stage: Stage) -> Iterator[Breach]:
    """Find who would be in a pact twice at a time, now that memberships have moved."""
    edit = stage.edit
    if (edit.action, edit.subject) != ("move", "memberships"):
        return
    spells = defaultdict[tuple[str, str, str], list[Party]](list)
    for one in sorted(stage.after.parties, key=lambda one: one.joined.nominal):
        spells[one.pact, one.state, one.coding].append(one)
    for (pact, state, _), each in spells.items():
        for one, later in pairwise(each):
            if one.left is None or later.joined.nominal < one.left.nominal:
                allowed = f"it is in {pact} again from {later.joined.nominal}; that spell must be struck"
                yield Breach(edit, f"{state} in {pact} twice", allowed, next(iter(edit.how)))


def _twice(edits: EditList) -> Iterator[Breach]:
    seen = set()
    for edit in edits.edits:
        if "event" in edit.how:
            name = edit.how["event"].id
            if name in seen:
                yield Breach(edit, f"'{name}' twice", "an id is added once", "id")
            seen.add(name)


def _out_of_order(edits: EditList, timeline: Timeline, made: Sequence[Stage]) -> Iterator[Breach]:
    """Find what comes before what it presupposes, now that events are added and moved."""
    other = made[-1].after if made else timeline
    windows: dict[str, Window] = {event.id: event.happened for event in other.events}
    pacts = {one.pact for one in timeline.parties}
    for edit in edits.edits:
        touched = {edit.how["event"].id} if "event" in edit.how else set()
        if edit.action == "move" and edit.subject == "events":
            touched = {event.id for event in events_of(edit, timeline.events)} & {*windows}
        for event in other.events:
            for name in event.presupposes:
                if (
                    name in windows
                    and touched & {name, event.id}
                    and windows[name].first > event.happened.last
                ):
                    allowed = f"{event.id} presupposes {name}, and cannot come before it"
                    yield Breach(
                        edit,
                        f"'{shown(event.happened)}'",
                        allowed,
                        "presupposes" if edit.action == "add" else "",
                    )
                elif (
                    event.id in touched and edit.action == "add" and name not in windows and name not in pacts
                ):
                    yield Breach(
                        edit,
                        f"'{name}'",
                        "an event id or a pact fits",
                        "presupposes",
                        nearest(name, [*windows, *pacts]),
                    )
