"""Why a forecast is what it is: impressions event by event, threat by source, log-odds by term.

It only reads a ledger; nothing is replayed or fitted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from replay.changes import IMPRESSIONS, STOCKS
from replay.errors import RequestError, UnknownNameError
from replay.ledger import read
from replay.memory import Held, Memory, Met, Reset, Spell, Trace
from replay.notebook_html import notebook_html
from replay.odds import by_forecaster, by_member, by_term
from replay.perception import half_lives
from replay.priors import Draws
from replay.situation import Floats
from replay.striking import elasticities, strike

SOURCES = ("power", "proximity", "offence", "intention")
"""The factors of threat, in the order of their weights."""
TOLD = 0.01
"""How much of threat an event has to make up to be told of in the summary (our choice)."""
_READ = {
    "state": 'select code, name, enters, leaves, "into" from state order by all',
    "impression": "select event_id, observer, observed, sign, date, points from impression order by all",
    "unsettled": "select date, event_id, state, share from unsettled order by all",
    "met": "select date, event_id, a, b, share from met order by all",
    "parameter": "select name, value from parameter where purpose = 'perception' and history = 0"
    " order by name, part",
    "event": "select event_id, date as happened, kind, description from event order by event_id",
    "perception": "select year + 1 as year, observer, observed, power, proximity, offence, intention,"
    " threat, threat_low, threat_high from perception order by all",
    "forecast": "select theory, baseline, pool, year, a, b, aligned_before,"
    " if(aligned_before, 1 - p_aligned, p_aligned) as p_shift,"
    " if(aligned_before, 1 - p_high, p_low) as p_low, if(aligned_before, 1 - p_low, p_high) as p_high"
    " from forecast join theory on theory.name = forecast.theory order by all",
    "contribution": "select theory, year, a, b, term, meaning, value, z, log_odds"
    " from contribution left join term using (theory, head, term) order by all",
}


@dataclass(frozen=True)
class Explanation:
    """Why a ledger forecasts what it does of two states in a year; frames, the strongest rows first.

    `summary`: one sentence. `events`: a row an impression that one holds of the other, with its
    points when new, the share left after fading, and the points left. `threats`: a row a
    direction, with `rho`; `sources`: its four factors; `strikes`: a row a direction and event, with
    the threat without it. `forecasts`: a row a forecaster; `terms`: what its level and each of its
    terms add to its log-odds; `pool`: what each member adds to those of the pool, if there is one.
    """

    summary: str
    events: pl.DataFrame
    threats: pl.DataFrame
    sources: pl.DataFrame
    strikes: pl.DataFrame
    forecasts: pl.DataFrame
    terms: pl.DataFrame
    pool: pl.DataFrame

    def _repr_html_(self) -> str:
        """Show in a notebook what it comes to, what was forecast, and what made it."""
        marks = self.events.select(
            "date", "event_id", "observer", "observed", "sign", "points", "points_left"
        )
        tables = {
            "Forecasts": self.forecasts,
            "Threats": self.threats,
            "Impressions, the strongest first": marks,
            "Terms": self.terms.select("theory", "term", "log_odds", "meaning"),
        }
        return notebook_html("Why the forecast is what it is", [self.summary], tables)


def explain(path: str | Path, first: str, second: str, year: int) -> Explanation:
    """Explain from a ledger what it forecasts of two states, in either order, in a year.

    Perceptions are those of 31 December of the year before, in the nominal history. Raises
    UnknownNameError for a state that does not exist, RequestError for a dyad or year without a
    forecast, LedgerError as `open_ledger` does.
    """
    rows = read(path, _READ)
    _require_forecast(first, second, year, rows)
    a, b = sorted((first, second))
    until = date(year, 1, 1)
    seen = rows["perception"].filter(pl.col("year") == year)
    parameters = _parameters(rows["parameter"])
    memory = _memory(rows, parameters)
    both = ((first, second), (second, first))
    traces = {pair: memory.traces(*pair, until) for pair in both}
    of_pair = pl.concat([seen.filter(observer=one, observed=other) for one, other in both])
    asked = (pl.col("year") == year) & (pl.col("a") == a) & (pl.col("b") == b)
    forecasts, terms = (rows[name].filter(asked) for name in ("forecast", "contribution"))
    sources = _sources(of_pair, parameters)
    strikes = _strikes(memory, (first, second), seen, until, parameters, rows["event"])
    return Explanation(
        summary=_summary(_names(rows["state"], until), of_pair.row(0, named=True), strikes),
        events=_events(traces, rows["event"]),
        threats=of_pair.select("observer", "observed", "threat", "threat_low", "threat_high").with_columns(
            rho=pl.lit(float(parameters["rho"][0]))
        ),
        sources=sources,
        strikes=strikes,
        forecasts=by_forecaster(forecasts, terms),
        terms=by_term(terms, forecasts),
        pool=by_member(forecasts),
    )


def _require_forecast(first: str, second: str, year: int, rows: Mapping[str, pl.DataFrame]) -> None:
    """Raise what says, of a dyad or year without a forecast, which there are."""
    codes = rows["state"]["code"].unique().to_list()
    for code in (first, second):
        if code not in codes:
            raise UnknownNameError("state", code, codes)
    if first == second:
        raise RequestError(f"{first} was given twice; two states are allowed")
    made = rows["forecast"].select("year", "a", "b").unique()
    years = made["year"].unique().to_list()
    if not years:
        raise RequestError("the run forecast no dyads: it put a pact under stress")
    if year not in years:
        raise RequestError(f"year was {year}; {_spans(years)} is allowed")
    theirs = made.filter(pl.col("a").is_in([first, second]), pl.col("b").is_in([first, second]))
    if theirs.is_empty():
        with_first = made.filter((pl.col("a") == first) | (pl.col("b") == first))
        others = sorted({*with_first["a"], *with_first["b"]} - {first})
        allowed = f"those with {first} are {', '.join(others)}" if others else f"no dyad of {first} is"
        raise RequestError(
            f"{first} and {second} are never forecast: the timeline excludes the dyad, or both are great"
            f" powers, or they never exist together, or one is only perceived; {allowed}"
        )
    if year not in theirs["year"]:
        raise RequestError(
            f"{first} and {second} were not at risk in {year}, as not both existed on 31 December"
            f" {year - 1}; {_spans(theirs['year'].to_list())} is allowed"
        )


def _spans(years: Sequence[int]) -> str:
    """Write years as spans without gaps."""
    runs = groupby(enumerate(sorted(years)), key=lambda one: one[1] - one[0])
    found = [[year for _, year in run] for _, run in runs]
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in found)


def _parameters(rows: pl.DataFrame) -> dict[str, Draws]:
    """Lay out the nominal parameters of perception as draws of one history."""
    return {
        name: np.array(part["value"]).reshape(-1, 1) if part.height > 1 else np.array(part["value"])
        for (name,), part in rows.group_by("name", maintain_order=True)
    }


def _memory(rows: Mapping[str, pl.DataFrame], parameters: Mapping[str, Draws]) -> Memory:
    spells = rows["state"].with_columns(
        pl.col("enters").fill_null(date.min), pl.col("leaves").fill_null(date.max)
    )
    return Memory(
        held=tuple(Held(*row) for row in rows["impression"].iter_rows()),
        spells=tuple(Spell(*row) for row in spells.select("code", "enters", "leaves", "into").iter_rows()),
        resets=tuple(Reset(*row) for row in rows["unsettled"].iter_rows()),
        half_lives=dict(zip(STOCKS, half_lives(parameters)[:, 0], strict=True)),
        reset=float(parameters["regime_reset"][0]),
        impressions=IMPRESSIONS,
        met=tuple(Met(*row) for row in rows["met"].iter_rows()),
    )


def _events(traces: Mapping[tuple[str, str], Sequence[Trace]], told: pl.DataFrame) -> pl.DataFrame:
    rows = [
        {
            "observer": observer,
            "observed": observed,
            "date": trace.held.date,
            "event_id": trace.held.event_id,
            "sign": trace.held.stock,
            "points": trace.held.points,
            "fading": trace.share(),
            "points_left": trace.left(),
        }
        for (observer, observed), several in traces.items()
        for trace in several
    ]
    schema = {"observer": pl.String, "observed": pl.String, "date": pl.Date, "event_id": pl.String}
    numbers = {"sign": pl.String, **dict.fromkeys(("points", "fading", "points_left"), pl.Float64)}
    found = pl.DataFrame(rows, schema={**schema, **numbers})
    known = found.join(told.drop("happened"), on="event_id", how="left")
    order = ["points_left", "date", "event_id", "sign", "observer"]
    return known.sort(order, descending=[True, False, False, False, False])


def _square(rows: pl.DataFrame, pair: tuple[str, str], column: str) -> Floats:
    """Lay out a column at [observer, observed], shape (2, 2); NaN on the diagonal and where unknown."""
    found = np.full((2, 2), np.nan)
    for observer, observed, value in rows.select("observer", "observed", column).iter_rows():
        if observer in pair and observed in pair and value is not None:
            found[pair.index(observer), pair.index(observed)] = value
    return found


def _sources(of_pair: pl.DataFrame, parameters: Mapping[str, Draws]) -> pl.DataFrame:
    parts = []
    for row in of_pair.iter_rows(named=True):
        values = np.array([row[name] for name in SOURCES], dtype=float)
        threat = np.nan if row["threat"] is None else row["threat"]
        part = {
            "observer": row["observer"],
            "observed": row["observed"],
            "source": SOURCES,
            "value": values,
            "weight": parameters["weights"][:, 0],
            "elasticity": elasticities(values, threat, parameters),
        }
        parts.append(pl.DataFrame(part))
    found = pl.concat(parts).with_columns(pl.col(pl.Float64).fill_nan(None))
    return found.sort("value", descending=True, nulls_last=True, maintain_order=True)


def _strikes(
    memory: Memory,
    pair: tuple[str, str],
    seen: pl.DataFrame,
    until: date,
    parameters: Mapping[str, Draws],
    told: pl.DataFrame,
) -> pl.DataFrame:
    perceived = {name: _square(seen, pair, name) for name in SOURCES}
    present = sorted(set(seen["observer"]))
    struck = strike(memory, pair, present, until, perceived, parameters)
    parts = [
        pl.DataFrame(
            {
                "observer": pair[i],
                "observed": pair[1 - i],
                "event_id": struck.events,
                "threat_without": struck.without[i, 1 - i],
                "lower_by": struck.whole[i, 1 - i] - struck.without[i, 1 - i],
            },
            schema_overrides={"event_id": pl.String},
        )
        for i in (0, 1)
    ]
    found = pl.concat(parts).filter(pl.col("lower_by").is_not_nan() & (pl.col("lower_by") != 0))
    known = found.join(told.rename({"happened": "date"}), on="event_id", how="left")
    return known.sort(
        pl.col("lower_by").abs(), "date", "event_id", "observer", descending=[True, *[False] * 3]
    )


def _names(states: pl.DataFrame, until: date) -> dict[str, str]:
    """Name every state as it last began to exist before a day."""
    begun = states.filter(pl.col("enters").is_null() | (pl.col("enters") < until)).sort("enters")
    return dict(begun.select("code", "name").iter_rows())


def _summary(names: Mapping[str, str], seen: Mapping[str, Any], strikes: pl.DataFrame) -> str:
    """Say the threat that the first perceives, its greatest and least source, and what raised it most."""
    one, other, day = names[seen["observer"]], names[seen["observed"]], f"31 December {seen['year'] - 1}"
    known = {name: seen[name] for name in SOURCES if seen[name] is not None}
    if seen["threat"] is None:
        missing = " and ".join(name for name in SOURCES if name not in known)
        return f"On {day} the threat that {one} perceived from {other} is unknown, for want of {missing}."
    most, least = (choose(known, key=lambda name: known[name]) for choose in (max, min))
    raised = strikes.filter(pl.col("lower_by") >= TOLD, observer=seen["observer"]).head(1)
    told = "no single event raised it by a hundredth"
    for row in raised.iter_rows(named=True):
        what, when = row["kind"].replace("_", " "), f"{row['date']:%d %B %Y}".lstrip("0")
        told = f"no event raised it more than the {what} of {when} ({row['threat_without']:.2f} without it)"
    return (
        f"On {day} {one} perceived a threat of {seen['threat']:.2f} from {other}, mostly through"
        f" {most} ({known[most]:.2f}), least through {least} ({known[least]:.2f}); {told}."
    )
