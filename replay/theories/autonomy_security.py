"""Autonomy and security: unequal allies trade one for the other (Morrow 1991).

At endings `asymmetry` is measured as the `leadership` of balance of threat, number by number: by this
term the two theories cannot be told apart, only by the others.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.dyads import greater, greatest_third
from replay.priors import Draws, Positive
from replay.recall import recalled
from replay.situation import Floats, Situation
from replay.theory import Index, Term, Terms, Theory


def asymmetry(power: Floats) -> Floats:
    """Take the greater share that one of the two has of the power of both, 0.5 to 1."""
    return greater(power)


@recalled
def trade(threat: Floats, power: Floats) -> Floats:
    """Take the security that i needs times what j has of it to give, the greater of directions.

    The need of i is the greatest threat it perceives from a third state; what j can give is its
    share of the power of both. In exchange i gives up some autonomy.
    """
    return greater(greatest_third(threat) * power)


def capability_change(capability: Floats, capability_then: Floats) -> Floats:
    """Sum both members' absolute log changes of capability since their tie began.

    Unknown where there is no tie, or where either capability was unknown then or is now.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log(capability[:, None, None] / capability_then)
    change = np.where(np.isfinite(ratio), np.abs(ratio), np.nan)
    return np.asarray(change + change.swapaxes(0, 1))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name asymmetry and trade for both heads with opposite signs, capability change for ending."""
    found = {
        "asymmetry": asymmetry(situation.power),
        "trade": trade(situation.threat, situation.power),
    }
    change = capability_change(situation.capability, situation.capability_then)
    return {"onset": found, "ending": found | {"capability_change": change}}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("asymmetry", "how far the stronger outweighs the weaker", sign, Positive(0.4, 0.3)),
        Term("trade", "one needs the security that the other can give", sign, Positive(0.4, 0.3)),
    )


CHANGE = Term("capability_change", "members' changes of capability since then", +1, Positive(0.4, 0.3))


THEORY = Theory(
    name="autonomy_security",
    claim="Unequal allies trade autonomy for security and stay together until their capabilities change.",
    sources=(
        "morrow1991: 904-933",
        "our choice: shares of power for asymmetry, threat for the need of security, and the priors",
    ),
    reads=("power", "threat", "capability", "capability_then"),
    heads={"onset": Index(_terms(+1)), "ending": Index((*_terms(-1), CHANGE))},
    terms=terms,
)
