"""The world: how impressions fade and freeze, what a regime undoes, and when two states are tied."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from replay.changes import (
    STOCKS,
    Add,
    Change,
    Enter,
    Equip,
    Govern,
    Join,
    Leave,
    Measure,
    Part,
    Place,
    Polarise,
    Stand,
    Stock,
    Unsettle,
)
from replay.roster import Existence, Roster
from replay.world import World

Floats = NDArray[np.float64]
CODES = ("AAA", "BBB", "CCC")
START = date(1900, 1, 1)
HALF_LIFE = 100.0
DEEDS = STOCKS.index("hostile_deeds")


def on(day: int) -> date:
    """Count days from the start of the world."""
    return START + timedelta(days=day)


def world(
    present: str = "AAA BBB CCC",
    *,
    half_lives: Sequence[float] = (HALF_LIFE,),
    reset: Sequence[float] = (0.0,),
    scored: str = "p q",
) -> World:
    """Let states exist from day 0, with one half-life, in days, for all stocks of each history."""
    roster = Roster(Existence(code, code, None, None, None, "scored", "") for code in CODES)
    lives = np.tile(np.array(half_lives), (len(STOCKS), 1))
    small = World(roster, lives, np.array(reset), frozenset(scored.split()))
    for code in present.split():
        happen(small, Enter(code), START, np.ones(len(reset)))
    return small


def happen(small: World, change: Change, day: date, weight: Floats) -> None:
    """Let one change take effect on a day of its own."""
    small.settle(day, [(change, weight)])


def add(small: World, day: int, points: float, pair: str = "AAA BBB", stock: Stock = "hostile_deeds") -> None:
    """Let the first of a pair hold points against the second."""
    holder, about = pair.split()
    happen(small, Add(stock, holder, about, points), on(day), np.ones(small.regime_reset.size))


def held(small: World, day: int, pair: str = "AAA BBB") -> float:
    """Say what the first of a pair holds of hostile deeds of the second, in history 0."""
    holder, about = (CODES.index(code) for code in pair.split())
    return float(small.faded(on(day))[DEEDS, holder, about, 0])


def join(small: World, day: int, pact: str, codes: str, weight: Sequence[float] = (1.0,)) -> None:
    """Let states join a pact."""
    for code in codes.split():
        happen(small, Join(pact, code), on(day), np.array(weight))


def part(small: World, day: int, pact: str, codes: str, weight: Sequence[float] = (1.0,)) -> None:
    """Let states leave a pact."""
    for code in codes.split():
        happen(small, Part(pact, code), on(day), np.array(weight))


def log(small: World) -> list[tuple[int, str, bool]]:
    """List the record's ties as they began and ended: day, dyad, whether it began."""
    return [((day - START).days, f"{CODES[a]}-{CODES[b]}", began) for day, a, b, began in small.ties_log]


def test_an_impression_is_halved_in_each_half_life() -> None:
    """8 points after 0, 50, 100 and 300 days of half-lives of 100: 8 x 2^(-days / 100)."""
    small = world()
    add(small, 0, 8)
    assert [held(small, day) for day in (0, 50, 100, 300)] == pytest.approx([8, 8 * 2**-0.5, 4, 1])


def test_an_impression_fades_to_nothing_in_a_century_without_events() -> None:
    """After 36,500 days of half-lives of 10, 8 x 2^-3650 is nothing that a number can hold."""
    small = world(half_lives=(10.0,))
    add(small, 0, 8)
    assert held(small, 36_500) == 0
    add(small, 36_500, 8)
    assert held(small, 36_510) == pytest.approx(4)


def test_impressions_add_up_as_each_fades() -> None:
    """8 points and, 100 days later, 6 more: after 200 days 8/4 + 6/2 = 5."""
    small = world()
    add(small, 0, 8)
    add(small, 100, 6)
    assert held(small, 200) == pytest.approx(8 / 4 + 6 / 2)


def test_an_impression_stands_with_its_holder_in_its_stock_alone() -> None:
    """Nothing else in the world moves."""
    small = world()
    add(small, 0, 8, "CCC AAA", "arms")
    stocks = small.faded(on(0))
    assert stocks[STOCKS.index("arms"), 2, 0, 0] == 8
    assert stocks.sum() == 8


def test_every_stock_and_history_fades_by_its_own_half_life() -> None:
    """Half-lives of 10 to 80 days, in two histories the second of which fades twice as slowly."""
    small = world(half_lives=(1.0, 1.0), reset=(0.0, 0.0))
    lives = np.array([10.0, 20, 30, 40, 50, 60, 80])
    small.half_lives = np.array([lives, 2 * lives]).T
    for stock in STOCKS:
        add(small, 0, 1, stock=stock)
    assert small.faded(on(40))[:, 0, 1, 0] == pytest.approx(2 ** (-40 / lives))
    assert small.faded(on(40))[:, 0, 1, 1] == pytest.approx(2 ** (-20 / lives))


def test_looking_at_the_world_does_not_change_it() -> None:
    """Fading for a reader leaves what is stored, so that a second reader sees the same."""
    small = world()
    add(small, 0, 8)
    assert held(small, 300) == pytest.approx(1)
    assert held(small, 100) == pytest.approx(4)


deeds = st.lists(
    st.tuples(st.integers(0, 6), st.sampled_from(["AAA BBB", "BBB AAA", "BBB CCC"]), st.floats(0.1, 10)),
    max_size=12,
)


@given(done=deeds, life=st.floats(0.5, 5))
def test_lazy_fading_equals_fading_day_by_day(done: list[tuple[int, str, float]], life: float) -> None:
    """A week with all deeds on few days, beside a table that is multiplied every night."""
    small = world(half_lives=(life,))
    daily = dict.fromkeys(("AAA BBB", "BBB AAA", "BBB CCC"), 0.0)
    for day in range(8):
        for when, pair, points in done:
            if when == day:
                add(small, day, points, pair)
                daily[pair] += points
        assert {pair: held(small, day, pair) for pair in daily} == pytest.approx(daily, rel=1e-9)
        daily = {pair: value * 2 ** (-1 / life) for pair, value in daily.items()}


@given(done=deeds, order=st.randoms(use_true_random=False))
def test_the_order_of_additions_on_one_day_is_immaterial(
    done: list[tuple[int, str, float]], order: Random
) -> None:
    """Any order of the same day's deeds gives the same impressions to 1e-12."""
    shuffled = list(done)
    order.shuffle(shuffled)
    worlds = []
    for deeds_in_order in (done, shuffled):
        small = world()
        for day, pair, points in sorted(deeds_in_order, key=lambda one: one[0]):
            add(small, day, points, pair)
        worlds.append(small.faded(on(7)))
    assert np.allclose(worlds[0], worlds[1], rtol=1e-12, atol=0)


def test_the_impressions_of_a_state_that_leaves_freeze() -> None:
    """8 points fade for 100 days to 4, and stay 4 while the state is gone."""
    small = world()
    add(small, 0, 8)
    add(small, 0, 8, "BBB CCC")
    happen(small, Leave("AAA"), on(100), np.ones(1))
    assert [held(small, day) for day in (100, 150, 700)] == pytest.approx([4, 4, 4])
    assert held(small, 200, "BBB CCC") == pytest.approx(2), "those of others fade on"


def test_a_state_that_enters_again_gets_its_impressions_back_unfaded() -> None:
    """4 points on the day of return, 600 days later, and 2 after 100 days more."""
    small = world()
    add(small, 0, 8, "AAA BBB")
    add(small, 0, 16, "BBB AAA")
    happen(small, Leave("AAA"), on(100), np.ones(1))
    happen(small, Enter("AAA"), on(700), np.ones(1))
    assert [held(small, day, "AAA BBB") for day in (700, 800)] == pytest.approx([4, 2])
    assert [held(small, day, "BBB AAA") for day in (700, 800)] == pytest.approx([8, 4])


def test_what_two_absent_states_hold_of_one_another_thaws_when_both_are_back() -> None:
    """The first leaves on day 100 with 4 points of 8, the second on day 200; they meet on day 600."""
    small = world()
    add(small, 0, 8)
    add(small, 0, 8, "BBB CCC")
    happen(small, Leave("AAA"), on(100), np.ones(1))
    happen(small, Leave("BBB"), on(200), np.ones(1))
    happen(small, Enter("AAA"), on(400), np.ones(1))
    assert held(small, 500) == pytest.approx(4), "one of the two is still away"
    happen(small, Enter("BBB"), on(600), np.ones(1))
    assert [held(small, day) for day in (600, 700)] == pytest.approx([4, 2])
    assert [held(small, day, "BBB CCC") for day in (600, 700)] == pytest.approx([2, 1])


@given(
    moves=st.lists(
        st.tuples(st.integers(1, 3), st.sampled_from(["AAA", "BBB", "CCC"]), st.sampled_from([0.0, 4.0])),
        max_size=12,
    )
)
def test_impressions_fade_by_the_days_that_both_have_existed(
    moves: list[tuple[int, str, float]],
) -> None:
    """States come and go, now and then do something; each pair has a clock that runs while both exist."""
    small, day, present = world(half_lives=(3.0,)), 0, set(CODES)
    pairs = [f"{a} {b}" for a in CODES for b in CODES if a != b]
    expected = dict.fromkeys(pairs, 0.0)
    for wait, code, points in moves:
        day += wait
        for pair in pairs:
            if set(pair.split()) <= present:
                expected[pair] *= 2 ** (-wait / 3)
        happen(small, Leave(code) if code in present else Enter(code), on(day), np.ones(1))
        present ^= {code}
        for pair in pairs:
            if points and set(pair.split()) <= present:
                add(small, day, points, pair)
                expected[pair] += points
        assert {pair: held(small, day, pair) for pair in pairs} == pytest.approx(expected, rel=1e-9)


def test_a_change_of_regime_undoes_a_share_of_what_is_held_of_and_by_the_state() -> None:
    """A reset of 0.2 at full share keeps 0.8; what others hold of others, and arms, stay."""
    small = world(reset=(0.2,))
    for pair in ("AAA BBB", "BBB AAA", "BBB CCC"):
        add(small, 0, 10, pair)
        add(small, 0, 10, pair, "cooperative_words")
        add(small, 0, 10, pair, "arms")
    happen(small, Unsettle("AAA", 1), on(0), np.ones(1))
    stocks = small.faded(on(0))[..., 0]
    for stock in ("hostile_deeds", "cooperative_words"):
        found = stocks[STOCKS.index(stock)]
        assert (found[0, 1], found[1, 0], found[1, 2]) == pytest.approx((8, 8, 10))
    assert stocks[STOCKS.index("arms")].sum() == 30


def test_a_change_of_regime_counts_by_its_share_in_the_histories_that_have_it() -> None:
    """At a share of 0.3 and a reset of 0.2, 10 x (1 - 0.2 x 0.3) = 9.4 remain; where struck, all."""
    small = world(half_lives=(HALF_LIFE,) * 2, reset=(0.2, 0.2))
    add(small, 0, 10)
    happen(small, Unsettle("AAA", 0.3), on(0), np.array([1.0, 0.0]))
    assert small.faded(on(0))[DEEDS, 0, 1] == pytest.approx([9.4, 10])


def test_fading_and_a_change_of_regime_may_come_in_either_order() -> None:
    """10 points, 100 days and a reset of 0.2 in between: 10 x 0.8 / 2."""
    small = world(reset=(0.2,))
    add(small, 0, 10)
    happen(small, Unsettle("BBB", 1), on(60), np.ones(1))
    assert held(small, 100) == pytest.approx(10 * 0.8 / 2)


def test_a_weight_for_each_history_scales_what_it_adds() -> None:
    """As recorded, struck out, and scaled by one and a half."""
    small = world(half_lives=(HALF_LIFE,) * 3, reset=(0.0,) * 3)
    happen(small, Add("hostile_deeds", "AAA", "BBB", 4), on(0), np.array([1.0, 0.0, 1.5]))
    assert small.faded(on(100))[DEEDS, 0, 1] == pytest.approx([2, 0, 3])


def test_the_changes_of_a_day_take_effect_in_their_order() -> None:
    """What comes before a change of regime is undone in part, what comes after is not: 10 x 0.8 + 5."""
    small = world(reset=(0.2,))
    deed, more = Add("hostile_deeds", "AAA", "BBB", 10), Add("hostile_deeds", "AAA", "BBB", 5)
    small.settle(on(0), [(deed, None), (Unsettle("AAA", 1), None), (more, None)])
    assert held(small, 0) == pytest.approx(10 * 0.8 + 5)


def test_no_weight_means_one_in_every_history() -> None:
    """As if it were written out, also where several changes touch the same impression."""
    two = {"half_lives": (HALF_LIFE,) * 2, "reset": (0.0,) * 2}
    plain, written = world(**two), world(**two)  # type: ignore[arg-type]
    deed = Add("hostile_deeds", "AAA", "BBB", 3)
    plain.settle(on(5), [(deed, None), (deed, None)])
    written.settle(on(5), [(deed, np.ones(2)), (deed, np.ones(2))])
    assert plain.faded(on(5))[DEEDS, 0, 1].tolist() == pytest.approx([6, 6])
    assert np.array_equal(plain.faded(on(50)), written.faded(on(50)))


def test_members_of_a_scored_pact_are_tied_two_by_two() -> None:
    """Three members make three ties, both ways; a state has no tie with itself."""
    small = world()
    join(small, 5, "p", "AAA BBB CCC")
    assert np.array_equal(small.ties[..., 0], 1 - np.eye(3))
    assert log(small) == [(5, "AAA-BBB", True), (5, "AAA-CCC", True), (5, "BBB-CCC", True)]


def test_an_unscored_pact_ties_nobody() -> None:
    """Joining and leaving it is no tie and no ending."""
    small = world(scored="p")
    join(small, 5, "blanket", "AAA BBB CCC")
    part(small, 9, "blanket", "AAA")
    assert not small.ties.any()
    assert log(small) == []


def test_a_tie_ends_only_with_its_last_pact() -> None:
    """Two pacts are counted; the tie that began with the first ends with the second."""
    small = world()
    join(small, 0, "p", "AAA BBB")
    join(small, 10, "q", "BBB AAA")
    assert small.ties[0, 1, 0] == small.ties[1, 0, 0] == 2
    part(small, 20, "p", "AAA")
    assert small.ties[0, 1, 0] == 1
    part(small, 30, "q", "BBB")
    assert small.ties[0, 1, 0] == 0
    assert log(small) == [(0, "AAA-BBB", True), (30, "AAA-BBB", False)]
    assert np.isnan(small.tied_since).all()
    assert small.parted_on[0, 1, 0] == small.parted_on[1, 0, 0] == on(30).toordinal()


def test_a_tie_remembers_what_its_states_were_capable_of_when_it_began() -> None:
    """AAA had 1 of 4 in the columns of power, then 3 of 6; the end of the tie wipes that out."""
    small = world()
    small.power = ("steel",)
    for code, steel in (("AAA", 1.0), ("BBB", 3.0)):
        happen(small, Measure(code, "steel", steel), START, np.ones(1))
    join(small, 10, "p", "AAA BBB")
    happen(small, Measure("AAA", "steel", 3.0), on(20), np.ones(1))
    join(small, 30, "q", "AAA BBB")
    assert (small.capability_then[0, 1, 0], small.capability_then[1, 0, 0]) == (1 / 4, 3 / 4)
    part(small, 40, "p", "AAA")
    part(small, 50, "q", "AAA")
    assert np.isnan(small.capability_then).all()
    join(small, 60, "p", "AAA")
    assert small.capability_then[0, 1, 0] == 3 / 6


def test_a_tie_is_as_old_as_its_first_pact() -> None:
    """A second pact does not renew it; a new tie after an ending is young, and remembers the ending."""
    small = world()
    join(small, 0, "p", "AAA BBB")
    join(small, 10, "q", "AAA BBB")
    assert small.tied_since[0, 1, 0] == on(0).toordinal()
    part(small, 20, "p", "AAA BBB")
    part(small, 20, "q", "AAA BBB")
    join(small, 50, "p", "BBB AAA")
    assert small.tied_since[1, 0, 0] == on(50).toordinal()
    assert small.parted_on[1, 0, 0] == on(20).toordinal()


def test_joining_twice_and_leaving_what_one_is_not_in_change_nothing() -> None:
    """A state is in a pact once."""
    small = world()
    join(small, 0, "p", "AAA BBB AAA")
    part(small, 5, "p", "CCC")
    part(small, 5, "q", "AAA")
    assert small.ties[0, 1, 0] == 1
    assert log(small) == [(0, "AAA-BBB", True)]


def test_the_one_who_stays_keeps_its_other_ties() -> None:
    """Of three, one leaves: two ties end, the third lasts."""
    small = world()
    join(small, 0, "p", "AAA BBB CCC")
    part(small, 7, "p", "BBB")
    assert small.ties[0, 2, 0] == 1
    assert log(small)[3:] == [(7, "AAA-BBB", False), (7, "BBB-CCC", False)]


def test_parting_by_death_is_no_ending() -> None:
    """The ties of a state that leaves the world are cut without an entry, but were ties: they are past."""
    small = world()
    join(small, 0, "p", "AAA BBB CCC")
    join(small, 0, "q", "AAA BBB")
    happen(small, Leave("BBB"), on(9), np.ones(1))
    assert small.ties[..., 0].tolist() == [[0, 0, 1], [0, 0, 0], [1, 0, 0]]
    assert log(small) == [(0, "AAA-BBB", True), (0, "AAA-CCC", True), (0, "BBB-CCC", True)]
    assert small.parted_on[0, 1, 0] == small.parted_on[1, 2, 0] == on(9).toordinal()
    assert np.isnan(small.parted_on[0, 2, 0])
    assert np.isnan(small.tied_since[0, 1, 0])


def test_a_state_that_enters_again_is_in_no_pact_until_it_joins() -> None:
    """Its ties died with it; a new one begins like any other."""
    small = world()
    join(small, 0, "p", "AAA BBB")
    happen(small, Leave("BBB"), on(9), np.ones(1))
    happen(small, Enter("BBB"), on(20), np.ones(1))
    assert not small.ties.any()
    join(small, 30, "p", "BBB")
    assert log(small) == [(0, "AAA-BBB", True), (30, "AAA-BBB", True)]


def test_weights_of_zero_and_one_touch_only_the_histories_that_have_them() -> None:
    """In the first of three histories both joined, in the second one of them, in the third none."""
    small = world(half_lives=(HALF_LIFE,) * 3, reset=(0.0,) * 3)
    join(small, 0, "p", "AAA", (1, 1, 0))
    join(small, 0, "p", "BBB", (1, 0, 0))
    assert small.ties[0, 1].tolist() == [1, 0, 0]
    part(small, 10, "p", "AAA", (0, 1, 1))
    assert small.ties[0, 1].tolist() == [1, 0, 0]
    join(small, 20, "p", "BBB", (0, 1, 1))
    assert small.ties[0, 1].tolist() == [1, 0, 0], "the first partner left the second history"
    join(small, 30, "p", "AAA", (0, 1, 1))
    assert small.ties[0, 1].tolist() == [1, 1, 1]
    assert (small.tied_since[0, 1] - START.toordinal()).tolist() == [0, 30, 30]


def test_the_log_of_ties_is_the_records() -> None:
    """What begins or ends in other histories alone is not logged."""
    small = world(half_lives=(HALF_LIFE,) * 2, reset=(0.0,) * 2)
    join(small, 0, "p", "AAA BBB", (0, 1))
    assert log(small) == []
    part(small, 5, "p", "AAA", (1, 1))
    assert log(small) == []


@given(
    moves=st.lists(
        st.tuples(
            st.booleans(),
            st.sampled_from(["p", "q"]),
            st.sampled_from(CODES),
            st.sampled_from([(1, 0), (1, 1)]),
        ),
        max_size=20,
    )
)
def test_ties_count_the_pacts_that_two_states_share(
    moves: list[tuple[bool, str, str, tuple[int, int]]],
) -> None:
    """Beside a set of members for each history, whatever the order of joining and leaving."""
    small = world(half_lives=(HALF_LIFE,) * 2, reset=(0.0,) * 2)
    members = {(pact, m): set[str]() for pact in ("p", "q") for m in (0, 1)}
    for day, (joins, pact, code, weight) in enumerate(moves):
        (join if joins else part)(small, day, pact, code, weight)
        for m in (0, 1):
            if weight[m]:
                (members[pact, m].add if joins else members[pact, m].discard)(code)
    for m in (0, 1):
        for i, a in enumerate(CODES):
            for j, b in enumerate(CODES):
                shared = sum({a, b} <= members[pact, m] for pact in ("p", "q")) if a != b else 0
                assert small.ties[i, j, m] == shared


def test_quantities_places_and_regimes_stand_until_they_change() -> None:
    """The last that became known holds."""
    small = world()
    happen(small, Measure("BBB", "steel", 5), on(0), np.ones(1))
    happen(small, Measure("BBB", "steel", 7), on(1), np.ones(1))
    happen(small, Place("AAA", "BBB", 100, border=True), on(0), np.ones(1))
    happen(small, Govern("CCC", "monarchy", ("royalist",)), on(0), np.ones(1))
    assert np.array_equal(small.quantities["steel"], [np.nan, 7, np.nan], equal_nan=True)
    assert (small.km[1, 0], small.border[0, 1]) == (100, True)
    assert np.isnan(small.km[0, 2])
    assert small.regimes["CCC"].ideology == ("royalist",)


def test_stances_polarity_and_institutions_stand_until_they_change() -> None:
    """The last that became known holds, and what ends is unknown again, or closed."""
    small = world()
    happen(small, Stand("BBB", "revisionism", 0.5), on(0), np.ones(1))
    happen(small, Stand("BBB", "revisionism", 1.0), on(1), np.ones(1))
    happen(small, Stand("CCC", "revisionism", 0.0), on(1), np.ones(1))
    happen(small, Stand("CCC", "revisionism", None), on(2), np.ones(1))
    happen(small, Polarise("bipolar"), on(0), np.ones(1))
    happen(small, Equip("p", "council", "general"), on(0), np.ones(1))
    happen(small, Equip("p", "bases", "specific"), on(0), np.ones(1))
    happen(small, Equip("p", "bases", None), on(3), np.ones(1))
    assert np.array_equal(small.stances["revisionism"], [np.nan, 1.0, np.nan], equal_nan=True)
    assert small.polarity == "bipolar"
    assert small.assets == {"p": {"council": "general"}}
    happen(small, Polarise(None), on(4), np.ones(1))
    assert small.polarity is None
