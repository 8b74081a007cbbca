"""Alignments of the record: from states in pacts to spells of two states tied to each other.

It knows pacts and who existed when; forecasts and scores it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import combinations

from replay.timeline import Party, Timeline


@dataclass(frozen=True)
class Alignment:
    """One spell of two states, a < b, tied by one pact under one coding.

    `ended` is the first day on which they are not, None to the end; `cut` where it ended because
    a state ceased to exist.
    """

    pact: str
    form: str
    outcome_kind: str
    a: str
    b: str
    formed: date
    ended: date | None
    cut: bool
    coding: str


def alignments(timeline: Timeline, coding: str | None = None) -> tuple[Alignment, ...]:
    """Tie every two parties of a scored pact for as long as both are in it and exist.

    Whoever does not exist on the day of joining never joins.
    Raises UnknownNameError when there is no such coding.
    """
    unscored = timeline.manifest.unscored_pacts
    parties = [
        party
        for party in timeline.parties_of(coding)
        if party.pact not in unscored and timeline.roster.exists(party.state, party.joined.nominal)
    ]
    ties = (
        _tie(first, second, timeline)
        for first, second in combinations(parties, 2)
        if first.pact == second.pact and first.state != second.state
    )
    return tuple(tie for tie in ties if tie.ended is None or tie.formed < tie.ended)


def _tie(first: Party, second: Party, timeline: Timeline) -> Alignment:
    both = (first, second)
    parted = [party.left.nominal for party in both if party.left]
    exits = [
        spell.leaves
        for party in both
        for spell in timeline.roster.spells(party.state)
        if spell.leaves and spell.leaves > party.joined.nominal
    ]
    ended = min(parted + exits, default=None)
    a, b = sorted(party.state for party in both)
    return Alignment(
        pact=first.pact,
        form=first.form,
        outcome_kind=first.outcome_kind,
        a=a,
        b=b,
        formed=max(party.joined.nominal for party in both),
        ended=ended,
        cut=ended in exits,
        coding=first.coding,
    )
