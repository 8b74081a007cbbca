"""Showing a frame on standard output (a table that fits the terminal, CSV, JSON), and progress beside it.

It knows frames and terminals, not what the columns mean.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


WORD = 12
"""Characters that a column of a table keeps, however narrow the terminal: longer ones wrap."""
LARGE = 3
"""What is beyond shares, and differences and ratios of them; it is shown with one decimal."""
GAP = 2
"""Characters between two columns of a table."""
EDGE = 1
"""Characters at the end of each line of a table that are always blank."""

DAY = 86_400
"""Seconds: how far back the pace of what is done is measured, which is all of it."""

Progress = Callable[[int, int], None]
"""Told after every step how many are done, of how many."""


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
        sys.stdout.write(_flat(frame).write_csv())
    elif form is Format.json:
        rows = [{name: _finite(value) for name, value in row.items()} for row in frame.to_dicts()]
        sys.stdout.write(json.dumps(rows, default=str, ensure_ascii=False, indent=1) + "\n")
    else:
        _table(frame, title, headers or {})
        if frame.is_empty():
            sys.stderr.write("no rows\n")


@contextmanager
def progress_bar(title: str, unit: str = "years") -> Iterator[Progress]:
    """Show on standard error how many of a unit are done, and the time gone and left, while the block lasts.

    Nothing is shown where standard error is no terminal. The pace is that since the first word of progress.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    times = (TimeElapsedColumn(), TextColumn("gone,"), TimeRemainingColumn(), TextColumn("left"))
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit), *times)
    console = Console(stderr=True)
    shown = Bar(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        speed_estimate_period=DAY,
    )
    with shown as bar:
        task = bar.add_task(title, total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, total=total)
            # Unlike an update, this counts from the first word on, even if it is that nothing is done yet.
            bar.advance(task, done - bar.tasks[0].completed)

        yield tell


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """Write what CSV has no form for, such as a list, as a text."""
    import polars as pl

    odd = [name for name, kind in frame.schema.items() if kind.is_nested() or kind == pl.Binary]
    texts = {name: [None if cell is None else str(cell) for cell in frame[name].to_list()] for name in odd}
    return frame.with_columns(pl.Series(name, cells, pl.String) for name, cells in texts.items())


def _finite(value: Any) -> Any:
    """Replace a number that JSON has no form for by null."""
    return None if isinstance(value, float) and not isfinite(value) else value


def _table(frame: pl.DataFrame, title: str, headers: Mapping[str, str]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, emoji=False, highlight=False)
    names = [headers.get(name, name.replace("_", " ")) for name in frame.columns]
    columns = [cells(column) for column in frame.iter_columns()]
    rows = list(zip(*columns, strict=True))
    numeric = [kind.is_numeric() for kind in frame.dtypes]
    least = [_least(*column) for column in zip(names, columns, numeric, strict=True)]
    # The last blank of a line, an edge of the table, may stand outside of the terminal: it is cut.
    room = console.width + EDGE
    if sum(least) + GAP * len(least) > room:
        _records(title, names, rows)
        return
    table = Table(
        title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0)
    )
    for name, right, width in zip(names, numeric, least, strict=True):
        table.add_column(name, justify="right" if right else "left", overflow="fold", min_width=width)
    for row in rows:
        table.add_row(*row)
    with console.capture() as captured:
        console.print(table, width=room, crop=False)
    lines = [line.rstrip() for line in captured.get().splitlines()]
    if any(len(Text.from_ansi(line)) > console.width for line in lines):
        _records(title, names, rows)
        return
    sys.stdout.write("".join(f"{line}\n" for line in lines))


def _records(title: str, names: Sequence[str], rows: Sequence[tuple[str, ...]]) -> None:
    """Write each row as a block of `name  value` lines, where the terminal is too narrow for a table."""
    width = max(map(len, names), default=0)
    for number, row in enumerate(rows, 1):
        sys.stdout.write(f"{title + ' ' if title else ''}row {number}\n")
        for name, cell in zip(names, row, strict=True):
            sys.stdout.write(f"  {name:<{width}}  {cell}\n")


def _least(name: str, cells: Sequence[str], numeric: bool) -> int:  # noqa: FBT001 - one flag, named by its column
    widest = max(map(len, cells), default=0)
    needed = max([widest, *map(len, name.split())])
    return needed if numeric else min(needed, WORD)


def cells(column: pl.Series) -> list[str]:
    """Write a column's values as tables show them.

    Its floats alike, with three decimals unless one of them reaches `LARGE`.
    """
    sizes = [abs(value) for value in column if isinstance(value, float)]
    decimals = 3 if max(sizes, default=0) < LARGE else 1
    return [_cell(value, decimals) for value in column]


def _cell(value: Any, decimals: int) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.{decimals}f}" if isinstance(value, float) else str(value)
