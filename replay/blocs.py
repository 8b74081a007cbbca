"""The capability of blocs: a state together with those aligned with it, and the rivals outside.

It owns kernels over the network of alliances; which theory reads them it does not know. An ally's
allies are no allies (our choice). `capability` has shape (S,), NaN unknown; `aligned` (S, S, M).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from replay.recall import recalled
from replay.situation import Booleans, Floats
from replay.thirds import greatest_of_least, sum_of_products


def mean_share(quantities: Sequence[Floats]) -> Floats:
    """Average each state's shares of the known totals of several quantities, (S,) each, NaN unknown."""
    shares = np.full((len(quantities), *np.shape(quantities)[1:]), np.nan)
    for share, known in zip(shares, quantities, strict=True):
        total = np.nansum(known)
        if total > 0:
            share[:] = known / total
    counted = np.sum(~np.isnan(shares), axis=0)
    return np.where(counted > 0, np.nansum(shares, axis=0) / np.maximum(counted, 1), np.nan)


@recalled
def bloc(capability: Floats, aligned: Booleans) -> Floats:
    """Sum the capability of a state and its allies, shape (S, M).

    Allies of unknown capability are left out; unknown where the state's own is.
    """
    known = np.nan_to_num(capability)
    allies = np.einsum("ikm,k->im", aligned.astype(known.dtype), known)
    return np.asarray(capability[:, None] + allies)


def without(capability: Floats, aligned: Booleans) -> Floats:
    """Sum, at [i, j], the capability of i and its allies other than j, shape (S, S, M)."""
    partner = np.where(aligned, np.nan_to_num(capability)[None, :, None], 0.0)
    return bloc(capability, aligned)[:, None] - partner


@recalled
def coalition(capability: Floats, aligned: Booleans) -> Floats:
    """Sum the capability of i, j and all who are aligned with either, shape (S, S, M)."""
    members = _members(aligned).astype(capability.dtype)
    common = sum_of_products(members * np.nan_to_num(capability)[None, :, None], members)
    blocs = bloc(capability, aligned)
    return np.asarray(blocs[:, None] + blocs[None] - common)


@recalled
def greatest_rival(capability: Floats, aligned: Booleans) -> Floats:
    """Take the greatest bloc of a third state aligned with neither i nor j, shape (S, S, M).

    At [i, i] it is the greatest outside the bloc of i. Unknown where none is known.
    """
    return greatest_of_least(_rivals(capability, aligned))


@recalled
def dominance(capability: Floats, aligned: Booleans) -> Floats:
    """Weigh a state's bloc against its greatest rival: its share of the two, shape (S, M), 0 to 1."""
    own = bloc(capability, aligned)
    return share(own, np.fmax.reduce(_rivals(capability, aligned), axis=1))


def share(own: Floats, other: Floats) -> Floats:
    """Return own / (own + other), unknown where both are zero."""
    with np.errstate(invalid="ignore"):
        return np.asarray(own / (own + other))


def _rivals(capability: Floats, aligned: Booleans) -> Floats:
    """Lay out, at [i, k], the bloc of every k outside the bloc of i, NaN inside, shape (S, S, M)."""
    return np.where(_members(aligned), np.nan, bloc(capability, aligned)[None])


def _members(aligned: Booleans) -> Booleans:
    """Say who belongs to the bloc of whom, each state to its own."""
    return np.asarray(aligned | np.eye(aligned.shape[0], dtype=bool)[..., None])
