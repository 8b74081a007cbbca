"""A shock scaled: how survival runs with its size, and at which size it passes one half.

It owns the curve and its interval; what the shock is, and who survives it, it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from replay.parameters import key
from replay.situation import Floats

DRAWS = 1_000
"""Draws of the bootstrap over histories (Efron and Tibshirani 1993: 188: enough for 5 and 95 %)."""
BATCH = 50
"""Draws that are fitted side by side, so that memory stays small."""
TERMS = 3
"""Coefficients of the curve: level, linear and quadratic (our choice: a line alone misplaces the crossing
where survival levels out)."""
SPREAD = 10.0
"""Prior s.d. of a coefficient, in log-odds a s.d. of the factor (our choice: weak, but it keeps slopes finite
where one factor parts all who fall from all who survive)."""
EVEN = 1.0
"""Histories of even odds that are added at the mean factor (our choice: it keeps the level finite)."""
CONVERGED = 1e-8
"""Length of a Newton step, in log-odds, below which the mode is found."""
LONGEST = 2.0
"""Length to which a Newton step is cut, in log-odds."""
STEPS = 100
"""Newton steps at most; about six are usual, and some twenty where one factor parts all."""
ENDS = (0.05, 0.95)
"""Ends of the 90 % interval."""


@dataclass(frozen=True)
class Tipping:
    """The factor at which expected survival passes one half; None where it does not within the range.

    `low` and `high` bound it in 90 % of bootstrap draws, None where such a bound lies beyond the range.
    `least` and `greatest` factor were tried; expected survival is `at_least` and `at_greatest` there.
    """

    factor: float | None
    low: float | None
    high: float | None
    least: float
    greatest: float
    at_least: float
    at_greatest: float


@dataclass(frozen=True)
class Bin:
    """Histories of like factor: the mean of it, how many they are, and their mean survival."""

    factor: float
    histories: int
    survival: float


def tipping(factor: Floats, survived: Floats, seed: int) -> Tipping:
    """Find the factor at which expected survival passes one half, and how well that is known.

    `factor` (M,) is the size of the shock in each history; `survived` (M,), 0 to 1, is whether a pact did,
    or which share of its parties. Log-odds of expected survival are a quadratic in the factor, which may
    rise or fall, fitted by quasi-likelihood with weak priors; of two crossings the lesser counts, the
    first that a growing shock comes to. The interval is that of percentiles of a bootstrap over
    histories, keyed by seed; a draw without a crossing within the range counts as beyond that end at
    which a curve that falls, or rises, as the fitted one does would cross.

    Sources: Papke and Wooldridge 1996 (shares); Gelman et al. 2008 (weak priors); Efron and Tibshirani
    1993: 168-177 (percentiles). The form of the curve and the priors are our choice.
    """
    spread = float(factor.std()) or 1.0
    scaled = (factor - factor.mean()) / spread
    ends = float(scaled.min()), float(scaled.max())
    design, came = _design(np.append(scaled, 0.0)), np.append(survived, 0.5)
    fitted = _fitted(design, came, np.append(np.ones(len(factor)), EVEN)[None], np.zeros((1, TERMS)))
    at_least, at_greatest = _expected(fitted, _design(np.array(ends)))[0].tolist()
    falls = at_greatest < at_least
    rng = np.random.default_rng(key(seed, "tipping"))
    weights = (_redrawn(rng, len(factor)) for _ in range(DRAWS // BATCH))
    drawn = [_crossing(_fitted(design, came, each, fitted), ends, falls=falls) for each in weights]
    low, high = np.quantile(np.concatenate(drawn), ENDS, method="inverted_cdf")
    [passed] = _crossing(fitted, ends, falls=falls)
    found, lowest, highest = (
        float(factor.mean() + spread * one) if np.isfinite(one) else None for one in (passed, low, high)
    )
    least, greatest = float(factor.min()), float(factor.max())
    return Tipping(found, lowest, highest, least, greatest, at_least, at_greatest)


def course(factor: Floats, survived: Floats, bins: int = 10) -> list[Bin]:
    """Bin histories by factor, as many in each as can be, and average survival, from the least factor on.

    `factor` and `survived` have shape (M,), as in `tipping`; with fewer histories than bins each has its own.
    """
    parts = np.array_split(np.argsort(factor, kind="stable"), min(bins, len(factor)))
    return [Bin(float(factor[part].mean()), len(part), float(survived[part].mean())) for part in parts]


def _design(scaled: Floats) -> Floats:
    """Raise scaled factors (n,) to the powers of the curve, shape (n, TERMS)."""
    return np.vander(scaled, TERMS, increasing=True)


def _redrawn(rng: np.random.Generator, histories: int) -> Floats:
    """Draw histories with replacement; return how often each came, and the even one, shape (BATCH, M + 1)."""
    drawn = rng.integers(histories, size=(BATCH, histories)) + histories * np.arange(BATCH)[:, None]
    times = np.bincount(drawn.ravel(), minlength=BATCH * histories).reshape(BATCH, histories)
    return np.column_stack([times, np.full(BATCH, EVEN)])


def _fitted(design: Floats, survived: Floats, weights: Floats, start: Floats) -> Floats:
    """Find the mode of the coefficients under each of several weights (B, n), by Newton steps, shape (B, k).

    Steps are cut to a length that no sensible coefficient needs, so that none overshoots.
    """
    found = np.repeat(start, len(weights), axis=0) if len(start) == 1 else start
    precision = np.diag([0.0] + [SPREAD**-2.0] * (TERMS - 1))
    squares = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)
    for _ in range(STEPS):
        p = _expected(found, design)
        slope = (weights * (survived - p)) @ design - found @ precision
        curvature = ((weights * p * (1 - p)) @ squares).reshape(-1, TERMS, TERMS) + precision
        step = np.linalg.solve(curvature, slope[..., None])[..., 0]
        length = np.abs(step).max(axis=1, keepdims=True)
        found = found + step / np.maximum(1.0, length / LONGEST)
        if length.max() < CONVERGED:
            break
    return found


def _expected(coefficients: Floats, design: Floats) -> Floats:
    """Return expected survival (B, n) on the curves of coefficients (B, k)."""
    from scipy.special import expit

    return np.asarray(expit(coefficients @ design.T))


def _crossing(coefficients: Floats, ends: tuple[float, float], *, falls: bool) -> Floats:
    """Find where curves (B, k) first pass one half between two ends, shape (B,); infinite where beyond.

    A curve without a crossing is above one half throughout, or below: one that falls would come to it
    after the range in the one case, and before it in the other, and one that rises the other way round.
    """
    level, linear, square = coefficients.T
    discriminant = linear**2 - 4 * level * square
    half = -(linear + np.copysign(np.sqrt(np.maximum(discriminant, 0.0)), linear)) / 2
    with np.errstate(divide="ignore", invalid="ignore"):  # a straight line has one root alone
        roots = np.array([half / square, level / half])
    within = (discriminant > 0) & (roots >= ends[0]) & (roots <= ends[1])
    first = np.where(within, roots, np.inf).min(axis=0)
    beyond = np.where((level > 0) == falls, np.inf, -np.inf)
    return np.where(within.any(axis=0), first, beyond)
