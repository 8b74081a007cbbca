"""What all tests share: two ledgers that they only read, and properties judged by what they find alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

from replay import run

settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def miniature_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the miniature once, whole, with few histories."""
    return run("miniature", tmp_path_factory.mktemp("miniature") / "miniature.duckdb", histories=2)


@pytest.fixture(scope="session")
def middle_east_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the Middle East once, with few histories; what an audit of a run does is told by the miniature."""
    place = tmp_path_factory.mktemp("middle-east") / "middle-east.duckdb"
    return run("middle-east", place, histories=2, audits=False)
