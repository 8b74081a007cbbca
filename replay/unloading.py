"""Unloading: what statements yield of a ledger, written by DuckDB itself as files of other forms.

It knows the forms; what is written, and where to, it is told.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import duckdb

from replay.errors import LedgerError
from replay.ledger import UNREADABLE, first_line, lacking, open_ledger
from replay.queries import quoted

COPIED = {
    ".csv": "format csv, header, timestampformat '%Y-%m-%dT%H:%M:%S.%fZ'",
    ".parquet": "format parquet, compression zstd",
}
"""How files for other programs are written, by their ending; times are UTC."""


def unload(
    path: str | Path, folder: Path, selects: Mapping[str, str], said: Mapping[str, Mapping[str, str]]
) -> dict[str, int]:
    """Write what each statement yields to the file of its name in a folder, CSV or Parquet by its ending.

    `said` is put into the metadata of a Parquet file. Returns the rows of each file; raises LedgerError
    as `open_ledger` does, when the file does not hold what is asked, and when the disk takes no more.
    """
    counts = {}
    with closing(open_ledger(path, folder.resolve())) as connection:
        try:
            connection.execute("set TimeZone = 'UTC'")
            for name, select in selects.items():
                place = str(folder.resolve() / name).replace("'", "''")
                keys = ", ".join(f"{key}: {quoted(text)}" for key, text in said.get(name, {}).items())
                form = COPIED[Path(name).suffix] + (f", kv_metadata {{{keys}}}" if keys else "")
                [(counts[name],)] = connection.execute(f"copy ({select}) to '{place}' ({form})").fetchall()
        except UNREADABLE as error:
            raise LedgerError(Path(path), f"cannot be written out: {first_line(error)}") from error
        except duckdb.Error as error:
            raise lacking(Path(path), error) from error
    return counts
