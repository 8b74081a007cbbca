"""Verification: a ledger recomputed from its timeline, and compared with it table by table, to rounding.

It takes nothing from the ledger but what it says was run: neither its run id nor its digests are trusted,
both are computed anew. What a table means it does not know.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from replay import plan, reconstruction, stress_test
from replay.edits import EditList
from replay.errors import LedgerError, RequestError
from replay.ledger import Draft, read
from replay.likeness import compared
from replay.machine import libraries, machine, processor
from replay.notebook_html import notebook_html
from replay.request import Request, StressRequest, request, stress_request
from replay.study import Progress, conduct
from replay.timeline import Timeline

CHANGEABLE = "wall_clock"
"""The one table that may differ between two runs of the same id."""
TABLES = "select table_name from duckdb_tables() where not internal order by all"
DEFINITIONS = (
    "select view_name as name, sql as definition, comment from duckdb_views() where not internal"
    " union all"
    " select function_name, macro_definition, comment from duckdb_functions() where not internal"
)
"""The views and canned queries that stand in a ledger."""
COUNTS = ("stored", "recomputed", "rounded", "differing")
SCHEMA = {"table": pl.String, **dict.fromkeys(COUNTS, pl.Int64)}


@dataclass(frozen=True)
class Verification:
    """What came of recomputing a ledger.

    `tables`: a row a table (and one for the views and queries), with the rows stored, the rows
    recomputed, how many are the same but for floats within `ROUNDING`, and how many of one have no
    such equal in the other. `reason` says why rows differ, or are the same to rounding only, as far
    as that can be told; it is empty where all are the same.
    """

    tables: pl.DataFrame
    reason: str

    @property
    def same(self) -> bool:
        """Say whether every table is the same, row by row, at least to rounding."""
        return int(self.tables["differing"].sum()) == 0

    @property
    def rounded(self) -> int:
        """Count the rows that are the same to rounding only."""
        return int(self.tables["rounded"].sum())

    def _repr_html_(self) -> str:
        """Show in a notebook whether all is the same, and each table."""
        title = "Recomputed, and the same" if self.same else "Recomputed, and not the same"
        return notebook_html(title, [self.reason] if self.reason else [], {"Rows by table": self.tables})


def verify(
    path: str | Path,
    timeline: Timeline | str | Path | None = None,
    *,
    feeds: Sequence[str | Path] = (),
    workers: int = 1,
    theories: Sequence[str | Path] = (),
    train: Sequence[str | Path] | None = None,
    progress: Progress | None = None,
) -> Verification:
    """Run again what a ledger says was run, and compare every table but `wall_clock` row by row.

    `timeline` says where the timeline is now, if not where it was; `feeds` are the folders of the
    feeds that were laid over it, in their order; `theories` are the files of those that were read
    from one; `train` the timelines that it was calibrated on, if they are not shipped; `workers` how many
    processes share the work. Raises RequestError for a wrong number of
    workers, LedgerError when the file is no ledger, or its timeline, coding or theories are no longer
    to be found, or another timeline is given; TimelineError when the timeline is no longer valid.
    """
    request(workers=workers)
    stored = _contents(path)
    run, clock = (_only_row(Path(path), stored, name) for name in ("run", CHANGEABLE))
    try:
        loaded = reconstruction.found(clock, run) if timeline is None else reconstruction.given(timeline, run)
        fed = reconstruction.fed(loaded, feeds, run["feeds"])
        said = reconstruction.options(run, theories, train) | {"workers": workers}
        lists = reconstruction.edits(stored, fed)
        if run["mode"] == "stress":
            stressed = stress_request(**said, **reconstruction.stress_options(run))
            tips = reconstruction.tips(stored, fed)
            recomputed = _stressed(fed, stressed, progress, lists, tips)
        else:
            wanted = request(**said, repeats=run["repeats"], audits=run["audits"])
            recomputed = _recomputed(fed, wanted, progress, lists)
    except RequestError as error:
        raise LedgerError(Path(path), f"cannot be recomputed: {error}") from error
    names = sorted((stored.keys() | recomputed.keys()) - {CHANGEABLE})
    nothing = pl.DataFrame()
    rows = [
        compared(name, stored.get(name, nothing), _as_of(run, name, recomputed.get(name, nothing)))
        for name in names
    ]
    tables = pl.DataFrame(rows, SCHEMA, orient="row")
    return Verification(tables, _reason(run, clock, recomputed["run"].row(0, named=True), tables))


def _recomputed(
    timeline: Timeline, wanted: Request, progress: Progress | None, edits: Sequence[EditList]
) -> dict[str, pl.DataFrame]:
    run_id, frames = conduct(timeline, wanted, progress, edits)
    with TemporaryDirectory() as folder:
        draft = Draft(Path(folder) / "recomputed.duckdb")
        draft.publish(run_id, frames)
        return _contents(draft.path)


def _stressed(
    timeline: Timeline,
    wanted: StressRequest,
    progress: Progress | None,
    edits: Sequence[EditList],
    tips: Sequence[EditList],
) -> dict[str, pl.DataFrame]:
    planned = plan.plan(timeline, wanted, edits, tips)
    with TemporaryDirectory() as folder:
        draft = Draft(Path(folder) / "recomputed.duckdb")
        draft.publish(planned.run_id, stress_test.conduct(planned, Path(folder) / "kept", progress))
        return _contents(draft.path)


def _contents(path: str | Path) -> dict[str, pl.DataFrame]:
    names = read(path, {"tables": TABLES})["tables"]["table_name"]
    return read(path, {**{name: f'from "{name}"' for name in names}, "views and queries": DEFINITIONS})


def _only_row(path: Path, tables: Mapping[str, pl.DataFrame], name: str) -> dict[str, Any]:
    needed = {
        "run": {
            "asked",
            "fixed",
            "coding",
            "seed",
            "histories",
            "repeats",
            "audits",
            "feeds",
            "train",
            "train_digests",
            "until",
            "mode",
            "tested",
            "branch",
            "largest",
            "boxes",
        },
        CHANGEABLE: {"place", "libraries", "python", "machine", "processor"},
    }
    table = tables.get(name, pl.DataFrame())
    if table.height != 1 or not needed[name] <= set(table.columns):
        raise LedgerError(path, f"does not say in its table {name} what was run")
    return table.row(0, named=True)


def _as_of(run: Mapping[str, Any], name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Give recomputed rows the stored run's id, so that another id alone counts once, in the table `run`."""
    if name == "run" or "run_id" not in table.columns:
        return table
    return table.with_columns(pl.lit(run["run_id"]).alias("run_id"))


def _reason(
    run: Mapping[str, Any], clock: Mapping[str, Any], again: Mapping[str, Any], tables: pl.DataFrame
) -> str:
    unlike = tables.filter(pl.col("differing") > 0)["table"].to_list()
    if not unlike and not tables["rounded"].sum():
        return ""
    digests = {
        "timeline_digest": "the timeline has changed",
        "train_digests": "a timeline that it was trained on has changed",
        "code_digest": "the code has changed",
    }
    reasons = [f"{said} ({name} differs)" for name, said in digests.items() if run[name] != again[name]]
    about = {
        "libraries": libraries(),
        "python": platform.python_version(),
        "machine": machine(),
        "processor": processor(),
    }
    reasons += [f"{name}: {clock[name]} then, {now} now" for name, now in about.items() if clock[name] != now]
    if unlike == ["run"] and reasons:
        reasons.append("all results are the same")
    if unlike and not reasons:
        reasons.append(
            "timeline, code, libraries and machine are the same, so that the file was changed after it was"
            " written"
        )
    return "; ".join(reasons)
