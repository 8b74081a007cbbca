"""The report is one page that needs nothing else, says what views hold, and runs nothing of a timeline."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from replay import charts, comparison, exhibits, outlook, query, report, report_page, run, sql
from replay.errors import LedgerError, RequestError
from replay.figures.threat import END, courses
from replay.rounding import written
from tests import stressed
from tests.test_cli import ask

VOID = {"meta", "link", "img", "input", "br", "hr"}
MINIATURE = Path(__file__).parents[1] / "timelines" / "miniature"
LARGEST = 3_000_000
"""Bytes that a page may have."""
SCRIPTED = "<script>window.ran = true</script>"
LOADED = '"><img src=x onerror="window.ran = true">'
CLOSED = "</script><script>window.ran = true</script>"


@dataclass
class Element:
    """An element of a page: its name, attributes, and what stands in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[Element | str] = field(default_factory=list)

    def all(self, *tags: str) -> list[Element]:
        """Find all elements of these names in it, in their order."""
        found = []
        for one in self.inside:
            if isinstance(one, Element):
                found += [one] if one.tag in tags else []
                found += one.all(*tags)
        return found

    @property
    def text(self) -> str:
        """Join all words in it."""
        parts = [one if isinstance(one, str) else one.text for one in self.inside]
        return " ".join(" ".join(parts).split())


class Reader(HTMLParser):
    """Reads a page into elements; asserts that each is closed by its own end."""

    def __init__(self) -> None:
        super().__init__()
        self.open = [Element("page", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        assert self.open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        """Keep its words."""
        self.open[-1].inside.append(data)


def read(path: Path) -> Element:
    """Read a page."""
    reader = Reader()
    reader.feed(path.read_text(encoding="utf-8"))
    reader.close()
    [page] = reader.open
    return page


def store(page: Element) -> Any:
    """Read the data of a page's figures."""
    [found] = [one for one in page.all("script") if one.attributes.get("id") == "store"]
    return json.loads("".join(one for one in found.inside if isinstance(one, str)))


def table(page: Element, caption: str) -> tuple[list[str], list[list[str]]]:
    """Read the headers and rows of the table whose caption begins so."""
    [found] = [one for one in page.all("table") if one.all("caption")[0].text.startswith(caption)]
    [body] = found.all("tbody")
    return (
        [head.text for head in found.all("th")],
        [[cell.text for cell in row.all("td")] for row in body.all("tr")],
    )


def words(frame: pl.DataFrame) -> list[list[str]]:
    """Write the rows of a frame as tables show them."""
    columns = [[" ".join(cell.split()) for cell in written(column)] for column in frame.iter_columns()]
    return [list(row) for row in zip(*columns, strict=True)]


def percent(share: float | None) -> str:
    """Write a share as the page does."""
    return "-" if share is None else f"{share * 100:.1f} %"


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the ledger of the League."""
    return stressed.publish(tmp_path_factory.mktemp("report") / "league.duckdb")


@pytest.fixture(scope="module")
def of_league(league: Path) -> Element:
    """Write the report of the League, and read it."""
    return read(report(league, league.with_suffix(".html")))


@pytest.fixture(scope="module")
def of_miniature(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Element:
    """Write the report of the miniature, and read it."""
    return read(report(miniature_ledger, tmp_path_factory.mktemp("report") / "miniature.html"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Replay a miniature whose state, events, pact and edit list want to run something in the page."""
    folder = tmp_path_factory.mktemp("hostile")
    copytree(MINIATURE, folder / "hostile")
    for file, plain, worse in (
        ("states.csv", "Ardania", SCRIPTED),
        ("states.csv", "Brovia", CLOSED),
        ("alignments.csv", "The Concert", SCRIPTED),
    ):
        place = folder / "hostile" / file
        text = place.read_text(encoding="utf-8")
        assert plain in text
        place.write_text(text.replace(plain, worse), encoding="utf-8")
    for place in (folder / "hostile" / "events").iterdir():
        rows = pl.read_csv(place, infer_schema=False)
        rows.with_columns(description=pl.format("{} {}", "description", pl.lit(LOADED + CLOSED))).write_csv(
            place
        )
    run(folder / "hostile", out=folder / "hostile.duckdb", histories=1, repeats=False, audits=False)
    return report(folder / "hostile.duckdb", folder / "hostile.html")


@pytest.fixture(params=["of_league", "of_miniature"])
def page(request: pytest.FixtureRequest) -> Element:
    """Take the page of a stress run, or that of a run of forecasts."""
    found: Element = request.getfixturevalue(request.param)
    return found


def test_a_page_needs_nothing_else(page: Element) -> None:
    """No script, style, picture or frame is fetched; it begins with a title and a language."""
    for one in page.all("script", "img", "iframe", "link", "source", "object"):
        assert {"src", "href", "data"}.isdisjoint(one.attributes)
    [style] = page.all("style")
    assert "url(" not in style.text
    assert "@import" not in style.text
    assert page.all("html")[0].attributes["lang"] == "en"
    assert page.all("title")[0].text == page.all("h1")[0].text


def test_a_page_is_small(league: Path, of_league: Element, hostile: Path) -> None:
    """Under three megabytes, of which the script that draws takes a third."""
    assert of_league.text
    assert 500_000 < league.with_suffix(".html").stat().st_size < LARGEST
    assert 500_000 < hostile.stat().st_size < LARGEST


def test_a_page_is_built_to_be_heard_and_walked_through_by_keys(page: Element) -> None:
    """Headings go down by one; what is linked is there; no id stands twice; every table has a caption."""
    levels = [int(one.tag[1]) for one in page.all("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    named = page.all("section", "h2", "h3", "p", "figure", "script")
    ids = [one.attributes["id"] for one in named if "id" in one.attributes]
    assert len(ids) == len({*ids})
    links = page.all("a")
    assert links[0].attributes["href"] == "#words"
    assert {one.attributes["href"].removeprefix("#") for one in links} <= {*ids}
    assert page.all("main")
    assert page.all("nav")[0].attributes["aria-label"]
    for found in page.all("table"):
        assert found.all("caption")[0].text
        for head in found.all("th"):
            assert (head.attributes["scope"], head.attributes["aria-sort"]) == ("col", "none")
            assert [one.attributes["type"] for one in head.all("button")] == ["button"]


def test_every_figure_is_described_and_has_its_numbers(page: Element) -> None:
    """Its finding heads it; who cannot see it hears finding and reading, and finds a table."""
    figures = page.all("figure")
    assert len(figures) > 2
    for figure in figures:
        finding = figure.all("h3")[0].text
        assert len(finding) > 20
        [plot] = [one for one in figure.all("div") if one.attributes.get("role") == "img"]
        assert finding in plot.attributes["aria-label"]
        assert figure.all("details")[0].all("table")
        assert figure.all("noscript")


def test_figures_are_drawn_in_colours_that_the_page_chooses(page: Element) -> None:
    """So that light, dark and print differ; no colour is left that is the same in all."""
    figures = store(page)["figures"]
    assert {*figures} == {one.attributes["data-figure"] for one in page.all("figure")}
    assert re.findall(r"#[0-9a-f]{6}", json.dumps(figures)) == []
    named = {*re.findall(r"var\((--[a-z0-9-]+)\)", json.dumps(figures))}
    style = page.all("style")[0].text
    light, dark = style.split("prefers-color-scheme: dark", 1)
    assert named
    for name in named:
        assert f"{name}:" in light
        assert f"{name}:" in dark
    for one in figures.values():
        assert one["narrow"].keys() == one["wide"].keys()


def test_a_forecast_begins_with_what_was_done_found_and_how_sure_that_is(
    of_miniature: Element, miniature_ledger: Path
) -> None:
    """The findings are those of the figures, and the limits those that `compare` ends with."""
    found = comparison.compare(miniature_ledger)
    [begin] = [one for one in of_miniature.all("section") if one.attributes["id"] == "words"]
    assert [one.text for one in begin.all("h3")][:3] == [
        "What was done",
        "What was found",
        "How sure that is",
    ]
    for sentence in found.limits:
        assert sentence in begin.text
    assert found.reading[-len(found.limits) :] == found.limits
    finding = " ".join(charts.chart(miniature_ledger, "by_year").to_dict()["title"]["text"])
    assert finding in begin.text
    states = sql(miniature_ledger, "select count(distinct code) from state").item()
    assert begin.text.split("What was done ")[1].startswith(f"{states} states and ")


def test_the_numbers_of_a_forecast_are_those_of_the_views(
    of_miniature: Element, miniature_ledger: Path
) -> None:
    """The data that figures draw, and the tables that show scores."""
    data = [one for one in store(of_miniature)["data"].values() if isinstance(one, list) and one]
    drawn = {
        (row["year"], row["outcome"], row["forecaster"]): row["expected"]
        for rows in data
        for row in rows
        if "expected" in row
    }
    yearly = sql(miniature_ledger, "select year, outcome, theory, expected from yearly")
    for year, outcome, theory, expected in yearly.rows():
        if theory in ("pool", "balance_of_threat", "base_rate"):
            assert drawn[year, outcome, theory.replace("_", " ")] == pytest.approx(expected, abs=1e-12)
    headers, rows = table(of_miniature, "Scores of every forecaster")
    scores = comparison.compare(miniature_ledger).skill.drop_nulls("log_gain").drop("reason")
    scores = scores.sort("outcome", "baseline", "log_gain", descending=[True, False, True])
    expected_rows = words(scores.with_columns(pl.col("theory", "baseline").str.replace_all("_", " ")))
    assert rows == expected_rows
    assert headers[:5] == ["theory", "outcome", "baseline", "gain, nats", "5 %"]


def test_the_claims_are_those_of_the_ledger(of_miniature: Element, miniature_ledger: Path) -> None:
    """With estimate, interval, number of cases and verdict."""
    _, rows = table(of_miniature, "Claims of Walt")
    claims = comparison.compare(miniature_ledger).hypotheses
    assert rows == words(claims.select("claim", "verdict", "expectation", "estimate", "low", "high", "n"))


def test_the_surprises_are_told_with_what_came_before_them(
    of_miniature: Element, miniature_ledger: Path
) -> None:
    """Probabilities as the query has them, events as they are described."""
    _, rows = table(of_miniature, f"The {query(miniature_ledger, 'surprises', top=10).height} onsets")
    asked = query(miniature_ledger, "surprises", top=10)
    assert [[row[0], row[4], row[5]] for row in rows] == [
        [str(row["year"]), percent(row["p_pool"]), percent(row["p_best"])]
        for row in asked.iter_rows(named=True)
    ]
    causes = query(miniature_ledger, "causes_of", top=10)
    assert causes.height
    told = " ".join(row[-1] for row in rows)
    for event in causes.iter_rows(named=True):
        assert f"{event['date']}: {event['description']}" in told


def test_any_two_states_can_be_chosen_and_have_the_threats_of_the_query(
    of_miniature: Element, miniature_ledger: Path
) -> None:
    """Whoever perceives anything can be chosen; years, bounds and events stand in the page."""
    pairs = store(of_miniature)["pairs"]
    [form] = of_miniature.all("form")
    chosen = [one.attributes["value"] for one in form.all("option")]
    assert chosen == pairs["observers"]
    assert {*chosen} == {key.split()[0] for key in pairs["of"]}
    assert pairs["end"] == END
    for key, (_, course, events) in pairs["of"].items():
        observer, observed = key.split()
        asked = query(miniature_ledger, "threat_over_time", observer_is=observer, observed_is=observed)
        columns = pl.col("threat", "threat_low", "threat_high").round(3)
        assert [tuple(row) for row in course] == asked.drop_nulls("threat").select("year", columns).rows()
        seen = sql(
            miniature_ledger,
            "select date::varchar, description from landmark join (select min(year) as first from perception)"
            f" on year(date) >= first where observer = '{observer}' and observed = '{observed}'"
            " order by date, event_id",
        )
        assert [(date, pairs["texts"][text]) for _, date, _, _, text in events] == seen.rows()


def test_of_many_pairs_a_page_holds_those_between_which_threat_moved_most(
    miniature_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many as have so many years together, and it says so."""
    every = courses(miniature_ledger)
    room = sum(len(course.rows) for course in [*every.values()][:2])
    monkeypatch.setattr(report_page, "YEARS", room)
    page = read(report(miniature_ledger, tmp_path / "page.html"))
    assert [*store(page)["pairs"]["of"]] == [" ".join(pair) for pair in [*every][:2]]
    assert f"Of {len(every)} pairs the 2 between which threat moved most" in page.text


def test_long_tables_of_numbers_are_cut_and_say_so(
    miniature_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The map of threats has a row a pair, and a column for each of two states and six censuses."""
    pairs = len(courses(miniature_ledger))
    monkeypatch.setattr(exhibits, "MOST", 24)
    page = read(report(miniature_ledger, tmp_path / "page.html"))
    headers, rows = table(page, f"Numbers of the figure threat map, the first 3 rows of {pairs}")
    assert (len(headers), len(rows)) == (8, 3)


def test_the_run_is_told_to_the_last_digit(page: Element, request: pytest.FixtureRequest) -> None:
    """Hashes, seed and histories are those of the ledger."""
    path = request.getfixturevalue("league" if "under stress" in page.text else "miniature_ledger")
    told = dict(table(page, "The run")[1])
    [known] = sql(
        path, "select run_id, timeline_digest, code_digest, seed, histories, coding from run"
    ).to_dicts()
    assert told["run"] == known["run_id"]
    assert told["digest of the timeline"] == known["timeline_digest"]
    assert told["digest of the code"] == known["code_digest"]
    assert (told["seed"], told["histories"]) == (str(known["seed"]), str(known["histories"]))


def test_the_audits_are_those_of_the_ledger(of_miniature: Element, miniature_ledger: Path) -> None:
    """A row a census and check."""
    audits = sql(
        miniature_ledger, 'select year, "check", forecasts, differing, verdict from audit order by all'
    )
    assert table(of_miniature, "Audits")[1] == words(audits)


def test_the_sources_are_those_that_the_run_cites(of_miniature: Element, miniature_ledger: Path) -> None:
    """All that `cite` writes, by their keys."""
    [found] = [one for one in of_miniature.all("table") if "sources and works" in one.all("caption")[0].text]
    keys = [row.all("td")[0].text for row in found.all("tr")[1:]]
    printed, _ = ask("cite", str(miniature_ledger), at=miniature_ledger.parent)
    assert sorted(keys) == sorted(re.findall(r"^@\w+\{([^,]+),", printed, flags=re.MULTILINE))


def test_a_stress_run_begins_with_its_outlook(of_league: Element, league: Path) -> None:
    """The first sentence in short, the last as how sure it is, all of them to be unfolded."""
    found = outlook(league)
    named = re.compile("balance_of_threat|base_rate")
    spoken = [named.sub(lambda one: one[0].replace("_", " "), one) for one in found.reading]
    assert [one.text for one in of_league.all("p") if one.attributes.get("class") == "short"] == [spoken[0]]
    [begin] = [one for one in of_league.all("section") if one.attributes["id"] == "words"]
    [whole] = [one for one in of_league.all("section") if one.attributes["id"] == "reading"]
    assert spoken[-1] in begin.text
    for sentence in spoken[:-1]:
        assert sentence in whole.text
    assert spoken[0] in [one.text for one in of_league.all("h3")]


def test_the_numbers_of_a_stress_run_are_those_of_the_outlook(of_league: Element, league: Path) -> None:
    """Theories, edit lists, parties, what breaks it, the box in words, and what tips it."""
    found = outlook(league)
    unedited = found.theories.filter(edit="none").sort("survival", "theory")
    assert [row[:4] for row in table(of_league, "The pact at the end of 1905")[1]] == [
        [row["theory"].replace("_", " "), *(percent(row[name]) for name in ("survival", "low", "high"))]
        for row in unedited.iter_rows(named=True)
    ]
    edited = table(of_league, "What each edit list does")[1]
    known = {
        (row["edit"], row["theory"].replace("_", " ")): row for row in found.theories.iter_rows(named=True)
    }
    assert len(edited) == found.theories.filter(pl.col("edit") != "none").height
    for edit, theory, survival, *_, moved, low, high in edited:
        row = known[edit, theory]
        expected = ("survival", "difference", "difference_low", "difference_high")
        assert (survival, moved, low, high) == tuple(percent(row[name]) for name in expected)
    assert [row[:2] for row in table(of_league, "Parties that have left")[1]] == [
        [row["name"], percent(row["left"])] for row in found.parties.iter_rows(named=True)
    ]
    assert [row[1] for row in table(of_league, "What makes the pact fall")[1]] == [
        row["edits"] or "none found" for row in found.breaks.iter_rows(named=True)
    ]
    assert table(of_league, "Conditions under which")[1][0][2] == stressed.BOX
    tips = {(row[1], row[2]): row[3] for row in table(of_league, "The size of a shock")[1]}
    assert tips["pact", "balance of threat"] == "3.1"
    assert ("pact", "base rate") not in tips


def test_ties_around_a_pact_are_those_of_the_query(of_league: Element, league: Path) -> None:
    """At the end, and what was founded and ended in all five years, half a tie each."""
    asked = query(league, "provoked_by", of_theory="pool", of_edit="all").filter(pl.col("year") > 1900)
    headers, rows = table(of_league, "Ties of all states at the end of 1905")
    assert headers[1] == "dyads tied at the end of 1905"
    assert [row[0] for row in rows] == asked["edit"].unique(maintain_order=True).to_list()
    for edit, ties, more, founded, *_ in rows:
        own = asked.filter(edit=edit)
        assert float(ties) == pytest.approx(own["ties"][-1], abs=0.05)
        assert float(more) == pytest.approx(own["more"][-1], abs=5e-4)
        assert float(founded) == pytest.approx(own["founded"].sum(), abs=0.05)
    assert rows[0][3] == "2.5"


def test_hostile_names_appear_as_text(hostile: Path) -> None:
    """State, pact and descriptions are words of the page; its elements are those of any other."""
    page = read(hostile)
    assert len(page.all("script")) == 3
    assert page.all("img") == []
    elements = page.all("option", "td", "h3", "div", "p", "a")
    assert not any(name.startswith("on") for one in elements for name in one.attributes)
    text = page.text
    assert SCRIPTED in text
    assert "onerror" in text
    raw = hostile.read_text(encoding="utf-8")
    assert SCRIPTED not in raw
    assert LOADED not in raw
    assert CLOSED not in raw
    assert SCRIPTED in json.dumps(store(page), ensure_ascii=False)


def test_the_network_and_the_map_have_a_place_as_soon_as_they_are_charts(
    miniature_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart without a width is shown alike on all screens."""

    def network(path: str | Path) -> Any:
        return charts.chart(path, "threat_map")

    monkeypatch.setitem(charts.CHARTS, "network", network)
    page = read(report(miniature_ledger, tmp_path / "page.html"))
    [chapter] = [one for one in page.all("section") if one.attributes["id"] == "ties"]
    assert [one.attributes["data-figure"] for one in chapter.all("figure")] == ["network"]
    assert store(page)["figures"]["network"]["narrow"] == store(page)["figures"]["network"]["wide"]


def test_the_same_ledger_gives_the_same_page(league: Path, tmp_path: Path) -> None:
    """To the last byte."""
    one, other = (report(league, tmp_path / f"{name}.html").read_bytes() for name in "ab")
    assert one == other


def test_the_command_writes_beside_where_it_is_called(league: Path, tmp_path: Path) -> None:
    """Words go to standard error; the page is named after the ledger unless it is told otherwise."""
    assert ask("report", str(league), at=tmp_path) == ("", "Wrote league.html\n")
    assert ask("report", str(league), "-o", "other.html", at=tmp_path) == ("", "Wrote other.html\n")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["league.html", "other.html"]


@pytest.mark.parametrize(
    ("out", "said"),
    [("page.htm", ".html are allowed"), ("page", ".html are allowed"), ("nowhere/page.html", "no folder")],
)
def test_what_cannot_be_written_is_refused_before_anything_is(
    league: Path, tmp_path: Path, out: str, said: str
) -> None:
    """Another ending, a folder that is not there."""
    with pytest.raises(RequestError, match=re.escape(said)):
        report(league, tmp_path / out)
    assert [*tmp_path.iterdir()] == []
    ask("report", str(league), "-o", out, at=tmp_path, code=2)


def test_what_is_no_ledger_leaves_the_page_as_it_was(tmp_path: Path) -> None:
    """Whole or not at all."""
    place = tmp_path / "page.html"
    place.write_text("old", encoding="utf-8")
    (tmp_path / "no.duckdb").write_text("no", encoding="utf-8")
    with pytest.raises(LedgerError):
        report(tmp_path / "no.duckdb", place)
    ask("report", "no.duckdb", at=tmp_path, code=1)
    assert place.read_text(encoding="utf-8") == "old"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["no.duckdb", "page.html"]
