"""Bayesian regression of changes over some years: fitted in closed form, forecasting Student distributions.

Pure kernels: what changes, and what it is regressed on, they do not know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from replay.situation import Floats


@dataclass(frozen=True)
class Prior:
    """What is believed before any figure: of coefficients, and of the s.d. of a change in one year.

    Coefficients are normal around 0, `spread` s.d. of a year's change wide; the variance of a change is
    scaled inverse chi-squared, around `sd` squared, worth `years` observations.
    """

    sd: float
    years: float
    spread: Floats
    """Shape (k,)."""


@dataclass(frozen=True)
class Posterior:
    """What is believed after some changes: coefficients (k,), their precision (k, k), a year's s.d.

    `worth` is how many observations that s.d. is worth, the prior's among them.
    """

    coefficients: Floats
    precision: Floats
    sd: float
    worth: float


@dataclass(frozen=True)
class Student:
    """Student distributions with common degrees of freedom: `location` and `scale` have shape (n,)."""

    location: Floats
    scale: Floats
    freedom: float

    def quantile(self, share: float) -> Floats:
        """Return what a share of the distribution lies below, shape (n,)."""
        from scipy.special import stdtrit

        return np.asarray(self.location + self.scale * stdtrit(self.freedom, share))

    def log_score(self, came: Floats) -> Floats:
        """Return the log density of what came, shape (n,); NaN where that is unknown."""
        from scipy.special import gammaln

        z, half = (came - self.location) / self.scale, (self.freedom + 1) / 2
        constant = gammaln(half) - gammaln(self.freedom / 2) - np.log(self.freedom * np.pi) / 2
        return np.asarray(constant - np.log(self.scale) - half * np.log1p(z**2 / self.freedom))

    def crps(self, came: Floats) -> Floats:
        """Return the continuous ranked probability score, 0 at best, shape (n,); NaN where unknown.

        Source: Jordan, Krueger and Lerch 2019: the closed form for the t distribution.
        """
        from scipy.special import beta, stdtr

        z, f = (came - self.location) / self.scale, self.freedom
        density = np.exp(Student(np.zeros(1), np.ones(1), f).log_score(z))
        share = beta(0.5, f - 0.5) / beta(0.5, f / 2) ** 2
        spread = 2 / (f - 1) * (density * (f + z**2) - np.sqrt(f) * share)
        return np.asarray(self.scale * (z * (2 * stdtr(f, z) - 1) + spread))


def fit(design: Floats, change: Floats, years: Floats, weight: Floats, prior: Prior) -> Posterior:
    """Fit changes (n,) over some years (n,) on a design (n, k); each counts as `weight` (n,) observations.

    The variance of a change grows with the years that it took, as in a random walk. With no columns only
    the variance is fitted.
    """
    counted = weight / years
    precision = np.diag(prior.spread**-2.0) + (design.T * counted) @ design
    coefficients = np.asarray(np.linalg.solve(precision, design.T @ (counted * change)), dtype=np.float64)
    worth = prior.years + weight.sum()
    squares = prior.years * prior.sd**2 + counted @ change**2 - coefficients @ precision @ coefficients
    return Posterior(coefficients, precision, float(np.sqrt(squares / worth)), float(worth))


def forecast(fitted: Posterior, design: Floats, years: Floats) -> Student:
    """Forecast changes over some years (n,) from a design (n, k)."""
    doubt = np.einsum("nk,nk->n", design, np.linalg.solve(fitted.precision, design.T).T)
    return Student(design @ fitted.coefficients, fitted.sd * np.sqrt(years + doubt), fitted.worth)
