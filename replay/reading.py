"""Reading CSV tables as texts: each distinct text of a column is judged once, every fault is kept.

It knows columns and cells, not what a timeline means by them.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from replay.clock import Window, parse_window
from replay.errors import Fault, nearest

Parse = Callable[[str], Any]
SHORT = 30
"""Words that a message still lists in full."""
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


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
    """The readable rows of one or more files: values by column, and where each row stands."""

    files: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    texts: list[tuple[tuple[str, str], ...]] = field(default_factory=list)

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
        for name, cells in other.values.items():
            self.values.setdefault(name, []).extend(cells)


def text(cell: str) -> str:
    """Take a cell as it stands."""
    return cell


def slug(cell: str) -> str:
    """Take an identifier of letters, digits, hyphens, dots and underscores."""
    if not _SLUG.fullmatch(cell):
        raise UnreadableError("an identifier has letters, digits and hyphens only")
    return cell


def number(low: float = 0, high: float = float("inf")) -> Parse:
    """Make a reader of decimal numbers between two bounds, both included."""

    def parse(cell: str) -> float:
        if not _NUMBER.fullmatch(cell) or not low <= float(cell) <= high:
            bounds = f"at least {low:g}" if high == float("inf") else f"from {low:g} to {high:g}"
            raise UnreadableError(f"a number {bounds} is allowed")
        return float(cell)

    return parse


def year(cell: str) -> int:
    """Read a year of four digits."""
    if not re.fullmatch(r"\d{4}", cell):
        raise UnreadableError("a year of four digits is allowed")
    return int(cell)


def day(cell: str) -> date:
    """Read an ISO date."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise UnreadableError("a date as 1956-07-26 is allowed") from None


def window(cell: str) -> Window:
    """Read a date that may be doubtful, in ISO or EDTF form."""
    try:
        return parse_window(cell)
    except ValueError:
        allowed = "a date as 1956-07-26, 1956-07, 1956, 1956? or 1956-07-01/1956-07-05 is allowed"
        raise UnreadableError(allowed) from None


def word(allowed: Collection[str], what: str) -> Parse:
    """Make a reader of words from a closed vocabulary."""
    names = ", ".join(sorted(allowed)) if len(allowed) <= SHORT else f"see `replay list {what}s`"

    def parse(cell: str) -> str:
        if cell not in allowed:
            raise UnreadableError(f"a {what} is one of: {names}", nearest(cell, allowed))
        return cell

    return parse


def several(parse: Parse) -> Parse:
    """Make a reader of values separated by `;`, without repetition."""

    def parse_all(cell: str) -> tuple[Any, ...]:
        parts = tuple(part.strip() for part in cell.split(";"))
        if len(set(parts)) < len(parts):
            raise UnreadableError("no value may stand twice")
        return tuple(parse(part) for part in parts)

    return parse_all


def decode(path: Path, name: str) -> tuple[str, list[Fault]]:
    """Read a file as UTF-8; an unreadable or empty one gives a fault and an empty text."""
    try:
        raw = path.read_bytes()
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", [Fault(name, line, "", f"byte 0x{raw[error.start]:02x}", "files are UTF-8")]
    except OSError as error:
        return "", [Fault(name, 0, "", error.strerror or "unreadable", "a readable file must stand here")]
    if not content.strip():
        return "", [Fault(name, 0, "", "empty", "a file has at least its header")]
    return content, []


def read_table(path: Path, name: str, columns: Sequence[Column]) -> tuple[Table, list[Fault]]:
    """Read one CSV file; return its sound rows and every fault of header, rows and cells.

    A row with a faulty cell is left out of the table: its fault is in the list, so that the
    timeline as a whole is refused.
    """
    content, faults = decode(path, name)
    if faults:
        return Table(), faults
    header, rows, faults = _split(content, name)
    faults += _judge_header(header, columns, name)
    known = {column.name: column for column in columns}
    present = [(number, known[title]) for number, title in enumerate(header) if title in known]
    table = Table(values={column.name: [] for column in columns})
    readings: dict[tuple[str, str], Any] = {}
    for line, cells in rows:
        found = {column.name: (column, cells[position].strip()) for position, column in present}
        values, wrong = _judge_row(found.values(), readings, name, line)
        faults += wrong
        if wrong:
            continue
        table.files.append(name)
        table.lines.append(line)
        table.texts.append(tuple((title, cell) for title, (_, cell) in sorted(found.items()) if cell))
        for title in known:
            table.values[title].append(values.get(title))
    return table, faults


def _split(content: str, name: str) -> tuple[list[str], list[tuple[int, list[str]]], list[Fault]]:
    reader = csv.reader(StringIO(content, newline=""), strict=True)
    faults: list[Fault] = []
    rows: list[tuple[int, list[str]]] = []
    header: list[str] = []
    line = 1
    try:
        header = [title.strip() for title in next(reader)]
        line = reader.line_num + 1
        for cells in reader:
            if cells and len(cells) != len(header):
                allowed = f"{len(header)} cells are allowed, as in the header"
                faults.append(Fault(name, line, "", f"a row of {len(cells)} cells", allowed))
            elif cells:
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        faults.append(Fault(name, line, "", f"broken CSV ({error})", "quotes must be closed and doubled"))
    return header, rows, faults


def _judge_header(header: list[str], columns: Sequence[Column], name: str) -> list[Fault]:
    names = [column.name for column in columns]
    allowed = "the columns are: " + ",".join(names)
    missing = [title for title in names if title not in header]
    faults = [
        Fault(name, 1, title, "an unknown column", allowed, nearest(title, missing or names))
        for title in header
        if title not in names
    ]
    faults += [
        Fault(name, 1, title, f"a column that stands {count} times", allowed)
        for title, count in Counter(header).items()
        if count > 1
    ]
    faults += [Fault(name, 1, title, "missing", allowed) for title in missing]
    return faults


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
