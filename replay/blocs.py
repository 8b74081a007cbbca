"""The capability of blocs: a state together with those aligned with it, and the rivals outside.

It owns kernels over the network of alliances; which theory reads them it does not know. An ally's
allies are no allies (our choice). `capability` has shape (S,), NaN unknown; `aligned` (S, S, M).
"""

from __future__ import annotations

import numpy as np

from replay.situation import Booleans, Floats


def bloc(capability: Floats, aligned: Booleans) -> Floats:
    """Sum the capability of a state and its allies, shape (S, M).

    Allies of unknown capability are left out; unknown where the state's own is.
    """
    known = np.nan_to_num(capability)
    allies = np.einsum("ikm,k->im", aligned.astype(float), known)
    return np.asarray(capability[:, None] + allies)


def without(capability: Floats, aligned: Booleans) -> Floats:
    """Sum, at [i, j], the capability of i and its allies other than j, shape (S, S, M)."""
    partner = np.where(aligned, np.nan_to_num(capability)[None, :, None], 0.0)
    return bloc(capability, aligned)[:, None] - partner


def coalition(capability: Floats, aligned: Booleans) -> Floats:
    """Sum the capability of i, j and all who are aligned with either, shape (S, S, M)."""
    members = _members(aligned).astype(float)
    common = np.einsum("ikm,jkm,k->ijm", members, members, np.nan_to_num(capability))
    blocs = bloc(capability, aligned)
    return np.asarray(blocs[:, None] + blocs[None] - common)


def greatest_rival(capability: Floats, aligned: Booleans) -> Floats:
    """Take the greatest bloc of a third state aligned with neither i nor j, shape (S, S, M).

    At [i, i] it is the greatest outside the bloc of i. Unknown where none is known.
    """
    members = _members(aligned)
    blocs = bloc(capability, aligned)
    found = np.full(aligned.shape, np.nan)
    for k in range(len(capability)):
        outside = ~(members[:, None, k] | members[None, :, k])
        found = np.fmax(found, np.where(outside, blocs[k], np.nan))
    return found


def dominance(capability: Floats, aligned: Booleans) -> Floats:
    """Weigh a state's bloc against its greatest rival: its share of the two, shape (S, M), 0 to 1."""
    own = bloc(capability, aligned)
    states = np.arange(len(capability))
    return share(own, greatest_rival(capability, aligned)[states, states])


def share(own: Floats, other: Floats) -> Floats:
    """Return own / (own + other), unknown where both are zero."""
    with np.errstate(invalid="ignore"):
        return np.asarray(own / (own + other))


def _members(aligned: Booleans) -> Booleans:
    """Say who belongs to the bloc of whom, each state to its own."""
    return np.asarray(aligned | np.eye(aligned.shape[0], dtype=bool)[..., None])
