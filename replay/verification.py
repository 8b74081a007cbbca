"""Verification: a ledger recomputed from its timeline, and compared with it table by table, to rounding.

It knows what a ledger says was run, and takes nothing else from it: neither its run id nor its
digests are trusted, both are computed anew. What a table means it does not know.
"""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from replay.edit_file import from_content
from replay.edits import EditList
from replay.errors import LedgerError, RequestError
from replay.feed import load_feed, overlay
from replay.ledger import Draft, read
from replay.likeness import compared
from replay.loading import load, load_shipped, shipped
from replay.machine import libraries, machine, processor
from replay.request import Request, request
from replay.study import Progress, conduct
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
        found = _found(clock, run) if timeline is None else _given(timeline, run)
        wanted = request(
            histories=run["histories"],
            seed=run["seed"],
            theories=_asked(run["asked"], theories),
            coding=run["coding"],
            fixed=_fixed(run["fixed"]),
            repeats=run["repeats"],
            audits=run["audits"],
            train=_trained(run["train"], train),
            until=run["until"],
            workers=workers,
        )
        fed = _fed(found, feeds, run["feeds"])
        recomputed = _recomputed(fed, wanted, progress, _edits(stored, fed))
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
        },
        CHANGEABLE: {"place", "libraries", "python", "machine", "processor"},
    }
    table = tables.get(name, pl.DataFrame())
    if table.height != 1 or not needed[name] <= set(table.columns):
        raise LedgerError(path, f"does not say in its table {name} what was run")
    return table.row(0, named=True)


def _given(timeline: Timeline | str | Path, run: Mapping[str, Any]) -> Timeline:
    """Take the timeline that the request gives; it must have the name of the one that was run."""
    given = timeline if isinstance(timeline, Timeline) else load(timeline)
    if given.name != run["timeline"]:
        raise RequestError(
            f"it is a run of the timeline '{run['timeline']}', and '{given.name}' is another timeline; a"
            " folder must have the name that the timeline had"
        )
    return given


def _found(clock: Mapping[str, Any], run: Mapping[str, Any]) -> Timeline:
    """Find the timeline where it was read, else among those shipped."""
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


def _trained(names: str, given: Sequence[str | Path] | None) -> tuple[str | Path, ...]:
    """Take the timelines that the run was calibrated on from where they are now."""
    wanted = tuple(name for name in names.split(";") if name)
    if given is None:
        if strange := [name for name in wanted if name not in shipped()]:
            raise RequestError(f"it was trained on '{strange[0]}'; --train A,B says where that is now")
        return wanted
    if tuple(load(one).name for one in given) != wanted:
        raise RequestError(
            f"it was trained on: {', '.join(wanted) or 'none'}; --train A,B is allowed, in that order"
        )
    return tuple(given)


def _edits(stored: Mapping[str, pl.DataFrame], timeline: Timeline) -> list[EditList]:
    """Read the edit lists of a run from the ledger, which holds them."""
    lists = stored.get("departure", pl.DataFrame())
    if "content" not in lists.columns:
        return []
    return [from_content(content, timeline) for content in lists.sort("number")["content"]]


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
    try:
        return {name: float(value) for name, _, value in pairs}
    except ValueError:
        raise RequestError(f"its table run says that '{text}' was fixed; NAME=NUMBER is allowed") from None


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
