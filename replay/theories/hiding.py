"""Hiding and transcending: the exposed keep out, or appeal to norms, instead of aligning (Schroeder 1994)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from replay.dyads import greater, greatest_third
from replay.priors import Draws, Positive
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory

NEUTRAL = frozenset({"non-aligned", "neutral"})
"""Creeds that forbid to take sides, as timelines name them."""


def exposure(threat: Floats, power: Floats) -> Floats:
    """Take, at [i, j], the greatest threat to i from a third state, times that state's share of power."""
    return greatest_third(threat * power)


def neutrality(ideology: Sequence[frozenset[str]]) -> Floats:
    """Mark the states whose creed forbids to take sides, unknown where no creed is coded, shape (S,)."""
    return np.array([float(bool(creeds & NEUTRAL)) if creeds else np.nan for creeds in ideology])


def withdrawn(aligned: Booleans) -> Floats:
    """Mark the states that have no ally, shape (S, M)."""
    return np.asarray(~aligned.any(axis=1), dtype=float)


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name three ways out for onset, and exposure itself and the declared way out for ending.

    Hiding is the exposure of a state without allies, neutrality that of a state with a neutral
    creed, each the greater of directions; transcending is the lesser of the latter: both states
    bring the danger under a norm that they share.
    """
    exposed = exposure(situation.threat, situation.power)
    declared = exposed * neutrality(situation.ideology)[:, None, None]
    neutral = greater(declared)
    onset = {
        "hiding": greater(exposed * withdrawn(situation.aligned)[:, None]),
        "neutrality": neutral,
        "transcending": np.minimum(declared, declared.swapaxes(0, 1)),
    }
    return {"onset": onset, "ending": {"exposure": greater(exposed), "neutrality": neutral}}


ONSET = (
    Term("hiding", "one is exposed, and has kept out of alliances", -1, Positive(0.4, 0.3)),
    Term("neutrality", "one is exposed, and its creed forbids to take sides", -1, Positive(0.4, 0.3)),
    Term("transcending", "both are exposed, and share a norm against sides", -1, Positive(0.2, 0.3)),
)
ENDING = (
    Term("exposure", "one is exposed, and better out of it", +1, Positive(0.4, 0.3)),
    Term("neutrality", "one is exposed, and its creed forbids to take sides", +1, Positive(0.4, 0.3)),
)


THEORY = Theory(
    name="hiding",
    claim="The weak and exposed hide, declare neutrality or appeal to norms, rather than align.",
    sources=(
        "schroeder1994: 108-148",
        "our choice: having no ally as hiding, a neutral creed as a norm, and the priors of the weights",
    ),
    reads=("threat", "power", "aligned", "ideology"),
    heads={"onset": Index(ONSET), "ending": Index(ENDING)},
    terms=terms,
)
