"""Prior distributions by their quantile functions, so that any sequence of uniforms draws from them.

It does not know which numbers have which prior.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Draws = NDArray[np.float64]
"""Values of one parameter: shape (histories,), or (parts, histories) for shares of a whole."""


class Prior(Protocol):
    """A distribution given by its quantile function."""

    @property
    def parts(self) -> int:
        """Say how many numbers one draw has."""

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the least and the greatest value that is possible."""

    @property
    def nominal(self) -> Draws:
        """Return the value of history 0, shape (parts,)."""

    def quantile(self, u: Draws) -> Draws:
        """Turn uniforms, shape (parts, n), into values of the same shape."""


@dataclass(frozen=True)
class Uniform:
    """All values between two bounds are equally likely."""

    low: float
    high: float
    parts: int = 1

    @property
    def bounds(self) -> tuple[float, float]:
        """Return the two bounds."""
        return self.low, self.high

    @property
    def nominal(self) -> Draws:
        """Return the median."""
        return self.quantile(np.full((1, 1), 0.5))[:, 0]

    def quantile(self, u: Draws) -> Draws:
        """Invert the distribution function."""
        return self.low + (self.high - self.low) * u


@dataclass(frozen=True)
class LogUniform(Uniform):
    """All ratios between two positive bounds are equally likely."""

    def quantile(self, u: Draws) -> Draws:
        """Invert the distribution function."""
        return np.exp(math.log(self.low) + math.log(self.high / self.low) * u)


@dataclass(frozen=True)
class Positive:
    """A normal distribution cut at zero, for a weight whose sign the theory has fixed."""

    mean: float
    sd: float
    parts: int = 1

    @property
    def bounds(self) -> tuple[float, float]:
        """Return zero and infinity."""
        return 0.0, math.inf

    @property
    def nominal(self) -> Draws:
        """Return the median."""
        return self.quantile(np.full((1, 1), 0.5))[:, 0]

    def quantile(self, u: Draws) -> Draws:
        """Invert the distribution function of the normal above zero."""
        from scipy.special import ndtr, ndtri

        below = ndtr(-self.mean / self.sd)
        return np.asarray(self.mean + self.sd * ndtri(below + (1 - below) * u))


@dataclass(frozen=True)
class Off:
    """Zero in every history, unless it is fixed: a switch that can be turned on as far as `high`."""

    high: float
    parts: int = 1

    @property
    def bounds(self) -> tuple[float, float]:
        """Return zero and how far it can be turned on."""
        return 0.0, self.high

    @property
    def nominal(self) -> Draws:
        """Return zero."""
        return np.zeros(1)

    def quantile(self, u: Draws) -> Draws:
        """Return zeros, whatever the uniforms."""
        return np.zeros_like(u)


@dataclass(frozen=True)
class Dirichlet:
    """Shares of a whole; `alphas` are the concentrations, one a part."""

    alphas: tuple[float, ...]

    @property
    def parts(self) -> int:
        """Count the shares."""
        return len(self.alphas)

    @property
    def bounds(self) -> tuple[float, float]:
        """Return zero and one."""
        return 0.0, 1.0

    @property
    def nominal(self) -> Draws:
        """Return the mean."""
        return np.array(self.alphas) / sum(self.alphas)

    def quantile(self, u: Draws) -> Draws:
        """Scale independent gammas to a sum of one (Devroye 1986: 594)."""
        from scipy.special import gammaincinv

        gammas = gammaincinv(np.array(self.alphas)[:, None], u)
        return np.asarray(gammas / gammas.sum(axis=0))
