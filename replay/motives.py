"""What decisions and hypotheses show, in sentences: why states aligned, beside chance, and which claims hold.

It reads frames of shares and verdicts and computes none; where they come from it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

PUT = {
    "balancing": ("joined one that shares their greatest threat", "states_balance"),
    "bandwagoning": ("joined that threat itself", "states_bandwagon"),
}
"""The two answers to a threat: in words, and the claim that is tested on each."""
SATURATED = 0.95
"""Chance from which on a behaviour does not vary: our choice, as in the hypothesis threat_not_power."""

Row = Mapping[str, Any]


def of_decisions(shares: pl.DataFrame, verdicts: pl.DataFrame, span: str) -> Iterator[str]:
    """Say how often states of the region that made security pacts balanced and bandwagoned, beside chance.

    Shares: rows of among, kind, behaviour, reading, n, share, random, lift, low, high; verdicts: of
    name, verdict, tested. Without shares it says nothing.
    """
    regional = shares.filter(among="region", kind="security")
    rows = {(row["behaviour"], row["reading"]): row for row in regional.iter_rows(named=True)}
    told = {name: rows[name, "threat"] for name in PUT if (name, "threat") in rows}
    if not told:
        return
    judged = {row["name"]: row for row in verdicts.iter_rows(named=True)}
    parts = [
        f"{row['share']:.0%} {PUT[name][0]} ({_beside(row, judged.get(PUT[name][1]))})"
        for name, row in told.items()
    ]
    n = max(row["n"] for row in told.values())
    yield (
        f"Of {n} decisions of the region's states for a security pact, {span}, {' and '.join(parts)};"
        f" a share says nothing without chance.{_by_capability(rows.get(('balancing', 'capability')))}"
    )


def _beside(row: Row, judged: Row | None) -> str:
    """Set a share beside that of random partners, by its own interval and among all claims tested."""
    chance = f"{row['random']:.0%} by chance"
    if row["low"] is None:
        return f"{chance}, too few to tell"
    word = "more" if row["low"] > 1 else "less" if row["high"] < 1 else "not shown to differ"
    alone = (
        f"{chance}, {row['lift']:.2f} times that [{row['low']:.2f}, {row['high']:.2f}]; taken alone {word}"
    )
    if judged is None:
        return alone
    shown = "not shown" if judged["verdict"] == "cannot tell" else f"the claim is {judged['verdict']}"
    return f"{alone}, among the {judged['tested']} claims tested together {shown}"


def _by_capability(row: Row | None) -> str:
    if row is None:
        return ""
    if row["random"] >= SATURATED:
        return (
            f" Capability alone cannot be set against threat: read by it, {row['random']:.0%} of random"
            " partners would balance too."
        )
    return (
        f" Were capability alone the threat, {row['share']:.0%} would have balanced, and"
        f" {row['random']:.0%} by chance."
    )


def of_hypotheses(verdicts: pl.DataFrame) -> Iterator[str]:
    """Say how many claims were tested, and which are supported, contradicted, or cannot be told.

    Rows of name, claim, verdict, n, tested; of none it says nothing.
    """
    if not verdicts.height:
        return
    parts = []
    for word in ("supported", "contradicted"):
        claims = verdicts.filter(verdict=word).sort("name")["claim"].to_list()
        parts.append(f"{len(claims) or 'none'} {'is' if len(claims) == 1 else 'are'} {word}{_listed(claims)}")
    open_ = verdicts.filter(verdict="cannot tell")
    missing = open_.filter(n=0).height
    told = f", {missing} of them for want of a case" if missing else ""
    yield (
        f"{_tested(verdicts.height, verdicts.item(0, 'tested'))}: {'; '.join(parts)};"
        f" {open_.height or 'none'} cannot be told{told}."
        " Each is looked at alone, with no other reason held constant."
    )


def _tested(claims: int, tested: int) -> str:
    """Say how many claims there were and were tested, and how their intervals were widened."""
    if not tested:
        return f"None of {claims} claims has cases to compare"
    some = f"All {claims} claims" if tested == claims else f"Of {claims} claims {tested}"
    return f"{some} were tested together, with intervals that nominally all hold at once with 90 %"


def _listed(claims: list[str]) -> str:
    return f" ({', '.join(repr(claim.rstrip('.')) for claim in claims)})" if claims else ""
