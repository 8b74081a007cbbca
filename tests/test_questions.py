"""What a class is told and asked: by what was known before the year, whatever happened in it."""

from __future__ import annotations

import shutil
from itertools import groupby
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from replay import query, sql

ASKED = ["year", "outcome", "a", "b", "chosen"]


@pytest.fixture
def ledger(miniature_ledger: Path, tmp_path: Path) -> Path:
    """Copy the miniature's ledger, to change it."""
    return Path(shutil.copy(miniature_ledger, tmp_path / "copy.duckdb"))


def change(ledger: Path, statement: str) -> None:
    """Alter the rows of a ledger."""
    with duckdb.connect(str(ledger)) as connection:
        connection.execute(statement)


def test_what_happened_has_no_part_in_what_is_asked(ledger: Path) -> None:
    """Without shifts, and with every dyad censored, the same dyads are asked about."""
    before = query(ledger, "questions").select(ASKED)
    change(ledger, "update shift set kind = 'censored'")
    assert query(ledger, "questions").select(ASKED).equals(before)
    change(ledger, "delete from shift")
    assert query(ledger, "questions").select(ASKED).equals(before)


def test_the_likeliest_are_so_by_the_mean_log_odds_of_all_forecasters(miniature_ledger: Path) -> None:
    """Of each year and outcome; ties go by the codes of the states."""
    said = sql(
        miniature_ledger,
        """select year, aligned_before, a, b, p_aligned from forecast
        where p_aligned is not null and year between 1902 and 1905 order by all""",
    )
    expected = []
    for (year, aligned), rows in groupby(said.iter_rows(), key=lambda row: row[:2]):
        odds = {
            dyad: np.mean([np.log(row[4] / (1 - row[4])) for row in own]) * (-1 if aligned else 1)
            for dyad, own in groupby(rows, key=lambda row: row[2:4])
        }
        first = sorted(odds, key=lambda dyad: (-odds[dyad], dyad))[:2]
        expected += [(year, "ending" if aligned else "onset", *dyad) for dyad in first]

    asked = query(miniature_ledger, "questions", likeliest=2, lots=0).select(ASKED[:-1])

    assert sorted(asked.rows()) == sorted(expected)


def test_lots_fill_up_from_the_rest_and_follow_from_the_seed(ledger: Path) -> None:
    """None is asked about twice; another seed draws others, the same seed the same."""
    all_of_them = query(ledger, "questions", likeliest=9, lots=0).select(ASKED[:-1])
    by_lot = query(ledger, "questions", likeliest=0, lots=9)
    assert by_lot.select(ASKED[:-1]).equals(all_of_them)
    assert set(by_lot["chosen"]) == {"lot"}
    one = query(ledger, "questions", likeliest=0, lots=1).select(ASKED)
    assert one.equals(query(ledger, "questions", likeliest=0, lots=1).select(ASKED))
    assert one.group_by("year", "outcome").len()["len"].max() == 1

    drawn = set()
    for seed in range(1, 6):
        change(ledger, f"update run set seed = {seed}")
        drawn.add(str(query(ledger, "questions", likeliest=0, lots=1).select("a", "b").rows()))
    assert len(drawn) > 1


def test_a_dyad_whose_state_dies_in_the_year_is_asked_about_and_not_scored(miniature_ledger: Path) -> None:
    """Cesland goes on 1 June 1904; that this was to come was not known."""
    rows = query(miniature_ledger, "questions").filter(year=1904, a="ARD", b="CES")

    assert rows.select("outcome", "shifted", "day", "pact").rows() == [("ending", None, None, None)]


def test_the_ties_of_the_eve_are_those_that_forecasters_know(miniature_ledger: Path) -> None:
    """A dyad has a row exactly where it is aligned before the year, whatever its pacts are."""
    tied = sql(miniature_ledger, "select year, a, b from eve_tie")
    known = sql(miniature_ledger, "select distinct year, a, b, aligned_before from forecast")

    assert known["aligned_before"].any()
    assert not known["aligned_before"].all()
    both = known.join(tied.with_columns(tied=True), on=["year", "a", "b"], how="left")
    assert both["tied"].fill_null(value=False).to_list() == both["aligned_before"].to_list()


def test_a_tie_is_told_with_its_pacts_and_the_first_day_of_the_oldest(ledger: Path) -> None:
    """Ardania and Cesland are tied from 1 April 1902; a second pact is named beside the first."""
    told = "select since::varchar, pacts from eve_tie where year = 1904 and a = 'ARD' and b = 'CES'"
    [(since, first)] = sql(ledger, told).rows()
    assert since == "1902-04-01"
    change(
        ledger,
        "insert into alignment select 'zzz', form, outcome_kind, a, b, date '1903-02-01', ended, cut, coding"
        " from alignment where pact = 'ardania-cesland' and coding = (select coding from run)",
    )
    change(
        ledger,
        "insert into party select * replace ('zzz' as pact, 'Zone of Peace' as name)"
        " from party where pact = 'ardania-cesland'",
    )

    assert sql(ledger, told).rows() == [("1902-04-01", f"{first}; Zone of Peace")]


def test_an_event_is_told_on_the_eve_after_the_day_on_which_it_became_known(ledger: Path) -> None:
    """The loan of 1903 is told before 1904; kept secret until 1904, before 1905."""
    told = "select year from eve_event where event_id = '1903-03-03-loan'"
    assert sql(ledger, told).rows() == [(1904,)]

    change(ledger, "update event set known_on = date '1904-01-01' where event_id = '1903-03-03-loan'")

    assert sql(ledger, told).rows() == [(1905,)]
    days = sql(ledger, "select year, day from eve_event")
    assert days.select(pl.col("day").dt.year() + 1 == pl.col("year")).to_series().all()
