"""Hiding: the exposed keep still or declare themselves neutral instead of aligning (Schroeder 1994).

Threat holds power already, as one of its four factors. `exposure` multiplies it by power again, because
it is the smallness of a state beside the danger that makes it hide: Schroeder's great powers, under the
same danger, have other answers (our choice).

Left out: transcending, which is not measured. To appeal to law, or to build a common rule above the
quarrel, leaves no trace in the inputs: a creed says what a state holds, not what it proposes to others,
and a pact with an organ for arbitration is an alignment itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from replay.dyads import greater, greatest_third
from replay.priors import Draws, Positive
from replay.recall import recalled
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory

NEUTRAL = frozenset({"non-aligned", "neutral"})
"""Creeds that forbid to take sides, as timelines name them."""


@recalled
def exposure(threat: Floats, power: Floats) -> Floats:
    """Take, at [i, j], the greatest threat to i from a third state times that state's share of power."""
    return greatest_third(threat * power)


def neutrality(ideology: Sequence[frozenset[str]]) -> Floats:
    """Mark the states whose creed forbids to take sides, unknown where no creed is coded, shape (S,)."""
    return np.array([float(bool(creeds & NEUTRAL)) if creeds else np.nan for creeds in ideology])


def withdrawn(aligned: Booleans) -> Floats:
    """Mark the states that have no ally, shape (S, M)."""
    return np.asarray(~aligned.any(axis=1), dtype=float)


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name two ways out for onset, and exposure itself and the declared way out for ending.

    Hiding is the exposure of a state without allies, neutrality that of a state with a neutral
    creed, each the greater of directions.
    """
    exposed = exposure(situation.threat, situation.power)
    hidden = greater(exposed * withdrawn(situation.aligned).astype(exposed.dtype)[:, None])
    creed = neutrality(situation.ideology).astype(exposed.dtype)
    neutral = greater(exposed * creed[:, None, None])
    return {
        "onset": {"hiding": hidden, "neutrality": neutral},
        "ending": {"exposure": greater(exposed), "neutrality": neutral},
    }


ONSET = (
    Term("hiding", "one is exposed, and has kept out of alliances", -1, Positive(0.4, 0.3)),
    Term("neutrality", "one is exposed, and its creed forbids to take sides", -1, Positive(0.4, 0.3)),
)
ENDING = (
    Term("exposure", "one is exposed, and better out of it", +1, Positive(0.4, 0.3)),
    Term("neutrality", "one is exposed, and its creed forbids to take sides", +1, Positive(0.4, 0.3)),
)


THEORY = Theory(
    name="hiding",
    claim="The weak and exposed hide or declare themselves neutral, rather than align.",
    sources=(
        "schroeder1994: 108-148",
        "our choice: having no ally as hiding, a neutral creed as its declaration, and the priors",
    ),
    reads=("threat", "power", "aligned", "ideology"),
    heads={"onset": Index(ONSET), "ending": Index(ENDING)},
    terms=terms,
)
