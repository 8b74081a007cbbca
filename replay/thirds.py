"""What two states have in common with every third: sums and greatest values over third states.

It owns loops that keep to the processor's cache; what is summed or compared it does not know. Arrays
have shape (S, S, M), the holder first and the third state second; results i first and j second, in
the arrays' own precision.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from replay.compiled import loops
from replay.situation import Booleans, Floats

Counts = NDArray[np.uint16]
Number = TypeVar("Number", bound=np.generic)

RUN = 1 << 17
"""Bytes worked on at once (our choice): of all sizes tried these stay near the processor."""


def sum_of_least(values: Floats) -> Floats:
    """Sum, over all k, the lesser of what i and j hold of k; none is NaN."""
    if (fast := loops(values.shape[-1])) is not None:
        return _compiled(fast.least_sum, values)
    return _met(values, values, np.minimum, np.add)


def sum_of_products(values: Floats, others: Floats) -> Floats:
    """Sum, over all k, what i holds of k times what j does; alike for [i, j] and [j, i], and none is NaN."""
    if (fast := loops(values.shape[-1])) is not None:
        return _compiled(fast.product_sum, values, others)
    return _met(values, others, np.multiply, np.add)


def greatest_of_least(values: Floats) -> Floats:
    """Take, over all k of which both are known, the greatest of the lesser of what i and j hold of k."""
    if (fast := loops(values.shape[-1])) is not None:
        return _compiled(fast.least_greatest, values)
    return _met(values, values, np.minimum, np.fmax)


def greatest_product(values: Floats, others: Floats) -> Floats:
    """Take, over all k of which both are known, the greatest of what i holds of k times what j does.

    Unlike the others it differs between [i, j] and [j, i].
    """
    if (fast := loops(values.shape[-1])) is not None:
        return _compiled(fast.product_greatest, values, others)
    return _met(values, others, np.multiply, np.fmax, alike=False)


def count_in_common(marked: Booleans) -> Counts:
    """Count the k that both i and j have marked, 65,535 at most."""
    if (fast := loops(marked.shape[-1])) is not None:
        ones = marked.astype(np.float32)
        return _compiled(fast.product_sum, ones, ones).astype(np.uint16)
    counted = marked.astype(np.uint16)
    return _met(counted, counted, np.multiply, np.add)


def known_to_both(known: Booleans) -> Booleans:
    """Say whether i and j both know of the same k, shape (S, S, M), or (S, S, 1) where histories agree."""
    alike = (known == known[..., :1]).all()
    return count_in_common(known[..., :1] if alike else known) > 0


def greater_sum_of_excess(values: Floats) -> Floats:
    """Sum, over all k of which both are known, by how much j exceeds i, or i does j: the greater sum."""
    if (fast := loops(values.shape[-1])) is not None:
        return _compiled(fast.excess, values, rows=2)
    found = np.empty_like(values)
    nothing = np.zeros(values.shape[2], values.dtype)
    excess = _buffer(values)
    kept = np.empty_like(excess)
    for i, some in _runs(values):
        np.subtract(values[some], values[i], out=excess)
        there = np.fmax(excess, nothing, out=kept).sum(axis=1)
        back = np.fmin(excess, nothing, out=kept).sum(axis=1)
        found[some, i] = found[i, some] = np.maximum(there, 0 - back)
    return found


def greatest_other(values: Floats) -> Floats:
    """Take, at [i, j], the greatest of what i holds of any but j, of those known; NaN where none is."""
    greatest = np.full_like(values[:, :1], -np.inf)
    second = greatest.copy()
    for k in range(values.shape[1]):
        one = values[:, k, None]
        second = np.fmax(second, np.minimum(greatest, one))
        greatest = np.fmax(greatest, one)
    found = np.where(values == greatest, second, greatest)
    found[np.isneginf(found)] = np.nan
    return found


def _compiled(loop: Callable[..., None], *arrays: NDArray[Number], rows: int = 1) -> NDArray[Number]:
    """Gather by a compiled loop, which needs arrays that lie in order, and room for rows of histories."""
    ordered = [np.ascontiguousarray(one) for one in arrays]
    found = np.empty_like(ordered[0])
    loop(*ordered, found, *(np.empty(found.shape[-1], found.dtype) for _ in range(rows)))
    return found


def _met(
    values: NDArray[Number],
    others: NDArray[Number],
    meet: np.ufunc,
    gather: np.ufunc,
    *,
    alike: bool = True,
) -> NDArray[Number]:
    """Gather over k what the values of i meet in those of j."""
    found = np.empty_like(values)
    met = _buffer(values)
    for i, some in _runs(values, alike=alike):
        meet(values[i], others[some], out=met)
        gather.reduce(met, axis=1, out=found[i, some])
        if alike:
            found[some, i] = found[i, some]
    return found


def _runs(values: NDArray[Number], *, alike: bool = True) -> Iterator[tuple[int, slice]]:
    """Pair every i with runs of j, all as long, of those from i on if [j, i] is alike, else of all."""
    states, step = len(values), _step(values)
    for i in range(states):
        for j in range(i if alike else 0, states, step):
            begin = min(j, states - step)
            yield i, slice(begin, begin + step)


def _step(values: NDArray[Number]) -> int:
    """Say how many j are worked on at once."""
    states, _, histories = values.shape
    return min(states, RUN // max(1, states * histories * values.itemsize)) or 1


def _buffer(values: NDArray[Number]) -> NDArray[Number]:
    """Lay out what a run meets, shape (run, S, M), with k outermost.

    NumPy adds a single row of numbers in pairs, several rows in their order: laid out so, and one
    history never alone in a run, sums do not depend on how many histories there are.
    """
    states, _, histories = values.shape
    return np.empty((states, _step(values), histories), values.dtype).swapaxes(0, 1)
