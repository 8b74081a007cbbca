"""Readers of single cells: texts, codes, numbers, days, dyads, words of a closed vocabulary.

They know one cell's text and what it may be; which column it stands in stands in `tables`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from math import isfinite
from typing import Any

from replay.clock import Window, parse_window
from replay.errors import SHORT, nearest
from replay.reading import Parse, UnreadableError

NONE = "none"
"""Stands for no states, or for no institutions, where that has to be said."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def text(cell: str) -> str:
    """Take a cell as it stands."""
    return cell


def code(cell: str) -> str:
    """Take a state's code: letters and digits, since hyphens join two codes to a dyad."""
    if not cell.isascii() or not cell.isalnum():
        raise UnreadableError("a state's code has letters and digits only")
    return cell


def slug(cell: str) -> str:
    """Take an identifier of letters, digits, hyphens, dots and underscores."""
    if not _SLUG.fullmatch(cell):
        raise UnreadableError("an identifier has letters, digits, hyphens, dots and underscores only")
    return cell


def number(low: float = 0, high: float = float("inf")) -> Parse:
    """Make a reader of decimal numbers between two bounds, both included."""

    def parse(cell: str) -> float:
        if not _NUMBER.fullmatch(cell) or not isfinite(float(cell)) or not low <= float(cell) <= high:
            bounds = f"at least {low:g}" if high == float("inf") else f"from {low:g} to {high:g}"
            raise UnreadableError(f"a number {bounds} is allowed")
        return float(cell)

    return parse


def year(cell: str) -> int:
    """Read a year of four digits."""
    if not re.fullmatch(r"[1-9][0-9]{3}", cell):
        raise UnreadableError("a year of four digits is allowed")
    return int(cell)


def day(cell: str) -> date:
    """Read an ISO date."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise UnreadableError("a date as 1956-07-26 is allowed") from None


def dyad(cell: str) -> tuple[str, str]:
    """Take two states' codes in alphabetical order with a hyphen between."""
    a, hyphen, b = cell.partition("-")
    if not hyphen or not code(a) < code(b):
        raise UnreadableError("a dyad is two states in alphabetical order with a hyphen between")
    return a, b


def window(cell: str) -> Window:
    """Read a date that may be doubtful, in ISO or EDTF form."""
    try:
        return parse_window(cell)
    except ValueError:
        allowed = "a date as 1956-07-26, 1956-07, 1956, 1956? or 1956-07-01/1956-07-05 is allowed"
        raise UnreadableError(allowed) from None


def word(allowed: Collection[str], what: str) -> Parse:
    """Make a reader of words from a closed vocabulary."""
    names = ", ".join(sorted(allowed)) if len(allowed) <= SHORT else f"see `replay list {what}s`"

    def parse(cell: str) -> str:
        if cell not in allowed:
            article = "an" if what[0] in "aeiou" else "a"
            raise UnreadableError(f"{article} {what} is one of: {names}", nearest(cell, allowed))
        return cell

    return parse


def several(parse: Parse) -> Parse:
    """Make a reader of values separated by `;`, without repetition."""

    def parse_all(cell: str) -> tuple[Any, ...]:
        parts = tuple(part.strip() for part in cell.split(";"))
        if not all(parts) or len(set(parts)) < len(parts):
            raise UnreadableError("values stand between semicolons, none empty and none twice")
        return tuple(parse(part) for part in parts)

    return parse_all


def codes_or_none(cell: str) -> tuple[str, ...]:
    """Read states separated by `;`, or the word `none`, which says that there are none."""
    return () if cell == NONE else several(code)(cell)
