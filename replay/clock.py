"""Dates as integer ticks, the three phases of a day, and the window that a doubtful date stands for.

It knows neither events nor the simulation that runs on its ticks.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

DAYS_PER_YEAR = 365.25
_YEAR_OR_MONTH = re.compile(r"([1-9][0-9]{3})(?:-(0[1-9]|1[0-2]))?", re.ASCII)


class Phase(IntEnum):
    """What happens on a day, in this order."""

    REPORT = 0
    """Feeds hand in what became known."""
    SETTLE = 1
    """One process applies the day's changes in canonical order."""
    CENSUS = 2
    """Theories are asked."""


def tick(day: date, phase: Phase) -> int:
    """Give a phase of a day its number: three whole ticks a day, so that phases never mix."""
    return day.toordinal() * len(Phase) + phase


def census_day(year: int) -> date:
    """Return 31 December, the day of the year's census."""
    return date(year, 12, 31)


@dataclass(frozen=True, order=True)
class Window:
    """The days, both included, on which something dated with doubt may have happened."""

    first: date
    last: date

    @property
    def nominal(self) -> date:
        """Return the last day: to place it earlier could tell a forecast what was not yet known."""
        return self.last

    @property
    def doubtful(self) -> bool:
        """Say whether more than one day is possible."""
        return self.first < self.last

    def candidates(self, *, months: bool) -> tuple[date, ...]:
        """List the days that other histories may draw, all within the nominal day's year.

        With `months`, for a date of year precision, only the ends of months.
        """
        first = max(self.first, date(self.last.year, 1, 1))
        days = (first + timedelta(n) for n in range((self.last - first).days + 1))
        return tuple(day for day in days if not months or (day + timedelta(1)).day == 1)


def parse_window(text: str) -> Window:
    """Read an ISO or EDTF date: `1956-07-26`, `1956-07`, `1956`, `1956?`, `1956-07-01/1956-07-05`.

    Raises ValueError when the text is neither, or when it is open at an end.
    Source: Extended Date/Time Format, Library of Congress, 2019 (ISO 8601-2).
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        plain = _YEAR_OR_MONTH.fullmatch(text)
        return _parse_edtf(text) if plain is None else _whole(int(plain[1]), plain[2])
    return Window(day, day)


def _whole(year: int, month: str | None) -> Window:
    """Take all days of a year or of a month; a feed has thousands, and EDTF takes milliseconds each."""
    first, last = (int(month), int(month)) if month else (1, 12)
    return Window(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _parse_edtf(text: str) -> Window:
    from edtf import parse_edtf
    from edtf.parser.edtf_exceptions import EDTFParseException

    try:
        parsed = parse_edtf(text)
        lower, upper = parsed.lower_strict(), parsed.upper_strict()
        window = Window(date(*lower[:3]), date(*upper[:3]))
    except (EDTFParseException, AttributeError, TypeError, OverflowError) as error:
        raise ValueError(text) from error
    if window.first > window.last or not all(text.split("/")):
        raise ValueError(text)
    return window
