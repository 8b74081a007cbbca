"""What is known of a pact beside its parties: what each honours of it, against whom it is, who hosts whom.

It knows single facts; the pacts and states that they are about it does not know.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Commitment:
    """How much of a pact one of its parties honoured for a while, where that was less than all of it."""

    pact: str
    state: str
    begins: date | None
    ends: date | None
    commitment: str
    """`reduced`: a part of its obligations or of the common work stands still; `dormant`: all of it."""
    confidence: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Adversary:
    """A state that a pact was against for a while.

    It was made against it (`founding`), or its documents or leaders of the time named it (`named`).
    """

    pact: str
    adversary: str
    begins: date | None
    ends: date | None
    basis: str
    confidence: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Force:
    """How many thousand soldiers a state had in a host at about the end of a year."""

    year: int
    state: str
    host: str
    personnel: float
    confidence: str
    sources: tuple[str, ...]
