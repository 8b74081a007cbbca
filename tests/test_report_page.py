"""The report in a real browser, offline: figures are drawn, sliders and choices are followed, tables sort."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Locator, Page

from replay import report_page
from tests import stressed
from tests.browser import NARROW, WIDE, Visits

NUMBER = re.compile(r"[-+]?[0-9.]+( %)?")
PAPER = 718
"""Pixels between the edges of a page of A4."""
HOSTILE = "<img src=x onerror=\"document.title='ran'\"></script><script>document.title='ran'</script>"


@pytest.fixture(scope="module")
def forecasts(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of the miniature."""
    return report_page.report(miniature_ledger, tmp_path_factory.mktemp("report") / "miniature.html")


@pytest.fixture(scope="module")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of the League under stress."""
    folder = tmp_path_factory.mktemp("report")
    return report_page.report(stressed.publish(folder / "league.duckdb"), folder / "league.html")


@pytest.fixture(params=["forecasts", "stress"])
def written(request: pytest.FixtureRequest) -> Path:
    """Take the one report, then the other."""
    path: Path = request.getfixturevalue(request.param)
    return path


def drawn(page: Page) -> Page:
    """Wait until all figures are drawn."""
    page.wait_for_selector("html[data-drawn=yes]", state="attached")
    return page


def opened(page: Page) -> Page:
    """Unfold all that is folded."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    return page


SORTED = """(table) => [...table.tHead.rows[0].cells].map((head, place) => {
  const column = () => [...table.tBodies[0].rows].map((row) => row.cells[place].innerText.trim());
  return [1, 2].map(() => {
    head.querySelector("button").click();
    return [head.getAttribute("aria-sort"), column()];
  });
})"""
"""Press the head of each column twice; read the order that is said, and the column."""


def test_every_figure_is_drawn_with_marks_and_a_finding(visit: Visits, written: Path) -> None:
    """Offline, without a word on the console; for those who see no picture its finding is the label."""
    page = drawn(visit(written))
    figures = page.locator("figure[data-figure]").all()
    assert figures
    for figure in figures:
        assert figure.locator(".plot svg").count() == 1
        assert figure.locator(".plot svg path").count() > 0
        label = figure.locator(".plot").get_attribute("aria-label") or ""
        assert figure.locator("h3").inner_text().rstrip(".") in label


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_page_is_never_wider_than_the_screen(
    visit: Visits, written: Path, width: int, *, dark: bool
) -> None:
    """Also with everything unfolded; what is wider scrolls inside its own box."""
    page = opened(drawn(visit(written, width=width, dark=dark)))

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for picture in page.locator(".plot svg").all():
        box = picture.bounding_box()
        assert box is not None
        assert box["width"] <= width


def rows(table: Locator) -> list[str]:
    """Read the rows of a table."""
    return table.locator("tbody tr").all_inner_texts()


def test_every_table_sorts_by_each_column_and_back(visit: Visits, written: Path) -> None:
    """The second press turns the order round, but for what is unknown, which stays last; no row is lost."""
    page = opened(drawn(visit(written)))
    tables = page.locator("table").all()
    assert tables
    for table in tables:
        before = rows(table)
        for (first, up), (second, down) in table.evaluate(SORTED):
            assert (first, second) == ("ascending", "descending")
            known = [[cell for cell in cells if cell != "-"] for cells in (up, down)]
            assert [cells[len(known[0]) :] for cells in (up, down)] == [["-"] * up.count("-")] * 2
            if all(NUMBER.fullmatch(cell) for cell in known[0]):
                numbers = [[float(cell.removesuffix(" %")) for cell in cells] for cells in known]
                assert numbers == [sorted(numbers[0]), sorted(numbers[0], reverse=True)]
            else:
                assert sorted(known[0]) == sorted(known[1])
        assert sorted(rows(table)) == sorted(before)


def test_a_table_sorts_by_keyboard(visit: Visits, written: Path) -> None:
    """A header is a button."""
    page = opened(drawn(visit(written)))
    head = page.locator("thead th").first
    head.locator("button").focus()
    page.keyboard.press("Enter")

    assert head.get_attribute("aria-sort") == "ascending"


def test_a_slider_changes_its_figure_and_nothing_moves_by_itself(visit: Visits, forecasts: Path) -> None:
    """By keyboard: the first year, the last, and the first again, which looks as it did."""
    page = drawn(visit(forecasts))
    moved = set()
    for figure in page.locator("figure[data-figure]:has(.controls input[type=range])").all():
        slider, plot = figure.locator(".controls input[type=range]").first, figure.locator(".plot")
        slider.focus()
        page.keyboard.press("Home")
        page.evaluate("new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))")
        first = plot.inner_html()
        page.keyboard.press("End")
        page.wait_for_function("([plot, was]) => plot.innerHTML !== was", arg=[plot.element_handle(), first])
        page.keyboard.press("Home")
        page.wait_for_function("([plot, was]) => plot.innerHTML === was", arg=[plot.element_handle(), first])
        moved.add(figure.get_attribute("data-figure"))

    assert "threat_map" in moved


def test_a_chosen_pair_changes_the_figure_its_words_and_its_numbers(visit: Visits, forecasts: Path) -> None:
    """All three are of the pair chosen."""
    page = opened(drawn(visit(forecasts)))
    figure = page.locator("#figure-threat")
    observed = figure.locator("select[name=observed]")
    others = observed.evaluate("(menu) => [...menu.options].map((one) => one.value)")
    seen = set()
    for other in others:
        observed.select_option(other)
        figure.locator(".plot svg").wait_for()
        seen.add((figure.locator("h3").inner_text(), figure.locator(".numbers").inner_text()))

    assert len(others) > 1
    assert len(seen) == len(others)


def test_hostile_names_and_descriptions_are_text_and_run_nothing(
    visit: Visits, miniature_ledger: Path, tmp_path: Path
) -> None:
    """Wherever a ledger's own words stand on the page, in figures and tables."""
    ledger = Path(shutil.copy(miniature_ledger, tmp_path / "hostile.duckdb"))
    with duckdb.connect(str(ledger)) as connection:
        for table, texts in {
            "state": ("name",),
            "event": ("description",),
            "party": ("name",),
            "run": ("title", "citation"),
            "caveat": ("text",),
            "source": ("citation",),
        }.items():
            for text in texts:
                connection.execute(f"update {table} set {text} = ? || {text}", [HOSTILE])
    page = visit(report_page.report(ledger, tmp_path / "hostile.html"))
    title = page.title()
    opened(drawn(page))

    assert HOSTILE in page.inner_text("body")
    assert page.title() == title
    assert page.locator("img").count() == 0


def test_the_page_is_small_and_asks_for_nothing(written: Path) -> None:
    """Under 3 MB, with the drawing library inside."""
    assert 500_000 < written.stat().st_size < 3_000_000


def broken(written: Path, name: str, out: Path) -> Path:
    """Write a page over in which the specification of a figure cannot be drawn."""
    text = written.read_text(encoding="utf-8")
    begin = text.index(">", text.index('id="store"')) + 1
    end = text.index("</script>", begin)
    store = json.loads(text[begin:end])
    for size in ("wide", "narrow"):
        store["figures"][name][size]["transform"] = [{"calculate": "<b>((", "as": "x"}]
    spoilt = json.dumps(store).replace("<", "\\u003c")
    out.write_text(text[:begin] + spoilt + text[end:], encoding="utf-8")
    return out


def test_a_figure_that_cannot_be_drawn_says_so_and_stops_no_other(
    visit: Visits, forecasts: Path, tmp_path: Path
) -> None:
    """Its message is text in its place, its numbers stand below, and all figures after it are drawn."""
    page = drawn(visit(broken(forecasts, "by_year", tmp_path / "broken.html")))
    said = page.locator("#figure-by_year .trouble")

    assert said.inner_text().startswith("This figure could not be drawn (Unexpected token <)")
    assert said.locator("b").count() == 0
    assert page.locator("#figure-by_year .plot svg").count() == 0
    for figure in page.locator("figure[data-figure]:not(#figure-by_year)").all():
        assert figure.locator(".plot svg").count() == 1
        assert figure.locator(".trouble").inner_text() == ""


def test_a_year_that_was_chosen_stays_when_the_window_is_turned(visit: Visits, forecasts: Path) -> None:
    """Drawn anew for a telephone and back, the slider and the map stand where they were put."""
    page = drawn(visit(forecasts))
    slider = page.locator("#figure-network .controls input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    first = slider.input_value()
    wide = page.locator("#figure-network .plot svg").get_attribute("width")
    for width in (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_function(
            "([was, same]) => (document.querySelector('#figure-network svg').getAttribute('width') === was)"
            " === same",
            arg=[wide, width == WIDE],
        )
        assert slider.input_value() == first
        assert page.locator("#figure-network").get_by_text(re.compile(f"^{first}")).count() > 0


def test_of_figures_drawn_at_the_same_time_the_last_that_was_wanted_stays(
    visit: Visits, forecasts: Path
) -> None:
    """Two pairs chosen at once: words, numbers and figure are of the second, and one figure is there."""
    page = drawn(visit(forecasts))
    figure = page.locator("#figure-threat")
    observed = figure.locator("select[name=observed]")
    one, other = observed.evaluate("(menu) => [...menu.options].map((one) => one.value)")[:2]

    def shown() -> str:
        page.wait_for_timeout(500)
        return figure.locator(".plot").inner_html()

    observed.select_option(other)
    expected = shown()
    observed.select_option(one)
    assert shown() != expected
    observed.evaluate(
        "(menu, codes) => codes.forEach((code) => {"
        " menu.value = code; menu.dispatchEvent(new Event('change')); })",
        [one, other, one, other],
    )

    assert shown() == expected
    assert figure.locator(".plot svg").count() == 1


def test_each_finding_leads_to_the_chapter_that_shows_it(visit: Visits, stress: Path) -> None:
    """Who leaves, what breaks it and what tips it are different chapters."""
    page = visit(stress)
    links = {
        link.get_attribute("href"): link.evaluate("(one) => one.closest('li').innerText")
        for link in page.locator(".found a").all()
    }

    assert {*links} >= {"#survival", "#parties", "#breaks"}
    assert "Theories keep between" in links["#parties"]
    assert "No set of edit lists" in links["#breaks"]
    for link in links:
        assert page.locator(str(link)).locator("figure, table, p").count() > 0


def test_a_link_to_what_is_folded_unfolds_it(visit: Visits, stress: Path) -> None:
    """From the chapters, a second time too, and from another page."""
    page = visit(stress)
    folded = page.locator("#reading details")
    for _ in range(2):
        assert not folded.evaluate("(one) => one.open")
        page.locator("nav a[href='#reading']").click()
        page.wait_for_function("(one) => one.open", arg=folded.element_handle())
        folded.evaluate("(one) => { one.open = false; }")
    page.goto(stress.resolve().as_uri() + "#provenance")
    page.goto("about:blank")
    page.goto(stress.resolve().as_uri() + "#reading")

    assert folded.evaluate("(one) => one.open")


def test_what_is_folded_stands_on_paper_but_for_the_numbers_of_figures(visit: Visits, written: Path) -> None:
    """Printed, sources and scores are there; on the screen all is folded again."""
    page = drawn(visit(written))
    opened_ones = (
        "[...document.querySelectorAll('details')].map((one) => [one.open, !!one.closest('figure')])"
    )
    before = page.evaluate(opened_ones)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    seen = page.evaluate(opened_ones)
    sources = page.locator("#provenance table").last
    assert sources.is_visible()
    assert all(is_open is not of_figure for is_open, of_figure in seen)
    page.set_viewport_size({"width": PAPER, "height": 1000})
    for table in page.locator("table:visible").all():
        assert table.evaluate("(one) => one.getBoundingClientRect().right") <= PAPER
    page.set_viewport_size({"width": WIDE, "height": 900})
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")

    assert page.evaluate(opened_ones) == before
    assert not sources.is_visible()


def test_tooltips_have_the_colours_of_the_page(visit: Visits, forecasts: Path) -> None:
    """Also when light turns to dark while the page is open."""
    page = drawn(visit(forecasts))
    page.locator(
        "#figure-by_year .plot .mark-symbol path, #figure-by_year .plot .mark-rect path"
    ).first.hover()
    tip = page.locator("#vg-tooltip-element")
    tip.wait_for()
    for scheme, ground in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(21, 24, 27)")):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert tip.evaluate("(one) => getComputedStyle(one).backgroundColor") == ground
