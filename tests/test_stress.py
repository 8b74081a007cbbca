"""A stress test from command to ledger: the same wherever it is done, whoever stops it, and verified."""

from __future__ import annotations

import os
import pty
import shutil
import signal
import subprocess
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

import replay as package
from replay import branching, ensemble, stress_test
from replay.errors import MissingExtraError, RequestError, UnknownNameError, WorkerError
from replay.ledger import read
from replay.loading import load
from replay.request import stress_request
from replay.verification import verify
from tests.miniature import copied
from tests.once import common, once
from tests.test_cli import PROGRAM, ask, plain, rest
from tests.test_cluster import Cluster

LISTS = {
    "no-loan": '[[strike]]\nevent = "1903-03-03-loan"\nreason = "No money."\n',
    "no-rifles": '[[strike]]\nevent = "1901-02-rifles"\nreason = "No arms."\n',
    "no-union": '[[strike]]\npact = "ardania-brovia"\nreason = "No tie."\n',
}
"""Two lists of events alone, and one of memberships."""
PACT = "Valmark-Ardania"
TINY: dict[str, Any] = {
    "pact": PACT,
    "branch": 1902,
    "histories": 6,
    "theories": ["hiding"],
    "edits": ["no-loan", "no-rifles"],
    "tip": ["no-loan"],
    "largest": 2,
    "boxes": False,
}
OPTIONS = ("--pact", PACT, "--branch", "1902", "--histories", "2", "--theory", "hiding", "--no-boxes")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the miniature and give it edit lists; return its folder."""

    def make(folder: Path) -> None:
        lists = copied(folder) / "edits"
        lists.mkdir()
        for name, text in LISTS.items():
            said = f'title = "{name}"\nclaim = "There is {name.replace("-", " ")}."\n\n{text}'
            (lists / f"{name}.toml").write_text(said, encoding="utf-8")

    return once(common(tmp_path_factory) / "stressed-world", make) / "world"


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cut six histories into three blocks, so that there is work to share and to stop in."""
    monkeypatch.setattr(ensemble, "BLOCK", 2)


@pytest.fixture(scope="module")
def ledger(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Put the arrangement under stress in this process, in blocks of two; return the ledger, to be read."""

    def make(folder: Path) -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ensemble, "BLOCK", 2)
            package.stress(world, folder / "run.duckdb", **TINY)

    return once(common(tmp_path_factory) / "stressed", make) / "run.duckdb"


def tables(path: Path) -> dict[str, pl.DataFrame]:
    """Read all that is the same in two runs of one id."""
    names = read(path, {"names": "select table_name from duckdb_tables() where not internal"})["names"]
    return read(path, {name: f'from "{name}"' for name in names["table_name"] if name != "wall_clock"})


def same(one: Path, other: Path) -> bool:
    """Say whether two ledgers hold the same rows in the same order."""
    first, second = tables(one), tables(other)
    return first.keys() == second.keys() and all(first[name].equals(second[name]) for name in first)


def test_the_tables_of_a_stress_run_are_filled(ledger: Path) -> None:
    """All but those of boxes, which were not asked for; forecasts there are none."""
    found = tables(ledger)

    filled = ("survival", "survival_difference", "danger", "provoked", "shock", "tipping", "cheapest_break")
    assert all(found[name].height for name in filled)
    assert not any(found[name].height for name in ("forecast", "pact_forecast", "counterfactual", "box"))
    assert set(found["survival"]["edit"]) == {"none", "no-loan", "no-rifles"}
    assert {*range(1903, 1906)} <= set(found["survival"]["year"])
    [run] = found["run"].to_dicts()
    asked = ("mode", "tested", "branch", "histories", "largest", "boxes")
    assert [run[name] for name in asked] == ["stress", "valmark-ardania", 1902, 6, 2, False]
    assert dict(found["departure"].select("edit", "role").rows()) == {"no-loan": "both", "no-rifles": "edit"}


def test_two_processes_write_the_same_tables(ledger: Path, world: Path, tmp_path: Path) -> None:
    """To the last bit, and nothing is left beside the ledger."""
    package.stress(world, tmp_path / "two.duckdb", workers=2, **TINY)

    assert same(tmp_path / "two.duckdb", ledger)
    assert [path.name for path in tmp_path.iterdir()] == ["two.duckdb"]


def test_a_cluster_of_which_one_worker_is_killed_writes_the_same_tables(
    ledger: Path, world: Path, tmp_path: Path
) -> None:
    """When the first block is done, one of two is killed at work on another."""
    with ExitStack() as stack:
        (tmp_path / "dask").mkdir()
        dask = Cluster(tmp_path / "dask", stack)
        first, _ = dask.join(number=2)

        def kill(done: int, _: int) -> None:
            if done and first.poll() is None and [*tmp_path.glob(".out-*/*.answer")]:
                first.kill()
                first.wait()

        package.stress(world, tmp_path / "out.duckdb", cluster=dask.address, progress=kill, **TINY)
        assert first.poll() == -signal.SIGKILL
    assert same(tmp_path / "out.duckdb", ledger)


def stopping(monkeypatch: pytest.MonkeyPatch, after: int | None) -> list[int]:
    """Count the blocks that are simulated, and interrupt the one that comes after so many."""
    simulate, counted = stress_test.simulate, []

    def counting(strand: Any) -> Any:
        if len(counted) == after:
            raise KeyboardInterrupt
        counted.append(strand.first)
        return simulate(strand)

    monkeypatch.setattr(stress_test, "simulate", counting)
    return counted


def test_a_stopped_run_goes_on_and_writes_the_same_tables(
    ledger: Path, world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two of three blocks are kept, and all scales; the rest and the set of two are done later."""
    out = tmp_path / "out.duckdb"
    stopping(monkeypatch, after=2)
    with pytest.raises(KeyboardInterrupt) as stopped:
        package.stress(world, out, **TINY)
    assert not out.exists()
    [note] = stopped.value.__notes__
    [folder] = tmp_path.iterdir()
    assert note == f"5 finished blocks are kept in {folder}: the same request goes on from there"

    monkeypatch.undo()
    monkeypatch.setattr(ensemble, "BLOCK", 2)
    counted = stopping(monkeypatch, after=None)
    package.stress(world, out, **TINY)

    # Histories 4 and 5, and the one set of two lists, tried in the first block.
    assert counted == [4, 0]
    assert same(out, ledger)
    assert [path.name for path in tmp_path.iterdir()] == ["out.duckdb"]


def test_another_request_takes_nothing_from_what_is_kept(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With another seed all three blocks are simulated."""
    stopping(monkeypatch, after=2)
    with pytest.raises(KeyboardInterrupt):
        package.stress(world, tmp_path / "out.duckdb", **TINY)
    monkeypatch.undo()
    monkeypatch.setattr(ensemble, "BLOCK", 2)
    counted = stopping(monkeypatch, after=None)

    package.stress(world, tmp_path / "out.duckdb", **TINY | {"seed": 2, "edits": [], "tip": []})

    assert counted == [0, 2, 4]


def test_a_changed_cell_is_all_that_a_verification_finds(ledger: Path, tmp_path: Path) -> None:
    """By two processes; a changed cell is found in its table, and nowhere else."""
    changed = Path(shutil.copy(ledger, tmp_path))
    with duckdb.connect(changed) as connection:
        connection.execute(
            "update survival set survival = survival / 2 where theory = 'persistence' and edit = 'none'"
            " and state is null and year = 1905"
        )

    found = verify(changed, workers=2)

    assert [row["table"] for row in found.tables.to_dicts() if row["differing"]] == ["survival"]
    assert found.tables["differing"].sum() == 1
    assert "the file was changed after it was written" in found.reason


def test_boxes_are_looked_for_where_the_extra_is_and_refused_where_it_is_not(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before anything is simulated; who does not ask is told how to have them."""
    plan = stress_test.plan(load(world), stress_request(pact=PACT), (), ())
    assert plan.wanted.boxes is True
    monkeypatch.setattr("replay.discovery.available", lambda: False)
    with pytest.raises(MissingExtraError, match=r"pip install 'replay-alliances\[discovery\]'"):
        package.stress(world, tmp_path / "out.duckdb", **TINY | {"boxes": True})
    _, said = ask("stress", str(world), *OPTIONS[:-1], "--boxes", at=tmp_path, code=2)
    assert said.startswith("replay: this needs ema_workbench, which is not installed; pip install")

    _, said = ask("stress", str(world), *OPTIONS[:-1], at=tmp_path)

    assert said.startswith("Looking for no conditions (boxes): pip install 'replay-alliances[discovery]'")
    assert package.sql(tmp_path / "world-valmark-ardania.duckdb", "select boxes from run").item() is False


REFUSED = [
    (["--pact", "valmark"], "pact was 'valmark', which does not exist; there are: ardania-brovia, "),
    (["--pact", "concert"], "pact was 'concert', which world does not score"),
    (["--branch", "1950"], "branch was 1950; valmark-ardania is in force at the censuses of 1901 to 1904"),
    (["--tip", "no-union"], "tip was 'no-union', which changes memberships; a list that only strikes"),
    (["--edits", "no-lone"], "edit list (or FILE.toml) was 'no-lone', which does not exist"),
    (
        ["--edits", "no-loan", "--tip", "no-loan.toml"],
        "edits and tip were both 'no-loan', which are two lists",
    ),
    (["--edits", "none.toml"], "edits were 'none', which means the record unedited"),
    (["--edits", "all.toml"], "edits were 'all', which means every list"),
    (["--edits", "tip no-loan.toml"], "edits were 'tip no-loan.toml'; an identifier has letters, digits"),
    (["--tip", "no-loan; no-rifles.toml"], "edits were 'no-loan; no-rifles.toml'; an identifier has letters"),
    (["--until", "1902"], "until was 1902; it is allowed where train names timelines"),
    (["--workers", "2", "--cluster", "tcp://127.0.0.1:1"], "workers was 2 and cluster 'tcp://127.0.0.1:1'"),
    (["--histories", "0"], "histories was 0; 1 or more is allowed"),
    (["--largest", "9"], "largest was 9; 5 or less is allowed"),
    (["--set", "rho"], "'rho' was given; key=value is allowed"),
    (["--theory", "balance"], "theory was 'balance', which does not exist"),
    (["--options", "wrong.toml"], "option 'histroies' does not exist; did you mean 'histories'?"),
    (["--out", "nowhere/out.duckdb"], "cannot be written: there is no folder nowhere"),
]


@pytest.mark.parametrize(("options", "words"), REFUSED)
def test_a_wrong_request_ends_with_2_before_anything_is_simulated(
    world: Path, tmp_path: Path, options: Sequence[str], words: str
) -> None:
    """One message says what was found and what is allowed; nothing is written."""
    other = 'title = "a"\nclaim = "b."\n\n[[strike]]\nevent = "1903-08-20-coup"\nreason = "c."\n'
    for name in ("no-loan", "none", "all", "tip no-loan", "no-loan; no-rifles"):
        (tmp_path / f"{name}.toml").write_text(other, encoding="utf-8")
    (tmp_path / "wrong.toml").write_text("histroies = 3\n", encoding="utf-8")
    before = sorted(path.name for path in tmp_path.iterdir())

    shown, said = ask("stress", str(world), *OPTIONS, *options, at=tmp_path, code=2)

    assert shown == ""
    assert said.startswith("replay: ")
    assert words in plain(said)
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_without_a_pact_those_that_can_be_tested_are_listed(tmp_path: Path) -> None:
    """The largest first with its parties and years, those of two by name."""
    _, said = ask("stress", "middle-east", at=tmp_path, code=2)

    first, largest, *_ = said.splitlines()
    assert first == "replay: pact is missing; --pact NAME is one of"
    assert largest == (
        "  united-arab-command: Cairo summit and United Arab Command; 6 parties in 1964; branch 1964 to 1965"
    )
    assert "  cento: Central Treaty Organization; 3 parties in 1960; branch 1959 to 1978\n" in said
    assert "of two parties: egypt-iraq-1958, egypt-iraq-1964," in said


@pytest.mark.parametrize(
    ("timeline", "given", "name", "branch"),
    [
        ("middle-east", "CENTO", "cento", 1960),
        ("asia", "Sino-Soviet", "sino-soviet", 1955),
        ("asia", "Five Power Defence", "five-power-defence", 1971),
        ("nato", "NATO", "nato", 1989),
    ],
)
def test_pacts_go_by_the_names_that_they_are_known_by(
    timeline: str, given: str, name: str, branch: int
) -> None:
    """However letters are cased; the branching date is the last before the scored span, or the first."""
    loaded = load(timeline)
    coding = loaded.manifest.default_coding

    assert branching.tested(loaded, given, coding) == name
    assert branching.branching(loaded, name, coding, None) == branch


def test_an_unknown_pact_is_an_error_with_the_nearest_name(world: Path, tmp_path: Path) -> None:
    """In Python as in the command line."""
    with pytest.raises(UnknownNameError) as caught:
        package.stress(world, tmp_path / "out.duckdb", pact="valmark-ardani")
    assert caught.value.nearest == "valmark-ardania"
    with pytest.raises(RequestError, match="pact is missing"):
        package.stress(world, tmp_path / "out.duckdb")


@pytest.fixture(scope="module")
def told(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, str]:
    """Ask the command line once, with some options in a file; return the folder, what is shown and said."""
    folder = tmp_path_factory.mktemp("told")
    (folder / "wanted.toml").write_text('edits = ["no-loan"]\nhistories = 9\nseed = 3\n', encoding="utf-8")
    return folder, *ask("stress", str(world), *OPTIONS, "--options", "wanted.toml", at=folder)


def test_the_command_line_tells_what_compare_tells(told: tuple[Path, str, str]) -> None:
    """As data; and what was written and what to ask next as words, all of which can be asked."""
    folder, shown, said = told
    assert "In force at the end of 1905, % of histories [90 %]; still in: of 2 parties" in plain(shown)
    assert "Valmark's arrangement with Ardania, 1903-1905, 2 histories a theory: in force" in plain(shown)
    assert (shown, "") == ask("compare", "world-valmark-ardania.duckdb", at=folder)
    wrote, *following = said.strip().split("; ")
    assert wrote == "Wrote world-valmark-ardania.duckdb"
    for command in following:
        ask(*command.removeprefix("next: ").split()[1:], at=folder)
    assert (folder / "survival.svg").is_file()


def test_a_stress_ledger_is_described_cited_and_asked(told: tuple[Path, str, str]) -> None:
    """What is given wins over the file, and every command that reads ledgers reads this one."""
    folder, *_ = told
    file = "world-valmark-ardania.duckdb"
    assert "seed\n2,3\n" in ask("sql", file, "select histories, seed from run", "-f", "csv", at=folder)[0]
    assert "survival_difference" in ask("describe", file, at=folder)[0]
    assert "largest" in ask("describe", file, "run", at=folder)[0]
    assert "put under stress: alignments recorded after 31 December 1902" in plain(
        ask("cite", file, at=folder)[0]
    )
    assert "no-loan" in ask("query", file, "outlook", "of_edit=no-loan", at=folder)[0]
    assert "same, table by table" in ask("verify", file, at=folder)[1]


def test_an_interrupted_test_ends_with_130_and_says_what_is_kept(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The scales of the three blocks, and the first block."""
    stopping(monkeypatch, after=1)

    shown, said = ask("stress", str(world), *OPTIONS, "--histories", "6", at=tmp_path, code=130)

    kept, stopped = said.splitlines()
    assert shown == ""
    assert kept.startswith("4 finished blocks are kept in .world-valmark-ardania-")
    assert kept.endswith(": the same request goes on from there")
    assert stopped == "replay: stopped; nothing was published"


def test_a_worker_that_dies_is_one_line_and_one_on_what_is_kept(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where memory runs out."""

    def die(*_: object) -> None:
        raise WorkerError("a worker process ended before its work was done")

    monkeypatch.setattr(stress_test, "simulate", die)

    _, said = ask("stress", str(world), *OPTIONS, at=tmp_path, code=2)

    first, second = said.splitlines()
    assert first == "replay: a worker process ended before its work was done"
    assert second.startswith("1 finished blocks are kept in ")


def test_a_terminal_that_interrupts_processes_at_work_may_go_on_later(world: Path, tmp_path: Path) -> None:
    """A real signal to all processes of the group when progress is told; the same command ends well."""
    command = [PROGRAM, "stress", str(world), *OPTIONS, "--histories", "600", "--workers", "2"]
    terminal, stderr = pty.openpty()
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=stderr,
        start_new_session=True,
    ) as running:
        said = b""
        while b"steps" not in said or not [*tmp_path.glob(".world-*/*.answer")]:
            said += os.read(terminal, 4096)
        os.killpg(running.pid, signal.SIGINT)
        running.wait(60)
    os.close(stderr)
    said += b"".join(rest(terminal))
    os.close(terminal)
    assert running.returncode == 130
    assert b"finished blocks are kept in .world-valmark-ardania-" in said
    assert b"Traceback" not in said
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Wrote world-valmark-ardania.duckdb" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["world-valmark-ardania.duckdb"]
