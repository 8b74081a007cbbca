"""The command that puts a pact under stress: its options, what it shows, and what it says when stopped.

It parses, calls one function and prints; how a pact is simulated it does not know.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from replay.asking import (
    CODING,
    EDITS,
    FIX,
    FORMAT,
    SEED,
    THEORY,
    TIMELINE,
    TRAIN,
    WORKERS,
    assignment,
    names,
    options_of,
)
from replay.display import Format, progress_bar
from replay.errors import RequestError

NEXT = "replay query {0} danger_years; replay chart {0} survival -o survival.svg"
"""What to ask next of a ledger."""
NO_BOXES = (
    "Looking for no conditions (boxes): pip install 'replay-alliances[discovery]' brings what finds them"
)


def stress(
    timeline: TIMELINE,
    pact: Annotated[
        str | None, typer.Option(help="The pact to test; those there are are named where it is left out.")
    ] = None,
    branch: Annotated[
        int | None,
        typer.Option(
            metavar="YEAR", help="The last year of the record.", show_default="before the scored span"
        ),
    ] = None,
    edits: EDITS = None,
    tip: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME|FILE",
            help="An edit list of events alone, applied to every degree, from none to twice; repeatable.",
        ),
    ] = None,
    histories: Annotated[int | None, typer.Option(help="Histories simulated.", show_default="2000")] = None,
    seed: SEED = None,
    theory: THEORY = None,
    coding: CODING = None,
    fix: FIX = None,
    train: TRAIN = None,
    until: Annotated[
        int | None, typer.Option(help="The last year that these teach.", show_default="the branching date")
    ] = None,
    largest: Annotated[
        int | None,
        typer.Option(help="The most edit lists tried together to break the pact.", show_default="1"),
    ] = None,
    boxes: Annotated[
        bool | None,
        typer.Option(
            "--boxes/--no-boxes",
            help="Look for the parameters under which the pact is loose.",
            show_default="if `discovery` is there",
        ),
    ] = None,
    workers: WORKERS = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="URL", help="The Dask scheduler to work on, as tcp://HOST:8786.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The ledger to write.", show_default="TIMELINE-PACT.duckdb"),
    ] = None,
    options: Annotated[
        Path | None,
        typer.Option(help="A TOML file of these options but out and format; what is given here wins."),
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """Simulate a pact from a branching date on, under every edit list: when it is in danger, what breaks it.

    Stopped, it goes on when the same command is given again.
    """
    given = {
        "pact": pact,
        "branch": branch,
        "edits": tuple(edits) if edits else None,
        "tip": tuple(tip) if tip else None,
        "histories": histories,
        "seed": seed,
        "theories": tuple(theory) if theory else None,
        "coding": coding,
        "fixed": dict(map(assignment, fix)) if fix else None,
        "train": names(train),
        "until": until,
        "largest": largest,
        "boxes": boxes,
        "workers": workers,
        "cluster": cluster,
    }
    _stress(timeline, _wanted(timeline, options, given), out, form)


def _wanted(timeline: str, options: Path | None, given: dict[str, Any]) -> dict[str, Any]:
    """Put together what a file and what the command line say; raises RequestError where no pact is named."""
    from replay.request import stress_request

    said = options_of(options) | {name: value for name, value in given.items() if value is not None}
    if "pact" not in said:
        from replay.branching import testable
        from replay.loading import load

        could = testable(load(timeline), said.get("coding"))
        raise RequestError(f"pact is missing; --pact NAME is one of\n{could}")
    return stress_request(**said).model_dump()


def _stress(timeline: str, wanted: dict[str, Any], out: Path | None, form: Format) -> None:
    from replay.discovery import available
    from replay.stress_reading import outlook
    from replay.stress_summary import show_outlook
    from replay.stress_test import stress as tried

    if wanted["boxes"] is None and not available():
        typer.echo(NO_BOXES, err=True)
    place = out or Path(f"{Path(timeline).resolve().name}-{_plain(wanted['pact'])}.duckdb")
    try:
        with progress_bar(f"Stressing {wanted['pact']}", "steps") as progress:
            tried(timeline, place, progress=progress, **wanted)
    except KeyboardInterrupt as error:
        for note in getattr(error, "__notes__", ()):
            typer.echo(note, err=True)
        raise
    show_outlook(outlook(place), form)
    typer.echo(f"Wrote {place}; next: {NEXT.format(place)}", err=True)


def _plain(pact: str) -> str:
    """Make of a pact's name a part of a file's."""
    return re.sub(r"\W+", "-", pact.strip().lower()).strip("-") or "pact"
