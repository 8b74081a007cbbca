"""The specific adversary of a pact: whom it is against, and how much its parties feel threatened by it.

It knows pacts, parties and perceived threat; what becomes of the pacts it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from replay.membership import Pacts
from replay.pacts import shares
from replay.situation import Floats, Situation
from replay.timeline import Timeline

FACTORS = ("power", "proximity", "offence", "intention")
"""What threat is made of, in the nominal history."""

Opposed = tuple[str, str, str]
"""A pact, the state that it is against, and on what basis, `founding` or `named`."""


@dataclass(frozen=True)
class SpecificThreat:
    """The threat that a pact's parties perceive from one adversary: theirs, weighed by their capability.

    `threat` is that of the nominal history, `low` and `high` are the 5 and 95 % of histories, `parties`
    how many of them it is known of.
    """

    pact: str
    adversary: str
    basis: str
    threat: float
    low: float
    high: float
    parties: int
    factors: dict[str, float]


def opposed(timeline: Timeline, coding: str, day: date) -> list[Opposed]:
    """List whom each pact is against on a day, as the timeline codes it.

    A timeline that codes no adversaries says it of the parties: whom any of them is in a pact against
    counts as founding.
    """
    if timeline.adversaries:
        return sorted(
            (one.pact, one.adversary, one.basis)
            for one in timeline.adversaries
            if (one.begins is None or one.begins <= day) and (one.ends is None or day < one.ends)
        )
    return sorted(
        {
            (party.pact, code, "founding")
            for party in timeline.parties_of(coding)
            if party.joined.nominal <= day and (party.left is None or day < party.left.nominal)
            for code in party.against
        }
    )


def specific_threats(
    pacts: Pacts, seen: Situation, threat: Floats, against: Sequence[Opposed]
) -> Iterator[SpecificThreat]:
    """Weigh what the parties of each pact in force perceive from whom it is against.

    `threat` is that between all pairs of the situation in all histories, shape (pairs, M). Parties
    weigh by their capability, so that it is the pact's strength that feels threatened and not the
    number of its members (our choice). An adversary that is itself a party weighs nothing; one of whom
    no party knows a threat, or that does not exist, is left out.
    """
    index = {code: number for number, code in enumerate(seen.states)}
    place = np.full(seen.km.shape, -1)
    place[seen.pairs()] = np.arange(len(threat))
    for pact, adversary, basis in against:
        if pact not in pacts.names or not seen.exists[other := index[adversary]]:
            continue
        parties = np.flatnonzero(pacts.parties[pacts.names.index(pact)])
        parties = parties[parties != other]
        perceived = threat[place[parties, other]]
        known = ~np.isnan(perceived).any(axis=1)
        if not known.any():
            continue
        weight = shares(seen.capability[parties[known]])
        each = weight @ perceived[known]
        low, high = np.quantile(each, [0.05, 0.95])
        nominal = {name: getattr(seen, name)[parties[known], other, 0] for name in FACTORS}
        factors = {name: float(weight @ values) for name, values in nominal.items()}
        yield SpecificThreat(
            pact, adversary, basis, float(each[0]), float(low), float(high), int(known.sum()), factors
        )
