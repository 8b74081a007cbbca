"""Asking a ledger: what is wrong with the file is told from what is wrong with the question."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import replay as package
from replay import ledger as module
from replay.errors import LedgerError, RequestError
from tests.test_cli import ask

COMMANDS: tuple[tuple[str, ...], ...] = (
    ("compare",),
    ("explain", "ARD", "BRO", "1905"),
    ("query", "misses"),
    ("query", "threats", "of_state=ARD"),
    ("cite",),
)


@pytest.fixture
def ledger(miniature_ledger: Path, tmp_path: Path) -> Path:
    """Copy the ledger, so that a test may damage it."""
    return Path(shutil.copy(miniature_ledger, tmp_path / "run.duckdb"))


def told(ledger: Path, command: tuple[str, ...]) -> str:
    """Give a command that ends with 1, and return what it says."""
    shown, said = ask(command[0], ledger.name, *command[1:], at=ledger.parent, code=1)
    assert shown == ""
    return said


def corrupted(ledger: Path) -> None:
    """Turn over one bit in every block of the file but those of the header and of the catalogue.

    Blocks are of 256 KiB after three headers of 4 KiB each; the catalogue's are found by trial, for
    without them the file does not open.
    """
    block, headers = 2**18, 3 * 2**12
    with ledger.open("r+b", buffering=0) as file:
        for at in range(headers + block // 64, ledger.stat().st_size, block):
            before = os.pread(file.fileno(), 1, at)
            os.pwrite(file.fileno(), bytes([before[0] ^ 1]), at)
            try:
                duckdb.connect(ledger, read_only=True).close()
            except duckdb.Error:
                os.pwrite(file.fileno(), before, at)


@pytest.fixture(scope="module")
def broken(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Damage a copy of the ledger, for whoever asks it."""
    ledger = Path(shutil.copy(miniature_ledger, tmp_path_factory.mktemp("broken") / "run.duckdb"))
    corrupted(ledger)
    return ledger


@pytest.mark.parametrize("command", [*COMMANDS, ("sql", "from forecast"), ("verify",)])
def test_a_broken_block_is_the_fault_of_the_file(broken: Path, command: tuple[str, ...]) -> None:
    """Whoever wrote the statement: exit 1, the file by its name, and nothing is refused."""
    assert told(broken, command).startswith("replay: run.duckdb: cannot be read: Corrupt database file")


@pytest.mark.parametrize(
    "error",
    [duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException],
)
def test_every_error_of_a_broken_file_is_told_as_one(
    ledger: Path, monkeypatch: pytest.MonkeyPatch, error: type[duckdb.Error]
) -> None:
    """DuckDB raises several, according to where the file is broken."""

    def unreadable(_: object) -> object:
        raise error("broken here\nand there")

    monkeypatch.setattr(module, "_readable", unreadable)
    asked: tuple[Callable[[], object], ...] = (
        lambda: package.sql(ledger, "select 1"),
        lambda: package.query(ledger, "misses"),
        lambda: package.compare(ledger),
    )
    for question in asked:
        with pytest.raises(LedgerError, match=r"run.duckdb: cannot be read: broken here$"):
            question()


@pytest.mark.parametrize(
    ("command", "dropped"),
    [
        (("compare",), "view skill"),
        (("explain", "ARD", "BRO", "1905"), "table impression"),
        (("query", "misses"), "macro table misses"),
        (("query", "misses"), "view predicted_vs_actual"),
        (("query", "threats", "of_state=ARD"), "table state cascade"),
        (("cite",), "table source"),
    ],
)
def test_what_is_missing_in_the_file_is_not_refused(
    ledger: Path, command: tuple[str, ...], dropped: str
) -> None:
    """The statement is the program's own: the file does not hold what it asks for."""
    with duckdb.connect(ledger) as connection:
        connection.execute(f"drop {dropped}")

    said = told(ledger, command)
    assert said.startswith("replay: run.duckdb: does not hold what a ledger holds: Catalog Error")
    assert "refuse" not in said


def test_the_users_own_statement_is_refused(ledger: Path) -> None:
    """A table that does not exist in SQL, and a number in a query that no column can hold."""
    for question in (
        lambda: package.sql(ledger, "from nowhere"),
        lambda: package.query(ledger, "threats", of_state="ARD", in_year=10**40),
    ):
        with pytest.raises(RequestError, match="DuckDB refuses the statement"):
            question()


@pytest.mark.parametrize(
    ("statement", "runs"),
    [
        ("delete from run", 0),
        ("insert into run select * replace ('another' as run_id) from run", 2),
    ],
)
@pytest.mark.parametrize("command", [*COMMANDS, ("describe",), ("sql", "select 1"), ("verify",)])
def test_a_ledger_holds_one_run(ledger: Path, command: tuple[str, ...], statement: str, runs: int) -> None:
    """With none, or with another beside it, nothing is read of it."""
    with duckdb.connect(ledger) as connection:
        connection.execute(statement)

    assert told(ledger, command) == (
        f"replay: run.duckdb: holds {runs} runs in its table run; a ledger holds one\n"
    )


def test_a_ledger_that_does_not_say_who_wrote_it_cannot_be_cited(ledger: Path) -> None:
    """The program's version stands in the table wall_clock alone."""
    with duckdb.connect(ledger) as connection:
        connection.execute("delete from wall_clock")

    assert told(ledger, ("cite",)).endswith("does not say in its table wall_clock which program wrote it\n")
