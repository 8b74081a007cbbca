"""What is coded of states, pacts and the world: what a census sees of it, and from which day on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

import replay as package
from replay.engine import Census, replay
from replay.errors import LedgerError
from replay.situation import Situation
from tests.small_world import asset, doctrine, measurement, orientation, pact, polarity, state, timeline

TWO = (state("AAA"), state("BBB"))
THREE = (*TWO, state("CCC"))
TIES = pact("p", "AAA BBB", "1904-01-01")


@pytest.fixture(scope="module")
def miniature() -> Mapping[int, Census]:
    """Replay the nominal history of the miniature."""
    return {census.year: census for census in replay(package.load("miniature"))}


def pair(situation: Situation, field: str, i: str, j: str) -> float:
    """Read one field, of the first state about the second, in the nominal history."""
    a, b = situation.states.index(i), situation.states.index(j)
    return float(getattr(situation, field)[a, b, 0])


def by_year(miniature: Mapping[int, Census], field: str) -> list[list[float]]:
    """List one field of all states, census by census."""
    return [getattr(census.situation, field).tolist() for census in miniature.values()]


def test_what_states_want_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Brovia claims a ford until the officers want everything, from August 1903; Cesland is not coded."""
    king, officers = [0, 0.5, np.nan, 0], [0, 1, np.nan, 0]
    np.testing.assert_array_equal(by_year(miniature, "revisionism"), [king] * 3 + [officers] * 3)


def test_what_states_believe_of_war_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Ardania trusts its forts until the note of October 1902; Brovia trusts its cavalry."""
    forts, doubts = [0, 1, np.nan, np.nan], [0.5, 1, np.nan, np.nan]
    np.testing.assert_array_equal(by_year(miniature, "advantage"), [forts] * 2 + [doubts] * 4)


def test_polarity_and_dividing_creeds_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """The world turns around two leagues from 1 January 1903; republics divide."""
    poles = [census.situation.polarity for census in miniature.values()]
    assert poles == ["multipolar"] * 3 + ["bipolar"] * 3
    assert {census.situation.divisive for census in miniature.values()} == {frozenset({"republican"})}


def test_institutions_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Ardania and Cesland consult from 1902 and have a council from 1903; joint plans end that September.

    With Valmark there is none; of the pact with Brovia it is not known.
    """
    counts = {
        year: [
            pair(miniature[year].situation, f"{scope}_assets", "ARD", ally)
            for scope in ("general", "specific")
        ]
        for year, ally in ((1901, "CES"), (1902, "CES"), (1903, "CES"), (1904, "VAL"), (1905, "BRO"))
    }
    unknown = [np.nan, np.nan]
    np.testing.assert_equal(counts, {1901: unknown, 1902: [1, 1], 1903: [2, 0], 1904: [0, 0], 1905: unknown})


def test_adversaries_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """The pact of Ardania and Cesland is against Brovia, and Cesland's raid is older than Ardania's note."""
    seen = miniature[1902].situation
    threats = [pair(seen, "threat", code, "BRO") for code in ("ARD", "CES")]
    assert pair(seen, "adversary", "ARD", "CES") == pair(seen, "adversary", "CES", "ARD") == max(threats)
    assert np.isnan(pair(miniature[1905].situation, "adversary", "ARD", "BRO")), "it is against nobody"
    assert np.isnan(pair(seen, "adversary", "ARD", "BRO")), "they are not tied"


CODED = ("revisionism", "advantage", "openness", "strength", "general_assets", "specific_assets")


def test_a_timeline_that_codes_nothing_of_it_knows_nothing_of_it() -> None:
    """Without the files of all this no field holds a number or a word, though there is a tie."""
    for census in replay(timeline(THREE, parties=pact("p", "AAA BBB CCC", "1890-01-01"))):
        seen = census.situation
        assert all(np.isnan(getattr(seen, field)).all() for field in (*CODED, "adversary"))
        assert (seen.polarity, seen.divisive) == (None, frozenset())
        assert seen.aligned[0, 1, 0]


def test_openness_and_strength_are_measured_beside_power_and_known_from_july() -> None:
    """What 1900 measured is seen at the census of 1901, of states that exist; power is none of it."""
    measured = [
        measurement(1900, "AAA", 1, 1, openness=0.25, strength=12),
        measurement(1900, "BBB", 1, 1, openness=0.75, strength=None),
    ]
    states = (state("AAA"), state("BBB", leaves="1903-01-01"))
    small = timeline(states, parties=TIES, measurements=measured, others=("openness", "strength"))
    seen = {census.year: census.situation for census in replay(small)}

    assert np.isnan(seen[1900].openness).all()
    np.testing.assert_array_equal(seen[1901].openness, [0.25, 0.75])
    np.testing.assert_array_equal(seen[1901].strength, [12, np.nan])
    np.testing.assert_array_equal(seen[1903].openness, [0.25, np.nan])
    assert seen[1901].capability == pytest.approx([1 / 2, 1 / 2])


def test_a_quantity_of_power_is_not_taken_for_openness() -> None:
    """Only what the manifest lists beside power, offence and reach is looked for by its name."""
    measured = [measurement(1900, "AAA", 1, 1, openness=0.25)]
    *_, last = replay(timeline(TWO, parties=TIES, measurements=measured))
    assert np.isnan(last.situation.openness).all()


def test_what_is_coded_of_a_state_is_unknown_while_it_is_gone() -> None:
    """BBB wants the same before and after the years without it."""
    states = (state("AAA"), state("BBB", leaves="1901-06-01"), state("BBB", "1903-06-01"))
    small = timeline(states, parties=TIES, orientations=[orientation("BBB", "revisionist")])
    found = [census.situation.revisionism[1] for census in replay(small)]
    np.testing.assert_array_equal(found, [1, np.nan, np.nan, 1, 1, 1])


def test_a_pact_is_not_known_to_lack_what_is_only_founded_later() -> None:
    """Until the council of 1903 nothing has been coded: it is unknown, not 0, or the future would show."""
    small = timeline(
        TWO,
        parties=pact("p", "AAA BBB", "1900-01-01"),
        assets=[asset("p", "council", "general", "1903-05-01")],
    )
    found = [pair(census.situation, "general_assets", "AAA", "BBB") for census in replay(small)]
    np.testing.assert_array_equal(found, [np.nan, np.nan, np.nan, 1, 1, 1])


def test_a_fact_that_ends_as_the_next_begins_gives_way_on_the_day() -> None:
    """What ended before the span counts for nothing, what began before it for its first day."""
    small = timeline(
        TWO,
        parties=TIES,
        doctrines=[
            doctrine("AAA", "offence", ends="1900-01-01"),
            doctrine("AAA", "neither", "1900-01-01", "1902-12-31"),
            doctrine("AAA", "defence", "1902-12-31", "1904-12-31"),
        ],
        polarities=[polarity("unipolar", ends="1901-06-01"), polarity("bipolar", "1901-06-01", "1903-01-01")],
    )
    seen = [census.situation for census in replay(small)]
    np.testing.assert_array_equal([one.advantage[0] for one in seen], [0.5, 0.5, 0, 0, np.nan, np.nan])
    assert [one.polarity for one in seen] == ["unipolar", "bipolar", "bipolar", None, None, None]


def test_a_ledger_keeps_what_was_known_of_every_state(miniature_ledger: Path) -> None:
    """At the census of 1903 four states exist, of whom Cesland is not coded; a year later there are three."""
    columns = "state, revisionism, advantage, openness"
    rows = package.sql(
        miniature_ledger, f"select {columns} from condition where year = 1903 order by state"
    ).rows()

    assert rows == [
        ("ARD", 0, 0.5, None),
        ("BRO", 1, 1, None),
        ("CES", None, None, None),
        ("VAL", 0, None, None),
    ]
    counts = package.sql(
        miniature_ledger, "select year, count(*) from condition group by year order by year"
    ).rows()
    assert counts == [(1900, 4), (1901, 4), (1902, 4), (1903, 4), (1904, 3), (1905, 3)]


def test_a_ledger_keeps_the_rows_that_were_coded(miniature_ledger: Path) -> None:
    """With their days, notes and sources."""
    [plans] = package.sql(miniature_ledger, "select * from asset where asset = 'joint-planning'").rows()
    days = (date(1902, 4, 1), date(1903, 9, 1))
    note = "Plans against Brovia until the king fell."
    assert plans == ("ardania-cesland", *days, "joint-planning", "specific", "B", note, "gazette")
    assert package.sql(miniature_ledger, "select scope from asset where asset = 'none'").rows() == [(None,)]
    wished = package.sql(miniature_ledger, "select state, ends, source from orientation order by all").row(1)
    assert wished == ("BRO", date(1903, 8, 20), "gazette")
    counted = "select (select count(*) from doctrine), (select count(*) from polarity)"
    assert package.sql(miniature_ledger, counted).row(0) == (3, 2)


@pytest.mark.parametrize(
    "lacking",
    ["drop table condition", "create or replace table theory as select * exclude (pool) from theory"],
)
def test_a_ledger_of_before_there_was_what_queries_read_is_said_to_be_old(
    lacking: str, miniature_ledger: Path, tmp_path: Path
) -> None:
    """It lacks a table that citations read, or the column that tells theories from pools."""
    old = Path(shutil.copy(miniature_ledger, tmp_path / "old.duckdb"))
    with duckdb.connect(str(old)) as connection:
        connection.execute(lacking)
    with pytest.raises(LedgerError, match="older version"):
        package.sql(old, "select 1")
