"""Theories side by side: contests, disagreements, surprises, debts of the pool, against numpy and polars."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from replay import query
from replay.ledger import read
from replay.pool import BASELINES, POOLS
from replay.verdicts import FEW

POOLED = [pool.name for pool in POOLS]


@pytest.fixture(scope="module")
def tables(middle_east_ledger: Path) -> dict[str, pl.DataFrame]:
    """Read what the oracles start from: scored forecasts with what came, and resampled years."""
    return read(
        middle_east_ledger,
        {
            "said": "select theory, if(aligned_before, 'ending', 'onset') as outcome, year, a, b,"
            " p_shift as p, shifted from predicted_vs_actual join run using (run_id)"
            " where year between scored_first and scored_last and p_shift is not null order by all",
            "contest": "from contest",
            "resample": "from resample",
            "theory": "from theory",
            "shift": "from dated_shift",
        },
    )


def scored(said: pl.DataFrame) -> pl.DataFrame:
    """Add the log score of every forecast."""
    given = pl.when(pl.col("shifted")).then(pl.col("p")).otherwise(1 - pl.col("p"))
    return said.with_columns(given.log().alias("score"))


def resampled(gains: pl.DataFrame, resample: pl.DataFrame) -> NDArray[np.float64]:
    """Add up gains by year over each draw of years, 0 where it took none of them."""
    yearly = gains.group_by("year").agg(pl.col("gain").sum())
    took = resample.join(yearly, on="year", how="left")
    sums = took.group_by("draw").agg(total=(pl.col("times") * pl.col("gain").fill_null(0)).sum())
    return sums["total"].to_numpy()


@pytest.mark.parametrize("outcome", ["onset", "ending"])
def test_a_contest_is_the_difference_of_log_scores_on_common_dyad_years(
    outcome: str, tables: dict[str, pl.DataFrame]
) -> None:
    """Its interval takes the same years for both, and few shifts are never real; both ways are opposite."""
    rows = scored(tables["said"].filter(outcome=outcome))
    found = tables["contest"].filter(outcome=outcome)
    names = rows["theory"].unique().sort().to_list()
    pairs = {(one, other) for one in names for other in names if one != other}
    assert {(a, b) for a, b in found.select("theory", "rival").iter_rows()} <= pairs
    for one in ("balance_of_threat", "pool", "aid", "buck_passing"):
        own = rows.filter(theory=one)
        for other in names:
            both = own.join(rows.filter(theory=other), on=["year", "a", "b"])
            if one == other or both.is_empty():
                continue
            gains = both.select("year", (pl.col("score") - pl.col("score_right")).alias("gain"))
            row = found.filter(theory=one, rival=other).row(0, named=True)
            back = found.filter(theory=other, rival=one).row(0, named=True)
            sums = resampled(gains, tables["resample"])
            assert row["log_gain"] == pytest.approx(gains["gain"].sum(), abs=1e-9)
            assert (row["low"], row["high"]) == pytest.approx(np.quantile(sums, [0.05, 0.95]), abs=1e-9)
            assert (row["n"], row["events"]) == (both.height, both["shifted"].sum())
            assert row["real"] == (row["events"] >= FEW and (row["low"] > 0 or row["high"] < 0))
            assert (back["log_gain"], back["low"]) == pytest.approx((-row["log_gain"], -row["high"]))


@pytest.mark.parametrize("outcome", ["onset", "ending"])
def test_theories_part_most_where_their_log_odds_are_furthest_apart(
    outcome: str, tables: dict[str, pl.DataFrame], middle_east_ledger: Path
) -> None:
    """Baselines and pools take no part; who was right gave the higher probability to what happened."""
    rivals = tables["theory"].filter(~pl.col("baseline") & ~pl.col("name").is_in(POOLED))["name"]
    said = tables["said"].filter(pl.col("theory").is_in(rivals.implode()), outcome=outcome)
    odds = (pl.col("p") / (1 - pl.col("p"))).log()
    spread = said.group_by("year", "a", "b").agg((odds.max() - odds.min()).alias("spread"), pl.len())
    widest = spread.filter(pl.col("len") > 1)["spread"].sort(descending=True)[:15]

    asked = query(middle_east_ledger, "disagreements", of_outcome=outcome)

    assert asked.height == 15
    for row, apart in zip(asked.iter_rows(named=True), widest, strict=True):
        here = dict(said.filter(year=row["year"], a=row["a"], b=row["b"])["theory", "p"].iter_rows())
        ends = np.log([row["p_right"] / (1 - row["p_right"]), row["p_wrong"] / (1 - row["p_wrong"])])
        assert abs(ends[0] - ends[1]) == pytest.approx(apart)
        assert (here[row["right"]], here[row["wrong"]]) == (row["p_right"], row["p_wrong"])
        assert {row["p_right"], row["p_wrong"]} == {max(here.values()), min(here.values())}
        assert (row["p_right"] > row["p_wrong"]) == row["shifted"]


def test_a_surprise_is_a_shift_that_even_the_best_forecaster_held_unlikely(
    tables: dict[str, pl.DataFrame], middle_east_ledger: Path
) -> None:
    """The shifts whose greatest probability was least, each with the pact that brought it."""
    came = tables["said"].filter(pl.col("shifted"), outcome="onset")
    least = came.group_by("year", "a", "b").agg(pl.col("p").max()).sort("p")[:15]
    dated = {
        row[:3]: row[3] for row in tables["shift"].filter(outcome="onset")["year", "a", "b", "pact"].rows()
    }

    asked = query(middle_east_ledger, "surprises")

    assert asked["p_best"].to_list() == pytest.approx(least["p"].to_list())
    for row in asked.iter_rows(named=True):
        of = came.filter(year=row["year"], a=row["a"], b=row["b"])
        by = dict(of["theory", "p"].iter_rows())
        assert by[row["best"]] == row["p_best"] == max(by.values())
        assert (by["base_rate"], by["pool"]) == (row["p_base_rate"], row["p_pool"])
        assert row["pact"] == dated[row["year"], row["a"], row["b"]]


@pytest.mark.parametrize("outcome", ["onset", "ending"])
def test_the_pool_owes_a_member_what_it_loses_without_it(
    outcome: str, tables: dict[str, pl.DataFrame], middle_east_ledger: Path
) -> None:
    """The mean of log-odds is taken again over the other members; the whole is the pool's own skill."""
    said = tables["said"].filter(outcome=outcome)
    rivals = tables["theory"].filter(~pl.col("baseline") & ~pl.col("name").is_in(POOLED))["name"].to_list()
    members = said.filter(pl.col("theory").is_in([*rivals, *BASELINES[outcome]]))
    dyad = ["year", "a", "b"]
    base = scored(said.filter(theory="base_rate")).select(*dyad, "score")
    odds = (pl.col("p") / (1 - pl.col("p"))).log().mean()

    def gains(kept: pl.DataFrame) -> pl.DataFrame:
        mean = kept.group_by(*dyad).agg((1 / (1 + (-odds).exp())).alias("p"), pl.col("shifted").first())
        both = scored(mean).join(base, on=dyad)
        return both.select(*dyad, (pl.col("score") - pl.col("score_right")).alias("gain"))

    whole = gains(members)
    asked = query(middle_east_ledger, "pool_without").filter(outcome=outcome)

    assert set(asked["left_out"]) == set(members["theory"])
    for row in asked.iter_rows(named=True):
        without = gains(members.filter(pl.col("theory") != row["left_out"]))
        owed = whole.join(without, on=dyad).select("year", gain=pl.col("gain") - pl.col("gain_right"))
        assert row["whole"] == pytest.approx(whole["gain"].sum(), abs=1e-9)
        assert row["without"] == pytest.approx(without["gain"].sum(), abs=1e-9)
        assert row["owed"] == pytest.approx(owed["gain"].sum(), abs=1e-9)
        sums = resampled(owed, tables["resample"])
        assert (row["low"], row["high"]) == pytest.approx(np.quantile(sums, [0.05, 0.95]), abs=1e-9)


def test_terms_that_go_together_are_those_whose_values_correlate(middle_east_ledger: Path) -> None:
    """Of one theory or of two, by numpy: goodwill and co-operation are one number under two names."""
    values = read(
        middle_east_ledger,
        {
            "all": "select contribution.theory || '.' || contribution.term as term, year, a, b, value"
            " from contribution join run using (run_id) join theory on theory.name = contribution.theory"
            " where head = 'onset' and value is not null and not baseline"
            " and year between scored_first and scored_last"
        },
    )["all"].pivot("term", index=["year", "a", "b"], values="value")
    terms = sorted(set(values.columns) - {"year", "a", "b"})
    found = {}
    for k, one in enumerate(terms):
        for other in terms[k + 1 :]:
            both = values.select(one, other).drop_nulls().to_numpy()
            if both.std(axis=0).all():
                found[one, other] = np.corrcoef(both.T)[0, 1]

    asked = query(middle_east_ledger, "terms_alike", alike_by="0.7").filter(outcome="onset")
    told = {row[1:3]: row[3] for row in asked.iter_rows()}

    assert told == pytest.approx({pair: r for pair, r in found.items() if abs(r) >= 0.7}, abs=1e-9)
    assert told["balance_of_threat.goodwill", "constructivism.cooperation"] == pytest.approx(1)
