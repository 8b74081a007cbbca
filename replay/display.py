"""Showing a frame on standard output: a table that fits the terminal, CSV, or JSON.

It knows frames and terminals, not what the columns mean.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


WORD = 20
"""Characters that a column of a table keeps, however narrow the terminal: the longest names fit."""


class Format(StrEnum):
    """How data are written to standard output."""

    table = "table"
    csv = "csv"
    json = "json"


def show(
    frame: pl.DataFrame, form: Format, title: str = "", headers: Mapping[str, str] | None = None
) -> None:
    """Write one frame to standard output; `headers` rename columns in tables only."""
    if form is Format.csv:
        sys.stdout.write(frame.write_csv())
    elif form is Format.json:
        sys.stdout.write(json.dumps(frame.to_dicts(), default=str, ensure_ascii=False, indent=1) + "\n")
    else:
        _table(frame, title, headers or {})


def _table(frame: pl.DataFrame, title: str, headers: Mapping[str, str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    rows = [tuple(map(_cell, row)) for row in frame.iter_rows()]
    for number, (name, kind) in enumerate(frame.schema.items()):
        right = kind.is_numeric()
        widest = max((len(row[number]) for row in rows), default=0)
        table.add_column(
            headers.get(name, name),
            justify="right" if right else "left",
            no_wrap=right,
            overflow="fold",
            min_width=min(widest, WORD),
        )
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 1 else f"{value:.1f}"
    return str(value)
