"""Scenario discovery: a planted box is found, noise gives none, and what is said of a box is true."""

from __future__ import annotations

import sys
import warnings

import numpy as np
import pytest

from replay.discovery import (
    FEWEST,
    MOST_BOXES,
    MOST_RESTRICTED,
    RAREST,
    Box,
    Limit,
    available,
    boxes,
    in_words,
)
from replay.errors import MissingExtraError, RequestError
from replay.parameters import key
from replay.situation import Booleans, Floats

HISTORIES = 1_000
TOLERANCE = 0.1
"""A peel takes a tenth of the histories that are left, and so at most a tenth of a parameter's range."""


def uniform(count: int, seed: int, histories: int = HISTORIES) -> dict[str, Floats]:
    """Draw parameters between 0 and 1 that have nothing to do with one another."""
    rng = np.random.default_rng(seed)
    return {f"p{number}": rng.random(histories) for number in range(count)}


def drawn(p: Floats | float, seed: int, histories: int = HISTORIES) -> Booleans:
    """Draw cases, each with its probability."""
    return np.asarray(np.random.default_rng([seed, 1]).random(histories) < p)


def inside(box: Box, parameters: dict[str, Floats]) -> Booleans:
    """Say which histories lie in a box, limit by limit."""
    held = np.ones(len(next(iter(parameters.values()))), dtype=bool)
    for limit in box.limits:
        held &= parameters[limit.parameter] >= (-np.inf if limit.low is None else limit.low)
        held &= parameters[limit.parameter] <= (np.inf if limit.high is None else limit.high)
    return held


def ends(box: Box) -> dict[str, tuple[object, object]]:
    """Read the limits of a box by parameter."""
    return {limit.parameter: (limit.low, limit.high) for limit in box.limits}


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_box_is_found_with_its_limits(seed: int) -> None:
    """Cases are 9 in 10 where p1 is above .5 and p3 between .2 and .8, else 1 in 10."""
    parameters = uniform(6, seed)
    planted = (parameters["p1"] > 0.5) & (parameters["p3"] > 0.2) & (parameters["p3"] < 0.8)
    cases = drawn(np.where(planted, 0.9, 0.1), seed)
    [box] = boxes(parameters, cases, seed)
    assert ends(box) == {
        "p1": (pytest.approx(0.5, abs=TOLERANCE), None),
        "p3": (pytest.approx(0.2, abs=TOLERANCE), pytest.approx(0.8, abs=TOLERANCE)),
    }
    assert box.density > 0.8
    assert box.coverage > 0.6


def test_noise_alone_gives_no_box_in_nineteen_of_twenty_seeds() -> None:
    """A box that chance made on one half does not return on the other, but for one in twenty."""
    found = [bool(boxes(uniform(4, seed, 400), drawn(0.3, seed, 400), seed)) for seed in range(20)]
    assert sum(found) <= 1


def test_what_is_said_of_a_box_is_counted_on_the_half_that_it_was_not_found_on() -> None:
    """Recounted: cases inside of all cases, of all inside, and the shares that both are of all."""
    parameters = uniform(5, 7)
    cases = drawn(np.where(parameters["p0"] < 0.4, 0.7, 0.2), 7)
    [box] = boxes(parameters, cases, seed=5)
    order = np.random.default_rng(key(5, "discovery")).permutation(HISTORIES)
    held = inside(box, parameters)
    other = set(range(HISTORIES)) - set(order[: HISTORIES // 2].tolist())
    both = sum(bool(cases[one] and held[one]) for one in other)
    assert box.coverage == pytest.approx(both / sum(bool(cases[one]) for one in other))
    assert box.density == pytest.approx(both / sum(bool(held[one]) for one in other))
    assert box.base == pytest.approx(sum(bool(cases[one]) for one in other) / 500)
    assert box.share == pytest.approx(sum(bool(held[one]) for one in other) / 500)
    assert box.coverage * box.base == pytest.approx(box.density * box.share)


def test_names_and_order_of_parameters_make_no_difference() -> None:
    """The same columns under other names, in another order, give the same boxes under these names."""
    parameters = uniform(5, 11)
    cases = drawn(np.where((parameters["p0"] > 0.6) & (parameters["p4"] > 0.3), 0.8, 0.1), 11)
    renamed = dict(zip(("p0", "p1", "p2", "p3", "p4"), ("z", "y", "b", "c", "a"), strict=True))
    others = {renamed[name]: parameters[name] for name in ("p2", "p4", "p0", "p3", "p1")}
    mine, theirs = boxes(parameters, cases, 1), boxes(others, cases, 1)
    assert mine
    assert theirs == [
        Box(
            tuple(Limit(renamed[one.parameter], one.low, one.high) for one in box.limits),
            box.coverage,
            box.density,
            box.base,
            box.share,
        )
        for box in mine
    ]
    assert boxes(parameters, cases, 1) == mine
    assert boxes(parameters, cases, 2) != mine


def test_two_planted_boxes_are_both_found_and_three_at_most() -> None:
    """What the first box holds is struck before the second is sought; of four corners three are said."""
    parameters = uniform(4, 3, 2_000)
    corners = (parameters["p0"] > 0.8) | (parameters["p1"] < 0.2)
    found = boxes(parameters, drawn(np.where(corners, 0.95, 0.05), 3, 2_000), 3)
    assert sorted(name for box in found for name in ends(box)) == ["p0", "p1"]
    union = np.any([inside(box, parameters) for box in found], axis=0)
    assert (union == corners).mean() > 0.9
    parameters = uniform(4, 1, 3_000)
    four = np.any([parameters[name] > 0.8 for name in parameters], axis=0)
    assert len(boxes(parameters, drawn(np.where(four, 0.95, 0.02), 1, 3_000), 3)) == MOST_BOXES


def test_a_box_restricts_four_parameters_at_most() -> None:
    """Of six that matter alike, the four that matter most are kept."""
    parameters = uniform(6, 5, 2_000)
    planted = np.all([parameters[name] > 0.3 for name in parameters], axis=0)
    found = boxes(parameters, drawn(np.where(planted, 0.98, 0.02), 5, 2_000), 5)
    assert len(found[0].limits) == MOST_RESTRICTED


def test_the_parameter_that_matters_most_comes_first() -> None:
    """Without p2 density falls from .9 to .45 + .05 = .5, without p0 to .9 * 8/9 + .1 / 9 = .81."""
    parameters = uniform(3, 8, 4_000)
    planted = (parameters["p2"] > 0.5) & (parameters["p0"] > 1 / 9)
    cases = drawn(np.where(planted, 0.9, 0.1), 8, 4_000)
    [box] = boxes(parameters, cases, 8)
    assert list(ends(box)) == ["p2", "p0"]


def test_parameters_that_do_not_vary_are_dropped() -> None:
    """A fixed parameter neither restricts a box nor hinders one; with fixed ones alone there is none."""
    parameters = uniform(3, 2)
    cases = drawn(np.where(parameters["p0"] > 0.5, 0.9, 0.1), 2)
    fixed = {"a": np.ones(HISTORIES), "q": np.zeros(HISTORIES)}
    mine = boxes(parameters, cases, 2)
    assert mine
    assert boxes(parameters | fixed, cases, 2) == mine
    assert boxes(fixed, cases, 2) == []


@pytest.mark.parametrize(("histories", "fewest"), [(HISTORIES, 50), (200, 20)])
def test_few_cases_give_no_box_nor_do_few_that_are_none(histories: int, fewest: int) -> None:
    """Below 5 % of 1,000, or below 20 of 200, nothing is sought, however plain it is."""
    assert fewest == max(FEWEST, RAREST * histories)
    parameters = uniform(2, 4, histories)
    rank = parameters["p0"].argsort().argsort()
    seeds = range(4)
    for enough, few in ((rank < fewest, rank < fewest - 1), (rank >= fewest, rank >= fewest - 1)):
        assert any(boxes(parameters, enough, seed) for seed in seeds)
        assert not any(boxes(parameters, few, seed) for seed in seeds)
    assert boxes(parameters, np.ones(histories, dtype=bool), 4) == []


def test_a_box_is_said_in_words() -> None:
    """Both ends, or the one that there is; parameters in a phrase and with unit where these are known."""
    box = Box(
        (
            Limit("half_life_hostile", 6.2, None),
            Limit("distance_scale", None, 1234.5),
            Limit("reach", 0.25, 0.5),
        ),
        coverage=0.45,
        density=0.62,
        base=0.248,
        share=0.18,
    )
    phrases = {
        "half_life_hostile": "the half-life of hostile deeds",
        "reach": "the proximity of a superpower to everyone",
    }
    units = {"half_life_hostile": "years", "distance_scale": "km", "reach": "share"}
    assert in_words(box, phrases, units, "NATO falls") == (
        "Where the half-life of hostile deeds is above 6.2 years, distance_scale is below 1,230 km and the"
        " proximity of a superpower to everyone is between 0.25 and 0.5 (18 % of histories), NATO falls in"
        " 62 % of them, against 25 % of all; 45 % of all such cases are there."
    )
    one = Box((Limit("reach", None, 0.0004),), 0.5, 0.5, 0.1, 0.1)
    assert in_words(one, {}, {}, "Turkey leaves") == (
        "Where reach is below 0.0004 (10 % of histories), Turkey leaves in 50 % of them, against 10 % of all;"
        " 50 % of all such cases are there."
    )


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The error is a request's, with package and extra."""
    assert available()
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    assert not available()
    with pytest.raises(MissingExtraError, match=r"pip install 'replay-alliances\[discovery\]'") as raised:
        boxes(uniform(2, 0), drawn(0.5, 0), 0)
    assert (raised.value.package, raised.value.extra) == ("ema_workbench", "discovery")
    assert isinstance(raised.value, RequestError)


def test_filters_of_warnings_are_left_as_they_were() -> None:
    """What ema-workbench warns of is silenced while it works, and no longer."""
    before = list(warnings.filters)
    parameters = uniform(2, 6)
    assert boxes(parameters, drawn(np.where(parameters["p0"] > 0.5, 0.9, 0.1), 6), 6)
    assert list(warnings.filters) == before
