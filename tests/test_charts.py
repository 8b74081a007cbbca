"""Charts are really drawn, offline, say what they show, and replace a file whole or not at all."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from replay import charts
from replay.errors import RequestError, UnknownNameError
from replay.figures import style
from replay.figures.survival import SHOWN
from tests import stressed
from tests.test_cli import ask

HEADLINE = (
    "The League, 1901-1905, 20 histories a theory: in force at the end in 85 % of histories or more for all 3"
    " theories; lowest under balance_of_threat: 85 % [75, 95]."
)


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the ledger of the League."""
    return stressed.publish(tmp_path_factory.mktemp("charts") / "league.duckdb")


@pytest.fixture(scope="module")
def drawn(league: Path) -> dict[str, Any]:
    """Draw its survival, as Vega-Lite."""
    specification: dict[str, Any] = charts.chart(league, "survival").to_dict()
    return specification


def lines(part: dict[str, Any]) -> dict[str, Any]:
    """Find the layer of lines in a part of the chart."""
    [found] = [layer for layer in part["spec"]["layer"] if layer["mark"]["type"] == "line"]
    encoding: dict[str, Any] = found["encoding"]
    return encoding


def test_the_title_says_the_finding(drawn: dict[str, Any]) -> None:
    """The headline of the outlook, and which list moves it most."""
    assert " ".join(drawn["title"]["text"]) == HEADLINE
    assert drawn["title"]["subtitle"][0] == (
        "Most of all moves it: far-leaves, balance_of_threat: -50 points of % [-56, -44]."
    )


def test_each_part_names_its_unit_and_goes_from_nothing_to_all(drawn: dict[str, Any]) -> None:
    """The pact above, its parties below; the theory that expects least comes first, the pool last."""
    parts = drawn["vconcat"]
    assert [part["facet"]["header"]["title"] for part in parts] == [
        "In force on 31 December, % of histories",
        "Its parties of 1900 that are still in, %",
    ]
    for part in parts:
        assert part["facet"]["sort"] == ["balance of threat", "hiding", "institutionalism", "pool"]
        assert lines(part)["y"]["scale"]["domain"] == [0, 1]
        assert lines(part)["x"]["axis"]["values"] == [1900, 1905]


def test_edit_lists_are_told_apart_with_and_without_colour(drawn: dict[str, Any]) -> None:
    """Each has a colour and a dash of its own; the record unedited is first, then who moves it most."""
    for part in drawn["vconcat"]:
        for channel in ("color", "strokeDash"):
            scale = lines(part)[channel]["scale"]
            assert scale["domain"] == ["none", "far-leaves", "no-raid"]
            assert len({str(one) for one in scale["range"]}) == 3
    assert len(style.LINES) == len({str(dash) for dash in style.LINES.values()}) == 1 + SHOWN


def test_courses_begin_at_the_branch_with_all_in(drawn: dict[str, Any]) -> None:
    """And go on as the ledger says: 17 of 20 histories and 3.45 of 4 parties by balance of threat."""
    rows = drawn["datasets"][drawn["vconcat"][0]["data"]["name"]]
    own = [row for row in rows if row["panel"] == "balance of threat" and row["edit"] == "none"]
    assert [row["year"] for row in own] == [1900, *stressed.YEARS]
    assert (own[0]["survival"], own[0]["still_in"]) == (1.0, 1.0)
    assert own[-1]["survival"] == pytest.approx(17 / 20)
    assert own[-1]["still_in"] == pytest.approx(3.45 / 4)


def test_a_pact_of_two_has_one_part(tmp_path: Path) -> None:
    """Its parties are in as long as it is in force."""
    two = stressed.publish(tmp_path / "two.duckdb", stressed.bilateral())
    assert len(charts.chart(two, "survival").to_dict()["vconcat"]) == 1


def test_a_chart_is_an_svg_that_shows_its_title_and_panels(league: Path, tmp_path: Path) -> None:
    """About as wide as a page; its words are words."""
    place = charts.draw(league, "survival", tmp_path / "survival.svg")
    root = ET.fromstring(place.read_text(encoding="utf-8"))  # noqa: S314 - our own file
    text = " ".join("".join(node.itertext()) for node in root.iter() if node.tag.endswith("text"))
    assert 800 < float(root.attrib["width"]) < 1000
    for said in (
        "The League, 1901-1905",
        "balance of threat",
        "none: as recorded",
        "far-leaves",
        "100%",
        "1905",
    ):
        assert said in text


def test_a_chart_is_a_png_of_twice_the_width(league: Path, tmp_path: Path) -> None:
    """The header of the file says its width and height in pixels; it holds more than white."""
    content = charts.draw(league, "survival", tmp_path / "survival.png").read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert 1600 < width < 2000
    assert 600 < height < 1200
    assert len(content) > 50_000


def test_a_chart_is_a_page_that_needs_nothing_else(league: Path, tmp_path: Path) -> None:
    """No script is fetched from anywhere: all stands in the file."""
    page = charts.draw(league, "survival", tmp_path / "survival.html").read_text(encoding="utf-8")
    assert "The League, 1901-1905" in page
    assert re.findall(r"<(?:script|link)[^>]*(?:src|href)=", page) == []
    assert re.findall(r"import\s[^;]{0,200}from\s*[\"']https?:", page) == []


def test_the_same_ledger_gives_the_same_picture(league: Path, tmp_path: Path) -> None:
    """To the last byte."""
    one, other = (charts.draw(league, "survival", tmp_path / f"{n}.svg").read_bytes() for n in "ab")
    assert one == other


def test_the_command_draws_and_says_where(league: Path) -> None:
    """Words go to standard error; a picture that stood there is replaced."""
    place = league.parent / "s.svg"
    place.write_text("old", encoding="utf-8")
    assert ask("chart", league.name, "survival", "-o", "s.svg", at=league.parent) == ("", "Wrote s.svg\n")
    assert place.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize(
    ("name", "out", "error", "said"),
    [
        ("survial", "s.svg", UnknownNameError, "survival"),
        ("survival", "s.pdf", RequestError, ".svg, .png, .html are allowed"),
        ("survival", "s", RequestError, ".svg, .png, .html are allowed"),
        ("survival", "nowhere/s.svg", RequestError, "no folder"),
    ],
)
def test_what_cannot_be_drawn_is_refused_before_anything_is_written(
    league: Path, tmp_path: Path, name: str, out: str, error: type[RequestError], said: str
) -> None:
    """Another chart, another kind of file, a folder that is not there."""
    with pytest.raises(error, match=re.escape(said)):
        charts.draw(league, name, tmp_path / out)
    assert [*tmp_path.iterdir()] == []


def test_options_of_a_chart_are_given_as_words(miniature_ledger: Path, tmp_path: Path) -> None:
    """As those of a query are; what the chart does not know is refused with what it does."""
    given = ("observer=ARD", "observed=BRO", "-o", str(tmp_path / "t.svg"))
    ask("chart", str(miniature_ledger), "threat", *given, at=tmp_path)
    assert "Ardania feared Brovia" in (tmp_path / "t.svg").read_text(encoding="utf-8")
    _, said = ask("chart", str(miniature_ledger), "threat", "observr=ARD", *given[2:], at=tmp_path, code=2)
    assert "option of threat was 'observr'" in said
    assert "did you mean 'observer'?" in said
    ask("chart", str(miniature_ledger), "threat_map", "year=1903", "-o", "m.svg", at=tmp_path)
    assert (tmp_path / "m.svg").is_file()


def test_forecasts_have_no_survival(miniature_ledger: Path, tmp_path: Path) -> None:
    """And what stood at the place is as it was."""
    place = tmp_path / "s.svg"
    place.write_text("old", encoding="utf-8")
    with pytest.raises(RequestError, match="holds forecasts"):
        charts.draw(miniature_ledger, "survival", place)
    assert place.read_text(encoding="utf-8") == "old"
