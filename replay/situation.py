"""The read-only situation at a census: what there is to see, and nothing later.

It knows neither how it was perceived nor what theories make of it. Axes: states in roster order
(holder or observer first, the state it is about second), histories last.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class Situation:
    """What there is to see on the day of a census; all arrays are read-only.

    S states in the order of `states`, M histories. `hostile[i, j]`: hostile points that *i* holds
    against *j*; `cooperative`, `arms`, `aid`, `penetration` likewise (received *by i from j*).
    `threat[i, j]`: threat, 0 to 1, that *i* perceives *from j*; `power`, `proximity`, `offence`,
    `intention` are its factors. NaN where unknown, or where a state does not exist.
    `tied_years`: age of the current tie; `parted_years`: years since the last one ended.
    """

    year: int
    states: tuple[str, ...]
    exists: Booleans
    """Shape (S,)."""
    great_power: Booleans
    """Shape (S,): named in the manifest."""
    regime: tuple[str | None, ...]
    ideology: tuple[frozenset[str], ...]
    capability: Floats
    """Shape (S,): mean share of the power columns among existing states."""
    km: Floats
    """Shape (S, S): between capitals."""
    border: Booleans
    """Shape (S, S)."""
    hostile: Floats
    cooperative: Floats
    arms: Floats
    aid: Floats
    penetration: Floats
    power: Floats
    proximity: Floats
    offence: Floats
    intention: Floats
    threat: Floats
    """These ten: shape (S, S, M)."""
    aligned: Booleans
    """Shape (S, S, M): under at least one scored pact."""
    tied_years: Floats
    parted_years: Floats
    """Shape (S, S, M), NaN where there is no tie, or never was one."""

    def pairs(self) -> tuple[Indices, Indices]:
        """List all ordered pairs of different states that exist."""
        both = self.exists[:, None] & self.exists[None] & ~np.eye(len(self.states), dtype=bool)
        observer, observed = np.nonzero(both)
        return observer, observed

    def nominal(self) -> Situation:
        """Leave out all histories but the first."""
        by_history = [name for name, value in vars(self).items() if np.ndim(value) == 3]  # noqa: PLR2004 - (S, S, M)
        return replace(self, **{name: getattr(self, name)[..., :1] for name in by_history})
