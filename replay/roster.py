"""Which states exist when: codes, names, array indices, entries, exits, mergers and successions.

It knows nothing of what events do to a state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Existence:
    """One spell in which a state exists: from the day it enters to the day before it leaves.

    `enters` None: before the timeline's span. `leaves` None: to its end. `into` is the state that
    it merges into, whose acts are its own until it enters again; one that enters on the day that this
    one leaves succeeds it, and takes over what it held and what was held of it.
    """

    code: str
    name: str
    enters: date | None
    leaves: date | None
    into: str | None
    role: str
    note: str

    def holds(self, day: date) -> bool:
        """Say whether the state exists on a day."""
        begun = self.enters is None or self.enters <= day
        return begun and (self.leaves is None or day < self.leaves)


class Roster:
    """The states of a timeline, in alphabetical order of their codes, which is the array order."""

    def __init__(self, existences: Iterable[Existence]) -> None:
        self.existences = tuple(sorted(existences, key=lambda spell: (spell.code, spell.enters or date.min)))
        self.codes = tuple(sorted({spell.code for spell in self.existences}))
        self.index = {code: number for number, code in enumerate(self.codes)}
        self._spells = {
            code: tuple(spell for spell in self.existences if spell.code == code) for code in self.codes
        }

    def __len__(self) -> int:
        """Count the states, whether or not they exist at the same time."""
        return len(self.codes)

    def exists(self, code: str, day: date) -> bool:
        """Say whether a state exists on a day."""
        return any(spell.holds(day) for spell in self.spells(code))

    def scored(self, code: str) -> bool:
        """Say whether forecasts about the state are scored; context states are only perceived."""
        return any(spell.role == "scored" for spell in self.spells(code))

    def spells(self, code: str) -> tuple[Existence, ...]:
        """List a state's spells of existence in time order."""
        return self._spells.get(code, ())
