"""Showing the outlook of a pact: theories, edit lists, parties, what breaks it, and the sentences on all.

It picks and labels columns of what `stress_reading` has read; it computes nothing.
"""

from __future__ import annotations

import json
import sys
from shutil import get_terminal_size
from textwrap import fill

import polars as pl

from replay.display import Format, show
from replay.stress_reading import Outlook
from replay.stress_verdicts import UNEDITED

LABELS = {
    "survival": "in force",
    "low": "5 %",
    "high": "95 %",
    "difference": "points",
    "difference_low": "5 %",
    "difference_high": "95 %",
    "remaining": "still in",
    "danger_year": "worst year",
    "danger": "p then",
    "name": "party",
    "leave_year": "likeliest",
    "edits": "smallest set",
    "tried": "sets tried",
    "edit": "edit list",
}
"""What columns are called in tables."""


def show_outlook(outlook: Outlook, form: Format) -> None:
    """Show theories and baselines, edit lists, parties, what breaks the pact, and what it comes to.

    CSV holds a row a theory and edit list, JSON all.
    """
    if form is Format.csv:
        show(outlook.theories, form)
        return
    if form is Format.json:
        frames = ("theories", "parties", "breaks", "boxes", "tipping", "courses")
        content = {name: getattr(outlook, name).to_dicts() for name in frames}
        content |= {"theory": outlook.theory, "pact": outlook.pact, "reading": outlook.reading}
        sys.stdout.write(json.dumps(content, indent=1) + "\n")
        return
    _show_theories(outlook)
    _show_edits(outlook)
    _show_parties(outlook)
    _show_breaks(outlook)
    width = get_terminal_size().columns
    for sentence in outlook.reading:
        sys.stdout.write(fill(sentence, width, subsequent_indent="  ", break_on_hyphens=False) + "\n")


def _show_theories(outlook: Outlook) -> None:
    unedited = outlook.theories.filter(edit=UNEDITED).sort("survival", "remaining", "theory")
    columns = ("remaining", "joined", "danger_year", "danger")
    end = unedited["year"][0]
    for title, rows in (
        (f"{outlook.pact} at the end of {end}, in % of histories", unedited.filter(~pl.col("baseline"))),
        ("The same by baselines", unedited.filter("baseline")),
    ):
        if rows.height:
            force = pl.col("survival") * 100
            shown = rows.select("theory", force, *map(_percent, ("low", "high")), *columns)
            show(shown, Format.table, title, LABELS)


def _show_edits(outlook: Outlook) -> None:
    """Show by list what it does to survival by the theory that is told, and whom it moves most."""
    rows = outlook.theories
    edited = rows.filter(pl.col("edit") != UNEDITED)
    if not edited.height:
        return
    kept = rows.filter(edit=UNEDITED).select("theory", kept="remaining")
    own = edited.filter(theory=outlook.theory).join(kept, on="theory", maintain_order="left")
    theories = edited.filter(~pl.col("baseline") & ~pl.col("pool"))
    most = (
        theories.sort(pl.col("difference").abs(), "theory", descending=[True, False])
        .group_by("edit", maintain_order=True)
        .first()
        .select("edit", most_moved="theory", by=_percent("difference"))
    )
    moved = own.select(
        "edit",
        *map(_percent, ("survival", "difference", "difference_low", "difference_high")),
        parties=pl.col("remaining") - pl.col("kept"),
    )
    shown = moved.join(most, on="edit", how="left", maintain_order="left")
    title = f"Edit lists by {outlook.theory}: in force in %, and by how much they move that"
    show(shown, Format.table, title, LABELS)


def _show_parties(outlook: Outlook) -> None:
    gone = outlook.parties.filter(pl.col("most") > 0)
    if gone.height:
        shown = gone.select("name", *map(_percent, ("left", "least", "most")), "leave_year")
        title = f"Parties that have left, in % by {outlook.theory}, and the least and most of any theory"
        show(shown, Format.table, title, LABELS)


def _show_breaks(outlook: Outlook) -> None:
    if outlook.breaks.height:
        none_needed = pl.when(size=0).then(pl.lit("none needed"))
        edits = none_needed.otherwise(pl.col("edits").fill_null("none found")).alias("edits")
        shown = outlook.breaks.select("theory", edits, _percent("survival"), "tried")
        show(shown, Format.table, "What makes it fall in more than half of the histories", LABELS)
    tipped = outlook.tipping.drop_nulls("factor")
    if tipped.height:
        shown = tipped.select("edit", "outcome", "theory", "factor", "low", "high")
        show(shown, Format.table, "The size of a shock at which survival passes one half", LABELS)


def _percent(name: str) -> pl.Expr:
    return (pl.col(name) * 100).round().cast(pl.Int64).alias(name)
