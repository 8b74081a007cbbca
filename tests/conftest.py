"""What all tests share: two ledgers that they only read, and properties judged by what they find alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from replay import run
from tests import console
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
