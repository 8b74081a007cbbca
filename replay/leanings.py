"""Leanings: what a theory says in every history, in log-odds, of founding, joining, leaving and ending.

Pure kernels on single precision, which is enough for odds: terms of dyads are put on the frozen scale,
weighed, and mixed over the parties of pacts. Who decides what of it they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from replay.compiled import loops
from replay.frozen import Frozen
from replay.situation import Booleans, Floats, Indices
from replay.standardisation import CLIP as WIDEST
from replay.standardisation import Moments, without_spread
from replay.theory import Index, Ridge, Terms

CLIP = np.float32(WIDEST)
"""Standard deviations beyond which a term counts no more."""
LEAST_WEIGHT = np.float32(1e-9)
"""Weight of the other parties of a pact below which there are none."""


@dataclass(frozen=True)
class Leaning:
    """What is said of one decision of all dyads, D of them: log-odds = level + scale * base.

    `level` and `scale` have shape (M,); `base` (D, M), or None where all dyads are alike; `blank`, (D, M),
    says of which dyads nothing is known, None where something is of all.
    """

    level: Floats
    scale: Floats
    base: Floats | None
    blank: Booleans | None

    def odds(self, of: Floats) -> Floats:
        """Turn the base of any rows, shape (..., M), into log-odds."""
        odds = self.scale * of
        odds += self.level
        return np.asarray(odds)


def leanings(
    terms: Mapping[str, Terms],
    fits: Mapping[str, Index | Ridge],
    scales: Mapping[str, Moments],
    heads: Mapping[str, tuple[str, Frozen]],
    a: Indices,
    b: Indices,
) -> dict[str, Leaning]:
    """Say what a theory says of all dyads a, b, by decision; `heads` name the head of dyads behind each."""
    sums: dict[tuple[str, int], tuple[Floats, Booleans | None]] = {}
    found = {}
    for head, (source, one) in heads.items():
        if one.weights is None:
            found[head] = Leaning(single(one.level), single(one.scale), None, None)
            continue
        shared = source, id(one.weights)
        if shared not in sums:
            raw = [terms[source][term.name] for term in fits[source].terms]
            sums[shared] = summed(raw, scales[source], one.weights, a, b)
        found[head] = Leaning(single(one.level), single(one.scale), *sums[shared])
    return found


def summed(
    raw: Sequence[Floats], moments: Moments, weights: Floats, a: Indices, b: Indices
) -> tuple[Floats, Booleans | None]:
    """Put terms, (S, S, M) or (S, S, 1), on a scale and sum them with their weights, (terms, M), by dyad.

    Also says, (D, M), of which dyads all terms are unknown; None where that is of none.
    """
    mean, rate = scale(moments)
    total = np.zeros((len(a), weights.shape[1]), dtype=np.float32)
    known = np.zeros(total.shape, dtype=bool)
    if (fast := loops(total.shape[1])) is not None:
        each = (np.broadcast_to(one, weights.shape) for one in (mean[:, 0], rate[:, 0], single(weights)))
        rows = zip(*map(np.ascontiguousarray, each), strict=True)
        for term, on in zip(raw, rows, strict=True):
            values = np.ascontiguousarray(single(term))
            loop = fast.leaning if values.shape[-1] > 1 else fast.even
            loop(values, a, b, *on, CLIP, total, known)
        return single(total), None if known.all() else ~known
    for number, term in enumerate(raw):
        values = single(term[a, b])
        unknown = np.isnan(values)
        known |= ~unknown
        z = values - mean[number]
        z *= rate[number]
        np.clip(z, -CLIP, CLIP, out=z)
        np.copyto(z, 0, where=unknown)
        total += z * single(weights[number])
    return single(total), None if known.all() else ~known


def scale(moments: Moments) -> Moments:
    """Return means, and one over s.d., each (terms, 1, M) or (terms, 1, 1); 0 of a term without spread."""
    flat = without_spread(moments)
    rate = np.where(flat, 0.0, 1 / np.where(flat, 1.0, moments[1]))
    return single(np.where(flat, 0.0, moments[0])), single(rate)


def pooled(said: Sequence[Leaning], dyads: int) -> Leaning:
    """Take the mean of what several say, in log-odds."""
    histories = said[0].level.shape
    level = np.mean([one.level for one in said], axis=0, dtype=np.float32)
    total = np.zeros((dyads, *histories), dtype=np.float32)
    for one in said:
        if one.base is not None:
            total += one.scale * one.base
    return Leaning(single(level), single(np.full(histories, 1 / len(said))), single(total), None)


def dense(base: Floats, a: Indices, b: Indices, states: int, histories: int) -> Floats:
    """Lay dyads out by both their states, shape (S, S, M); 0 elsewhere, as of a state with itself."""
    square = np.zeros((states, states, histories), dtype=np.float32)
    square[a, b] = base
    square[b, a] = base
    return single(square)


def mixed(square: Floats, parties: Booleans, weight: Floats, pact: Indices, state: Indices) -> Floats:
    """Mix, for states beside pacts, what is said of them with the parties of these, by their weights.

    `parties` has shape (P, S, M), `weight` (P, S), `pact` and `state` (R,); the answer (R, M). Of itself a
    state is no party. 0 where there are no others, or they weigh nothing.
    """
    shape = len(pact), square.shape[-1]
    if (fast := loops(shape[-1])) is not None:
        found, total = np.empty(shape, dtype=np.float32), np.empty(shape[-1], dtype=np.float32)
        fast.mixing(square, parties, weight, pact, state, LEAST_WEIGHT, found, total)
        return single(found)
    found, total = np.zeros((2, *shape), dtype=np.float32)
    for one in np.unique(pact):
        rows = np.flatnonzero(pact == one)
        for other in np.flatnonzero(weight[one]):
            theirs = (state[rows] != other)[:, None] * (parties[one, other] * weight[one, other])
            found[rows] += square[state[rows], other] * theirs
            total[rows] += theirs
    return single(np.divide(found, total, out=np.zeros_like(found), where=total > LEAST_WEIGHT))


def single(values: ArrayLike) -> Floats:
    """Bring values to single precision."""
    return np.asarray(values, dtype=np.float32)
