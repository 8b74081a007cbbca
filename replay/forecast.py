"""Forecasting: every theory is asked at every census, by what earlier censuses have taught.

It knows the order of asking and learning; how probabilities are made it leaves to `calibration`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from replay.calibration import Fold, Forecast, Solve, posterior_mode
from replay.engine import Census
from replay.manifest import Manifest
from replay.priors import Draws
from replay.shifts import Outcome
from replay.situation import Booleans, Floats
from replay.theory import Theory

Indices = NDArray[np.int64]


@dataclass(frozen=True)
class HeadForecast:
    """What a theory says of all dyads at risk of one head, for `year`; rows are pairs a < b."""

    theory: str
    head: str
    year: int
    a: Indices
    b: Indices
    forecast: Forecast


def forecasts(
    censuses: Iterable[Census],
    theories: Sequence[Theory],
    draws: Mapping[str, Mapping[str, Draws]],
    manifest: Manifest,
    solve: Solve = posterior_mode,
) -> Iterator[tuple[Census, list[HeadForecast]]]:
    """Ask every theory at every census about the following year, after closing the one that ends.

    `draws` holds each theory's parameters by its name, weights under `theory.head.term`; `solve`
    finds the mode of a calibration.
    """
    frozen_after = manifest.burn_in if manifest.standardisation == "burn-in" else None
    folds = {
        (theory.name, head): Fold(
            head, fit, _weights(theory, head, draws[theory.name]), frozen_after, solve=solve
        )
        for theory in theories
        for head, fit in theory.heads.items()
    }
    asked: dict[str, tuple[Indices, Indices]] = {}
    for census in censuses:
        if census.closed is not None:
            for (_, head), fold in folds.items():
                fold.learn(census.closed.year, _shifted(census.closed, *asked[head]))
        asked = {"onset": _rows(census, aligned=False), "ending": _rows(census, aligned=True)}
        made = []
        for theory in theories:
            terms = theory.terms(census.situation, draws[theory.name])
            for head in theory.heads:
                a, b = asked[head]
                picked = {name: term[a, b] for name, term in terms.get(head, {}).items()}
                answer = folds[theory.name, head].ask(census.year, picked, len(a))
                made.append(HeadForecast(theory.name, head, census.year + 1, a, b, answer))
        yield census, made


def _weights(theory: Theory, head: str, draws: Mapping[str, Draws]) -> dict[str, Draws]:
    return {
        term.name: draws[f"{theory.name}.{head}.{term.name}"]
        for term in theory.heads[head].terms
        if term.weight is not None
    }


def _rows(census: Census, *, aligned: bool) -> tuple[Indices, Indices]:
    tied: Booleans = census.situation.aligned[..., 0]
    a, b = np.nonzero(np.triu(census.at_risk & (tied == aligned), k=1))
    return a, b


def _shifted(closed: Outcome, a: Indices, b: Indices) -> Floats:
    return np.where(closed.censored[a, b], np.nan, closed.shifted[a, b])
