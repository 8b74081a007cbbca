"""Calibration: the mode against other optimisers, base rates and scales by hand, and what stays bounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from replay.calibration import Fold, Forecast
from replay.logistic import FLOOR, posterior_mode
from replay.priors import Positive
from replay.standardisation import Scale, mean, total
from replay.theory import Fit, Fixed, Index, Rate, Ridge, Term

Floats = NDArray[np.float64]
ONE = Term("one", "", 1, Positive(0.4, 0.3))
TWO = Term("two", "", -1, Positive(0.2, 0.3))
ALONE: Mapping[str, Floats] = {"one": np.array([1.0])}


@dataclass
class Walk:
    """A fold over the censuses of some blocks of histories, each with a scale of its own."""

    fold: Fold
    scales: list[Scale]

    def learn(self, year: int, shifted: Floats) -> None:
        """Take in what became of the rows last asked about."""
        self.fold.learn(year, shifted)

    def ask(self, year: int, terms: Mapping[str, Floats], rows: int) -> Forecast:
        """Deal the histories of the terms to the blocks, evenly and in order, and ask."""
        count = len(self.scales)
        blocks = [
            scale.standard(
                year,
                {name: np.array_split(term, count, axis=-1)[number] for name, term in terms.items()},
            )
            for number, scale in enumerate(self.scales)
        ]
        return self.fold.ask(rows, blocks)


def fold(
    fit: Fit,
    *,
    head: str = "onset",
    frozen_after: int | None = 1902,
    blocks: int = 1,
    **weights: Sequence[float],
) -> Walk:
    """Start a fold, with weights by term and history; a lone term weighs 1 in one history."""
    given = {name: np.array(values, dtype=float) for name, values in weights.items()} or ALONE
    dealt = {name: np.array_split(values, blocks) for name, values in given.items()}
    return Walk(
        Fold(head, fit),
        [
            Scale(fit, {name: parts[number] for name, parts in dealt.items()}, frozen_after)
            for number in range(blocks)
            if isinstance(fit, Index | Ridge)
        ],
    )


def column(*values: float) -> Floats:
    """Shape a term's values in one history, a row each."""
    return np.array(values, dtype=float)[:, None]


def sample(seed: int, rows: int, width: int) -> tuple[Floats, Floats]:
    """Draw a design and outcomes that depend on it."""
    rng = np.random.default_rng(seed)
    design = rng.normal(size=(rows, width))
    odds = -2 + design @ rng.normal(size=width)
    return design, (rng.random(rows) < expit(odds)).astype(float)


@pytest.mark.parametrize("width", [0, 1, 4])
@pytest.mark.parametrize("rows", [3, 30, 500])
@pytest.mark.parametrize("seed", range(3))
def test_the_mode_is_that_of_a_general_optimiser(seed: int, rows: int, width: int) -> None:
    """The same posterior, written out anew and minimised by BFGS."""
    design, shifted = sample(seed, rows, width)
    rng = np.random.default_rng(seed + 100)
    means, sds = rng.normal(size=width + 1), rng.uniform(0.2, 2, size=width + 1)
    constant = np.column_stack([np.ones(rows), design])

    def surprise(beta: Floats) -> float:
        p = expit(constant @ beta)
        likelihood = np.sum(shifted * np.log(p) + (1 - shifted) * np.log1p(-p))
        return float(-likelihood + np.sum((beta - means) ** 2 / (2 * sds**2)))

    best = minimize(surprise, means, method="BFGS", options={"gtol": 1e-7})
    found = posterior_mode(design, shifted, means, sds)
    assert found == pytest.approx(best.x, abs=2e-5)
    assert surprise(found) <= best.fun + 1e-9


@pytest.mark.parametrize("seed", range(5))
def test_the_mode_is_that_of_a_ridge_regression(seed: int) -> None:
    """scikit-learn, its penalty C = s.d. squared and its intercept free, as a prior s.d. of 1e6 makes it."""
    design, shifted = sample(seed, 300, 3)
    ridge = LogisticRegression(C=0.5**2, tol=1e-12, max_iter=10_000).fit(design, shifted)
    found = posterior_mode(design, shifted, np.zeros(4), np.array([1e6, 0.5, 0.5, 0.5]))
    assert found == pytest.approx([*ridge.intercept_, *ridge.coef_[0]], abs=1e-5)


def test_the_mode_of_an_outcome_by_hand() -> None:
    """Without columns, at N(0, 1) and one shift: 1 - expit(b) = b, so that b = 0.40106."""
    found = posterior_mode(np.empty((1, 0)), np.ones(1), np.zeros(1), np.ones(1))
    assert 1 - expit(found[0]) == pytest.approx(found[0], abs=1e-12)
    assert found[0] == pytest.approx(0.40106, abs=5e-6)


def test_no_outcomes_give_the_priors() -> None:
    """The mode is the mean of the priors."""
    means = np.array([-3.7, 1.0])
    assert posterior_mode(np.empty((0, 1)), np.empty(0), means, np.ones(2)).tolist() == means.tolist()


@pytest.mark.parametrize(("head", "level"), [("onset", -3.7), ("ending", -2.0)])
def test_the_first_forecast_has_the_prior_level_and_slope(head: str, level: float) -> None:
    """Values of 1 and 3 are one s.d. below and above their mean of 2: logit p = level -+ 1 x 1."""
    answer = fold(Index((ONE,)), head=head).ask(1900, {"one": column(1, 3)}, 2)
    assert (answer.fitted.level, answer.fitted.slope, answer.fitted.trained_on) == (level, 1, 0)
    assert answer.p == pytest.approx(expit([level - 1, level + 1]))
    assert answer.fitted.coefficients == {}


@pytest.mark.parametrize(("head", "level"), [("onset", -3.7), ("ending", -2.0)])
def test_the_first_forecast_of_a_ridge_is_the_level_for_all(head: str, level: float) -> None:
    """Its coefficients are drawn to zero until something shifts."""
    answer = fold(Ridge((ONE,)), head=head).ask(1900, {"one": column(1, 3)}, 2)
    assert answer.p == pytest.approx(expit([level, level]))
    assert (answer.fitted.slope, answer.fitted.coefficients) == (None, {"one": 0.0})


def test_persistence_never_moves() -> None:
    """Whatever shifted, and for however many rows."""
    steady = fold(Fixed(0.005))
    assert steady.ask(1900, {}, 2).p.tolist() == [0.005, 0.005]
    steady.learn(1900, np.ones(2))
    assert steady.ask(1901, {}, 3).p.tolist() == [0.005] * 3


def test_the_base_rate_walks_forward() -> None:
    """(1 + k) / (31 + n), k shifts among n scored rows so far; censored rows do not count."""
    rate = fold(Rate(1, 30))
    assert rate.ask(1900, {}, 3).p == pytest.approx([1 / 31] * 3)
    rate.learn(1900, np.array([1.0, 0.0, 0.0]))
    assert rate.ask(1901, {}, 4).p == pytest.approx([(1 + 1) / (31 + 3)] * 4)
    rate.learn(1900, np.array([1.0, np.nan, 0.0, 1.0]))
    answer = rate.ask(1902, {}, 1)
    assert answer.p == pytest.approx([(1 + 3) / (31 + 6)])
    assert answer.fitted.trained_on == 6
    assert answer.fitted.level == pytest.approx(logit(4 / 37))


def test_the_base_rate_of_endings_begins_at_one_in_nine() -> None:
    """Beta(1, 8)."""
    assert fold(Rate(1, 8), head="ending").ask(1900, {}, 1).p == pytest.approx([1 / 9])


def test_level_and_slope_are_fitted_on_closed_years_alone() -> None:
    """Beside the mode of a year's index; what the present census asks has no outcome yet."""
    values = column(0, 0, 1, 1, 4)
    shifted = np.array([0.0, 0.0, 0.0, 1.0, 1.0])
    walk = fold(Index((ONE,)), frozen_after=1900)
    walk.ask(1900, {"one": values}, 5)
    walk.learn(1900, shifted)
    answer = walk.ask(1901, {"one": column(2, 9)}, 2)
    index = (values - values.mean()) / values.std()
    level, slope = posterior_mode(index, shifted, np.array([-3.7, 1.0]), np.array([0.7, 0.35]))
    assert (answer.fitted.level, answer.fitted.slope) == pytest.approx((level, slope))
    z = np.minimum((np.array([2, 9]) - values.mean()) / values.std(), 3)
    assert answer.p == pytest.approx(expit(level + slope * z))
    assert answer.fitted.trained_on == 5


def test_censored_rows_teach_nothing() -> None:
    """A fold that was never asked about them, on the same scale, is fitted alike."""
    values, shifted = column(0, 1, 2, 3), np.array([0.0, 1.0, np.nan, np.nan])
    walk = fold(Ridge((ONE,)), frozen_after=1900)
    walk.ask(1900, {"one": values}, 4)
    walk.learn(1900, shifted)
    answer = walk.ask(1901, {"one": column(1)}, 1)
    z = (values - 1.5) / np.std([0, 1, 2, 3])
    level, coefficient = posterior_mode(z[:2], shifted[:2], np.array([-3.7, 0]), np.array([0.7, 0.5]))
    assert (answer.fitted.level, answer.fitted.coefficients["one"]) == pytest.approx((level, coefficient))
    assert answer.fitted.trained_on == 2


def test_a_term_counts_no_more_than_three_standard_deviations() -> None:
    """A value of 1,000 and one of -1,000, beside a scale of mean 0 and s.d. 1."""
    walk = fold(Index((ONE,)), frozen_after=1900)
    walk.ask(1900, {"one": column(-1, 1)}, 2)
    answer = walk.ask(1901, {"one": column(-1000, -3, 3, 1000)}, 4)
    assert answer.p == pytest.approx(expit([-3.7 - 3, -3.7 - 3, -3.7 + 3, -3.7 + 3]))


@pytest.mark.parametrize("value", [0.0, 7.0, 0.1, 1e9 / 3])
def test_a_term_without_spread_is_zero(value: float) -> None:
    """And stays so where it comes to vary after the scale is frozen."""
    walk = fold(Index((ONE,)), frozen_after=1900)
    assert walk.ask(1900, {"one": column(value, value, value)}, 3).p == pytest.approx(expit([-3.7] * 3))
    assert walk.ask(1901, {"one": column(value, value + 1)}, 2).p == pytest.approx(expit([-3.7] * 2))


def test_an_unknown_term_is_zero_and_counted() -> None:
    """Of (1, unknown, 3) the unknown is at the mean of 2; two rows lack the second term."""
    both = Index((ONE, TWO))
    answer = fold(both, one=[1.0], two=[0.0]).ask(
        1900, {"one": column(1, np.nan, 3), "two": column(np.nan, 5, np.nan)}, 3
    )
    assert answer.unknown == {"one": 1, "two": 2}
    assert answer.p == pytest.approx(expit([-3.7 - 1, -3.7, -3.7 + 1]))


@pytest.mark.parametrize("fit", [Index((ONE, TWO)), Ridge((ONE, TWO))])
def test_a_row_of_which_every_term_is_unknown_has_no_forecast(fit: Fit) -> None:
    """NaN in probability and bounds, for that row alone."""
    terms = {"one": column(1, np.nan, 3), "two": column(np.nan, np.nan, 1)}
    answer = fold(fit, one=[1.0], two=[1.0]).ask(1900, terms, 3)
    for values in (answer.p, answer.low, answer.high):
        assert np.isnan(values).tolist() == [False, True, False]


def test_a_term_that_nobody_ever_knew_is_zero_when_it_becomes_known() -> None:
    """There is no past to measure it by."""
    walk = fold(Index((ONE,)), frozen_after=1900)
    assert np.isnan(walk.ask(1900, {"one": column(np.nan, np.nan)}, 2).p).all()
    assert walk.ask(1901, {"one": column(5, 9)}, 2).p == pytest.approx(expit([-3.7, -3.7]))


def test_the_scale_expands_during_burn_in_and_is_frozen_after() -> None:
    """In 1900 of (0, 2); in 1901 of (0, 2, 4, 6), the mean 3 and s.d. sqrt(5); in 1902 still."""
    walk = fold(Index((ONE,)), frozen_after=1901)
    assert walk.ask(1900, {"one": column(0, 2)}, 2).p == pytest.approx(expit([-3.7 - 1, -3.7 + 1]))
    p = walk.ask(1901, {"one": column(4, 6)}, 2).p
    assert p == pytest.approx(expit([-3.7 + (4 - 3) / 5**0.5, -3.7 + (6 - 3) / 5**0.5]))
    for year in (1902, 1903):
        p = walk.ask(year, {"one": column(1, 1000, 3)}, 3).p
        assert p == pytest.approx(expit([-3.7 + (1 - 3) / 5**0.5, -3.7 + 3, -3.7]))


def test_past_rows_are_measured_on_the_newest_scale_of_burn_in() -> None:
    """The rows of 1900 are standardised anew by what 1901 adds."""
    shifted = np.array([0.0, 1.0])
    walk = fold(Ridge((ONE,)), frozen_after=1901)
    walk.ask(1900, {"one": column(0, 2)}, 2)
    walk.learn(1900, shifted)
    answer = walk.ask(1901, {"one": column(4, 6)}, 2)
    z = (column(0, 2) - 3) / 5**0.5
    expected = posterior_mode(z, shifted, np.array([-3.7, 0]), np.array([0.7, 0.5]))
    assert (answer.fitted.level, answer.fitted.coefficients["one"]) == pytest.approx(tuple(expected))


def test_within_year_each_census_has_a_scale_of_its_own() -> None:
    """The same ranks give the same forecasts, whatever the year's unit."""
    walk = fold(Index((ONE,)), frozen_after=None)
    first = walk.ask(1900, {"one": column(0, 2, 7)}, 3)
    second = walk.ask(1901, {"one": 1000 + 50 * column(0, 2, 7)}, 3)
    assert first.p == pytest.approx(second.p)


def test_every_history_has_a_scale_and_weights_of_its_own_and_the_mean_index_counts() -> None:
    """The second history's unit is ten times the first's: both have z of -1 and 1; weights .2 and .6."""
    values = np.array([[0.0, 0], [2, 20]])
    answer = fold(Index((ONE,)), one=[0.2, 0.6]).ask(1900, {"one": values}, 2)
    assert answer.p == pytest.approx(expit([-3.7 - 0.4, -3.7 + 0.4]))
    spread = np.quantile(expit([-3.7 + 0.2, -3.7 + 0.6]), [0.05, 0.95])
    assert (answer.low[1], answer.high[1]) == pytest.approx(tuple(spread))


def test_signs_and_weights_make_the_index() -> None:
    """Of z = 1 each, +0.5 and -0.2: logit p = -3.7 + 0.5 - 0.2."""
    terms = {"one": column(-1, 1), "two": column(-1, 1)}
    answer = fold(Index((ONE, TWO)), one=[0.5], two=[0.2]).ask(1900, terms, 2)
    assert answer.p[1] == pytest.approx(expit(-3.7 + 0.5 - 0.2))


def test_a_term_alike_in_all_histories_goes_with_one_that_is_not() -> None:
    """One entry on the last axis stands for all."""
    terms = {"one": column(-1, 1), "two": np.array([[-1.0, -1, -1], [1, 1, 1]])}
    answer = fold(Ridge((ONE, TWO))).ask(1900, terms, 2)
    assert answer.p == pytest.approx(expit([-3.7, -3.7]))


@pytest.mark.parametrize("fit", [Index((ONE,)), Ridge((ONE,)), Rate(1, 30), Fixed(0.005)])
def test_a_census_with_nobody_at_risk_forecasts_nobody(fit: Fit) -> None:
    """And teaches nothing."""
    walk = fold(fit)
    for year in (1900, 1901):
        answer = walk.ask(year, {"one": np.empty((0, 1))}, 0)
        assert answer.p.shape == answer.low.shape == answer.high.shape == (0,)
        walk.learn(1900, np.empty(0))
    assert walk.ask(1902, {"one": column(1, 2)}, 2).fitted.trained_on == 0


@pytest.mark.parametrize("histories", [1, 7, 255, 256, 257, 773])
def test_the_mean_of_blocks_is_numpys(histories: int) -> None:
    """Blocks of 256, the last one shorter; of a single block to the last bit."""
    values = np.random.default_rng(1).normal(size=(3, 4, histories))
    found = mean(total(values[..., start : start + 256]) for start in range(0, histories, 256))
    assert np.allclose(found, values.mean(axis=-1), rtol=1e-12, atol=1e-15)
    assert histories > 256 or np.array_equal(found, values.sum(axis=-1) / histories)


@pytest.mark.parametrize("fit", [Index((ONE, TWO)), Ridge((ONE, TWO))])
@pytest.mark.parametrize("frozen_after", [None, 1901])
def test_blocks_of_histories_together_say_what_all_at_once_say(fit: Fit, frozen_after: int | None) -> None:
    """Six histories in one, two, three blocks: probabilities, bounds, fits, contributions, unknown terms.

    The second term is alike in all histories, and unknown of one dyad; the first of another, in the last.
    """
    rng = np.random.default_rng(1)
    weights = {"one": rng.random(6), "two": rng.random(6)}
    walks = [fold(fit, frozen_after=frozen_after, blocks=blocks, **weights) for blocks in (1, 2, 3)]
    for year in range(1900, 1905):
        terms = {"one": rng.normal(size=(9, 6)), "two": np.repeat(rng.normal(size=(9, 1)), 6, axis=1)}
        terms["two"][0] = terms["one"][1, 5] = np.nan
        shifted = (rng.random(9) < 0.3).astype(float)
        whole, *others = (walk.ask(year, terms, 9) for walk in walks)
        for walk, answer in zip(walks[1:], others, strict=True):
            for name in ("p", "low", "high"):
                assert getattr(answer, name) == pytest.approx(getattr(whole, name), rel=1e-12)
            assert answer.fitted.level == pytest.approx(whole.fitted.level, rel=1e-9)
            assert answer.unknown == whole.unknown == {"one": 1, "two": 1}
            for name, one in answer.contributions.items():
                assert one.log_odds == pytest.approx(whole.contributions[name].log_odds, abs=1e-9)
                assert one.value == pytest.approx(whole.contributions[name].value, nan_ok=True)
            walk.learn(year, shifted)
        walks[0].learn(year, shifted)
    assert np.ptp(whole.high - whole.low) > 0


@pytest.mark.parametrize("fit", [Index((ONE,)), Ridge((ONE,))])
@pytest.mark.parametrize("head", ["onset", "ending"])
def test_separable_years_do_not_blow_up(fit: Fit, head: str) -> None:
    """Ten thousand rows that one term tells apart without an error: p stays within its floor."""
    rng = np.random.default_rng(1)
    walk = fold(fit, head=head, frozen_after=1902)
    for year in range(1900, 1910):
        values = np.where(rng.random(1000) < 0.5, -1.0, 1.0)
        answer = walk.ask(year, {"one": values[:, None]}, 1000)
        walk.learn(1900, (values > 0).astype(float))
        for p in (answer.p, answer.low, answer.high):
            assert ((p >= FLOOR) & (p <= 1 - FLOOR)).all()
    assert answer.p[values > 0].min() > 0.9
    assert answer.p[values < 0].max() < 0.1


@pytest.mark.parametrize("always", [0.0, 1.0])
def test_years_in_which_all_or_nobody_shifts_do_not_blow_up(always: float) -> None:
    """Fifty thousand alike: the level goes as far as its prior lets it."""
    walk = fold(Index((ONE,)), frozen_after=1900)
    walk.ask(1900, {"one": np.linspace(-1, 1, 50_000)[:, None]}, 50_000)
    walk.learn(1900, np.full(50_000, always))
    answer = walk.ask(1901, {"one": column(-1, 1)}, 2)
    assert ((answer.p >= FLOOR) & (answer.p <= 1 - FLOOR)).all()
    assert (answer.p > 0.5).tolist() == [bool(always)] * 2


cells = st.sampled_from([0.0, 1.0, -1.0, 1e-300, 1e-30, 1e30, -1e100, 1e100, np.nan])


@given(
    years=st.lists(
        st.lists(st.tuples(cells, cells, st.sampled_from([0.0, 1.0, np.nan])), max_size=5), max_size=5
    ),
    ridge=st.booleans(),
    frozen_after=st.sampled_from([None, 1900, 1902]),
)
def test_extreme_columns_do_not_blow_up(
    years: list[list[tuple[float, float, float]]],
    ridge: bool,  # noqa: FBT001
    frozen_after: int | None,
) -> None:
    """Huge, tiny, constant and unknown values, and outcomes of any kind: p is within its floor or unknown."""
    fit: Fit = Ridge((ONE, TWO)) if ridge else Index((ONE, TWO))
    walk = fold(fit, frozen_after=frozen_after, one=[0.4], two=[0.2])
    for year, rows in enumerate(years, 1900):
        table = np.array(rows, dtype=float).reshape(-1, 3)
        answer = walk.ask(year, {"one": table[:, [0]], "two": table[:, [1]]}, len(rows))
        walk.learn(1900, table[:, 2])
        blank = np.isnan(table[:, :2]).all(axis=1)
        assert np.array_equal(np.isnan(answer.p), blank)
        for p in (answer.p, answer.low, answer.high):
            assert ((p[~blank] >= FLOOR) & (p[~blank] <= 1 - FLOOR)).all()
        assert (answer.low[~blank] <= answer.high[~blank]).all()
        assert np.isfinite([answer.fitted.level, *answer.fitted.coefficients.values()]).all()
