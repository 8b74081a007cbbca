"""What may happen to the world: each change is a small record, and every dated fact becomes some.

It knows neither what brings a change nor how the world takes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Stock = Literal[
    "hostile_words", "hostile_deeds", "cooperative_words", "cooperative_deeds", "arms", "aid", "penetration"
]
STOCKS: tuple[Stock, ...] = (
    "hostile_words",
    "hostile_deeds",
    "cooperative_words",
    "cooperative_deeds",
    "arms",
    "aid",
    "penetration",
)
"""What fades: impressions, in points, and what a state received from another, in deals."""
STOCK_INDEX = {stock: number for number, stock in enumerate(STOCKS)}
IMPRESSIONS = STOCKS[:4]


@dataclass(frozen=True, slots=True)
class Add:
    """The `holder` adds `points` to what it holds of, or has received from, the state `about`."""

    stock: Stock
    holder: str
    about: str
    points: float


@dataclass(frozen=True, slots=True)
class Unsettle:
    """A change of regime undoes `share` of the regime reset, in what is held of and by the state."""

    state: str
    share: float


@dataclass(frozen=True, slots=True)
class Meet:
    """What two states demanded of one another is met, which undoes hostile words between them."""

    a: str
    b: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A quantity of a state becomes known."""

    state: str
    column: str
    value: float


@dataclass(frozen=True, slots=True)
class Place:
    """Two states lie `km` apart, with or without a border; None where that is not known."""

    a: str
    b: str
    km: float | None
    border: bool


@dataclass(frozen=True, slots=True)
class Govern:
    """A regime with its ideologies rules a state, or it is not known which (None)."""

    state: str
    regime: str | None
    ideology: tuple[str, ...]


Stance = Literal["revisionism", "advantage"]


@dataclass(frozen=True, slots=True)
class Stand:
    """A state comes to take a stance, from 0 to 1, or it is not known which (None)."""

    state: str
    stance: Stance
    value: float | None


@dataclass(frozen=True, slots=True)
class Equip:
    """A pact comes to have an institution of a scope, or no longer has it (None).

    Either way its institutions are known from then on, be there none.
    """

    pact: str
    asset: str
    scope: str | None


@dataclass(frozen=True, slots=True)
class Commit:
    """A party comes to honour less of a pact, `reduced` or `dormant`, or all of it again (None)."""

    pact: str
    state: str
    commitment: str | None


@dataclass(frozen=True, slots=True)
class Polarise:
    """The world comes to turn around one, two or many powers, or it is not known around how many (None)."""

    polarity: str | None


@dataclass(frozen=True, slots=True)
class Enter:
    """A state begins, or begins again, to exist."""

    state: str


@dataclass(frozen=True, slots=True)
class Leave:
    """A state ceases to exist; its pacts lose it, its impressions freeze."""

    state: str


@dataclass(frozen=True, slots=True)
class Succeed:
    """A state that enters as another leaves takes over what that one held, and what was held of it."""

    state: str
    heir: str


@dataclass(frozen=True, slots=True)
class Join:
    """A state joins a pact, which to it is against some states."""

    pact: str
    state: str
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A state leaves a pact."""

    pact: str
    state: str


Places = NDArray[np.int64]
Pairs = tuple[Places, Places]
Triples = tuple[Places, Places, Places]
"""Where decisions fall: one array an axis, of equal length."""
NOWHERE = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Decide:
    """What states decide in some histories, as a theory has it, of the alliances that its decisions made.

    Each is listed where it falls, and weighs 1 in that history and 0 in all others. `founded` and
    `lapsed` are bilateral ties, as two states (the lower first) and a history; `ended` are bilateral
    pacts, as pact and history; `joined` and `left` are pact, state and history.
    """

    theory: str
    founded: Triples = (NOWHERE, NOWHERE, NOWHERE)
    lapsed: Triples = (NOWHERE, NOWHERE, NOWHERE)
    ended: Pairs = (NOWHERE, NOWHERE)
    joined: Triples = (NOWHERE, NOWHERE, NOWHERE)
    left: Triples = (NOWHERE, NOWHERE, NOWHERE)


Fact = Measure | Place | Govern | Stand | Equip | Commit | Polarise
"""What is known from a day on, until something else is."""
Change = Add | Unsettle | Meet | Fact | Enter | Leave | Succeed | Join | Part | Decide
