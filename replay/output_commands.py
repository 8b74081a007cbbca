"""The commands that hand a ledger to other eyes and tools: pictures, pages, files, an explorer opened on it.

Each parses, calls one function and prints.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from replay.asking import LEDGER, pair
from replay.dictionary import Target


def chart(
    file: LEDGER,
    name: Annotated[
        str, typer.Argument(help="A chart, such as by_year, skill, threat, or of a stress run survival.")
    ],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The picture to write: FILE.svg, FILE.png or FILE.html.")
    ],
    arguments: Annotated[
        list[str] | None,
        typer.Argument(metavar="[KEY=VALUE]...", help="Its options, such as observer=EGY observed=ISR."),
    ] = None,
) -> None:
    """Draw a chart of a ledger, without going online."""
    from replay.charts import draw

    given = dict(map(pair, arguments or []))
    draw(file, name, out, **given)
    typer.echo(f"Wrote {out}", err=True)


def predict(
    file: LEDGER,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="HTML", help="The page to write.", show_default="FILE-predict.html, here"
        ),
    ] = None,
    likeliest: Annotated[
        int, typer.Option(help="Dyads a year that forecasters find likeliest to tie, and to part.", min=0)
    ] = 3,
    lots: Annotated[int, typer.Option(help="Dyads a year drawn by lot from the rest, of each.", min=0)] = 1,
    first: Annotated[int | None, typer.Option(help="First year.", show_default="all that are scored")] = None,
    last: Annotated[int | None, typer.Option(help="Last year.")] = None,
) -> None:
    """Make a page for classes: forecast year by year, see what happened, be scored like the theories.

    One file that needs nothing else, offline, on paper, on a phone. What each forecast is asked about was
    picked by what was known before the year.
    """
    from replay.classroom import predict as make

    place = out or Path(f"{file.stem}-predict.html")
    make(file, place, likeliest=likeliest, lots=lots, first=first, last=last)
    typer.echo(f"Wrote {place}; open it in a browser", err=True)


def report(
    file: LEDGER,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The page to write.", show_default="FILE.html, here")
    ] = None,
) -> None:
    """Write a report on a ledger: one page of HTML with words, figures and tables that works offline."""
    from replay.report_page import report as write

    place = out or Path(f"{file.stem}.html")
    write(file, place)
    typer.echo(f"Wrote {place}", err=True)


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


COMMANDS = (chart, report, predict, export, explore)
"""What the command line takes from here under its own name, in the order of its help."""
