"""The report in a real browser, offline: figures are drawn, sliders and choices are followed, tables sort."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Locator, Page

from replay import dossier
from tests import stressed
from tests.browser import NARROW, WIDE, Visits

NUMBER = re.compile(r"[-+]?[0-9.]+( %)?")
HOSTILE = "<img src=x onerror=\"document.title='ran'\"></script><script>document.title='ran'</script>"


@pytest.fixture(scope="module")
def forecasts(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of the miniature."""
    return dossier.report(miniature_ledger, tmp_path_factory.mktemp("report") / "miniature.html")


@pytest.fixture(scope="module")
def stress(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the report of the League under stress."""
    folder = tmp_path_factory.mktemp("report")
    return dossier.report(stressed.publish(folder / "league.duckdb"), folder / "league.html")


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
    page = visit(dossier.report(ledger, tmp_path / "hostile.html"))
    title = page.title()
    opened(drawn(page))

    assert HOSTILE in page.inner_text("body")
    assert page.title() == title
    assert page.locator("img").count() == 0


def test_the_page_is_small_and_asks_for_nothing(written: Path) -> None:
    """Under 3 MB, with the drawing library inside."""
    assert 500_000 < written.stat().st_size < 3_000_000
