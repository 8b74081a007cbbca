"""The explorer really opens on a ledger, with its tables and canned queries, and writes nothing."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import duckdb
import pytest

from replay import explorer
from replay.errors import LedgerError, MissingExtraError, RequestError
from replay.ledger import query, sql
from replay.queries import callable_by_name
from tests.terminal import Terminal
from tests.test_cli import PROGRAM, ask

QUIT, RUN, EDITOR, NEW = "\x11", "\n", "\x1bOQ", "\x0e"
"""Ctrl-q; ctrl-j, which runs a query; F2, which goes back to it; ctrl-n, which opens another."""
CATALOGUE, OPEN, DOWN = "\x1b[17~", " ", "\x1b[B"
"""F6, space, and an arrow, by which the catalogue is opened."""


def at_home(folder: Path) -> dict[str, str]:
    """Give a program a home of its own, where it finds nothing and leaves what it likes."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    homes = ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")
    return {**kept, **dict.fromkeys(homes, str(folder)), "TERM": "xterm-256color"}


def answer(terminal: Terminal, tab: int, statement: str, expected: str) -> None:
    """Type a statement into a tab of its own, run it, and wait for the answer below."""
    # Whoever has run a query finds himself in its results, a moment later.
    terminal.wait(lambda shown: "f4 Format Query" not in shown)
    terminal.type(EDITOR)
    terminal.wait(lambda shown: "f4 Format Query" in shown)
    if tab > 1:
        terminal.type(NEW)
        terminal.wait(lambda shown: f"Tab {tab}" in shown and statement not in shown)
    terminal.type(statement)
    terminal.wait(lambda shown: statement in shown)
    terminal.type(RUN)
    terminal.wait(lambda shown: expected in " ".join(shown.split()))


def test_the_explorer_shows_tables_answers_canned_queries_and_writes_nothing(
    miniature_ledger: Path, tmp_path: Path
) -> None:
    """In a terminal: the catalogue opens on our names, a macro answers, a change is refused, it quits."""
    shutil.copy(miniature_ledger, tmp_path)
    before = (tmp_path / "miniature.duckdb").read_bytes()
    home = tmp_path / "home"
    home.mkdir()
    states = sql(miniature_ledger, "select count(distinct code) from state").item()
    threats = query(miniature_ledger, "threats", of_state="ARD").height
    with Terminal([PROGRAM, "explore", "miniature.duckdb"], tmp_path, at_home(home)) as terminal:
        terminal.wait(lambda shown: "miniature db" in shown and "queries db" in shown)
        for key, expected in ((CATALOGUE, "Insert Name"), (OPEN, "main sch"), (DOWN + OPEN, "adversary t")):
            terminal.type(key)
            terminal.wait(lambda shown, expected=expected: expected in shown)
        answer(terminal, 1, "select 'states: ' || count(distinct code) from state", f"states: {states}")
        answer(terminal, 2, "select 'asked: ' || query from queries.canned where query = 'why'", "asked: why")
        answer(terminal, 3, "select 'rows: ' || count(*) from threats(of_state := 'ARD')", f"rows: {threats}")
        answer(terminal, 4, "create table mine (one integer)", "read-only mode")
        terminal.type(" ")
        terminal.wait(lambda shown: "Query Error" not in shown)
        terminal.type(QUIT)
        assert terminal.ended() == 0

    assert (tmp_path / "miniature.duckdb").read_bytes() == before


def test_all_canned_queries_are_ready_with_their_defaults(miniature_ledger: Path) -> None:
    """What is done before the user sees the ledger can be done, and gives every query as a view."""
    known = {*callable_by_name()}
    with duckdb.connect(str(miniature_ledger), read_only=True) as connection:
        for statement in explorer.ready(miniature_ledger, known).split(";"):
            connection.execute(statement)
        views = connection.execute(
            "select view_name from duckdb_views() where database_name = 'queries' and not internal"
        ).fetchall()
        assert {name for (name,) in views} == known | {"canned"}
        for name in known:
            own = connection.execute(f"select * from queries.main.{name}").fetchall()
            assert str(own) == str(connection.execute(f"select * from {name}()").fetchall())
        questions = connection.execute("from queries.main.canned").fetchall()
        assert {query for query, *_ in questions} == known
        assert all(question.endswith("?") for _, question, _ in questions)
        with pytest.raises(duckdb.PermissionException):
            connection.execute("from read_text('/etc/hostname')")


def test_a_ledger_of_the_name_of_the_shelf_is_explored_as_well(
    miniature_ledger: Path, tmp_path: Path
) -> None:
    """DuckDB names a database by its file; the queries then stand under another name."""
    place = Path(shutil.copy(miniature_ledger, tmp_path / "queries.duckdb"))
    with duckdb.connect(str(place), read_only=True) as connection:
        for statement in explorer.ready(place, {"threats"}).split(";"):
            connection.execute(statement)
        assert connection.execute("from canned_queries.main.threats").description


def test_without_harlequin_it_is_said_what_to_install(
    miniature_ledger: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is the command."""
    monkeypatch.setattr(explorer, "PACKAGE", "no_such_package")

    with pytest.raises(MissingExtraError, match=r"pip install 'replay-alliances\[browse\]'") as caught:
        explorer.explore(miniature_ledger)

    assert caught.value.extra == "browse"


def test_without_a_terminal_nothing_is_opened(miniature_ledger: Path, tmp_path: Path) -> None:
    """A pipe gets words on standard error and an exit code; so does a file that is no ledger."""
    shutil.copy(miniature_ledger, tmp_path)
    (tmp_path / "plain.txt").write_text("hello\n", encoding="utf-8")

    assert "in a terminal only" in ask("explore", "miniature.duckdb", at=tmp_path, code=2)[1]
    assert "is not a DuckDB file" in ask("explore", "plain.txt", at=tmp_path, code=1)[1]
    with pytest.raises(LedgerError):
        explorer.explore(tmp_path / "nowhere.duckdb")


def test_a_fault_of_the_explorer_is_told(miniature_ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its exit code stands in the message."""
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(explorer, "_command", lambda *_: [sys.executable, "-c", "raise SystemExit(3)"])

    with pytest.raises(RequestError, match="harlequin ended with exit code 3"):
        explorer.explore(miniature_ledger)
