"""Parameters: what history 0 takes, how the others draw, what can be fixed, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma, kstest, loguniform, truncnorm, uniform

from replay.errors import RequestError, UnknownNameError
from replay.parameters import PERCEPTION, Parameter, draw, key, require_known
from replay.priors import Dirichlet, Draws, LogUniform, Positive, Prior, Uniform
from replay.theories import registry

GRID = np.linspace(0.001, 0.999, 999)


def number(name: str, prior: Prior) -> Parameter:
    """Give a prior a name, and no meaning."""
    return Parameter(name, "", prior, "", "")


FOUR = (
    number("even", Uniform(-2, 3)),
    number("ratio", LogUniform(0.5, 12)),
    number("weight", Positive(0.4, 0.3)),
    number("shares", Dirichlet((1, 1, 1, 2))),
)


def test_the_nominal_history_takes_medians_and_of_shares_the_mean() -> None:
    """Each number has its closed form."""
    drawn = draw(FOUR, 5, 1, "test", {})
    assert drawn["even"][0] == pytest.approx((-2 + 3) / 2)
    assert drawn["ratio"][0] == pytest.approx(math.sqrt(0.5 * 12))
    assert drawn["weight"][0] == pytest.approx(truncnorm.median(-0.4 / 0.3, np.inf, 0.4, 0.3))
    assert drawn["shares"][:, 0] == pytest.approx([1 / 5, 1 / 5, 1 / 5, 2 / 5])


def test_the_nominal_perception_stands_in_the_middle_of_every_prior() -> None:
    """Half-lives of sqrt(6) and sqrt(5) years, saturation at sqrt(180) points, rho at -0.85."""
    drawn = draw(PERCEPTION, 1, 1, "perception", {})
    nominal = {name: float(values[0]) for name, values in drawn.items() if name != "weights"}
    assert nominal == pytest.approx(
        {
            "half_life_hostile": math.sqrt(0.5 * 12),
            "half_life_cooperative": math.sqrt(0.5 * 10),
            "words_share": math.sqrt(0.1 * 1),
            "half_life_received": math.sqrt(2 * 10),
            "saturation": math.sqrt(3 * 60),
            "base_intention": (0 + 0.05) / 2,
            "distance_scale": math.sqrt(300 * 3000),
            "reach": (0.05 + 0.9) / 2,
            "rho": (-2 + 0.3) / 2,
            "regime_reset": (0 + 0.3) / 2,
            "met": 0,
            "bias": 0,
            "spillover": 0,
        }
    )


@pytest.mark.parametrize(
    ("prior", "quantiles"),
    [
        (Uniform(-2, 0.3), uniform.ppf(GRID, -2, 2.3)),
        (LogUniform(300, 3000), loguniform.ppf(GRID, 300, 3000)),
        (Positive(0.4, 0.3), truncnorm.ppf(GRID, -0.4 / 0.3, np.inf, 0.4, 0.3)),
        (Positive(0.2, 0.3), truncnorm.ppf(GRID, -0.2 / 0.3, np.inf, 0.2, 0.3)),
    ],
)
def test_quantiles_are_those_of_scipy(prior: Prior, quantiles: Draws) -> None:
    """A thousand quantiles of each prior equal those of the distribution of that name."""
    assert prior.quantile(GRID[None])[0] == pytest.approx(quantiles, rel=1e-9)


def test_quantiles_of_shares_are_scaled_gammas() -> None:
    """Each part is a gamma of its own, and each draw sums to one."""
    u = np.array([GRID, GRID[::-1], GRID**2])
    gammas = np.array([gamma.ppf(row, alpha) for row, alpha in zip(u, (1, 2, 0.5), strict=True)])
    shares = Dirichlet((1, 2, 0.5)).quantile(u)
    assert shares == pytest.approx(gammas / gammas.sum(axis=0), rel=1e-7)
    assert shares.sum(axis=0) == pytest.approx(np.ones(GRID.size))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_draws_follow_their_priors(seed: int) -> None:
    """Of 1,024 points of the sequence the greatest distance to each distribution is below .01."""
    drawn = draw(FOUR, 1025, seed, "test", {})
    assert kstest(drawn["even"][1:], uniform(-2, 5).cdf).statistic < 0.01
    assert kstest(drawn["ratio"][1:], loguniform(0.5, 12).cdf).statistic < 0.01
    assert kstest(drawn["weight"][1:], truncnorm(-0.4 / 0.3, np.inf, 0.4, 0.3).cdf).statistic < 0.01
    assert drawn["shares"][:, 1:].mean(axis=1) == pytest.approx([0.2, 0.2, 0.2, 0.4], abs=0.01)


@given(few=st.integers(1, 40), many=st.integers(40, 300), seed=st.integers(0, 5))
def test_a_draw_does_not_depend_on_how_many_histories_there_are(few: int, many: int, seed: int) -> None:
    """The first of many histories are the few."""
    short, long = draw(FOUR, few, seed, "test", {}), draw(FOUR, many, seed, "test", {})
    for name, values in short.items():
        assert np.array_equal(values, long[name][..., :few])


@pytest.mark.parametrize(("seed", "purpose"), [(2, "test"), (1, "other")])
def test_another_seed_or_purpose_gives_other_draws(seed: int, purpose: str) -> None:
    """All but the nominal history differ, which depends on neither."""
    one, other = draw(FOUR, 20, 1, "test", {}), draw(FOUR, 20, seed, purpose, {})
    for name in one:
        assert np.array_equal(one[name][..., 0], other[name][..., 0])
        assert not np.any(one[name][..., 1:] == other[name][..., 1:])


def test_the_same_request_gives_the_same_draws() -> None:
    """Nothing but seed, purpose and parameters decides."""
    one, again = draw(PERCEPTION, 20, 7, "perception", {}), draw(PERCEPTION, 20, 7, "perception", {})
    assert all(np.array_equal(one[name], again[name]) for name in one)


def test_a_stream_is_named_by_all_of_its_identity() -> None:
    """Seed, purpose and name each make another stream."""
    identities = [(1, "date", "a"), (2, "date", "a"), (1, "draw", "a"), (1, "date", "b")]
    assert len({key(*identity) for identity in identities}) == len(identities)


def test_no_parameters_give_no_draws() -> None:
    """A theory with nothing to tune draws nothing."""
    assert draw((), 10, 1, "persistence", {}) == {}


def test_a_fixed_value_stands_in_every_history_and_moves_no_other() -> None:
    """What is fixed keeps its place in the sequence."""
    free, fixed = draw(FOUR, 20, 1, "test", {}), draw(FOUR, 20, 1, "test", {"ratio": 3})
    assert fixed["ratio"].tolist() == [3.0] * 20
    for name in ("even", "weight", "shares"):
        assert np.array_equal(free[name], fixed[name])


@pytest.mark.parametrize("value", [0.5, 12])
def test_the_bounds_themselves_may_be_fixed(value: float) -> None:
    """Both ends of a prior are possible values."""
    assert draw(FOUR, 2, 1, "test", {"ratio": value})["ratio"].tolist() == [value, value]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ratio", 0.49),
        ("ratio", 12.01),
        ("ratio", math.nan),
        ("weight", -0.1),
        ("weight", math.inf),
        ("weight", math.nan),
    ],
)
def test_a_value_out_of_bounds_is_refused(name: str, value: float) -> None:
    """The message says the name, what was found and what is allowed."""
    with pytest.raises(RequestError, match=rf"^{name} was {value:g}; from .* is allowed$"):
        draw(FOUR, 2, 1, "test", {name: value})


def test_shares_cannot_be_set_to_one_number() -> None:
    """The message counts the parts."""
    with pytest.raises(RequestError, match="shares has 4 parts"):
        draw(FOUR, 2, 1, "test", {"shares": 0.2})


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    """The error carries what was found, what is allowed, and the likeliest."""
    with pytest.raises(UnknownNameError) as caught:
        require_known({"rato": 1}, FOUR)
    error = caught.value
    assert (error.what, error.found, error.nearest) == ("parameter", "rato", "ratio")
    assert error.allowed == ("even", "ratio", "shares", "weight")
    require_known({"ratio": 1, "even": 0}, FOUR)


def test_every_perceptual_number_says_its_meaning_and_source_and_respects_its_bounds() -> None:
    """No draw of 1,025 histories leaves the bounds of its prior."""
    drawn = draw(PERCEPTION, 1025, 1, "perception", {})
    for parameter in PERCEPTION:
        low, high = parameter.prior.bounds
        assert parameter.unit
        assert parameter.meaning
        assert parameter.source
        assert np.all((low <= drawn[parameter.name]) & (drawn[parameter.name] <= high))


def test_a_theory_draws_a_weight_for_each_term_with_a_prior_and_never_below_zero() -> None:
    """The sign is the theory's to fix; the draw is its size."""
    tunable = registry()["balance_of_threat"].tunable()
    drawn = draw(tunable, 257, 1, "balance_of_threat", {})
    shared = ("goodwill", "mutual_threat", "shared_threat")
    assert sorted(drawn) == sorted(
        f"balance_of_threat.{head}.{term}"
        for head, terms in {"onset": shared, "ending": (*shared, "leadership")}.items()
        for term in terms
    )
    assert all(np.all(values > 0) for values in drawn.values())
