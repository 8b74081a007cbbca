"""Standardisation: the raw terms of a block of histories, brought to one scale, and their sums over it.

It sees one block, which a process of its own may replay; outcomes, and what other blocks say, it
does not know. Rows are the dyads at risk, pairs a < b in roster order; histories stand last.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np

from replay.pacts import Mixture
from replay.priors import Draws
from replay.situation import Booleans, Floats
from replay.theory import Index, Ridge

CLIP = 3.0
"""Standard deviations beyond which a term counts no more (our choice, against single outliers)."""
FLAT = 1e-12
"""Share of a term's mean below which its s.d. is rounding, and the term has no spread."""

Moments = tuple[Floats, Floats]
"""Mean and s.d. of each term, shape (terms, 1, M) each, M or 1."""


class Total(NamedTuple):
    """Values summed over some histories, and over how many."""

    sum: Floats
    histories: int


def total(values: Floats) -> Total:
    """Sum over the last axis, that of the histories."""
    return Total(values.sum(axis=-1), values.shape[-1])


def mean(blocks: Iterable[Total]) -> Floats:
    """Average over the histories of all blocks, reduced in the order of the blocks."""
    sums, histories = zip(*blocks, strict=True)
    return np.asarray(sum(sums, np.zeros(sums[0].shape)) / sum(histories))


@dataclass(frozen=True)
class Standard:
    """What a block of histories brings to the calibration of one head at a census."""

    z: Floats
    """Standardised terms, 0 where unknown: (terms, rows, M), or (terms, rows, 1) where histories agree."""
    signed: Floats | None
    """The terms' weights with their signs, shape (terms, M); None where coefficients are fitted."""
    raw: Total
    """Raw terms, shape (terms, rows)."""
    unknown: Booleans
    """Which terms are unknown in any history, shape (terms, rows)."""
    blank: Booleans
    """Of which rows nothing is known in any history, shape (rows,)."""
    designs: Mapping[int, Total]
    """Rows to fit on by census, on the newest scale: shape (rows, 1) for an index, else (rows, terms)."""

    def part(self, rows: Booleans) -> Standard:
        """Leave out the rows that are not wanted, of what is said now; what was to be fitted on stays."""
        raw = Total(self.raw.sum[:, rows], self.raw.histories)
        return replace(
            self, z=self.z[:, rows], raw=raw, unknown=self.unknown[:, rows], blank=self.blank[rows]
        )


@dataclass
class Scale:
    """The scale of one head's terms in a block of histories, census after census.

    `frozen_after` is the last census on which it still moves; None standardises within each census
    year instead. `weights` are those of the block's histories, by term of an index.
    """

    fit: Index | Ridge
    weights: Mapping[str, Draws]
    frozen_after: int | None
    burn_in: dict[int, Floats] = field(default_factory=dict)
    """Raw terms by census, as long as the scale moves."""
    moments: Moments | None = None

    def standard(self, year: int, terms: Mapping[str, Floats]) -> Standard:
        """Standardise the terms of a census, each of shape (rows, M) or (rows, 1)."""
        raw = self.stacked(terms)
        rows = {year: raw}
        if self.frozen_after is None:
            self.moments = _moments([raw])
        elif year <= self.frozen_after or self.moments is None:
            rows = self.burn_in = self.burn_in | rows
            self.moments = _moments(list(rows.values()))
        else:
            self.burn_in = {}
        z = {at: _standard(one, self.moments) for at, one in rows.items()}
        unknown = np.isnan(raw)
        return Standard(
            z=once(z[year]),
            signed=self._signed,
            raw=total(raw),
            unknown=np.any(unknown, axis=2),
            blank=np.all(unknown, axis=(0, 2)),
            designs={at: self._design(one) for at, one in z.items()},
        )

    def apply(self, terms: Mapping[str, Floats]) -> Standard:
        """Bring the terms of the same census in another history of the world to the scale as it stands.

        The scale does not move, and nothing is fitted on what it brings.
        """
        raw = self.stacked(terms)
        unknown = np.isnan(raw)
        return Standard(
            z=once(_standard(raw, self.moments or _moments([raw]))),
            signed=self._signed,
            raw=total(raw),
            unknown=np.any(unknown, axis=2),
            blank=np.all(unknown, axis=(0, 2)),
            designs={},
        )

    def stacked(self, terms: Mapping[str, Floats]) -> Floats:
        """Lay the raw terms over one another in the order of the fit, shape (terms, rows, M)."""
        return np.stack(np.broadcast_arrays(*(terms[term.name] for term in self.fit.terms)))

    def on_scale(self, raw: Floats) -> Floats:
        """Bring raw terms of any dyads to the scale as it stands: standardised, or the index of these.

        While there is no scale yet, they are brought to one of their own.
        """
        z, signed = _standard(raw, self.moments or _moments([raw])), self._signed
        return z if signed is None else np.einsum("tm,tnm->nm", signed, z)[None]

    def _design(self, z: Floats) -> Total:
        signed = self._signed
        if signed is None:
            summed = total(z)
            return Total(summed.sum.T, summed.histories)
        return total(np.einsum("tm,tnm->nm", signed, z)[:, None])

    @cached_property
    def _signed(self) -> Floats | None:
        if isinstance(self.fit, Ridge):
            return None
        return np.stack([term.sign * self.weights[term.name] for term in self.fit.terms])


@dataclass
class Blend:
    """Rows that are weighted means over dyads, on the scale of the dyads at risk, census after census.

    Of an index the mean is taken of the index itself, which is then the one term; of a ridge, of each term.
    """

    scale: Scale
    burn_in: dict[int, tuple[Floats, Mapping[str, Mixture]]] = field(default_factory=dict)
    """Raw terms of dyads by census, and how rows are mixed of them, as long as the scale moves."""

    def standards(
        self, year: int, terms: Mapping[str, Floats], mixtures: Mapping[str, Mixture]
    ) -> dict[str, Standard]:
        """Mix the rows of several heads, all of the same dyads, at a census for which the scale was asked."""
        raw = self.scale.stacked(terms)
        rows = {year: (raw, mixtures)}
        if self.scale.burn_in:
            rows = self.burn_in = self.burn_in | rows
        else:
            self.burn_in = {}
        scaled = {at: (self.scale.on_scale(one), how) for at, (one, how) in rows.items()}
        mixed = self._mixed(raw, scaled[year][0], mixtures)
        return {
            head: replace(
                standard, designs={at: _summed(how[head].of(one)) for at, (one, how) in scaled.items()}
            )
            for head, standard in mixed.items()
        }

    def apply(self, terms: Mapping[str, Floats], mixtures: Mapping[str, Mixture]) -> dict[str, Standard]:
        """Mix the rows of the same census in another history of the world, on the scale as it stands."""
        raw = self.scale.stacked(terms)
        return self._mixed(raw, self.scale.on_scale(raw), mixtures)

    def _mixed(self, raw: Floats, scaled: Floats, mixtures: Mapping[str, Mixture]) -> dict[str, Standard]:
        unknown = np.where(np.all(np.isnan(raw), axis=(0, 2)), 1.0, 0.0)
        return {
            head: self._standard(mixture.of(scaled), mixture.of(unknown[:, None])[:, 0] > 1 - FLAT)
            for head, mixture in mixtures.items()
        }

    def _standard(self, newest: Floats, blank: Booleans) -> Standard:
        indexed = isinstance(self.scale.fit, Index)
        return Standard(
            z=once(newest),
            signed=np.ones((1, newest.shape[-1])) if indexed else None,
            raw=total(newest),
            unknown=np.broadcast_to(blank, newest.shape[:2]),
            blank=blank,
            designs={},
        )


def _summed(rows: Floats) -> Total:
    """Sum rows to fit on, of shape (terms, rows, M), over the histories: shape (rows, terms)."""
    return Total(rows.sum(axis=-1).T, rows.shape[-1])


def once(values: Floats) -> Floats:
    """Keep one history where all agree, so that there is less to hand on and to sort."""
    return values[..., :1] if (values == values[..., :1]).all() else values


def _moments(raws: list[Floats]) -> Moments:
    """Return mean and s.d. over the rows of all censuses given, shape (terms, 1, M) each."""
    rows = np.concatenate(raws, axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy warns of terms that nobody knows
        return np.nanmean(rows, axis=1, keepdims=True), np.nanstd(rows, axis=1, keepdims=True)


def without_spread(moments: Moments) -> Booleans:
    """Say which terms do not vary, so that they count for nothing."""
    mean, sd = moments
    return np.asarray(~(sd > FLAT * np.maximum(1.0, np.abs(mean))))


def _standard(raw: Floats, moments: Moments) -> Floats:
    """Standardise and clip; a term unknown, without spread, or unknown in all of the past, is zero."""
    mean, sd = moments
    flat = without_spread(moments)
    z = np.clip((raw - mean) / np.where(flat, 1.0, sd), -CLIP, CLIP)
    return np.where(flat | np.isnan(z), 0.0, z)
