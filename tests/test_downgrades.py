"""Downgrades: parties that come to honour less of a pact, without leaving it or by leaving it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pytest

import replay as package
from replay import queries
from replay.engine import Census, replay
from replay.lookahead import compared
from replay.membership import risks, shifted
from replay.pledges import Commitment
from replay.theories import select
from replay.timeline import Party, Timeline
from tests.small_world import commitment, distance, measurement, pact, party, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD")
TRIO = pact("p", "AAA BBB CCC", "1890-01-01")


def world(*commitments: Commitment, parties: Sequence[Party] = TRIO) -> Timeline:
    """Let four states exist, three of them in a pact unless told otherwise."""
    return timeline([*map(state, CODES)], parties=parties, commitments=commitments)


def fallen(small: Timeline, year: int) -> list[str]:
    """Name who came to honour less of which pact in a year, as `pact STATE`; not scored in brackets."""
    censuses: dict[int, Census] = {census.year: census for census in replay(small)}
    before, closed = censuses[year - 1].pacts, censuses[year].became
    assert closed is not None
    number, who = risks(before)["downgrade"]
    came = shifted(closed, "downgrade", number, who)
    able = before.may_fall[number, who]
    came, number, who = came[able], number[able], who[able]
    named = [f"{before.names[n]} {small.roster.codes[s]}" for n, s in zip(number, who, strict=True)]
    return [
        f"({name})" if np.isnan(value) else name
        for name, value in zip(named, came, strict=True)
        if value != 0
    ]


def test_where_no_commitment_is_coded_nobody_is_asked() -> None:
    """The rows at risk are those of joining, leaving and ending."""
    pacts = next(replay(world())).pacts

    assert pacts.standing is None
    assert set(risks(pacts)) == {"join", "leave", "ending"}


def test_parties_of_any_pact_may_fall_unless_they_honour_nothing() -> None:
    """Two in q, three in p; CCC is dormant in p, and AAA reduced."""
    pair = pact("q", "AAA DDD", "1890-01-01")
    small = world(
        commitment("p", "CCC", "dormant"), commitment("p", "AAA", "reduced"), parties=[*TRIO, *pair]
    )
    pacts = next(replay(small)).pacts

    assert pacts.standing is not None
    assert pacts.standing.tolist() == [[1, 2, 0, 0], [2, 0, 0, 2]]
    assert pacts.may_fall.tolist() == [[True, True, False, False], [True, False, False, True]]


@pytest.mark.parametrize(
    ("spells", "year", "expected"),
    [
        ([commitment("p", "CCC", "reduced", "1902-03-01")], 1902, ["p CCC"]),
        ([commitment("p", "CCC", "reduced", "1902-03-01")], 1903, []),
        ([commitment("p", "CCC", "dormant", "1902-03-01")], 1902, ["p CCC"]),
        (
            [commitment("p", "CCC", "reduced", "1902-03-01", "1903-03-01"),
             commitment("p", "CCC", "dormant", "1903-03-01")],
            1903, ["p CCC"],
        ),
        (
            [commitment("p", "CCC", "dormant", "1901-03-01", "1902-03-01"),
             commitment("p", "CCC", "reduced", "1902-03-01", "1902-09-01")],
            1902, [],
        ),
    ],
    ids=["full to reduced", "stays reduced", "full to dormant", "reduced to dormant", "rises"],
)  # fmt: skip
def test_a_commitment_falls_in_the_year_in_which_less_is_honoured_than_before(
    spells: list[Commitment], year: int, expected: list[str]
) -> None:
    """It is compared with where it stood on 31 December before."""
    assert fallen(world(*spells), year) == expected


@pytest.mark.parametrize(
    ("begins", "ends", "falls"),
    [("1902-03-01", "1902-08-28", []), ("1902-03-01", "1902-08-29", ["p CCC"]),
     ("1902-12-01", "1903-01-01", ["p CCC"])],
)  # fmt: skip
def test_what_is_restored_within_the_year_and_180_days_has_not_fallen(
    begins: str, ends: str, falls: list[str]
) -> None:
    """From 1 March to 28 August are 180 days, as for leaving."""
    assert fallen(world(commitment("p", "CCC", "reduced", begins, ends)), 1902) == falls


def test_other_changes_in_the_pact_do_not_begin_the_days_anew() -> None:
    """CCC falls on 1 February; AAA does on 1 August, so that CCC is below for 303 days, not for 122."""
    small = world(
        commitment("p", "AAA", "reduced", "1902-08-01"),
        commitment("p", "CCC", "reduced", "1902-02-01", "1902-12-01"),
    )

    assert fallen(small, 1902) == ["p AAA", "p CCC"]


def test_two_spells_that_follow_one_another_are_one_fall() -> None:
    """Reduced on 1 March and dormant from 1 May to 1 October: below for 214 days, however it is cut."""
    small = world(
        commitment("p", "CCC", "reduced", "1902-03-01", "1902-05-01"),
        commitment("p", "CCC", "dormant", "1902-05-01", "1902-10-01"),
    )

    assert fallen(small, 1902) == ["p CCC"]


def test_who_leaves_honours_nothing_and_when_the_pact_ends_nobody_does() -> None:
    """CCC leaves p in 1902; BBB leaves it in 1903, and AAA is alone."""
    early = commitment("p", "DDD", "reduced", "1890-01-01", "1891-01-01")
    small = world(
        early,
        parties=[party("p", "AAA", "1890-01-01"), party("p", "BBB", "1890-01-01", "1903-05-01"),
                 party("p", "CCC", "1890-01-01", "1902-03-01")],
    )  # fmt: skip

    assert fallen(small, 1902) == ["p CCC"]
    assert fallen(small, 1903) == ["p AAA", "p BBB"]


def test_who_comes_back_honours_all_of_it() -> None:
    """CCC is dormant, without a last day, and leaves; as it joins again in 1903 nothing else is coded."""
    small = world(
        commitment("p", "CCC", "dormant", "1901-01-01"),
        parties=[
            *TRIO[:2],
            party("p", "CCC", "1890-01-01", "1902-03-01"),
            party("p", "CCC", "1903-02-01"),
        ],
    )
    standing = {census.year: census.pacts.standing for census in replay(small)}

    assert [row[0][2] for row in standing.values() if row is not None] == [2, 0, 0, 2, 2, 2]


def test_who_ceases_to_exist_and_who_is_left_alone_by_it_are_not_scored() -> None:
    """CCC ends in 1902 and is not scored; q of CCC and DDD is dissolved, and DDD is not scored either."""
    small = timeline(
        [*map(state, ("AAA", "BBB", "DDD")), state("CCC", leaves="1902-06-01")],
        parties=[*TRIO, *pact("q", "CCC DDD", "1890-01-01")],
        commitments=[commitment("p", "AAA", "reduced", "1902-02-01")],
    )

    assert fallen(small, 1902) == ["p AAA", "(p CCC)", "(q CCC)", "(q DDD)"]


MEASURED = [measurement(1899, code, n, n) for n, code in enumerate(CODES, 1)]
GRADED = timeline(
    [*map(state, CODES)],
    parties=[*TRIO, *pact("q", "AAA DDD", "1900-05-01", "1904-03-01")],
    commitments=[
        commitment("p", "BBB", "dormant", "1903-04-01"),
        commitment("p", "CCC", "reduced", "1902-03-01", "1904-02-01"),
    ],
    distances=[distance("AAA", "BBB", 100), distance("AAA", "CCC", 300), distance("AAA", "DDD", 200)],
    measurements=MEASURED,
)
ASKED = ("balance_of_threat", "base_rate", "great_power_client")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a small world in which one party falls silent, one falls for a while, and a pact ends."""
    out = tmp_path_factory.mktemp("downgrades") / "run.duckdb"
    return package.run(GRADED, out, histories=2, repeats=False, theories=ASKED)


def test_a_ledger_says_who_fell_and_where_all_stood(published: Path) -> None:
    """CCC in 1902, BBB in 1903, both of q in 1904; BBB is dormant from the census of 1903 on."""
    shifts = package.sql(
        published, "select year, pact, state from pact_shift where kind = 'downgrade' order by all"
    )
    below = package.sql(
        published, "select year, state, commitment from standing where commitment <> 'full' order by all"
    )

    assert shifts.rows() == [(1902, "p", "CCC"), (1903, "p", "BBB"), (1904, "q", "AAA"), (1904, "q", "DDD")]
    assert below.rows() == [
        (1902, "CCC", "reduced"),
        (1903, "BBB", "dormant"),
        (1903, "CCC", "reduced"),
        (1904, "BBB", "dormant"),
        (1905, "BBB", "dormant"),
    ]


def test_every_theory_forecasts_downgrades_of_all_that_are_not_dormant(published: Path) -> None:
    """Of p three until 1903, then two, of q two until 1904; 13 + 8 of 1901 to 1904 are scored by 1905."""
    asked = package.sql(
        published,
        "select theory, year, count(*) as n from pact_forecast where outcome = 'downgrade'"
        " and theory in ('base_rate', 'pool') group by all order by all",
    ).rows()
    fitted = package.sql(
        published,
        "select theory, trained_on from calibration where head = 'downgrade' and year = 1905"
        " and theory in ('balance_of_threat', 'base_rate') order by all",
    ).rows()
    expected = [(1901, 5), (1902, 5), (1903, 5), (1904, 4), (1905, 2), (1906, 2)]

    assert asked == [(name, *one) for name in ("base_rate", "pool") for one in expected]
    assert fitted == [(name, 5 + 5 + 5 + 4) for name in ("balance_of_threat", "base_rate")]


def test_the_base_rate_counts_the_downgrades_so_far(published: Path) -> None:
    """Beta(1, 8) and, by 1903, one of ten: (1 + 1) / (9 + 10)."""
    [(p,)] = package.sql(
        published,
        "select distinct p from pact_forecast"
        " where theory = 'base_rate' and outcome = 'downgrade' and year = 1903",
    ).rows()

    assert p == pytest.approx(2 / 19)


def test_downgrades_have_a_skill_of_their_own(published: Path) -> None:
    """Four happened in nineteen scored rows of 1901 to 1904 and two of 1905."""
    rows = package.sql(
        published,
        "select theory, n, events from pact_skill where outcome = 'downgrade' and baseline = 'base_rate'",
    ).rows()

    assert ("balance_of_threat", 21, 4) in rows


def test_what_is_coded_later_changes_no_forecast_of_downgrades() -> None:
    """Cut off and scrambled, every forecast is the same to the last bit, also before any commitment began."""
    rows = compared(GRADED, select(ASKED), None, [1901, 1903], seed=1)

    assert set(rows.filter(rows["check"] != "cheater")["verdict"]) == {"unchanged"}


@pytest.fixture(scope="module")
def held(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold a copy of the ledger in memory, to damage it."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{published}' as sound (read_only)")
        connection.execute("copy from database sound to memory")
        yield connection


@pytest.mark.parametrize(
    "defect",
    [
        "delete from pact_shift where year = 1903",
        "insert into pact_shift values (1902, 'p', 'AAA', 'downgrade')",
        "delete from pact_shift where year = 1904 and state = 'DDD'",
        "update commitment set ends = '1902-06-01' where state = 'CCC'",
        "update party set \"left\" = '1905-03-01' where pact = 'p' and state = 'CCC'",
    ],
)
def test_an_audit_fires_where_downgrades_do_not_follow_from_what_is_coded(
    held: duckdb.DuckDBPyConnection, defect: str
) -> None:
    """On the sound ledger it did not, or that would not have been published."""
    audit = queries.catalogue("audits")["downgrades_follow_commitments"].select
    held.execute("begin")
    held.execute(defect)
    found = held.execute(audit).fetchall()
    held.execute("rollback")

    assert found
    assert held.execute(audit).fetchall() == []
