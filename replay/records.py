"""From readable rows to records: what a row of each table of a timeline says, in canonical order.

It knows the columns of rows that were judged sound; files and faults it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from replay.codebook import Event, codebook
from replay.pledges import Adversary, Commitment, Force
from replay.reading import Table
from replay.roster import Existence, Roster
from replay.timeline import (
    Asset,
    Case,
    Distance,
    Doctrine,
    Ideology,
    Measurement,
    Orientation,
    Party,
    Polarity,
    Regime,
)

Judged = TypeVar("Judged", Orientation, Doctrine, Asset, Polarity, Commitment, Adversary)


def roster_of(states: Table) -> Roster:
    """Make the roster that the rows of `states.csv` describe."""
    return Roster(Existence(**{**row, "note": row["note"] or ""}) for _, _, row in states.rows())


def in_order(events: Iterable[Event]) -> tuple[Event, ...]:
    """Put events in canonical order, by nominal day and id."""
    return tuple(sorted(events, key=lambda event: (event.happened.nominal, event.id)))


def coded_event(row: Mapping[str, Any], feed: str = "") -> Event:
    """Make the event that a row of an event file codes."""
    return Event(
        id=row["id"],
        kind=codebook()[row["kind"]],
        initiators=row["initiator"],
        targets=row["target"] or (),
        against=row["against"] or (),
        happened=row["date"],
        precision=row["precision"],
        known_on=row["known_on"],
        intensity=1.0 if row["intensity"] is None else row["intensity"],
        deaths=row["deaths"],
        amount=row["amount"],
        presupposes=row["presupposes"] or (),
        confidence=row["confidence"],
        description=row["description"],
        sources=row["source"],
        feed=feed,
    )


def measurements(table: Table) -> tuple[Measurement, ...]:
    """Take what states had, in the order of years and states."""
    own = {"year", "state", "source"}
    found = [
        Measurement(
            year=row["year"],
            state=row["state"],
            quantities=MappingProxyType({key: row[key] for key in row if key not in own}),
            sources=row["source"],
        )
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (one.year, one.state)))


def distances(table: Table) -> tuple[Distance, ...]:
    """Take how far states lie apart, in the order of pairs and days."""
    found = [
        Distance(
            row["a"], row["b"], row["km"], row["border"] == "1", row["from"], row["until"], row["source"]
        )
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (one.a, one.b, str(one.begins or ""))))


def ideologies(table: Table) -> tuple[Ideology, ...]:
    """Take the creeds, in the order of their tags."""
    found = [
        Ideology(row["ideology"], row["name"], row["divides"] == "yes", row["definition"], row["source"])
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: one.ideology))


def regimes(table: Table) -> tuple[Regime, ...]:
    """Take who ruled, in the order of states and days."""
    found = [
        Regime(row["state"], row["from"], row["until"], row["regime"], row["ideology"] or (), row["source"])
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (one.state, str(one.begins or ""))))


def parties(table: Table) -> tuple[Party, ...]:
    """Take who was in which pact, in the order of pacts, codings, states and days."""
    found = [
        Party(
            pact=row["pact"],
            name=row["name"],
            form=row["form"],
            outcome_kind=row["outcome_kind"],
            state=row["state"],
            joined=row["joined"],
            left=row["left"],
            against=row["against"],
            formal=row["formal"] == "yes",
            coding=row["coding"],
            confidence=row["confidence"],
            sources=row["source"],
        )
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (one.pact, one.coding, one.state, one.joined)))


def cases(table: Table) -> tuple[Case, ...]:
    """Take the known cases, in the order of days."""
    found = [
        Case(
            row["case"],
            row["title"],
            row["from"],
            row["until"],
            row["dyads"],
            row["note"],
            row["source"],
            row["others"] or (),
        )
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (one.begins, one.name)))


def forces(table: Table) -> tuple[Force, ...]:
    """Count soldiers abroad, in the order of years, states and hosts."""
    found = [
        Force(row["year"], row["state"], row["host"], row["personnel"], row["confidence"], row["source"])
        for _, _, row in table.rows()
    ]
    return tuple(sorted(found, key=lambda one: (one.year, one.state, one.host)))


def judged(table: Table, record: Callable[..., Judged], *columns: str) -> tuple[Judged, ...]:
    """Make the spells of a table of judgements, in the order of all columns but the last, days, and that."""
    found = [
        record(
            **{name: row[name] for name in columns},
            begins=row["from"],
            ends=row["until"],
            confidence=row["confidence"],
            note=row["note"] or "",
            sources=row["source"],
        )
        for _, _, row in table.rows()
    ]

    def place(one: Judged) -> tuple[str, ...]:
        *owner, last = (str(getattr(one, name)) for name in columns)
        return (*owner, str(one.begins or ""), last)

    return tuple(sorted(found, key=place))
