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


PHRASES = {
    "half_life_hostile": "the half-life of hostile deeds in memory",
    "half_life_cooperative": "the half-life of friendly deeds in memory",
    "words_share": "the half-life of words, as a share of that of deeds,",
    "half_life_received": "the half-life of arms and aid received",
    "saturation": "the enmity that is read as ill intent",
    "base_intention": "the ill intent ascribed without any enmity",
    "distance_scale": "the distance over which threats fade",
    "reach": "the proximity of a superpower to everyone",
    "rho": "the exponent by which one source of threat makes up for another",
    "weights[1]": "the weight of power in threat",
    "weights[2]": "the weight of proximity in threat",
    "weights[3]": "the weight of offensive power in threat",
    "weights[4]": "the weight of intentions in threat",
    "regime_reset": "the share of impressions that a change of regime undoes",
    "met": "the share of hostile words undone when their demand is met",
    "bias": "the bias by which like creeds soften and unlike ones sharpen what is seen",
    "spillover": "the share of a hostile deed that bystanders resent",
    "level": "the readiness to leave pacts that the past taught",
    "slope": "the force that the past gave the theory's reasons to leave",
}
"""What parameters are called in a sentence; those that a theory weighs its reasons by say themselves."""
CALIBRATED = {
    "level": ("how readily pacts were left before the branching date, as far as that is known", "log-odds"),
    "slope": ("by how much the theory's reasons to leave count, as far as the past has shown", "factor"),
}
"""Meaning and unit of what is drawn from a calibration."""
DECIDED = {"onset": "founding a tie", "ending": "leaving"}
"""What the heads of a theory weigh reasons for."""


@dataclass(frozen=True)
class Conditions:
    """What may matter in every history, by name, with meaning, phrase and unit; which are of interest."""

    theory: str
    values: Mapping[str, Floats]
    meanings: Mapping[str, str]
    phrases: Mapping[str, str]
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
    calibrated: Mapping[str, Floats],
    seed: int,
) -> Conditions:
    """Lay out parameters, and say in which histories a pact, by its full name, loses half of its parties.

    `calibrated`: level and slope, (M,), of leaving, or of ending; `kept`, (M,), is the share of its
    parties that each history keeps to the end. Where almost all histories agree on the half, those of
    interest are the fifth that keeps the fewest.
    """
    values, meanings, phrases, units = {}, {}, {}, {}
    for one in parameters:
        drawn = np.atleast_2d(draws[one.name])
        for number, row in enumerate(drawn):
            name = one.name if len(drawn) == 1 else f"{one.name}[{number + 1}]"
            values[name], meanings[name], units[name] = row, one.meaning, one.unit
            phrases[name] = _phrase(name, one.meaning)
    for name, row in calibrated.items():
        values[name], phrases[name] = row, PHRASES[name]
        meanings[name], units[name] = CALIBRATED[name]
    cases, words = kept < HALF, f"{pact} loses more than half of its parties"
    if not RARE <= cases.mean() <= 1 - RARE:
        border = float(np.quantile(kept, LOOSEST))
        share = f"less than {border * 100:.0f} % of its parties"
        cases, words = kept < border, f"{pact} keeps {share}"
    return Conditions(theory, values, meanings, phrases, units, cases, words, seed)


def _phrase(name: str, meaning: str) -> str:
    """Say what a parameter is; the weights of a theory's terms are named by theory, head and term."""
    if name in PHRASES:
        return PHRASES[name]
    _, _, rest = name.partition(".")
    head, weighed, _ = rest.partition(".")
    if weighed and head in DECIDED:
        return f"the weight in {DECIDED[head]} of '{meaning}'"
    return f"{name} ({meaning})"


def found(asked: Conditions) -> list[dict[str, Any]]:
    """Find the boxes, as rows of the ledger: one a box and restricted parameter."""
    return list(_rows(asked))


def _rows(asked: Conditions) -> Iterator[dict[str, Any]]:
    for number, box in enumerate(boxes(asked.values, asked.cases, asked.seed), 1):
        sentence = in_words(box, asked.phrases, asked.units, asked.cases_in_words)
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
