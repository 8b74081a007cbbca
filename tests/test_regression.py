"""Regression in closed form: by hand for one figure, and against scipy and scoringrules."""

from __future__ import annotations

import numpy as np
import pytest
import scoringrules
from scipy import stats

from replay.regression import Prior, Student, fit, forecast

PRIOR = Prior(sd=0.1, years=4, spread=np.array([0.5]))
ONE = np.ones(1)


def test_one_change_moves_the_drift_a_fifth_of_the_way() -> None:
    """A change of 0.3 in a year: 0.3 x 1 / (1 / 0.5 ** 2 + 1) = 0.06.

    Of the variance: (4 x 0.1 ** 2 + 0.3 ** 2 - 0.06 x 5 x 0.06) / (4 + 1) = (0.04 + 0.09 - 0.018) / 5.
    """
    found = fit(np.ones((1, 1)), 0.3 * ONE, ONE, ONE, PRIOR)

    assert found.coefficients == pytest.approx([0.06])
    assert found.precision == pytest.approx(np.array([[5.0]]))
    assert found.sd**2 == pytest.approx(0.112 / 5)
    assert found.worth == 5


def test_without_figures_the_prior_stands() -> None:
    """No drift, a tenth a year, worth four figures; over two years twice that, and the doubt of a drift."""
    nothing = np.empty(0)
    found = fit(np.empty((0, 1)), nothing, nothing, nothing, PRIOR)
    ahead = forecast(found, np.array([[2.0]]), np.array([2.0]))

    assert found.coefficients == pytest.approx([0.0])
    assert ahead.location == pytest.approx([0.0])
    # 0.1 ** 2 x (2 + 2 ** 2 x 0.5 ** 2)
    assert ahead.scale**2 == pytest.approx([0.01 * 3])
    assert ahead.freedom == 4


def test_a_figure_of_half_a_weight_counts_half() -> None:
    """Two halves of one figure are that figure."""
    whole = fit(np.ones((1, 1)), 0.3 * ONE, ONE, ONE, PRIOR)
    halves = fit(np.ones((2, 1)), np.full(2, 0.3), np.ones(2), np.full(2, 0.5), PRIOR)

    assert halves.coefficients == pytest.approx(whole.coefficients)
    assert (halves.sd, halves.worth) == pytest.approx((whole.sd, whole.worth))


def test_a_change_over_four_years_is_as_wide_as_two_of_one() -> None:
    """The variance grows with the years: what is 0.2 over four is 0.05 a year."""
    found = fit(np.array([[4.0]]), 0.2 * ONE, 4 * ONE, ONE, PRIOR)

    # Four years of 0.05: precision 1 / 0.5 ** 2 + 4 ** 2 / 4, and 4 x 0.2 / 4 in proportion to it.
    assert found.coefficients == pytest.approx([0.2 / 8])


def test_with_no_columns_only_the_variance_is_fitted() -> None:
    """(4 x 0.1 ** 2 + 0.3 ** 2) / 5."""
    found = fit(np.empty((1, 0)), 0.3 * ONE, ONE, ONE, Prior(0.1, 4, np.empty(0)))

    assert found.coefficients.size == 0
    assert found.sd**2 == pytest.approx(0.13 / 5)
    assert forecast(found, np.empty((1, 0)), ONE).location == pytest.approx([0.0])


def test_with_many_figures_the_coefficients_are_those_that_made_them() -> None:
    """2,000 changes of 0.02 a year and 0.05 an index, give or take 0.1."""
    random = np.random.default_rng(1)
    index = random.normal(size=2000)
    change = 0.02 + 0.05 * index + 0.1 * random.normal(size=2000)
    design, ones = np.column_stack([np.ones(2000), index]), np.ones(2000)
    found = fit(design, change, ones, ones, Prior(0.3, 4, np.array([0.5, 0.5])))

    # Their s.d. is 0.1 / sqrt(2000) = 0.0022.
    assert found.coefficients == pytest.approx([0.02, 0.05], abs=0.008)
    assert found.sd == pytest.approx(0.1, abs=0.006)


def test_quantiles_and_scores_are_those_of_the_student_distribution() -> None:
    """As scipy and scoringrules have them; of what is not known there is no score."""
    said = Student(np.array([0.1, -0.2, 0.0]), np.array([0.3, 0.1, 1.0]), 5.5)
    came = np.array([0.5, -0.2, np.nan])
    theirs = stats.t(5.5, said.location, said.scale)

    assert said.quantile(0.05) == pytest.approx(theirs.ppf(0.05))
    assert said.log_score(came) == pytest.approx(theirs.logpdf(came), nan_ok=True)
    expected = scoringrules.crps_t(came[:2], 5.5, said.location[:2], said.scale[:2])
    assert said.crps(came)[:2] == pytest.approx(expected)
    assert np.isnan(said.crps(came)[2])
