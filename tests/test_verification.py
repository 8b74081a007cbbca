"""Verifying a ledger: recomputed from its timeline it is the same, or it is said what differs and why."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

import replay as package
from replay import verification
from replay.edits import EditList
from replay.errors import LedgerError, RequestError
from replay.request import Request
from replay.study import Progress
from replay.timeline import Timeline
from replay.verification import Verification, verify
from tests.miniature import LATE, change, copied
from tests.once import common, once
from tests.test_cli import FAST, PROGRAM, ask

RHO = -0.1234567890123
LEAN = {"histories": 2, "theories": ["balance_of_threat"], "repeats": False, "audits": False}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the miniature; return the folder of the timeline."""
    return once(common(tmp_path_factory) / "original", copied) / "world"


@pytest.fixture
def ledger(original: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """Run the copy with a parameter fixed, once, and copy the ledger, so that a test may change it."""

    def make(folder: Path) -> None:
        wanted = {"histories": 2, "theories": ["balance_of_threat"], "fixed": {"rho": RHO}}
        package.run(original, folder / "run.duckdb", **wanted)

    return Path(shutil.copy(once(common(tmp_path_factory) / "verified", make) / "run.duckdb", tmp_path))


RECOMPUTED: dict[str, Any] = {}
"""What has been recomputed, by all that was wanted."""


@pytest.fixture
def remembering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recompute only once what several tests compare with ledgers that they have changed.

    A request is recomputed from nothing but the timeline and what is wanted: equal ones give equal tables.
    """
    recompute = verification._recomputed  # noqa: SLF001 - all else of a verification is done each time

    def remembered(
        timeline: Timeline, wanted: Request, progress: Progress | None, edits: Sequence[EditList]
    ) -> Any:
        asked = f"{timeline.digest} {wanted.model_dump_json()} {[one.content for one in edits]}"
        if asked not in RECOMPUTED:
            RECOMPUTED[asked] = recompute(timeline, wanted, progress, edits)
        return RECOMPUTED[asked]

    monkeypatch.setattr(verification, "_recomputed", remembered)


def tamper(ledger: Path, statement: str) -> None:
    """Change a ledger behind its back."""
    with duckdb.connect(ledger) as connection:
        connection.execute(statement)


def differing(found: Verification) -> dict[str, int]:
    """Say how many rows differ in the tables where any do."""
    return {row["table"]: row["differing"] for row in found.tables.to_dicts() if row["differing"]}


def test_two_workers_find_the_same_as_one(ledger: Path) -> None:
    """Whoever wrote the ledger, and whoever recomputes it; no workers at all are refused."""
    assert verify(ledger, workers=2).same
    with pytest.raises(RequestError, match="workers was 0; 1 or more is allowed"):
        verify(ledger, workers=0)


def test_a_ledger_as_it_was_written_is_the_same(ledger: Path) -> None:
    """Every table but wall_clock is compared, and the fixed parameter is known to its last digit."""
    found = verify(ledger)
    tables = package.sql(ledger, "select table_name from duckdb_tables()")["table_name"]

    assert found.same
    assert found.reason == ""
    assert set(found.tables["table"]) == set(tables) - {"wall_clock"} | {"views and queries"}
    assert package.sql(ledger, "select fixed from run").item() == f"rho={RHO}"


ONE = "(theory, year, a, b) = ('gravity', 1903, 'ARD', 'BRO')"
CHANGES: list[dict[str, tuple[str, int | None]]] = [
    {
        "forecast": (f"update forecast set p_aligned = p_aligned + 2e-9 where {ONE}", 1),
        "shift": ("delete from shift where kind = 'onset' and year = 1901", 1),
        "theory": ("update theory set claim = 'Another.' where name = 'gravity'", 1),
        "audit": ("update audit set verdict = 'unchanged' where \"check\" = 'cheater'", 3),
        "run": ("update run set title = 'Another.'", 1),
    },
    {
        "forecast": (f"update forecast set p_low = null where {ONE}", 1),
        "shift": ("insert into shift select * from shift where kind = 'onset' and year = 1901", 1),
        "views and queries": ("create or replace view yearly as select 1 as one", 1),
        "extra": ("create table extra as select 1 as one", 1),
        "resample": ("drop table resample", None),
    },
]
"""Damage table by table, and the number of rows that then differ; None for all rows of `resample`."""


@pytest.mark.parametrize("changes", CHANGES)
@pytest.mark.usefixtures("remembering")
def test_the_tables_that_were_changed_are_named_with_their_rows(
    changes: dict[str, tuple[str, int | None]], ledger: Path
) -> None:
    """And no others; with timeline, code and libraries as they were, the file was changed afterwards."""
    resampled = package.sql(ledger, "select count(*) from resample").item()
    for statement, _ in changes.values():
        tamper(ledger, statement)

    found = verify(ledger)

    assert not found.same
    assert differing(found) == {table: rows or resampled for table, (_, rows) in changes.items()}
    assert "the file was changed after it was written" in found.reason


@pytest.mark.usefixtures("remembering")
def test_a_forged_run_id_is_found_wherever_it_does_not_stand(ledger: Path) -> None:
    """The ledger is compared as what it says it is: all rows of another id differ, beside the run's own."""
    tamper(ledger, "update run set run_id = 'forged'")

    assert {"run": 1, "audit": 9}.items() <= differing(verify(ledger)).items()


@pytest.mark.usefixtures("remembering")
def test_one_changed_cell_counts_in_no_other_table(ledger: Path) -> None:
    """A probability moved by twice 10^-9 is one row of one table."""
    tamper(ledger, CHANGES[0]["forecast"][0])
    assert differing(verify(ledger)) == {"forecast": 1}


def rounded(found: Verification) -> dict[str, int]:
    """Say how many rows are the same to rounding in the tables where any are."""
    return {row["table"]: row["rounded"] for row in found.tables.to_dicts() if row["rounded"]}


@pytest.mark.usefixtures("remembering")
def test_floats_within_rounding_are_the_same_and_counted(ledger: Path) -> None:
    """A probability within 1e-9, 3000 km within 1e-9 times 3000, which is 3e-6; texts are never near."""
    tamper(ledger, f"update forecast set p_aligned = p_aligned + 5e-10 where {ONE}")
    tamper(ledger, "update distance set km = km + 2e-6 where (a, b) = ('BRO', 'VAL')")
    found = verify(ledger)

    assert found.same
    assert rounded(found) == {"distance": 1, "forecast": 1}
    assert found.rounded == 1 + 1
    assert found.reason == ""
    _, said = ask("verify", str(ledger), at=ledger.parent)
    assert said.endswith("run.duckdb: the same to rounding, 2 rows within 1e-9\n")

    tamper(ledger, "update distance set km = km + 2e-6 where (a, b) = ('BRO', 'VAL')")
    tamper(ledger, "update distance set km = km + 1e-6, source = 'Another' where (a, b) = ('CES', 'VAL')")
    found = verify(ledger)

    assert differing(found) == {"distance": 1 + 1}
    assert rounded(found) == {"forecast": 1}


@pytest.mark.parametrize("value", ["null", "'inf'", "'nan'"])
@pytest.mark.usefixtures("remembering")
def test_what_is_no_number_is_near_to_none(ledger: Path, value: str) -> None:
    """Unknown and infinite are not within rounding of a probability."""
    tamper(ledger, f"update forecast set p_aligned = {value} where {ONE}")

    assert differing(verify(ledger)) == {"forecast": 1}


@pytest.mark.usefixtures("remembering")
def test_another_machine_is_named(ledger: Path) -> None:
    """Beside rows within rounding as beside those beyond it, of which nobody is then accused."""
    tamper(ledger, "update wall_clock set machine = 'Plan9 mips', processor = 'R4000'")
    tamper(ledger, f"update forecast set p_aligned = p_aligned + 5e-10 where {ONE}")
    found = verify(ledger)

    assert found.same
    assert found.reason.startswith("machine: Plan9 mips then, ")
    assert "; processor: R4000 then, " in found.reason

    tamper(ledger, CHANGES[0]["forecast"][0])
    again = verify(ledger)
    assert differing(again) == {"forecast": 1}
    assert again.reason == found.reason


def test_another_processor_gives_the_same_to_rounding(ledger: Path) -> None:
    """Linear algebra as on a processor of 2008, where this machine can act as one."""
    ran = subprocess.run(
        [PROGRAM, "verify", ledger],
        env={**os.environ, "OPENBLAS_CORETYPE": "Nehalem"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stderr
    assert ": the same" in ran.stderr


def test_a_changed_timeline_is_the_reason(original: Path, ledger: Path, tmp_path: Path) -> None:
    """With another day of one event, the event, what it left and what follows differ."""
    world = copied(tmp_path)
    change(world, LATE, "1903-03-03,", "1903-03-04,")

    found = verify(ledger, world)

    assert found.reason.startswith("the timeline has changed (timeline_digest differs)")
    unlike = differing(found)
    assert unlike["event"] == unlike["run"] == 1
    assert unlike["perception"] > 0
    assert "state" not in unlike
    assert original.is_dir()


@pytest.mark.usefixtures("remembering")
def test_other_code_is_the_reason_even_if_all_results_are_the_same(ledger: Path) -> None:
    """The run is not the one that this code makes, though no result differs."""
    tamper(ledger, "update run set code_digest = 'older'")

    found = verify(ledger)

    assert differing(found) == {"run": 1}
    assert found.reason == "the code has changed (code_digest differs); all results are the same"


@pytest.mark.usefixtures("remembering")
def test_other_libraries_are_the_reason(ledger: Path) -> None:
    """What was then and what is now stand side by side."""
    tamper(ledger, "update wall_clock set libraries = 'numpy 1.0'")
    tamper(ledger, CHANGES[0]["forecast"][0])

    found = verify(ledger)

    assert found.reason.startswith("libraries: numpy 1.0 then, duckdb ")


def test_a_timeline_that_is_gone_may_be_named(tmp_path: Path) -> None:
    """Exit 1 where the folder was moved, 0 with its new place, 3 for another timeline in its stead."""
    world = copied(tmp_path)
    package.run(world, tmp_path / "run.duckdb", **LEAN)
    (tmp_path / "moved").mkdir()
    moved = shutil.move(world, tmp_path / "moved" / "world")

    _, said = ask("verify", "run.duckdb", at=tmp_path, code=1)
    assert "--timeline FOLDER says where it is now" in said
    shown, said = ask("verify", "run.duckdb", "--timeline", str(moved), "-f", "csv", at=tmp_path)
    assert shown.splitlines()[0] == "table,stored,recomputed,rounded,differing"
    assert said == "run.duckdb: the same, table by table\n"
    assert ask("verify", "run.duckdb", "--timeline", "nowhere", at=tmp_path, code=1)[1].startswith("replay: ")
    change(Path(moved), LATE, "1903-03-03,", "1903-03-04,")
    _, said = ask("verify", "run.duckdb", "--timeline", str(moved), at=tmp_path, code=3)
    assert "the timeline has changed" in said


def test_another_timeline_is_told_from_one_that_has_changed(ledger: Path, tmp_path: Path) -> None:
    """By its name, before anything is run."""
    said = "cannot be recomputed: it is a run of the timeline 'world', and 'middle-east' is another timeline"

    assert said in ask("verify", "run.duckdb", "--timeline", "middle-east", at=tmp_path, code=1)[1]
    with pytest.raises(LedgerError, match="and 'miniature' is another timeline"):
        verify(ledger, package.load("miniature"))


def test_a_shipped_timeline_is_found_whatever_stands_about(tmp_path: Path) -> None:
    """A folder of the same name in the working folder is not taken for it."""
    ask("run", "miniature", *FAST, at=tmp_path)
    change(copied(tmp_path).rename(tmp_path / "miniature"), LATE, "1903-03-03,", "1903-03-04,")

    ask("verify", "miniature.duckdb", at=tmp_path)


def test_a_run_of_a_timeline_from_python_is_verified_with_it(tmp_path: Path) -> None:
    """Where the ledger does not say where its timeline was read, it has to be given."""
    record = package.load(copied(tmp_path))
    ledger = package.run(record, tmp_path / "run.duckdb", **LEAN)

    with pytest.raises(LedgerError, match="it does not say where its timeline 'world' was read"):
        verify(ledger)
    assert verify(ledger, record).same


def test_a_ledger_that_names_what_does_not_exist_cannot_be_recomputed(ledger: Path) -> None:
    """A theory that this code does not have is said, and no table compared."""
    tamper(ledger, "update run set asked = 'gravitty'")

    with pytest.raises(LedgerError, match="cannot be recomputed: theory was 'gravitty'"):
        verify(ledger)


@pytest.mark.parametrize("text", ["rho", "rho=", "rho=low", "=;="])
def test_a_fixed_parameter_that_is_no_number_cannot_be_recomputed(ledger: Path, text: str) -> None:
    """What the table run says is read as everything else that comes from outside."""
    tamper(ledger, f"update run set fixed = '{text}'")

    with pytest.raises(
        LedgerError, match=f"cannot be recomputed: its table run says that '{text}' was fixed"
    ):
        verify(ledger)
