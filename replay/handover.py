"""The commands that hand a ledger to other tools: files for them, or a browser opened on it.

Each parses, calls one function and prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replay.asking import LEDGER
from replay.dictionary import Target


def export(
    file: LEDGER,
    to: Annotated[Target, typer.Option(help="The form of the files.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FOLDER", help="The folder to write; NAME-FORMAT if left out."),
    ] = None,
) -> None:
    """Write all tables and views as Parquet or CSV, or forecast years as graphs, with a data dictionary."""
    from replay.exporting import export as write

    typer.echo(f"Wrote {write(file, to, out)}", err=True)


def explore(file: LEDGER) -> None:
    """Browse a ledger in Harlequin, an SQL explorer in the terminal: read-only, with all canned queries.

    Needs the extra `browse`. Ctrl-j runs a query, F1 shows all keys, Ctrl-q quits.
    """
    from replay.explorer import explore as browse

    browse(file)
