"""Shocks of every size: an edit list of events alone, applied to another degree in every history.

It knows the record, a list and how far each event goes; what comes of it it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from replay.departure import Departure
from replay.errors import RequestError
from replay.situation import Floats
from replay.timeline import Timeline

OF_EVENTS = (
    "hostile",
    "cooperative",
    "arms",
    "aid",
    "penetration",
    "offence",
    "intention",
    "threat",
    "adversary",
)
"""What events leave behind, and what is made of it."""
OF_SPELLS = ("regime", "ideology", "general_assets", "specific_assets")
"""What those spells say that an edit may strike: who rules, and which institutions a pact has."""
GREATEST = 2.0
"""How often a list is applied at most: 0 leaves the record, 1 is the list itself (our choice)."""
GOLDEN = (np.sqrt(5) - 1) / 2
"""Its multiples spread evenly over the unit interval, however many are taken (Kronecker's sequence)."""


def touched(departure: Departure) -> frozenset[str] | None:
    """Name the fields of a situation that may differ where a timeline differs so; None where all may.

    Who rules may colour what observers make of an event; a membership may be why an event is not struck.
    """
    if departure.quantities:
        return None
    events = departure.struck or departure.added or departure.moved or departure.scaled
    seen = events or departure.spells or departure.memberships
    return frozenset((*(OF_EVENTS if seen else ()), *(OF_SPELLS if departure.spells else ())))


def factors(first: int, histories: int) -> Floats:
    """Give every history a size of the shock, spread evenly from 0 to the greatest; shape (M,)."""
    return np.asarray(GREATEST * (np.arange(first, first + histories) * GOLDEN % 1))


def require_events(name: str, departure: Departure) -> None:
    """Raise RequestError where a list does more than strike, add and scale events."""
    wrong = {
        "moves events": len(departure.moved),
        "changes quantities": departure.quantities,
        "changes memberships": departure.memberships,
        "changes regimes or institutions": departure.spells,
    }
    if found := [what for what, count in wrong.items() if count]:
        raise RequestError(
            f"tip was '{name}', which {' and '.join(found)}; a list that only strikes, adds and scales"
            " events is allowed, since these alone can happen by half"
        )


def scaled(record: Timeline, edited: Timeline, factor: Floats) -> tuple[Timeline, Mapping[str, Floats]]:
    """Return the events of both timelines, and each one's weight in each history, (M,), where it is not 1.

    With factor f an event weighs 1 + f * (w - 1), and nothing below 0, where w is what the list makes of it:
    0 if it strikes it, its share of the recorded intensity if it scales it. What it adds weighs f.
    """
    old = {event.id: event for event in record.events}
    new = {event.id: event for event in edited.events}
    weights = {}
    for name, event in old.items():
        made = new.get(name)
        share = 0.0 if made is None else made.points / event.points if event.points else 1.0
        if share != 1:
            weights[name] = np.maximum(0.0, 1 + factor * (share - 1))
    added = [event for name, event in new.items() if name not in old]
    weights |= {event.id: factor for event in added}
    events = sorted((*record.events, *added), key=lambda event: (event.happened.nominal, event.id))
    return replace(record, events=tuple(events)), weights
