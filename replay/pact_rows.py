"""The rows of a ledger about pacts: forecasts, what they were calibrated to, and who joined and left.

It knows the schema's columns, neither the database nor what a score means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from replay.accession import PactForecast
from replay.effort import EffortForecast
from replay.engine import Census
from replay.inventory import Frames
from replay.membership import ITSELF, PactOutcome
from replay.opposition import FACTORS, SpecificThreat
from replay.transcript import Blocks, Rows, calibrated

FORECASTS = {
    "theory": pl.String,
    "pact": pl.String,
    "state": pl.String,
    "outcome": pl.String,
    "p": pl.Float64,
    "p_low": pl.Float64,
    "p_high": pl.Float64,
}
THREATS = ("pact", "adversary", "basis", "threat", "low", "high", "parties", *FACTORS)
SLOPE_TOO = 2
"""Coefficients where an effort is fitted on a drift and on one index."""
SHIFTS = {"pact": pl.String, "state": pl.String, "kind": pl.String}


def of_pacts(
    run_id: str, census: Census, made: Sequence[PactForecast], codes: Sequence[str]
) -> Iterator[Blocks | Frames]:
    """Lay out what was said of pacts at a census, and what became of them in the year that it closes."""
    yield {"pact_forecast": forecasts(census, made, codes).with_columns(run_id=pl.lit(run_id))}
    if census.became is not None:
        shifts = pl.DataFrame(_shifts(census.became, codes), SHIFTS, orient="row")
        yield {"pact_shift": shifts.with_columns(year=census.became.year)}
    for one in made:
        if one.forecast.fitted is not None:
            head = "termination" if one.outcome == "ending" else one.outcome
            where = {"run_id": run_id, "theory": one.theory, "head": head, "year": one.year}
            yield calibrated(where, one.forecast.fitted, one.left_out)


def of_threats(run_id: str, year: int, found: Sequence[SpecificThreat]) -> Blocks:
    """Lay out what threat the parties of pacts perceive from their adversaries at a census."""
    rows = [{**vars(one), **one.factors} for one in found]
    columns = {name: np.array([row[name] for row in rows]) for name in THREATS}
    return {"pact_threat": Rows({"run_id": run_id, "year": year}, columns)}


def of_effort(run_id: str, made: EffortForecast, codes: Sequence[str]) -> Blocks:
    """Lay out what a measure of effort was forecast to be, party by party, and what it was fitted to."""
    if not len(made.pact):
        return {}
    where = {"run_id": run_id, "theory": made.theory, "measure": made.measure, "year": made.year}
    columns = {
        "pact": made.pact,
        "state": np.array(codes)[made.state],
        "published": made.published,
        "forecast": made.at(0.5),
        "low": made.at(0.05),
        "high": made.at(0.95),
        "observed": made.came,
        "log_score": made.change.log_score(made.moved),
        "crps": made.change.crps(made.moved),
    }
    coefficients = made.fitted.coefficients
    fit = {
        "drift": np.append(coefficients, np.nan)[:1],
        "slope": coefficients[1:] if len(coefficients) == SLOPE_TOO else np.full(1, np.nan),
        "sd": np.array([made.fitted.sd]),
        "trained_on": np.array([made.trained_on]),
    }
    return {"effort": Rows(where, columns), "effort_fit": Rows({**where, "until": made.until}, fit)}


def forecasts(census: Census, made: Sequence[PactForecast], codes: Sequence[str]) -> pl.DataFrame:
    """Lay out what was said of pacts at a census, a row a theory, outcome, pact and state."""
    rows = [row for one in made for row in _forecasts(one, codes)]
    said = pl.DataFrame(rows, FORECASTS, orient="row").fill_nan(None)
    return said.with_columns(year=pl.lit(census.year + 1))


def _forecasts(one: PactForecast, codes: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    answer = one.forecast
    for pact, state, *p in zip(one.pact, one.state, answer.p, answer.low, answer.high, strict=True):
        yield one.theory, str(pact), _code(state, codes), one.outcome, *map(float, p)


def _shifts(closed: PactOutcome, codes: Sequence[str]) -> Iterator[tuple[str, str | None, str]]:
    """List who joined and left, which pacts ended, and of which this is not scored."""
    for number, pact in enumerate(closed.names):
        marks = {"join": closed.joined, "leave": closed.left, "downgrade": closed.fell}
        for kind, mark in (marks | {"censored": closed.censored}).items():
            yield from ((pact, codes[state], kind) for state in np.flatnonzero(mark[number]).tolist())
        if closed.dissolved[number] or closed.ended[number]:
            yield pact, None, "censored" if closed.dissolved[number] else "ending"


def _code(state: int, codes: Sequence[str]) -> str | None:
    return None if state == ITSELF else codes[state]
