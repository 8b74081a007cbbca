"""The rows of a ledger that a replay makes: impressions, perceptions, shifts, forecasts, draws.

It knows the schema's columns, neither the database nor what a score means.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from replay.calibration import Contribution, Fitted
from replay.changes import Unsettle
from replay.chronicle import Occurrence
from replay.engine import Census
from replay.forecast import HeadForecast
from replay.inventory import Frames, frame
from replay.parameters import Parameter, key
from replay.priors import Draws
from replay.situation import Floats
from replay.theory import Theory

RESAMPLES = 1_000
"""Draws of the year-block bootstrap (Efron and Tibshirani 1993: 188: enough for 5 and 95 %)."""


def of_impressions(chronicled: Sequence[Occurrence]) -> Frames:
    """Lay out what every event left with whom, and whose impressions it unsettled, on its nominal day."""
    nominal = [one for one in chronicled if one.weight is None or one.weight[0] > 0]
    impressions = [
        {
            "event_id": one.impression.event_id,
            "observer": one.impression.add.holder,
            "observed": one.impression.add.about,
            "sign": one.impression.add.stock,
            "date": one.day,
            "points": one.impression.add.points,
        }
        for one in nominal
        if one.impression is not None
    ]
    unsettled = [
        {"event_id": one.id, "state": one.change.state, "date": one.day, "share": one.change.share}
        for one in nominal
        if isinstance(one.change, Unsettle)
    ]
    return {"impression": frame(impressions), "unsettled": frame(unsettled)}


def of_theories(theories: Sequence[Theory]) -> Frames:
    """Lay out who was asked: claims, sources, terms."""
    terms = [
        {"theory": theory.name, "head": head, "term": term.name, "sign": term.sign, "meaning": term.meaning}
        for theory in theories
        for head, fit in theory.heads.items()
        for term in fit.terms
    ]
    rows = [
        {
            "name": theory.name,
            "baseline": theory.baseline,
            "claim": theory.claim,
            "sources": "; ".join(theory.sources),
            "reads": ", ".join(theory.reads),
        }
        for theory in theories
    ]
    return {"theory": frame(rows), "term": frame(terms)}


def of_parameters(
    run_id: str, purpose: str, parameters: Sequence[Parameter], draws: Mapping[str, Draws]
) -> pl.DataFrame:
    """Lay out the draws of one purpose, a row a number and history."""
    frames = []
    for parameter in parameters:
        values = np.atleast_2d(draws[parameter.name])
        parts, histories = values.shape
        columns = {
            "part": np.repeat(np.arange(parts), histories),
            "history": np.tile(np.arange(histories), parts),
            "value": values.ravel(),
        }
        said = {"unit": parameter.unit, "meaning": parameter.meaning, "source": parameter.source}
        frames.append(_laid({"run_id": run_id, "purpose": purpose, "name": parameter.name, **said}, columns))
    return pl.concat(frames) if frames else pl.DataFrame()


def _laid(same: Mapping[str, Any], columns: Mapping[str, Any]) -> pl.DataFrame:
    """Lay out columns after those that are the same in all rows; what is NaN, unknown, is NULL."""
    rows = pl.DataFrame(columns, nan_to_null=True)
    # Left to repeat a value itself, Polars plans a query each time, and a run repeats thousands.
    repeated = [pl.Series(name, [value]).new_from_index(0, rows.height) for name, value in same.items()]
    return pl.DataFrame([*repeated, *rows.get_columns()])


NOMINAL = (
    "power",
    "proximity",
    "offence",
    "intention",
    "threat",
    "hostile",
    "cooperative",
    "arms",
    "aid",
    "penetration",
)
"""What of a situation the ledger keeps for every pair, in the nominal history."""
CONDITIONS = ("revisionism", "advantage", "openness", "strength")
"""What it keeps for every state."""


def of_census(run_id: str, census: Census, threat: Floats, codes: Sequence[str]) -> Frames:
    """Lay out what every state perceived of every other at a census, its condition, and the year's shifts.

    `threat` is that between all pairs of the situation in all histories, shape (pairs, M).
    """
    seen, names = census.situation, np.array(codes)
    i, j = seen.pairs()
    low, high = np.quantile(threat, [0.05, 0.95], axis=1)
    columns = {name: getattr(seen, name)[i, j, 0] for name in NOMINAL}
    columns |= {"threat_low": low, "threat_high": high}
    dyads = {"observer": names[i], "observed": names[j]}
    perception = _laid({"run_id": run_id, "year": census.year}, dyads | columns)
    condition = _conditions(run_id, census, names)
    return {"perception": perception, "condition": condition} | _shifts(census, names)


def _conditions(run_id: str, census: Census, names: np.ndarray[Any, np.dtype[np.str_]]) -> pl.DataFrame:
    """Lay out what was known of every state that exists."""
    seen, there = census.situation, census.situation.exists
    columns = {name: getattr(seen, name)[there] for name in CONDITIONS}
    return _laid({"run_id": run_id, "year": census.year}, {"state": names[there], **columns})


def _shifts(census: Census, names: np.ndarray[Any, np.dtype[np.str_]]) -> Frames:
    if (closed := census.closed) is None:
        return {}
    marks = {
        "onset": closed.shifted & ~closed.aligned_before,
        "ending": closed.shifted & closed.aligned_before,
        "censored": closed.censored,
    }
    frames = []
    for kind, mark in marks.items():
        a, b = np.nonzero(np.triu(mark))
        frames.append(_laid({"year": closed.year, "kind": kind}, {"a": names[a], "b": names[b]}))
    return {"shift": pl.concat(frames)}


def of_forecast(run_id: str, made: HeadForecast, codes: Sequence[str]) -> Frames:
    """Lay out one head's forecasts for a year, and what it was calibrated to, if anything."""
    aligned = made.head == "ending"
    answer, names = made.forecast, np.array(codes)

    def kept(shift: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return 1 - shift if aligned else shift

    forecast = _laid(
        {
            "run_id": run_id,
            "theory": made.theory,
            "year": made.year,
            "horizon": 1,
            "aligned_before": aligned,
        },
        {
            "a": names[made.a],
            "b": names[made.b],
            "p_aligned": kept(answer.p),
            "p_low": kept(answer.high if aligned else answer.low),
            "p_high": kept(answer.low if aligned else answer.high),
        },
    )
    where = {"run_id": run_id, "theory": made.theory, "head": made.head, "year": made.year}
    unknown = [{**where, "term": term, "dyads": count} for term, count in answer.unknown.items() if count]
    rows = {"forecast": forecast, "unknown": frame(unknown)}
    if answer.fitted is None:
        return rows
    contribution = _contributions(where, made, answer.fitted, names)
    return rows | _calibration(where, answer.fitted) | {"contribution": contribution}


def _contributions(
    where: Mapping[str, Any], made: HeadForecast, fitted: Fitted, names: np.ndarray[Any, np.dtype[np.str_]]
) -> pl.DataFrame:
    """Lay out what the level and each term add, for every dyad of which the theory knows anything."""
    known = ~np.isnan(made.forecast.p)
    nothing = np.full(known.shape, np.nan)
    level = Contribution(nothing, nothing, np.full(known.shape, fitted.level))
    parts = {"level": level, **made.forecast.contributions}
    stacked = {
        name: np.concatenate([getattr(part, name)[known] for part in parts.values()])
        for name in ("value", "z", "log_odds")
    }
    dyads = {"a": names[made.a[known]], "b": names[made.b[known]]}
    columns = {name: np.tile(codes, len(parts)) for name, codes in dyads.items()}
    columns |= {"term": np.repeat(list(parts), int(known.sum())), **stacked}
    return _laid(where, columns)


def _calibration(where: Mapping[str, Any], fitted: Fitted) -> Frames:
    row = {
        **where,
        "level": fitted.level,
        "slope": fitted.slope,
        "trained_on": fitted.trained_on,
        "until": fitted.until,
    }
    fits = [{**where, "term": term, "value": value} for term, value in fitted.coefficients.items()]
    calibration = pl.DataFrame([row], schema_overrides={"slope": pl.Float64, "until": pl.Int64})
    return {"calibration": calibration, "coefficient": frame(fits)}


def of_repeat(run_id: str, variant: str, made: HeadForecast, census: Census, codes: Sequence[str]) -> Frames:
    """Lay out one head's forecasts of a repeat for the year that a census closes, without censored dyads."""
    if census.closed is None:
        return {}
    kept = ~census.closed.censored[made.a, made.b]
    a, b, names = made.a[kept], made.b[kept], np.array(codes)
    rows = _laid(
        {
            "run_id": run_id,
            "variant": variant,
            "theory": made.theory,
            "year": made.year,
            "aligned_before": made.head == "ending",
        },
        {
            "a": names[a],
            "b": names[b],
            "p_shift": made.forecast.p[kept],
            "shifted": census.closed.shifted[a, b],
        },
    )
    return {"repeat": rows}


def of_resamples(first: int, last: int, seed: int) -> Frames:
    """Draw the scored years with replacement, keyed by seed, the same for all theories."""
    years = last - first + 1
    drawn = np.random.default_rng(key(seed, "resample")).integers(years, size=(RESAMPLES, years))
    times = np.apply_along_axis(np.bincount, 1, drawn, minlength=years)
    draws, offsets = np.nonzero(times)
    columns = {"draw": draws, "year": offsets + first, "times": times[draws, offsets]}
    return {"resample": pl.DataFrame(columns)}


def merge(parts: Iterable[Frames]) -> Frames:
    """Stack frames that belong to the same table; a table without rows is left out."""
    stacked: dict[str, list[pl.DataFrame]] = {}
    for part in parts:
        for name, rows in part.items():
            if rows.height:
                stacked.setdefault(name, []).append(rows)
    return {name: pl.concat(frames) for name, frames in stacked.items()}
