"""Frozen calibrations: what every head came to at the branching date, with its doubt, for what comes after.

It knows folds and what they were fitted on; worlds and decisions it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from replay.accession import PactPanel
from replay.calibration import Fold, prior
from replay.effort import EffortForecast
from replay.forecast import PACT_HEADS, Panel, Standards
from replay.logistic import covariance, expit
from replay.parameters import key
from replay.pool import BASELINES
from replay.priors import Draws
from replay.situation import Floats
from replay.standardisation import Moments, Standard, once
from replay.theory import Fixed, Index, Rate, Ridge, Theory

SOURCES = {"onset": "onset"} | {head: PACT_HEADS[head] for head in ("join", "leave", "termination")}
"""What states decide, and of which head of dyads it is made: that two found a tie, that one joins or leaves
a pact of several, that a bilateral one ends."""


DRAWN = 1024
"""Calibrations by which it is found how far levels have to move (our choice)."""
FURTHEST = 20.0
"""Log-odds within which levels are moved."""


@dataclass(frozen=True)
class Frozen:
    """What a head was calibrated to, in a block of histories: log-odds = level + scale * sum(weights * z).

    `level` and `scale` have shape (M,), `weights` (terms, M), None where there are no terms.
    """

    level: Floats
    scale: Floats
    weights: Floats | None


@dataclass(frozen=True)
class Forecaster:
    """A theory as it stands at the branching date: its scales, by head of dyads, and its calibrations."""

    theory: Theory
    draws: Mapping[str, Draws]
    scales: Mapping[str, Moments]
    heads: Mapping[str, Frozen]
    effort: Mapping[str, Frozen]
    """What a year's change in the log of each measure is made of: drift, and what is said of leaving."""


def members(theories: Sequence[Theory]) -> dict[str, tuple[str, ...]]:
    """Name the members of the pool, by what they decide."""
    rivals = {theory.name for theory in theories if not theory.baseline}
    return {
        head: tuple(
            theory.name
            for theory in theories
            if source in theory.heads and (theory.name in rivals or theory.name in BASELINES[source])
        )
        for head, source in SOURCES.items()
    }


class Frost:
    """All folds as they stand at the branching date; any block of histories draws its calibrations from them.

    The nominal history has the mode; every other draws level and coefficients from the normal distribution
    around it, or a base rate from its Beta distribution (our choice): few shifts leave much in doubt. How
    common a shift is by then they all learnt from the same few, so that the doubt of levels is common to all.
    Nothing is used of what was taught about the pact `without`, the one that is tested. `brought` is what
    histories bring of the branching date: levels are moved so that on its rows all histories
    together decide as often as is forecast, since rare events are likelier where their odds are in doubt.
    """

    def __init__(
        self,
        panel: Panel,
        pact_panel: PactPanel,
        effort: Sequence[EffortForecast],
        without: str,
        seed: int,
        brought: Standards,
    ) -> None:
        folds = panel.folds | pact_panel.folds
        self._heads = {
            (name, head): _posterior(fold, without) for (name, head), fold in folds.items() if head in SOURCES
        }
        self._effort = {(one.theory, one.measure): one for one in effort}
        self._seed = seed
        self._moves = {
            (name, head): _moved(self._drawn(name, head, 0, DRAWN), one)
            for (name, head), one in brought.items()
            if (name, head) in self._heads
        }

    def _drawn(self, name: str, head: str, first: int, histories: int) -> Floats:
        """Draw level and coefficients of a head, shape (1 + k, M)."""
        seeds = key(self._seed, "calibration", head), key(self._seed, "calibration", name, head)
        return self._heads[name, head].drawn(seeds, first, histories)

    def forecaster(
        self,
        theory: Theory,
        draws: Mapping[str, Draws],
        scales: Mapping[str, Moments],
        first: int,
        histories: int,
    ) -> Forecaster:
        """Draw what a theory was calibrated to in a block of histories, the first of which has a number."""
        signed = {
            head: np.stack([term.sign * draws[f"{theory.name}.{head}.{term.name}"] for term in fit.terms])
            for head, fit in theory.heads.items()
            if isinstance(fit, Index)
        }
        heads = {}
        for head, source in SOURCES.items():
            if (theory.name, head) in self._heads:
                drawn = self._drawn(theory.name, head, first, histories)
                nominal = np.arange(first, first + histories) == 0
                drawn[0] += np.where(nominal, 0, self._moves.get((theory.name, head), 0))
                heads[head] = _frozen(drawn, signed.get(source))
        effort = {}
        for measure in {measure for _, measure in self._effort}:
            name = "drift" if theory.baseline else theory.name
            one = self._effort.get((name, measure), self._effort["drift", measure])
            found = np.repeat(one.fitted.coefficients[:, None], histories, axis=1)
            effort[measure] = _frozen(found, signed.get("ending"))
        once_each = {head: (once(mean), once(sd)) for head, (mean, sd) in scales.items()}
        return Forecaster(theory, draws, once_each, heads, effort)


def _moved(drawn: Floats, one: Standard) -> float:
    """Find how far levels have to move for all histories together to decide as often as the mode does.

    `drawn` has shape (1 + k, M), the mode first; the mode is asked of the mean of the histories' indices.
    """
    z = one.z[:, ~one.blank]
    if one.signed is None:
        mode = np.einsum("t,tr->r", drawn[1:, 0], z.mean(axis=-1))
        each = np.einsum("tm,trm->rm", drawn[1:], _in_turn(z, drawn.shape[1]))
    else:
        index = np.einsum("tm,trm->rm", one.signed, np.broadcast_to(z, (*z.shape[:2], one.signed.shape[1])))
        mode = drawn[1, 0] * index.mean(axis=-1)
        each = drawn[1] * _in_turn(index, drawn.shape[1])
    if not each.size:
        return 0.0
    wanted = expit(drawn[0, 0] + mode).mean()

    def off(move: float) -> float:
        return float(expit(drawn[0] + move + each).mean() - wanted)

    nearest = min((-FURTHEST, FURTHEST), key=lambda bound: abs(off(bound)))
    return float(brentq(off, -FURTHEST, FURTHEST)) if off(-FURTHEST) < 0 < off(FURTHEST) else nearest


def _in_turn(values: Floats, histories: int) -> Floats:
    """Give so many histories, in turn, what the last axis has of fewer."""
    return np.asarray(values[..., np.arange(histories) % values.shape[-1]])


def _frozen(drawn: Floats, signed: Floats | None) -> Frozen:
    """Split what was drawn, shape (1 + k, M), into level and slope, or coefficients."""
    level, rest = drawn[0], drawn[1:]
    if not len(rest):
        return Frozen(level, np.ones_like(level), None)
    if signed is not None:
        return Frozen(level, rest[0], signed)
    return Frozen(level, np.ones_like(level), rest)


@dataclass(frozen=True)
class _Normal:
    mode: Floats
    root: Floats

    def drawn(self, seeds: tuple[int, int], first: int, histories: int) -> Floats:
        common, own = seeds
        normal = np.random.default_rng(own).standard_normal((first + histories, len(self.mode)))
        normal[:, 0] = np.random.default_rng(common).standard_normal(first + histories)
        normal[0] = 0
        return self.mode[:, None] + self.root @ normal[first:].T


@dataclass(frozen=True)
class _Beta:
    shifts: float
    others: float

    def drawn(self, seeds: tuple[int, int], first: int, histories: int) -> Floats:
        from scipy.special import betaincinv, ndtr

        share = ndtr(np.random.default_rng(seeds[0]).standard_normal(first + histories))
        p = betaincinv(self.shifts, self.others, share)
        p[0] = self.shifts / (self.shifts + self.others)
        return np.asarray(np.log(p) - np.log1p(-p))[None, first:]


@dataclass(frozen=True)
class _Always:
    p: float

    def drawn(self, _seeds: tuple[int, int], _first: int, histories: int) -> Floats:
        return np.full((1, histories), np.log(self.p) - np.log1p(-self.p))


def _posterior(fold: Fold, without: str) -> _Normal | _Beta | _Always:
    fit = fold.fit
    if isinstance(fit, Fixed):
        return _Always(fit.p)
    width = len(fit.terms) if isinstance(fit, Ridge) else int(isinstance(fit, Index))
    design, shifted, _ = fold.past_rows(width, without)
    scored = ~np.isnan(shifted)
    shifts = float(shifted[scored].sum())
    if isinstance(fit, Rate):
        return _Beta(fit.shifts + shifts, fit.others + scored.sum() - shifts)
    design, shifted = design[scored], shifted[scored]
    means, sds = prior(fold.head, fit)
    mode = fold.solve(design, shifted, means, sds)
    root = np.asarray(np.linalg.cholesky(covariance(design, mode, sds)), dtype=np.float64)
    return _Normal(mode, root)
