"""What pacts and states are called: one name each, the same wherever a ledger is read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

import duckdb
import pytest

from replay import queries


@pytest.fixture
def ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out a ledger of the second coding, in which AAA changed its name and the pact has another one."""
    with duckdb.connect() as connection:
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        connection.execute("""
            insert into run values
                ('run', 'toy', '', 'invented', 'forecast', 'second', '', 1, 1, 1958, 1959, 1959, 1959, '', '',
                    '', '', false, true, '', '', null, '', null, null, null, null);
            insert into state values
                ('AAA', 'Zaria', '1961-01-01', null, null, 'scored', false, ''),
                ('AAA', 'Ardania', null, '1960-01-01', null, 'scored', false, ''),
                ('BBB', 'Brovia', null, null, null, 'scored', false, '');
            insert into party
            select 'pact', name, 'alliance', 'security', unnest(['AAA', 'BBB']), '1958-07-01', null, '', true,
                true, coding, 'A', ''
            from (values ('first', 'Baghdad Pact'), ('second', 'Central Treaty')) as named(coding, name);
            insert into alignment
            select 'pact', 'alliance', 'security', 'AAA', 'BBB', '1958-07-01', null, false,
                unnest(['first', 'second']);
        """)
        queries.apply(connection)
        yield connection


def test_a_pact_has_the_name_that_the_coding_of_the_run_gives_it(ledger: duckdb.DuckDBPyConnection) -> None:
    """What the other coding calls it stands in the table party only."""
    assert ledger.execute("from pact_name").fetchall() == [("pact", "Central Treaty")]


def test_a_state_has_its_last_name(ledger: duckdb.DuckDBPyConnection) -> None:
    """The view existing says how it was called at the end of 1958."""
    assert ledger.execute("from state_name order by all").fetchall() == [("AAA", "Zaria"), ("BBB", "Brovia")]
    then = ledger.execute("select state, name from existing where year = 1958 order by all").fetchall()
    assert then == [("AAA", "Ardania"), ("BBB", "Brovia")]


@pytest.mark.parametrize(
    "asked",
    [
        "select distinct name from ally",
        "select distinct pacts from eve_tie",
        "select distinct name from pacts_of(of_state := 'AAA')",
    ],
)
def test_views_and_queries_name_a_pact_alike(ledger: duckdb.DuckDBPyConnection, asked: str) -> None:
    """They read the same view."""
    assert ledger.execute(asked).fetchall() == [("Central Treaty",)]
