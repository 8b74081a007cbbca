"""Verification: a ledger recomputed from its timeline, and compared with it table by table.

It knows what a ledger says was run, and takes nothing else from it: neither its run id nor its
digests are trusted, both are computed anew. What a table means it does not know.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from replay.errors import LedgerError, RequestError
from replay.feed import load_feed, overlay
from replay.ledger import Draft, ask, libraries, open_ledger
from replay.loading import load, load_shipped, shipped
from replay.study import Progress, conduct, request
from replay.theories import registry
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
SCHEMA = {"table": pl.String, "stored": pl.Int64, "recomputed": pl.Int64, "differing": pl.Int64}


@dataclass(frozen=True)
class Verification:
    """What came of recomputing a ledger.

    `tables`: a row a table (and one for the views and queries), with the rows stored, the rows
    recomputed, and how many of one have no equal in the other. `reason` says why they differ, as
    far as that can be told; it is empty where all are the same.
    """

    tables: pl.DataFrame
    reason: str

    @property
    def same(self) -> bool:
        """Say whether every table is the same, row by row."""
        return int(self.tables["differing"].sum()) == 0


def verify(
    path: str | Path,
    timeline: Timeline | str | Path | None = None,
    *,
    feeds: Sequence[str | Path] = (),
    workers: int = 1,
    theories: Sequence[str | Path] = (),
    progress: Progress | None = None,
) -> Verification:
    """Run again what a ledger says was run, and compare every table but `wall_clock` row by row.

    `timeline` says where the timeline is now, if not where it was; `feeds` are the folders of the
    feeds that were laid over it, in their order; `theories` are the files of those that were read
    from one; `workers` how many processes share the work. Raises RequestError for a wrong number of
    workers, LedgerError when the file is no ledger, or its timeline, coding or theories are no longer
    to be found; TimelineError when the timeline is no longer valid.
    """
    request(workers=workers)
    stored = _contents(path)
    run, clock = (_only_row(Path(path), stored, name) for name in ("run", CHANGEABLE))
    try:
        found = timeline if isinstance(timeline, Timeline) else _found(timeline, clock, run)
        wanted = request(
            histories=run["histories"],
            seed=run["seed"],
            theories=_asked(run["asked"], theories),
            coding=run["coding"],
            fixed=_fixed(run["fixed"]),
            repeats=run["repeats"],
            audits=run["audits"],
            workers=workers,
        )
        run_id, frames = conduct(_fed(found, feeds, run["feeds"]), wanted, progress)
    except RequestError as error:
        raise LedgerError(Path(path), f"cannot be recomputed: {error}") from error
    with TemporaryDirectory() as folder:
        draft = Draft(Path(folder) / "recomputed.duckdb")
        draft.publish(run_id, frames)
        recomputed = _contents(draft.path)
    names = sorted((stored.keys() | recomputed.keys()) - {CHANGEABLE})
    nothing = pl.DataFrame()
    rows = [
        _compared(name, stored.get(name, nothing), _as_of(run, name, recomputed.get(name, nothing)))
        for name in names
    ]
    tables = pl.DataFrame(rows, SCHEMA, orient="row")
    reason = _reason(run, clock, recomputed["run"].row(0, named=True), tables)
    return Verification(tables, reason)


def _contents(path: str | Path) -> dict[str, pl.DataFrame]:
    with closing(open_ledger(path)) as ledger:
        names = ask(ledger, TABLES)["table_name"]
        tables = {name: ask(ledger, f'from "{name}"') for name in names}
        return {**tables, "views and queries": ask(ledger, DEFINITIONS)}


def _only_row(path: Path, tables: Mapping[str, pl.DataFrame], name: str) -> dict[str, Any]:
    needed = {
        "run": {"asked", "fixed", "coding", "seed", "histories", "repeats", "audits", "feeds"},
        CHANGEABLE: {"place", "libraries"},
    }
    table = tables.get(name, pl.DataFrame())
    if table.height != 1 or not needed[name] <= set(table.columns):
        raise LedgerError(path, f"does not say in its table {name} what was run")
    return table.row(0, named=True)


def _found(timeline: str | Path | None, clock: Mapping[str, Any], run: Mapping[str, Any]) -> Timeline:
    """Find the timeline: where the request says, else where it was read, else among those shipped."""
    if timeline is not None:
        return load(timeline)
    place = clock["place"]
    if place is not None and Path(place).is_absolute():
        if Path(place).is_dir():
            return load(place)
        raise RequestError(f"its timeline is no longer at {place}; --timeline FOLDER says where it is now")
    if run["timeline"] in shipped():
        return load_shipped(run["timeline"])
    raise RequestError(
        f"it does not say where its timeline '{run['timeline']}' was read; --timeline FOLDER says where it is"
    )


def _fed(timeline: Timeline, folders: Sequence[str | Path], names: str) -> Timeline:
    """Lay the feeds over the timeline again; they must be those that the ledger names."""
    given = [load_feed(Path(folder)) for folder in folders]
    found = ";".join(feed.manifest.name for feed in given)
    if found != names:
        wanted = names.replace(";", ", ") or "none"
        raise RequestError(f"its feeds were: {wanted}; --feed DIR, in that order, says where they are")
    return overlay(timeline, given)


def _asked(names: str, files: Sequence[str | Path]) -> tuple[str | Path, ...]:
    """Put the user's files in the place of the theories that they hold."""
    own = {Path(file).stem: file for file in files}
    asked = [name for name in names.split(";") if name]
    if strange := sorted(set(own) - set(asked)):
        raise RequestError(f"{own[strange[0]]} was given; it asked: {', '.join(asked)}")
    for name in asked:
        if name not in own and name not in registry():
            hint = "if it was a file of your own, --theory FILE.py says where it is"
            raise RequestError(f"theory was '{name}', which does not exist; {hint}")
    return tuple(own.get(name, name) for name in asked)


def _fixed(text: str) -> dict[str, float]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    return {name: float(value) for name, _, value in pairs}


def _as_of(run: Mapping[str, Any], name: str, table: pl.DataFrame) -> pl.DataFrame:
    """Give recomputed rows the stored run's id, so that another id alone counts once, in the table `run`."""
    if name == "run" or "run_id" not in table.columns:
        return table
    return table.with_columns(pl.lit(run["run_id"]).alias("run_id"))


def _compared(name: str, stored: pl.DataFrame, recomputed: pl.DataFrame) -> tuple[str, int, int, int]:
    if stored.schema != recomputed.schema:
        differing = max(stored.height, recomputed.height, 1)
    elif stored.equals(recomputed):
        differing = 0
    else:
        differing = max(_without_equal(stored, recomputed), _without_equal(recomputed, stored))
    return name, stored.height, recomputed.height, differing


def _without_equal(rows: pl.DataFrame, others: pl.DataFrame) -> int:
    """Count the rows that the others lack; of equal rows, as many as there are too many."""
    counted = rows.group_by(pl.all()).len("here")
    there = others.group_by(pl.all()).len("there")
    both = counted.join(there, on=rows.columns, how="left", nulls_equal=True)
    surplus = both["here"].cast(pl.Int64) - both["there"].fill_null(0).cast(pl.Int64)
    return int(surplus.clip(lower_bound=0).sum())


def _reason(
    run: Mapping[str, Any], clock: Mapping[str, Any], again: Mapping[str, Any], tables: pl.DataFrame
) -> str:
    if not tables["differing"].sum():
        return ""
    digests = {"timeline_digest": "the timeline has changed", "code_digest": "the code has changed"}
    reasons = [f"{said} ({name} differs)" for name, said in digests.items() if run[name] != again[name]]
    machine = {"libraries": libraries(), "python": platform.python_version()}
    reasons += [
        f"{name}: {clock[name]} then, {now} now" for name, now in machine.items() if clock[name] != now
    ]
    differing = tables.filter(pl.col("differing") > 0)["table"].to_list()
    if differing == ["run"] and reasons:
        reasons.append("all results are the same")
    return "; ".join(reasons) or (
        "timeline, code and libraries are the same, so that the file was changed after it was written"
    )
