"""Conditions: the parameters of every history, and in which of them a pact is loose.

It knows draws and shares of parties that stay; how boxes are found it leaves to `discovery`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from replay.discovery import boxes, in_words
from replay.parameters import Parameter
from replay.priors import Draws
from replay.situation import Booleans, Floats

HALF = 0.5
RARE = 0.05
"""Share of histories below which, or above whose complement, half of the parties is no dividing line."""
LOOSEST = 0.2
"""Share of histories that are then the loosest (our choice)."""


@dataclass(frozen=True)
class Conditions:
    """What may matter in every history, by name, with meaning and unit; which histories are of interest."""

    theory: str
    values: Mapping[str, Floats]
    meanings: Mapping[str, str]
    units: Mapping[str, str]
    cases: Booleans
    cases_in_words: str
    seed: int


def conditions(
    theory: str,
    pact: str,
    kept: Floats,
    parameters: Sequence[Parameter],
    draws: Mapping[str, Draws],
    level: Floats,
    seed: int,
) -> Conditions:
    """Lay out parameters, and say in which histories a pact loses more than half of its parties.

    `level`, (M,), is that of leaving, or of ending, as calibrated; `kept`, (M,), is the share of its
    parties that each history keeps to the end. Where almost all histories agree on the half, those of
    interest are the fifth that keeps the fewest.
    """
    values, meanings, units = {}, {}, {}
    for one in parameters:
        drawn = np.atleast_2d(draws[one.name])
        for number, row in enumerate(drawn):
            name = one.name if len(drawn) == 1 else f"{one.name}[{number + 1}]"
            values[name], meanings[name], units[name] = row, one.meaning, one.unit
    values["level"], units["level"] = level, "log-odds"
    meanings["level"] = "how readily pacts were left before the branching date, as far as that is known"
    cases, words = kept < HALF, f"{pact} loses more than half of its parties"
    if not RARE <= cases.mean() <= 1 - RARE:
        border = float(np.quantile(kept, LOOSEST))
        share = f"less than {border * 100:.0f} % of its parties"
        cases, words = kept < border, f"{pact} keeps {share}"
    return Conditions(theory, values, meanings, units, cases, words, seed)


def found(asked: Conditions) -> list[dict[str, Any]]:
    """Find the boxes, as rows of the ledger: one a box and restricted parameter."""
    return list(_rows(asked))


def _rows(asked: Conditions) -> Iterator[dict[str, Any]]:
    for number, box in enumerate(boxes(asked.values, asked.cases, asked.seed), 1):
        sentence = in_words(box, asked.meanings, asked.units, asked.cases_in_words)
        for limit in box.limits:
            yield {
                "theory": asked.theory,
                "number": number,
                "parameter": limit.parameter,
                "meaning": asked.meanings[limit.parameter],
                "unit": asked.units[limit.parameter],
                "low": limit.low,
                "high": limit.high,
                "cases": asked.cases_in_words,
                "share_of_histories": box.share,
                "coverage": box.coverage,
                "density": box.density,
                "base": box.base,
                "sentence": sentence,
            }
