"""What scores do and do not show, in sentences: who beats whom, and whether that holds.

It reads frames of scores and computes none; where they come from it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

FEW = 30
"""Shifts below which a comparison is called too small to tell (our choice)."""
NAMED = 3
"""Beaten rivals up to which they are named, not counted."""
BOLD = 0.16
"""Probability above which forecasts are looked at apart: trials were least calibrated there."""
RARE = 0.05
"""Chance of so many, or so few, below which probabilities are called miscalibrated (our choice)."""
RIVALS = {
    "onset": ("base_rate", "gravity", "gravity_network"),
    "ending": ("base_rate", "great_power_client"),
}
"""Whom the headline theories are set against, the one that is hardest to beat last (our choice)."""
VARIANTS = {
    "blocs_once": "with each bloc counted once",
    "without_largest_bloc": "without the largest bloc",
    "hostile_only": "without co-operative events",
    "unjudged": "without what was judged in hindsight",
}
"""Variants of the scores that a verdict has to hold under, in words; every other coding besides."""

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
        if "all" in chief and not few:
            yield from _held(theory, chief)


def of_field(outcome: str, rows: pl.DataFrame) -> Iterator[str]:
    """Say in one sentence how all theories fare against each of the rivals.

    Rows of theory, baseline, log_gain, low, high, events; baselines and pools are not among the theories.
    """
    fair = rows.filter(pl.col("events") >= FEW).drop_nulls(["low", "high"])
    told = []
    for rival in RIVALS[outcome]:
        over = fair.filter(baseline=rival).sort("log_gain", descending=True)
        better = over.filter(pl.col("low") > 0)["theory"].to_list()
        worse = over.filter(pl.col("high") < 0).height
        lost = f" and {worse} lose{'s' if worse == 1 else ''} to it" if worse else ""
        won = f" ({_listed(better)})" if better else ""
        if over.height:
            beat = f"{len(better) or 'none'} beat{'' if len(better) > 1 else 's'}"
            told.append(f"{beat} {rival}{won}{lost}")
    if told:
        n = fair["theory"].n_unique()
        yield f"Of {n} theor{'y' if n == 1 else 'ies'} at {outcome}s {'; '.join(told)}."


def of_contest(outcome: str, rows: pl.DataFrame) -> Iterator[str]:
    """Say how many others each theory beats, the one that beats most first.

    Rows of theory, rival, log_gain, events and real, each pair both ways. Pairs with too few shifts are
    left out; a theory left without a pair is named.
    """
    names = rows["theory"].unique().sort().to_list()
    if len(names) < 2:  # noqa: PLR2004 - one theory has no rival
        return
    fair = rows.filter(pl.col("events") >= FEW)
    beaten = fair.filter(pl.col("real") & (pl.col("log_gain") > 0))
    won = beaten.group_by("theory").agg(pl.col("rival").sort())
    won = won.sort(pl.col("rival").list.len(), "theory", descending=[True, False])
    parts = [
        f"{theory} beats {_listed(rivals) if len(rivals) <= NAMED else f'{len(rivals)} others'}"
        for theory, rivals in won.iter_rows()
    ]
    if fair.height:
        differ = f"{beaten.height} differ" if beaten.height > 1 else f"{beaten.height or 'none'} differs"
        pairs = fair.height // 2
        told = f"Of {pairs} pair{'s' if pairs > 1 else ''} of theories at {outcome}s {differ}"
        whom = f": {'; '.join(parts)}" if parts else ""
        yield f"{told} by more than the luck of the years{whom}. One in ten would by chance alone."
    silent = sorted(set(names) - set(fair["theory"]))
    if silent:
        yield f"At {outcome}s {_listed(silent)} said too little to be compared: fewer than {FEW} shifts."


def of_calibration(rows: Iterable[Row]) -> Iterator[str]:
    """Say whose probabilities would bring what came less than once in twenty, were shifts independent.

    Rows of theory, outcome, `above` which probability they are taken (0: all of them), `said`, the list
    of these, and `actual`, how many came true. Source: tails of the Poisson binomial distribution.
    """
    from scipy.stats import poisson_binom

    for row in rows:
        said, came = row["said"], row["actual"]
        chances = poisson_binom(said)
        if min(chances.cdf(came), chances.sf(came - 1)) < RARE:
            where = f" above {row['above']:.0%}" if row["above"] else ""
            yield (
                f"For {row['outcome']}s {row['theory']} is miscalibrated{where}: it expected"
                f" {sum(said):.1f} of {len(said)} forecasts to come true, and {came} did; were shifts"
                f" independent, that would be rarer than one in {1 / RARE:.0f}."
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
    """Say what limits the whole run: on what it was calibrated, its other codings, and its status."""
    if run["train"]:
        until = f" up to {run['until']}" if run["until"] else ""
        yield (
            f"Levels and slopes were fitted on {run['train'].replace(';', ', ')}{until}, each census on years"
            " before it, and not on the past of this timeline."
        )
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


def of_edits(rows: Iterable[Row]) -> Iterator[str]:
    """Say of each edit list what the pool would have expected, and which forecast moves furthest."""
    for row in rows:
        claim = f"Edit {row['edit']}, {row['claim'].rstrip('.')}"
        if row["first_day"] is None:
            yield f"{claim}: nothing differs from the record."
            continue
        far = f"{row['share']:.1%} of the points of all events, from {row['first_day']} on"
        if row["year"] is None:
            yield f"{claim} ({far}): no forecast of the pool moves."
            continue
        yield (
            f"{claim} ({far}): the pool expects {row['onsets'] or 0:+.2f} onsets and"
            f" {row['endings'] or 0:+.2f} endings over all years; of dyads that the edit itself neither"
            f" ties nor parts, furthest moves {row['a']}-{row['b']} in {row['year']}, aligned with"
            f" {row['p_edited']:.3f} instead of {row['p_record']:.3f}."
        )


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


def _held(theory: str, by_variant: Mapping[str, Row]) -> Iterator[str]:
    """Say where the verdict over one baseline is the same, and where it is another."""
    whole = by_variant["all"]
    same, other = [], []
    for name, row in by_variant.items():
        words = f"under the coding '{name.partition(':')[2]}'" if ":" in name else VARIANTS.get(name)
        if words and verdict(row) == verdict(whole):
            same.append(words)
        elif words:
            decides = ": one bloc decides" if name == "without_largest_bloc" else ""
            other.append(f"{words} it {verdict(row)} it {_interval(row)}{decides}")
    told = f"Over {whole['baseline']} the verdict on {theory}"
    if same:
        yield f"{told} {'; '.join([f'is the same {_listed(same)}', *other])}."
    elif other:
        yield f"{told} hangs on what is scored: {'; '.join(other)}."


def _interval(row: Row) -> str:
    return f"({row['log_gain']:+.1f}, {row['low']:+.1f} to {row['high']:+.1f})"


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
