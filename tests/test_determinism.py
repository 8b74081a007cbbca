"""The contract of docs/determinism.md: the same run gives the same tables, whatever the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine import shuffled, told
from tests.miniature import LATE, change, copied

PAGE = (Path(__file__).parent.parent / "docs" / "determinism.md").read_text(encoding="utf-8")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"} | dict.fromkeys(THREADS, "1")
MACHINES = {
    "another hash seed": {"PYTHONHASHSEED": "4242"},
    "another time zone": {"TZ": "Asia/Tehran"},
    "a time zone a day ahead": {"TZ": "Pacific/Kiritimati"},
    "another locale": {"LC_ALL": "C"},
    "several threads": dict.fromkeys(THREADS, "4"),
}


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run the miniature on a plain machine."""
    folder = tmp_path_factory.mktemp("plain")
    return told(copied(folder), folder / "run.duckdb", PLAIN)


@pytest.mark.parametrize("name", MACHINES)
def test_the_machine_changes_no_table(name: str, plain: str, tmp_path: Path) -> None:
    """All tables but wall_clock are the same, byte for byte."""
    assert told(copied(tmp_path), tmp_path / "run.duckdb", PLAIN | MACHINES[name]) == plain


@pytest.mark.parametrize("options", ['{"histories": 3, "seed": 1}', '{"histories": 3, "workers": 2}'])
def test_saying_what_is_usual_changes_no_table(options: str, plain: str, tmp_path: Path) -> None:
    """Options that only repeat defaults, or say how to do the work, are no part of the result."""
    assert told(copied(tmp_path), tmp_path / "run.duckdb", PLAIN, options) == plain


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Run the miniature, with repeats and audits, in 300 histories, which are two blocks."""
    folder = tmp_path_factory.mktemp("many")
    return told(copied(folder), folder / "run.duckdb", PLAIN, '{"histories": 300}')


@pytest.mark.parametrize("workers", [2, 3])
def test_the_number_of_workers_changes_no_table(workers: int, many: str, tmp_path: Path) -> None:
    """Nor the run id: whoever replays a block, blocks are summed in their order."""
    options = f'{{"histories": 300, "workers": {workers}}}'
    assert told(copied(tmp_path), tmp_path / "run.duckdb", PLAIN, options) == many
    assert "`--workers`" in PAGE


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_and_files_changes_no_table(seed: int, plain: str, tmp_path: Path) -> None:
    """Shuffled rows, and events dealt to three other files, give the same tables."""
    world = copied(tmp_path)
    shuffled(world, seed)

    assert told(world, tmp_path / "run.duckdb", PLAIN) == plain


@pytest.mark.parametrize("options", ['{"histories": 3, "seed": 2}', '{"histories": 4}'])
def test_another_request_is_another_run(options: str, plain: str, tmp_path: Path) -> None:
    """The digest is not blind: another seed or number of histories changes run id and tables."""
    other = told(copied(tmp_path), tmp_path / "run.duckdb", PLAIN, options).split()

    assert all(mine != theirs for mine, theirs in zip(plain.split(), other, strict=True))


def test_another_cell_is_another_run(plain: str, tmp_path: Path) -> None:
    """One changed day of the record changes run id and tables."""
    world = copied(tmp_path)
    change(world, LATE, "1903-03-03,", "1903-03-04,")

    other = told(world, tmp_path / "run.duckdb", PLAIN).split()

    assert all(mine != theirs for mine, theirs in zip(plain.split(), other, strict=True))


@pytest.mark.parametrize("setting", PLAIN)
def test_the_page_names_every_setting_that_is_tested(setting: str) -> None:
    """What docs/determinism.md promises is what is tried here."""
    assert f"`{setting}`" in PAGE
