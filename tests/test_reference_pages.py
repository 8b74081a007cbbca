"""The documentation is what the code says now, its links lead somewhere, and its site is read offline."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from replay.charts import CHARTS
from replay.cli import app
from replay.codebook import codebook
from replay.queries import catalogue
from tests.browser import NARROW, Visits
from tests.once import common, once
from tests.reference_pages import FOLDER, PAGES, ROOT, linked, words

CHANGELOG = " ".join((ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split())


def of(name: str) -> str:
    """Read a page."""
    return (FOLDER / name).read_text(encoding="utf-8")


def titles(page: str) -> list[str]:
    """List the titles of the third order."""
    return re.findall(r"^### (.+)$", page, re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_reference_is_what_the_code_would_write_now(name: str) -> None:
    """`make golden` writes it anew."""
    assert of(name) == PAGES[name]()


def test_every_kind_query_claim_and_chart_has_its_place() -> None:
    """Once, in the order in which they are listed elsewhere."""
    signs = ("hostile", "cooperative", "none")
    assert titles(of("codebook.md")) == [
        kind.kind for sign in signs for kind in codebook().values() if kind.sign == sign
    ]
    assert titles(of("queries.md")) == [*catalogue("queries"), *catalogue("hypotheses")]
    assert re.findall(r"^## (.+)$", of("charts.md"), re.MULTILINE) == [*CHARTS]


def test_the_glossary_has_each_word_once_in_alphabetical_order() -> None:
    """So that a word that is added stands where a reader looks for it."""
    rows = (FOLDER / "glossary.csv").read_text(encoding="utf-8").splitlines()[1:]

    assert len(rows) == len(words())
    assert {"dyad", "ledger", "nat", "walk-forward"} <= words().keys()
    assert [*words()] == sorted(words(), key=str.casefold)


def test_every_link_leads_to_a_page_and_a_title_that_are_there() -> None:
    """Among the documentation, and the pages of the timelines."""
    found = [*linked()]

    assert len(found) >= 40
    for page, link in found:
        file, _, anchor = link.partition("#")
        place = (page.parent / file).resolve() if file else page
        assert place.exists(), f"{page}: {link}"
        heads = re.findall(r"^#+ (.+)$", place.read_text(encoding="utf-8"), re.MULTILINE) if anchor else []
        assert not anchor or anchor in {_anchor(head) for head in heads}, f"{page}: {link}"


def _anchor(title: str) -> str:
    return re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-")


def test_every_command_that_a_page_names_is_there() -> None:
    """In a line or in a console."""
    named = {
        command
        for page in FOLDER.rglob("*.md")
        for command in re.findall(r"(?:`|\$ |&& )replay ([a-z]+)", page.read_text(encoding="utf-8"))
    }

    assert {"run", "predict", "cite", "check"} <= named <= get_command(app).commands.keys()


def test_every_figure_of_the_defence_stands_in_the_changelog() -> None:
    """Gains and intervals are those of its Results: the page claims nothing new."""
    page = " ".join(of("design.md").split())
    figures = re.findall(r"(?<![\d-])[+-]\d*\.\d+(?: \[[^\]]+\])?", page)

    assert len(figures) >= 15
    assert [one for one in figures if one not in CHANGELOG] == []


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the documentation as `make docs` does."""

    def make(folder: Path) -> None:
        built = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
        done = subprocess.run(
            [*built, "--doctree-dir", str(folder / "doctrees"), str(FOLDER), str(folder / "site")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr) == (0, "")

    return once(common(tmp_path_factory) / "docs", make) / "site"


def test_the_site_has_every_page(site: Path) -> None:
    """Sphinx warns of any that no table of contents names, and a warning fails it."""
    pages = {path.relative_to(FOLDER).with_suffix(".html") for path in FOLDER.rglob("*.md")}

    assert pages <= {path.relative_to(site) for path in site.rglob("*.html")}


def test_no_page_of_the_site_asks_the_network_for_anything(site: Path) -> None:
    """Scripts, styles, fonts and pictures stand beside it."""
    for path in site.rglob("*.html"):
        page = path.read_text(encoding="utf-8")
        asked = re.findall(r"<(?:script|img|iframe)\b[^>]*\bsrc=\"([^\"]+)\"", page)
        asked += re.findall(r"<link\b[^>]*\bhref=\"([^\"]+)\"", page)
        assert [one for one in asked if re.match(r"(?:https?:)?//", one)] == [], path
    for path in site.rglob("*.css"):
        style = path.read_text(encoding="utf-8")
        assert not re.search(r"(?:url\(|@import)\s*['\"]?(?:https?:)?//", style), path


def test_the_site_is_read_and_searched_offline(site: Path, visit: Visits) -> None:
    """From a folder, with the network off: a word of one page is found."""
    page = visit(site / "index.html")
    assert page.get_by_role("heading", name="replay").first.is_visible()

    page = visit(site / "search.html")
    page.locator("input[name=q]").first.fill("half-life")
    page.locator("input[name=q]").first.press("Enter")
    page.get_by_role("link", name="Perception").first.wait_for()


def test_no_page_of_the_site_runs_out_of_a_narrow_window(site: Path, visit: Visits) -> None:
    """Wide tables and consoles scroll by themselves, on a phone."""
    page = visit(site / "index.html", width=NARROW)

    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW, path
