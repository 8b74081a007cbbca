"""A ledger for other tools: a folder of Parquet, CSV or GraphML files that tells what stands in them.

It owns the folder, which is replaced whole or not at all; how files are described it leaves to `dictionary`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from replay import atomic_files
from replay.dictionary import PACKAGE, README, Part, Target, package, readme
from replay.errors import RequestError
from replay.ledger import read
from replay.unloading import unload

_READS = {
    "run": "select run_id, timeline, title, status, mode, histories, seed, citation from run",
    "caveats": "select text from caveat order by number",
    "stored": """
        with stored as (
            select table_name as name, false as viewed, comment from duckdb_tables() where not internal
            union all
            select view_name, true, comment from duckdb_views() where not internal
        )
        select name, viewed, split_part(coalesce(comment, ''), ' Columns: ', 1) as comment
        from stored order by name""",
    "columns": """
        select table_name as name, column_name as column, data_type as type, comment from duckdb_columns()
        where not internal order by table_name, column_index""",
}


def export(path: str | Path, to: str, out: str | Path | None = None) -> Path:
    """Write a ledger as `parquet`, `csv` or `graphml` into a folder, replaced whole or not at all.

    `out` is NAME-FORMAT beside where the program runs unless told otherwise; the folder is returned.
    Raises RequestError for another format, a place that is taken by anything but an export, or a ledger
    without forecasts where graphs are wanted, and LedgerError as `open_ledger` does.
    """
    if to not in [*Target]:
        raise RequestError(f"'{to}' was to be written; {', '.join(Target)} are allowed")
    target = Target(to)
    found = read(path, _READS)
    place = Path(out) if out else Path(f"{Path(path).stem}-{target}")
    atomic_files.require_folder(place, "an export", f"{PACKAGE} of ours", _own)
    run = found["run"].row(0, named=True)
    with atomic_files.folder(place) as draft:
        if target is Target.graphml:
            parts = _graphs(path, draft)
        else:
            parts = _tables(path, draft, target, run["run_id"], found)
        caveats = found["caveats"]["text"].to_list()
        (draft / PACKAGE).write_text(package(target, run, parts), encoding="utf-8")
        (draft / README).write_text("\n".join(readme(target, run, caveats, parts)), encoding="utf-8")
    return place


def _own(folder: Path) -> set[str] | None:
    """Name the files of an export by its data package; None where that is not ours."""
    try:
        said = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
        return {PACKAGE, README, *(one["path"] for one in said["resources"])} if said["replay"] else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _tables(
    path: str | Path, draft: Path, target: Target, run_id: str, found: Mapping[str, pl.DataFrame]
) -> list[Part]:
    by_name = {name: rows for (name,), rows in found["columns"].group_by("name")}
    stored = {f"{row['name']}.{target}": row for row in found["stored"].iter_rows(named=True)}
    # Rows of a table stand in the order in which they were written, those of a view in none.
    selects = {
        file: f'from "{row["name"]}"' + (" order by all" if row["viewed"] else "")
        for file, row in stored.items()
    }
    said = {file: {"run_id": run_id, "comment": row["comment"]} for file, row in stored.items()}
    counts = unload(path, draft, selects, said if target is Target.parquet else {})
    return [
        Part(file, row["comment"], counts[file], by_name[row["name"]].drop("name"))
        for file, row in stored.items()
    ]


def _graphs(path: str | Path, draft: Path) -> list[Part]:
    from replay.graphs import ATTRIBUTES, write

    columns = pl.DataFrame(ATTRIBUTES, schema=["column", "type", "comment"], orient="row")
    return [
        Part(file.name, f"Grain: state (node) and dyad at risk (edge) in {file.stem}.", edges, columns)
        for file, edges in write(path, draft).items()
    ]
