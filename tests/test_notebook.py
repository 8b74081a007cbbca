"""The notebook is true: it runs as it stands, shows what it showed, and its numbers are the ledger's."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from replay.ledger import query, sql
from tests.notebook import NOTEBOOK, executed
from tests.once import common, once

SAVED = nbformat.read(NOTEBOOK, as_version=4)
LIMIT = 400_000
"""Bytes of the notebook with its outputs, at most."""


@pytest.fixture(scope="session")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the notebook once from nothing; what came of it stands in `ran.ipynb`."""

    def make(folder: Path) -> None:
        nbformat.write(executed(folder), folder / "ran.ipynb")

    return once(common(tmp_path_factory) / "notebook", make)


def outputs(notebook: Any) -> list[list[tuple[str, str]]]:
    """List the kinds and texts of what each cell shows; of pictures only that they are there."""
    return [
        [
            (kind, "" if kind.startswith("image/") else text)
            for output in cell.outputs
            for kind, text in sorted(output.get("data", {output.output_type: output.get("text", "")}).items())
        ]
        for cell in notebook.cells
        if cell.cell_type == "code"
    ]


def test_every_cell_runs_and_shows_what_the_saved_notebook_shows(ran: Path) -> None:
    """From nothing, in order, without an error or a word of warning: tables and sentences are the same."""
    again = nbformat.read(ran / "ran.ipynb", as_version=4)

    assert {output.output_type for cell in SAVED.cells for output in cell.get("outputs", [])} == {
        "execute_result"
    }
    assert outputs(again) == outputs(SAVED)
    assert all(outputs(SAVED))
    assert sum(kind == "image/svg+xml" for shown in outputs(SAVED) for kind, _ in shown) == 2


def test_the_numbers_of_the_pictures_are_those_of_the_ledger(ran: Path) -> None:
    """The titles in the saved pictures say what a query of the run says."""
    pictures = [
        re.sub(r"<[^>]+>", " ", output.data["image/svg+xml"])
        for cell in SAVED.cells
        for output in cell.get("outputs", [])
        if "image/svg+xml" in output.get("data", {})
    ]
    ledger = ran / "middle-east.duckdb"
    expected, actual = sql(
        ledger,
        "select sum(expected), sum(actual)::int from yearly"
        " where theory = 'pool' and outcome = 'onset' and scored",
    ).row(0)
    threat = query(ledger, "threat_over_time", observer_is="EGY", observed_is="ISR")
    peak = threat.row(threat["threat"].arg_max() or 0, named=True)

    assert f"{actual} alignments began (expected by the pool {expected:.1f}," in pictures[0]
    assert f"most at the end of {peak['year']} ({peak['threat']:.2f} of 1)" in pictures[1]


def test_pictures_are_the_charts_of_the_package() -> None:
    """No cell draws by code of its own."""
    code = [cell.source for cell in SAVED.cells if cell.cell_type == "code"]

    assert sum("replay.chart(" in source for source in code) == 2
    assert not any("alt.Chart" in source for source in code)


def test_the_notebook_is_small_and_leaves_what_it_says(ran: Path) -> None:
    """Two ledgers and an export beside it, nothing else; its file is read by a browser in no time."""
    assert NOTEBOOK.stat().st_size < LIMIT
    assert {entry.name for entry in ran.iterdir()} == {
        "middle-east.duckdb",
        "otherwise.duckdb",
        "middle-east-parquet",
        "ran.ipynb",
    }
    assert not any(cell.get("metadata") for cell in SAVED.cells)
