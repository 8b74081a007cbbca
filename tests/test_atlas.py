"""The map by year: capitals stand where they lie, outlines are the earth's, numbers are the views'."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from itertools import combinations
from math import sin
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay import charts, inventory, sql
from replay.errors import RequestError
from replay.figures import globe
from replay.figures.atlas import atlas
from replay.figures.capitals import capitals, laid, plane
from replay.figures.ground import stretches
from replay.figures.lettering import LETTER, LINE, lettered
from tests import charted, stressed
from tests.small_world import pact, state, timeline

ROME, ATHENS, BONN, BERLIN = (12.5, 41.9), (23.7, 38.0), (7.1, 50.7), (13.4, 52.5)
PLACES = {**charted.CAPITALS, "AAA": ROME, "BBB": ATHENS, "CCC": BONN}


def world(path: Path) -> Path:
    """Write a ledger: the capital of CCC moves in 1902; the United States lead one side, Russia another."""
    still = [one for one in charted.distances(PLACES) if "CCC" not in {one.a, one.b}]
    moved = [
        replace(one, begins=begins, ends=ends)
        for place, begins, ends in ((BONN, None, date(1902, 6, 1)), (BERLIN, date(1902, 6, 1), None))
        for one in charted.distances({**PLACES, "CCC": place})
        if "CCC" in {one.a, one.b}
    ]
    own = timeline(
        [*map(state, (*charted.CAPITALS, "AAA", "CCC")), state("BBB", leaves="1903-01-01")],
        until=1903,
        parties=[
            *pact("west", "USA AAA CCC", "1899-01-01"),
            *pact("east", "RUS BBB", "1899-01-01"),
            *pact("across", "AAA BBB", "1901-03-01", "1902-03-01"),
        ],
        distances=[*still, *moved],
        great_powers=("USA", "RUS"),
    )
    sides = [("USA", "AAA;CCC;USA", 3), ("RUS", "BBB;RUS", 2)]
    return charted.write(
        path,
        own,
        coalition=[
            {"year": year, "side": side, "kind": "superpower", "states": states, "members": members}
            for year in range(1900, 1903)
            for side, members, states in sides
        ],
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write it once."""
    return world(tmp_path_factory.mktemp("atlas") / "small.duckdb")


@pytest.fixture(scope="module")
def drawn(small: Path) -> dict[str, Any]:
    """Draw it, as Vega-Lite."""
    specification: dict[str, Any] = atlas(small).to_dict()
    return specification


def rows(specification: dict[str, Any], mark: str, key: str) -> list[dict[str, Any]]:
    """Read the data of all layers of a mark whose rows have a key."""
    found = []
    for layer in specification["layer"]:
        data = layer["data"]
        values = data["values"] if "values" in data else specification["datasets"][data["name"]]
        if layer["mark"]["type"] == mark:
            found += [row for row in values if key in row]
    return found


def by_year(found: list[dict[str, Any]], *keys: str) -> set[tuple[Any, ...]]:
    """Tell stretches year by year."""
    return {
        (year, *(row[key] for key in keys)) for row in found for year in range(row["first"], row["last"] + 1)
    }


def test_a_capital_stands_where_its_distances_put_it() -> None:
    """Exactly by exact distances, within 20 km by distances rounded to 10."""
    for step, off in ((0.001, 0.1), (10, 20)):
        known = {code: globe.towards(*degrees) for code, degrees in charted.CAPITALS.items()}
        for place in (ROME, ATHENS, BERLIN, (-0.2, 5.6), (106.8, -6.2)):
            measured = {
                code: round(charted.kilometres(place, degrees) / step) * step
                for code, degrees in charted.CAPITALS.items()
            }
            found = globe.placed(measured, known)
            assert globe.apart(found, globe.towards(*place)) < off


def test_a_capital_moves_when_its_distances_change(small: Path) -> None:
    """From Bonn to Berlin, 477 km by the law of cosines, in the year at whose end it has moved."""
    places = capitals(sql(small, "from capital_distance"), small)
    assert globe.apart(places["CCC", 1901], globe.towards(*BONN)) < 1
    assert globe.apart(places["CCC", 1902], globe.towards(*BERLIN)) < 1
    assert globe.apart(places["CCC", 1901], places["CCC", 1902]) == pytest.approx(
        charted.kilometres(BONN, BERLIN), abs=1
    )


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ((), "none of them"),
        (("USA", "UKG"), "it has UKG, USA"),
        # Cairo, Ankara and Moscow lie on one great circle, but for some kilometres.
        (("EGY", "TUR", "RUS"), "on one great circle, and it has EGY, RUS, TUR"),
    ],
)
def test_a_world_without_known_capitals_is_on_no_map(
    tmp_path: Path, there: tuple[str, ...], said: str
) -> None:
    """Three are needed, and such as tell a place from its mirror image."""
    codes = [*there, "AAA", "BBB"]
    own = timeline(
        [*map(state, codes)], until=1903, distances=charted.distances({code: PLACES[code] for code in codes})
    )
    with pytest.raises(RequestError, match=said):
        atlas(charted.write(tmp_path / "nowhere.duckdb", own))


def test_a_world_that_only_takes_the_names_is_on_no_map(tmp_path: Path) -> None:
    """Its London lies in Canberra."""
    places = {code: PLACES[code] for code in ("USA", "RUS", "FRN", "AAA")}
    own = timeline(
        [*map(state, (*places, "UKG"))],
        until=1903,
        distances=charted.distances({**places, "UKG": PLACES["AUL"]}),
    )
    with pytest.raises(RequestError, match="on the globe"):
        atlas(charted.write(tmp_path / "elsewhere.duckdb", own))


def test_a_state_that_its_distances_do_not_place_is_left_out_and_named(tmp_path: Path) -> None:
    """Measured from Cairo, Ankara and Moscow alone, Rome could lie in Kazakhstan as well."""
    measured = [
        one
        for one in charted.distances(PLACES)
        if "AAA" not in {one.a, one.b} or {one.a, one.b} & {"EGY", "TUR", "RUS"}
    ]
    own = timeline([*map(state, PLACES)], until=1903, distances=measured)
    ledger = charted.write(tmp_path / "flat.duckdb", own)
    placed = {code for code, _ in capitals(sql(ledger, "from capital_distance"), ledger)}
    said = " ".join(atlas(ledger).to_dict()["title"]["subtitle"])

    assert placed == {*PLACES} - {"AAA"}
    assert "Left out, since their distances place them nowhere: AAA." in said


def test_a_map_of_one_city_shows_the_country_around_it() -> None:
    """640 km at least, in as many pixels as are within the edges."""
    on = globe.around(globe.towards(*ROME)[None, :], 600, (300, 500), 50)
    assert on.scale * 0.1 <= 500
    assert on.project(globe.towards(*ROME)[None, :])[0] == pytest.approx([300, on.height / 2])


def europe() -> globe.Plane:
    """Lay Europe out."""
    shown = [globe.towards(*PLACES[code]) for code in ("UKG", "FRN", "RUS", "TUR", "AAA")]
    return globe.around(np.stack(shown), 600, (300, 500), 40)


def test_the_map_is_of_equal_area_and_holds_what_it_is_made_for() -> None:
    """By Lambert a point at an angle from the middle stands 2 sin(angle / 2) radii from it."""
    on = europe()
    spots = on.project(
        np.stack([globe.towards(*PLACES[code]) for code in ("UKG", "FRN", "RUS", "TUR", "AAA")])
    )
    assert np.all((spots >= 39.5) & (spots <= np.array([on.width, on.height]) - 39.5))
    for code in ("RUS", "AUL"):
        point = globe.towards(*PLACES[code])
        angle = globe.apart(point, on.axes[2]) / 6371
        away = np.hypot(*(on.project(point[None, :])[0] - [on.left, on.top]))
        assert away == pytest.approx(2 * sin(angle / 2) * on.scale)


def inside(spot: Any, ring: list[list[float]]) -> bool:
    """Count the sides of a ring that a line to the right of a spot crosses."""
    x, y = spot
    sides = zip(ring, [*ring[1:], ring[0]], strict=True)
    crossed = [
        (a, b)
        for a, b in sides
        if (a[1] > y) != (b[1] > y) and x < (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1]) + a[0]
    ]
    return len(crossed) % 2 == 1


def test_outlines_are_those_of_the_earth() -> None:
    """Paris, Moscow and Rome lie each in one country, the Bay of Biscay and the Tyrrhenian Sea in none."""
    on = europe()
    land = on.outlines()

    def countries(degrees: tuple[float, float]) -> int:
        [spot] = on.project(globe.towards(*degrees)[None, :])
        return sum(inside(spot, polygon["coordinates"][0]) for polygon in land)

    assert [countries(one) for one in (PLACES["FRN"], PLACES["RUS"], (15.0, 50.0))] == [1, 1, 1]
    assert [countries(one) for one in ((-5.0, 45.5), (12.0, 39.8), (35.0, 43.5))] == [0, 0, 0]


def test_outlines_hold_no_more_than_is_in_sight() -> None:
    """Less than a third of a megabyte, all within a margin of the frame."""
    on = europe()
    land = on.outlines()
    assert len(json.dumps(land)) < 300_000
    points = np.array([point for polygon in land for ring in polygon["coordinates"] for point in ring])
    assert points.min() >= -globe.MARGIN
    assert np.all(points.max(axis=0) <= np.array([on.width, on.height]) + globe.MARGIN)


def test_a_distant_capital_stands_on_the_edge_with_an_arrow() -> None:
    """Canberra lies far east of a map of Europe, Washington west; London is on it."""
    codes = ("UKG", "FRN", "RUS", "TUR", "USA", "AUL", "AAA", "BBB")
    places = {(code, 1900): globe.towards(*PLACES[code]) for code in codes}
    on = plane(
        [place for (code, _), place in places.items() if code not in {"USA", "AUL"}], 600, (300, 480), 40
    )
    spots = laid(places, on)
    assert {code: spots[code, 1900][2] for code in codes} == {
        **dict.fromkeys(codes, ""), "USA": "←", "AUL": "→",
    }  # fmt: skip
    assert spots["USA", 1900][0] < 20
    assert all(0 <= x <= on.width and 0 <= y <= on.height for x, y, _ in spots.values())


@given(
    st.lists(st.tuples(st.integers(100, 400), st.integers(60, 300)), min_size=2, max_size=6, unique=True),
)
def test_a_name_that_finds_room_covers_no_other(points: list[tuple[int, int]]) -> None:
    """Few short names always do, on a wide map; all stand within it."""
    spots = [{"x": x, "y": y, "name": "Rome", "first": 1, "last": 1} for x, y in points]
    found = lettered(spots, 500, 360, 2)
    wide = LETTER * 4
    boxes = []
    for one in found:
        left = one["to_x"] - {"left": 0, "right": wide, "center": wide / 2}[one["align"]]
        boxes.append((left, one["to_y"] - LINE / 2, left + wide, one["to_y"] + LINE / 2))
    for a, b in combinations(boxes, 2):
        across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
        assert min(across, down) <= 0.7
    assert all(a[0] >= -1 and a[1] >= -1 and a[2] <= 501 and a[3] <= 361 for a in boxes)


def test_names_of_different_years_may_share_a_place() -> None:
    """What is not seen together needs no room."""
    spots = [
        {"x": 50, "y": 50, "name": name, "first": year, "last": year}
        for name, year in (("One", 1), ("Two", 2))
    ]
    one, two = lettered(spots, 200, 100, 4)
    assert (one["to_x"], one["to_y"], one["led"]) == (two["to_x"], two["to_y"], two["led"])
    together = lettered([{**spot, "first": 1} for spot in spots], 200, 100, 4)
    assert (together[0]["to_x"], together[0]["to_y"]) != (together[1]["to_x"], together[1]["to_y"])


def test_years_in_a_row_that_are_alike_are_one_stretch() -> None:
    """A gap, or another side, begins a new one."""
    years = [("A", 1), ("A", 2), ("A", 4), ("B", 5), ("A", 6)]
    found = stretches({"year": year, "side": side} for side, year in years)
    assert [(row["side"], row["first"], row["last"]) for row in found] == [
        ("A", 1, 2), ("A", 4, 4), ("B", 5, 5), ("A", 6, 6),
    ]  # fmt: skip


def test_lines_are_the_ties_of_the_view_year_by_year(small: Path, drawn: dict[str, Any]) -> None:
    """Across sides in no side's colour."""
    found = by_year(rows(drawn, "rule", "dyad"), "dyad", "side")
    ally = sql(small, "select year, a, b from ally").rows()
    assert {(year, dyad) for year, dyad, _ in found} == {(year, f"{a} and {b}") for year, a, b in ally}
    assert (1901, "AAA and USA", "USA") in found
    assert (1901, "BBB and RUS", "RUS") in found
    assert (1901, "AAA and BBB", "neither") in found
    assert (1902, "AAA and BBB") not in {row[:2] for row in found}


def test_points_are_on_the_sides_of_the_view_while_they_exist(small: Path, drawn: dict[str, Any]) -> None:
    """BBB is gone in 1903; in that year nobody leads a side."""
    found = by_year(rows(drawn, "point", "side"), "name", "side")
    assert found == set(sql(small, "select year, state, side from allegiance").rows())
    assert (1902, "BBB", "RUS") in found
    assert (1903, "AAA", "neither") in found
    assert not {name for year, name, _ in found if year == 1903} & {"BBB"}


def test_the_title_says_what_changed(drawn: dict[str, Any]) -> None:
    """AAA, CCC and USA are three ties and BBB and RUS one; BBB is gone at the end, and so are the sides."""
    assert " ".join(drawn["title"]["text"]) == (
        "Small world: from 4 ties at the end of 1900 to 3 at the end of 1903; USA from 2 partners to 0;"
        " RUS from 1 partners to 0."
    )
    below = " ".join(drawn["title"]["subtitle"])
    assert "Modern outlines" in below
    assert "Natural Earth" in below


def test_sides_are_told_apart_without_colour(drawn: dict[str, Any]) -> None:
    """By the shape of points, and the dash of lines."""
    [points] = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "point"]
    shapes = points["encoding"]["shape"]["scale"]
    assert shapes["domain"] == ["USA", "RUS", "several", "neither"]
    assert len({*shapes["range"]}) == 4


def test_the_slider_reaches_every_census_and_a_still_shows_some(small: Path, drawn: dict[str, Any]) -> None:
    """It begins where ties were most: five in 1901."""
    [slider] = drawn["params"]
    assert (slider["bind"]["min"], slider["bind"]["max"], slider["value"]) == (1900, 1903, 1901)
    still = atlas(small, still=True).to_dict()
    assert "params" not in still
    assert len(still["concat"]) == 4


def test_a_map_is_well_under_a_megabyte(small: Path, tmp_path: Path) -> None:
    """And drawn by its name."""
    assert len(atlas(small).to_json(indent=None)) < 600_000
    picture = charts.draw(small, "atlas", tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "1901: 5 ties" in picture


def league(path: Path) -> Path:
    """Put the League of a stress run on the globe."""
    places = {"ARD": ROME, "BRO": ATHENS, "CES": BONN, "DOR": BERLIN}
    own = timeline(
        [*map(state, charted.CAPITALS)], distances=charted.distances({**charted.CAPITALS, **places})
    )
    around, frames = inventory.of_timeline(own), stressed.frames()
    states = pl.concat([frames["state"], around["state"]], how="vertical_relaxed")
    return stressed.publish(path, {**frames, "state": states, "distance": around["distance"]})


def test_a_stress_run_is_a_map_of_who_is_still_in(tmp_path: Path) -> None:
    """By the pool Brovia is in in 20 - 2 - 1 = 17 of 20 histories at the end, in all at the beginning."""
    path = league(tmp_path / "league.duckdb")
    drawn = atlas(path).to_dict()
    found = by_year(rows(drawn, "circle", "share"), "name", "share")
    survival = sql(
        path,
        "select s.year, n.name, round(s.survival, 3) as share"
        " from survival s join state n on n.code = s.state where s.theory = 'pool' and s.edit = 'none'",
    )
    assert found == set(survival.rows())
    assert (1905, "Brovia", 0.85) in found
    assert (1900, "Brovia", 1.0) in found
    title = " ".join(drawn["title"]["text"])
    assert title.startswith(
        "The League by the pool: in force in 95% of histories at the end of 1905, with 3."
    )
    assert "is likeliest to be still in (100%), Brovia to have left (15%)" in title
