"""Forecasting pacts: who joins, who leaves and which pacts end, by what theories say of their dyads.

It knows the order of asking and learning; how dyads become pacts it leaves to `pacts`, how
probabilities are made to `calibration`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from replay.calibration import FLOOR, Fold, Forecast, Solve, in_each, posterior_mode
from replay.engine import Census
from replay.forecast import PACT_HEADS, Standards, pacts_at_risk
from replay.membership import shifted
from replay.pacts import too_few_remain
from replay.situation import Indices
from replay.standardisation import Standard
from replay.theory import Fit, Index, Ridge, Term, Theory

INDEX = Index((Term("index", "the index of the dyads with the other parties, weighed by capability", +1),))
"""What is fitted of a theory with signs: level and slope of the mean index of the dyads."""
OUTCOMES = ("join", "leave", "ending")
"""What is forecast: of a state and a pact that it joins or leaves it, of a pact that it ends."""


@dataclass(frozen=True)
class PactForecast:
    """What a theory says of all rows at risk of one outcome, for `year`: pacts by name, with states.

    `state` is the state's index, -1 where the row is about the pact itself. `fitted` of an ending is
    what bilateral pacts were calibrated to.
    """

    theory: str
    outcome: str
    year: int
    pact: NDArray[np.str_]
    state: Indices
    forecast: Forecast


class PactPanel:
    """All theories, asked about pacts at one census after the other, with what each has learnt by then.

    Endings: a theory with terms says of a bilateral pact what it says of its dyad, calibrated apart; of a
    larger one, that so many parties leave that fewer than two remain. Whoever has no terms, as the base
    rate, says of all pacts the same.
    """

    def __init__(self, theories: Sequence[Theory], solve: Solve = posterior_mode) -> None:
        self._folds = {
            (theory.name, head): Fold(head, INDEX if isinstance(fit, Index) else fit, solve=solve)
            for theory in theories
            for head, source in PACT_HEADS.items()
            if (fit := theory.heads.get(source)) is not None
        }
        self._asked: Mapping[str, tuple[Indices, Indices]] = {}

    def take(self, census: Census, blocks: Sequence[Standards]) -> None:
        """Close the year that ends, and take in what every block of histories brings, without a forecast."""
        self._close(census)
        for key, fold in self._folds.items():
            fold.take(_brought(blocks, key))

    def _close(self, census: Census) -> None:
        if census.became is not None:
            for (_, head), fold in self._folds.items():
                outcome, rows = _about(head, fold.fit)
                fold.learn(census.became.year, shifted(census.became, outcome, *self._asked[rows]))
        self._asked = pacts_at_risk(census)

    def ask(self, census: Census, blocks: Sequence[Standards]) -> list[PactForecast]:
        """Close the year that ends, and forecast the next from what every block of histories brings."""
        self._close(census)
        return list(self._said(census, blocks, Fold.ask))

    def apply(self, census: Census, blocks: Sequence[Standards]) -> list[PactForecast]:
        """Forecast the same year in an edited record, by what each has learnt of the record alone."""
        return list(self._said(census, blocks, Fold.apply))

    def _said(
        self,
        census: Census,
        blocks: Sequence[Standards],
        ask: Callable[[Fold, int, list[Standard]], Forecast],
    ) -> Iterator[PactForecast]:
        asked = pacts_at_risk(census)
        leaving: tuple[Forecast, Sequence[Standard]] | None = None
        for (name, head), fold in self._folds.items():
            outcome, rows = _about(head, fold.fit)
            brought = _brought(blocks, (name, head))
            answer = ask(fold, len(asked[rows][0]), brought)
            if head == "leave":
                leaving = answer, brought
            if rows == "termination" and leaving is not None:
                answer = _endings(len(census.pacts.names), asked, *leaving, answer)
            pact, state = asked[outcome]
            names = np.array(census.pacts.names, dtype=np.str_)[pact]
            yield PactForecast(name, outcome, census.year + 1, names, state, answer)


def _endings(
    pacts: int,
    asked: Mapping[str, tuple[Indices, Indices]],
    leaving: Forecast,
    brought: Sequence[Standard],
    bilateral: Forecast,
) -> Forecast:
    """Put what is said of bilateral pacts beside what follows, for larger ones, from who leaves them."""
    pact, _ = asked["leave"]
    p, low, high = np.full((3, pacts), np.nan)
    ends, _ = asked["termination"]
    p[ends], low[ends], high[ends] = bilateral.p, bilateral.low, bilateral.high
    each = np.column_stack([leaving.p, in_each(leaving, brought)])
    sizes = np.bincount(pact, minlength=len(p))
    for size in np.unique(sizes[pact]):
        # The rows of a pact follow one another: of pacts with as many parties, party by party.
        parties = each[sizes[pact] == size].reshape(-1, size, each.shape[-1]).swapaxes(0, 1)
        ended = np.clip(too_few_remain(parties), FLOOR, 1 - FLOOR)
        alike = sizes == size
        p[alike] = ended[:, 0]
        low[alike], high[alike] = np.quantile(ended[:, 1:], [0.05, 0.95], axis=1)
    return Forecast(p, low, high, bilateral.fitted, {}, {})


def _brought(blocks: Sequence[Standards], key: tuple[str, str]) -> list[Standard]:
    return [block[key] for block in blocks if key in block]


def _about(head: str, fit: Fit) -> tuple[str, str]:
    """Say what outcome a head is about, and which rows it is asked and taught of."""
    if head != "termination":
        return head, head
    return "ending", head if isinstance(fit, Index | Ridge) else "ending"
