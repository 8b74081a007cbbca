"""The ensemble: a replay in blocks says what it says of all histories at once, whoever replays the blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import replay as package
from replay import study
from replay.chronicle import chronicle
from replay.engine import replay
from replay.ensemble import BLOCK, Passage, passed, together
from replay.errors import WorkerError
from replay.forecast import Panel, forecasts
from replay.parameters import PERCEPTION, draw
from replay.priors import Draws
from replay.request import Request
from replay.situation import Situation
from replay.study import conduct
from replay.theories import registry
from replay.theory import Terms
from tests.small_world import distance, event, measurement, pact, state, timeline

HISTORIES = BLOCK + 44
THEORIES = tuple(registry().values())
DOUBTFUL = timeline(
    [*map(state, ("AAA", "BBB", "CCC"))],
    parties=pact("p", "AAA BBB", "1902-03-01", "1904-06-01"),
    distances=[distance("AAA", "BBB", 100), distance("AAA", "CCC", 300), distance("BBB", "CCC", 200)],
    measurements=[measurement(1899, code, n, n) for n, code in enumerate(("AAA", "BBB", "CCC"), 1)],
    events=[
        event(f"r{year}", "raid", "AAA > BBB CCC", str(year), precision="year") for year in range(1900, 1905)
    ],
)


@pytest.fixture(scope="module")
def passage() -> Passage:
    """Draw the histories of a world whose events have doubtful dates."""
    draws = {"perception": draw(PERCEPTION, HISTORIES, 1, "perception", {})}
    draws |= {one.name: draw(one.tunable(), HISTORIES, 1, one.name, {}) for one in THEORIES}
    return Passage(DOUBTFUL, "first", THEORIES, draws, 1)


def test_blocks_hold_every_history_once_and_in_order(passage: Passage) -> None:
    """256 and 44, with the draws of each."""
    blocks = passage.blocks()
    assert [(one.first, one.histories) for one in blocks] == [(0, BLOCK), (BLOCK, 44)]
    for purpose, drawn in passage.draws.items():
        for name, values in drawn.items():
            dealt = [one.draws[purpose][name] for one in blocks]
            assert np.array_equal(np.concatenate(dealt, axis=-1), values)


@pytest.mark.parametrize("first", [0, 1, BLOCK, HISTORIES - 1])
def test_a_part_of_the_histories_has_the_days_that_it_has_among_all(first: int) -> None:
    """Every history draws its own days: the sum of weights on each day, history by history."""
    last = min(first + BLOCK, HISTORIES)
    whole = chronicle(DOUBTFUL, histories=HISTORIES, seed=1)
    part = chronicle(DOUBTFUL, histories=last - first, seed=1, first=first)
    weighed = {(one.day, one.id, one.number): one.weight for one in part if one.weight is not None}
    assert weighed
    for one in whole:
        if one.weight is not None:
            mine = weighed.pop((one.day, one.id, one.number), np.zeros(last - first))
            assert np.array_equal(mine, one.weight[first:last])
    assert not weighed


def test_blocks_together_forecast_as_all_histories_at_once(passage: Passage) -> None:
    """Probabilities, bounds, fits and threat agree to 1e-9; sums alone are taken otherwise."""
    reports = chronicle(DOUBTFUL, histories=HISTORIES, seed=1)
    censuses = replay(DOUBTFUL, parameters=passage.draws["perception"], reports=[reports])
    whole = forecasts(censuses, THEORIES, passage.draws, DOUBTFUL.manifest)
    panel, ticks = Panel(THEORIES), []
    pages = together(map(passed, passage.blocks()), lambda: ticks.append(1))
    spread = 0.0
    for (census, made), blocks in zip(whole, pages, strict=True):
        threat = census.situation.threat[census.situation.pairs()]
        assert np.allclose(np.concatenate([one.threat for one in blocks], axis=-1), threat, equal_nan=True)
        for one, other in zip(
            made, panel.ask(blocks[0].census, [block.standards for block in blocks]), strict=True
        ):
            assert (one.theory, one.head, one.year) == (other.theory, other.head, other.year)
            for name in ("p", "low", "high"):
                mine, theirs = getattr(one.forecast, name), getattr(other.forecast, name)
                assert np.allclose(mine, theirs, rtol=1e-9, atol=0, equal_nan=True), (one.theory, name)
            assert one.forecast.unknown == other.forecast.unknown
            spread = max(spread, *(one.forecast.high - one.forecast.low), 0)
    assert spread > 0
    assert len(ticks) == 6 * 2


@pytest.mark.parametrize("histories", [1, BLOCK, BLOCK + 1, 2 * BLOCK])
def test_any_number_of_histories_can_be_run(histories: int) -> None:
    """A last block of a single history, too: its parameters are drawn, not nominal."""
    _, frames = conduct(package.load("miniature"), Request(histories=histories, repeats=False, audits=False))
    drawn = frames["parameter"].filter(pl.col("name") == "rho")["value"]
    assert drawn.n_unique() == histories
    assert frames["forecast"]["p_aligned"].is_between(0, 1).all()


def test_a_theory_of_ones_own_is_asked_by_one_worker_and_refused_by_two(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A function within a function cannot be found by another process; the error says what to do."""
    gravity = registry()["gravity"]

    def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
        return gravity.terms(situation, parameters)

    own = replace(gravity, terms=terms)
    monkeypatch.setattr(study, "select", lambda _: (own,))
    miniature = package.load("miniature")
    _, frames = conduct(miniature, Request(histories=2, repeats=False, audits=False))
    assert frames["forecast"].filter(pl.col("theory") == "gravity").height
    with pytest.raises(WorkerError, match="must stand at the top of a module"):
        conduct(miniature, Request(histories=2, workers=2))
