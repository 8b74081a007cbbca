"""A sitting: what all theories have before them at a census when they decide, and chance.

It knows the census, not what any theory says of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from replay.chance import LIMIT, Chance, Singles
from replay.situation import Booleans, Floats, Indices, Situation
from replay.world import World

LIGHTEST = 1e-6
"""Weight of who has no capability at all: it counts only among its like (our choice)."""


@dataclass
class Sitting:
    """A census from the branching date on, in a block of histories.

    `situation` is in single precision; `a` and `b` are the dyads of existing states; `at_risk`, (S, S),
    says which dyads are forecast; `barred`, (P, S), who may neither join nor leave which pact, since an
    edit says what becomes of it.
    """

    year: int
    situation: Situation
    world: World
    at_risk: Booleans
    a: Indices
    b: Indices
    names: tuple[str, ...]
    barred: Booleans
    chance: Chance
    _drawn: dict[str, Singles] = field(default_factory=dict)

    def thresholds(self, purpose: str) -> Singles:
        """Return the thresholds of all dyads for the coming year, shape (D, M)."""
        if purpose not in self._drawn:
            self._drawn[purpose] = self.chance.dyads(self.year + 1, purpose, self.a, self.b)
        return self._drawn[purpose]

    def of_states(self, purpose: str, pact: Indices, state: Indices, limit: np.float32 = LIMIT) -> Singles:
        """Return the thresholds of states beside pacts, those in order, for the coming year; shape (R, M)."""
        rows = [
            self.chance.states(self.year + 1, purpose, self.names[one], limit)[state[pact == one]]
            for one in np.unique(pact)
        ]
        return np.concatenate(rows) if rows else self._none()

    def of_pacts(self, purpose: str, pacts: Indices) -> Singles:
        """Return the thresholds of pacts themselves for the coming year, shape (R, M)."""
        rows = [self.chance.pact(self.year + 1, purpose, self.names[one]) for one in pacts]
        return np.stack(rows) if rows else self._none()

    def shocks(self, purpose: str, pact: Indices) -> tuple[Singles, Indices]:
        """Return normal numbers of pacts for the coming year, shape (pacts, M), and which are whose, (R,)."""
        of, which = np.unique(pact, return_inverse=True)
        rows = [self.chance.shock(self.year + 1, purpose, self.names[one]) for one in of]
        return np.stack(rows) if rows else self._none(), which

    def _none(self) -> Singles:
        return np.empty((0, self.chance.histories), dtype=np.float32)

    def weights(self, there: Booleans) -> Floats:
        """Weigh the states of several groups, (..., S), by their capability, those outside 0.

        Unknown capability counts as the average of all states' known ones, not of the group's: who is in a
        group differs between histories, and none may depend on the others of its block. Where none is known,
        all weigh 1. Where all have none, all weigh alike.
        """
        capability = self.situation.capability
        known = ~np.isnan(capability)
        average = capability[known].mean() if known.any() else 1.0
        return np.where(there, np.maximum(np.where(known, capability, average), LIGHTEST), 0)
