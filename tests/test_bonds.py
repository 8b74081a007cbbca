"""What pacts bring along: institutions are counted by hand, and threats of adversaries compared."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay.bonds import adversary, assets
from replay.changes import STOCKS, Change, Enter, Equip, Join, Leave, Part
from replay.roster import Existence, Roster
from replay.situation import Floats
from replay.world import World

CODES = ("AAA", "BBB", "CCC", "DDD")
A, B, C, D = range(4)
NAN = float("nan")


def world(*changes: Change | tuple[Change, tuple[int, ...]], histories: int = 1) -> World:
    """Let four states exist, and changes happen on a day each, in some histories if they say so."""
    roster = Roster(Existence(code, code, None, None, None, "scored", "") for code in CODES)
    lives = np.full((len(STOCKS), histories), 100.0)
    small = World(roster, lives, np.zeros(histories), frozenset(("p", "q")))
    for day, change in enumerate([*map(Enter, CODES), *changes]):
        what, weight = change if isinstance(change, tuple) else (change, (1,) * histories)
        small.settle(date(1900, 1, 1) + timedelta(day), [(what, np.array(weight, dtype=float))])
    return small


def pact(name: str, codes: str, against: str = "") -> list[Change]:
    """Let several states join a pact against others."""
    return [Join(name, code, tuple(against.split())) for code in codes.split()]


def counted(small: World, scope: str, pair: tuple[int, int] = (A, B)) -> list[float]:
    """Count the institutions that two states share, in each history."""
    return assets(small)[("general", "specific").index(scope)][pair].tolist()


def test_institutions_are_counted_by_scope() -> None:
    """The pact has a council and a fund for all purposes, and plans for the threat: 2 and 1."""
    equipped = [Equip("p", "council", "general"), Equip("p", "common-fund", "general")]
    small = world(*pact("p", "AAA BBB"), *equipped, Equip("p", "joint-planning", "specific"))

    assert counted(small, "general") == counted(small, "general", (B, A)) == [2]
    assert counted(small, "specific") == [1]


def test_without_a_tie_nothing_is_shared() -> None:
    """Nor with oneself, nor in a pact that is not scored."""
    small = world(*pact("p", "AAA BBB"), *pact("blanket", "AAA CCC"), Equip("p", "council", "general"),
                  Equip("blanket", "council", "general"))  # fmt: skip

    known = ~np.isnan(assets(small)[0])[..., 0]
    assert np.argwhere(known).tolist() == [[A, B], [B, A]]


def test_a_tie_that_nobody_coded_is_unknown_and_one_without_institutions_is_not() -> None:
    """The word `none` makes it 0 in both scopes, and so does an institution that was closed."""
    bare, none = world(*pact("p", "AAA BBB")), world(*pact("p", "AAA BBB"), Equip("p", "none", None))
    closed = world(*pact("p", "AAA BBB"), Equip("p", "bases", "specific"), Equip("p", "bases", None))

    assert np.isnan(counted(bare, "general")).all()
    assert counted(none, "general") == counted(none, "specific") == [0]
    assert counted(closed, "specific") == [0]


def test_an_institution_that_two_pacts_share_counts_once() -> None:
    """Two pacts have a council, one a staff: 2; the pact that is not coded adds nothing."""
    ties = [*pact("p", "AAA BBB"), *pact("q", "AAA BBB CCC")]
    councils = [Equip(name, "council", "general") for name in ("p", "q")]

    assert counted(world(*ties, *councils, Equip("q", "secretariat", "general")), "general") == [2]
    assert counted(world(*ties, councils[0]), "general") == [1]
    assert np.isnan(counted(world(*ties, councils[0]), "general", (A, C))).all()


def test_an_institution_may_change_its_scope() -> None:
    """A staff for the threat becomes one for all purposes: 1 and 0, not 1 and 1."""
    small = world(*pact("p", "AAA BBB"), *(Equip("p", "secretariat", scope) for scope in
                                           ("specific", None, "general")))  # fmt: skip

    assert (counted(small, "general"), counted(small, "specific")) == ([1], [0])


def test_each_history_counts_the_pacts_that_tie_there() -> None:
    """BBB is in the pact in the first two of three histories, and in the other in the last two."""
    small = world(
        *pact("p", "AAA"), (Join("p", "BBB"), (1, 1, 0)), *pact("q", "AAA"), (Join("q", "BBB"), (0, 1, 1)),
        Equip("p", "council", "general"), Equip("q", "bases", "general"), histories=3,
    )  # fmt: skip

    assert counted(small, "general") == [1, 2, 1]
    assert counted(small, "specific") == [0, 0, 0]


def perceived(*threats: tuple[int, int, float], histories: int = 1) -> Floats:
    """Let nobody but some states perceive a threat from another."""
    threat = np.full((4, 4, histories), NAN)
    for observer, observed, value in threats:
        threat[observer, observed] = value
    return threat


def test_the_adversary_is_the_greatest_threat_to_either_ally_from_whom_the_pact_is_against() -> None:
    """AAA perceives .3 from CCC, BBB .5; .4 from DDD; what each perceives of the other does not count."""
    threat = perceived((A, C, 0.3), (B, C, 0.5), (A, D, 0.4), (A, B, 0.9), (C, A, 0.95))
    small = world(*pact("p", "AAA BBB", against="CCC DDD"))

    faced = adversary(small, threat)
    assert faced[A, B, 0] == faced[B, A, 0] == 0.5
    assert np.isnan(faced[C]).all()


@pytest.mark.parametrize("against", ["", "DDD"])
def test_against_nobody_or_one_of_whom_no_threat_is_known_is_unknown(against: str) -> None:
    """CCC may be as threatening as it likes: the pact is not against it."""
    small = world(*pact("p", "AAA BBB", against=against))
    assert np.isnan(adversary(small, perceived((A, C, 0.3)))).all()


def test_each_party_may_name_adversaries_of_its_own_but_no_ally() -> None:
    """AAA names CCC and BBB names DDD and AAA: the greatest of .2 and .6, not AAA's .9."""
    small = world(Join("p", "AAA", ("CCC",)), Join("p", "BBB", ("DDD", "AAA")))
    threat = perceived((A, C, 0.2), (B, D, 0.6), (B, A, 0.9))
    assert adversary(small, threat)[A, B, 0] == 0.6


def test_the_pacts_of_the_past_are_against_nobody() -> None:
    """BBB leaves the first pact, against CCC, and stays in the second, against DDD."""
    ties = [*pact("p", "AAA BBB", against="CCC"), *pact("q", "AAA BBB", against="DDD")]
    threat = perceived((A, C, 0.8), (A, D, 0.1))

    assert adversary(world(*ties), threat)[A, B, 0] == 0.8
    assert adversary(world(*ties, Part("p", "BBB")), threat)[A, B, 0] == 0.1
    assert np.isnan(adversary(world(*ties, Leave("BBB")), threat)).all()


def test_each_history_has_its_own_threats_and_ties() -> None:
    """In the second of three histories the allies are not tied, in the third no threat is known."""
    small = world(*pact("p", "AAA", against="CCC"), (Join("p", "BBB", ("CCC",)), (1, 0, 1)), histories=3)
    threat = perceived(histories=3)
    threat[A, C] = (0.2, 0.3, NAN)
    np.testing.assert_array_equal(adversary(small, threat)[A, B], (0.2, NAN, NAN))


Moves = Sequence[tuple[str, str, tuple[int, int]]]


@settings(deadline=None)
@given(
    moves=st.lists(
        st.tuples(st.sampled_from("pq"), st.sampled_from(CODES), st.sampled_from([(1, 0), (1, 1), (0, 1)])),
        max_size=12,
    ),
    equipped=st.lists(st.tuples(st.sampled_from("pq"), st.sampled_from(["council", "bases"])), max_size=4),
)
def test_institutions_are_those_of_the_pacts_that_both_are_in(
    moves: Moves, equipped: list[tuple[str, str]]
) -> None:
    """Beside sets of members and institutions for each history."""
    joined = [(Join(name, code), weight) for name, code, weight in moves]
    small = world(*joined, *(Equip(name, one, "general") for name, one in equipped), histories=2)
    found = assets(small)[0]
    for m in (0, 1):
        members = {
            name: {code for pact, code, weight in moves if pact == name and weight[m]} for name in "pq"
        }
        for (i, first), (j, second) in combinations(enumerate(CODES), 2):
            shared = [name for name in "pq" if {first, second} <= members[name]]
            institutions = {one for name, one in equipped if name in shared}
            coded = any(name in shared for name, _ in equipped)
            np.testing.assert_equal(found[i, j, m], len(institutions) if coded else NAN)
