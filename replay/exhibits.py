"""What a page shows: a table, or a figure taken apart into words, specifications for screens, and numbers.

It knows charts and frames, not what a chapter says of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from inspect import signature
from pathlib import Path
from typing import Any

import polars as pl

from replay.charts import CHARTS, chart
from replay.errors import RequestError
from replay.figures import style
from replay.rounding import written

NARROW = 300
"""Pixels that the panels of a figure share on a telephone."""
MOST = 4_000
"""Cells that a table of a figure's numbers has, at most: those of its first rows."""
LEAST = 3
"""Columns that data have, at least: those with fewer only place rules, or name what codes mean."""
LONG = 60
"""Letters in a cell from which on its column is one of long texts."""
PLACES = ("at", "height", "x", "y", "x2", "y2", "to_x", "to_y", "right", "led")
"""Columns that only say where a figure puts something."""
TERMS = ("theory", "baseline", "best", "forecaster", "verdict", "outcome")
"""Columns whose names of the ledger are written in words."""


@dataclass(frozen=True)
class Table:
    """A table as it is shown: what it holds, its columns, which of them are numbers, and cells as texts."""

    caption: str
    headers: tuple[str, ...]
    numeric: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = False
    """Whether it is shown only when it is asked for."""

    @property
    def kinds(self) -> list[str]:
        """Say of each column how it is set: as numbers, as long texts, or neither."""
        columns = list(zip(*self.rows, strict=True)) or [()] * len(self.headers)
        return [
            "number" if numeric else "long" if any(len(cell) > LONG for cell in column) else ""
            for numeric, column in zip(self.numeric, columns, strict=True)
        ]


@dataclass(frozen=True)
class Exhibit:
    """A figure: its name, its finding, how it is read, its data, and specifications that name them.

    `wide` is for screens and print, `narrow` for telephones; both name colours by CSS variables.
    """

    name: str
    finding: str
    below: str
    data: Mapping[str, Any]
    wide: Mapping[str, Any]
    narrow: Mapping[str, Any]
    tables: tuple[Table, ...]


def table(
    caption: str,
    frame: pl.DataFrame,
    labels: Mapping[str, str] | None = None,
    *,
    percent: Sequence[str] = (),
    folded: bool = False,
) -> Table:
    """Lay out a frame: `labels` name columns anew, shares named in `percent` are written in per cent."""
    known = labels or {}
    columns = [
        _percent(column)
        if name in percent
        else [style.spaced(cell) for cell in written(column)]
        if name in TERMS
        else written(column)
        for name, column in zip(frame.columns, frame.iter_columns(), strict=True)
    ]
    return Table(
        caption,
        tuple(known.get(name, style.spaced(name)) for name in frame.columns),
        tuple(kind.is_numeric() for kind in frame.dtypes),
        tuple(zip(*columns, strict=True)),
        folded,
    )


def _percent(column: pl.Series) -> list[str]:
    return ["-" if share is None else f"{share * 100:.1f} %" for share in column]


def exhibit(path: str | Path, name: str, **options: object) -> Exhibit | None:
    """Take a figure of a ledger apart for a page; None where the ledger holds nothing for it.

    A figure that takes a width is made for telephones too.
    """
    sized = "width" in signature(CHARTS[name]).parameters
    try:
        whole = chart(path, name, **options).to_dict()
        small = chart(path, name, **options, width=NARROW).to_dict() if sized else whole
    except RequestError:
        return None
    wide, narrow = _specification(whole), _specification(small)
    finding, below = words(whole)
    data = {**small.get("datasets", {}), **whole.get("datasets", {})}
    return Exhibit(
        name, finding or style.spaced(name), below, data, wide, narrow, tuple(_numbers(name, whole))
    )


def words(specification: Mapping[str, Any]) -> tuple[str, str]:
    """Read what stands above a figure: the finding, and how to read it; texts that change are left to it."""
    title = specification.get("title", "")
    parts = (title.get("text", ""), title.get("subtitle", "")) if isinstance(title, dict) else (title, "")
    finding, below = (" ".join(one) if isinstance(one, list) else one for one in parts)
    return (finding if isinstance(finding, str) else "", below if isinstance(below, str) else "")


def _specification(whole: Mapping[str, Any]) -> dict[str, Any]:
    """Leave a specification without its data and without what the page says itself, its colours named."""
    own = {key: value for key, value in whole.items() if key not in {"datasets", "title", "$schema"}}
    if not words(whole)[0] and "title" in whole:
        own["title"] = whole["title"]
    recoloured: dict[str, Any] = _recoloured(own)
    return recoloured


def _recoloured(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _recoloured(value) for key, value in part.items()}
    if isinstance(part, list):
        return [_recoloured(value) for value in part]
    return f"var(--{style.NAMES[part]})" if isinstance(part, str) and part in style.NAMES else part


def _numbers(name: str, whole: Mapping[str, Any]) -> Iterator[Table]:
    """Lay out the data of a figure, but for what only places its words and rules."""
    for rows in whole.get("datasets", {}).values():
        frame = _frame(rows)
        if frame.width < LEAST:
            continue
        if {"label", "align"} <= {*frame.columns}:
            continue
        told = frame.select(pl.exclude(PLACES)).head(MOST // frame.width)
        of_all = f", the first {told.height} rows of {frame.height}" if told.height < frame.height else ""
        yield table(f"Numbers of the figure {style.spaced(name)}{of_all}", told)


def _frame(rows: Any) -> pl.DataFrame:
    """Lay out the data of a figure, rows or lines of CSV; outlines of a map are no rows and left out."""
    if isinstance(rows, str):
        return pl.read_csv(rows.encode(), infer_schema_length=None)
    if not isinstance(rows, list | tuple) or not rows or not isinstance(rows[0], dict):
        return pl.DataFrame()
    frame = pl.DataFrame(rows, infer_schema_length=None)
    return frame.select(name for name, kind in frame.schema.items() if not kind.is_nested())
