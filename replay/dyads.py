"""From states and directed pairs to dyads: what several theories measure alike, each written once.

It knows arrays, neither theories nor how a situation was perceived.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import numpy as np

from replay.situation import Floats

GOODWILL_SCALE = 10.0
"""Points of co-operation at which goodwill is log 2 (our choice)."""


def either_way(directed: Floats) -> Floats:
    """Take the greater of the two directions, of shape (S, S, M) or (S, S, 1); NaN where one is unknown."""
    return np.maximum(directed, directed.swapaxes(0, 1))


def lesser_of_two(values: Floats) -> Floats:
    """Take the lesser of what two states have, from shape (S,) or (S, M) to (S, S, 1) or (S, S, M)."""
    states = values.reshape(len(values), -1)
    return np.minimum(states[:, None], states[None])


def greater_of_two(values: Floats) -> Floats:
    """Take the greater of what two states have, from shape (S,) or (S, M) to (S, S, 1) or (S, S, M)."""
    states = values.reshape(len(values), -1)
    return np.maximum(states[:, None], states[None])


def conditioned(amount: Floats, condition: Floats) -> Floats:
    """Multiply an amount by a condition; of nothing there is nothing, even where the condition is unknown."""
    return np.where(amount == 0, 0.0, amount * condition)


def goodwill(cooperative: Floats) -> Floats:
    """Take the log of the co-operation both hold of one another: the reverse of aggressive intention."""
    return np.log1p((cooperative + cooperative.swapaxes(0, 1)) / GOODWILL_SCALE)


def common_creeds(creeds: Sequence[AbstractSet[str]], *, without: AbstractSet[str] = frozenset()) -> Floats:
    """Count the share in common of all creeds that two states hold between them, some left out.

    Shape (S, S, 1), 0 to 1; those `without` which are held count among all, and not in common. NaN
    where one of the two holds none that is known.
    """
    shares = [
        [len((one & other) - without) / len(one | other) if one and other else np.nan for other in creeds]
        for one in creeds
    ]
    return np.array(shares)[..., np.newaxis]
