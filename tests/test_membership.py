"""Membership of pacts: which are in force, who may join and leave them, and what a year made of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from replay.engine import Census, replay
from replay.membership import risks, shifted
from replay.roster import Existence
from replay.timeline import Party, Timeline
from tests.small_world import pact, party, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD")


def world(
    *parties: Party, states: Sequence[Existence] = tuple(map(state, CODES)), great_powers: str = ""
) -> Timeline:
    """Four states, and their pacts."""
    return timeline(states, parties=parties, great_powers=tuple(great_powers.split()))


def censuses(small: Timeline) -> dict[int, Census]:
    """Replay the record."""
    return {census.year: census for census in replay(small)}


def at_risk(small: Timeline, year: int) -> dict[str, list[str]]:
    """Say which rows are at risk in a year, as `pact STATE`, or `pact`."""
    pacts = censuses(small)[year - 1].pacts
    return {
        outcome: [
            pacts.names[number] + (f" {small.roster.codes[who]}" if outcome != "ending" else "")
            for number, who in zip(*rows, strict=True)
        ]
        for outcome, rows in risks(pacts).items()
    }


def came(small: Timeline, year: int) -> dict[str, list[str]]:
    """Say what happened in a year to the rows at risk, and what was censored."""
    census = censuses(small)[year]
    before = censuses(small)[year - 1].pacts
    assert census.became is not None
    found: dict[str, list[str]] = {}
    for outcome, (number, who) in risks(before).items():
        named = at_risk(small, year)[outcome]
        for name, value in zip(named, shifted(census.became, outcome, number, who), strict=True):
            if value != 0:
                found.setdefault("censored" if np.isnan(value) else outcome, []).append(name)
    return found


def test_a_bilateral_pact_can_only_end() -> None:
    """Nobody may join it, and who leaves it ends it."""
    small = world(*pact("p", "AAA BBB", "1890-01-01", "1903-05-01"))

    assert at_risk(small, 1902) == {"join": [], "leave": [], "ending": ["p"]}
    assert came(small, 1902) == {}
    assert came(small, 1903) == {"ending": ["p"]}
    assert at_risk(small, 1904) == {"join": [], "leave": [], "ending": []}


def test_a_larger_pact_can_be_left_joined_and_ended() -> None:
    """Of three parties each may leave, and the fourth state may join."""
    small = world(*pact("p", "AAA BBB CCC", "1890-01-01"))

    assert at_risk(small, 1902) == {
        "join": ["p DDD"], "leave": ["p AAA", "p BBB", "p CCC"], "ending": ["p"],
    }  # fmt: skip


def test_how_large_a_pact_will_be_is_not_known_before() -> None:
    """Two parties of 1890 whom a third joins in 1902 are open to others in 1903, not in 1902."""
    small = world(*pact("p", "AAA BBB", "1890-01-01"), party("p", "CCC", "1902-03-01"))

    assert at_risk(small, 1902) == {"join": [], "leave": [], "ending": ["p"]}
    assert came(small, 1902) == {}
    assert at_risk(small, 1903)["join"] == ["p DDD"]


def test_a_pact_that_has_shrunk_to_two_parties_can_only_end() -> None:
    """One of three leaves in 1902; in 1903 the pact is bilateral."""
    small = world(*pact("p", "AAA BBB", "1890-01-01"), party("p", "CCC", "1890-01-01", "1902-03-01"))

    assert came(small, 1902) == {"leave": ["p CCC"]}
    assert at_risk(small, 1903) == {"join": [], "leave": [], "ending": ["p"]}


def test_any_membership_that_begins_is_a_joining() -> None:
    """However short; who was a party already does not join."""
    small = world(*pact("p", "AAA BBB CCC", "1890-01-01"), party("p", "DDD", "1902-03-01", "1902-04-01"))

    assert came(small, 1902) == {"join": ["p DDD"]}
    assert came(small, 1903) == {}


@pytest.mark.parametrize(
    ("out", "back", "leaves"),
    [("1902-03-01", "1902-08-28", []), ("1902-03-01", "1902-08-29", ["p CCC"]),
     ("1902-12-01", "1903-01-01", ["p CCC"])],
)  # fmt: skip
def test_a_gap_is_no_leaving_if_it_closes_within_the_year_and_180_days(
    out: str, back: str, leaves: list[str]
) -> None:
    """From 1 March to 28 August are 30 + 30 + 31 + 30 + 31 + 28 = 180 days; one day more is too long."""
    again = party("p", "CCC", "1890-01-01", out), party("p", "CCC", back)
    small = world(*pact("p", "AAA BBB", "1890-01-01"), *again)

    assert came(small, 1902).get("leave", []) == leaves


def test_a_pact_ends_when_fewer_than_two_remain() -> None:
    """Two of three leave in one year: three rows of leave and ending happen, and one party is alone."""
    small = world(
        party("p", "AAA", "1890-01-01"),
        party("p", "BBB", "1890-01-01", "1902-03-01"),
        party("p", "CCC", "1890-01-01", "1902-09-01"),
    )

    assert came(small, 1902) == {"leave": ["p BBB", "p CCC"], "ending": ["p"]}


def test_a_pact_goes_on_with_others_than_those_who_made_it() -> None:
    """Two of three leave, but a fourth has joined before: two remain."""
    small = world(
        party("p", "AAA", "1890-01-01"),
        party("p", "DDD", "1902-01-15"),
        *pact("p", "BBB CCC", "1890-01-01", "1902-03-01"),
    )

    assert came(small, 1902) == {"join": ["p DDD"], "leave": ["p BBB", "p CCC"]}


def test_a_pact_that_is_made_again_at_once_has_not_ended() -> None:
    """A gap of 31 days."""
    small = world(*pact("p", "AAA BBB", "1890-01-01", "1902-03-01"), *pact("p", "AAA BBB", "1902-04-01"))

    assert came(small, 1902) == {}


def test_who_ceases_to_exist_neither_leaves_nor_fails_to() -> None:
    """CCC is gone in 1902: of a pact of three it is censored, and of its pact with DDD so is the end."""
    states = [*map(state, ("AAA", "BBB", "DDD")), state("CCC", leaves="1902-05-01")]
    small = world(*pact("p", "AAA BBB CCC", "1890-01-01"), *pact("q", "CCC DDD", "1890-01-01"), states=states)

    assert came(small, 1902) == {"censored": ["p CCC", "q"]}
    assert at_risk(small, 1903) == {"join": [], "leave": [], "ending": ["p"]}


def test_an_outsider_that_ceases_to_exist_is_censored_too() -> None:
    """It could have joined."""
    small = world(
        *pact("p", "AAA BBB CCC", "1890-01-01"),
        states=[*map(state, CODES[:3]), state("DDD", leaves="1902-05-01")],
    )

    assert came(small, 1902) == {"censored": ["p DDD"]}


def test_pacts_among_great_powers_alone_are_not_forecast() -> None:
    """Nor does a great power join a pact of others; it may join one in which there is another state."""
    small = world(
        *pact("concert", "AAA BBB", "1890-01-01"),
        *pact("p", "BBB CCC DDD", "1890-01-01"),
        great_powers="AAA BBB",
    )

    assert at_risk(small, 1902) == {
        "join": ["p AAA"], "leave": ["p BBB", "p CCC", "p DDD"], "ending": ["p"],
    }  # fmt: skip
