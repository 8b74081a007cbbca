"""Days become ticks with phases, and dates in doubt become windows of days."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from replay.clock import Phase, Window, census_day, parse_window, tick


def test_a_day_has_three_phases_in_order() -> None:
    """Reports come first, the census last."""
    assert list(Phase) == [Phase.REPORT, Phase.SETTLE, Phase.CENSUS]


def test_a_tick_is_three_times_the_day_plus_the_phase() -> None:
    """1 January of the year 1 is day 1: 1 x 3 + 0, 1 and 2."""
    assert [tick(date(1, 1, 1), phase) for phase in Phase] == [3, 4, 5]


def test_all_phases_of_a_day_come_before_the_next_day() -> None:
    """Over a leap day and the turn of a year ticks follow one another without a gap."""
    days = [date(1904, 2, 28), date(1904, 2, 29), date(1904, 3, 1)]
    ticks = [tick(day, phase) for day in days for phase in Phase]
    assert all(later == earlier + 1 for earlier, later in pairwise(ticks))


def test_the_census_is_on_the_last_day_of_the_year() -> None:
    """What happens in a year is known at its census."""
    assert census_day(1956) == date(1956, 12, 31)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1956-07-26", date(1956, 7, 26), date(1956, 7, 26)),
        ("1956-07", date(1956, 7, 1), date(1956, 7, 31)),
        ("1956-02", date(1956, 2, 1), date(1956, 2, 29)),
        ("1900-02", date(1900, 2, 1), date(1900, 2, 28)),
        ("1956", date(1956, 1, 1), date(1956, 12, 31)),
        ("1956?", date(1956, 1, 1), date(1956, 12, 31)),
        ("1956~", date(1956, 1, 1), date(1956, 12, 31)),
        ("1956-07?", date(1956, 7, 1), date(1956, 7, 31)),
        ("1956-07-01/1956-07-05", date(1956, 7, 1), date(1956, 7, 5)),
        ("1956-07/1956-08", date(1956, 7, 1), date(1956, 8, 31)),
        ("1955/1956", date(1955, 1, 1), date(1956, 12, 31)),
        ("195X", date(1950, 1, 1), date(1959, 12, 31)),
    ],
)
def test_a_date_stands_for_the_days_that_it_leaves_possible(text: str, first: date, last: date) -> None:
    """ISO dates are single days; EDTF dates run from the first to the last possible day."""
    assert parse_window(text) == Window(first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "26.7.1956",
        "7/26/1956",
        "1956-7-26",
        "1956-13",
        "1956-02-30",
        "1900-02-29",
        "1956-07-05/1956-07-01",
        "1956-07-01/..",
        "../1956-07-01",
        "1956-07-01/",
        "y170000002",
        "-1956",
    ],
)
def test_what_is_no_closed_period_of_known_days_is_refused(text: str) -> None:
    """No guess is made at another country's order of day and month, nor at an open end."""
    with pytest.raises(ValueError, match=r"^"):
        parse_window(text)


def test_a_doubtful_date_stands_for_its_last_day() -> None:
    """An earlier one could tell a forecast what was not yet known."""
    window = parse_window("1956-07")
    assert (window.nominal, window.doubtful) == (date(1956, 7, 31), True)
    assert not parse_window("1956-07-26").doubtful


def test_candidates_are_all_days_of_the_window() -> None:
    """Five days from 1 to 5 July."""
    window = parse_window("1956-07-01/1956-07-05")
    assert window.candidates(months=False) == tuple(date(1956, 7, day) for day in range(1, 6))


def test_candidates_stay_within_the_year_of_the_nominal_day() -> None:
    """Of 30 December to 2 January two days are left, so that no census changes sides."""
    window = parse_window("1955-12-30/1956-01-02")
    assert window.candidates(months=False) == (date(1956, 1, 1), date(1956, 1, 2))


def test_candidates_of_a_year_are_the_ends_of_its_months() -> None:
    """Twelve days for a year, of which February's is the 29th in 1956."""
    candidates = parse_window("1956").candidates(months=True)
    assert len(candidates) == 12
    assert candidates[:2] == (date(1956, 1, 31), date(1956, 2, 29))
    assert candidates[-1] == date(1956, 12, 31)


def test_a_single_day_is_its_only_candidate() -> None:
    """Nothing is drawn where there is no doubt."""
    assert parse_window("1956-07-26").candidates(months=False) == (date(1956, 7, 26),)


def test_windows_are_ordered_by_their_first_day() -> None:
    """A month comes before a later day of it."""
    assert min(parse_window("1956-07-26"), parse_window("1956-07")) == parse_window("1956-07")


@pytest.mark.parametrize(
    ("text", "interval"),
    [
        ("1959", "1959-01-01/1959-12-31"),
        ("1900-02", "1900-02-01/1900-02-28"),
        ("1904-02", "1904-02-01/1904-02-29"),
        ("1959-12", "1959-12-01/1959-12-31"),
    ],
)
def test_a_year_or_a_month_is_all_of_its_days(text: str, interval: str) -> None:
    """What is read without EDTF equals the interval that EDTF reads; 1900 was no leap year."""
    assert parse_window(text) == parse_window(interval)
