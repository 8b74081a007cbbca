"""Predicted against actual: the year-by-year table, the skill table, and what they do and do not show.

It reads what the views of the ledger have computed and computes no score itself.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from replay.errors import UnknownNameError
from replay.ledger import ask, open_ledger
from replay.lookahead import in_words

CONTRAST = "balance_of_threat"
"""The theory shown beside the baselines, if it was asked and no other is wanted."""
FEW = 30
"""Shifts below which a comparison is called too small to tell (our choice)."""


@dataclass(frozen=True)
class Comparison:
    """What a ledger says of the forecasts: frames for every forecaster, and sentences.

    `years`: a row a year, outcome and theory; `skill`: a row a theory, outcome and baseline;
    `reading`: what the numbers do and do not show.
    """

    years: pl.DataFrame
    skill: pl.DataFrame
    reading: tuple[str, ...]


def compare(path: str | Path) -> Comparison:
    """Compare a ledger's forecasts with what happened; raises LedgerError if it is none."""
    with closing(open_ledger(path)) as ledger:
        run = ask(
            ledger,
            "select status, scored_first, scored_last, coding,"
            " (select list(distinct party.coding order by party.coding) from party) as codings from run",
        ).row(0, named=True)
        years = ask(
            ledger,
            "select year, outcome, theory, scored, at_risk, actual, expected, brier, log_score"
            " from yearly order by outcome desc, year, theory",
        )
        skill = ask(
            ledger,
            "select theory, outcome, baseline, log_gain, low, high, gain_per_event, brier_skill, pr_auc,"
            " roc_auc, n, events, reason from skill order by outcome desc, baseline, theory",
        )
        slopes = ask(
            ledger,
            "select theory, head as outcome, count(*) as years, count(*) filter (where slope < 0) as reversed"
            " from calibration join run using (run_id)"
            " where slope is not null and year between scored_first and scored_last"
            " group by all order by all",
        )
        audited = ask(ledger, 'select year, "check", forecasts, differing, verdict from audit order by all')
    return Comparison(years, skill, (*_reading(run, skill, slopes), in_words(audited)))


def _reading(run: dict[str, Any], skill: pl.DataFrame, slopes: pl.DataFrame) -> list[str]:
    span = f"{run['scored_first']}-{run['scored_last']}"
    sentences = []
    for outcome in ("onset", "ending"):
        rows = skill.filter(pl.col("outcome") == outcome)
        if rows.height:
            sentences.append(_events(rows, outcome, span))
            sentences += _verdicts(rows, outcome)
        reversed_ = slopes.filter((pl.col("outcome") == outcome) & (pl.col("reversed") > 0))
        sentences += [_reversal(row) for row in reversed_.iter_rows(named=True)]
    if len(run["codings"]) > 1:
        others = " and ".join(f"--coding {name}" for name in run["codings"] if name != run["coding"])
        sentences.append(
            f"Alignments are those of the coding '{run['coding']}'; `replay run {others}` repeats it."
        )
    if run["status"] == "development":
        sentences.append(
            f"{span} is a development span: forms and priors were chosen after looking at it, so that"
            " skill on it is not confirmed."
        )
    if run["status"] == "invented":
        sentences.append("The timeline is invented: its scores say nothing about any theory.")
    return sentences


def _events(rows: pl.DataFrame, outcome: str, span: str) -> str:
    events, n = rows.select(pl.col("events", "n").max()).row(0)
    few = "; too few to tell forecasters apart" if events < FEW else ""
    return f"{events} {outcome}{'' if events == 1 else 's'} in {n} dyad-years at risk, {span}{few}."


def _verdicts(rows: pl.DataFrame, outcome: str) -> list[str]:
    theories = sorted(set(rows["theory"]) - set(rows["baseline"]))
    rivals = dict.fromkeys(("base_rate", _strongest(rows)))
    sentences = []
    for theory in theories:
        for rival in rivals:
            pair = (pl.col("theory") == theory) & (pl.col("baseline") == rival)
            known = rows.filter(pair).drop_nulls(["log_gain", "low", "high"])
            sentences += [_verdict(row, outcome) for row in known.iter_rows(named=True)]
    return sentences


def _verdict(row: dict[str, Any], outcome: str) -> str:
    verdict = "is not shown to differ from"
    if row["low"] > 0:
        verdict = "beats"
    elif row["high"] < 0:
        verdict = "loses to"
    return (
        f"For {outcome}s {row['theory']} {verdict} {row['baseline']}:"
        f" {row['log_gain']:+.1f} nats, 90 % interval {row['low']:+.1f} to {row['high']:+.1f}."
    )


def _reversal(row: dict[str, Any]) -> str:
    return (
        f"For {row['outcome']}s the slope of {row['theory']} was below zero in {row['reversed']} of"
        f" {row['years']} years: the past ran against the signs of its terms, which were turned round."
    )


def _strongest(rows: pl.DataFrame) -> str:
    """Name the baseline that gains most over the base rate (itself if none does)."""
    gains = rows.filter(
        (pl.col("baseline") == "base_rate") & pl.col("theory").is_in(rows["baseline"].unique().implode())
    )
    best = gains.sort("log_gain", descending=True, nulls_last=True).head(1)
    if best.height and best["log_gain"][0] is not None and best["log_gain"][0] > 0:
        return str(best["theory"][0])
    return "base_rate"


def contrast(comparison: Comparison) -> str:
    """Name the theory to set beside the baselines: balance of threat, or else the first that was asked."""
    asked = sorted(set(comparison.years["theory"]) - set(comparison.skill["baseline"]))
    return CONTRAST if CONTRAST in asked or not asked else asked[0]


def abreast(comparison: Comparison, theory: str | None = None) -> pl.DataFrame:
    """Set actual and expected shifts side by side, a row a year, for two baselines and one theory.

    Columns end in the forecaster: expected counts of onsets by the base rate, gravity and network,
    and the theory; of endings by the base rate, the great-power client, and the theory.
    Raises UnknownNameError when the theory was not asked in this run.
    """
    asked = set(comparison.years["theory"])
    if theory is not None and theory not in asked:
        raise UnknownNameError("theory", theory, asked)
    chosen = theory or contrast(comparison)
    parts = []
    for outcome, rival in (("onset", "gravity_network"), ("ending", "great_power_client")):
        rows = comparison.years.filter(pl.col("outcome") == outcome)
        counts = rows.filter(pl.col("theory") == "base_rate").select(
            "year",
            pl.col("at_risk").alias(f"{outcome} at risk"),
            pl.col("actual").alias(f"{outcome} actual"),
        )
        for name in dict.fromkeys(("base_rate", rival, chosen)):
            expected = rows.filter(pl.col("theory") == name)
            expected = expected.select("year", pl.col("expected").alias(f"{outcome} {name}"))
            counts = counts.join(expected, on="year", how="left") if expected.height else counts
        parts.append(counts)
    return parts[0].join(parts[1], on="year", how="full", coalesce=True).sort("year")
