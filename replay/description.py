"""Describing a ledger from its own comments, and a timeline from its own rows.

It reads what stands in either; it judges nothing.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import polars as pl

from replay.errors import RequestError, UnknownNameError
from replay.ledger import sql
from replay.loading import load
from replay.timeline import Timeline

_OBJECTS = """
select 'table' as object, table_name as name, comment from duckdb_tables() where not internal
union all
select 'view', view_name, split_part(comment, ' Columns: ', 1) from duckdb_views() where not internal
union all
select 'query', function_name, split_part(comment, ' Columns: ', 1) from duckdb_functions()
where not internal and function_type = 'table_macro'
order by 1 desc, 2
"""


def describe(what: str | Path, name: str | None = None) -> pl.DataFrame:
    """Describe a ledger, one of its tables or views by `name`, or a timeline by its name or folder.

    Raises RequestError when a table is asked of a timeline, and whatever loading or opening raises.
    """
    if Path(what).is_file() or (Path(what).suffix == ".duckdb" and not Path(what).is_dir()):
        return describe_columns(what, name) if name else describe_ledger(what)
    if name:
        raise RequestError(f"{what} is a timeline: it has no table '{name}'")
    return describe_timeline(load(what))


def describe_ledger(path: str | Path) -> pl.DataFrame:
    """List the tables, views and canned queries of a ledger with their comments."""
    return sql(path, _OBJECTS)


def describe_columns(path: str | Path, name: str) -> pl.DataFrame:
    """List the columns of one table or view of a ledger with their comments.

    Raises UnknownNameError when the ledger has no such table or view.
    """
    columns = sql(
        path,
        "select table_name, column_name as column, data_type as type, comment from duckdb_columns()"
        " where not internal order by table_name, column_index",
    )
    known = set(columns["table_name"])
    if name not in known:
        raise UnknownNameError("table or view", name, known)
    return columns.filter(pl.col("table_name") == name).drop("table_name")


def describe_timeline(timeline: Timeline) -> pl.DataFrame:
    """Count what a timeline holds: events by kind and confidence, states, pacts, gaps."""
    manifest = timeline.manifest
    kinds = Counter(event.kind.kind for event in timeline.events)
    marks = Counter(event.confidence for event in timeline.events)
    pacts = {party.pact for party in timeline.parties_of()}
    quantities = [value for one in timeline.measurements for value in one.quantities.values()]
    pairs = {(one.a, one.b) for one in timeline.distances}
    states = len(timeline.roster)
    rows = [
        ("title", manifest.title),
        ("status", manifest.status),
        ("span", f"{manifest.span.begin} to {manifest.span.end}"),
        ("censuses", f"{manifest.first_census} to {manifest.span.end.year}"),
        ("scored", f"{manifest.scored.first} to {manifest.scored.last}"),
        ("states", f"{states}: {' '.join(timeline.roster.codes)}"),
        ("events", f"{len(timeline.events)} of {len(kinds)} kinds"),
        ("confidence", ", ".join(f"{mark} {count}" for mark, count in sorted(marks.items()))),
        ("commonest kinds", ", ".join(f"{kind} {count}" for kind, count in kinds.most_common(8))),
        ("pacts", f"{len(pacts)}, of which not scored: {', '.join(manifest.unscored_pacts) or 'none'}"),
        ("codings", ", ".join(timeline.codings)),
        (
            "capabilities",
            f"{len(timeline.measurements)} state-years, {quantities.count(None)} values unknown",
        ),
        ("distances", f"{len(pairs)} of {states * (states - 1) // 2} pairs known"),
        ("sources", str(len(timeline.sources))),
        ("cite", manifest.citation),
        *(("caveat", text) for text in manifest.caveats),
    ]
    return pl.DataFrame(rows, schema=["what", "found"], orient="row")
