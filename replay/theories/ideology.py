"""Ideology: like minds align, where security or the want of legitimacy lets them (Walt 1987).

`secure_likeness` and `needy_likeness` multiply `likeness` by a condition: where few pairs are alike,
condition and base can hardly be told apart (on the Middle East they correlate above .8), and what the
data say they say of the three together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.dyads import common_creeds, conditioned, greater_of_two, lesser_of_two
from replay.priors import Draws, Positive
from replay.situation import Floats, Situation
from replay.theory import Index, Term, Terms, Theory

LEGITIMACY_HALF_LIFE = 10.0
"""Years without a grasp for power by force after which the want of legitimacy is half (our choice)."""


def security(threat: Floats) -> Floats:
    """Take one minus the greatest threat that a state perceives from any other, unknowns aside; (S, M)."""
    return np.asarray(1 - np.fmax.reduce(threat, axis=1))


def want_of_legitimacy(strength: Floats) -> Floats:
    """Let the want be one in the year of an attempt to take power by force, and halve every ten years."""
    return np.asarray(2.0 ** (-strength / LEGITIMACY_HALF_LIFE))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name likeness by unifying creeds, that times security and want of legitimacy, and divisive creeds.

    likeness = unifying creeds in common / all creeds of the two
    secure likeness = likeness times the lesser of the two securities: both must be free to indulge it
    needy likeness = likeness times the greater want of legitimacy: one in need of support is enough
    rivalry = divisive creeds in common / all creeds of the two: each claims to lead the other
    """
    precision = situation.threat.dtype
    united = common_creeds(situation.ideology, without=situation.divisive).astype(precision)
    found = {
        "likeness": united,
        "secure_likeness": conditioned(united, lesser_of_two(security(situation.threat))),
        "needy_likeness": conditioned(united, greater_of_two(want_of_legitimacy(situation.strength))),
        "rivalry": common_creeds(situation.ideology).astype(precision) - united,
    }
    return {"onset": found, "ending": found}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("likeness", "creeds in common that unite", sign, Positive(0.2, 0.3)),
        Term("secure_likeness", "creeds in common, where both are secure", sign, Positive(0.4, 0.3)),
        Term("needy_likeness", "creeds in common, where one lacks legitimacy", sign, Positive(0.4, 0.3)),
        Term("rivalry", "creeds in common that divide", -sign, Positive(0.4, 0.3)),
    )


THEORY = Theory(
    name="ideology",
    claim="States align with the like-minded when they are secure or weak in legitimacy, unless their"
    " creed demands one leader.",
    sources=(
        "walt1987: 33-40, 181-217",
        "walt1985",
        "our choice: shares of creeds, security as one minus the greatest threat, and the priors",
        "our choice: likeness by itself is minor, since Walt makes it depend on security and legitimacy",
    ),
    reads=("ideology", "divisive", "threat", "strength"),
    heads={"onset": Index(_terms(+1)), "ending": Index(_terms(-1))},
    terms=terms,
)
