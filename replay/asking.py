"""The commands that ask what a ledger holds, or a timeline is made of, and how options are written.

Each parses, calls one function and prints; which of them there are the command line says.
"""

from __future__ import annotations

import tomllib
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from replay.display import Format
from replay.errors import RequestError

FORMAT = Annotated[Format, typer.Option("--format", "-f", help="How to write the data.")]
EDITS = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME|FILE",
        help="What would have been otherwise, repeatable: FILE.toml, or a name from `replay list edits`.",
    ),
]
LEDGER = Annotated[Path, typer.Argument(metavar="FILE", help="A ledger that `replay run` wrote.")]
FEED = Annotated[
    list[Path] | None,
    typer.Option(metavar="DIR", help="A feed to lay over the timeline, repeatable; see `replay import`."),
]
TIMELINE = Annotated[str, typer.Argument(help="A shipped timeline's name, or a folder.")]
TRAIN = Annotated[
    str | None,
    typer.Option(metavar="A,B", help="Timelines to calibrate on, in place of what came before in this one."),
]
THEORY = Annotated[
    list[str] | None,
    typer.Option(help="A theory to ask, or FILE.py with one, repeatable.", show_default="all"),
]
CODING = Annotated[
    str | None, typer.Option(help="The coding of the alignments.", show_default="the manifest's")
]
SEED = Annotated[int | None, typer.Option(help="Seed of every random stream.", show_default="1")]
FIX = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=NUMBER", help="Fix a parameter in all histories, repeatable."),
]
WORKERS = Annotated[
    int | None,
    typer.Option(help="Processes that share the work; the result is the same.", show_default="1, this one"),
]
MOVED = {"moved": "moved (1/1000)", "p_shift": "p", "p_without": "p without"}
WHAT = Annotated[str, typer.Argument(metavar="FILE|TIMELINE", help="A ledger, or a timeline.")]


class Listing(StrEnum):
    """What can be listed."""

    timelines = "timelines"
    theories = "theories"
    queries = "queries"
    kinds = "kinds"
    parameters = "parameters"
    sources = "sources"
    edits = "edits"


def list_(
    kind: Annotated[
        Listing | None, typer.Argument(help="What to list; everything but parameters if left out.")
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """List the shipped timelines, theories, queries, event kinds, parameters, sources, edit lists."""
    from replay import catalogue
    from replay.display import show

    if kind is None and form is not Format.table:
        raise RequestError(f"{form} holds one list; name one of {', '.join(Listing)}")
    wanted = [kind] if kind else [one for one in Listing if one is not Listing.parameters]
    for one in wanted:
        show(getattr(catalogue, one.value)(), form, title=one.value if form is Format.table else "")


def compare(
    file: LEDGER,
    theory: Annotated[
        str | None, typer.Option(help="The theory to set beside the baselines, and to judge.")
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """Compare predicted with actual shifts year by year, with skill over every baseline.

    Of a stress run, tell how the pact fares: theory by theory, under each edit list, and what breaks it.
    """
    from replay.stress_reading import is_stress, outlook

    if is_stress(file):
        from replay.stress_summary import show_outlook

        show_outlook(outlook(file, theory), form)
        return
    from replay.comparison import compare as read
    from replay.scoreboard import show_comparison

    show_comparison(read(file, theory), form)


def explain(
    file: LEDGER,
    first: Annotated[str, typer.Argument(metavar="STATE", help="The code of a state.")],
    second: Annotated[str, typer.Argument(metavar="STATE", help="The code of another.")],
    year: Annotated[int, typer.Argument(metavar="YEAR", help="The year forecast.")],
    form: FORMAT = Format.table,
) -> None:
    """Explain a forecast of two states: impressions by event, threat by source, log-odds by term."""
    from replay.explanation import explain as found
    from replay.reasons import show_explanation

    show_explanation(found(file, first, second, year), form)


def query(
    file: LEDGER,
    name: Annotated[str, typer.Argument(help="A canned query; `replay list queries` names them.")],
    arguments: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY=VALUE]...", help="Its parameters.")
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """Ask a canned query of a ledger."""
    from replay.display import show
    from replay.ledger import query as ask

    show(ask(file, name, **dict(map(pair, arguments or []))), form)


def case(
    file: LEDGER,
    name: Annotated[str | None, typer.Argument(help="A case; all are listed if left out.")] = None,
    form: FORMAT = Format.table,
) -> None:
    """Tell a well-known case: what was known when, what each theory expected, what happened."""
    from replay import cases
    from replay.display import show

    if name is None:
        show(cases.cases(file), form)
    elif form is not Format.table:
        raise RequestError(f"{form} holds the list of cases; a case is told as text")
    else:
        typer.echo(cases.case(file, name), nl=False)


def sql(
    file: LEDGER,
    statement: Annotated[str, typer.Argument(help="A select statement, in quotes.")],
    form: FORMAT = Format.table,
) -> None:
    """Ask a ledger anything in SQL, read-only."""
    from replay.display import show
    from replay.ledger import sql as ask

    show(ask(file, statement), form)


def describe(
    what: Annotated[
        str,
        typer.Argument(
            metavar="FILE|TIMELINE|THEORY", help="A ledger, a timeline, or a theory or its FILE.py."
        ),
    ],
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[TABLE|SECTION]",
            help="A table or view of the ledger; overview, kinds, states, gaps, agreement or"
            " disagreements of the timeline; claim or terms of the theory.",
        ),
    ] = None,
    form: FORMAT = Format.table,
) -> None:
    """Describe a ledger by its own comments, a timeline by its own rows, a theory by what it declares."""
    from replay import description
    from replay.display import show
    from replay.ledger import is_ledger

    if not name and description.is_theory(what):
        show(description.describe(what), form)
        if form is Format.table and (terms := description.describe(what, "terms")).height:
            show(terms, form)
        return
    if name or is_ledger(what):
        show(description.describe(what, name), form)
        return
    if form is not Format.table:
        raise RequestError(f"{form} holds one table; name one of {', '.join(description.SECTIONS)}")
    loaded = description.timeline_of(what)
    for title, section in description.sections(loaded).items():
        show(section(loaded), form, title)
    if description.AGREED in description.sections(loaded):
        typer.echo(f"Dyad by dyad: replay describe {what} disagreements", err=True)


def pivotal(
    timeline: Annotated[str, typer.Argument(help="A shipped timeline's name, or a folder.")],
    theory: Annotated[
        list[str] | None,
        typer.Option(
            help="A theory to ask, or FILE.py with one, repeatable.", show_default="all but baselines"
        ),
    ] = None,
    last: Annotated[int | None, typer.Option(help="Strike only so many events, the last ones.")] = None,
    top: Annotated[int, typer.Option(help="Events that a table shows.", min=1)] = 20,
    coding: CODING = None,
    workers: WORKERS = None,
    form: FORMAT = Format.table,
) -> None:
    """Strike each event in turn, and rank events by how much of the forecasts they carry.

    `moved` is the mean absolute change of log-odds over all dyad-years, in tables in thousandths;
    `log score` by how many nats forecasts are better with the event.
    """
    from replay import hinges
    from replay.display import progress_bar, show

    with progress_bar(f"Striking the events of {timeline}") as progress:
        ranked = hinges.pivotal(
            timeline, theories=theory or (), last=last, coding=coding, workers=workers or 1, progress=progress
        )
    if form is Format.table:
        show(hinges.leading(ranked, top), form, "Events by how much of the forecasts they carry", MOVED)
        show(hinges.by_theory(ranked), form, "What carries most for each theory", MOVED)
        typer.echo(hinges.STANDS, err=True)
    else:
        show(ranked, form)


def cite(
    what: WHAT,
) -> None:
    """Write a paragraph of methods, and BibTeX for exactly what a run touched or a timeline holds."""
    from replay.citation import cite as found

    typer.echo(found(what))


COMMANDS = (compare, explain, query, case, sql, describe, pivotal, cite)
"""What the command line takes from here under its own name, in the order of its help."""


def pair(text: str) -> tuple[str, str]:
    """Split `key=value`; raises RequestError for anything else."""
    name, equals, value = text.partition("=")
    if not equals or not name:
        raise RequestError(f"'{text}' was given; key=value is allowed")
    return name, value


def names(text: str | None) -> tuple[str, ...] | None:
    """Split names at commas; None where nothing is given."""
    return None if text is None else tuple(name.strip() for name in text.split(","))


def assignment(text: str) -> tuple[str, float]:
    """Read `name=number`; raises RequestError for anything else."""
    name, value = pair(text)
    try:
        return name, float(value)
    except ValueError:
        raise RequestError(f"--set {name} was '{value}'; a number is allowed") from None


def options_of(path: Path | None) -> dict[str, Any]:
    """Read the options of a run from a TOML file, if there is one; raises RequestError when it is none."""
    if path is None:
        return {}
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RequestError(f"{path} is not TOML: {error}") from error
    flags = {"theory": "theories", "set": "fixed", "feed": "feeds"}
    return {flags.get(key, key): value for key, value in found.items()}
