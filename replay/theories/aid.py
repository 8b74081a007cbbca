"""Aid: arms and money attract those who have no other source of them (Walt 1987).

`monopoly`, `dependence` and `free_hand` multiply `aid` by a condition: where most pairs give one
another nothing, conditions and base can hardly be told apart (on the Middle East they correlate above
.8), and what the data say they say of the four together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.dyads import conditioned, greater
from replay.priors import Draws, Positive
from replay.situation import Floats, Situation
from replay.theory import Index, Term, Terms, Theory


def monopoly(received: Floats) -> Floats:
    """Take the donor's share of all that the recipient gets, 0 where it gets nothing; (S, S, M)."""
    everything = np.nansum(received, axis=1, keepdims=True)
    return np.asarray(received / np.where(everything > 0, everything, 1.0))


def asymmetry(capability: Floats) -> Floats:
    """Take the donor's share of the capability of both at [recipient, donor], shape (S, S, 1)."""
    both = capability[:, None] + capability[None]
    return np.asarray((capability[None] / np.where(both > 0, both, np.nan))[..., np.newaxis])


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name aid, and aid under three conditions; of each the greater of the two directions.

    aid = log(1 + arms and economic aid that the recipient has from the donor)
    monopoly = aid times the donor's share of all arms and aid that the recipient has
    dependence = aid times the donor's share of the capability of both
    free hand = aid times (1 - openness of the donor): a donor that no parliament or lobby binds
    """
    received = situation.arms + situation.aid
    size = np.log1p(received)
    free = (1 - situation.openness)[None, :, None]
    directed = {
        "aid": size,
        "monopoly": size * monopoly(received),
        "dependence": conditioned(size, asymmetry(situation.capability)),
        "free_hand": conditioned(size, free),
    }
    found = {name: greater(one) for name, one in directed.items()}
    return {"onset": found, "ending": found}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("aid", "arms and aid received", sign, Positive(0.2, 0.3)),
        Term("monopoly", "arms and aid from the one donor that gives any", sign, Positive(0.4, 0.3)),
        Term("dependence", "arms and aid from the much stronger", sign, Positive(0.4, 0.3)),
        Term("free_hand", "arms and aid from a donor free at home", sign, Positive(0.4, 0.3)),
    )


THEORY = Theory(
    name="aid",
    claim="Arms and aid attract the recipient, most of all from a sole, stronger donor free at home.",
    sources=(
        "walt1987: 41-46, 218-261",
        "walt1985",
        "our choice: the log of deals received, shares for monopoly and asymmetry, and the priors",
        "our choice: aid by itself is minor, since Walt takes it for an effect rather than a cause",
    ),
    reads=("arms", "aid", "capability", "openness"),
    heads={"onset": Index(_terms(+1)), "ending": Index(_terms(-1))},
    terms=terms,
)
