"""Leanings: what a theory says in every history, in log-odds, of founding, joining, leaving and ending.

Pure kernels on single precision, which is enough for odds: terms of dyads are put on the frozen scale,
weighed, and mixed over the parties of pacts. Who decides what of it they do not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from replay.frozen import Frozen
from replay.situation import Booleans, Floats, Indices
from replay.standardisation import CLIP, Moments, without_spread
from replay.theory import Index, Ridge, Terms

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
    picked: dict[int, tuple[Floats, Booleans]] = {}
    scaled = {}
    for source, fit in fits.items():
        raw = []
        for term in fit.terms:
            values = terms[source][term.name]
            if id(values) not in picked:
                of_dyads = single(values[a, b])
                picked[id(values)] = of_dyads, np.isnan(of_dyads)
            raw.append(picked[id(values)])
        scaled[source] = standardised(raw, scales[source])
    sums: dict[tuple[str, int], Floats] = {}
    found = {}
    for head, (source, one) in heads.items():
        if one.weights is None:
            found[head] = Leaning(single(one.level), single(one.scale), None, None)
            continue
        z, blank = scaled[source]
        shared = source, id(one.weights)
        if shared not in sums:
            sums[shared] = weighed(z, one.weights)
        found[head] = Leaning(single(one.level), single(one.scale), sums[shared], blank)
    return found


def standardised(
    raw: Sequence[tuple[Floats, Booleans]], moments: Moments
) -> tuple[list[Floats], Booleans | None]:
    """Put terms, each (D, M) or (D, 1), on a scale, 0 where unknown; say of which dyads all are unknown."""
    flat = without_spread(moments)
    mean = single(np.where(flat, 0.0, moments[0]))
    rate = single(np.where(flat, 0.0, 1 / np.where(flat, 1.0, moments[1])))
    scaled, blank = [], None
    for number, (values, unknown) in enumerate(raw):
        blank = unknown if blank is None else blank & unknown
        z = values - mean[number]
        z *= rate[number]
        np.clip(z, -CLIP, CLIP, out=z)
        np.copyto(z, 0, where=unknown)
        scaled.append(z)
    return scaled, blank if blank is not None and blank.any() else None


def weighed(z: Sequence[Floats], weights: Floats) -> Floats:
    """Sum standardised terms with their weights, (terms, M) or (terms, 1), in the order of the terms."""
    total = z[0] * single(weights[0])
    added = np.empty_like(total)
    for one, weight in zip(z[1:], weights[1:], strict=True):
        total += np.multiply(one, single(weight), out=added)
    return total


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


def mixed(square: Floats, rows: Indices, others: Indices, weight: Floats) -> Floats:
    """Mix, for the states of some rows, what is said of them with others, by these's weights, (others, M).

    Shape (rows, M); of itself a state is no other. 0 where there are no others, or they weigh nothing.
    """
    own = np.zeros((len(square), weight.shape[1]), dtype=np.float32)
    own[others] = weight
    total = np.maximum(weight.sum(axis=0) - own[rows], 0)
    summed = np.einsum("som,om->sm", square[np.ix_(rows, others)], weight)
    return single(np.divide(summed, total, out=np.zeros_like(summed), where=total > LEAST_WEIGHT))


def single(values: ArrayLike) -> Floats:
    """Bring values to single precision."""
    return np.asarray(values, dtype=np.float32)
