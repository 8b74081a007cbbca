"""Balance of interests: aims, not dangers alone, decide who stands with whom (Schweller 1994).

`balancing` and `piling_on` multiply the content of both, which `compatible_aims` counts as well: where
aims change little, these conditions can hardly be told from their base (on the Middle East they
correlate above .8), and the data say little of each by itself.

Left out: the rising power. Schweller's wave of the future is a power that grows, and a power is
weighed here as it stands. Of his other kinds contagion (dominoes) is left out too. Neither
is it measured what there is to share: piling on and jackals have no last place in the queue.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.blocs import dominance
from replay.dyads import greater, greater_of_two, greatest_shared
from replay.priors import Draws, Positive
from replay.recall import recalled
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory


def compatible_aims(revisionism: Floats) -> Floats:
    """Take 1 less the distance of the two states' aims, shape (S, S, 1)."""
    return np.asarray(1 - np.abs(revisionism[:, None] - revisionism[None]))[..., None]


def satisfied(revisionism: Floats) -> Floats:
    """Take the product of both states' content with the status quo, shape (S, S, 1)."""
    content = 1 - revisionism
    return np.asarray(content[:, None] * content[None])[..., None]


def jackal(revisionism: Floats, capability: Floats) -> Floats:
    """Take the revisionism of i times the weight of j among revisionists, the greater of directions.

    A revisionist's weight is its revisionism times its capability, beside the greatest such product
    of all states: 1 for the strongest revisionist. Shape (S, S, 1).
    """
    weight = revisionism * capability
    greatest = np.fmax.reduce(weight)
    prey = weight / greatest if greatest > 0 else weight
    return np.asarray(greater(revisionism[:, None] * prey[None])[..., None])


@recalled
def balancing(revisionism: Floats, power: Floats) -> Floats:
    """Take the content of both times the revisionist power that outweighs both the most.

    That is a third state's revisionism times the lesser of its shares of power beside i and beside j.
    """
    return np.asarray(satisfied(revisionism) * greatest_shared(revisionism[None, :, None] * power))


def piling_on(revisionism: Floats, capability: Floats, aligned: Booleans) -> Floats:
    """Take the content of both times the greater of their shares beside their blocs' rivals."""
    return np.asarray(satisfied(revisionism) * greater_of_two(dominance(capability, aligned)))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name four terms for onset, and the same with opposite signs for ending."""
    aims = situation.revisionism
    found = {
        "compatible_aims": compatible_aims(aims),
        "jackal": jackal(aims, situation.capability),
        "balancing": balancing(aims, situation.power),
        "piling_on": piling_on(aims, situation.capability, situation.aligned),
    }
    return {"onset": found, "ending": found}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("compatible_aims", "how near the two states' aims are", sign, Positive(0.4, 0.3)),
        Term("jackal", "a revisionist follows the strongest revisionist", sign, Positive(0.4, 0.3)),
        Term("balancing", "both are content, and a strong revisionist is not", sign, Positive(0.4, 0.3)),
        Term("piling_on", "both are content, and one leads the winning side", sign, Positive(0.2, 0.3)),
    )


THEORY = Theory(
    name="balance_of_interests",
    claim="Revisionists bandwagon for profit with the strongest revisionist; status-quo powers balance.",
    sources=(
        "schweller1994: 88-107",
        "our choice: products of aims and capability as measures, and the priors of the weights",
    ),
    reads=("revisionism", "capability", "power", "aligned"),
    heads={"onset": Index(_terms(+1)), "ending": Index(_terms(-1))},
    terms=terms,
)
