"""The pool: a forecaster that takes the mean of what the others say, on the scale of log-odds.

It knows what was said about the same dyads for the same year, neither situations nor outcomes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from replay.calibration import FLOOR, Forecast
from replay.forecast import HeadForecast
from replay.situation import Floats
from replay.theory import Theory, no_terms

BASELINES = {"onset": ("gravity", "gravity_network"), "ending": ("great_power_client",)}
"""The baselines in the pool, beside every theory: the strongest in trials (our choice)."""

POOL = Theory(
    name="pool",
    claim="Several accounts together forecast better than any one of them.",
    sources=(
        "satopaa2014: the mean of log-odds, there also sharpened",
        "our choice: equal weights, and which baselines are in it, after trials on the Middle East",
    ),
    reads=(),
    heads={},
    terms=no_terms,
)
"""Its row among the theories; it has nothing to fit, and so no heads of its own."""


def pooled(made: Sequence[HeadForecast], theories: Sequence[Theory]) -> list[HeadForecast]:
    """Pool what was said at one census: for each head the equal log-odds mean of its members.

    Members are `BASELINES` of the head and all theories that are no baselines. Where a member
    knows nothing it is left out; where all know nothing, so does the pool. Bounds are the means
    of the members' bounds. A head without members is left out.
    """
    rivals = {theory.name for theory in theories if not theory.baseline}
    members = {
        head: [one for one in made if one.head == head and one.theory in rivals.union(names)]
        for head, names in BASELINES.items()
    }
    return [_pool(several) for several in members.values() if several]


def _pool(members: Sequence[HeadForecast]) -> HeadForecast:
    first = members[0]
    said = [one.forecast for one in members]
    forecast = Forecast(
        log_odds_mean([one.p for one in said]),
        log_odds_mean([one.low for one in said]),
        log_odds_mean([one.high for one in said]),
        None,
        {},
        {},
    )
    return HeadForecast(POOL.name, first.head, first.year, first.a, first.b, forecast)


def log_odds_mean(probabilities: Sequence[Floats]) -> Floats:
    """Take the mean of log-odds, row by row over arrays of shape (n,), NaN left out; NaN where all are."""
    p = np.stack(probabilities)
    known = ~np.isnan(p)
    odds = np.log(p) - np.log1p(-p)
    with np.errstate(invalid="ignore"):
        mean = np.where(known, odds, 0.0).sum(axis=0) / known.sum(axis=0)
    return np.asarray(np.clip(1 / (1 + np.exp(-mean)), FLOOR, 1 - FLOOR))
