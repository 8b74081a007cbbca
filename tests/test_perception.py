"""Perception: what an event leaves with whom, and how power, nearness, forces and enmity make threat."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from replay.changes import STOCKS, Enter, Measure, Place
from replay.parameters import PERCEPTION, draw
from replay.perception import (
    NEARLY_ZERO,
    capability,
    compose,
    half_lives,
    impressions,
    intention,
    offensive,
    proximity,
    share_of_two,
)
from replay.roster import Existence, Roster
from replay.world import World
from tests.small_world import event

Floats = NDArray[np.float64]
LETTERS = ("AAA", "BBB", "CCC")


def left_behind(kind: str, roles: str, **details: float) -> set[tuple[str, str, str, float, bool]]:
    """List what an event leaves: stock, holder, about whom, points, and whether only once public."""
    one = event("e", kind, roles, "1900-01-01", **details)  # type: ignore[arg-type]
    found = list(impressions(one))
    assert {impression.event_id for impression in found} <= {"e"}
    return {(made.add.stock, made.add.holder, made.add.about, made.add.points, made.public) for made in found}


def world(*, measured: dict[str, tuple[float, ...]], present: str = "AAA BBB CCC") -> World:
    """Let states exist, with quantities by column in the order of the roster; NaN is unknown."""
    roster = Roster(Existence(code, code, None, None, None, "scored", "") for code in LETTERS)
    small = World(roster, np.full((len(STOCKS), 1), 365.25), np.zeros(1), frozenset())
    for code in present.split():
        small.settle(date(1900, 1, 1), [(Enter(code), None)])
    for column, values in measured.items():
        for code, value in zip(LETTERS, values, strict=True):
            small.settle(date(1900, 1, 1), [(Measure(code, column, value), None)])
    return small


def test_a_hostile_deed_is_held_by_its_target_alone() -> None:
    """A raid has 5 points."""
    assert left_behind("raid", "AAA > BBB") == {("hostile_deeds", "BBB", "AAA", 5.0, False)}


def test_deaths_and_intensity_scale_the_points() -> None:
    """Of 99 dead in a raid of half intensity, 5 x 0.5 x (1 + 0.3 x log10(1 + 99)) = 4 points."""
    assert left_behind("raid", "AAA > BBB", deaths=99, intensity=0.5) == {
        ("hostile_deeds", "BBB", "AAA", 5 * 0.5 * (1 + 0.3 * 2), False)
    }


def test_hostile_words_fade_as_words() -> None:
    """A threat has 2 points."""
    assert left_behind("threat", "AAA > BBB") == {("hostile_words", "BBB", "AAA", 2.0, False)}


def test_a_clash_is_held_by_both_sides() -> None:
    """A border clash has 5 points."""
    assert left_behind("border_clash", "AAA > BBB") == {
        ("hostile_deeds", "BBB", "AAA", 5.0, False),
        ("hostile_deeds", "AAA", "BBB", 5.0, False),
    }


def test_every_initiator_acts_towards_every_target() -> None:
    """Two attack one, and the two hold nothing of each other."""
    assert left_behind("raid", "AAA BBB > CCC") == {
        ("hostile_deeds", "CCC", "AAA", 5.0, False),
        ("hostile_deeds", "CCC", "BBB", 5.0, False),
    }


def test_several_initiators_without_a_target_co_operate_with_one_another() -> None:
    """Of three states each pair holds it both ways: six impressions of 2 points."""
    assert left_behind("exercise", "AAA BBB CCC") == {
        ("cooperative_deeds", a, b, 2.0, False) for a in LETTERS for b in LETTERS if a != b
    }


def test_those_whom_co_operation_is_against_hold_a_share_of_it_once_it_is_known() -> None:
    """A defence pact has 8 points, and half of them, 4, against each partner."""
    assert left_behind("defence_pact", "AAA BBB ! CCC") == {
        ("cooperative_deeds", "AAA", "BBB", 8.0, False),
        ("cooperative_deeds", "BBB", "AAA", 8.0, False),
        ("hostile_deeds", "CCC", "AAA", 8 * 0.5, True),
        ("hostile_deeds", "CCC", "BBB", 8 * 0.5, True),
    }


def test_friendly_words_against_a_third_state_are_hostile_words_to_it() -> None:
    """A visit has 1.5 points, a quarter of them held against each partner."""
    assert left_behind("visit", "AAA > BBB ! CCC") == {
        ("cooperative_words", "AAA", "BBB", 1.5, False),
        ("cooperative_words", "BBB", "AAA", 1.5, False),
        ("hostile_words", "CCC", "AAA", 1.5 * 0.25, True),
        ("hostile_words", "CCC", "BBB", 1.5 * 0.25, True),
    }


@pytest.mark.parametrize(
    ("kind", "stock", "points"), [("arms_deal", "arms", 4), ("airlift", "arms", 6), ("aid", "aid", 3)]
)
def test_arms_and_aid_are_received_by_the_target_one_deal_times_intensity(
    kind: str, stock: str, points: float
) -> None:
    """A deal of double size leaves two deals and twice the points."""
    assert left_behind(kind, "AAA > BBB", intensity=2) == {
        ("cooperative_deeds", "AAA", "BBB", 2.0 * points, False),
        ("cooperative_deeds", "BBB", "AAA", 2.0 * points, False),
        (stock, "BBB", "AAA", 2.0, False),
    }


def test_subversion_penetrates_its_target() -> None:
    """It is held against its author, and received from it."""
    assert left_behind("subversion", "AAA > BBB") == {
        ("hostile_deeds", "BBB", "AAA", 3.0, False),
        ("penetration", "BBB", "AAA", 1.0, False),
    }


@pytest.mark.parametrize("kind", ["coup", "insurrection", "policy_declaration", "dissolution"])
def test_a_states_own_affairs_leave_nothing_with_others(kind: str) -> None:
    """A change of regime unsettles impressions, but makes none."""
    assert left_behind(kind, "AAA") == set()


def test_half_lives_are_laid_out_in_days_in_the_order_of_the_stocks() -> None:
    """Words fade in their share of the time of deeds; arms, aid and penetration alike."""
    parameters = draw(PERCEPTION, 3, 1, "perception", {})
    hostile, cooperative = parameters["half_life_hostile"], parameters["half_life_cooperative"]
    words, received = parameters["words_share"], parameters["half_life_received"]
    years = [hostile * words, hostile, cooperative * words, cooperative, received, received, received]
    assert np.allclose(half_lives(parameters), np.array(years) * 365.25, rtol=1e-15)


def test_power_is_the_observeds_share_of_the_two() -> None:
    """Of 1 and 3, the second has 3/4 in the eyes of the first; where both are zero it is unknown."""
    share = share_of_two(np.array([[1.0], [3.0], [0.0], [0.0], [np.nan]]))[..., 0]
    assert share[0, 1] == 3 / (1 + 3)
    assert share[1, 0] == 1 / (3 + 1)
    assert share[0, 2] == 0
    assert np.isnan([share[2, 3], share[0, 4], share[4, 0]]).all()


def test_intention_grows_with_the_enmity_of_both_sides() -> None:
    """Of 2 and 4 points at a saturation of 3: 0.05 + 0.95 x (1 - exp(-6/3)), the same for both."""
    hostile = np.array([[0.0, 2.0], [4.0, 0.0]])[..., None]
    found = intention(hostile, np.array([3.0]), np.array([0.05]))[..., 0]
    assert found[0, 1] == pytest.approx(0.05 + 0.95 * (1 - math.exp(-2)))
    assert found[1, 0] == found[0, 1]
    assert found[0, 0] == pytest.approx(0.05)


def test_proximity_is_the_greatest_of_distance_border_and_reach() -> None:
    """At 500 km and a scale of 1,000: exp(-1/2); the third state reaches everyone with 0.8."""
    km = np.array([[np.nan, 500, 3000], [500, np.nan, np.nan], [3000, np.nan, np.nan]])
    border = np.zeros((3, 3))
    reach = np.array([[0.0], [0.0], [0.8]])
    found = proximity(km, border, reach, np.array([1000.0]))[..., 0]
    assert found[0, 1] == pytest.approx(math.exp(-0.5))
    assert found[0, 2] == 0.8
    assert found[2, 0] == pytest.approx(math.exp(-3))
    assert np.isnan(found[1, 2])
    border[1, 2] = border[2, 1] = 1
    assert proximity(km, border, reach, np.array([1000.0]))[1, 2, 0] == 1


def test_capability_is_the_mean_share_of_the_known_totals() -> None:
    """Steel is 1/4 and 3/4 and unknown for the third; people are 2/10, 3/10 and 5/10."""
    small = world(measured={"steel": (1, 3, np.nan), "people": (2, 3, 5)})
    found = capability(small, ("steel", "people"))
    assert found == pytest.approx([(1 / 4 + 2 / 10) / 2, (3 / 4 + 3 / 10) / 2, 5 / 10])


def test_capability_counts_existing_states_alone() -> None:
    """Without the third, whose 5 are gone, people are 2/5 and 3/5."""
    small = world(measured={"people": (2, 3, 5)}, present="AAA BBB")
    assert capability(small, ("people",)) == pytest.approx([2 / 5, 3 / 5, np.nan], nan_ok=True)


def test_capability_that_nobody_knows_is_unknown() -> None:
    """Neither a column without rows nor a total of zero gives a share."""
    small = world(measured={"navy": (0, 0, 0)})
    assert np.isnan(capability(small, ("navy", "steel"))).all()


def test_forces_count_double_for_the_best_supplied() -> None:
    """The first got 1 + 3 deals, the second 2: shares of .25 and .25 become .5 and .375."""
    small = world(measured={"soldiers": (1, 1, 2)})
    arms = np.zeros((3, 3, 1))
    arms[0, 1], arms[0, 2], arms[1, 2] = 1, 3, 2
    found = offensive(small, ("soldiers",), arms)[:, 0]
    assert found == pytest.approx([0.25 * (1 + 4 / 4), 0.25 * (1 + 2 / 4), 0.5])


def test_without_arms_forces_are_their_shares() -> None:
    """Nobody is best supplied where nobody received anything."""
    small = world(measured={"soldiers": (1, 1, 2)})
    assert offensive(small, ("soldiers",), np.zeros((3, 3, 1)))[:, 0] == pytest.approx([0.25, 0.25, 0.5])


def test_the_arms_of_a_state_that_is_gone_belittle_nobody() -> None:
    """The third, which had most, exists no more: the best supplied is the first, and doubles."""
    small = world(measured={"soldiers": (1, 3, 9)}, present="AAA BBB")
    arms = np.zeros((3, 3, 1))
    arms[0, 1], arms[2, 1] = 1, 100
    assert offensive(small, ("soldiers",), arms)[:2, 0] == pytest.approx([0.25 * 2, 0.75])


def four(power: float, near: float, offence: float, intent: float) -> Floats:
    """Shape four factors as one dyad in one history."""
    return np.array([power, near, offence, intent]).reshape(4, 1, 1, 1)


def threat(factors: Floats, weights: Floats, rho: float) -> float:
    """Compose one threat."""
    return float(compose(factors, weights.reshape(4, 1), np.array([rho]))[0, 0, 0])


EVEN = np.array([0.2, 0.2, 0.2, 0.4])


def test_threat_of_known_factors() -> None:
    """With rho -1 it is harmonic: 1 / (.2/.5 + .2/1 + .2/.25 + .4/.8) = 1 / 1.9."""
    assert threat(four(0.5, 1, 0.25, 0.8), EVEN, -1) == pytest.approx(1 / (0.4 + 0.2 + 0.8 + 0.5))


def test_threat_at_rho_zero_is_the_geometric_mean() -> None:
    """The product of the factors, each to the power of its weight."""
    expected = 0.5**0.2 * 1**0.2 * 0.25**0.2 * 0.8**0.4
    assert threat(four(0.5, 1, 0.25, 0.8), EVEN, 0) == pytest.approx(expected)


def test_threat_at_rho_one_is_the_weighted_sum() -> None:
    """One factor fully replaces another."""
    expected = 0.2 * 0.5 + 0.2 * 1 + 0.2 * 0.25 + 0.4 * 0.8
    assert threat(four(0.5, 1, 0.25, 0.8), EVEN, 1) == pytest.approx(expected)


fractions = st.sampled_from([1e-9, 0.01, 0.1, 0.25, 0.5, 0.5, 0.75, 0.99, 1.0])
near_zero = st.sampled_from([-2.0, -1.0, -1e-3, -1e-5, -1e-7, 0.0, 1e-7, 1e-5, 0.3])
exponents = st.one_of(near_zero, st.floats(-2, 0.3))
some_factors = st.builds(four, fractions, fractions, fractions, fractions)
some_weights = (
    st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=4, max_size=4)
    .filter(any)
    .map(lambda parts: np.array(parts) / sum(parts))
)


@given(weights=some_weights, factors=some_factors, zero=st.integers(0, 3), rho=st.floats(-2, 0))
def test_a_factor_of_zero_makes_threat_zero_unless_it_weighs_nothing(
    weights: Floats, factors: Floats, zero: int, rho: float
) -> None:
    """For rho up to zero nothing replaces what is wholly missing."""
    factors[zero] = 0
    assert (threat(factors, weights, rho) == 0) == (weights[zero] > 0)


@given(weights=some_weights, factors=some_factors, sign=st.sampled_from([-1, 1]))
def test_threat_tends_to_the_geometric_mean_as_rho_tends_to_zero(
    weights: Floats, factors: Floats, sign: int
) -> None:
    """The distance shrinks with rho, on both sides, and across the seam where the limit is taken."""
    geometric = threat(factors, weights, 0)
    for rho in (1e-3, 1e-4, 1e-5, 1.1e-6, 0.9e-6):
        assert threat(factors, weights, sign * rho) == pytest.approx(geometric, rel=60 * rho, abs=1e-9)


@given(factors=some_factors, only=st.integers(0, 3), rho=exponents)
def test_the_weight_of_a_single_factor_returns_that_factor(factors: Floats, only: int, rho: float) -> None:
    """What weighs nothing does not count, even where it is unknown."""
    alone = np.full_like(factors, np.nan)
    alone[only] = factors[only]
    weights = np.eye(4)[only]
    assert threat(alone, weights, rho) == pytest.approx(float(factors[only, 0, 0, 0]), rel=1e-8)


@given(weights=some_weights, factors=some_factors, which=st.integers(0, 3), more=fractions, rho=exponents)
def test_threat_never_falls_when_a_factor_rises(
    weights: Floats, factors: Floats, which: int, more: float, rho: float
) -> None:
    """It is monotone in every factor, to a rounding error of 1e-9."""
    raised = factors.copy()
    raised[which] = max(more, raised[which, 0, 0, 0])
    assert threat(raised, weights, rho) >= threat(factors, weights, rho) * (1 - 1e-9)


@given(weights=some_weights, factors=some_factors, rho=exponents)
def test_threat_lies_between_the_least_and_the_greatest_factor(
    weights: Floats, factors: Floats, rho: float
) -> None:
    """And so within 0 and 1, to a rounding error of 1e-9."""
    counted = factors[weights > 0]
    found = threat(factors, weights, rho)
    assert counted.min() * (1 - 1e-9) <= found <= counted.max() * (1 + 1e-9)


@given(factors=some_factors, unknown=st.integers(0, 3), rho=exponents)
def test_threat_with_an_unknown_factor_is_unknown(factors: Floats, unknown: int, rho: float) -> None:
    """Even where another factor is zero: unknown is never zero."""
    factors[(unknown + 1) % 4] = 0
    factors[unknown] = np.nan
    assert math.isnan(threat(factors, EVEN, rho))


@given(
    factors=st.lists(st.sampled_from([0.0, math.nan, 1e-9, 0.25, 0.5, 1.0]), min_size=24, max_size=24),
    weights=st.lists(some_weights, min_size=3, max_size=3),
    rho=st.lists(st.sampled_from([-2.0, -0.7, 0.0, 1e-7, 0.2, 1.0]), min_size=3, max_size=3),
    precision=st.sampled_from([np.float64, np.float32]),
)
def test_threat_is_the_weighted_mean_of_powers(
    factors: list[float], weights: list[Floats], rho: list[float], precision: type
) -> None:
    """Beside the formula, number by number, in double precision and in single."""
    given_factors = np.array(factors, precision).reshape(4, 1, 2, 3)
    parts = np.array(weights, precision).T
    found = compose(given_factors, parts, np.array(rho, precision))
    expected = np.zeros((1, 2, 3))
    with np.errstate(divide="ignore", over="ignore"):
        for j, m in np.ndindex(2, 3):
            own = given_factors[:, 0, j, m].astype(float)
            w, x = parts[parts[:, m] > 0, m].astype(float), own[parts[:, m] > 0]
            power = rho[m] if abs(rho[m]) >= NEARLY_ZERO else 0
            expected[0, j, m] = (w @ x**power) ** (1 / power) if power else np.prod(x**w)
    assert found.dtype == precision
    np.testing.assert_allclose(found, expected, rtol=1e-12 if precision is np.float64 else 1e-4)


def test_each_history_composes_with_its_own_weights_and_exponent() -> None:
    """Three histories at once give what each gives alone."""
    factors = np.repeat(four(0.5, 1, 0.25, 0.8), 3, axis=-1)
    weights = np.array([EVEN, np.eye(4)[2], EVEN[::-1]]).T
    rho = np.array([-1.0, 0.3, 0.0])
    together = compose(factors, weights, rho)[0, 0]
    alone = [threat(four(0.5, 1, 0.25, 0.8), weights[:, m], float(rho[m])) for m in range(3)]
    assert together.tolist() == pytest.approx(alone, rel=1e-15)


def test_a_place_without_a_distance_is_unknown_again() -> None:
    """A distance that ends leaves neither a distance nor a border."""
    small = world(measured={})
    small.settle(date(1900, 1, 1), [(Place("AAA", "BBB", 100, border=True), None)])
    assert (small.km[0, 1], small.border[1, 0]) == (100, True)
    small.settle(date(1900, 1, 1), [(Place("AAA", "BBB", None, border=False), None)])
    assert np.isnan(small.km[0, 1])
    assert not small.border[1, 0]


def test_an_unknown_number_of_deaths_scales_nothing() -> None:
    """It counts as none."""
    assert replace(event("e", "raid", "AAA > BBB", "1900-01-01"), deaths=0).points == 5
    assert event("e", "raid", "AAA > BBB", "1900-01-01").points == 5
