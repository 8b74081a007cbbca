"""What holds from one day until another: that it does so while its owner lives, and once at a time.

It knows bounds of days and whose they are, not what holds between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

from replay.clock import Window
from replay.roster import Existence
from replay.soundness import Report

Days = tuple[date, date]
"""From the one day until before the other; the first and the last there are stand for no bound."""


def lasting(row: dict[str, Any], begins: str = "from", ends: str = "until") -> Days:
    """Take the days that a row is about; of a doubtful one the nominal."""
    bounds = [row[name].nominal if isinstance(row[name], Window) else row[name] for name in (begins, ends)]
    return bounds[0] or date.min, bounds[1] or date.max


def overlap(one: Days, other: Days) -> bool:
    """Say whether two spells share a day."""
    return one[0] < other[1] and other[0] < one[1]


def meets(spell: Existence, window: Window) -> bool:
    """Say whether a state exists on a day of a window."""
    begun = spell.enters is None or spell.enters <= window.last
    return begun and (spell.leaves is None or window.first < spell.leaves)


def told(days: Days) -> str:
    """Write a spell with its bounds."""
    begins = "the start" if days[0] == date.min else days[0]
    return f"from {begins} until {'the end' if days[1] == date.max else days[1]}"


def lives(rows: Iterable[dict[str, Any]]) -> dict[str, Days]:
    """Find from when the first party of each pact is in it until the last is out."""
    found: dict[str, Days] = {}
    for row in rows:
        begins, ends = lasting(row, "joined", "left")
        first, last = found.get(row["pact"], (begins, ends))
        found[row["pact"]] = min(first, begins), max(last, ends)
    return found


def in_life(report: Report, row: dict[str, Any], owner: str, there: Sequence[Days], how: str) -> None:
    """Judge that what holds of an owner does so, in part at least, while it is there; `how` it is."""
    days = lasting(row)
    if days[0] < days[1] and not any(overlap(days, life) for life in there):
        allowed = f"{row[owner]} {how} {' and '.join(map(told, there))}"
        report(owner, f"'{row[owner]}' {told(days)}", allowed)


def apart(spells: Iterable[tuple[Days, int, Report]], whose: str, begins: str) -> None:
    """Judge that spells of one owner do not overlap; each comes with its line and how to report it."""
    ordered = sorted(spells, key=lambda spell: spell[0][0])
    longest = accumulate(((days, line) for days, line, _ in ordered), _longer)
    for (before, line), (days, _, report) in zip(longest, ordered[1:], strict=False):
        if days[0] < before[1]:
            allowed = f"spells do not overlap; that of line {line} lasts {told(before)}"
            report(begins, f"{whose} {told(days)}", allowed)


def _longer(one: tuple[Days, int], other: tuple[Days, int]) -> tuple[Days, int]:
    return other if other[0][1] > one[0][1] else one
