"""Balance of power: states align against the greatest capability (Waltz 1979; Morgenthau 1948).

Left out: growth. A power is weighed as it stands at the census, so that one which is rising, of whom
Waltz and Morgenthau warn as much as of the greatest, counts for no more than one of its size that
declines. Internal balancing, by arms of one's own, is left out too: it makes no tie.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.blocs import coalition, greatest_rival, share, without
from replay.dyads import greater, greatest_shared
from replay.priors import Draws, Positive
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory

PARITY = 0.5
"""Share of the capability of both sides at which neither outweighs the other."""


def shared_power(power: Floats, aligned: Booleans) -> Floats:
    """Take the lesser of the shares of power that a third state has beside i and beside j.

    At [i, j], shape (S, S, M), of the third state for which it is greatest, among those aligned
    with neither: how far the strongest outsider outweighs both.
    """
    return greatest_shared(np.where(aligned, np.nan, power))


def weaker_side(capability: Floats, aligned: Booleans) -> Floats:
    """Take the share of the greatest rival bloc against i, j and all their allies together."""
    return share(greatest_rival(capability, aligned), coalition(capability, aligned))


def restoration(capability: Floats, aligned: Booleans) -> Floats:
    """Say how far the tie of i and j lifts the stronger of their sides towards parity with the rival.

    Share of the two together, less the greater share that either has without the other, both
    counted up to parity: 0 where one of them needs nobody, and where both together move little.
    """
    rival = greatest_rival(capability, aligned)
    together = share(coalition(capability, aligned), rival)
    alone = greater(share(without(capability, aligned), rival))
    return np.asarray(np.minimum(PARITY, together) - np.minimum(PARITY, alone))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name three terms for onset, and the same with opposite signs for ending."""
    found = {
        "shared_power": shared_power(situation.power, situation.aligned),
        "weaker_side": weaker_side(situation.capability, situation.aligned),
        "restoration": restoration(situation.capability, situation.aligned),
    }
    return {"onset": found, "ending": found}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("shared_power", "how far the strongest outsider outweighs both", sign, Positive(0.4, 0.3)),
        Term("weaker_side", "how far their side is the weaker one", sign, Positive(0.4, 0.3)),
        Term("restoration", "how far their tie restores the balance", sign, Positive(0.4, 0.3)),
    )


THEORY = Theory(
    name="balance_of_power",
    claim="States align against the greatest capability, whatever its intentions, and join the weaker side.",
    sources=(
        "waltz1979: 121, 126",
        "morgenthau1948: part 4",
        "our choice: direct allies as a state's side, and the priors of the weights",
    ),
    reads=("power", "capability", "aligned"),
    heads={"onset": Index(_terms(+1)), "ending": Index(_terms(-1))},
    terms=terms,
)
