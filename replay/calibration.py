"""Walk-forward calibration: raw terms to log-odds, a fold over past censuses.

It alone makes probabilities, and only from situations and outcomes up to the census at hand. How
a theory comes to its terms it does not know. Rows are the dyads at risk, pairs a < b in roster
order; histories stand last.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from replay.priors import Draws
from replay.situation import Floats
from replay.theory import Fit, Fixed, Index, Rate, Ridge

CLIP = 3.0
"""Standard deviations beyond which a term counts no more (our choice, against single outliers)."""
FLAT = 1e-12
"""Share of a term's mean below which its s.d. is rounding, and the term has no spread."""
FLOOR = 1e-4
"""The least probability of anything, and of its contrary."""
LEVELS = {"onset": (-3.7, 0.7), "ending": (-2.0, 1.0)}
"""Prior mean and s.d. of the level, in log-odds: rare onsets, less rare endings (our choice)."""
SLOPE = (1.0, 0.35)
"""Prior mean and s.d. of the slope of an index (our choice)."""
CONVERGED = 1e-12
"""Length of a Newton step, in log-odds, below which the mode is found."""
ROUNDING = 1e-12
"""Share of the objective below which a fall is rounding, near the mode, and no reason to cut a step."""
STEPS = 100
"""Newton steps at most; about six are usual."""
BLOCK = 256
"""Histories are reduced in blocks of this size, in order, so that sums do not depend on workers."""


Solve = Callable[[Floats, Floats, Floats, Floats], Floats]
"""How level and coefficients are found: as `posterior_mode` does."""


@dataclass(frozen=True)
class Fitted:
    """What a head was calibrated to at a census: the level, and the slope or the coefficients."""

    level: float
    slope: float | None
    coefficients: Mapping[str, float]
    trained_on: int
    """How many dyad-years with known outcomes it was fitted on."""
    until: int | None
    """The last year among them, None while there is none."""


@dataclass(frozen=True)
class Contribution:
    """What one term adds to the log-odds of every row, on average over histories; each of shape (rows,).

    `value` is the raw term, NaN where unknown in any history; `z` the standardised, 0 where unknown.
    """

    value: Floats
    z: Floats
    log_odds: Floats


@dataclass(frozen=True)
class Forecast:
    """Probabilities of a shift, one a row: of the mean index, and 5 and 95 % of histories; NaN unknown.

    `fitted` is None where nothing was fitted, as in a pool of other forecasts. Else its level and the
    contributions add up to the log-odds of `p`, before it is kept from 0 and 1.
    """

    p: Floats
    low: Floats
    high: Floats
    fitted: Fitted | None
    unknown: Mapping[str, int]
    contributions: Mapping[str, Contribution]


@dataclass
class Fold:
    """The calibration of one head of one theory, census after census.

    `frozen_after` is the last census on which the terms' scale still moves; None standardises
    within each census year instead.
    """

    head: str
    fit: Fit
    weights: Mapping[str, Draws]
    frozen_after: int | None
    raw: list[Floats] = field(default_factory=list)
    past: list[Floats] = field(default_factory=list)
    """Design rows of closed years: for an index (n, 1), for a ridge (n, terms)."""
    outcomes: list[Floats] = field(default_factory=list)
    scale: tuple[Floats, Floats] | None = None
    learnt: int | None = None
    """The last year whose outcomes were taken in."""
    solve: Solve = field(default_factory=lambda: posterior_mode)

    def learn(self, year: int, shifted: Floats) -> None:
        """Take in what became, in a year, of the rows last asked about: 1 shifted, 0 not, NaN not scored."""
        self.outcomes.append(shifted)
        self.learnt = year

    def ask(self, year: int, terms: Mapping[str, Floats], rows: int) -> Forecast:
        """Forecast the rows of a census from terms of shape (rows, M), by what is past."""
        if isinstance(self.fit, Fixed):
            return _even(self.fit.p, rows, Fitted(_logit(self.fit.p), None, {}, 0, None))
        if isinstance(self.fit, Rate):
            return self._rate(self.fit, rows)
        raw = np.stack(np.broadcast_arrays(*(terms[term.name] for term in self.fit.terms)))
        standard = self._standardise(year, raw)
        level, coefficients, trained_on = self._train()
        z = np.nan_to_num(standard)
        names = [term.name for term in self.fit.terms]
        if isinstance(self.fit, Index):
            added = coefficients[0] * self._signed()[:, None] * z
            fitted = Fitted(level, float(coefficients[0]), {}, trained_on, self.learnt)
        else:
            added = coefficients[:, None, None] * z
            fitted = Fitted(
                level, None, dict(zip(names, map(float, coefficients), strict=True)), trained_on, self.learnt
            )
        means = [mean_over_histories(one) for one in (raw, z, added)]
        contributions = {name: Contribution(*row) for name, *row in zip(names, *means, strict=True)}
        blank = np.isnan(raw).all(axis=(0, 2))
        unknown = {name: int(np.isnan(one).any(axis=1).sum()) for name, one in zip(names, raw, strict=True)}
        odds, mean = level + added.sum(axis=0), level + means[-1].sum(axis=0)
        return _spread(mean, odds, blank, fitted, unknown, contributions)

    def _rate(self, fit: Rate, rows: int) -> Forecast:
        seen = np.concatenate(self.outcomes) if self.outcomes else np.empty(0)
        scored = seen[~np.isnan(seen)]
        p = (fit.shifts + scored.sum()) / (fit.shifts + fit.others + scored.size)
        return _even(float(p), rows, Fitted(_logit(float(p)), None, {}, scored.size, self.learnt))

    def _standardise(self, year: int, raw: Floats) -> Floats:
        """Turn raw terms into standard ones, and keep the rows for training in later years."""
        if self.frozen_after is None:
            standard = _standard(raw, _scale([raw]))
            self.past.append(self._design(standard))
            return standard
        if year <= self.frozen_after or self.scale is None:
            self.raw.append(raw)
            self.scale = _scale(self.raw)
            self.past = [self._design(_standard(one, self.scale)) for one in self.raw]
            return _standard(raw, self.scale)
        self.raw.clear()
        standard = _standard(raw, self.scale)
        self.past.append(self._design(standard))
        return standard

    def _design(self, standard: Floats) -> Floats:
        z = np.nan_to_num(standard)
        if isinstance(self.fit, Index):
            return mean_over_histories(self._index(z))[:, None]
        return mean_over_histories(z).T

    def _index(self, z: Floats) -> Floats:
        return np.asarray(np.einsum("tm,tnm->nm", self._signed(), z))

    def _signed(self) -> Floats:
        """Stack the terms' weights with their signs, shape (terms, M)."""
        return np.stack([term.sign * self.weights[term.name] for term in self.fit.terms])

    def _train(self) -> tuple[float, Floats, int]:
        """Fit level and coefficients on closed years: the mode under normal priors."""
        width = len(self.fit.terms) if isinstance(self.fit, Ridge) else 1
        design = np.concatenate([np.empty((0, width)), *self.past[: len(self.outcomes)]])
        shifted = np.concatenate([np.empty(0), *self.outcomes])
        scored = ~np.isnan(shifted)
        level, spread = LEVELS[self.head]
        if isinstance(self.fit, Ridge):
            means, sds = np.zeros(width), np.full(width, self.fit.sd)
        else:
            means, sds = np.array([SLOPE[0]]), np.array([SLOPE[1]])
        coefficients = self.solve(
            design[scored], shifted[scored], np.array([level, *means]), np.array([spread, *sds])
        )
        return float(coefficients[0]), coefficients[1:], int(scored.sum())


def mean_over_histories(values: Floats) -> Floats:
    """Average over the last axis in blocks of 256, reduced in block order."""
    histories = values.shape[-1]
    total = np.zeros(values.shape[:-1])
    for start in range(0, histories, BLOCK):
        total += values[..., start : start + BLOCK].sum(axis=-1)
    return np.asarray(total / histories)


def posterior_mode(design: Floats, shifted: Floats, means: Floats, sds: Floats) -> Floats:
    """Find the mode of a logistic regression with normal priors, by damped Newton steps.

    `design` has shape (n, k), without the constant; `means` and `sds` have k + 1 entries, the
    constant first. Steps longer than one prior s.d. are cut, and halved while they do not help.
    """
    rows = np.column_stack([np.ones(len(design)), design])
    beta = means.copy()
    value = _objective(rows, shifted, beta, means, sds)
    for _ in range(STEPS):
        p = _expit(rows @ beta)
        gradient = rows.T @ (shifted - p) - (beta - means) / sds**2
        curvature = (rows.T * (p * (1 - p))) @ rows + np.diag(1 / sds**2)
        step = np.linalg.solve(curvature, gradient)
        step /= max(1.0, float(np.max(np.abs(step) / sds)))
        while True:
            better = _objective(rows, shifted, beta + step, means, sds)
            if better >= value - ROUNDING * abs(value) or np.abs(step).max() <= CONVERGED:
                break
            step /= 2
        beta, value = beta + step, better
        if np.abs(step).max() <= CONVERGED:
            break
    return beta


class Remembering:
    """Finds modes, and remembers them by all that goes in: of equal pasts, in a run, one is fitted."""

    def __init__(self) -> None:
        self._found: dict[bytes, Floats] = {}

    def __call__(self, design: Floats, shifted: Floats, means: Floats, sds: Floats) -> Floats:
        """Find the mode as `posterior_mode` does."""
        digest = hashlib.blake2b(str(design.shape).encode())
        for one in (design, shifted, means, sds):
            digest.update(np.ascontiguousarray(one).data)
        problem = digest.digest()
        if problem not in self._found:
            self._found[problem] = posterior_mode(design, shifted, means, sds)
        return self._found[problem]


def _objective(rows: Floats, shifted: Floats, beta: Floats, means: Floats, sds: Floats) -> float:
    odds = rows @ beta
    likelihood = shifted @ odds - np.logaddexp(0, odds).sum()
    return float(likelihood - (((beta - means) / sds) ** 2).sum() / 2)


def _scale(raws: list[Floats]) -> tuple[Floats, Floats]:
    """Return mean and s.d. over the rows of all censuses given, shape (terms, 1, M) each."""
    rows = np.concatenate(raws, axis=1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # numpy warns of terms that nobody knows
        return np.nanmean(rows, axis=1, keepdims=True), np.nanstd(rows, axis=1, keepdims=True)


def _standard(raw: Floats, scale: tuple[Floats, Floats]) -> Floats:
    """Standardise and clip; a term without spread, or unknown in all of the past, is zero."""
    mean, sd = scale
    flat = ~(sd > FLAT * np.maximum(1.0, np.abs(mean)))
    z = np.clip((raw - mean) / np.where(flat, 1.0, sd), -CLIP, CLIP)
    return np.where(flat & ~np.isnan(raw), 0.0, z)


def _expit(odds: Floats) -> Floats:
    return np.asarray(0.5 * (1 + np.tanh(odds / 2)))


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def _even(p: float, rows: int, fitted: Fitted) -> Forecast:
    same = np.full(rows, np.clip(p, FLOOR, 1 - FLOOR))
    return Forecast(same, same, same, fitted, {}, {})


def _spread(
    mean: Floats,
    odds: Floats,
    blank: Floats,
    fitted: Fitted,
    unknown: Mapping[str, int],
    contributions: Mapping[str, Contribution],
) -> Forecast:
    p = np.clip(_expit(mean), FLOOR, 1 - FLOOR)
    each = np.clip(_expit(odds), FLOOR, 1 - FLOOR)
    several = each.shape[-1] > 1 and len(each)
    low, high = np.quantile(each, [0.05, 0.95], axis=1) if several else (each[:, 0], each[:, 0])
    p, low, high = (np.where(blank, np.nan, one) for one in (p, low, high))
    return Forecast(p, low, high, fitted, unknown, contributions)
