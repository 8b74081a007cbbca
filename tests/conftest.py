"""What all tests share: ledgers that they only read, a browser, properties judged by what they find alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser

from replay import run
from tests import console
from tests.browser import Visits, launched
from tests.once import common, once

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def miniature_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the miniature once, whole, with few histories."""

    def make(folder: Path) -> None:
        run("miniature", folder / "miniature.duckdb", histories=2)

    return once(common(tmp_path_factory) / "miniature", make) / "miniature.duckdb"


@pytest.fixture(scope="session")
def front_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the first example of the front page as a user does; what it prints stands in `printed.txt`."""

    def make(folder: Path) -> None:
        (folder / "printed.txt").write_text(console.run(console.FIRST, folder), encoding="utf-8")

    return once(common(tmp_path_factory) / "front-page", make)


@pytest.fixture(scope="session")
def middle_east_ledger(front_page: Path) -> Path:
    """Read the ledger that the first example of the front page leaves."""
    return front_page / "middle-east.duckdb"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser for the tests of one file.

    It ends with the file: while it runs, Playwright keeps an event loop that other tests would run into.
    """
    with launched() as started:
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visits]:
    """Open pages offline; none may raise, complain on the console or ask for anything but itself."""
    visits = Visits(browser)
    yield visits
    visits.close()
    assert visits.troubles == []
