"""Conditions of a stress test: which histories are of interest, what may matter in them, rows of boxes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from replay import conditions as stage
from replay.conditions import Conditions, conditions
from replay.discovery import Box, Limit
from replay.parameters import PERCEPTION, Parameter
from replay.priors import Dirichlet, Draws, Uniform
from replay.situation import Booleans, Floats

PARAMETERS = (
    Parameter("forgetting", "years", Uniform(0, 10), "until a deed counts half", ""),
    Parameter("weights", "shares", Dirichlet((1, 1)), "power, threat", ""),
    Parameter("t.ending.age", "log-odds per s.d.", Uniform(0, 1), "years of the tie", ""),
)
N = 100
LEVEL = np.linspace(-5, -1, N)


def laid_out(expected: Floats) -> Conditions:
    """Lay out a hundred histories of which each expects a share of the parties to stay."""
    draws: Mapping[str, Draws] = {
        "forgetting": np.linspace(0, 10, N),
        "weights": np.stack([np.linspace(0, 1, N), np.linspace(1, 0, N)]),
        "t.ending.age": np.linspace(1, 0, N),
        "unasked": np.zeros(N),
    }
    return conditions("t", "The Pact", expected, PARAMETERS, draws, {"level": LEVEL, "slope": -LEVEL}, 1)


def test_every_number_that_histories_draw_is_laid_out_by_name() -> None:
    """One of each part, numbered from 1, last what was learnt of leaving; what is not asked for is not."""
    made = laid_out(np.linspace(0, 1, N))
    assert list(made.values) == ["forgetting", "weights[1]", "weights[2]", "t.ending.age", "level", "slope"]
    assert made.values["weights[2]"][0] == 1
    np.testing.assert_array_equal(made.values["level"], LEVEL)
    assert made.units == {
        "forgetting": "years", "weights[1]": "shares", "weights[2]": "shares", "level": "log-odds",
        "t.ending.age": "log-odds per s.d.", "slope": "factor",
    }  # fmt: skip
    assert made.meanings["weights[1]"] == "power, threat"
    assert made.meanings.keys() == made.phrases.keys() == made.values.keys()
    np.testing.assert_array_equal(made.values["slope"], -LEVEL)
    assert (made.phrases["weights[1]"], made.phrases["t.ending.age"], made.phrases["forgetting"]) == (
        "the weight of power in threat",
        "the weight in leaving of 'years of the tie'",
        "forgetting (until a deed counts half)",
    )


def test_every_parameter_of_perception_has_a_phrase() -> None:
    """So that a reader is told what it is, not what it is called; a theory's weights say it themselves."""
    single = {one.name for one in PERCEPTION if one.name != "weights"}
    assert single | {f"weights[{number}]" for number in range(1, 5)} <= stage.PHRASES.keys()


@pytest.mark.parametrize(("losing", "share", "words"), [
    (50, 0.5, "more than half"),
    (5, 0.05, "more than half"),
    (95, 0.95, "more than half"),
    (4, 0.2, "less than"),
    (96, 0.2, "less than"),
    (0, 0.2, "less than"),
])  # fmt: skip
def test_histories_of_interest_are_those_that_lose_half_or_else_the_loosest_fifth(
    losing: int, share: float, words: str
) -> None:
    """Of a hundred, of which so many expect fewer than half of the parties to stay."""
    expected = np.concatenate([np.linspace(0.1, 0.49, losing), np.linspace(0.5, 0.9, N - losing)])
    made = laid_out(expected)
    assert made.cases.mean() == share
    assert words in made.cases_in_words
    assert expected[made.cases].max() < expected[~made.cases].min()


def test_the_border_of_the_loosest_fifth_is_said() -> None:
    """Of 0.60 to 0.798 in steps of 0.002 the 20 % quantile is 0.6 + 0.2 * 0.198 = 0.6396."""
    made = laid_out(np.linspace(0.6, 0.798, N))
    assert made.cases_in_words == "The Pact keeps less than 64 % of its parties"


def test_a_box_is_a_row_for_every_parameter_that_it_restricts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two boxes, of two limits and of one, with what was measured of each on all of its rows."""
    told = [
        Box((Limit("forgetting", None, 3.0), Limit("level", -2.0, None)), 0.8, 0.7, 0.5, 0.4),
        Box((Limit("weights[1]", 0.5, 0.9),), 0.1, 0.6, 0.5, 0.2),
    ]

    def boxes(values: Mapping[str, Floats], cases: Booleans, seed: int) -> Sequence[Box]:
        assert (list(values)[-1], cases.sum(), seed) == ("slope", 50, 1)
        return told

    monkeypatch.setattr(stage, "boxes", boxes)
    rows = stage.found(laid_out(np.linspace(0, 1, N)))
    shown = [[row[key] for key in ("number", "parameter", "unit", "low", "high")] for row in rows]
    assert shown == [
        [1, "forgetting", "years", None, 3.0],
        [1, "level", "log-odds", -2.0, None],
        [2, "weights[1]", "shares", 0.5, 0.9],
    ]
    measured = ("coverage", "density", "base", "share_of_histories")
    assert [[row[key] for key in measured] for row in rows] == [
        [0.8, 0.7, 0.5, 0.4], [0.8, 0.7, 0.5, 0.4], [0.1, 0.6, 0.5, 0.2],
    ]  # fmt: skip
    assert rows[0]["sentence"] == rows[1]["sentence"] != rows[2]["sentence"]
    assert {row["cases"] for row in rows} == {"The Pact loses more than half of its parties"}


def test_what_makes_a_pact_loose_is_found() -> None:
    """Of 400 histories those lose their parties that forget slowly, above 7 of 10 years."""
    draw = np.random.default_rng(1)
    forgetting = draw.uniform(0, 10, 400)
    draws = {
        "forgetting": forgetting,
        "weights": draw.dirichlet((1, 1), 400).T,
        "t.ending.age": np.zeros(400),
    }
    expected = np.where(forgetting > 7, 0.2, 0.8)
    rows = stage.found(conditions("t", "p", expected, PARAMETERS, draws, {"level": draw.normal(size=400)}, 1))
    assert {row["parameter"] for row in rows if row["number"] == 1} == {"forgetting"}
    assert rows[0]["low"] == pytest.approx(7, abs=0.3)
    assert rows[0]["high"] is None
    assert rows[0]["density"] > 0.95
