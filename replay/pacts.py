"""From dyads to pacts: what a state has of all parties of a pact, and when too few parties remain.

Pure kernels: it knows parties, capabilities and probabilities; not which theory says so, nor how
probabilities are calibrated.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from replay.compiled import loops
from replay.membership import Pacts
from replay.situation import Floats, Indices

SHOCK = np.pi / np.sqrt(3)
"""S.d. of the shock that the parties of a pact share, in log-odds: as much as the logistic distribution
has of its own, so that half of what makes a party leave is common to all (our choice, before any look)."""
NODES = 32
"""Points of the Gauss-Hermite rule over the shock; probabilities are then exact to about 1e-6."""
REACH, STEP = 20.0, 0.002
"""How far from even odds, and how finely, intercepts are tabulated; between steps they are interpolated."""
WIDEST = 12.0
"""Log-odds beyond which no forecast goes."""


@dataclass(frozen=True)
class Mixture:
    """Rows that are weighted means over dyads: of which, and with which weights.

    Entries stand row by row: `dyad` says of which of the pairs a < b, each listed once, an entry is,
    `weight` how much it weighs, `starts` with which entry each row begins. Weights of a row sum to 1.
    """

    a: Indices
    b: Indices
    dyad: Indices
    weight: Floats
    starts: Indices

    def of(self, values: Floats) -> Floats:
        """Mix values of the dyads, shape (..., dyads, M), to those of the rows, (..., rows, M)."""
        weighted = values[..., self.dyad, :] * self.weight[:, None]
        return np.asarray(np.add.reduceat(weighted, self.starts, axis=-2))

    def part(self, rows: slice) -> Mixture:
        """Leave out all rows but some that follow one another; the dyads stay."""
        ends = [*self.starts.tolist(), len(self.dyad)]
        entries = slice(ends[rows.start], ends[rows.stop])
        starts = self.starts[rows] - entries.start
        return Mixture(self.a, self.b, self.dyad[entries], self.weight[entries], starts)


def mixture(pacts: Pacts, pact: Indices, state: Indices, capability: Floats) -> Mixture:
    """Weigh what a state has of the other parties of a pact by their capability, row by row."""
    states = len(capability)
    keys, weights, starts = [np.empty(0, dtype=np.int64)], [np.empty(0)], []
    count = 0
    for number, own in zip(pact, state, strict=True):
        others = np.flatnonzero(pacts.parties[number])
        others = others[others != own]
        keys.append(np.minimum(own, others) * states + np.maximum(own, others))
        weights.append(shares(capability[others]))
        starts.append(count)
        count += len(others)
    dyads, dyad = np.unique(np.concatenate(keys), return_inverse=True)
    return Mixture(
        dyads // states, dyads % states, dyad, np.concatenate(weights), np.array(starts, dtype=np.int64)
    )


def shares(capability: Floats) -> Floats:
    """Share a weight of 1 by capability, shape (n,), n at least 1.

    Whose capability is unknown weighs as those known do on average; where none is known, or all are
    nothing, all weigh alike.
    """
    known = ~np.isnan(capability)
    average = capability[known].mean() if known.any() else 1.0
    filled = np.where(known, capability, average)
    total = filled.sum()
    return filled / total if total > 0 else np.full(len(filled), 1 / len(filled))


def too_few_remain(leaving: Floats) -> Floats:
    """Return the probability that fewer than two parties remain, from that of each to leave.

    `leaving` has shape (parties, ...), within 0 and 1, both excluded; the answer has the rest of it. All
    log-odds of leaving are raised or lowered by one normal shock, around intercepts that keep each
    party's own probability; whether they then leave is independent. NaN where any is unknown.
    """
    nodes, weights = _rule()
    odds = np.exp(_intercepts(np.log(leaving) - np.log1p(-leaving)))
    if odds.ndim > 1 and (fast := loops(odds.shape[-1])) is not None:
        found, *rows = np.empty((3, odds[0].size))
        fast.too_few(odds.reshape(len(odds), -1), np.exp(nodes), weights, found, *rows)
        return np.asarray(found.reshape(odds.shape[1:]))
    shocks = np.exp(nodes).reshape(-1, *(1 for _ in odds.shape[1:]))
    all_left, one_stays = np.ones_like(shocks), np.zeros_like(shocks)
    for one in odds:
        stays = 1 / (1 + one * shocks)
        all_left, one_stays = all_left * (1 - stays), one_stays * (1 - stays) + all_left * stays
    return np.asarray(sum(few * weight for few, weight in zip(all_left + one_stays, weights, strict=True)))


@cache
def _rule() -> tuple[Floats, Floats]:
    """Lay out shocks, in log-odds, and their probabilities, which sum to 1."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    return SHOCK * nodes, weights / weights.sum()


@cache
def _table() -> tuple[Floats, Floats]:
    """Tabulate intercepts, and the log-odds of the probability that each gives on average over the shock."""
    intercepts = np.arange(-REACH, REACH + STEP, STEP)
    nodes, weights = _rule()
    p = sum(weight / (1 + np.exp(-intercepts - node)) for node, weight in zip(nodes, weights, strict=True))
    return np.asarray(np.log(p) - np.log1p(-p)), intercepts


def _intercepts(odds: Floats) -> Floats:
    """Find the log-odds around which a shock keeps a probability of given log-odds."""
    marginal, intercepts = _table()
    return np.interp(odds, marginal, intercepts)


@cache
def _evenly() -> Floats:
    """Tabulate the intercepts of log-odds that stand evenly apart, in single precision."""
    return _intercepts(np.arange(-WIDEST, WIDEST + 2 * STEP, STEP)).astype(np.float32)


def intercepts(odds: Floats) -> Floats:
    """Find the intercepts of many log-odds, beyond 12 from even odds those of 12, in single precision."""
    table = _evenly()
    place = (np.clip(odds, np.float32(-WIDEST), np.float32(WIDEST)) + np.float32(WIDEST)) * np.float32(
        1 / STEP
    )
    below = place.astype(np.int32)
    place -= below
    lower = table[below]
    return np.asarray(lower + place * (table[below + 1] - lower))
