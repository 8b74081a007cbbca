"""The rows of a ledger that a replay makes: impressions, perceptions, shifts, forecasts, draws.

It knows the schema's columns, neither the database nor what a score means.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from replay.calibration import Contribution, Fitted
from replay.changes import Meet, Unsettle
from replay.chronicle import Occurrence
from replay.engine import Census
from replay.forecast import HeadForecast
from replay.inventory import Frames, frame
from replay.parameters import Parameter
from replay.priors import Draws
from replay.responses import Responses
from replay.situation import Floats
from replay.theory import Theory


@dataclass(frozen=True)
class Rows:
    """Rows of a table before they are a frame: what is the same in all of them, and columns of equal length.

    A run has thousands of such blocks, and Polars takes longer to make a frame of each than of all.
    """

    same: Mapping[str, Any]
    columns: Mapping[str, np.ndarray[Any, Any]]

    @property
    def height(self) -> int:
        """Count the rows."""
        return len(next(iter(self.columns.values())))


Blocks = Mapping[str, Rows]
"""Rows for tables of the ledger, by their names."""


def of_impressions(chronicled: Sequence[Occurrence]) -> Frames:
    """Lay out what every event left with whom, whose impressions it unsettled and whose demands it met.

    All on nominal days, with the weights of the nominal history.
    """
    nominal = [one for one in chronicled if _nominal(one) > 0]
    impressions = [
        {
            "event_id": one.impression.event_id,
            "observer": one.impression.add.holder,
            "observed": one.impression.add.about,
            "sign": one.impression.add.stock,
            "date": one.day,
            "points": one.impression.add.points * _nominal(one),
        }
        for one in nominal
        if one.impression is not None
    ]
    unsettled = [
        {"event_id": one.id, "state": one.change.state, "date": one.day, "share": one.change.share}
        for one in nominal
        if isinstance(one.change, Unsettle)
    ]
    met = [
        {"event_id": one.id, "a": one.change.a, "b": one.change.b, "date": one.day, "share": _nominal(one)}
        for one in nominal
        if isinstance(one.change, Meet)
    ]
    return {"impression": frame(impressions), "unsettled": frame(unsettled), "met": frame(met)}


def _nominal(one: Occurrence) -> float:
    return 1.0 if one.weight is None else float(one.weight[0])


def of_theories(theories: Sequence[Theory], pools: Sequence[Theory]) -> Frames:
    """Lay out who was asked, theories and baselines and then pools: claims, sources, terms."""
    everyone = [*theories, *pools]
    terms = [
        {"theory": theory.name, "head": head, "term": term.name, "sign": term.sign, "meaning": term.meaning}
        for theory in everyone
        for head, fit in theory.heads.items()
        for term in fit.terms
    ]
    rows = [
        {
            "name": theory.name,
            "baseline": theory.baseline,
            "pool": theory in pools,
            "claim": theory.claim,
            "sources": "; ".join(theory.sources),
            "reads": ", ".join(theory.reads),
        }
        for theory in everyone
    ]
    return {"theory": frame(rows), "term": frame(terms)}


def of_parameters(
    run_id: str, tunable: Mapping[str, Sequence[Parameter]], draws: Mapping[str, Mapping[str, Draws]]
) -> Iterator[Blocks]:
    """Lay out the draws of every purpose, a row a number and history."""
    for purpose, parameters in tunable.items():
        for parameter in parameters:
            values = np.atleast_2d(draws[purpose][parameter.name])
            parts, histories = values.shape
            columns = {
                "part": np.repeat(np.arange(parts), histories),
                "history": np.tile(np.arange(histories), parts),
                "value": values.ravel(),
            }
            said = {"unit": parameter.unit, "meaning": parameter.meaning, "source": parameter.source}
            same = {"run_id": run_id, "purpose": purpose, "name": parameter.name}
            yield {"parameter": Rows(same | said, columns)}


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
CONDITIONS = ("revisionism", "advantage", "openness", "strength", "capability")
"""What it keeps for every state."""


def of_census(run_id: str, census: Census, threat: Floats, codes: Sequence[str]) -> Iterator[Blocks]:
    """Lay out what every state perceived of every other at a census, its condition, and the year's shifts.

    `threat` is that between all pairs of the situation in all histories, shape (pairs, M).
    """
    seen, names = census.situation, np.array(codes)
    i, j = seen.pairs()
    low, high = np.quantile(threat, [0.05, 0.95], axis=1)
    columns = {name: getattr(seen, name)[i, j, 0] for name in NOMINAL}
    columns |= {"threat_low": low, "threat_high": high}
    dyads = {"observer": names[i], "observed": names[j]}
    there = seen.exists
    states = {"state": names[there]} | {name: getattr(seen, name)[there] for name in CONDITIONS}
    same = {"run_id": run_id, "year": census.year}
    yield {"perception": Rows(same, dyads | columns), "condition": Rows(same, states)}
    yield from _shifts(census, names)


def _shifts(census: Census, names: np.ndarray[Any, np.dtype[np.str_]]) -> Iterator[Blocks]:
    if (closed := census.closed) is None:
        return
    marks = {
        "onset": closed.shifted & ~closed.aligned_before,
        "ending": closed.shifted & closed.aligned_before,
        "censored": closed.censored,
    }
    for kind, mark in marks.items():
        a, b = np.nonzero(np.triu(mark))
        yield {"shift": Rows({"year": closed.year, "kind": kind}, {"a": names[a], "b": names[b]})}


def of_forecast(run_id: str, made: HeadForecast, codes: Sequence[str]) -> Blocks:
    """Lay out one head's forecasts for a year, and what it was calibrated to, if anything."""
    answer, names = made.forecast, np.array(codes)
    where = {"run_id": run_id, "theory": made.theory, "head": made.head, "year": made.year}
    said = probabilities(made, codes)
    blocks = {"forecast": Rows({"run_id": run_id, "horizon": 1, **said.same}, said.columns)}
    if unknown := {term: count for term, count in answer.unknown.items() if count}:
        blocks["unknown"] = _by_term(where, "dyads", unknown)
    if answer.fitted is not None:
        blocks |= calibrated(where, answer.fitted)
        blocks["contribution"] = _contributions(where, made, answer.fitted, names)
    return blocks


def probabilities(made: HeadForecast, codes: Sequence[str]) -> Rows:
    """Lay out how likely one head says that dyads will be aligned in a year."""
    aligned, answer, names = made.head == "ending", made.forecast, np.array(codes)

    def kept(shift: np.ndarray[Any, np.dtype[np.float64]]) -> np.ndarray[Any, np.dtype[np.float64]]:
        return 1 - shift if aligned else shift

    return Rows(
        {"theory": made.theory, "year": made.year, "aligned_before": aligned},
        {
            "a": names[made.a],
            "b": names[made.b],
            "p_aligned": kept(answer.p),
            "p_low": kept(answer.high if aligned else answer.low),
            "p_high": kept(answer.low if aligned else answer.high),
        },
    )


def _by_term(where: Mapping[str, Any], what: str, values: Mapping[str, float]) -> Rows:
    return Rows(where, {"term": np.array(list(values)), what: np.array(list(values.values()))})


def _contributions(
    where: Mapping[str, Any], made: HeadForecast, fitted: Fitted, names: np.ndarray[Any, np.dtype[np.str_]]
) -> Rows:
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
    return Rows(where, columns)


def calibrated(where: Mapping[str, Any], fitted: Fitted, left_out: str = "") -> dict[str, Rows]:
    """Lay out what a head was calibrated to for a year; `where` names run, theory, head and year."""
    where = {**where, "left_out": left_out or None}
    found = {"slope": fitted.slope, "trained_on": fitted.trained_on, "until": fitted.until}
    calibration = Rows({**where, **found}, {"level": np.array([fitted.level])})
    return {"calibration": calibration, "coefficient": _by_term(where, "value", fitted.coefficients)}


def of_repeat(run_id: str, variant: str, made: HeadForecast, census: Census, codes: Sequence[str]) -> Blocks:
    """Lay out one head's forecasts of a repeat for the year that a census closes, without censored dyads."""
    if census.closed is None:
        return {}
    kept = ~census.closed.censored[made.a, made.b]
    a, b, names = made.a[kept], made.b[kept], np.array(codes)
    rows = Rows(
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


def of_responses(run_id: str, responses: Responses) -> Frames:
    """Lay out what states did of their own, and how likely it was said to be."""
    inclined = [{"run_id": run_id, **row} for row in responses.inclinations]
    return {"inclination": frame(inclined), "deed": frame([vars(one) for one in responses.deeds()])}


def merge(parts: Iterable[Blocks | Frames]) -> Frames:
    """Stack what belongs to the same table, NULL where a block has NaN; a table without rows is left out."""
    stacked: dict[str, list[Any]] = {}
    for part in parts:
        for name, rows in part.items():
            if rows.height:
                stacked.setdefault(name, []).append(rows)
    return {
        name: _stack(several) if isinstance(several[0], Rows) else pl.concat(several, how="vertical_relaxed")
        for name, several in stacked.items()
    }


def _stack(blocks: Sequence[Rows]) -> pl.DataFrame:
    first = blocks[0]
    columns = {name: np.concatenate([one.columns[name] for one in blocks]) for name in first.columns}
    block = np.repeat(np.arange(len(blocks)), [one.height for one in blocks])
    same = [pl.Series(name, [one.same[name] for one in blocks]).gather(block) for name in first.same]
    return pl.DataFrame([*same, *pl.DataFrame(columns, nan_to_null=True).get_columns()])
