"""What two states make of one another and of third states: directed perceptions become a dyad's.

It owns kernels that several theories share; which theory reads them it does not know. Directed
arrays have shape (S, S, M), the holder first and the state it is about second.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from replay.recall import KEPT, recalled
from replay.situation import Floats
from replay.thirds import greatest_of_least, greatest_other, known_to_both, sum_of_least

MUTUAL_SCALE = 10.0
"""Points of both sides together at which what they hold of one another is log 2 (our choice)."""


def greater(directed: Floats) -> Floats:
    """Take the greater of the two directions of a dyad, unknown where either is."""
    return np.maximum(directed, directed.swapaxes(0, 1))


@recalled
def shared_threat(threat: Floats) -> Floats:
    """Sum, over all third states k, the lesser of the threats that i and j perceive from k.

    At [i, j], shape (S, S, M). A third state whose threat to either is unknown is left out;
    where all are unknown, so is the sum.
    """
    known = ~np.isnan(threat)
    return np.where(known_to_both(known), sum_of_least(np.where(known, threat, 0.0)), np.nan)


def greatest_shared(directed: Floats) -> Floats:
    """Take, over all third states k, the greatest of the lesser values that i and j hold of k.

    At [i, j], shape (S, S, M). A third state of which either value is unknown is left out; where all
    are unknown, so is the result.
    """
    return greatest_of_least(directed)


@recalled
def greatest_third(directed: Floats) -> Floats:
    """Take, at [i, j], the greatest value that i holds of any third state, of those known."""
    return greatest_other(directed)


@recalled
def mutual(points: Floats) -> Floats:
    """Take the log of the hostility, or co-operation, that both hold of one another."""
    return np.log1p((points + points.swapaxes(0, 1)) / MUTUAL_SCALE)


def logged(counted: Floats) -> Floats:
    """Take log(1 + x); NumPy's log1p is several times slower where most is unknown."""
    return np.log(1 + counted)


def preponderance(power: Floats) -> Floats:
    """Measure how far j outweighs i, at [i, j]: 0 up to parity, 1 where i has nothing."""
    return np.maximum(0.0, 2 * power - 1)


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


@lru_cache(maxsize=2 * KEPT)
def common_creeds(creeds: tuple[frozenset[str], ...], *, without: frozenset[str] = frozenset()) -> Floats:
    """Count the share in common of all creeds that two states hold between them, some left out.

    Shape (S, S, 1), 0 to 1; those `without` which are held count among all, and not in common. NaN
    where one of the two holds none that is known.
    """
    shares = [
        [len((one & other) - without) / len(one | other) if one and other else np.nan for other in creeds]
        for one in creeds
    ]
    found = np.array(shares)[..., np.newaxis]
    found.setflags(write=False)
    return found
