"""Chance: the random numbers by which decisions fall, keyed by who decides what, not by when they are drawn.

It knows identities and histories; odds it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from replay.logistic import FLOOR
from replay.parameters import key
from replay.situation import Floats, Indices

LIMIT = np.float32(np.log(1 - FLOOR) - np.log(FLOOR))
"""Log-odds of the greatest probability there is."""
NO_LIMIT = np.float32(np.inf)
Singles = NDArray[np.float32]


@dataclass
class Chance:
    """The random streams of a block of histories: one for each purpose and identity, the same in every world.

    Of a stream every history has a number for each year of the span, so that neither the branching date, nor
    the number of histories, nor who else decides moves any of them. Numbers are drawn `since` a year only.
    """

    seed: int
    first: int
    histories: int
    codes: tuple[str, ...]
    span: range
    since: int
    _drawn: dict[tuple[str, ...], Singles] = field(default_factory=dict)

    def dyads(self, year: int, purpose: str, a: Indices, b: Indices) -> Singles:
        """Return the thresholds of dyads, by the indices of their states, a < b; shape (dyads, M)."""
        states = len(self.codes)
        rows = a * states - a * (a + 1) // 2 + b - a - 1
        return np.asarray(self._odds(purpose, list(combinations(self.codes, 2)))[year - self.since][rows])

    def states(self, year: int, purpose: str, pact: str, limit: np.float32 = LIMIT) -> Singles:
        """Return the thresholds of what all states decide of a pact, shape (S, M)."""
        own = [(code,) for code in self.codes]
        return np.asarray(self._odds(purpose, own, pact, limit=limit)[year - self.since])

    def pact(self, year: int, purpose: str, pact: str) -> Singles:
        """Return the thresholds of a pact itself, shape (M,)."""
        return np.asarray(self._odds(purpose, [()], pact)[year - self.since][0])

    def shock(self, year: int, *who: str) -> Singles:
        """Return standard normal numbers, shape (M,)."""
        if who not in self._drawn:
            from scipy.special import ndtri

            self._drawn[who] = ndtri(self._uniform(*who)).astype(np.float32).T
        return np.asarray(self._drawn[who][year - self.since])

    def _odds(
        self, purpose: str, identities: Sequence[tuple[str, ...]], *of: str, limit: np.float32 = LIMIT
    ) -> Singles:
        """Return the log-odds above which what has them falls, as likely as it is; shape (years, who, M).

        Nothing is likelier than log-odds of `limit`, nor is its contrary: beyond it all falls, or none.
        """
        kept = purpose, *of
        if kept not in self._drawn:
            found = np.empty((self.span.stop - self.since, len(identities), self.histories), dtype=np.float32)
            for number, who in enumerate(identities):
                p = self._uniform(purpose, *of, *who)
                odds = np.log(p) - np.log1p(-p)
                odds[odds < -limit] = -np.inf
                odds[odds >= limit] = np.inf
                found[:, number] = odds.T
            self._drawn[kept] = found
        return self._drawn[kept]

    def _uniform(self, *who: str) -> Floats:
        """Draw the years of the block's histories, shape (M, years), within 0 and 1, both excluded."""
        source = np.random.PCG64(key(self.seed, "simulate", *who))
        source.advance(self.first * len(self.span))
        drawn = np.random.Generator(source).random((self.histories, len(self.span)))
        return np.asarray(np.maximum(drawn, np.finfo(np.float64).tiny)[:, self.since - self.span.start :])
