"""The contract of docs/determinism.md: the same run gives the same tables, whatever the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest

from replay import load
from replay.ledger import Draft, read
from replay.request import Request
from replay.study import conduct
from tests.machine import shuffled, told
from tests.miniature import LATE, change, copied
from tests.once import common, once

PAGE = (Path(__file__).parent.parent / "docs" / "determinism.md").read_text(encoding="utf-8")
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS")
PLAIN = {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"} | dict.fromkeys(THREADS, "1")
MACHINES = {
    "another hash seed, time zone and locale": {"PYTHONHASHSEED": "4242", "TZ": "Asia/Tehran", "LC_ALL": "C"},
    "a time zone a day ahead, several threads": {"TZ": "Pacific/Kiritimati"} | dict.fromkeys(THREADS, "4"),
}
THEORIES = ["balance_of_interests", "buck_passing", "institutionalism", "penetration", "security_dilemma"]
"""Theories that between them read every file of a timeline; baselines are always asked."""
USUAL = {"histories": 3, "theories": THEORIES}
SAME = (
    "options that are usual anyway",
    "two workers",
    "rows and files in one order",
    "rows and files in another",
)
SUMMED = (
    "coalition",
    "decision_chance",
    "decision_share",
    "hypothesis",
    "response",
    "response_skill",
    "robustness",
    "tally",
)
OTHER = ("another seed", "another number of histories", "another cell")


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Run the miniature, and what is or is not the same as it, on a plain machine; tell each by its name."""

    def make(folder: Path) -> None:
        (folder / "told.json").write_text(json.dumps(compared(tmp_path_factory)), encoding="utf-8")

    place = once(common(tmp_path_factory) / "plain", make) / "told.json"
    return dict(json.loads(place.read_text(encoding="utf-8")))


def compared(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Tell each run by a digest of its tables."""
    whole, one, another, changed = (copied(tmp_path_factory.mktemp("plain")) for _ in range(4))
    shuffled(one, 1)
    shuffled(another, 2)
    change(changed, LATE, "1903-03-03,", "1903-03-04,")
    runs = {
        "the miniature": (whole, USUAL),
        "options that are usual anyway": (whole, USUAL | {"seed": 1}),
        "two workers": (whole, USUAL | {"workers": 2}),
        "rows and files in one order": (one, USUAL),
        "rows and files in another": (another, USUAL),
        "another seed": (whole, USUAL | {"seed": 2}),
        "another number of histories": (whole, USUAL | {"histories": 4}),
        "another cell": (changed, USUAL),
    }
    return dict(zip(runs, told([*runs.values()], PLAIN), strict=True))


@pytest.mark.parametrize("name", MACHINES)
def test_the_machine_changes_no_table(name: str, plain: dict[str, str], tmp_path: Path) -> None:
    """All tables but wall_clock are the same, byte for byte."""
    assert told([(copied(tmp_path), USUAL)], PLAIN | MACHINES[name]) == [plain["the miniature"]]


@pytest.mark.parametrize("name", SAME)
def test_what_decides_nothing_changes_no_table(name: str, plain: dict[str, str]) -> None:
    """Neither saying what is usual, nor who works, nor the order of rows, nor events dealt to other files."""
    assert plain[name] == plain["the miniature"]


@pytest.mark.parametrize("name", OTHER)
def test_what_decides_something_changes_run_id_and_tables(name: str, plain: dict[str, str]) -> None:
    """The digest is not blind: a seed, a number of histories, one changed day of the record."""
    pairs = zip(plain[name].split(), plain["the miniature"].split(), strict=True)

    assert all(mine != theirs for mine, theirs in pairs)


def test_the_number_of_workers_changes_no_table(tmp_path: Path) -> None:
    """Of two blocks of histories, with repeats and audits: whoever replays them, they are summed in order."""
    world, wanted = (
        copied(tmp_path),
        {"histories": 300, "theories": ["balance_of_threat", "security_dilemma"]},
    )
    one, *others = told([(world, wanted | {"workers": workers}) for workers in (1, 2, 3)], PLAIN)

    assert others == [one, one]


@pytest.mark.parametrize("setting", [*PLAIN, "--workers"])
def test_the_page_names_every_setting_that_is_tested(setting: str) -> None:
    """What docs/determinism.md promises is what is tried here."""
    assert f"`{setting}`" in PAGE


def test_no_order_of_rows_changes_a_table_that_sums_them(tmp_path: Path) -> None:
    """Rows of a ledger written backwards give the same tables, to the bit, so that memory moves nothing."""
    _, frames = conduct(load("miniature"), Request(histories=2, audits=False))
    backwards = {name: frame.reverse() for name, frame in frames.items()}

    forth, back = (_tables(tmp_path / place, rows) for place, rows in (("a", frames), ("b", backwards)))

    assert all(forth[name].height for name in SUMMED)
    assert [forth[name].equals(back[name]) for name in SUMMED] == [True] * len(SUMMED)


def _tables(folder: Path, frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    folder.mkdir()
    Draft(folder / "x.duckdb").publish("run", frames)
    return read(folder / "x.duckdb", {name: f"from {name} order by all" for name in SUMMED})
