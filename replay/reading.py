"""Reading CSV tables as texts: each distinct text of a column is judged once, every fault is kept.

It knows columns and rows, not what may stand in a cell; that stands in `tables`.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from errno import EISDIR, ENOENT
from io import StringIO
from pathlib import Path
from typing import Any

from replay.errors import Fault, nearest

Parse = Callable[[str], Any]
_ABSENT = {ENOENT: "missing", EISDIR: "a folder"}


class UnreadableError(ValueError):
    """A cell's text is not what its column allows."""

    def __init__(self, allowed: str, likely: str | None = None) -> None:
        self.allowed = allowed
        self.nearest = likely
        super().__init__(allowed)


@dataclass(frozen=True)
class Column:
    """A column of a table: its name, how a cell reads, and whether every row must fill it."""

    name: str
    parse: Parse
    required: bool = True


@dataclass
class Table:
    """The readable rows of one or more files: values by column, and where each row stands.

    `complete` is false when a row or a whole file could not be read, so that what is looked for in
    vain may only be illegible.
    """

    files: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    texts: list[tuple[tuple[str, str], ...]] = field(default_factory=list)
    complete: bool = True
    torn: list[tuple[str, int, dict[str, Any]]] = field(default_factory=list)
    """Rows with an unreadable cell, as file, line and the cells that could be read."""

    def rows(self) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """Walk over the rows as file, line and values by column name."""
        names = list(self.values)
        for file, line, *cells in zip(self.files, self.lines, *self.values.values(), strict=True):
            yield file, line, dict(zip(names, cells, strict=True))

    def extend(self, other: Table) -> None:
        """Add the rows of another table with the same columns."""
        self.files += other.files
        self.lines += other.lines
        self.texts += other.texts
        self.complete &= other.complete
        self.torn += other.torn
        for name, cells in other.values.items():
            self.values.setdefault(name, []).extend(cells)


def decode(path: Path, name: str) -> tuple[str, list[Fault]]:
    """Read a file as UTF-8; an unreadable or empty one gives a fault and an empty text."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        found = _ABSENT.get(error.errno or 0, f"not readable ({error.strerror})")
        return "", [Fault(name, 0, "", found, "a readable file must stand here")]
    try:
        content, foreign = raw.decode("utf-8").removeprefix("\ufeff"), raw.find(b"\0")
    except UnicodeDecodeError as error:
        content, foreign = "", error.start
    if foreign >= 0:
        line = raw[:foreign].count(b"\n") + 1
        return "", [Fault(name, line, "", f"byte 0x{raw[foreign]:02x}", "files are UTF-8")]
    if not content.strip():
        return "", [Fault(name, 0, "", "empty", "a file must not be empty")]
    return content, []


def read_table(path: Path, name: str, columns: Sequence[Column]) -> tuple[Table, list[Fault]]:
    """Read one CSV file; return its sound rows and every fault of header, rows and cells.

    A row with a faulty cell is left out of the table, as is every row under a faulty header: the
    fault is in the list, so that the timeline as a whole is refused.
    """
    table = Table(values={column.name: [] for column in columns}, complete=False)
    content, faults = decode(path, name)
    numbered = _split(content, name, faults)
    if not numbered:
        return table, faults
    (first, header), *rows = numbered
    misread = _judge_header(header, [column.name for column in columns], name, first)
    faults += misread
    known = {column.name: column for column in columns}
    present = [(place, known[title]) for place, title in enumerate(header) if title in known]
    readings: dict[tuple[str, str], Any] = {}
    for line, cells in _even(rows, len(header), name, [] if misread else faults):
        found = {column.name: (column, cells[place]) for place, column in present}
        values, wrong = _judge_row(found.values(), readings, name, line)
        faults += wrong
        if wrong and not misread:
            table.torn.append((name, line, values))
        if wrong or misread:
            continue
        table.files.append(name)
        table.lines.append(line)
        table.texts.append(tuple((title, cell) for title, (_, cell) in sorted(found.items()) if cell))
        for title in known:
            table.values[title].append(values.get(title))
    table.complete = not faults
    return table, faults


def _split(content: str, name: str, faults: list[Fault]) -> list[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(content, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                rows.append((line, stripped))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(name, line, "", f"broken CSV ({error})", "quotes must be closed and doubled"))
    return rows


def _even(rows: Iterable[tuple[int, list[str]]], width: int, name: str, faults: list[Fault]) -> Iterator[Any]:
    for line, cells in rows:
        if len(cells) == width:
            yield line, cells
        else:
            allowed = f"{width} cells are allowed, as in the header"
            faults.append(Fault(name, line, "", f"a row of {len(cells)} cells", allowed))


def _judge_header(header: list[str], names: list[str], name: str, line: int) -> list[Fault]:
    allowed = "the columns are: " + ",".join(names)
    if len(header) == 1:
        return [Fault(name, line, "", f"one cell, '{header[0]}'", f"with commas between, {allowed}")]
    missing = [title for title in names if title not in header]
    misspelt = {title: nearest(title, missing) for title in header if title not in names}
    faults = [
        Fault(name, line, title, "an unknown column", allowed, likely) for title, likely in misspelt.items()
    ]
    faults += [
        Fault(name, line, title, f"a column that stands {count} times", allowed)
        for title, count in Counter(header).items()
        if count > 1 and title in names
    ]
    likely = misspelt.values()
    return faults + [Fault(name, line, title, "missing", allowed) for title in missing if title not in likely]


def _judge_row(
    cells: Iterable[tuple[Column, str]], readings: dict[tuple[str, str], Any], name: str, line: int
) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for column, cell in cells:
        if not cell:
            if column.required:
                faults.append(Fault(name, line, column.name, "empty", "a value must stand here"))
            continue
        key = (column.name, cell)
        if key not in readings:
            readings[key] = _reading(column, cell)
        value = readings[key]
        if isinstance(value, UnreadableError):
            faults.append(Fault(name, line, column.name, f"'{cell}'", value.allowed, value.nearest))
        else:
            values[column.name] = value
    return values, faults


def _reading(column: Column, cell: str) -> Any:
    try:
        return column.parse(cell)
    except UnreadableError as error:
        return error
