"""Chance: the random numbers by which decisions fall, keyed by who decides what, and not by when they are drawn.

It knows identities and histories; odds it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from replay.parameters import key
from replay.situation import Floats


@dataclass
class Chance:
    """The random streams of a block of histories: one for each purpose and identity, the same in every edit.

    Of a stream every history has `years` numbers, one for each year from the first of the span on, so
    that neither the branching date nor the number of histories moves any of them.
    """

    seed: int
    first: int
    histories: int
    begin: int
    years: int
    _drawn: dict[tuple[str, ...], Floats] = field(default_factory=dict)

    def odds(self, year: int, *who: str) -> Floats:
        """Return thresholds of a year, shape (M,): what has log-odds above them falls, as likely as it is."""
        if who not in self._drawn:
            p = self._uniform(*who)
            self._drawn[who] = np.asarray(np.log(p) - np.log1p(-p), dtype=np.float32).T
        return np.asarray(self._drawn[who][year - self.begin])

    def normal(self, year: int, *who: str) -> Floats:
        """Return standard normal shocks of a year, shape (M,)."""
        if who not in self._drawn:
            from scipy.special import ndtri

            self._drawn[who] = np.asarray(ndtri(self._uniform(*who)), dtype=np.float32).T
        return np.asarray(self._drawn[who][year - self.begin])

    def _uniform(self, *who: str) -> Floats:
        """Draw all years of the block's histories, shape (M, years), within 0 and 1, both excluded."""
        source = np.random.PCG64(key(self.seed, "simulate", *who))
        source.advance(self.first * self.years)
        drawn = np.random.Generator(source).random((self.histories, self.years))
        return np.asarray(np.maximum(drawn, np.finfo(np.float64).tiny))
