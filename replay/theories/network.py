"""Network: ties follow from ties - common allies, a tie in the past, many ties already."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.dyads import logged
from replay.priors import Draws
from replay.recall import recalled
from replay.situation import Booleans, Floats, Situation
from replay.theory import Ridge, Term, Terms, Theory
from replay.thirds import Counts, count_in_common

PAST_HALF_LIFE = 5.0
"""Years after which a past tie counts half (our choice)."""

TERMS = (
    Term("shared_allies", "log of 1 + the number of states aligned with both"),
    Term("past_tie", "a former tie, halved every five years since it ended"),
    Term("degree", "log of 1 + the two states' numbers of other allies together"),
)
AGE = Term("age", "log of 1 + years of the tie")


@recalled
def shared_allies(aligned: Booleans) -> Counts:
    """Count the states that are aligned with both."""
    return count_in_common(aligned)


@recalled
def past_tie(parted_years: Floats) -> Floats:
    """Let a tie that has ended count one at its end, and halve every five years; 0 without one."""
    return np.fmax(np.exp2(-parted_years / PAST_HALF_LIFE), 0)


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name shared allies, past tie and degree; for ending also the age of the tie."""
    past = past_tie(situation.parted_years)
    shared = shared_allies(situation.aligned).astype(past.dtype)
    tied = situation.aligned.astype(past.dtype)
    degree = tied.sum(axis=1)
    both = degree[:, None] + degree[None] - 2 * tied
    found = {
        "shared_allies": np.log1p(shared),
        "past_tie": past,
        "degree": np.log1p(both),
    }
    return {"onset": found, "ending": found | {"age": logged(situation.tied_years)}}


THEORY = Theory(
    name="network",
    claim="Alliances breed alliances: friends of friends, old friends, and those with many friends.",
    sources=("cranmer2012",),
    reads=("aligned", "parted_years", "tied_years"),
    heads={"onset": Ridge(TERMS), "ending": Ridge((*TERMS, AGE))},
    terms=terms,
    baseline=True,
)
