"""Gravity: near and large states deal with one another, whatever they think."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.priors import Draws
from replay.situation import Situation
from replay.theory import Ridge, Term, Terms, Theory

TERMS = (
    Term("distance", "log of 1 + km between capitals"),
    Term("border", "1 with a common border"),
    Term("size", "log of the product of capabilities"),
    Term("ratio", "absolute log ratio of capabilities"),
    Term("great_power", "1 where one of the two is a great power"),
)


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name distance, border, size, ratio and great power, the same for onset and ending."""
    with np.errstate(divide="ignore"):
        log = np.log(np.where(situation.capability > 0, situation.capability, np.nan))
    great = situation.great_power
    found = {
        "distance": np.log1p(situation.km),
        "border": np.where(np.isnan(situation.km), np.nan, situation.border.astype(log.dtype)),
        "size": log[:, None] + log[None],
        "ratio": np.abs(log[:, None] - log[None]),
        "great_power": (great[:, None] ^ great[None]).astype(log.dtype),
    }
    raised = {name: term[..., None] for name, term in found.items()}
    return {"onset": raised, "ending": raised}


THEORY = Theory(
    name="gravity",
    claim="Distance and size decide who deals with whom.",
    sources=("tinbergen1962: appendix VI", "our choice: as a baseline for alliances"),
    reads=("km", "border", "capability", "great_power"),
    heads={"onset": Ridge(TERMS), "ending": Ridge(TERMS)},
    terms=terms,
    baseline=True,
)
