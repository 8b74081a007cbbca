"""Chain gangs and passed bucks: beliefs about offence bind or free allies (Christensen & Snyder 1990).

Of any but a multipolar system the theory says nothing: its terms, and its forecast, are then unknown.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.dyads import greater_of_two, shared_threat
from replay.priors import Draws, Positive
from replay.situation import Floats, Situation
from replay.theory import Index, Term, Terms, Theory

SCOPE = "multipolar"
"""Where the theory applies: with two great powers, or one, nobody can be passed the buck."""


def scope(polarity: str | None) -> float:
    """Return 1 where the theory applies, and unknown elsewhere or where polarity is not coded."""
    return 1.0 if polarity == SCOPE else np.nan


def stronger_belief(advantage: Floats) -> Floats:
    """Take the greater of both states' beliefs in an advantage, beyond `neither`, shape (S, S, 1)."""
    return greater_of_two(np.maximum(0.0, 2 * advantage - 1))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name chaining and buck-passing for both heads, with opposite signs.

    Chaining is the shared threat times the stronger belief that offence has the advantage;
    buck-passing is the shared threat times the stronger belief that defence has it. One of the two
    states suffices: the one that fears for its ally clings to it, the one that feels safe lets it
    fight alone. Both are unknown but in multipolarity.
    """
    needed = scope(situation.polarity) * shared_threat(situation.threat)
    found = {
        "chaining": needed * stronger_belief(situation.advantage),
        "buck_passing": needed * stronger_belief(1 - situation.advantage),
    }
    return {"onset": found, "ending": found}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("chaining", "both are threatened, and offence is believed to win", sign, Positive(0.4, 0.3)),
        Term("buck_passing", "both are threatened, and defence will hold", -sign, Positive(0.4, 0.3)),
    )


THEORY = Theory(
    name="buck_passing",
    claim="Among several great powers, belief in offence chains the threatened together; in defence, not.",
    sources=(
        "christensen1990: 137-168",
        "waltz1979: on the two errors of multipolarity",
        "our choice: belief times shared threat as the measure, and the priors of the weights",
    ),
    reads=("polarity", "advantage", "threat"),
    heads={"onset": Index(_terms(+1)), "ending": Index(_terms(-1))},
    terms=terms,
)
