"""Showing a comparison: actual and expected shifts year by year, skill, and the sentences on both.

It picks and labels columns of what `comparison` has read; it computes nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from shutil import get_terminal_size
from textwrap import fill
from typing import Any

import polars as pl

from replay.comparison import Comparison, abreast
from replay.display import Format, show
from replay.lookahead import Audit
from replay.verdicts import RIVALS

TITLES = {
    "onset": "Alignments begun: actual, and expected the year before",
    "ending": "Alignments ended: actual, and expected the year before",
}
SKILL = {
    "log_gain": "gain",
    "low": "5 %",
    "high": "95 %",
    "brier_skill": "Brier skill",
    "pr_auc": "PR-AUC",
    "roc_auc": "ROC-AUC",
}


def show_years(comparison: Comparison, form: Format) -> None:
    """Show actual and expected shifts: side by side in a table, every forecaster in CSV and JSON."""
    if form is not Format.table:
        show(comparison.years, form)
        return
    frame = abreast(comparison)
    for outcome, title in TITLES.items():
        names = [name for name in frame.columns if name.startswith(outcome)]
        short = {name: name.removeprefix(outcome + " ").replace("_", " ") for name in names}
        rows = frame.select("year", *names).filter(pl.col(f"{outcome} at risk").is_not_null())
        show(rows, form, title, short)
    if comparison.departures.height:
        show(_measured(comparison.departures), form, "How far the edits go from the record")


def show_comparison(comparison: Comparison, form: Format) -> None:
    """Show the years, skill over the base rate, robustness, and what the numbers do and do not show."""
    if form is Format.json:
        content = {
            "years": comparison.years.to_dicts(),
            "skill": comparison.skill.to_dicts(),
            "robustness": comparison.robustness.to_dicts(),
            "contest": comparison.contest.to_dicts(),
            "decisions": comparison.decisions.to_dicts(),
            "hypotheses": comparison.hypotheses.to_dicts(),
            "departures": _dated(comparison.departures),
            "reading": comparison.reading,
        }
        sys.stdout.write(json.dumps(content, indent=1) + "\n")
        return
    show_years(comparison, form)
    if form is Format.csv:
        return
    for outcome in TITLES:
        skill = comparison.skill.filter(pl.col("outcome") == outcome)
        _show_skill(skill, outcome, comparison.theory)
        _show_robustness(comparison, outcome)
    _show_motives(comparison)
    _say(comparison.reading)


def _measured(departures: pl.DataFrame) -> pl.DataFrame:
    """Say in a line what each list strikes, and what follows, adds and changes otherwise."""
    changed = pl.sum_horizontal("moved", "scaled", "others").alias("changed")
    return departures.select("edit", "struck", "followed", "added", changed, "share", "first_day")


def _dated(departures: pl.DataFrame) -> list[dict[str, Any]]:
    return departures.with_columns(pl.col("first_day").cast(pl.String)).to_dicts()


def _say(sentences: Iterable[str]) -> None:
    width = get_terminal_size().columns
    for sentence in sentences:
        sys.stdout.write(fill(sentence, width, subsequent_indent="  ") + "\n")


def show_audit(audit: Audit, form: Format) -> None:
    """Show an audit: its rows, and but for CSV the verdict and the rules that never fired."""
    if form is Format.json:
        content = {"rows": audit.rows.to_dicts(), "verdict": audit.verdict, "idle": audit.idle}
        sys.stdout.write(json.dumps(content, indent=1) + "\n")
        return
    show(audit.rows, form)
    if form is Format.table:
        _say([audit.verdict, *(f"Never fired: {rule}" for rule in audit.idle)])


def _show_skill(skill: pl.DataFrame, outcome: str, theory: str) -> None:
    rows = skill.filter(pl.col("baseline") == "base_rate")
    if not rows.height:
        return
    events, n = rows.select(pl.col("events", "n").max()).row(0)
    base = f" (base {events / n:.3f})" if n else ""
    title = (
        f"Skill at {outcome}s over the base rate, {events} in {n} dyad-years{base}:\n"
        "log-score gain in nats with its 90 % interval"
    )
    ordered = rows.sort("log_gain", descending=True, nulls_last=True)
    show(ordered.select("theory", *SKILL, "n"), Format.table, title, SKILL)
    over = skill.filter(pl.col("theory") == theory).sort("log_gain", nulls_last=True)
    if over.height:
        columns = ("baseline", "log_gain", "low", "high", "brier_skill")
        show(over.select(columns), Format.table, f"{theory} at {outcome}s over each baseline", SKILL)


def _show_robustness(comparison: Comparison, outcome: str) -> None:
    """Show how the gain over the baseline that is hardest to beat fares where choices are undone."""
    theory, rival = comparison.theory, RIVALS[outcome][-1]
    rows = comparison.robustness.filter(theory=theory, outcome=outcome, baseline=rival)
    if rows.height:
        title = f"Robustness: {theory} at {outcome}s over {rival}, gain in nats"
        shifts = pl.col("events").round().cast(pl.Int64)
        frame = rows.select("variant", shifts, "log_gain", "low", "high", "brier_skill")
        show(frame, Format.table, title, {**SKILL, "events": "shifts"})


def _show_motives(comparison: Comparison) -> None:
    """Show what states that made security pacts did beside chance, and which claims are borne out."""
    region = comparison.decisions.filter(pl.col("share") > 0, among="region", kind="security")
    if region.height:
        power = pl.when(pl.col("reading") == "capability").then(pl.lit(" power")).otherwise(pl.lit(""))
        columns = ("n", "share", "random", "lift", "low", "high", "gravity")
        shares = pl.col("share", "random", "gravity").mul(100).round().cast(pl.Int64)
        frame = region.select(pl.concat_str("behaviour", power), *columns).with_columns(shares)
        title = "Decisions for a security pact in the region, in %: what they show, and random partners would"
        show(frame, Format.table, title, SKILL)
    if comparison.hypotheses.height:
        columns = ("name", "expectation", "estimate", "low", "high", "n", "verdict")
        title = "Claims: difference of shares with an interval widened for their number"
        show(comparison.hypotheses.select(columns), Format.table, title, {"expectation": "expected"})
