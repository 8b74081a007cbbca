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
    wide, scaled = term.shape[2] > 1, mean.shape[0] > 1
    for d in range(dyads):
        for m in range(histories):
            value = term[a[d], b[d], m if wide else 0]
            unknown = isnan(value)
            z = (value - mean[m if scaled else 0]) * rate[m if scaled else 0]
            z = min(max(z, -limit), limit)
            if unknown:
                z = limit - limit
            total[d, m] += z * weight[m]
            blank[d, m] = blank[d, m] and unknown
