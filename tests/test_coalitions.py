"""The sides of each year: shares with their arithmetic on a small world, and against a plain loop."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from replay import sql
from replay.ledger import query
from replay.timeline import Party, Timeline
from tests import bare
from tests.small_world import distance, measurement, pact, state, timeline

PEOPLE = {"AAA": 10, "BBB": 20, "CCC": 30, "GGG": 100, "HHH": 60, "III": 40}
"""What states are capable of: three of a region, and three great powers, of which two are super."""


def world(*parties: Party) -> Timeline:
    """Make a world without events, so that all threat is a matter of size and of the least intention."""
    return timeline(
        [state(code) for code in PEOPLE],
        until=1902,
        parties=parties,
        measurements=[
            measurement(year, code, size, size) for year in range(1898, 1903) for code, size in PEOPLE.items()
        ],
        distances=[distance(a, b, 100) for a in PEOPLE for b in PEOPLE if a < b],
        great_powers=("GGG", "HHH", "III"),
    )


def recorded(small: Timeline, folder: Path) -> Path:
    """Run a world with one theory, and keep the sides."""
    return bare.recorded(small, folder / "small.duckdb", "coalition", "balance", theories=("base_rate",))


def sides(ledger: Path, kind: str, year: int = 1901) -> dict[str, dict[str, Any]]:
    """Return the sides of a kind at the end of a year, by who leads them."""
    rows = sql(ledger, f"from coalition where kind = '{kind}' and year = {year}")
    return {row["side"]: row for row in rows.iter_rows(named=True)}


def test_a_superpower_leads_those_who_share_a_pact_with_it(tmp_path: Path) -> None:
    """G leads B: (100 + 20) of 260; H leads C: (60 + 30) of 260. I, with 40, is less than half of G."""
    small = world(*pact("west", "BBB GGG", "1901-02-01"), *pact("east", "CCC HHH", "1901-02-01"))
    found = sides(recorded(small, tmp_path), "superpower")

    assert {side: row["members"] for side, row in found.items()} == {"GGG": "BBB;GGG", "HHH": "CCC;HHH"}
    assert [row["capability_share"] for row in found.values()] == pytest.approx([120 / 260, 90 / 260])


def test_an_allys_allies_are_no_allies_of_a_superpower(tmp_path: Path) -> None:
    """A is tied to B alone, and B to G: A is not on the side of G, yet in the region A and B are one."""
    small = world(*pact("west", "BBB GGG", "1901-02-01"), *pact("sisters", "AAA BBB", "1901-02-01"))
    ledger = recorded(small, tmp_path)

    assert sides(ledger, "superpower")["GGG"]["members"] == "BBB;GGG"
    found = sides(ledger, "regional")
    assert {side: row["members"] for side, row in found.items()} == {"BBB": "AAA;BBB", "CCC": "CCC"}
    assert [found[side]["capability_share"] for side in ("BBB", "CCC")] == pytest.approx([30 / 60, 30 / 60])


def members(*parties: Party, folder: Path) -> set[str]:
    """Return the regional sides of a world of such pacts at the end of 1901."""
    return {row["members"] for row in sides(recorded(world(*parties), folder), "regional").values()}


def test_an_allys_allies_are_no_allies_in_the_region_either(tmp_path: Path) -> None:
    """B follows C, the most capable; A is tied to B alone, who leads nobody."""
    chain = [*pact("elder", "BBB CCC", "1901-02-01"), *pact("younger", "AAA BBB", "1901-02-01")]

    assert members(*chain, folder=tmp_path) == {"BBB;CCC", "AAA"}


def test_a_state_tied_to_two_leaders_follows_the_more_capable(tmp_path: Path) -> None:
    """A is tied to B, with 20, and to C, with 30, who are not tied to one another."""
    both = [*pact("second", "AAA BBB", "1901-02-01"), *pact("first", "AAA CCC", "1901-02-01")]

    assert members(*both, folder=tmp_path) == {"AAA;CCC", "BBB"}


@pytest.mark.parametrize("against", ["AAA", "BBB"])
def test_states_at_odds_are_on_two_sides(tmp_path: Path, against: str) -> None:
    """A and B are both tied to C; one has a pact with G against the other: the weaker stands alone."""
    other = {"AAA": "BBB", "BBB": "AAA"}[against]
    ties = [*pact("elder", "BBB CCC", "1901-02-01"), *pact("younger", "AAA CCC", "1901-02-01")]
    guard = [replace(one, against=(against,)) for one in pact("guard", f"{other} GGG", "1901-02-01")]

    assert members(*ties, *guard, folder=tmp_path) == {"BBB;CCC", "AAA"}


def test_a_pact_against_ones_own_partner_makes_no_side(tmp_path: Path) -> None:
    """B and C are tied, and B's pact with G is against C."""
    tie = pact("elder", "BBB CCC", "1901-02-01")
    guard = [replace(one, against=("CCC",)) for one in pact("guard", "BBB GGG", "1901-02-01")]

    assert members(*tie, *guard, folder=tmp_path) == {"BBB", "CCC", "AAA"}


def test_ties_to_a_common_superpower_do_not_make_a_regional_side(tmp_path: Path) -> None:
    """Each is tied to G by a pact of its own."""
    small = world(
        *(one for code in ("AAA", "BBB") for one in pact(f"with-{code}", f"{code} GGG", "1901-02-01"))
    )

    assert set(sides(recorded(small, tmp_path), "regional")) == {"AAA", "BBB", "CCC"}


def test_sides_are_those_of_the_last_day_of_the_year(tmp_path: Path) -> None:
    """A tie of 1901 that ends on 31 December has lapsed on that day, one that begins then stands."""
    small = world(*pact("old", "AAA BBB", "1901-02-01", "1901-12-31"), *pact("new", "BBB CCC", "1901-12-31"))

    assert set(sides(recorded(small, tmp_path), "regional")) == {"AAA", "CCC"}


def test_a_side_faces_the_threats_from_outside_it_alone(tmp_path: Path) -> None:
    """What A and B perceive of one another does not count once they are one side."""
    small = world(*pact("sisters", "AAA BBB", "1901-02-01"))
    ledger = recorded(small, tmp_path)
    felt = {
        (one, other): threat
        for one, other, threat in sql(
            ledger, "select observer, observed, threat from perception where year = 1901"
        ).iter_rows()
    }
    region = ("AAA", "BBB", "CCC")
    whole = sum(threat for (one, _), threat in felt.items() if one in region)
    outside = sum(
        threat
        for (one, other), threat in felt.items()
        if one in ("AAA", "BBB") and other not in ("AAA", "BBB")
    )

    found = sides(ledger, "regional")["BBB"]

    assert found["threat_share"] == pytest.approx(outside / whole)
    assert found["posed"] == pytest.approx((felt["AAA", "BBB"] + felt["CCC", "BBB"]) / 2)


def test_the_balance_says_in_a_row_a_year_who_leads_whom(tmp_path: Path) -> None:
    """H wins C in 1902: the lead of G falls from 40 of 260 to 10 of 260. G, the greater, threatens more."""
    ledger = recorded(world(*pact("east", "CCC HHH", "1902-02-01")), tmp_path)
    rows = {row["year"]: row for row in query(ledger, "balance").iter_rows(named=True)}

    assert [(rows[year]["side"], rows[year]["rival"]) for year in (1901, 1902)] == [("GGG", "HHH")] * 2
    assert rows[1902]["share"] - rows[1902]["share_2"] == pytest.approx(10 / 260)
    assert [rows[year]["waltz"] for year in (1900, 1901, 1902)] == [None, False, True]
    assert [rows[year]["walt"] for year in (1901, 1902)] == [False, False]


def quarrels(ledger: Path, year: int) -> set[frozenset[str]]:
    """Find who has a pact against whom, or who are one another's greatest threat, on 31 December."""
    targets = sql(
        ledger,
        "select party.state, against from party join run using (coding)"
        f" where scored and joined <= make_date({year}, 12, 31)"
        f" and coalesce(\"left\", '9999-01-01') > make_date({year}, 12, 31)",
    ).rows()
    felt: dict[str, dict[str, float]] = {}
    for one, other, threat in sql(
        ledger, f"select observer, observed, threat from perception where year = {year} and threat > 0"
    ).iter_rows():
        felt.setdefault(one, {})[other] = threat
    most = {(one, other) for one, all_ in felt.items() for other in all_ if all_[other] == max(all_.values())}
    return {frozenset((one, other)) for one, told in targets for other in told.split(";")} | {
        frozenset(pair) for pair in most if pair[::-1] in most
    }


@pytest.mark.parametrize("year", [1957, 1960, 1965, 1971, 1976, 1979])
def test_regional_sides_are_what_a_plain_loop_finds_in_the_middle_east(
    middle_east_ledger: Path, year: int
) -> None:
    """Their shares of capability add up to one, no state is on two, and no two on one are at odds."""
    codes = sql(
        middle_east_ledger,
        "select state from condition join (select distinct code, great_power from state) on code = state"
        f" where not great_power and year = {year} order by capability desc nulls last, state",
    )["state"].to_list()
    ties = {
        frozenset(tie)
        for tie in sql(
            middle_east_ledger,
            "select a, b from alignment join run using (coding)"
            f" where formed <= make_date({year}, 12, 31)"
            f" and coalesce(ended, '9999-01-01') > make_date({year}, 12, 31)",
        ).rows()
    }
    odds = quarrels(middle_east_ledger, year)
    followers: dict[str, list[str]] = {}
    for code in codes:
        for leader, following in followers.items():
            if {leader, code} in ties and not any({one, code} in odds for one in following):
                following.append(code)
                break
        else:
            followers[code] = [code]
    found = sides(middle_east_ledger, "regional", year)

    assert {side: set(row["members"].split(";")) for side, row in found.items()} == {
        leader: set(following) for leader, following in followers.items()
    }
    assert sum(row["capability_share"] for row in found.values()) == pytest.approx(1)
    assert 1 < len(found) < len(codes)


def test_egypt_and_israel_are_never_on_one_side(middle_east_ledger: Path) -> None:
    """Their peace of 1979 included, as Israel's ties to Washington stand against Egypt in the record."""
    rows = sql(middle_east_ledger, "select members from coalition where kind = 'regional'")["members"]

    assert not [one for one in rows if {"EGY", "ISR"} <= set(one.split(";"))]


def test_capability_is_the_mean_share_of_what_all_states_have(middle_east_ledger: Path) -> None:
    """At the end of 1970 the figures of 1969 are the last published."""
    shares = sql(
        middle_east_ledger,
        "select state, avg(value / whole) as share"
        " from (select *, sum(value) over (partition by quantity) as whole"
        " from capability where year = 1969"
        " and quantity in ('population', 'urban', 'steel', 'personnel', 'spending')) group by state",
    )
    told = sql(middle_east_ledger, "select state, capability from condition where year = 1970")
    both = told.join(shares, on="state").drop_nulls()

    assert both.height == told.height > 15
    assert both["capability"].to_list() == pytest.approx(both["share"].to_list())
