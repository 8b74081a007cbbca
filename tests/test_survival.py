"""Survival: four histories of a pact of two parties, counted by hand, year by year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pytest
from scipy.stats import beta

from replay.course import Course
from replay.situation import Booleans
from replay.survival import Fate, dangers, differences, efforts, fate, inside, movements, provoked, survival

CODES = ("AAA", "BBB", "CCC")
YEARS = range(1900, 1904)
DANGER = np.array([[0.1, 0.2, 0.3], [0.5, 0.0, 0.1], [0.0, 0.0, 0.2]])
"""By year from 1901 on, of AAA, CCC and the pact: the same in all histories but for a factor."""
EVERYWHERE = np.ones((4, 3), dtype=bool)


def course(
    ended: Iterable[int],
    left: Iterable[Iterable[int]],
    factor: Iterable[float],
    counts: float = 1.0,
    burden: Iterable[float] = (),
) -> Course:
    """Write a course down: the parties are AAA and CCC; 0 is a year in which something never came to pass."""
    gone = np.array(list(ended), dtype=np.int16)
    effort = {"burden": np.tile(np.array(list(burden) or [np.nan] * len(gone)), (3, 1))}
    return Course(
        "t",
        0,
        np.array([0, 2]),
        YEARS,
        ended=gone,
        left=np.array(list(left), dtype=np.int16),
        danger=DANGER[..., None] * np.array(list(factor)),
        joins=np.array([[0, 0, 0], [0, counts, 0], [0, 0, 0], [0, 0, 0]]),
        leaves=np.array([[0, 0, 0], [counts, 0, 0], [0, 0, counts], [0, 0, 0]]),
        provoked=np.full((4, 5), counts) * np.arange(5),
        effort=effort,
        _logs={},
        _in=np.empty(0, dtype=bool),
    )


def four() -> Fate:
    """Put two blocks together: three histories and one; AAA goes in 1901, 1902, never and 1903."""
    return fate(
        [
            course([0, 1902, 0], [[1901, 1902, 0], [0, 1902, 0]], [1, 1, 1], burden=[1, 2, np.nan]),
            course([1903], [[1903], [1903]], [0.5], counts=2.0, burden=[6]),
        ]
    )


def by(rows: Iterable[Mapping[str, Any]], column: str) -> dict[tuple[str | None, int], float]:
    """Look a column up by state and year."""
    return {(row["state"], row["year"]): row[column] for row in rows}


def test_survival_is_the_share_of_histories() -> None:
    """AAA is out in 1, 2 and 3 of 4 by the end of 1901, 1902 and 1903, CCC and the pact in 0, 1 and 2."""
    found = by(survival(four(), CODES, EVERYWHERE), "survival")
    assert {year: found["AAA", year] for year in YEARS} == {1900: 1, 1901: 0.75, 1902: 0.5, 1903: 0.25}
    for who in ("CCC", None):
        assert {year: found[who, year] for year in YEARS} == {1900: 1, 1901: 1, 1902: 0.75, 1903: 0.5}
    assert {who for who, _ in found} == {"AAA", "CCC", None}


def test_bounds_are_those_of_a_share_of_so_many_histories() -> None:
    """Of 4 histories AAA is in by the end of 1903 in 1: Beta(1.5, 3.5) has 5 % below 0.0460 and above 0.6507.

    Where all are still in, as CCC in 1901, the upper end is 1; at the branching date there is no doubt.
    """
    rows = list(survival(four(), CODES, EVERYWHERE))
    low, high = by(rows, "low"), by(rows, "high")
    assert (low["AAA", 1900], high["AAA", 1900]) == (1, 1)
    expected = beta(1.5, 3.5).ppf([0.05, 0.95])
    assert (low["AAA", 1903], high["AAA", 1903]) == pytest.approx(tuple(expected))
    assert high["CCC", 1901] == 1 > low["CCC", 1901]


def test_a_state_that_does_not_exist_has_no_survival() -> None:
    """CCC is gone in 1902 and after: there are no rows of it, but of the pact there are."""
    exists: Booleans = EVERYWHERE.copy()
    exists[2:, 2] = False
    for rows in (survival(four(), CODES, exists), differences(four(), four(), CODES, exists)):
        found = by(rows, "year")
        assert {year for who, year in found if who == "CCC"} == {1900, 1901}
        assert {year for who, year in found if who is None} == set(YEARS)
    assert ("CCC", 1902) not in by(dangers(four(), CODES, exists), "p")


def test_differences_are_taken_history_by_history() -> None:
    """Had AAA never left: 1, 2 and 3 histories of 4 more.

    For 1901 the steps are 1, 0, 0, 0: mean 0.25, s.d. 0.5, standard error 0.25, 90 % within 1.645 of these.
    """
    stays = fate([course([0] * 4, [[0] * 4, [0] * 4], [1] * 4)])
    rows = list(differences(stays, four(), CODES, EVERYWHERE))
    found = by(rows, "difference")
    assert [found["AAA", year] for year in YEARS] == [0, 0.25, 0.5, 0.75]
    assert by(rows, "low")["AAA", 1901] == pytest.approx(0.25 - 1.6449 * 0.25, abs=1e-4)
    assert by(rows, "high")["AAA", 1901] == pytest.approx(0.25 + 1.6449 * 0.25, abs=1e-4)


def test_a_difference_is_tested_by_the_histories_that_differ() -> None:
    """All of 0, 1, 2 and 3 go one way: by chance they do with p = 1, 1, 2/4 and 2/8."""
    stays = fate([course([0] * 4, [[0] * 4, [0] * 4], [1] * 4)])
    for found, record in ((stays, four()), (four(), stays)):
        p = by(differences(found, record, CODES, EVERYWHERE), "p")
        assert [p["AAA", year] for year in YEARS] == [1, 1, 0.5, 0.25]


def test_equal_histories_differ_in_exactly_nothing() -> None:
    """Also where there is one history only, of which no spread is known."""
    one = fate([course([1903], [[1903], [0]], [1])])
    for found in (one, four()):
        rows = list(differences(found, found, CODES, EVERYWHERE))
        assert {row[column] for row in rows for column in ("difference", "low", "high")} == {0.0}


def test_danger_is_the_mean_over_histories() -> None:
    """AAA in 1902: 0.5 in three and 0.25 in one, on average 0.4375; the 5 % quantile: 0.25 + 0.15 * 0.25."""
    rows = list(dangers(four(), CODES, EVERYWHERE))
    assert by(rows, "p")["AAA", 1902] == pytest.approx(0.4375)
    assert by(rows, "low")["AAA", 1902] == pytest.approx(0.2875)
    assert by(rows, "high")["AAA", 1902] == pytest.approx(0.5)
    assert min(row["year"] for row in rows) == 1901


def test_movements_and_what_was_provoked_are_summed_over_blocks() -> None:
    """Three of four histories: 1 in the first block and 2 in the second."""
    moved = [(row["kind"], row["state"], row["year"], row["share"]) for row in movements(four(), CODES)]
    assert moved == [("join", "BBB", 1901, 0.75), ("leave", "AAA", 1901, 0.75), ("leave", "CCC", 1902, 0.75)]
    assert list(provoked(four()))[1] == {
        "year": 1901, "ties": 0, "founded": 0.75, "ended": 1.5, "joined": 2.25, "left": 3.0,
    }  # fmt: skip


def test_effort_is_that_of_the_histories_in_which_there_is_some() -> None:
    """1, 2 and 6 % are 3 % on average; in the fourth nobody is in. Of 1901 it is recorded, of 1902 not."""
    rows = list(efforts(four(), {"burden": np.array([2.5, np.nan, 2.7])}))
    assert [(row["year"], row["forecast"], row["observed"]) for row in rows] == [
        (1901, 3, 2.5), (1902, 3, None), (1903, 3, 2.7),
    ]  # fmt: skip
    assert (rows[0]["low"], rows[0]["high"]) == pytest.approx((1.1, 5.6))


def test_the_share_inside_at_the_end() -> None:
    """Of two parties: CCC alone, none, both, none; where CCC no longer exists, AAA alone counts."""
    assert inside(four(), EVERYWHERE).tolist() == [0.5, 0, 1, 0]
    exists: Booleans = EVERYWHERE.copy()
    exists[-1, 2] = False
    assert inside(four(), exists).tolist() == [0, 0, 1, 0]
