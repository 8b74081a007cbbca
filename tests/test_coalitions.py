"""The sides of each year: shares with their arithmetic on a small world, and against networks in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from replay import sql
from replay.ledger import Draft, query
from replay.study import Request, conduct
from replay.timeline import Party, Timeline
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
    """Run a world with the least that a run takes, and publish its ledger."""
    draft = Draft(folder / "small.duckdb")
    draft.publish(*conduct(small, Request(histories=1, theories=("base_rate",), repeats=False, audits=False)))
    return draft.path


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


def test_an_allys_allies_are_no_allies_of_a_superpower_but_of_one_another(tmp_path: Path) -> None:
    """A is tied to B alone, and B to G: A is not on the side of G, yet in the region A and B are one."""
    small = world(*pact("west", "BBB GGG", "1901-02-01"), *pact("sisters", "AAA BBB", "1901-02-01"))
    ledger = recorded(small, tmp_path)

    assert sides(ledger, "superpower")["GGG"]["members"] == "BBB;GGG"
    found = sides(ledger, "regional")
    assert {side: row["members"] for side, row in found.items()} == {"BBB": "AAA;BBB", "CCC": "CCC"}
    assert [found[side]["capability_share"] for side in ("BBB", "CCC")] == pytest.approx([30 / 60, 30 / 60])


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


def components(codes: Sequence[str], ties: set[tuple[str, str]]) -> set[frozenset[str]]:
    """Find the connected groups of a network by powers of its matrix."""
    linked = np.array([[a == b or (min(a, b), max(a, b)) in ties for b in codes] for a in codes])
    reached = np.linalg.matrix_power(linked.astype(float), len(codes)) > 0
    return {frozenset(code for code, there in zip(codes, row, strict=True) if there) for row in reached}


@pytest.mark.parametrize("year", [1957, 1960, 1965, 1971, 1979])
def test_regional_sides_are_the_connected_groups_of_the_middle_east(
    middle_east_ledger: Path, year: int
) -> None:
    """Their shares of capability add up to one, and no state is on two."""
    codes = sql(
        middle_east_ledger,
        "select distinct state from condition join state on code = state"
        f" where not great_power and year = {year}",
    )["state"].to_list()
    ties = set(
        sql(
            middle_east_ledger,
            "select distinct a, b from alignment join run using (coding)"
            f" where formed <= make_date({year}, 12, 31)"
            f" and coalesce(ended, '9999-01-01') > make_date({year}, 12, 31)",
        ).rows()
    )
    found = sides(middle_east_ledger, "regional", year)

    assert {frozenset(row["members"].split(";")) for row in found.values()} == components(
        codes, {(a, b) for a, b in ties if {a, b} <= set(codes)}
    )
    assert sum(row["capability_share"] for row in found.values()) == pytest.approx(1)
    assert len(found) > 1


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
