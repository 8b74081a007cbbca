"""Shocks of every size: of factor 0 the record, of factor 1 the list itself, and all degrees between."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from replay.branching import branched
from replay.departure import edited
from replay.errors import RequestError
from replay.preparation import Prepared
from replay.shocks import GREATEST, factors, require_events, scaled
from replay.strands import Branch
from replay.timeline import Timeline
from tests.simulated import (
    Courses,
    Plan,
    courses,
    differ,
    listed,
    planned,
    prepared,
    record,
    require_same,
    toml,
)

ADDED = toml(
    "add", id="1904-new", date="1904-02-02", precision="day", kind="raid", initiator="EEE", target="AAA",
    deaths=80, confidence="A", description="Invented.",
)  # fmt: skip
LISTS = {
    "strikes": toml("strike", event="1904-clash") + toml("strike", kind="arms_deal"),
    "scales": toml("scale", event="1903-raid", factor=4.0) + toml("scale", event="1902-words", factor=0.25),
    "adds": ADDED,
}


@cache
def world() -> tuple[Plan, Prepared]:
    """Plan and calibrate once for all; every list is both an edit and a shock."""
    made = planned(record(), ("balance_of_threat",), LISTS, LISTS, histories=4)
    return made, prepared(made)


def shocked(name: str, factor: float) -> Courses:
    """Apply a list to one degree in all histories."""
    made, known = world()
    [(union, weights)] = [
        scaled(made.timeline, one.timeline, np.full(4, factor)) for one in made.tips if one.edits.name == name
    ]
    [own] = [one for one in made.worlds if one.name == name]
    branch = Branch("shock", replace(own.branched, timeline=_branched(made, union)), own.parts, weights)
    return courses(made, known, branches=[branch, own], readier=1.5)


def _branched(made: Plan, union: Timeline) -> Timeline:
    return branched(union, made.timeline, made.coding, made.branch).timeline


@pytest.mark.parametrize("name", LISTS)
def test_a_shock_of_factor_0_is_the_record_and_of_factor_1_the_list(name: str) -> None:
    """To the last bit of the courses, whether the list strikes, scales or adds."""
    nothing, whole = shocked(name, 0.0), shocked(name, 1.0)
    for theory in ("balance_of_threat", "pool"):
        require_same(nothing["shock"][theory], nothing["none"][theory])
        require_same(whole["shock"][theory], whole[name][theory])
    assert differ(whole["shock"]["balance_of_threat"], whole["none"]["balance_of_threat"])


@pytest.mark.parametrize("name", LISTS)
def test_half_a_shock_is_neither(name: str) -> None:
    """It is another world than the record and than the list."""
    half = shocked(name, 0.5)
    assert differ(half["shock"]["balance_of_threat"], half["none"]["balance_of_threat"])
    assert differ(half["shock"]["balance_of_threat"], half[name]["balance_of_threat"])


def test_every_history_of_a_plan_has_its_own_degree() -> None:
    """A history whose factor is f comes to what it comes to where all have that factor: the third of four."""
    made, known = world()
    branches = [one for one in made.shocked(made.passage.blocks()[0]) if one.name == "tip adds"]
    own = courses(made, known, branches=branches, readier=1.5)["tip adds"]["balance_of_threat"]
    all_alike = shocked("adds", float(factors(0, 4)[2]))["shock"]["balance_of_threat"]
    np.testing.assert_array_equal(own.danger[..., 2], all_alike.danger[..., 2])
    np.testing.assert_array_equal(own.left[:, 2], all_alike.left[:, 2])


def test_weights_go_from_1_to_what_the_list_makes_of_an_event_and_on() -> None:
    """Of factor f: struck 1 - f, fourfold 1 + 3 f, quartered 1 - 0.75 f, added f; never below 0."""
    own, factor = record(), np.array([0.0, 0.5, 1.0, 2.0])
    for name, expected in {
        "strikes": {"1904-clash": [1, 0.5, 0, 0], "1905-arms": [1, 0.5, 0, 0]},
        "scales": {"1903-raid": [1, 2.5, 4, 7], "1902-words": [1, 0.625, 0.25, 0]},
        "adds": {"1904-new": [0, 0.5, 1, 2]},
    }.items():
        other, *_ = edited(own, listed(LISTS[name], own))
        union, weights = scaled(own, other, factor)
        assert {event: one.tolist() for event, one in weights.items()} == expected
        days = [(one.happened.nominal, one.id) for one in union.events]
        assert days == sorted(days)
        assert {one.id for one in union.events} == {one.id for one in own.events} | set(expected)


def test_factors_are_spread_evenly_whatever_the_block() -> None:
    """Of 16 two lie in each eighth of 0 to 2, give or take one; a later block goes on from the first."""
    whole = factors(0, 16)
    np.testing.assert_array_equal(whole, np.concatenate([factors(0, 5), factors(5, 11)]))
    assert whole[0] == 0
    assert (whole < GREATEST).all()
    counts = np.histogram(whole, bins=8, range=(0, GREATEST))[0]
    assert counts.min() >= 1
    assert counts.max() <= 3


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (toml("move", event="1904-clash", to="1904-05-05"), "moves events"),
        (toml("scale", quantity="people", state="EEE", factor=2.0), "changes quantities"),
        (toml("strike", pact="p", state="EEE"), "changes memberships"),
    ],
)
def test_only_events_can_happen_by_half(text: str, wrong: str) -> None:
    """What else a list does is named."""
    own = record()
    _, departure, _ = edited(own, listed(text, own))
    with pytest.raises(RequestError, match=f"tip was 'half', which {wrong}"):
        require_events("half", departure)
