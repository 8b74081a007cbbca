"""What the page of a run of forecasts says and shows, chapter by chapter.

It reads what comparisons, views and figures hold and computes no score; how a page looks it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from replay import motives, verdicts
from replay.comparison import Comparison, compare
from replay.exhibits import Exhibit, exhibit, table
from replay.figures import style
from replay.figures.surprises import named
from replay.ledger import query
from replay.pool import POOL
from replay.report_chapters import Chapter, Story, claims, facts, kept, provenance, shown, ties

TOP = 10
"""Surprises that are told of each outcome."""
SCORES = {
    "log_gain": "gain, nats",
    "low": "5 %",
    "high": "95 %",
    "gain_per_event": "gain a shift",
    "brier_skill": "Brier skill",
    "pr_auc": "PR-AUC",
    "roc_auc": "ROC-AUC",
    "n": "dyad-years",
    "events": "shifts",
}
"""What scores are called in tables."""


def of_forecasts(path: str | Path) -> Story:
    """Tell a run of forecasts; raises LedgerError if the file is no ledger, RequestError of a stress run."""
    found = compare(path)
    run, forecasters, audits = facts(path)
    chapters = [
        _years(path),
        _skill(path, found),
        ties(path),
        Chapter(
            "threats",
            "Who perceived a threat from whom",
            exhibits=(*shown(path, "threat_map"), *_threat(path)),
        ),
        _surprises(path),
        Chapter(
            "reliability",
            "Can the probabilities be taken at their word?",
            exhibits=shown(path, "reliability"),
        ),
        _decisions(found, run),
        _hypotheses(found),
        _edits(found),
        Chapter("reading", "The scores in words", folded=found.reading),
        claims(forecasters),
        provenance(path, run, audits),
    ]
    told = {one.name: (one.finding, chapter.key) for chapter in chapters for one in chapter.exhibits}
    return Story(
        title=f"{run['title']}: predicted against actual",
        done=(
            f"{run['states']} states and {run['events']:,} dated events were replayed in order. At the end of"
            f" every year from {run['first_census']} to {run['last_census']}, {run['theories']} theories of"
            f" alliance, {run['baselines']} baselines and the pool of the theories each said how likely any"
            " two states were to begin, or to end, an alignment in the next year, from nothing that"
            f" happened later (a secret alignment counts from the day it was made)."
            f" {run['scored_first']}-{run['scored_last']} are scored."
        ),
        short=_short(found),
        found=tuple(told[name] for name in ("by_year", "calls", "skill", "reliability") if name in told),
        sure=found.limits,
        terms=_terms(forecasters),
        chapters=kept(chapters, forecasters["name"]),
    )


def _short(found: Comparison) -> str:
    """Say of the pool, or the theory that is told, whom it beats at beginnings and at endings."""
    names = [*found.skill["theory"]]
    name = POOL.name if POOL.name in names else found.theory
    told = []
    for outcome, rivals in verdicts.RIVALS.items():
        rows = found.skill.filter(theory=name, outcome=outcome).drop_nulls(["low", "high"])
        by = {row["baseline"]: row for row in rows.iter_rows(named=True) if row["events"] >= verdicts.FEW}
        judged: dict[str, list[str]] = {}
        for rival in rivals:
            if rival in by:
                judged.setdefault(verdicts.verdict(by[rival]), []).append(style.told(rival))
        parts = [f"{word} {' and '.join(whom)}" for word, whom in judged.items()]
        told.append(f"at {outcome}s it {' and '.join(parts) or 'saw too few to be judged'}")
    whom = "the pool of the theories" if name == POOL.name else style.told(name)
    return f"In short, of {whom}: {'; '.join(told)}."


def _terms(forecasters: pl.DataFrame) -> tuple[tuple[str, str], ...]:
    """Say what the baselines are that everything is set against, and what else needs saying once."""
    rivals = dict.fromkeys(rival for several in verdicts.RIVALS.values() for rival in several)
    claimed = dict(forecasters.select("name", "claim").rows())
    return (
        ("onset, ending", "an alignment of two states begins, or lapses, within a year"),
        ("pool", "the mean of all theories and some baselines, on the scale of log-odds"),
        *((f"{style.spaced(one)} (baseline)", claimed[one]) for one in rivals if one in claimed),
        (
            "nats",
            (
                "the unit of the log score: a gain of one nat over all years means 2.7 times the probability"
                " given to all that happened, taken together"
            ),
        ),
    )


def _years(path: str | Path) -> Chapter:
    return Chapter("years", "Expected and recorded, year by year", exhibits=shown(path, "by_year", "calls"))


def _skill(path: str | Path, found: Comparison) -> Chapter:
    told: list[str] = []
    for outcome in verdicts.RIVALS:
        contest = found.contest.filter(outcome=outcome)
        field_of = found.skill.filter(pl.col("theory").is_in(contest["theory"].implode()), outcome=outcome)
        told += [*verdicts.of_field(outcome, field_of), *verdicts.of_contest(outcome, contest)]
    rows = found.skill.drop_nulls("log_gain").drop("reason")
    rows = rows.sort("outcome", "baseline", "log_gain", descending=[True, False, True])
    tables = (
        table("Scores of every forecaster over every baseline, 90 % intervals", rows, SCORES, folded=True),
    )
    return Chapter(
        "skill", "Who forecast better than the baselines", tuple(told), shown(path, "skill"), tables
    )


def _threat(path: str | Path) -> tuple[Exhibit, ...]:
    found = exhibit(path, "threat", key=False)
    return (found,) if found else ()


def _surprises(path: str | Path) -> Chapter:
    tables = []
    for outcome, rows in named(path, TOP).items():
        if not rows.height:
            continue
        causes = query(path, "causes_of", of_outcome=outcome, top=TOP)
        before = causes.group_by("year", "a", "b").agg(
            pl.format("{}: {}", "date", "description").str.join(" ").alias("before")
        )
        told = rows.join(before, on=["year", "a", "b"], how="left", maintain_order="left")
        tables.append(
            table(
                f"The {rows.height} {outcome}s that everyone expected least, and what had passed between the"
                " two states before the day, in that year and the one before",
                told.select("year", "first", "second", "by", "p_pool", "p_best", "best", "before"),
                {
                    "first": "state",
                    "second": "and state",
                    "by": "pact",
                    "p_pool": "pool gave",
                    "p_best": "most given",
                    "best": "by",
                    "before": "events with a part of both",
                },
                percent=("p_pool", "p_best"),
            )
        )
    return Chapter(
        "surprises", "What nobody saw coming", exhibits=shown(path, "surprises"), tables=tuple(tables)
    )


def _decisions(found: Comparison, run: Mapping[str, Any]) -> Chapter:
    years = f"{run['first_census'] + 1}-{run['last_census']}"
    told = tuple(motives.of_decisions(found.decisions, found.hypotheses, years))
    rows = found.decisions.filter(pl.col("share") > 0, among="region", kind="security")
    columns = ("behaviour", "reading", "n", "share", "random", "lift", "low", "high")
    labels = {
        "reading": "threat read by",
        "share": "did so",
        "random": "by chance",
        "lift": "times chance",
        "low": "5 %",
        "high": "95 %",
    }
    title = "Decisions of the region's states for a security pact: what they did, and random partners would"
    tables = (table(title, rows.select(columns), labels, percent=("share", "random")),) if rows.height else ()
    return Chapter("decisions", "Did states balance or bandwagon?", told, tables=tables)


def _hypotheses(found: Comparison) -> Chapter:
    rows = found.hypotheses
    columns = ("claim", "verdict", "expectation", "estimate", "low", "high", "n")
    title = "Claims of Walt and his rivals; the intervals nominally all hold at once with 90 %"
    measured = ("claim", "measure", "source", "reason")
    tables = (
        (
            table(title, rows.select(columns), {"low": "from", "high": "to"}),
            table("How each claim is measured, and who holds it", rows.select(measured), folded=True),
        )
        if rows.height
        else ()
    )
    return Chapter(
        "claims", "Which claims does the record bear out?", tuple(motives.of_hypotheses(rows)), tables=tables
    )


def _edits(found: Comparison) -> Chapter:
    rows = found.departures
    title = "How far each edit list goes from the record"
    told = tuple(one for one in found.reading if one.startswith("Edit "))
    tables = (table(title, rows, {"share": "share of points"}),) if rows.height else ()
    return Chapter("edits", "What would have been otherwise", told, tables=tables)
