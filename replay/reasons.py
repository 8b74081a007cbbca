"""Showing an explanation: the sentence, then what lies behind it, the strongest first.

It picks, shortens and labels what `explanation` has found; it computes nothing but sums.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from shutil import get_terminal_size
from textwrap import fill, shorten

import polars as pl

from replay.display import Format, show
from replay.explanation import Explanation

TOP = 8
"""Rows shown of a long table; CSV has all events, JSON everything."""
TOLD = 44
"""Characters shown of an event: its id where that begins with the year, else day, id and what happened."""


def show_explanation(found: Explanation, form: Format) -> None:
    """Show an explanation: in tables its strongest parts, in CSV its events, in JSON everything."""
    if form is Format.csv:
        show(found.events, form)
    elif form is Format.json:
        content = {
            name: part.to_dicts() if isinstance(part, pl.DataFrame) else part
            for name, part in vars(found).items()
        }
        sys.stdout.write(json.dumps(content, default=str, ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(fill(found.summary, get_terminal_size().columns) + "\n\n")
        _show_threats(found)
        _show_events(found)
        _show_strikes(found)
        _show_forecasts(found)


def _show_threats(found: Explanation) -> None:
    rows = found.sources.select("source", "weight").unique(maintain_order=True)
    for observer, observed in _directions(found):
        seen = found.sources.filter(observer=observer, observed=observed)
        values = seen.select("source", pl.col("value").alias(f"{observer} of {observed}"), "elasticity")
        rows = rows.join(values.rename({"elasticity": f"{observer} elasticity"}), on="source", how="left")
    threats = " and ".join(
        f"{row['observer']} of {row['observed']} {_number(row['threat'])}"
        for row in found.threats.iter_rows(named=True)
    )
    title = f"Threat by source: {threats};\nelasticity is the per cent it rises with one per cent of a source"
    show(rows, Format.table, title)


def _show_events(found: Explanation) -> None:
    for observer, observed in _directions(found):
        rows = found.events.filter(observer=observer, observed=observed)
        kinds = rows.with_columns(pl.col("sign").str.split("_").list.first())
        sums = kinds.group_by("sign").agg(pl.col("points_left").sum()).sort("points_left", descending=True)
        total = ", ".join(f"{sign} {_number(left)}" for sign, left in sums.iter_rows()) or "nothing"
        title = f"What {observer} held of {observed}: {total}" + _more(rows)
        shown = kinds.head(TOP).select(
            _told(), pl.col("sign").alias("what"), "points", "fading", "points_left"
        )
        if rows.height:
            show(shown, Format.table, title, {"points_left": "left"})
        else:
            sys.stdout.write(title + "\n")


def _show_strikes(found: Explanation) -> None:
    rows = found.strikes.select("event_id", "date", "description").unique(maintain_order=True)
    for observer, observed in _directions(found):
        lower = found.strikes.filter(observer=observer, observed=observed)
        named = lower.select("event_id", pl.col("lower_by").alias(f"{observer} of {observed}"))
        rows = rows.join(named, on="event_id", how="left")
    if rows.height:
        shown = rows.head(TOP).select(_told(), pl.nth(-2, -1).fill_null(0.0))
        show(shown, Format.table, "By how much a threat would be lower without an event" + _more(rows))


def _show_forecasts(found: Explanation) -> None:
    outcome = "ending" if found.forecasts["aligned_before"][0] else "onset"
    chances = found.forecasts.select("theory", "p_shift", "p_low", "p_high", "log_odds")
    headers = {"p_shift": "chance", "p_low": "5 %", "p_high": "95 %", "log_odds": "log-odds"}
    show(chances, Format.table, f"Chance of an {outcome}, by forecaster", headers)
    theories = found.terms.filter(~pl.col("baseline"))
    for (theory,), rows in (theories if theories.height else found.terms).group_by(
        "theory", maintain_order=True
    ):
        shown = rows.select("term", "meaning", "value", "z", "log_odds")
        show(
            shown,
            Format.table,
            f"{theory}: log-odds {_number(float(rows['log_odds'].sum()))} by term",
            headers,
        )
    if found.pool.height:
        total = _number(float(found.pool["share"].sum()))
        show(found.pool, Format.table, f"pool: log-odds {total} by forecaster", headers)


def _directions(found: Explanation) -> list[tuple[str, str]]:
    return list(found.threats.select("observer", "observed").iter_rows())


def _told() -> pl.Expr:
    """Name an event in one line."""
    whole = pl.struct("date", "event_id", "description")
    return whole.map_elements(lambda row: _line(**row), pl.String).alias("event")


def _line(date: date, event_id: str, description: str) -> str:
    if event_id.startswith(str(date.year)):
        return event_id
    return shorten(f"{date} {event_id}: {description}", TOLD, placeholder="...")


def _more(rows: pl.DataFrame) -> str:
    return f"; the first {TOP} of {rows.height}" if rows.height > TOP else ""


def _number(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.2f}"
