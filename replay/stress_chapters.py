"""What the page of a stress run says and shows, chapter by chapter.

It reads what an outlook and figures hold and computes no probability; how a page looks it does not know.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from replay.exhibits import Table, table
from replay.figures import style
from replay.ledger import query
from replay.report_chapters import Chapter, Story, claims, facts, kept, provenance, shown, spoken
from replay.stress_reading import Outlook, outlook
from replay.stress_verdicts import UNEDITED

FIRST = 7
"""Sentences of the outlook that follow the first at the head of the page."""
SHOWN = {"pact": "survival", "danger": "survival", "edits": "survival"}
"""The chapter that shows what a part of the outlook is about, where it has another key."""
READING = "reading"
"""The chapter that has all sentences of the outlook."""
TERMS = (
    ("history", "one course of events that a theory draws year by year, by its own probabilities"),
    (
        "edit list",
        "what would have been otherwise: events struck, added, moved or scaled, each with a reason",
    ),
    ("pool", "the mean of all theories and some baselines, on the scale of log-odds"),
    ("baseline", "a simple rule that theories are set beside, as that nothing changes (persistence)"),
    ("theatre, dyad", "all states that are replayed, and any two of them"),
    ("in force", "at least two parties are left on 31 December of the year"),
    ("[40, 47]", "a 90 % interval, for so many histories"),
)
"""Words that the page uses."""
BOUNDS = {"low": "5 %", "high": "95 %", "difference_low": "5 % ", "difference_high": "95 % "}
"""What the ends of intervals are called in tables."""


def of_stress(path: str | Path) -> Story:
    """Tell a stress run; raises LedgerError if the file is no ledger, RequestError of a run of forecasts."""
    found = outlook(path)
    run, forecasters, audits = facts(path)
    first, *reading, limits = (spoken(one, forecasters["name"]) for one in found.reading)
    told = [
        Chapter(
            "survival", "Does it last?", exhibits=shown(path, "survival"), tables=tuple(_survival(found))
        ),
        Chapter("parties", "Who leaves?", tables=tuple(_parties(found))),
        Chapter("breaks", "What breaks it?", tables=tuple(_breaks(found))),
        Chapter(
            "tipping",
            "How large a shock tips it?",
            exhibits=shown(path, "tipping"),
            tables=tuple(_tipping(found)),
        ),
        Chapter("boxes", "Under which conditions is it loose?", tables=tuple(_boxes(found))),
        Chapter("theatre", "What becomes of the ties around it?", tables=tuple(_theatre(path, found))),
        Chapter("effort", "What do its parties do for it?", exhibits=shown(path, "effort")),
        Chapter("map", "Who is still in, on a map", exhibits=shown(path, "atlas")),
        Chapter(READING, "The outlook in words", folded=(first, *reading)),
        claims(forecasters),
        provenance(path, run, audits),
    ]
    chapters = kept(told, forecasters["name"])
    there = {one.key for one in chapters}
    _, *about, _ = (SHOWN.get(part, part) for part in found.about)
    return Story(
        title=f"{found.pact} under stress, {found.branch + 1}-{run['last_census']}",
        done=(
            f"{run['states']} states and {run['events']:,} dated events were replayed. After 31 December"
            f" {found.branch} the record of who is aligned with whom was let go: in each of"
            f" {run['histories']:,} histories, every one of {run['theories']} theories of alliance and"
            f" {run['baselines']} baselines, and their pool, drew year by year who ties and who parts."
        ),
        short=first,
        found=tuple(
            (one, key if key in there else READING)
            for one, key in zip(reading[:FIRST], about[:FIRST], strict=True)
        ),
        sure=(limits,),
        terms=TERMS,
        chapters=chapters,
    )


def _survival(found: Outlook) -> list[Table]:
    unedited = found.theories.filter(edit=UNEDITED).sort("survival", "theory")
    columns = ("theory", "survival", "low", "high", "remaining", "joined", "danger_year", "danger")
    labels = {
        **BOUNDS,
        "survival": "in force",
        "remaining": "parties still in",
        "danger_year": "year of greatest danger",
        "danger": "chance to collapse at one blow in it",
    }
    shares = ("survival", "low", "high", "danger")
    year = unedited["year"][0]
    tables = [
        table(
            f"The pact at the end of {year} on the record unedited: share of histories in force, and"
            " bounds of its 90 % interval",
            unedited.select(columns),
            labels,
            percent=shares,
        )
    ]
    edited = found.theories.filter(pl.col("edit") != UNEDITED)
    if edited.height:
        moved = (
            "edit",
            "theory",
            "survival",
            "low",
            "high",
            "difference",
            "difference_low",
            "difference_high",
        )
        named = {"edit": "edit list", "difference": "moved by", "survival": "in force", **BOUNDS}
        rows = edited.sort(pl.col("difference").abs(), descending=True)
        title = f"What each edit list does to it at the end of {year}, in per cent and points of per cent"
        tables.append(table(title, rows.select(moved), named, percent=moved[2:], folded=edited.height > 30))  # noqa: PLR2004 - fills a screen
    return tables


def _parties(found: Outlook) -> list[Table]:
    if not found.parties.height:
        return []
    title = (
        f"Parties that have left, by {style.told(found.theory)}, and the least and most that any theory says"
    )
    labels = {"name": "party", "leave_year": "likeliest year"}
    rows = found.parties.select("name", "left", "least", "most", "leave_year")
    return [table(title, rows, labels, percent=("left", "least", "most"))]


def _breaks(found: Outlook) -> list[Table]:
    if not found.breaks.height:
        return []
    none_needed = pl.when(size=0).then(pl.lit("none needed"))
    edits = none_needed.otherwise(pl.col("edits").fill_null("none found")).alias("edits")
    rows = found.breaks.select("theory", edits, "survival", "tried")
    labels = {"edits": "smallest set of edit lists", "survival": "then in force", "tried": "sets tried"}
    title = "What makes the pact fall in more than half of the histories"
    return [table(title, rows, labels, percent=("survival",))]


def _tipping(found: Outlook) -> list[Table]:
    if not found.tipping.height:
        return []
    columns = ("edit", "outcome", "theory", "factor", "low", "high", "at_least", "at_greatest")
    labels = {
        **BOUNDS,
        "edit": "list scaled",
        "outcome": "what survives",
        "factor": "size at one half",
        "at_least": "without it",
        "at_greatest": "at its greatest",
    }
    title = "The size of a shock at which survival passes one half; - where it does not"
    baselines = found.theories.filter("baseline")["theory"].unique()
    own = found.tipping.filter(~pl.col("theory").is_in(baselines.implode()))
    rows = own if own.height else found.tipping
    return [table(title, rows.select(columns), labels, percent=("at_least", "at_greatest"))]


def _theatre(path: str | Path, found: Outlook) -> list[Table]:
    rows = query(path, "provoked_by", of_theory=found.theory, of_edit="all")
    if not rows.height:
        return []
    last = max(rows["year"].to_list())
    columns = ("edit", "ties", "more", "founded", "ended", "joined", "left")
    labels = {
        "edit": "edit list",
        "ties": f"dyads tied at the end of {last}",
        "more": "more than unedited",
        "joined": "joinings of pacts",
        "left": "leavings of pacts",
    }
    sums = rows.filter(pl.col("year") > found.branch).group_by("edit", maintain_order=True)
    told = sums.agg(pl.col("ties", "more").last(), pl.col("founded", "ended", "joined", "left").sum())
    title = (
        f"Ties of all states at the end of {last}, by {style.told(found.theory)}, and what moved since"
        f" {found.branch}"
    )
    return [table(title, told.select(columns), labels)]


def _boxes(found: Outlook) -> list[Table]:
    if not found.boxes.height:
        return []
    columns = ("theory", "edit", "sentence", "share_of_histories", "coverage", "density", "base")
    labels = {
        "edit": "edit list",
        "sentence": "conditions",
        "coverage": "of all falls",
        "base": "falls anywhere",
    }
    labels |= {"share_of_histories": "histories inside", "density": "falls inside"}
    title = "Conditions under which the pact falls, or what else is of interest happens, more often"
    return [table(title, found.boxes.select(columns), labels, percent=columns[3:])]
