"""What cannot hold of one row: when it was known, its roles, its precision, what it presupposes.

It judges a row, not the table that it stands in; what must hold between rows stands in `consistency`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from replay.clock import Window
from replay.codebook import codebook, miscast
from replay.errors import nearest

Report = Callable[..., None]
"""Report a fault of the row at hand: column, what was found, what is allowed, the nearest value."""


def judge_event(report: Report, row: dict[str, Any]) -> None:
    """Judge what an event's row says by itself: when it was known, its roles, its precision."""
    _known_in_time(report, row)
    roles = (row[column] or () for column in ("initiator", "target", "against"))
    for fault in miscast(codebook()[row["kind"]], *roles):
        report(*fault)
    fits_precision(report, row, "date", "precision")


def in_order(report: Report, row: dict[str, Any], begins: str, ends: str) -> None:
    """Judge that what ends does so after it began."""
    if row[begins] and row[ends] and row[ends] <= row[begins]:
        report(ends, f"'{row[ends]}'", f"a day later than {begins}, {row[begins]}, is allowed")


def _known_in_time(report: Report, row: dict[str, Any]) -> None:
    """Judge that nothing is known before it happens; what comes out after the span is never known in it."""
    known = row["known_on"]
    if known and known < row["date"].last:
        report("known_on", f"'{known}'", f"not before the day it happened, {row['date'].last}")


def fits_precision(report: Report, row: dict[str, Any], column: str, precision: str) -> None:
    """Judge that a date is no wider than it is said to be."""
    span = (row[column].last - row[column].first).days
    longest = {None: 366, "day": 0, "month": 31, "year": 366}[row[precision]]
    if span > longest:
        report(
            precision,
            f"'{row[precision]}' for {shown(row[column])}",
            "day, month or year, as wide as the date",
        )


def shown(window: Window) -> str:
    """Write a window as a day, or as its first and last."""
    return f"{window.first}/{window.last}" if window.doubtful else str(window.last)


def presupposes(
    report: Report, row: dict[str, Any], events: Mapping[str, Window], pacts: Collection[str], *, judged: bool
) -> None:
    """Judge that what an event presupposes is there, and no later event; pacts only where they can be."""
    for name in row["presupposes"] or ():
        if name in events and (name == row["id"] or events[name].first > row["date"].last):
            report("presupposes", f"'{name}'", "an event cannot presuppose itself or a later one")
        elif judged and name not in events and name not in pacts:
            report("presupposes", f"'{name}'", "an event id or a pact fits", nearest(name, [*events, *pacts]))
