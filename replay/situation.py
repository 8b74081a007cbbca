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
    What was coded of states, pacts and the system is NaN or None where it is not coded.
    """

    year: int
    states: tuple[str, ...]
    exists: Booleans
    """Shape (S,)."""
    great_power: Booleans
    """Shape (S,): named in the manifest."""
    regime: tuple[str | None, ...]
    ideology: tuple[frozenset[str], ...]
    divisive: frozenset[str]
    """The ideologies that divide those who share them."""
    polarity: str | None
    """`unipolar`, `bipolar` or `multipolar`, of the system as contemporaries saw it."""
    revisionism: Floats
    """Shape (S,): 0 status quo, 0.5 limited aims, 1 revisionist."""
    advantage: Floats
    """Shape (S,): what a state believes to have the advantage: 0 defence, 0.5 neither, 1 offence."""
    openness: Floats
    """Shape (S,): 0 closed, 1 open to influence on its politics."""
    strength: Floats
    """Shape (S,): years since the last attempt to take power by force."""
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
    general_assets: Floats
    specific_assets: Floats
    """Shape (S, S, M): institutions of the scored pacts that tie two states, for many purposes or
    for the threat alone; NaN where there is no tie, or its pacts are not coded."""
    adversary: Floats
    """Shape (S, S, M): the greater threat to either from those whom their scored pacts are against;
    NaN where there is no tie, or it is against nobody."""
    capability_then: Floats
    """Shape (S, S, M): at [i, j] the capability of *i* when its current tie with *j* began; NaN
    where there is no tie, or it was unknown."""
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
