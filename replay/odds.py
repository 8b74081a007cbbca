"""A forecast in log-odds: what the level and each term add to it, and each member to a pool.

It knows rows of forecasts and contributions, neither the ledger nor how they were made.
"""

from __future__ import annotations

import polars as pl

from replay.pool import BASELINES, POOL


def by_forecaster(forecasts: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """Set every forecaster's probability beside its log-odds, the likeliest first.

    They are the sum of level and terms, or for a pool those of its probability.
    """
    sums = terms.group_by("theory").agg(pl.col("log_odds").sum())
    kept = forecasts.select("theory", "baseline", "aligned_before", "p_shift", "p_low", "p_high")
    odds = pl.coalesce("log_odds", _logit(pl.col("p_shift")))
    return (
        kept.join(sums, on="theory", how="left")
        .with_columns(odds)
        .sort(-pl.col("p_shift"), "theory", nulls_last=True)
    )


def _logit(p: pl.Expr) -> pl.Expr:
    return (p / (1 - p)).log()


def by_term(terms: pl.DataFrame, forecasts: pl.DataFrame) -> pl.DataFrame:
    """Order what adds up to each forecaster's log-odds: theories first, the level, then the strongest."""
    meaning = pl.col("meaning").fill_null("where all dyads at risk start")
    known = terms.join(forecasts.select("theory", "baseline"), on="theory", how="left").with_columns(meaning)
    order = ("baseline", "theory", pl.col("term") != "level", -pl.col("log_odds").abs(), "term")
    return known.sort(*order).select("theory", "baseline", "term", "meaning", "value", "z", "log_odds")


def by_member(forecasts: pl.DataFrame) -> pl.DataFrame:
    """Share the pool's log-odds among those that it is the mean of; no rows where there is no pool."""
    pooled = forecasts.filter(pl.col("theory") == POOL.name)
    head = "ending" if forecasts["aligned_before"][0] else "onset"
    members = forecasts.filter(
        ~pl.col("pool") & (~pl.col("baseline") | pl.col("theory").is_in(BASELINES[head]))
    ).drop_nulls("p_shift")
    odds = _logit(pl.col("p_shift"))
    shares = members.select("theory", "p_shift", log_odds=odds, share=odds / members.height)
    return shares.sort(-pl.col("share").abs(), "theory") if pooled.height else shares.clear()
