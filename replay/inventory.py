"""The rows of a ledger that stand in the timeline itself: states, events, capabilities, pacts.

It knows the schema's columns, neither the database nor the replay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from replay.alignment import alignments
from replay.codebook import Event, codebook
from replay.pledges import Force
from replay.timeline import Case, Ideology, Measurement, Party, Regime, Spell, Timeline

Frames = dict[str, pl.DataFrame]
"""A Polars frame for each table of the ledger that has rows."""


def of_timeline(timeline: Timeline) -> Frames:
    """Lay out the timeline itself: states, events, capabilities, spells of all kinds, parties."""
    great = timeline.manifest.great_powers
    rows: dict[str, list[dict[str, Any]]] = {
        "state": [
            {**vars(spell), "great_power": spell.code in great} for spell in timeline.roster.existences
        ],
        "event": [_event(event) for event in timeline.events],
        "capability": [row for one in timeline.measurements for row in _capabilities(one)],
        "distance": [_sourced(one) for one in timeline.distances],
        "ideology": [_sourced(one) for one in timeline.ideologies],
        "regime": [_regime(one) for one in timeline.regimes],
        "orientation": [_sourced(one) for one in timeline.orientations],
        "doctrine": [_sourced(one) for one in timeline.doctrines],
        "asset": [_sourced(one) for one in timeline.assets],
        "polarity": [_sourced(one) for one in timeline.polarities],
        "commitment": [_sourced(one) for one in timeline.commitments],
        "adversary": [_sourced(one) for one in timeline.adversaries],
        "force": [_sourced(one) for one in timeline.forces],
        "party": [_party(one, timeline) for one in timeline.parties],
        "alignment": [vars(tie) for coding in timeline.codings for tie in alignments(timeline, coding)],
        "known_case": [
            {
                **_sourced(one),
                "dyads": ";".join("-".join(dyad) for dyad in one.dyads),
                "others": ";".join(one.others),
            }
            for one in timeline.cases
        ],
        "feed": [vars(overlay) for overlay in timeline.overlays],
        "caveat": [{"number": n, "text": text} for n, text in enumerate(timeline.manifest.caveats, 1)],
        "kind": [{**vars(kind), "effects": ";".join(kind.effects)} for kind in codebook().values()],
    }
    return {name: frame(found) for name, found in rows.items()}


def _event(event: Event) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "date": event.happened.nominal,
        "first_day": event.happened.first,
        "precision": event.precision,
        "known_on": event.known_on,
        "kind": event.kind.kind,
        "initiator": ";".join(event.initiators),
        "target": ";".join(event.targets),
        "against": ";".join(event.against),
        "intensity": event.intensity,
        "points": event.points,
        "deaths": event.deaths,
        "amount": event.amount,
        "presupposes": ";".join(event.presupposes),
        "confidence": event.confidence,
        "description": event.description,
        "source": ";".join(event.sources),
        "feed": event.feed,
    }


def _capabilities(one: Measurement) -> list[dict[str, Any]]:
    where = {"year": one.year, "state": one.state, "source": ";".join(one.sources)}
    known = [(name, value) for name, value in sorted(one.quantities.items()) if value is not None]
    return [{**where, "quantity": name, "value": value} for name, value in known]


def _sourced(one: Ideology | Spell | Case | Force) -> dict[str, Any]:
    facts = {name: value for name, value in vars(one).items() if name != "sources"}
    return {**facts, "source": ";".join(one.sources)}


def _regime(one: Regime) -> dict[str, Any]:
    return {
        "state": one.state,
        "begins": one.begins,
        "ends": one.ends,
        "regime": one.regime,
        "ideology": ";".join(one.ideology),
        "source": ";".join(one.sources),
    }


def _party(party: Party, timeline: Timeline) -> dict[str, Any]:
    return {
        "pact": party.pact,
        "name": party.name,
        "form": party.form,
        "outcome_kind": party.outcome_kind,
        "state": party.state,
        "joined": party.joined.nominal,
        "left": party.left.nominal if party.left else None,
        "against": ";".join(party.against),
        "formal": party.formal,
        "scored": party.pact not in timeline.manifest.unscored_pacts,
        "coding": party.coding,
        "confidence": party.confidence,
        "source": ";".join(party.sources),
    }


def frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Make a frame of rows, their types judged by all of them."""
    return pl.DataFrame(rows, infer_schema_length=None)
