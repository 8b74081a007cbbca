"""The SQL of `analysis/`: what is stored in the ledger, and the audits run before it is published.

It knows how a file is headed and applied, not what a query means. A file holds one SELECT; its
header says question, grain, parameters and columns, and becomes the comment in the database.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files
from itertools import takewhile
from typing import Any

import duckdb

from replay.errors import AuditError, RequestError, UnknownNameError

LABELS = ("question", "grain", "parameters", "columns", "source")
"""What a header may say; columns stand below theirs, indented."""
CLAIMED = ("claim", "expectation", "measure", "without")
"""What the header of a hypothesis says besides: all of them, and its source."""
PAIRED = "paired"
"""What it says where the same cases stand on both sides, to be counted once."""
DOMAINS = {
    **dict.fromkeys(
        ("of_state", "observer_is", "observed_is", "first", "second"),
        ("state", "select distinct code from state"),
    ),
    "of_theory": ("theory", "select name from theory"),
    "of_pact": ("pact", "select pact from pact_forecast union select pact from survival"),
    "of_edit": (
        "edit list",
        "select 'all' as edit union select edit from departure union select edit from survival",
    ),
    "of_party": ("party", "select 'all' as state union select state from survival where state is not null"),
    "of_measure": ("measure of effort", "select unnest(['burden', 'forces'])"),
    "of_outcome": ("outcome", "select unnest(['onset', 'ending'])"),
    "of_kind": ("kind of pact", "select unnest(['all', 'security', 'rapprochement'])"),
    "of_sphere": ("sphere", "select unnest(['region', 'regional', 'client', 'patron'])"),
}
"""What the text parameters of canned queries name, and where the names that there are stand."""
_PARAMETER = re.compile(r"(\w+) = ('[^']*'|-?[\d.]+)")


@dataclass(frozen=True)
class Query:
    """One file of `analysis/`: its stem, what its header says, and its SELECT.

    `parameters` maps names to their defaults as SQL literals; `columns` maps names to meanings;
    `said` is what the header says under each label.
    """

    name: str
    question: str
    grain: str
    parameters: Mapping[str, str]
    columns: Mapping[str, str]
    select: str
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def comment(self) -> str:
        """Write the header as one comment, the columns last."""
        columns = "; ".join(f"{name}: {meaning}" for name, meaning in self.columns.items())
        return f"{self.question} Grain: {self.grain} Columns: {columns}"


def parse(name: str, text: str) -> Query:
    """Split a file into its header and its SELECT.

    Raises ValueError when the header lacks question, grain or columns, or says something else.
    """
    lines = text.strip().splitlines()
    header = list(takewhile(lambda line: line.startswith("--"), lines))
    fields: dict[str, str] = {}
    columns: dict[str, str] = {}
    for line in header:
        words = line.removeprefix("--")
        label, colon, rest = words.strip().partition(":")
        indented = words.startswith("   ")
        if not colon or not (indented or label in (*LABELS, *CLAIMED, PAIRED)):
            raise ValueError(f"{name}.sql has a header line that says none of {', '.join(LABELS)}: {line}")
        (columns if indented else fields)[label] = rest.strip()
    if missing := {"question", "grain", "columns"} - fields.keys():
        raise ValueError(f"{name}.sql has no {' or '.join(sorted(missing))} in its header")
    parameters = dict(_PARAMETER.findall(fields.get("parameters", "")))
    select = "\n".join(lines[len(header) :]).strip().rstrip(";")
    return Query(name, fields["question"], fields["grain"], parameters, columns, select, fields)


@cache
def catalogue(folder: str) -> dict[str, Query]:
    """Read `tables`, `views`, `queries`, `hypotheses` or `audits` by name, in alphabetical order."""
    entries = files("replay.analysis").joinpath(folder).iterdir()
    found = sorted((entry for entry in entries if entry.name.endswith(".sql")), key=lambda one: one.name)
    stems = [(entry.name.removesuffix(".sql"), entry.read_text(encoding="utf-8")) for entry in found]
    return {stem: parse(stem, text) for stem, text in stems}


def claims() -> Query:
    """Lay out what the headers of the hypotheses say, as a table."""
    columns = {
        "name": "The hypothesis, and the query that shows its cases block by block",
        "claim": "What it holds",
        "expectation": "above 0 or below 0: what the claim says of the estimate",
        "measure": "What the estimate is",
        "without": "What is missing where there is no case",
        "source": "Who holds it, and which bounds are our choice",
        "paired": "Whether the same cases stand on both sides",
    }
    labels = [*columns][1:-1]
    rows = [
        f"({', '.join(map(quoted, (name, *(one.said[label] for label in labels))))}, {PAIRED in one.said})"
        for name, one in catalogue("hypotheses").items()
    ]
    return Query(
        name="claim",
        question="What do Walt and his rivals claim, and what is measured of it?",
        grain="One row a hypothesis.",
        parameters={},
        columns=columns,
        select=f"select * from (values {', '.join(rows)}) as claim({', '.join(columns)})",
    )


def tally() -> Query:
    """Add up the cases of all hypotheses, as a table that reads each of their SELECTs."""
    columns = {
        "name": "The hypothesis",
        "block": "What is redrawn as one: a year, or a bloc",
        "cases": "Cases of which it expects the one",
        "total": "Sum of their outcomes; its own query says which",
        "cases_otherwise": "Cases with which they are compared",
        "total_otherwise": "Sum of their outcomes",
    }
    parts = [
        f"select '{name}' as name, block, holds, outcome from ({one.select})"
        for name, one in catalogue("hypotheses").items()
    ]
    return Query(
        name="tally",
        question="How many cases does each hypothesis have, and what became of them?",
        grain="One row a hypothesis and block.",
        parameters={},
        columns=columns,
        select=_added_up("name, block", " union all ".join(parts)),
    )


def _added_up(keys: str, cases: str) -> str:
    """Count cases and add up their outcomes, on either side of what a hypothesis tells apart.

    A case has its block, on which side it stands (NULL: on neither), and its outcome (NULL: none). Outcomes
    are added as fixed-point numbers, whose sum is the same in whatever order it is taken.
    """
    return (
        f"select {keys}, count(*) filter (where holds) as cases,"
        " coalesce(sum(outcome::decimal(38, 18)) filter (where holds)::double, 0) as total,"
        " count(*) filter (where not holds) as cases_otherwise,"
        " coalesce(sum(outcome::decimal(38, 18)) filter (where not holds)::double, 0) as total_otherwise"
        f" from ({cases}) where holds is not null group by {keys} order by {keys}"
    )


def apply(connection: duckdb.DuckDBPyConnection) -> None:
    """Store tables and views, in the order in which they read one another, and macros, with comments.

    What is slow to compute is a table, filled here and now from the rows that there are.
    """
    stored, macros = _stored(), callable_by_name()
    for name in behind(*stored):
        kind = create(connection, name)
        connection.execute(f"comment on {kind} {name} is {quoted(stored[name].comment)}")
        for column, meaning in stored[name].columns.items():
            connection.execute(f'comment on column {name}."{column}" is {quoted(meaning)}')
    for name, query in macros.items():
        connection.execute(f"comment on {create(connection, name)} {name} is {quoted(query.comment)}")


def create(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """Create a table, a view or the macro of a query, bare of comments; return which it is.

    What it reads must be there.
    """
    if name in _stored():
        kind = "table" if name in _tables() else "view"
        connection.execute(f"create {kind} {name} as {_stored()[name].select}")
        return kind
    query = callable_by_name()[name]
    parameters = ", ".join(f"{key} := {default}" for key, default in query.parameters.items())
    connection.execute(f"create macro {name}({parameters}) as table {query.select}")
    return "macro table"


@cache
def _tables() -> dict[str, Query]:
    return {**catalogue("tables"), "claim": claims(), "tally": tally()}


@cache
def _stored() -> dict[str, Query]:
    return {**_tables(), **catalogue("views")}


@cache
def behind(*names: str) -> tuple[str, ...]:
    """Put tables, views and queries, and all tables and views that they read, behind those they read."""
    known, reads, wanted = _stored() | callable_by_name(), dict[str, list[str]](), [*names]
    with duckdb.connect() as connection:
        while wanted:
            name = wanted.pop()
            if name not in reads:
                reads[name] = sorted(_tables_read(connection, known[name].select) & _stored().keys())
                wanted += reads[name]
    return tuple(TopologicalSorter(reads).static_order())


def audit(connection: duckdb.DuckDBPyConnection) -> None:
    """Run every SQL audit; raise AuditError at the first that finds a row."""
    for name, query in catalogue("audits").items():
        rows = connection.execute(query.select).fetchall()
        if rows:
            raise AuditError(name, len(rows), str(rows[0]))


@cache
def callable_by_name() -> dict[str, Query]:
    """Gather what a client can call: the canned queries, and the hypotheses, added up block by block."""
    claimed = catalogue("hypotheses").items()
    return catalogue("queries") | {
        name: replace(one, select=_added_up("block", one.select)) for name, one in claimed
    }


def call(name: str, arguments: Mapping[str, str]) -> str:
    """Write the statement that calls a canned query with `key=value` arguments.

    Raises UnknownNameError for a query or parameter that does not exist, RequestError for a text
    where the default is a number.
    """
    known = callable_by_name()
    if name not in known:
        raise UnknownNameError("query", name, known)
    parameters = known[name].parameters
    for key in arguments:
        if key not in parameters:
            raise UnknownNameError(f"parameter of {name}", key, parameters)
    written = [f"{key} := {_literal(key, value, parameters[key])}" for key, value in arguments.items()]
    return f"select * from {name}({', '.join(written)})"


def _literal(key: str, value: str, default: str) -> str:
    if default.startswith("'"):
        return quoted(value)
    whole = "." not in default
    if not re.fullmatch(r"-?[0-9]+" if whole else r"-?[0-9]+(\.[0-9]+)?", value):
        wanted = "a whole number" if whole else "a number"
        raise RequestError(f"{key} was '{value}'; {wanted} is allowed, such as {default}")
    return value


def quoted(text: str) -> str:
    """Write a text as SQL does."""
    return "'" + text.replace("'", "''") + "'"


def _tables_read(connection: duckdb.DuckDBPyConnection, select: str) -> set[str]:
    [(serialised,)] = connection.execute("select json_serialize_sql(?::varchar)", [select]).fetchall()
    parsed = json.loads(serialised)
    if parsed["error"]:
        raise ValueError(f"a view cannot be parsed: {parsed['error_message']}")
    return set(_names(parsed))


def _names(node: Any) -> list[str]:
    if isinstance(node, list):
        return [name for part in node for name in _names(part)]
    if not isinstance(node, dict):
        return []
    own = [node["table_name"]] if node.get("type") == "BASE_TABLE" else []
    return own + [name for part in node.values() for name in _names(part)]
