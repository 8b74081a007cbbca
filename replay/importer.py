"""What an importer is: a published file read as texts, coded into events, and written as a feed.

It knows files, columns and folders; what a row of a publication means stands in `importers`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path

import polars as pl

from replay import atomic_files
from replay.errors import Fault, TimelineError, nearest
from replay.tables import EVENTS

PARQUET = b"PAR1"
"""How a Parquet file begins."""
SEPARATORS = (",", ";", "\t")
SETTINGS = "feed.toml"
PARTS = {SETTINGS, "sources.bib", "events"}
"""What stands in the folder of a feed, and nothing else does."""


@dataclass(frozen=True)
class Coded:
    """Events in columns of a timeline's event files, and how many rows gave none, by reason.

    Of those columns `events` has the ones that differ from row to row; it has no confidence and no source.
    """

    events: pl.DataFrame
    left_out: Mapping[str, int]

    def kinds(self) -> pl.DataFrame:
        """Count the events of each kind, the commonest first."""
        counted = self.events.group_by("kind").agg(pl.len().alias("events"))
        return counted.sort("events", "kind", descending=[True, False])


@dataclass(frozen=True)
class Importer:
    """A publication that can be made into a feed.

    `columns` are those of its authors that are read; `code` turns the rows, all texts, into events;
    `source` is the key of the one entry in `bibtex`; `tolerance` is how many days apart a row of the
    feed and an act that stands already may be one.
    """

    name: str
    title: str
    citation: str
    covers: str
    source: str
    bibtex: str
    tolerance: int
    columns: tuple[str, ...]
    code: Callable[[pl.DataFrame], Coded]


@cache
def lookup(name: str) -> pl.DataFrame:
    """Read a table of the package that translates the codes of a publication, all texts."""
    return pl.read_csv(BytesIO(files("replay.importers").joinpath(name).read_bytes()), infer_schema=False)


def make_feed(importer: Importer, file: Path, out: Path) -> Coded:
    """Read a publication's file and write the feed's folder, whole or not at all.

    Raises RequestError when no feed may be written at `out`, TimelineError when the file cannot be
    read, lacks columns, or gives no event.
    """
    atomic_files.require_folder(out, "a feed", SETTINGS, _own)
    rows = read_publication(file, importer.columns)
    coded = importer.code(rows)
    if coded.events.is_empty():
        reasons = ", ".join(f"{count} {reason}" for reason, count in coded.left_out.items())
        raise _refusal(file, f"without an event ({reasons or 'no rows'})", importer.covers)
    with atomic_files.folder(out) as draft:
        (draft / "events").mkdir()
        (draft / SETTINGS).write_text(_settings(importer, rows.height, coded.left_out), encoding="utf-8")
        (draft / "sources.bib").write_text(importer.bibtex, encoding="utf-8")
        _table(coded.events, importer.source).write_csv(draft / "events" / f"{importer.name}.csv")
    return coded


def sift(rows: pl.DataFrame, wrong: Mapping[str, pl.Expr]) -> tuple[pl.DataFrame, dict[str, int]]:
    """Leave out the rows with which something is wrong; return the others, and how many left by reason."""
    left_out: dict[str, int] = {}
    for reason, condition in wrong.items():
        kept = rows.filter(~condition)
        if kept.height < rows.height:
            left_out[reason] = rows.height - kept.height
        rows = kept
    return rows, left_out


def _own(folder: Path) -> set[str] | None:
    return PARTS if (folder / SETTINGS).exists() else None


def read_publication(file: Path, columns: Iterable[str]) -> pl.DataFrame:
    """Read the named columns of a CSV or Parquet file as texts.

    Raises TimelineError when the file cannot be read, or lacks columns: each is named, with its nearest.
    """
    try:
        raw = file.read_bytes()
        rows = pl.read_parquet(BytesIO(raw)) if raw.startswith(PARQUET) else _read_csv(raw)
    except OSError as error:
        raise _refusal(file, f"not readable ({error.strerror})", "a file must stand here") from error
    except pl.exceptions.PolarsError as error:
        raise _refusal(file, f"broken ({str(error).splitlines()[0]})", "CSV or Parquet is allowed") from error
    wanted = tuple(columns)
    others = [name for name in rows.columns if name not in wanted]
    near = {name: nearest(name, others) for name in wanted if name not in rows.columns}
    if near:
        missing = ", ".join(f"{name} (is it {likely}?)" if likely else name for name, likely in near.items())
        raise _refusal(file, f"without the columns {missing}", f"needed are {', '.join(wanted)}")
    return rows.select(pl.col(name).cast(pl.String).str.strip_chars() for name in wanted)


def _refusal(file: Path, found: str, allowed: str) -> TimelineError:
    # The folder `.` has a path, but no name.
    return TimelineError(str(file), [Fault(file.name or str(file), 0, "", found, allowed)])


def _read_csv(raw: bytes) -> pl.DataFrame:
    header = raw.partition(b"\n")[0].decode("utf-8", "replace")
    separator = max(SEPARATORS, key=header.count)
    return pl.read_csv(BytesIO(raw), separator=separator, infer_schema=False, encoding="utf8-lossy")


def _table(events: pl.DataFrame, source: str) -> pl.DataFrame:
    """Lay events out as a timeline's event files have them: a day each, seen in the source, if not said."""
    always = {"precision": "day", "confidence": "A", "source": source}
    columns = {column.name: pl.lit(always.get(column.name)) for column in EVENTS}
    given = {name: pl.col(name) for name in events.columns}
    return events.select(**{**columns, **given})


def _settings(importer: Importer, rows: int, left_out: Mapping[str, int]) -> str:
    """Write feed.toml; a JSON text is a TOML text."""
    texts = ("name", "title", "citation", "covers")
    lines = [f"{key} = {json.dumps(getattr(importer, key), ensure_ascii=False)}" for key in texts]
    lines += [f"tolerance = {importer.tolerance}", f"published = {rows}", "", "[left_out]"]
    lines += [f"{json.dumps(reason)} = {count}" for reason, count in left_out.items()]
    return "\n".join(lines) + "\n"
