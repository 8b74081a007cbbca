"""What scores do and do not show, in sentences: who beats whom, and whether that holds.

It reads frames of scores and computes none; where they come from it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

FEW = 30
"""Shifts below which a comparison is called too small to tell (our choice)."""
MISCALIBRATED = 0.16
"""Share of the actual shifts by which the expected ones may differ before it is said (our choice)."""
BOLD = 0.16
"""Probability above which forecasts are looked at apart: trials were least calibrated there."""
BY_CHANCE = 1.645
"""Standard deviations within which nine in ten counts fall, if the probabilities are right."""
RIVALS = {
    "onset": ("base_rate", "gravity", "gravity_network"),
    "ending": ("base_rate", "great_power_client"),
}
"""Whom the headline theories are set against, the one that is hardest to beat last (our choice)."""
BLOCS = ("blocs_once", "without_largest_bloc")
"""Variants of the scores that tell whether one pact's day decides."""

Row = Mapping[str, Any]


def of_outcome(outcome: str, theories: Sequence[str], robustness: pl.DataFrame, span: str) -> Iterator[str]:
    """Say how many shifts of an outcome there were, then of each theory whom it beats and if that holds.

    `robustness` has a row a theory, outcome, baseline and variant, as the ledger's table.
    """
    rows = robustness.filter(outcome=outcome)
    scored = rows.filter(variant="all")
    if not scored.height:
        return
    events, n = scored.select(pl.col("events", "n").max()).row(0)
    few = "; too few to tell forecasters apart" if events < FEW else ""
    counted = f"{events:.0f} {outcome}{'' if events == 1 else 's'} in {n:.0f} dyad-years at risk, {span}"
    yield f"{counted}{few}; gains in nats, 90 % intervals:"
    for theory in theories:
        told = {
            rival: {row["variant"]: row for row in pair.iter_rows(named=True)}
            for rival in RIVALS[outcome]
            if (pair := rows.filter(theory=theory, baseline=rival).drop_nulls(["log_gain", "low"])).height
        }
        yield from _against(outcome, theory, [by["all"] for by in told.values() if "all" in by])
        chief = told.get(RIVALS[outcome][-1], {})
        if "all" in chief:
            yield from _hold(chief)


def of_contest(outcome: str, rows: pl.DataFrame) -> Iterator[str]:
    """Say which theories beat which others; rows of theory, rival, log_gain, real, each pair both ways.

    Theories come in the order of whom they beat; of no difference that is real it says so.
    """
    names = rows["theory"].unique().sort().to_list()
    if len(names) < 2:  # noqa: PLR2004 - one theory has no rival
        return
    beaten = rows.filter(pl.col("real") & (pl.col("log_gain") > 0)).sort("rival")
    won = (
        beaten.group_by("theory")
        .agg(pl.col("rival"))
        .sort(pl.col("rival").list.len(), "theory", descending=[True, False])
    )
    parts = [f"{theory} beats {_listed(rivals)}" for theory, rivals in won.iter_rows()]
    pairs = len(names) * (len(names) - 1) // 2
    found = f"{beaten.height or 'none'} differ by more than the luck of the years"
    told = f"Of {pairs} pair{'s' if pairs > 1 else ''} of theories at {outcome}s {found}"
    yield f"{told}{': ' if parts else ''}{'; '.join(parts)}. One in ten would by chance alone."


def of_calibration(rows: Iterable[Row]) -> Iterator[str]:
    """Say which theories expected too many or too few shifts; rows of theory, outcome, expected, actual."""
    for row in rows:
        if row["actual"] and abs(row["expected"] / row["actual"] - 1) > MISCALIBRATED:
            counts = f"expected {row['expected']:.1f}, and {row['actual']} came"
            yield f"For {row['outcome']}s {row['theory']} is miscalibrated: it {counts}."


def of_bold_forecasts(rows: Iterable[Row]) -> Iterator[str]:
    """Say which theories' boldest forecasts came true more or less often than chance allows.

    Rows of theory, outcome, n, expected, actual, variance of what is forecast above `BOLD`; the variance
    is that of independent shifts.
    """
    for row in rows:
        if abs(row["expected"] - row["actual"]) > BY_CHANCE * row["variance"] ** 0.5:
            yield (
                f"For {row['outcome']}s {row['theory']} is miscalibrated above {BOLD:.0%}: of {row['n']} such"
                f" forecasts it expected {row['expected']:.1f} to come true, and {row['actual']} did."
            )


def of_slopes(rows: Iterable[Row]) -> Iterator[str]:
    """Say where the past ran against a theory; rows of theory, outcome, years, reversed."""
    for row in rows:
        if row["reversed"]:
            yield (
                f"For {row['outcome']}s the slope of {row['theory']} was below zero in {row['reversed']} of"
                f" {row['years']} years: the past ran against the signs of its terms, which were turned"
                " round."
            )


def of_run(run: Row, span: str) -> Iterator[str]:
    """Say what limits the whole run: its other codings, if they were not repeated, and its status."""
    others = [name for name in run["codings"] if name != run["coding"]]
    if others and not run["repeated"]:
        again = " or ".join(f"`replay run {run['timeline']} --coding {name}`" for name in others)
        yield f"Alignments are those of the coding '{run['coding']}'; {again} repeats it all under another."
    if run["status"] == "development":
        yield (
            f"{span} is a development span: forms and priors were chosen after looking at it, so that"
            " skill on it is not confirmed."
        )
    if run["status"] == "invented":
        yield "The timeline is invented: its scores say nothing about any theory."


def verdict(row: Row) -> str:
    """Put a gain and its interval into words: above zero, below, or neither."""
    if row["low"] > 0:
        return "beats"
    return "loses to" if row["high"] < 0 else "is not shown to differ from"


def _against(outcome: str, theory: str, rows: Sequence[Row]) -> Iterator[str]:
    """Say of one theory whom it beats, whom it loses to, and from whom it is not shown to differ."""
    said: dict[str, list[str]] = {}
    for row in rows:
        said.setdefault(verdict(row), []).append(f"{row['baseline']} {_interval(row)}")
    parts = [f"{word} {_listed(rivals)}" for word, rivals in said.items()]
    if parts:
        yield f"For {outcome}s {theory} {'; it '.join(parts)}."


def _hold(by_variant: Mapping[str, Row]) -> Iterator[str]:
    """Say whether the verdict over one baseline hangs on one bloc, on the coding, or on co-operation."""
    whole = by_variant["all"]
    repeats = [
        row for name, row in by_variant.items() if name == "hostile_only" or name.startswith("coding:")
    ]
    kept = [row["variant"] for row in repeats if verdict(row) == verdict(whole)]
    lost = [_variant(row) for row in repeats if verdict(row) != verdict(whole)]
    blocs = [by_variant[name] for name in BLOCS if name in by_variant]
    turned = [_variant(row) for row in blocs if verdict(row) != verdict(whole)]
    parts = [f"that holds under {_listed(kept)}"] if kept else []
    parts += [f"that does not hold under {_listed(lost)}"] if lost else []
    parts += [f"one bloc decides: {_listed(turned)}" if turned else "no one bloc decides"]
    yield f"Over {whole['baseline']} {'; '.join(parts)}."


def _variant(row: Row) -> str:
    return f"{row['variant']} {_interval(row)}"


def _interval(row: Row) -> str:
    return f"({row['log_gain']:+.1f}, {row['low']:+.1f} to {row['high']:+.1f})"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
