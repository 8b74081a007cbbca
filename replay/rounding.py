"""How the cells of a frame are written for readers: yes and no, a dash for the unknown, few decimals.

It knows values, not what they mean, nor where they are shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

LARGE = 3
"""What is beyond shares, and differences and ratios of them; it is shown with one decimal."""


def written(column: pl.Series) -> list[str]:
    """Write a column's values; its floats alike, with three decimals unless one of them reaches `LARGE`."""
    sizes = [abs(value) for value in column if isinstance(value, float)]
    decimals = 3 if max(sizes, default=0) < LARGE else 1
    return [_cell(value, decimals) for value in column]


def _cell(value: Any, decimals: int) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.{decimals}f}" if isinstance(value, float) else str(value)
