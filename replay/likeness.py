"""Likeness: two tables compared row by row, to rounding in floats alone.

It knows frames; what a table means, and where it is from, it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import polars.selectors as cs

ROUNDING = 1e-9
"""How far floats may be apart, absolutely or relatively, and be the same on another machine."""


def compared(name: str, stored: pl.DataFrame, recomputed: pl.DataFrame) -> tuple[str, int, int, int, int]:
    """Compare two tables: the name, the rows of each, how many are alike to rounding, how many unlike."""
    rounded = differing = 0
    if stored.schema != recomputed.schema:
        differing = max(stored.height, recomputed.height, 1)
    elif not stored.equals(recomputed):
        missing, added = _without_equal(stored, recomputed), _without_equal(recomputed, stored)
        rounded = _same_to_rounding(missing, added)
        differing = max(missing.height, added.height) - rounded
    return name, stored.height, recomputed.height, rounded, differing


def _without_equal(rows: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows that the others lack; of equal rows, as many as there are too many."""
    return _numbered(rows, rows.columns).join(
        _numbered(others, rows.columns), on=[*rows.columns, "nth"], how="anti", nulls_equal=True
    )[rows.columns]


def _same_to_rounding(rows: pl.DataFrame, others: pl.DataFrame) -> int:
    """Count the rows that differ from one of the others by no more than rounding, in floats alone.

    Of rows alike in all else the smallest meets the smallest, column by column.
    """
    floats = rows.select(cs.float()).columns
    labels = [name for name in rows.columns if name not in floats]
    pairs = _numbered(rows, labels).join(
        _numbered(others, labels), on=[*labels, "nth"], nulls_equal=True, suffix=" again"
    )
    return pairs.filter(_near(pl.col(name), pl.col(f"{name} again")) for name in floats).height


def _numbered(rows: pl.DataFrame, labels: Sequence[str]) -> pl.DataFrame:
    """Give each row a number among those of the same labels, from 1 in the order of all columns."""
    ordered = rows.sort(rows.columns).with_columns(nth=1)
    return ordered.with_columns(pl.col("nth").cum_sum().over("nth", *labels))


def _near(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    apart = (one - other).abs()
    scale = pl.max_horizontal(1.0, one.abs(), other.abs())
    return one.eq_missing(other) | (apart.is_finite() & (apart <= ROUNDING * scale))
