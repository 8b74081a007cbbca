"""The rows of a ledger about pacts: forecasts, what they were calibrated to, and who joined and left.

It knows the schema's columns, neither the database nor what a score means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import polars as pl

from replay.accession import PactForecast
from replay.engine import Census
from replay.inventory import Frames
from replay.membership import ITSELF, PactOutcome
from replay.transcript import Blocks, calibrated

FORECASTS = {
    "theory": pl.String,
    "pact": pl.String,
    "state": pl.String,
    "outcome": pl.String,
    "p": pl.Float64,
    "p_low": pl.Float64,
    "p_high": pl.Float64,
}
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
            yield calibrated(where, one.forecast.fitted)


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
        for kind, mark in (("join", closed.joined), ("leave", closed.left), ("censored", closed.censored)):
            yield from ((pact, codes[state], kind) for state in np.flatnonzero(mark[number]).tolist())
        if closed.dissolved[number] or closed.ended[number]:
            yield pact, None, "censored" if closed.dissolved[number] else "ending"


def _code(state: int, codes: Sequence[str]) -> str | None:
    return None if state == ITSELF else codes[state]
