"""A sitting: what all theories have before them at a census when they decide, and chance.

It knows the census, not what any theory says of it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from replay.chance import Chance, Singles
from replay.situation import Booleans, Floats, Indices, Situation
from replay.world import World


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

    def weights(self, states: Indices) -> Floats:
        """Weigh states by their capability; unknown counts as the average of those known."""
        capability = self.situation.capability[states]
        known = ~np.isnan(capability)
        average = capability[known].mean() if known.any() else 1.0
        filled = np.where(known, capability, average)
        return filled if filled.sum() > 0 else np.ones(len(filled))
