"""What decisions and hypotheses show, in sentences: why states aligned, beside chance, and which claims hold.

It reads frames of shares and verdicts and computes none; where they come from it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

PUT = {
    "balancing": "joined one that shares their greatest threat",
    "bandwagoning": "joined that threat itself",
}
"""The two answers to a threat, in words."""

Row = Mapping[str, Any]


def of_decisions(shares: pl.DataFrame, span: str) -> Iterator[str]:
    """Say how often the region's states, of those that made security pacts, balanced and bandwagoned, and if that is more than chance gives.

    Rows of among, kind, behaviour, reading, n, share, random, lift, low, high; of none it says nothing.
    """
    rows = {
        (row["behaviour"], row["reading"]): row
        for row in shares.filter(among="region", kind="security").iter_rows(named=True)
    }
    told = {name: rows[name, "threat"] for name in PUT if (name, "threat") in rows}
    if not told:
        return
    parts = [f"{row['share']:.0%} {PUT[name]} ({_beside(row)})" for name, row in told.items()]
    n = max(row["n"] for row in told.values())
    yield (
        f"Of {n} decisions of the region's states for a security pact, {span}, {', '.join(parts)}; a share says nothing"
        f" without chance.{_by_capability(rows.get(('balancing', 'capability')))}"
    )


def _beside(row: Row) -> str:
    """Set a share beside that of random partners: above it, below it, or not shown to differ."""
    chance = f"{row['random']:.0%} by chance"
    if row["low"] is None:
        return f"{chance}, too few to tell"
    word = "more" if row["low"] > 1 else "less" if row["high"] < 1 else "not shown to differ"
    return f"{chance}, {row['lift']:.2f} times that [{row['low']:.2f}, {row['high']:.2f}]: {word}"


def _by_capability(row: Row | None) -> str:
    if row is None:
        return ""
    return (
        f" Were capability alone the threat, {row['share']:.0%} would have balanced, and"
        f" {row['random']:.0%} by chance."
    )


def of_hypotheses(verdicts: pl.DataFrame) -> Iterator[str]:
    """Say how many claims were tested, and which are supported, contradicted, or cannot be told.

    Rows of name, verdict, n, tested; of none it says nothing.
    """
    if not verdicts.height:
        return
    parts = []
    for word in ("supported", "contradicted"):
        names = verdicts.filter(verdict=word)["name"].sort().to_list()
        parts.append(f"{len(names) or 'none'} {'is' if len(names) == 1 else 'are'} {word}{_listed(names)}")
    open_ = verdicts.filter(verdict="cannot tell")
    missing = open_.filter(n=0).height
    told = f", {missing} of them for want of a case" if missing else ""
    tested = verdicts.item(0, "tested")
    yield (
        f"Of {verdicts.height} claims, {tested} of them tested at once with intervals that"
        f" together hold with 90 %, {'; '.join(parts)}; {open_.height or 'none'} cannot be told{told}."
        " Each is looked at alone, with no other reason held constant."
    )


def _listed(names: list[str]) -> str:
    return f" ({', '.join(names)})" if names else ""
