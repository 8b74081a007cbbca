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
        excess=compiled(_excess),
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
    term: Any, a: Any, b: Any, mean: Any, rate: Any, weight: Any, limit: Any, total: Any, known: Any
) -> None:
    """Add a term of dyads, on its scale and weighed, to their totals; note where it is known."""
    nothing = limit - limit
    for d in range(len(total)):
        row, of_dyad, of_known = term[a[d], b[d]], total[d], known[d]
        for m in range(total.shape[1]):
            z = (row[m] - mean[m]) * rate[m]
            z = max(z, -limit)
            z = min(z, limit)
            unknown = row[m] != row[m]
            of_dyad[m] += (nothing if unknown else z) * weight[m]
            of_known[m] = of_known[m] if unknown else True


def _even(
    term: Any, a: Any, b: Any, mean: Any, rate: Any, weight: Any, limit: Any, total: Any, known: Any
) -> None:
    """Do the same with a term that is alike in all histories."""
    nothing = limit - limit
    for d in range(len(total)):
        value, of_dyad = term[a[d], b[d], 0], total[d]
        unknown = value != value  # noqa: PLR0124 - NaN is no number, not even itself
        if not unknown:
            known[d, :] = True
        for m in range(total.shape[1]):
            z = nothing if unknown else (value - mean[m]) * rate[m]
            z = max(z, -limit)
            z = min(z, limit)
            of_dyad[m] += z * weight[m]


def _mixing(
    square: Any, parties: Any, weight: Any, pact: Any, state: Any, least: Any, found: Any, total: Any
) -> None:
    """Mix what is said of states with the parties of pacts, weighed, in the order of the parties."""
    nothing = least - least
    for r in range(len(pact)):
        p, i = pact[r], state[r]
        found[r, :] = 0
        total[:] = 0
        for k in range(weight.shape[1]):
            own = weight[p, k]
            if k != i and own != 0:
                for m in range(len(total)):
                    share = own if parties[p, k, m] else nothing
                    found[r, m] += square[i, k, m] * share
                    total[m] += share
        for m in range(len(total)):
            found[r, m] = found[r, m] / total[m] if total[m] > least else nothing


def _excess(values: Any, found: Any, there: Any, back: Any) -> None:
    """Sum over k by how much j exceeds i, and i does j, where both are known; keep the greater sum."""
    states, thirds, histories = values.shape
    there[:] = 0
    nothing = there[0]
    for i in range(states):
        for j in range(i, states):
            there[:] = 0
            back[:] = 0
            for k in range(thirds):
                for m in range(histories):
                    more = values[j, k, m] - values[i, k, m]
                    there[m] += max(nothing, more)
                    back[m] += min(nothing, more)
            for m in range(histories):
                greater = max(there[m], nothing - back[m])
                found[i, j, m] = greater
                found[j, i, m] = greater


def _too_few(odds: Any, shocks: Any, weights: Any, found: Any, all_left: Any, one_stays: Any) -> None:
    """Take the probability that fewer than two of all parties remain, over shocks that are common to them."""
    parties, histories = odds.shape
    found[:] = 0
    for k in range(len(shocks)):
        all_left[:] = 1
        one_stays[:] = 0
        for i in range(parties):
            for m in range(histories):
                stays = 1 / (1 + odds[i, m] * shocks[k])
                one_stays[m] = one_stays[m] * (1 - stays) + all_left[m] * stays
                all_left[m] = all_left[m] * (1 - stays)
        for m in range(histories):
            found[m] += (all_left[m] + one_stays[m]) * weights[k]
