"""The ledger explains itself: every object has a comment, every header tells what its SELECT yields."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import duckdb
import pytest

from replay import queries

STORED = {**queries.catalogue("tables"), **queries.catalogue("views")}
QUERIES = sorted(queries.callable_by_name())
AUDITS = sorted(queries.catalogue("audits"))


@pytest.fixture(scope="module")
def ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out a ledger without rows."""
    with duckdb.connect() as connection:
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        queries.apply(connection)
        yield connection


def yielded(ledger: duckdb.DuckDBPyConnection, statement: str) -> list[str]:
    """Name the columns of a statement, in order."""
    return [column[0] for column in ledger.execute(statement).description]


@pytest.mark.parametrize(
    ("catalogue", "name"),
    [
        ("duckdb_tables()", "table_name"),
        ("duckdb_views()", "view_name"),
        ("duckdb_columns()", "table_name || '.' || column_name"),
        ("duckdb_functions()", "function_name"),
    ],
)
def test_every_object_of_the_ledger_has_a_comment(
    ledger: duckdb.DuckDBPyConnection, catalogue: str, name: str
) -> None:
    """A reader of the file needs nothing else to know what a table, view, column or macro holds."""
    objects = ledger.execute(f"select {name}, comment from {catalogue} where not internal").fetchall()
    assert objects
    assert [found for found, comment in objects if not comment] == []


@pytest.mark.parametrize("name", sorted(STORED))
def test_the_header_of_a_table_or_view_names_its_columns_in_order(
    ledger: duckdb.DuckDBPyConnection, name: str
) -> None:
    """What is stored under the name yields what the header says."""
    assert yielded(ledger, f"select * from {name}") == list(STORED[name].columns)


@pytest.mark.parametrize("name", QUERIES)
def test_the_header_of_a_query_names_its_columns_in_order(
    ledger: duckdb.DuckDBPyConnection, name: str
) -> None:
    """A query runs with its defaults alone, even where there are no rows."""
    assert yielded(ledger, queries.call(name, {})) == list(queries.callable_by_name()[name].columns)


@pytest.mark.parametrize("name", AUDITS)
def test_the_header_of_an_audit_names_its_columns_in_order(
    ledger: duckdb.DuckDBPyConnection, name: str
) -> None:
    """The last column says what is wrong."""
    audit = queries.catalogue("audits")[name]
    assert yielded(ledger, audit.select) == list(audit.columns)
    assert list(audit.columns)[-1] == "wrong"


@pytest.mark.parametrize("name", QUERIES)
def test_every_parameter_of_a_query_is_used_and_is_no_column(
    ledger: duckdb.DuckDBPyConnection, name: str
) -> None:
    """DuckDB puts a macro's parameter wherever its name stands, and so in place of a column."""
    query = queries.callable_by_name()[name]
    columns = {found for (found,) in ledger.execute("select column_name from duckdb_columns()").fetchall()}
    assert columns.isdisjoint(query.parameters)
    assert [key for key in query.parameters if key not in query.select] == []


@pytest.mark.parametrize("folder", ["tables", "views", "queries", "hypotheses", "audits"])
def test_every_file_is_one_select_under_a_full_header(folder: str) -> None:
    """Question and grain are sentences, each column has a meaning, and no star hides which there are."""
    for query in queries.catalogue(folder).values():
        assert query.question.endswith("?")
        assert query.grain.endswith(".")
        assert query.columns
        assert all(query.columns.values())
        assert len(duckdb.extract_statements(query.select)) == 1
        assert "*" not in query.select.replace("count(*)", "").replace(" ** ", "").replace(" * ", "")
