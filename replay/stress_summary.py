"""The printed summary of a stress run, to be understood in a minute: a finding, a table, what tells most.

It picks columns and sentences of what `stress_reading` has read; it computes nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from shutil import get_terminal_size
from textwrap import fill, wrap

import polars as pl

from replay.display import GAP, WORD, Format, show
from replay.stress_reading import Outlook
from replay.stress_verdicts import UNEDITED, bounded

RECORD, STILL_IN = "as recorded", "still in"
"""What the columns are called in which nothing is edited."""
TIED = "\u00a0"
"""A blank at which no line ends."""
MORE = (
    "The rest by `replay query FILE NAME`: outlook, survival_of, danger_years, exits_expected, what_breaks,"
    " tipping_points, conditions, provoked_by, effort_under."
)


def show_outlook(outlook: Outlook, form: Format) -> None:
    """Show what it comes to, theories by edit lists, and what tells most.

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
    _say(outlook.reading[:1])
    _show_survival(outlook)
    _say([*outlook.telling, MORE])


def _say(sentences: Iterable[str]) -> None:
    width = get_terminal_size().columns
    for sentence in sentences:
        told = fill(sentence.replace(" %", f"{TIED}%"), width, subsequent_indent="  ", break_on_hyphens=False)
        sys.stdout.write(told.replace(TIED, " ") + "\n")


def _show_survival(outlook: Outlook) -> None:
    """Show survival by theory and list: as many lists as there is room for, those first that move it most."""
    rows = outlook.theories
    unedited = rows.filter(edit=UNEDITED).sort("baseline", "pool", "survival", "remaining", "theory")
    names = {row["theory"]: row["theory"] + "*" * row["baseline"] for row in unedited.to_dicts()}
    lists = _by_effect(rows)
    room = get_terminal_size().columns - max(map(len, names.values())) - len(STILL_IN) - 2 * GAP
    shown = lists[: max(room // (WORD + GAP) - 1, 0)]
    # Baselines beside theories decide on record alone.
    cells = {(row["edit"], row["theory"]): bounded(row) for row in rows.to_dicts()}
    table = pl.DataFrame(
        {
            "theory": list(names.values()),
            STILL_IN: [f"{remaining:8.1f}" for remaining in unedited["remaining"]],
            RECORD: [cells[UNEDITED, name] for name in names],
            **{edit: [cells.get((edit, name)) for name in names] for edit in shown},
        }
    )
    end, parties = unedited.select("year", "parties").row(0)
    about = f"In force at the end of {end}, % of histories [90 %]; {STILL_IN}: of {parties} parties"
    left = len(lists) - len(shown)
    others = f"; {left} more list{'s' if left > 1 else ''} in `outlook`" if left else ""
    note = "; *baseline" if unedited["baseline"].any() else ""
    labels = {name: "\n".join(wrap(name, WORD)) for name in table.columns}
    show(table, Format.table, f"{about}{note}{others}", labels)


def _by_effect(rows: pl.DataFrame) -> list[str]:
    """Name the edit lists, those first that move survival most under some theory."""
    edited = rows.filter(pl.col("edit") != UNEDITED)
    moved = edited.group_by("edit").agg(most=pl.col("difference").abs().max())
    return moved.sort("most", "edit", descending=[True, False])["edit"].to_list()
