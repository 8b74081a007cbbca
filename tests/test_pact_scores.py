"""What a ledger says of pacts: scores against numpy, audits that fire on their own defect, and the query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import log
from pathlib import Path

import duckdb
import numpy as np
import pytest

import replay as package
from replay import queries
from replay.errors import UnknownNameError
from tests.small_world import distance, measurement, pact, party, state, timeline

RUN = """
insert into run values
    ('run', 'toy', '', 'invented', 'forecast', 'first', '', 1, 1, 2000, 2003, 2001, 2003, '', '', '', '',
        false, true, '', '', null, '', null, null, null, null);
insert into theory values ('threat', false, false, '', '', ''), ('base_rate', true, false, '', '', '');
insert into resample
select draw, 2001 + (draw + step) % 3, count(*)
from generate_series(0, 8) as draws(draw), unnest([0, draw % 2, draw % 4]) as steps(step)
group by all;
"""


@dataclass(frozen=True)
class Said:
    """What was said of a pact, or of a state and a pact, and what came (None: censored)."""

    year: int
    pact: str
    state: str | None
    outcome: str
    threat: float | None
    base_rate: float | None
    came: bool | None


SAID = (
    Said(2001, "p", "AAA", "leave", 0.2, 0.1, came=True),
    Said(2001, "p", "BBB", "leave", 0.3, 0.1, came=False),
    Said(2001, "p", None, "ending", 0.4, 0.2, came=True),
    Said(2001, "p", "DDD", "join", 0.01, 0.02, came=False),
    Said(2002, "p", "AAA", "leave", None, 0.1, came=True),
    Said(2002, "p", "BBB", "leave", 0.9, 0.1, came=None),
    Said(2002, "p", "CCC", "leave", 0.6, 0.1, came=True),
    Said(2003, "p", "AAA", "leave", 0.5, 0.1, came=False),
    Said(2004, "p", "AAA", "leave", 0.5, 0.1, came=False),
)


@pytest.fixture
def ledger() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out a ledger of two forecasters; 2001 to 2003 are scored, and 2004 is not known yet."""
    with duckdb.connect(config={"threads": 1}) as connection:
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        connection.execute(RUN)
        for one in SAID:
            for theory, p in (("threat", one.threat), ("base_rate", one.base_rate)):
                row = ["run", theory, one.year, one.pact, one.state, one.outcome, p, p, p]
                connection.execute("insert into pact_forecast values (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            if one.came is not False:
                kind = one.outcome if one.came else "censored"
                shift = [one.year, one.pact, one.state, kind]
                connection.execute("insert into pact_shift values (?, ?, ?, ?)", shift)
        queries.apply(connection)
        yield connection


def gain(theory: float, base_rate: float) -> float:
    """Take how much more one gave to what happened."""
    return log(theory) - log(base_rate)


def test_skill_is_the_gain_in_log_score_over_the_base_rate(ledger: duckdb.DuckDBPyConnection) -> None:
    """On rows that both gave a probability, without the censored and 2004: four of leaving, two came."""
    rows = ledger.execute(
        "select outcome, log_gain, gain_per_event, n, events from pact_skill order by outcome"
    )
    leaving = gain(0.2, 0.1) + gain(0.7, 0.9) + gain(0.6, 0.1) + gain(0.5, 0.9)

    assert rows.fetchall() == [
        ("ending", pytest.approx(gain(0.4, 0.2)), pytest.approx(gain(0.4, 0.2)), 1, 1),
        ("join", pytest.approx(gain(0.99, 0.98)), None, 1, 0),
        ("leave", pytest.approx(leaving), pytest.approx(leaving / 2), 4, 2),
    ]


def test_intervals_are_quantiles_over_resampled_years(ledger: duckdb.DuckDBPyConnection) -> None:
    """A year that a draw lacks counts nothing, also where an outcome was at risk in no other year."""
    by_year = {
        "leave": {
            2001: gain(0.2, 0.1) + gain(0.7, 0.9), 2002: gain(0.6, 0.1), 2003: gain(0.5, 0.9),
        },
        "ending": {2001: gain(0.4, 0.2)},
        "join": {2001: gain(0.99, 0.98)},
    }  # fmt: skip
    times = np.zeros((9, 3))
    for draw, year, count in ledger.execute("from resample").fetchall():
        times[draw, year - 2001] = count
    found = ledger.execute("select outcome, low, high from pact_skill").fetchall()

    assert (times.sum(axis=1) == 3).all()
    assert (times[:, 0] == 0).any()
    for outcome, low, high in found:
        gains = times @ [by_year[outcome].get(year, 0.0) for year in (2001, 2002, 2003)]
        assert [low, high] == pytest.approx(np.quantile(gains, [0.05, 0.95]))
    assert len(found) == 3


WORLD = timeline(
    [*map(state, ("AAA", "BBB", "CCC", "DDD")), state("EEE", leaves="1903-04-01")],
    parties=[
        *pact("p", "AAA BBB EEE", "1890-01-01"),
        party("p", "CCC", "1890-01-01", "1902-03-01"),
        party("p", "DDD", "1903-02-01", "1904-02-01"),
        *pact("q", "AAA CCC", "1901-05-01", "1904-08-01"),
    ],
    distances=[distance("AAA", "BBB", 100), distance("AAA", "CCC", 300), distance("BBB", "DDD", 200)],
    measurements=[measurement(1899, code, n, n) for n, code in enumerate(("AAA", "BBB", "CCC", "DDD"), 1)],
)


ASKED = ("balance_of_threat", "base_rate", "persistence")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a small world in which states join, leave and cease to exist, and a pact ends."""
    out = tmp_path_factory.mktemp("pacts") / "run.duckdb"
    return package.run(WORLD, out, histories=2, repeats=False, theories=ASKED)


def test_a_run_holds_what_became_of_pacts(published: Path) -> None:
    """In the risk sets alone: the pact of two is neither joined nor left, and p has two parties after 1903.

    So when DDD joins in 1903, p has three parties; when EEE ceases to exist in that year it has still to
    be able to leave, and is censored.
    """
    rows = package.sql(published, "select year, pact, state, kind from pact_shift order by all").rows()

    assert rows == [
        (1902, "p", "CCC", "leave"),
        (1903, "p", "DDD", "join"),
        (1903, "p", "EEE", "censored"),
        (1904, "p", "DDD", "leave"),
        (1904, "q", None, "ending"),
    ]


def test_the_ledger_says_of_every_outcome_what_it_was_calibrated_on(published: Path) -> None:
    """By 1904 three years are closed: of p five states at risk each, two in q; and p shrinks to three."""
    rows = package.sql(
        published,
        "select head, trained_on from calibration where theory = 'balance_of_threat' and year = 1904"
        " and head not in ('onset', 'ending') order by head",
    ).rows()

    # 1901 and 1902: p has AAA, BBB, CCC and EEE, DDD may join. 1903: CCC and DDD may, EEE is censored.
    # q is alive from the census of 1901 on: at risk in 1902 and 1903.
    assert rows == [("join", 1 + 1 + 2), ("leave", 4 + 4 + 2), ("termination", 2)]


def test_the_query_says_who_is_likeliest_to_join_or_leave(published: Path) -> None:
    """Its end, leaving and joining apart, the likeliest of each first; the pact's own end has no state."""
    rows = package.query(published, "next_members", of_pact="p", in_year=1903).rows(named=True)

    assert {(row["state"], row["outcome"]): row["shifted"] for row in rows} == {
        ("AAA", "leave"): False,
        ("BBB", "leave"): False,
        ("EEE", "leave"): None,
        ("CCC", "join"): False,
        ("DDD", "join"): True,
        (None, "ending"): False,
    }
    assert [row["outcome"] for row in rows] == ["ending", *["leave"] * 3, *["join"] * 2]
    for outcome in ("leave", "join"):
        said = [row["p_shift"] for row in rows if row["outcome"] == outcome]
        assert said == sorted(said, reverse=True)
    with pytest.raises(UnknownNameError, match="pact was 'r'"):
        package.query(published, "next_members", of_pact="r")


def test_a_run_of_pacts_is_verified(published: Path) -> None:
    """Recomputed, all tables are the same, those of pacts among them."""
    found = package.verify(published, WORLD)

    assert found.same
    assert {"pact_forecast", "pact_shift"} <= set(found.tables.filter(found.tables["stored"] > 0)["table"])


@pytest.fixture(scope="module")
def held(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold a copy of the ledger in memory, to damage it."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as sound (read_only)")
        connection.execute("copy from database sound to memory")
        yield connection


DEFECTS = {
    "pact_probabilities": (
        "update pact_forecast set p = 0.00005 where year = 1903",
        "update pact_forecast set p_low = 0.6, p_high = 0.5 where year = 1903",
        "update pact_forecast set p_high = 'nan' where year = 1903",
        "update pact_forecast set state = 'AAA' where outcome = 'ending' and pact = 'q'",
    ),
    "pact_shifts_follow_parties": (
        "delete from pact_shift where kind = 'leave' and year = 1902",
        "delete from pact_shift where kind = 'censored'",
        "delete from pact_shift where kind = 'ending'",
        "update pact_shift set year = 1904 where kind = 'join'",
        "insert into pact_shift values (1902, 'p', null, 'ending')",
    ),
    "one_row": ("insert into pact_forecast from pact_forecast where year = 1903",),
    "known_states": ("update pact_shift set state = 'ZZZ' where kind = 'join'",),
}


@pytest.mark.parametrize(
    ("audit", "defect"), [(audit, defect) for audit, defects in DEFECTS.items() for defect in defects]
)
def test_an_audit_of_pacts_fires_on_its_defect(
    held: duckdb.DuckDBPyConnection, audit: str, defect: str
) -> None:
    """And on a sound ledger none does, or it would not have been published."""
    held.execute("begin")
    held.execute(defect)
    found = fired(held)
    held.execute("rollback")

    assert audit in found


def fired(connection: duckdb.DuckDBPyConnection) -> Sequence[str]:
    """Name the audits that find rows."""
    audits = queries.catalogue("audits")
    return [name for name, audit in audits.items() if connection.execute(audit.select).fetchall()]
