"""Explanations: what is left of every event adds up to what was perceived, and every term to its forecast."""

from __future__ import annotations

import json
import math
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import date
from io import StringIO
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay import explain, query, sql
from replay import replay as censuses
from replay.changes import IMPRESSIONS, STOCKS
from replay.chronicle import chronicle
from replay.display import Format
from replay.errors import RequestError, UnknownNameError
from replay.logistic import FLOOR
from replay.memory import Held, Memory, Met, Reset, Spell
from replay.parameters import PERCEPTION, draw
from replay.perception import half_lives
from replay.pool import BASELINES, POOLS
from replay.priors import Draws
from replay.reasons import show_explanation
from replay.request import Request
from replay.roster import Existence, Roster
from replay.study import conduct
from replay.theories import registry
from replay.timeline import Ideology, Regime, Timeline
from replay.transcript import of_impressions
from tests.bare import recorded
from tests.small_world import distance, event, measurement, state, timeline
from tests.worlds import CODES, Sketch, sketches, write

TURNS = (date(1901, 1, 1), date(1902, 6, 30), date(1902, 12, 31), date(1903, 7, 1))
"""Few days on which states come and go, so that one often succeeds another."""
SWITCHES = st.sampled_from(
    [{}, {"met": 0.6, "bias": 0.5, "spillover": 0.25}, {"met": 1.0, "bias": 1.0, "spillover": 1.0}]
)
"""All beliefs off, on by half, and wholly on."""
CREEDS = (Ideology("crown", "Crown", False, "", ()), Ideology("union", "Union", True, "", ()))  # noqa: FBT003 - whether it divides
HELD = ("hostile", "cooperative", "arms", "aid", "penetration")


@st.composite
def rosters(choose: st.DrawFn) -> Roster:
    """Let states exist with gaps, begin late, end early, and merge into one another."""
    spells = []
    for code in CODES:
        days: list[date | None] = sorted(choose(st.sets(st.sampled_from(TURNS), max_size=3)))
        bounds = [None, *days] if choose(st.booleans()) else days or [None]
        heirs = st.sampled_from([None, *(other for other in CODES if other != code)])
        spells += [
            Existence(code, code, enters, leaves, choose(heirs), "scored", "")
            for enters, leaves in zip_longest(bounds[::2], bounds[1::2])
        ]
    return Roster(spells)


def settled(folder: str, sketch: Sketch, roster: Roster) -> Timeline:
    """Write a sketch whose co-operation comes out a year later, and let its states come and go."""
    told = [
        row | {"known_on": f"{int(row['date'][:4]) + 1}-07-01"} if row["against"] else row
        for row in sketch.events
    ]
    creeds = (("crown",), ("crown", "union"), ("union",), ())
    regimes = [
        Regime(code, begins, ends, "monarchy", creeds[(number + later) % 4], ())
        for number, code in enumerate(CODES)
        for later, (begins, ends) in enumerate(((None, TURNS[1]), (TURNS[1], None)))
    ]
    written = write(Path(folder) / "world", replace(sketch, events=tuple(told)))
    return replace(written, roster=roster, regimes=tuple(regimes), ideologies=CREEDS)


def nominal(fixed: dict[str, float]) -> dict[str, Draws]:
    """Take the nominal parameters of perception, but for those fixed."""
    return draw(PERCEPTION, 1, 1, "perception", fixed)


def remembered(world: Timeline, parameters: dict[str, Draws]) -> Memory:
    """Remember what the chronicle of a timeline says, with parameters of perception."""
    rows = of_impressions(chronicle(world, histories=1, seed=1, parameters=parameters))
    return Memory(
        held=tuple(Held(*row) for row in rows["impression"].iter_rows()),
        spells=tuple(
            Spell(one.code, one.enters or date.min, one.leaves or date.max, one.into)
            for one in world.roster.existences
        ),
        resets=tuple(
            Reset(row["date"], row["event_id"], row["state"], row["share"])
            for row in rows["unsettled"].iter_rows(named=True)
        ),
        half_lives=dict(zip(STOCKS, half_lives(parameters)[:, 0], strict=True)),
        reset=float(parameters["regime_reset"][0]),
        impressions=IMPRESSIONS,
        met=tuple(
            Met(row["date"], row["event_id"], row["a"], row["b"], row["share"])
            for row in rows["met"].iter_rows(named=True)
        ),
    )


@settings(max_examples=60)
@given(sketches(), rosters(), SWITCHES)
def test_what_is_left_of_all_impressions_adds_up_to_what_the_world_holds(
    sketch: Sketch, roster: Roster, fixed: dict[str, float]
) -> None:
    """For every dyad and year: doubtful dates, changes of regime, absences, successions, beliefs included."""
    with TemporaryDirectory() as folder:
        world = settled(folder, sketch, roster)
    parameters = nominal(fixed)
    memory = remembered(world, parameters)
    for census in censuses(world, parameters=parameters):
        for i, j in np.argwhere(~np.isnan(census.situation.hostile[..., 0])):
            traces = memory.traces(CODES[i], CODES[j], date(census.year + 1, 1, 1))
            for stock in HELD:
                left = sum(one.left() for one in traces if one.held.stock.startswith(stock))
                assert left == pytest.approx(getattr(census.situation, stock)[i, j, 0], abs=1e-9)


@settings(max_examples=10)
@given(sketches(), rosters(), SWITCHES, st.data())
def test_an_explanation_holds_against_the_ledger_its_sql_and_a_replay(
    sketch: Sketch, roster: Roster, fixed: dict[str, float], data: st.DataObject
) -> None:
    """Events add up to the stored perceptions and are those of the query why; a struck event never was.

    A replay of the timeline without an event gives the threats that the explanation gives without it.
    """
    with TemporaryDirectory() as folder:
        world = settled(folder, sketch, roster)
        ledger = recorded(world, Path(folder) / "x.duckdb", "why", theories=("base_rate",), fixed=fixed)
        if not (dyads := sql(ledger, "select distinct a, b, year from forecast order by all").rows()):
            return
        a, b, year = data.draw(st.sampled_from(dyads))
        found = explain(ledger, a, b, year)
        told = query(ledger, "why", first=b, second=a, in_year=year)
        stored = sql(ledger, f"select * from perception where year = {year - 1}")
    for observer, observed in ((a, b), (b, a)):
        held = found.events.filter(observer=observer, observed=observed)
        seen = stored.filter(observer=observer, observed=observed).row(0, named=True)
        for stock in HELD:
            left = held.filter(pl.col("sign").str.starts_with(stock))["points_left"].sum()
            assert left == pytest.approx(seen[stock], abs=1e-9)
    assert sorted(map(_rounded, told.rows())) == sorted(
        map(_rounded, found.events.select(told.columns).rows())
    )
    without = {row[:3]: row[3] for row in found.strikes.iter_rows()}
    for struck in world.events:
        others = tuple(one for one in world.events if one is not struck)
        replayed_without = censuses(replace(world, events=others), parameters=nominal(fixed))
        census = next(one for one in replayed_without if one.year == year - 1)
        for observer, observed, threat in found.threats.select(pl.nth(0, 1, 2)).iter_rows():
            i, j = world.roster.index[observer], world.roster.index[observed]
            expected = without.get((observer, observed, struck.id), math.nan if threat is None else threat)
            replayed = census.situation.threat[i, j, 0]
            assert replayed == pytest.approx(expected, abs=1e-9, nan_ok=True)


def _rounded(row: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(round(cell, 9) if isinstance(cell, float) else cell for cell in row)


@settings(max_examples=10)
@given(sketches(), rosters())
def test_the_terms_of_every_forecast_add_up_to_its_log_odds(sketch: Sketch, roster: Roster) -> None:
    """Level and terms, put through the logistic function and kept from 0 and 1, are the probability."""
    with TemporaryDirectory() as folder:
        frames = conduct(settled(folder, sketch, roster), Request(histories=3, repeats=False, audits=False))[
            1
        ]
    if "forecast" in frames:
        _require_sums(frames["forecast"], frames["contribution"])


def test_the_middle_east_adds_up(middle_east_ledger: Path) -> None:
    """There terms have spread, weights and slopes; Syria's years in the union freeze what was held."""
    ledger = middle_east_ledger
    forecast, contribution = (sql(ledger, f"select * from {name}") for name in ("forecast", "contribution"))
    _require_sums(forecast, contribution)
    assert contribution.filter(pl.col("term") != "level")["log_odds"].abs().max() > 1

    events = explain(ledger, "SYR", "ISR", 1967).events.filter(pl.col("sign").str.contains("_"))
    stored = sql(
        ledger,
        "select hostile + cooperative from perception where year = 1966 and observer || observed = 'ISRSYR'",
    )
    assert events.filter(observer="ISR")["points_left"].sum() == pytest.approx(stored.item(), abs=1e-9)


def _require_sums(forecast: pl.DataFrame, contribution: pl.DataFrame) -> None:
    row = ["theory", "year", "a", "b"]
    odds = contribution.group_by(row).agg(pl.col("log_odds").sum())
    termed = forecast.filter(~pl.col("theory").is_in([pool.name for pool in POOLS])).drop_nulls("p_aligned")
    known = termed.join(odds, on=row, how="full", coalesce=True)
    assert known["log_odds"].null_count() == known["p_aligned"].null_count() == 0
    p = np.where(known["aligned_before"], 1 - known["p_aligned"], known["p_aligned"])
    summed = np.clip(1 / (1 + np.exp(-known["log_odds"].to_numpy())), FLOOR, 1 - FLOOR)
    np.testing.assert_allclose(summed, p, rtol=0, atol=1e-12)


def two(**details: object) -> Timeline:
    """Let BBB raid AAA, and AAA have a coup; both are measured."""
    measured = [measurement(1899, code, 1, 1) for code in ("AAA", "BBB")]
    events = [
        event("a-raid", "raid", "BBB > AAA", "1901-01-01"),
        event("b-coup", "coup", "AAA", "1901-01-01"),
        event("c-raid", "raid", "BBB > AAA", "1901-01-01"),
    ]
    states = [state("AAA"), state("BBB")]
    return timeline(**{"states": states, "measurements": measured, "events": events, **details})  # type: ignore[arg-type]


def test_a_change_of_regime_undoes_a_share_of_what_came_before_it_that_day(tmp_path: Path) -> None:
    """Of two raids of 5 points, 364 days ago, the coup between them undoes 30 % of the first."""
    fixed = {"half_life_hostile": 2.0, "regime_reset": 0.3}
    ledger = recorded(two(), tmp_path / "x.duckdb", fixed=fixed)
    faded = 2 ** (-364 / (2 * 365.25))

    events = explain(ledger, "AAA", "BBB", 1902).events

    assert events["event_id"].to_list() == ["c-raid", "a-raid"]
    assert events["points_left"].to_list() == pytest.approx([5 * faded, 5 * 0.7 * faded])
    assert events["fading"].to_list() == pytest.approx([faded, 0.7 * faded])


def test_impressions_do_not_fade_while_a_state_is_gone(tmp_path: Path) -> None:
    """BBB is away from 31 January to 10 February, ten days that do not count among the 364."""
    states = [state("AAA"), state("BBB", "", "1901-01-31"), state("BBB", "1901-02-10")]
    fixed = {"half_life_hostile": 2.0, "regime_reset": 0.0}
    ledger = recorded(two(states=states), tmp_path / "x.duckdb", fixed=fixed)

    fading = explain(ledger, "BBB", "AAA", 1902).events["fading"]

    assert fading.to_list() == pytest.approx([2 ** (-354 / (2 * 365.25))] * 2)


def test_the_heir_explains_by_what_its_predecessor_held(tmp_path: Path) -> None:
    """CCC enters as BBB merges into it, 30 days after the raids: they fade 364 days in all."""
    merged = Existence("BBB", "BBB", None, date(1901, 1, 31), "CCC", "scored", "")
    states = [state("AAA"), merged, state("CCC", "1901-01-31")]
    ledger = recorded(two(states=states), tmp_path / "x.duckdb", fixed={"half_life_hostile": 2.0})

    events = explain(ledger, "AAA", "CCC", 1902).events

    assert events.select("observer", "observed").unique().rows() == [("AAA", "CCC")]
    assert events["fading"].max() == pytest.approx(2 ** (-364 / (2 * 365.25)))


def test_the_elasticities_of_the_sources_add_up_to_one(tmp_path: Path) -> None:
    """Twice of all four is twice the threat; with rho -1 it falls, for each, as weight over value."""
    ledger = recorded(
        two(distances=[distance("AAA", "BBB", 100)]), tmp_path / "x.duckdb", fixed={"rho": -1.0}
    )

    found = explain(ledger, "AAA", "BBB", 1902)

    sources = found.sources.filter(observer="AAA")
    threat = found.threats.filter(observer="AAA")["threat"][0]
    assert 1 / threat == pytest.approx((sources["weight"] / sources["value"]).sum())
    assert sources["elasticity"].to_list() == pytest.approx(
        (sources["weight"] * threat / sources["value"]).to_list()
    )
    assert sources["elasticity"].sum() == pytest.approx(1)


@pytest.mark.parametrize(("head", "other"), [("onset", "BRO"), ("ending", "VAL")])
def test_a_pool_is_explained_by_its_members(miniature_ledger: Path, head: str, other: str) -> None:
    """Each adds its log-odds divided by their number; of an ending they are those that the tie lapses."""
    found = explain(miniature_ledger, "ARD", other, 1905)

    [p] = found.forecasts.filter(theory="pool")["p_shift"]
    rivals = {name for name, one in registry().items() if not one.baseline and head in one.heads}
    speaking = rivals & set(found.forecasts.drop_nulls("p_shift")["theory"])
    assert "balance_of_threat" in speaking
    assert set(found.pool["theory"]) == {*speaking, *BASELINES[head]}
    assert found.pool["share"].sum() == pytest.approx(math.log(p / (1 - p)))
    shares = found.pool["log_odds"] / (len(BASELINES[head]) + len(speaking))
    assert found.pool["share"].to_list() == pytest.approx(shares.to_list())
    assert found.forecasts.filter(theory="pool")["log_odds"].item() == pytest.approx(math.log(p / (1 - p)))


def test_json_holds_every_frame_and_csv_the_events(miniature_ledger: Path) -> None:
    """The events of the one are the rows of the other."""
    found = explain(miniature_ledger, "BRO", "ARD", 1905)
    shown = {}
    for form in (Format.json, Format.csv):
        with redirect_stdout(StringIO()) as written:
            show_explanation(found, form)
        shown[form] = written.getvalue()
    content = json.loads(shown[Format.json])
    assert content.keys() == vars(found).keys()
    assert [row["event_id"] for row in content["events"]] == found.events["event_id"].to_list()
    assert shown[Format.csv].count("\n") == 1 + found.events.height


def test_the_summary_names_the_threat_and_what_raised_it_most(miniature_ledger: Path) -> None:
    """Of Ardania and Brovia, for whom the ledger has the numbers."""
    found = explain(miniature_ledger, "ARD", "BRO", 1905)
    threat = found.threats.filter(observer="ARD")["threat"][0]
    raised = found.strikes.filter(observer="ARD").sort("lower_by", descending=True).row(0, named=True)
    begun = f"On 31 December 1904 Ardania perceived a threat of {threat:.2f} from Brovia, mostly through"
    assert found.summary.startswith(begun)
    assert f"more than the {raised['kind'].replace('_', ' ')} of" in found.summary
    assert f"({raised['threat_without']:.2f} without it)." in found.summary


def test_an_unknown_threat_is_said_to_be_unknown(tmp_path: Path) -> None:
    """Without a distance nearness is unknown, and so no event moves the threat."""
    found = explain(recorded(two(), tmp_path / "x.duckdb"), "AAA", "BBB", 1902)

    assert found.summary == (
        "On 31 December 1901 the threat that AAA perceived from BBB is unknown, for want of proximity."
    )
    assert found.strikes.rows() == []
    assert set(found.sources["elasticity"]) == {None}


WRONG = [
    (("ARD", "BRQ", 1905), "did you mean 'BRO'?"),
    (("ARD", "ARD", 1905), "ARD was given twice; two states are allowed"),
    (("ARD", "BRO", 1900), "year was 1900; 1901-1906 is allowed"),
    (("ARD", "CES", 1905), "not at risk in 1905, as not both existed on 31 December 1904; 1901-1904 is"),
]


@pytest.mark.parametrize(("asked", "words"), WRONG)
def test_what_has_no_forecast_is_refused_with_what_is_allowed(
    miniature_ledger: Path, asked: tuple[str, str, int], words: str
) -> None:
    """Wrong states, years without a forecast, a dyad of which one state is gone."""
    wrong = UnknownNameError if asked[1] == "BRQ" else RequestError
    with pytest.raises(wrong, match=words.replace("?", r"\?")):
        explain(miniature_ledger, *asked)


def test_an_excluded_dyad_is_refused_with_the_dyads_that_there_are(tmp_path: Path) -> None:
    """Of three states AAA and BBB are not forecast; AAA and CCC are."""
    states = [state(code) for code in ("AAA", "BBB", "CCC")]
    ledger = recorded(two(states=states, excluded_dyads=("AAA-BBB",)), tmp_path / "x.duckdb")

    with pytest.raises(RequestError, match=r"AAA and BBB are never forecast: .*; those with AAA are CCC$"):
        explain(ledger, "AAA", "BBB", 1902)
