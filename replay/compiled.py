"""Loops compiled to machine code where numba is installed (the extra `speed`), bit by bit as NumPy has them.

It owns loops over third states, dyads and parties that NumPy takes several passes for; what they mean it
does not know. Without numba, or for few histories, callers take NumPy's way, to the same results.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from math import isnan
from types import SimpleNamespace
from typing import Any

WORTH = 16
"""Histories from which compiled loops are worth their start (our choice)."""


@cache
def available() -> bool:
    """Say whether numba is installed, without importing it."""
    return find_spec("numba") is not None


def loops(histories: int) -> Any | None:
    """Return the compiled loops, by name, where they are worth it; None where NumPy has to do."""
    return _compiled() if histories >= WORTH and available() else None


@cache
def _compiled() -> SimpleNamespace:
    """Compile all loops, once a process; numba keeps them on disk for the next."""
    from numba import njit

    compiled: Callable[..., Any] = njit(cache=True, fastmath=False, error_model="numpy")
    return SimpleNamespace(
        least_sum=compiled(_least_sum),
        least_greatest=compiled(_least_greatest),
        product_sum=compiled(_product_sum),
        product_greatest=compiled(_product_greatest),
        leaning=compiled(_leaning),
        even=compiled(_even),
        mixing=compiled(_mixing),
        too_few=compiled(_too_few),
    )


def _least_sum(values: Any, found: Any, row: Any) -> None:
    """Sum over k the lesser of what i and j hold of k."""
    states, thirds, histories = values.shape
    for i in range(states):
        for j in range(i, states):
            row[:] = 0
            for k in range(thirds):
                for m in range(histories):
                    one, other = values[i, k, m], values[j, k, m]
                    row[m] += min(other, one)
            found[i, j, :] = row
            found[j, i, :] = row


def _least_greatest(values: Any, found: Any, row: Any) -> None:
    """Take over k the greatest of the lesser of what i and j hold of k, where both are known."""
    states, thirds, histories = values.shape
    for i in range(states):
        for j in range(i, states):
            row[:] = float("nan")
            for k in range(thirds):
                for m in range(histories):
                    one, other = values[i, k, m], values[j, k, m]
                    least = min(other, one)
                    if not isnan(one) and not isnan(other) and not row[m] >= least:
                        row[m] = least
            found[i, j, :] = row
            found[j, i, :] = row


def _product_sum(values: Any, others: Any, found: Any, row: Any) -> None:
    """Sum over k what i holds of k times what j does, alike both ways."""
    states, thirds, histories = values.shape
    for i in range(states):
        for j in range(i, states):
            row[:] = 0
            for k in range(thirds):
                for m in range(histories):
                    row[m] += values[i, k, m] * others[j, k, m]
            found[i, j, :] = row
            found[j, i, :] = row


def _product_greatest(values: Any, others: Any, found: Any, row: Any) -> None:
    """Take over k the greatest of what i holds of k times what j does, where both are known."""
    states, thirds, histories = values.shape
    for i in range(states):
        for j in range(states):
            row[:] = float("nan")
            for k in range(thirds):
                for m in range(histories):
                    product = values[i, k, m] * others[j, k, m]
                    if not isnan(product) and not row[m] >= product:
                        row[m] = product
            found[i, j, :] = row


def _leaning(
    term: Any, a: Any, b: Any, mean: Any, rate: Any, weight: Any, limit: Any, total: Any, blank: Any
) -> None:
    """Add a term of dyads, on its scale and weighed, to their totals; note where all terms are unknown."""
    dyads, histories = total.shape
    nothing = limit - limit
    for d in range(dyads):
        row = term[a[d], b[d]]
        for m in range(histories):
            z = (row[m] - mean[m]) * rate[m]
            z = z if z > -limit or z != z else -limit  # noqa: PLR0124 - NaN is no number, not even itself
            z = z if z < limit or z != z else limit  # noqa: PLR0124 - as above
            unknown = z != z  # noqa: PLR0124 - as above
            total[d, m] += (nothing if unknown else z) * weight[m]
            blank[d, m] &= unknown


def _even(
    term: Any, a: Any, b: Any, mean: Any, rate: Any, weight: Any, limit: Any, total: Any, blank: Any
) -> None:
    """Do the same with a term that is alike in all histories."""
    dyads, histories = total.shape
    nothing = limit - limit
    for d in range(dyads):
        value = term[a[d], b[d], 0]
        unknown = value != value  # noqa: PLR0124 - NaN is no number, not even itself
        for m in range(histories):
            z = nothing if unknown else (value - mean[m]) * rate[m]
            z = max(z, -limit)
            z = min(z, limit)
            total[d, m] += z * weight[m]
            blank[d, m] &= unknown


def _mixing(square: Any, rows: Any, others: Any, weight: Any, summed: Any) -> None:
    """Sum what is said of states with others, weighed, in the order of the others."""
    for i in range(len(rows)):
        for k in range(len(others)):
            said = square[rows[i], others[k]]
            for m in range(weight.shape[1]):
                summed[i, m] += said[m] * weight[k, m]


def _too_few(odds: Any, shocks: Any, weights: Any, found: Any) -> None:
    """Take the probability that fewer than two of all parties remain, over shocks that are common to them."""
    parties, histories = odds.shape
    for m in range(histories):
        total = 0.0
        for k in range(len(shocks)):
            all_left, one_stays = 1.0, 0.0
            for i in range(parties):
                stays = 1 / (1 + odds[i, m] * shocks[k])
                one_stays = one_stays * (1 - stays) + all_left * stays
                all_left = all_left * (1 - stays)
            total += (all_left + one_stays) * weights[k]
        found[m] = total
