"""Describing a ledger from its own comments, a timeline from its own rows, a theory from what it declares.

It reads what stands in either; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from replay import agreement, coverage
from replay.errors import UnknownNameError
from replay.ledger import is_ledger, read
from replay.loading import load, shipped
from replay.pool import BASELINES, POOLS
from replay.theories import registry, select
from replay.theory import Theory
from replay.theory_file import is_file
from replay.timeline import Timeline

SECTIONS = {
    "overview": coverage.overview,
    "kinds": coverage.kinds,
    "states": coverage.states,
    "gaps": coverage.gaps,
    "agreement": agreement.agreement,
    "disagreements": agreement.disagreements,
}
"""What a timeline is described by, in order."""
AGREED = "Agreement of the codings on dyad-years at risk"
TITLES = {
    "overview": "Overview",
    "kinds": "Events by kind and decade",
    "states": "Events by state and year (+ over 9, . none)",
    "gaps": "Whole years without",
    "agreement": AGREED,
}
"""Titles of the sections that are shown when none is named."""
THEORIES = {**registry(), **{pool.name: pool for pool in POOLS}}
"""What can be described by its name, beside ledgers and timelines."""

_OBJECTS = """
select 'table' as object, table_name as name, split_part(comment, ' Columns: ', 1) as comment
from duckdb_tables() where not internal
union all
select 'view', view_name, split_part(comment, ' Columns: ', 1) from duckdb_views() where not internal
union all
select 'query', function_name, split_part(comment, ' Columns: ', 1) from duckdb_functions()
where not internal and function_type = 'table_macro'
order by 1 desc, 2
"""
_COLUMNS = """
select table_name, column_name as column, data_type as type, comment from duckdb_columns()
where not internal order by table_name, column_index
"""
_FEEDS = """
select feed, rows, laid, outside_span, absent_states, coded_already, repeated
from feed join run on list_contains(string_split(run.feeds, ';'), feed)
order by list_position(string_split(run.feeds, ';'), feed)
"""


def describe(what: str | Path, name: str | None = None) -> pl.DataFrame:
    """Describe a ledger or one of its tables or views, or one section of a timeline or theory, the first one.

    `what` is a ledger's path, a timeline's name or folder, or a theory's name or file. Raises
    UnknownNameError for a table or section that does not exist, and whatever loading or opening raises.
    """
    if is_theory(what):
        theory = select([what])[-1] if is_file(what) else THEORIES[str(what)]
        return describe_theory(theory, name or "claim")
    if is_ledger(what):
        return describe_columns(what, name) if name else describe_ledger(what)
    return describe_timeline(timeline_of(what), name or "overview")


def describe_ledger(path: str | Path) -> pl.DataFrame:
    """List the tables, views and canned queries of a ledger with their comments."""
    return read(path, {"objects": _OBJECTS})["objects"]


def laid(path: str | Path) -> list[str]:
    """Say in a sentence each what became of the rows of the feeds that a run laid over its timeline."""
    return [
        f"Feed {row['feed']}: {row['laid']:,} of {row['rows']:,} rows laid over; left out"
        f" {row['outside_span']:,} outside the span, {row['absent_states']:,} of states not there on the"
        f" day, {row['coded_already']:,} coded already, {row['repeated']:,} repeated"
        for row in read(path, {"feeds": _FEEDS})["feeds"].iter_rows(named=True)
    ]


def describe_columns(path: str | Path, name: str) -> pl.DataFrame:
    """List the columns of one table or view of a ledger with their comments.

    Raises UnknownNameError when the ledger has no such table or view.
    """
    columns = read(path, {"columns": _COLUMNS})["columns"]
    known = set(columns["table_name"])
    if name not in known:
        raise UnknownNameError("table or view", name, known)
    return columns.filter(pl.col("table_name") == name).drop("table_name")


def describe_timeline(timeline: Timeline, section: str) -> pl.DataFrame:
    """Describe a timeline by one of its sections.

    Raises UnknownNameError when there is none of that name.
    """
    if section not in SECTIONS:
        raise UnknownNameError("section", section, SECTIONS)
    return SECTIONS[section](timeline)


def timeline_of(what: str | Path) -> Timeline:
    """Load a timeline; raises UnknownNameError with all that it might have been when there is none."""
    try:
        return load(what)
    except UnknownNameError as error:
        raise UnknownNameError("timeline, theory or file", error.found, {*shipped(), *THEORIES}) from None


def is_theory(what: str | Path) -> bool:
    """Say whether a name is a theory's, or its file's; files of that name without ending go before it."""
    named = str(what) in THEORIES and not Path(what).is_file()
    return (named or is_file(what)) and not Path(what).joinpath("manifest.toml").is_file()


def describe_theory(theory: Theory, section: str) -> pl.DataFrame:
    """Describe a theory, a baseline or a pool by its claim or by its terms.

    Raises UnknownNameError when the section is neither.
    """
    if section not in OF_THEORIES:
        raise UnknownNameError("section", section, OF_THEORIES)
    return OF_THEORIES[section](theory)


def claim(theory: Theory) -> pl.DataFrame:
    """Say what a theory claims, forecasts and reads, and whence it comes, a row each."""
    rows = [
        ("claim", theory.claim),
        ("forecasts", ", ".join(theory.heads or BASELINES)),
        ("reads", ", ".join(theory.reads)),
        *(("source", source) for source in theory.sources),
    ]
    return pl.DataFrame(rows, schema=["what", "says"], orient="row")


def terms(theory: Theory) -> pl.DataFrame:
    """List the terms of a theory by head, with sign and prior; both are unknown where they are fitted."""
    rows = [
        {
            "head": head,
            "term": term.name,
            "sign": term.sign or None,
            "mean": term.weight.mean if term.weight else None,
            "sd": term.weight.sd if term.weight else None,
            "meaning": term.meaning,
        }
        for head, fit in theory.heads.items()
        for term in fit.terms
    ]
    kinds = {"head": pl.String, "term": pl.String, "sign": pl.Int64, "mean": pl.Float64, "sd": pl.Float64}
    return pl.DataFrame(rows, schema=kinds | {"meaning": pl.String})


OF_THEORIES = {"claim": claim, "terms": terms}
"""What a theory is described by, in order."""


def sections(timeline: Timeline) -> dict[str, Callable[[Timeline], pl.DataFrame]]:
    """Name what to show of a timeline by titles; agreement needs two codings."""
    return {
        title: SECTIONS[name]
        for name, title in TITLES.items()
        if title != AGREED or len(timeline.codings) > 1
    }
