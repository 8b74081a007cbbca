"""The network by year: what stood, began and ended, what was named, and places that stay."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay import charts, query, sql
from replay.errors import RequestError, UnknownNameError
from replay.figures.network import STEP, network, telling
from replay.figures.ring import around, ring
from tests import charted, stressed
from tests.small_world import pact, state, timeline

# Aligned before, probability of a shift, and what came, by year and dyad.
SAID = {
    1901: {"AB": (True, 0.1, ""), "AC": (False, 0.6, ""), "BC": (True, 0.1, "")},
    1902: {"AB": (True, 0.1, ""), "AC": (False, 0.7, "onset"), "BC": (True, 0.6, "")},
    1903: {"AB": (True, 0.05, ""), "AC": (True, 0.1, ""), "BC": (True, 0.1, "ending")},
}
CODES = {"A": "AAA", "B": "BBB", "C": "CCC"}


def world(path: Path) -> Path:
    """Write the ledger of three states that are forecast, a great power, and one that is gone in 1902."""
    own = timeline(
        [*map(state, ("AAA", "BBB", "CCC", "PPP")), state("EEE", leaves="1902-06-01")],
        until=1903,
        parties=[
            *pact("old", "AAA BBB", "1899-01-01"),
            *pact("short", "BBB CCC", "1899-01-01", "1903-05-01"),
            *pact("new", "AAA CCC", "1902-03-01"),
            *pact("aid", "AAA PPP", "1899-01-01"),
        ],
        great_powers=("PPP",),
    )
    rows = [
        (year, *map(CODES.get, dyad), *said) for year, dyads in SAID.items() for dyad, said in dyads.items()
    ]
    return charted.write(
        path,
        own,
        forecast=[
            {
                "theory": theory,
                "year": year,
                "horizon": 1,
                "a": a,
                "b": b,
                "aligned_before": before,
                "p_aligned": 1 - p if before else p,
            }
            for theory in ("hiding", "base_rate")
            for year, a, b, before, p, _ in rows
        ],
        shift=[{"year": year, "a": a, "b": b, "kind": kind} for year, a, b, _, _, kind in rows if kind],
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write it once."""
    return world(tmp_path_factory.mktemp("network") / "small.duckdb")


@pytest.fixture(scope="module")
def drawn(small: Path) -> dict[str, Any]:
    """Draw it, as Vega-Lite."""
    specification: dict[str, Any] = network(small).to_dict()
    return specification


def rows(specification: dict[str, Any], layer: int) -> list[dict[str, Any]]:
    """Read the data of a layer: 0 what was named, 1 what happened, 2 the states, 7 what is said."""
    data = specification["layer"][layer]["data"]
    found: list[dict[str, Any]] = (
        data["values"] if "values" in data else specification["datasets"][data["name"]]
    )
    return found


def told(specification: dict[str, Any], layer: int) -> set[tuple[Any, ...]]:
    """Say who, from when to when, what became of it, and with which probability."""
    keys = ("dyad", "first_year", "last_year", "course", "p")
    return {tuple(row.get(key) for key in keys) for row in rows(specification, layer)}


def test_lines_say_what_stood_began_and_ended(drawn: dict[str, Any]) -> None:
    """A tie that stands is one line for all its years, as is one that nobody forecasts."""
    assert told(drawn, 1) == {
        ("AAA and BBB", 1901, 1903, "stood", None),
        ("AAA and CCC", 1902, 1902, "began", 0.7),
        ("AAA and CCC", 1903, 1903, "stood", None),
        ("BBB and CCC", 1901, 1901, "stood", None),
        ("BBB and CCC", 1902, 1902, "stood", 0.6),
        ("BBB and CCC", 1903, 1903, "ended", 0.1),
        ("AAA and PPP", 1901, 1903, "stood", None),
    }


def test_bands_say_what_was_named(drawn: dict[str, Any]) -> None:
    """As many as are expected: onsets .6 and .7, one each; endings .1 + .1 none, .1 + .6 one, .25 none."""
    assert told(drawn, 0) == {
        ("AAA and CCC", 1901, 1901, "none", 0.6),
        ("AAA and CCC", 1902, 1902, "began", 0.7),
        ("BBB and CCC", 1902, 1902, "stood", 0.6),
    }
    assert {row["dyad"]: row["outcome"] for row in rows(drawn, 0)} == {
        "AAA and CCC": "onset",
        "BBB and CCC": "ending",
    }


def test_the_title_says_how_many_were_named_and_by_chance(drawn: dict[str, Any]) -> None:
    """The one onset was named, of one dyad at risk; the one ending was not, of none named that year."""
    assert " ".join(drawn["title"]["text"]) == (
        "Small world: in 1901-1903 of 1 ties that began 1 were named (by chance 1), of 1 ties that ended 0"
        " were named (by chance 0) beforehand by hiding."
    )


def test_each_year_says_what_came_of_it(drawn: dict[str, Any]) -> None:
    """In words above the ring; of 1903, when all are aligned, none that none began."""
    assert {row["first_year"]: row["said"] for row in rows(drawn, 7)} == {
        1901: "1901: 0 began, 0 ended",
        1902: "1902: 1 began (1 named), 0 ended",
        1903: "1903: 1 ended (0 named)",
    }


def test_a_state_is_shown_in_the_years_at_whose_end_it_exists(drawn: dict[str, Any]) -> None:
    """In one place for all years."""
    shown = {row["name"]: (row["first_year"], row["last_year"]) for row in rows(drawn, 2)}
    assert shown == {**dict.fromkeys(("AAA", "BBB", "CCC", "PPP"), (1901, 1903)), "EEE": (1901, 1901)}
    places = {(row["x"], row["y"]) for row in rows(drawn, 2)}
    assert len(places) == 5


def test_the_slider_begins_where_most_shifted_and_reaches_every_year(drawn: dict[str, Any]) -> None:
    """A range input, which arrow keys move; of years with as many shifts the first."""
    [slider] = drawn["params"]
    assert slider["name"] == "year"
    assert slider["value"] == 1902
    assert {key: slider["bind"][key] for key in ("input", "min", "max", "step")} == {
        "input": "range", "min": 1901, "max": 1903, "step": 1,
    }  # fmt: skip


def test_kinds_of_lines_are_told_apart_without_colour(drawn: dict[str, Any]) -> None:
    """By dash or width."""
    for layer in (0, 1):
        encoding = drawn["layer"][layer]["encoding"]
        looks = [
            (str(dash), width)
            for dash, width in zip(
                encoding["strokeDash"]["scale"]["range"],
                encoding["strokeWidth"]["scale"]["range"],
                strict=True,
            )
        ]
        assert len({*looks}) == len(looks) > 1


def test_a_still_shows_the_telling_years_beside_one_another(small: Path) -> None:
    """Each holds its own year alone, and nothing is left to choose."""
    still = network(small, still=True).to_dict()
    assert "params" not in still
    said = []
    for panel in still["concat"]:
        data = panel["layer"][7]["data"]
        said += data["values"] if "values" in data else still["datasets"][data["name"]]
    assert [row["first_year"] for row in said] == [1901, 1902, 1903]


def test_the_years_that_tell_most_are_the_ends_and_the_busiest() -> None:
    """Of five years with 1, 4, 0, 5 and 0 shifts: the first, the last, 1904, 1902."""
    called = pl.DataFrame({"year": [1901, 1902, 1903, 1904, 1905], "actual": [1, 4, 0, 5, 0]})
    assert telling(called) == [1901, 1902, 1904, 1905]
    assert telling(called, 1) == [1904]


def test_those_long_aligned_stand_together_however_the_rows_come() -> None:
    """Two triangles of ten years, with one tie of a year between them, are two arcs of the ring."""
    ties = [
        ("A", "B", 10),
        ("A", "C", 10),
        ("B", "C", 10),
        ("D", "E", 10),
        ("D", "F", 10),
        ("E", "F", 10),
        ("C", "D", 1),
    ]
    tied = pl.DataFrame(ties, schema=["a", "b", "years"], orient="row")
    order = around(tied, ["A", "B", "C", "D", "E", "F"])
    assert {frozenset(order[:3]), frozenset(order[3:])} == {frozenset("ABC"), frozenset("DEF")}
    assert abs(order.index("C") - order.index("D")) == 1
    assert around(tied.reverse(), ["A", "B", "C", "D", "E", "F"]) == order


@given(states=st.integers(1, 60), radius=st.integers(50, 400))
def test_no_two_names_on_a_side_of_the_ring_meet(states: int, radius: int) -> None:
    """They stand in equal rows, within the ring."""
    codes = [f"S{number}" for number in range(states)]
    height = STEP * ((states + 1) // 2)
    spots = ring(codes, 500, radius, 10, height)
    for right in (True, False):
        rows = sorted(spot["y"] for spot in spots.values() if spot["right"] is right)
        assert all(below - above >= STEP - 0.2 for above, below in pairwise(rows))
    assert all(abs(spot["x"] - 500) <= radius + 0.1 for spot in spots.values())
    assert all(10 <= spot["y"] <= 10 + height for spot in spots.values())


def test_a_dyad_is_named_as_the_counts_of_alarms_have_it(miniature_ledger: Path) -> None:
    """By every theory, outcome and year; and recounted: the likeliest, ties for the last place left out."""
    ties = sql(miniature_ledger, "select * from tie").to_dicts()
    named = Counter((row["theory"], row["aligned_before"], row["year"]) for row in ties if row["named"])
    alarms = sql(miniature_ledger, "select * from alarm where named > 0").to_dicts()
    assert named == {(row["theory"], row["outcome"] == "ending", row["year"]): row["named"] for row in alarms}
    at_risk: dict[tuple[Any, ...], list[float]] = defaultdict(list)
    for row in sql(miniature_ledger, "from predicted_vs_actual where p_shift is not null").to_dicts():
        at_risk[row["theory"], row["aligned_before"], row["year"]].append(row["p_shift"])
    for row in ties:
        if row["p_shift"] is not None:
            field = at_risk[row["theory"], row["aligned_before"], row["year"]]
            as_likely = sum(p >= row["p_shift"] for p in field)
            assert row["named"] == (as_likely <= round(sum(field)))


def test_stretches_of_years_are_those_of_the_record(miniature_ledger: Path) -> None:
    """Year by year they say what the view says, for the pool."""
    stretches = query(miniature_ledger, "ties_over_time", of_theory="pool").to_dicts()
    told = {
        (row["a"], row["b"], year): (row["course"], row["named"])
        for row in stretches
        for year in range(row["first_year"], row["last_year"] + 1)
    }
    courses = {(True, False): "stood", (True, True): "ended", (False, True): "began", (False, False): "none"}
    ties = sql(miniature_ledger, "from tie where theory = 'pool'").to_dicts()
    assert ties
    for row in ties:
        course = courses[row["aligned_before"], row["shifted"]]
        assert told.pop((row["a"], row["b"], row["year"])) == (course, row["named"])
    # What is left is in force and not forecast.
    allies = {row[:3] for row in sql(miniature_ledger, "select a, b, year from ally").rows()}
    assert {*told} <= allies
    assert {*told.values()} <= {("stood", False)}


def test_a_hostile_name_is_data(tmp_path: Path) -> None:
    """It stands in the rows as it is written, in no expression, and ends no script of a page."""
    path = world(tmp_path / "hostile.duckdb")
    name = "</script><img src=x onerror=alert(1)>'\"])"
    with duckdb.connect(path) as connection:
        connection.execute("update state set name = ? where code = 'AAA'", [name])
    specification = network(path).to_dict()
    assert name in {row["name"] for row in rows(specification, 2)}
    layers = [
        {key: value for key, value in layer.items() if key != "data"} for layer in specification["layer"]
    ]
    assert "onerror" not in str(layers)
    page = charts.draw(path, "network", tmp_path / "hostile.html").read_text(encoding="utf-8")
    assert "<img src=x" not in page
    assert "\\u003cimg src=x onerror" in page


def test_what_holds_no_forecast_is_refused(tmp_path: Path, small: Path) -> None:
    """A stress run, a theory that was not asked, a ledger before its first year is over."""
    with pytest.raises(RequestError, match="stress run"):
        network(stressed.publish(tmp_path / "stress.duckdb"))
    with pytest.raises(UnknownNameError, match="hiding"):
        network(small, theory="hidin")
    empty = charted.write(tmp_path / "empty.duckdb", timeline([state("AAA"), state("BBB")], until=1903))
    with pytest.raises(RequestError, match="nothing to draw"):
        network(empty)


def test_a_picture_is_still_and_a_page_has_the_slider(small: Path, tmp_path: Path) -> None:
    """And both are made by name."""
    picture = charts.draw(small, "network", tmp_path / "n.svg").read_text(encoding="utf-8")
    assert [year for year in (1901, 1902, 1903) if f"{year}: " in picture] == [1901, 1902, 1903]
    page = charts.draw(small, "network", tmp_path / "n.html").read_text(encoding="utf-8")
    assert '"input":"range"' in page.replace(": ", ":").replace('", "', '","')
