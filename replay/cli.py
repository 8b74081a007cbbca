"""The command line: each command parses, calls one function, prints, and returns an exit code.

Standard output is data, standard error narration. Whatever is slow to import is imported by the
command that needs it, so that help comes at once. Nothing is computed here.
"""

from __future__ import annotations

import os
import sys
from enum import IntEnum
from pathlib import Path
from typing import Annotated

import typer

from replay import asking, output_commands, stress_command
from replay.asking import (
    CODING,
    EDITS,
    FEED,
    FIX,
    FORMAT,
    LEDGER,
    SEED,
    THEORY,
    TIMELINE,
    TRAIN,
    WORKERS,
    assignment,
    options_of,
)
from replay.display import Format, progress_bar
from replay.errors import AuditError, LedgerError, ReplayError, TimelineError

app = typer.Typer(
    name="replay",
    help="Replay dated history, forecast who aligns and who parts next year, and compare with what happened.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Exit(IntEnum):
    """What the exit code tells a script."""

    DONE = 0
    """All is well."""
    DATA = 1
    """The data are wrong: a timeline is not valid, a ledger cannot be read."""
    REQUEST = 2
    """The request is wrong: a name, an option, a statement."""
    AUDIT = 3
    """An audit or a verification failed; a run published nothing."""
    INTERRUPTED = 130
    """Stopped by the user; nothing was published."""


@app.command()
def check(timeline: TIMELINE, form: FORMAT = Format.table) -> None:
    """Validate a timeline and report every fault at once: file, line, column, what is allowed."""
    from replay.catalogue import faults
    from replay.coverage import overview
    from replay.display import show
    from replay.loading import load

    try:
        loaded = load(timeline)
    except TimelineError as error:
        if form is Format.table:
            typer.echo("\n".join(map(str, error.faults)))
        else:
            show(faults(error), form)
        count = str(error).splitlines()[0]
        raise _EndedError(Exit.DATA, f"{count}, nothing can be run") from None
    show(overview(loaded), form)
    typer.echo(f"{timeline}: sound", err=True)


@app.command()
def run(
    timeline: TIMELINE,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The ledger to write.", show_default="TIMELINE.duckdb")
    ] = None,
    histories: Annotated[
        int | None, typer.Option(help="Draws of the parameters and doubtful dates.", show_default="32")
    ] = None,
    seed: SEED = None,
    theory: THEORY = None,
    coding: CODING = None,
    fix: FIX = None,
    repeats: Annotated[
        bool | None,
        typer.Option(
            "--repeats/--no-repeats",
            help="Forecast again under other codings, without friendly acts or judgements.",
            show_default="yes",
        ),
    ] = None,
    audits: Annotated[
        bool | None,
        typer.Option(
            "--audits/--no-audits", help="Look for look-ahead at three censuses.", show_default="yes"
        ),
    ] = None,
    feed: FEED = None,
    train: TRAIN = None,
    until: Annotated[
        int | None, typer.Option(help="The last year that these teach.", show_default="none after the census")
    ] = None,
    edits: EDITS = None,
    workers: WORKERS = None,
    options: Annotated[
        Path | None,
        typer.Option(
            help="A TOML file of histories, seed, theory, coding, set, feed, train, until, edits, repeats,"
            " audits, workers; what is given here wins."
        ),
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """Replay a timeline, forecast every year from what was known before, and write a ledger."""
    from replay.comparison import compare as read
    from replay.description import laid
    from replay.request import request
    from replay.scoreboard import show_years
    from replay.study import run as study

    given = {
        "histories": histories,
        "seed": seed,
        "theories": tuple(theory) if theory else None,
        "coding": coding,
        "feeds": tuple(feed) if feed else None,
        "edits": tuple(edits) if edits else None,
        "fixed": dict(map(assignment, fix)) if fix else None,
        "repeats": repeats,
        "audits": audits,
        "train": asking.names(train),
        "until": until,
        "workers": workers,
    }
    wanted = options_of(options) | {name: value for name, value in given.items() if value is not None}
    checked = request(**wanted).model_dump()
    place = out or Path(f"{Path(timeline).resolve().name}.duckdb")
    with progress_bar(f"Replaying {timeline}") as progress:
        study(timeline, place, progress=progress, **checked)
    show_years(read(place), form)
    for told in laid(place):
        typer.echo(told, err=True)
    typer.echo(f"Wrote {place}; next: replay compare {place}", err=True)


app.command()(stress_command.stress)
app.command("list")(asking.list_)
for _command in (*asking.COMMANDS, *output_commands.COMMANDS):
    app.command()(_command)


@app.command()
def audit(
    timeline: TIMELINE,
    theory: THEORY = None,
    coding: CODING = None,
    feed: FEED = None,
    seed: Annotated[int, typer.Option(help="Seed of the scrambling.", min=0)] = 1,
    fix: FIX = None,
    form: FORMAT = Format.table,
) -> None:
    """Look for look-ahead at every census: no forecast may change when the later record is taken away.

    The later record is cut off, then scrambled; a cheater that peeks at the next year runs along and
    must be caught. Also names the rules that never fired.
    """
    from replay.lookahead import audit as look
    from replay.scoreboard import show_audit

    fixed = dict(map(assignment, fix or ()))
    with progress_bar(f"Auditing {timeline}") as progress:
        found = look(
            timeline,
            theories=theory or (),
            coding=coding,
            feeds=feed or (),
            seed=seed,
            fixed=fixed,
            progress=progress,
        )
    show_audit(found, form)
    if not found.sound:
        raise _EndedError(Exit.AUDIT, f"the audit of {timeline} failed")


@app.command()
def verify(
    file: LEDGER,
    timeline: Annotated[
        str | None, typer.Option(help="Where the timeline is now.", show_default="where the ledger says")
    ] = None,
    feed: FEED = None,
    train: TRAIN = None,
    workers: WORKERS = None,
    theory: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE.py", help="Where a theory of your own is now, repeatable."),
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """Recompute a ledger from its timeline, and compare all tables row by row."""
    from replay.display import show
    from replay.verification import verify as recomputed

    with progress_bar(f"Verifying {file}") as progress:
        found = recomputed(
            file,
            timeline,
            feeds=tuple(feed or ()),
            theories=tuple(theory or ()),
            train=asking.names(train),
            workers=1 if workers is None else workers,
            progress=progress,
        )
    show(found.tables, form)
    if not found.same:
        raise _EndedError(Exit.AUDIT, f"{file} is not what was recomputed: {found.reason}")
    if found.rounded:
        reason = f"; {found.reason}" if found.reason else ""
        typer.echo(f"{file}: the same to rounding, {found.rounded:,} rows within 1e-9{reason}", err=True)
    else:
        typer.echo(f"{file}: the same, table by table", err=True)


@app.command("import")
def import_(
    source: Annotated[
        str, typer.Argument(help="What is published: mie, wti ...; `replay list sources` names them.")
    ],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Its file, CSV or Parquet.")],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="The folder of the feed to write.")],
    form: FORMAT = Format.table,
) -> None:
    """Make a published data set into a feed, which `replay run TIMELINE --feed DIR` lays over a timeline."""
    from replay.display import show
    from replay.importers import import_feed

    coded = import_feed(source, file, out)
    show(coded.kinds(), form)
    for reason, count in coded.left_out.items():
        typer.echo(f"Left out {count:,} rows {reason}", err=True)
    typer.echo(f"Wrote {out}; next: replay run TIMELINE --feed {out}", err=True)


class _EndedError(ReplayError):
    """A command has said what it had to say and ends with an exit code."""

    def __init__(self, code: Exit, message: str) -> None:
        self.code = code
        super().__init__(message)


def main() -> None:
    """Run the command line; every refusal is one message on standard error and an exit code."""
    try:
        app()
    except ReplayError as error:
        typer.echo("\n".join([f"replay: {error}", *getattr(error, "__notes__", ())]), err=True)
        sys.exit(_code(error))
    except SystemExit as ended:
        # Typer turns an interruption into this exit without a word.
        if ended.code == Exit.INTERRUPTED:
            typer.echo("replay: stopped; nothing was published", err=True)
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        typer.echo(f"replay: {where}{error.strerror}", err=True)
        sys.exit(Exit.REQUEST)


def _code(error: ReplayError) -> Exit:
    match error:
        case _EndedError():
            return error.code
        case TimelineError() | LedgerError():
            return Exit.DATA
        case AuditError():
            return Exit.AUDIT
        case _:
            return Exit.REQUEST
