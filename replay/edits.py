"""Edits of history: what would have been otherwise, as lists of what is struck, added, moved and scaled.

It knows which rows of a timeline an edit means; files, and what a replay makes of them, it does not know.

An edit list makes another timeline, which is replayed beside the record with the very same draws of
the parameters: what differs between the two is the edit alone. The design has one array of weights for
it; forecasts need no such array, since regimes and alignments are the same in all histories of a world.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from replay.codebook import Event
from replay.timeline import Asset, Measurement, Party, Regime

Action = Literal["strike", "add", "move", "scale"]
ACTIONS: tuple[Action, ...] = ("strike", "add", "move", "scale")
Subject = Literal["events", "assets", "memberships", "quantities", "regimes"]
NEVER = date.max
"""Stands for the end of what does not end."""
OFF = "reason"
"""What a row says beside what it selects, and what becomes of it."""


@dataclass(frozen=True)
class Edit:
    """One edit: what is done, to which rows, how, and why.

    `where` holds what selects the rows, and `how` what becomes of them, both by the keys of the list;
    `written` is the row in texts, as it stands in the list.
    """

    number: int
    action: Action
    subject: Subject
    reason: str
    where: Mapping[str, Any]
    how: Mapping[str, Any]
    written: Mapping[str, str]

    @property
    def selector(self) -> str:
        """Say in the words of the list what is selected, and what becomes of it."""
        if self.action == "add" and self.subject == "events":
            return f"id = {self.written['id']}"
        return "; ".join(f"{key} = {cell}" for key, cell in sorted(self.written.items()) if key != OFF)


@dataclass(frozen=True)
class EditList:
    """What would have been otherwise: a name, a title, the claim in one sentence, and the edits."""

    name: str
    title: str
    claim: str
    edits: tuple[Edit, ...]

    @property
    def content(self) -> str:
        """Write the list as canonical JSON, so that neither layout nor comments count."""
        rows = [{"action": edit.action, **edit.written} for edit in self.edits]
        said = {"name": self.name, "title": self.title, "claim": self.claim, "edits": rows}
        return json.dumps(said, sort_keys=True, ensure_ascii=False)


def events_of(edit: Edit, events: Iterable[Event]) -> list[Event]:
    """Pick the events that an edit means: all that it says of them must hold."""
    where = edit.where
    return [
        event
        for event in events
        if _among(event.id, where.get("event"))
        and _among(event.kind.kind, where.get("kind"))
        and _acts(event, where.get("actor"), where.get("role"))
        and ("target" not in where or not {*event.targets}.isdisjoint(where["target"]))
        and _within(event.happened.nominal, where)
    ]


def parties_of(edit: Edit, parties: Iterable[Party]) -> list[Party]:
    """Pick the memberships that an edit means: by pact, state and the day on which they began."""
    where = edit.where
    return [
        one
        for one in parties
        if _among(one.pact, where.get("pact"))
        and _among(one.state, where.get("state"))
        and _within(one.joined.nominal, where)
    ]


def measured_of(edit: Edit, measurements: Iterable[Measurement]) -> list[tuple[Measurement, str]]:
    """Pick the known quantities that an edit means: by name, state and years, the last included."""
    where = edit.where
    first, last = where.get("years", (0, date.max.year))
    return [
        (one, name)
        for one in measurements
        if _among(one.state, where.get("state")) and first <= one.year <= last
        for name in where["quantity"]
        if one.quantities.get(name) is not None
    ]


def regimes_of(edit: Edit, regimes: Iterable[Regime]) -> list[Regime]:
    """Pick the regimes that an edit means: by kind, state and the day on which they began."""
    where = edit.where
    return [
        one
        for one in regimes
        if _among(one.regime, where.get("regime"))
        and _among(one.state, where.get("state"))
        and _within(one.begins or date.min, where)
    ]


def assets_of(edit: Edit, assets: Iterable[Asset]) -> list[Asset]:
    """Pick the institutions of pacts that an edit means: by name, pact and the day on which they began."""
    where = edit.where
    return [
        one
        for one in assets
        if _among(one.asset, where.get("asset"))
        and _among(one.pact, where.get("pact"))
        and _within(one.begins or date.min, where)
    ]


def following(events: Sequence[Event], gone: Collection[str]) -> list[Event]:
    """List the events that cannot be without those events and pacts: they presuppose them, or one another."""
    lost = set(gone)
    while found := {one.id for one in events if one.id not in lost and not lost.isdisjoint(one.presupposes)}:
        lost |= found
    return [event for event in events if event.id in lost and event.id not in gone]


def _among(name: str, allowed: Collection[str] | None) -> bool:
    return allowed is None or name in allowed


def _acts(event: Event, actors: Collection[str] | None, role: str | None) -> bool:
    if actors is None:
        return True
    roles = {"initiator": event.initiators, "target": event.targets, "against": event.against}
    taken = roles[role] if role else (*event.initiators, *event.targets)
    return not set(taken).isdisjoint(actors)


def _within(day: date, where: Mapping[str, Any]) -> bool:
    first: date = where.get("from", date.min)
    after: date = where.get("until", date.max)
    return first <= day < after
