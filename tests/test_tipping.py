"""A shock scaled: the size at which survival passes one half is found, with what is known of it."""

from __future__ import annotations

from dataclasses import astuple

import numpy as np
import pytest
from scipy.special import expit

from replay.situation import Floats
from replay.tipping import Bin, Tipping, course, tipping

GREATEST = 4.0


def factors(seed: int, histories: int = 400) -> Floats:
    """Draw sizes of a shock, from nothing to four times what was recorded."""
    return np.random.default_rng(seed).random(histories) * GREATEST


def drawn(p: Floats, seed: int) -> Floats:
    """Draw who survives, each history with its probability."""
    return (np.random.default_rng([seed, 1]).random(len(p)) < p).astype(np.float64)


def interval(found: Tipping) -> tuple[float, float]:
    """Read an interval, without end where a bound lies beyond the range."""
    low = -np.inf if found.low is None else found.low
    high = np.inf if found.high is None else found.high
    return low, high


def test_a_known_tipping_point_lies_in_its_interval() -> None:
    """Log-odds 3 - 2 f are nought at f = 1.5; at 0 and 4 survival is expit(3) = .95 and expit(-5) = .01."""
    factor = factors(1, 2_000)
    found = tipping(factor, drawn(expit(3 - 2 * factor), 1), seed=1)
    low, high = interval(found)
    assert low < 1.5 < high
    assert high - low < 0.3
    assert found.factor is not None
    assert low < found.factor < high
    assert found.at_least == pytest.approx(0.95, abs=0.03)
    assert found.at_greatest == pytest.approx(0.01, abs=0.01)
    assert (found.least, found.greatest) == (factor.min(), factor.max())


def test_nine_of_ten_intervals_hold_the_tipping_point() -> None:
    """Of 60 worlds 54 are expected; fewer than 48, or all, would come of a true 90 % once in a hundred."""
    held = 0
    for seed in range(60):
        factor = factors(seed, 500)
        low, high = interval(tipping(factor, drawn(expit(3 - 2 * factor), seed), seed))
        held += low <= 1.5 <= high
    assert 48 <= held < 60


def test_what_survives_the_more_the_greater_the_shock_tips_as_well() -> None:
    """The curve may rise: log-odds -2 + f are nought at f = 2."""
    factor = factors(2, 1_000)
    found = tipping(factor, drawn(expit(factor - 2), 2), seed=2)
    low, high = interval(found)
    assert low < 2 < high
    assert found.at_least < 0.5 < found.at_greatest


def test_shares_of_parties_tip_as_pacts_do() -> None:
    """Shares that lie on the curve itself leave nothing in doubt; in sixteenths, hardly anything."""
    factor = factors(3)
    exact = tipping(factor, expit(3 - 2 * factor), seed=3)
    assert exact.factor == pytest.approx(1.5, abs=0.01)
    assert interval(exact) == pytest.approx((1.5, 1.5), abs=0.01)
    sixteenths = np.random.default_rng([3, 1]).binomial(16, expit(3 - 2 * factor)) / 16
    low, high = interval(tipping(factor, sixteenths, seed=3))
    assert low < 1.5 < high
    assert high - low < 0.2


def test_where_survival_levels_out_the_crossing_is_not_misplaced() -> None:
    """Nine tenths survive until the shock nears 2, then hardly any: .9 expit(x) = .5 at x = log(.5 / .4).

    A straight line of log-odds would put the crossing .15 before where it is.
    """
    factor = factors(4, 2_000)
    true = 2 - np.log(0.5 / 0.4) / 4
    found = tipping(factor, drawn(0.9 * expit((2 - factor) * 4), 4), seed=4)
    assert found.factor == pytest.approx(true, abs=0.08)


def test_a_factor_that_parts_all_from_none_is_the_tipping_point() -> None:
    """Whoever meets less than 2.2 survives, and nobody else: the point lies between the two nearest."""
    factor = factors(5, 1_000)
    found = tipping(factor, (factor < 2.2).astype(np.float64), seed=5)
    assert found.factor == pytest.approx(2.2, abs=0.02)
    assert interval(found) == pytest.approx((2.2, 2.2), abs=0.03)


@pytest.mark.parametrize(("survived", "expected"), [(1.0, 1.0), (0.0, 0.0), (0.75, 0.75)])
def test_without_a_crossing_there_is_none(survived: float, expected: float) -> None:
    """Where all survive, or none, or three quarters of the parties of each, nothing tips."""
    found = tipping(factors(6), np.full(400, survived), seed=6)
    assert (found.factor, found.low, found.high) == (None, None, None)
    assert (found.at_least, found.at_greatest) == pytest.approx((expected, expected), abs=0.01)


def test_a_bound_beyond_the_range_is_none_and_the_other_is_kept() -> None:
    """Log-odds 4 - f reach nought just where the range ends: how far it might be is not known."""
    factor = factors(7)
    found = tipping(factor, drawn(expit(4 - factor), 7), seed=7)
    assert found.high is None
    assert found.low is not None
    assert 3 < found.low < GREATEST
    begun = tipping(factor, drawn(expit(0.1 - factor), 8), seed=8)
    assert begun.low is None
    assert begun.high is not None
    assert begun.high < 1
    risen = tipping(factor, drawn(expit(factor - 4), 7), seed=7)
    assert risen.high is None
    assert risen.low is not None


def test_of_two_crossings_the_lesser_counts() -> None:
    """Shares with log-odds (f - 1) (f - 3) pass one half downwards at 1 and upwards at 3."""
    factor = factors(8)
    found = tipping(factor, expit((factor - 1) * (factor - 3)), seed=8)
    assert found.factor == pytest.approx(1.0, abs=0.01)
    assert interval(found) == pytest.approx((1.0, 1.0), abs=0.01)


def test_a_shock_of_one_size_has_no_tipping_point() -> None:
    """Seven tenths survive it, and there is nothing to compare it with."""
    found = tipping(np.full(100, 2.0), np.repeat([1.0, 0.0], [70, 30]), seed=9)
    assert (found.factor, found.low, found.high, found.least, found.greatest) == (None, None, None, 2.0, 2.0)
    assert (found.at_least, found.at_greatest) == pytest.approx((0.7, 0.7), abs=0.01)


def test_the_interval_is_that_of_its_seed() -> None:
    """The same seed draws the same; another moves the interval, and the point not at all."""
    factor = factors(10)
    survived = drawn(expit(3 - 2 * factor), 10)
    found, again, other = (tipping(factor, survived, seed) for seed in (1, 1, 2))
    assert astuple(found) == astuple(again)
    assert found.factor == other.factor
    assert interval(found) != interval(other)


def test_other_units_of_the_shock_move_the_point_with_them() -> None:
    """A factor in per cent tips at a hundred times the factor."""
    factor = factors(11)
    survived = drawn(expit(3 - 2 * factor), 11)
    whole, cent = tipping(factor, survived, 1), tipping(100 * factor, survived, 1)
    assert whole.factor is not None
    assert cent.factor == pytest.approx(100 * whole.factor)
    assert interval(cent) == pytest.approx([100 * end for end in interval(whole)])


def test_the_course_bins_histories_by_factor() -> None:
    """Seven histories in three bins: 3, 2 and 2, from the least factor on."""
    factor = np.array([0.5, 3.0, 1.0, 2.0, 0.0, 4.0, 3.5])
    survived = np.array([1.0, 0.0, 0.5, 1.0, 1.0, 0.0, 0.25])
    found = course(factor, survived, bins=3)
    assert [one.histories for one in found] == [3, 2, 2]
    assert [one.factor for one in found] == pytest.approx([(0.0 + 0.5 + 1.0) / 3, 2.5, 3.75])
    assert [one.survival for one in found] == pytest.approx([(1.0 + 1.0 + 0.5) / 3, 0.5, 0.125])
    assert course(factor[:2], survived[:2]) == [Bin(0.5, 1, 1.0), Bin(3.0, 1, 0.0)]
    assert [one.histories for one in course(factors(12, 1_000), np.ones(1_000))] == [100] * 10
