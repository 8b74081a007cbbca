"""The pools: forecasters that take the mean of what the others say, equal or by what each has earned.

They know what was said about the same dyads for the same year, and of closed years what came; no
situations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from replay.accession import OUTCOMES, PactForecast
from replay.calibration import Forecast
from replay.forecast import HeadForecast, shifted
from replay.logistic import FLOOR
from replay.shifts import Outcome
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


WEIGHTED = Theory(
    name="pool_weighted",
    claim="Those who have forecast better so far deserve more of a hearing.",
    sources=(
        "hoeting1999: weights by past likelihood, as in Bayesian model averaging",
        "our choice: applied to log-odds, half of the weight shared equally",
    ),
    reads=(),
    heads={},
    terms=no_terms,
)
"""Its row; its members are those of the pool."""
POOLS = (POOL, WEIGHTED)
EQUAL = 0.5
"""Share of the weight that all members have alike, whatever their past (our choice, before any look)."""


class Pools:
    """The pool, and the one with weights, asked at one census after the other.

    Members are `BASELINES` of the head and all theories that are no baselines. Where a member
    knows nothing it is left out; where all know nothing, so do the pools. Bounds are the means
    of the members' bounds. A head without members is left out.
    """

    def __init__(self, theories: Sequence[Theory]) -> None:
        rivals = {theory.name for theory in theories if not theory.baseline}
        self._members = {head: rivals.union(names) for head, names in BASELINES.items()}
        self._gains: dict[tuple[str, str], float] = {}
        self._asked: dict[str, tuple[list[HeadForecast], HeadForecast]] = {}

    def ask(self, closed: Outcome | None, made: Sequence[HeadForecast]) -> list[HeadForecast]:
        """Learn from the year that ends who forecast better than the pool, then pool what was said now."""
        if closed is not None:
            for members, pool in self._asked.values():
                self._learn(members, pool, closed)
        given = []
        for head, members in self._split(made):
            pool, weighted = self._pooled(head, members)
            self._asked[head] = members, pool
            given += [pool, weighted]
        return given

    def apply(self, made: Sequence[HeadForecast]) -> list[HeadForecast]:
        """Pool what was said of an edited record, by what each has earned on the record alone."""
        return [one for head, members in self._split(made) for one in self._pooled(head, members)]

    def _split(self, made: Sequence[HeadForecast]) -> Iterator[tuple[str, list[HeadForecast]]]:
        for head, names in self._members.items():
            members = [one for one in made if one.head == head and one.theory in names]
            if members:
                yield head, members

    def _pooled(self, head: str, members: Sequence[HeadForecast]) -> tuple[HeadForecast, HeadForecast]:
        return _pool(POOL.name, members), _pool(WEIGHTED.name, members, self._weights(head, members))

    def _learn(self, members: Sequence[HeadForecast], pool: HeadForecast, closed: Outcome) -> None:
        came = shifted(closed, pool.a, pool.b)
        for one in members:
            gain = _log_scores(one.forecast.p, came) - _log_scores(pool.forecast.p, came)
            key = one.head, one.theory
            self._gains[key] = self._gains.get(key, 0.0) + float(np.nansum(gain))

    def _weights(self, head: str, members: Sequence[HeadForecast]) -> Floats:
        gains = np.array([self._gains.get((head, one.theory), 0.0) for one in members])
        earned = np.exp(gains - gains.max())
        return np.asarray(EQUAL / len(members) + (1 - EQUAL) * earned / earned.sum())


def _log_scores(p: Floats, came: Floats) -> Floats:
    """Take the log of what was given to what happened, NaN where either is unknown."""
    return np.log(np.where(came == 1, p, 1 - p)) + 0 * came


def _pool(name: str, members: Sequence[HeadForecast], weights: Floats | None = None) -> HeadForecast:
    first = members[0]
    forecast = _mean([one.forecast for one in members], weights)
    return HeadForecast(name, first.head, first.year, first.a, first.b, forecast)


def pooled(theories: Sequence[Theory], made: Sequence[PactForecast]) -> list[PactForecast]:
    """Pool what was said of pacts, all members alike; they are those of the dyads that are mixed."""
    rivals = {theory.name for theory in theories if not theory.baseline}
    given = []
    asked = [
        (outcome, apart) for outcome in OUTCOMES for apart in dict.fromkeys(one.left_out for one in made)
    ]
    for outcome, apart in asked:
        names = rivals.union(BASELINES["onset" if outcome == "join" else "ending"])
        said = [one for one in made if one.outcome == outcome and one.left_out == apart]
        members = [one for one in said if one.theory in names]
        if members:
            pool = _mean([one.forecast for one in members])
            given.append(replace(members[0], theory=POOL.name, forecast=pool))
    return given


def _mean(said: Sequence[Forecast], weights: Floats | None = None) -> Forecast:
    return Forecast(
        log_odds_mean([one.p for one in said], weights),
        log_odds_mean([one.low for one in said], weights),
        log_odds_mean([one.high for one in said], weights),
        None,
        {},
        {},
    )


def log_odds_mean(probabilities: Sequence[Floats], weights: Floats | None = None) -> Floats:
    """Take the mean of log-odds, row by row over arrays of shape (n,), NaN left out; NaN where all are.

    `weights` has one entry for each array, of which only the ratios count; without it all count alike.
    """
    p = np.stack(probabilities)
    given = np.where(np.isnan(p), 0.0, np.ones((len(p), 1)) if weights is None else weights[:, None])
    odds = np.log(p) - np.log1p(-p)
    with np.errstate(invalid="ignore"):
        mean = np.where(given > 0, given * odds, 0.0).sum(axis=0) / given.sum(axis=0)
    return np.asarray(np.clip(1 / (1 + np.exp(-mean)), FLOOR, 1 - FLOOR))
