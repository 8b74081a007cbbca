"""Forecasting pacts: who joins, who leaves and which pacts end, by what theories say of their dyads.

It knows the order of asking and learning; how dyads become pacts it leaves to `pacts`, how
probabilities are made to `calibration`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from replay.calibration import Fold, Forecast, in_each
from replay.engine import Census
from replay.forecast import PACT_HEADS, Standards, pacts_at_risk
from replay.lessons import School, taught
from replay.logistic import FLOOR, Solve, posterior_mode
from replay.membership import shifted
from replay.pacts import too_few_remain
from replay.situation import Booleans, Indices
from replay.standardisation import Standard
from replay.theory import Fit, Index, Ridge, Term, Theory

INDEX = Index((Term("index", "the index of the dyads with the other parties, weighed by capability", +1),))
"""What is fitted of a theory with signs: level and slope of the mean index of the dyads."""
Ask = Callable[[Fold, int, list[Standard], str], Forecast]
"""How a fold is asked: for so many rows, by what is brought, without what is taught of a pact."""
OUTCOMES = ("join", "leave", "ending", "downgrade")
"""What is forecast: of a state and a pact that it joins or leaves it, of a pact that it ends, and, where
commitments are coded, of a party that it comes to honour less of it, by leaving or its ending too."""


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
    left_out: str = ""
    """The pact of which nothing was taught, since it is the one that is asked about."""


class PactPanel:
    """All theories, asked about pacts at one census after the other, with what each has learnt by then.

    Endings: a theory with terms says of a bilateral pact what it says of its dyad, calibrated apart; of a
    larger one, that so many parties leave that fewer than two remain. Whoever has no terms, as the base
    rate, says of all pacts the same.
    """

    def __init__(
        self, theories: Sequence[Theory], solve: Solve = posterior_mode, school: School | None = None
    ) -> None:
        self.folds = {
            (theory.name, head): Fold(head, fit, solve=solve, lessons=taught(school, theory.name, head))
            for theory in theories
            for head, fit in folds(theory).items()
        }
        self._taught = frozenset[str]() if school is None else school.pacts
        self._asked: Mapping[str, tuple[Indices, Indices]] = {}

    def take(self, census: Census, blocks: Sequence[Standards]) -> None:
        """Close the year that ends, and take in what every block of histories brings, without a forecast."""
        self._close(census)
        for key, fold in self._asking(census):
            fold.take(_brought(blocks, key))

    def _asking(self, census: Census) -> Iterator[tuple[tuple[str, str], Fold]]:
        """Walk over what is forecast: downgrades only where commitments are coded."""
        graded = census.pacts.standing is not None
        return ((key, fold) for key, fold in self.folds.items() if graded or key[1] != "downgrade")

    def _close(self, census: Census) -> None:
        if census.became is not None:
            for (_, head), fold in self._asking(census):
                outcome, rows = about(head, fold.fit)
                fold.learn(census.became.year, shifted(census.became, outcome, *self._asked[rows]))
        self._asked = pacts_at_risk(census)

    def ask(self, census: Census, blocks: Sequence[Standards]) -> list[PactForecast]:
        """Close the year that ends, and forecast the next from what every block of histories brings.

        Pacts of which other timelines teach something are asked about one by one, without that.
        """
        self._close(census)
        return self._all(
            census, blocks, lambda fold, rows, brought, without: fold.ask(rows, brought, census.year, without)
        )

    def apply(self, census: Census, blocks: Sequence[Standards]) -> list[PactForecast]:
        """Forecast the same year in an edited record, by what each has learnt of the record alone."""
        return self._all(census, blocks, Fold.apply)

    def _all(self, census: Census, blocks: Sequence[Standards], ask: Ask) -> list[PactForecast]:
        names = np.array(census.pacts.names, dtype=np.str_)
        apart = [str(name) for name in names if name in self._taught]
        made = [*self._said(census, blocks, ~np.isin(names, apart), "", ask)]
        for name in apart:
            made += self._said(census, blocks, names == name, name, ask)
        return made

    def _said(
        self, census: Census, blocks: Sequence[Standards], wanted: Booleans, left_out: str, ask: Ask
    ) -> Iterator[PactForecast]:
        """Forecast the rows of the pacts that are wanted."""
        names = np.array(census.pacts.names, dtype=np.str_)
        asked = {
            outcome: (pact[kept], state[kept], kept)
            for outcome, (pact, state) in pacts_at_risk(census).items()
            for kept in [wanted[pact]]
        }
        leaving: tuple[Forecast, Sequence[Standard]] | None = None
        for (name, head), fold in self._asking(census):
            outcome, rows = about(head, fold.fit)
            *_, kept = asked[rows]
            brought = [one.part(kept) for one in _brought(blocks, (name, head))]
            answer = ask(fold, int(kept.sum()), brought, left_out)
            if head == "leave":
                leaving = answer, brought
            if rows == "termination" and leaving is not None:
                answer = _endings(wanted, asked["leave"][0], asked["termination"][0], *leaving, answer)
            pact, state, _ = asked[outcome]
            if outcome == "downgrade":
                able = census.pacts.may_fall[pact, state]
                pact, state, answer = pact[able], state[able], _part(answer, able)
            yield PactForecast(name, outcome, census.year + 1, names[pact], state, answer, left_out)


def _endings(
    wanted: Booleans,
    pact: Indices,
    ends: Indices,
    leaving: Forecast,
    brought: Sequence[Standard],
    bilateral: Forecast,
) -> Forecast:
    """Put what is said of bilateral pacts beside what follows, for larger ones, from who leaves them.

    `pact` and `ends` are the pacts of the rows of leaving and of ending, among all those of `wanted`.
    """
    p, low, high = np.full((3, len(wanted)), np.nan)
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
    return Forecast(p[wanted], low[wanted], high[wanted], bilateral.fitted, {}, {})


def folds(theory: Theory) -> dict[str, Fit]:
    """Say what is calibrated of a theory about pacts, by head."""
    return {
        head: INDEX if isinstance(fit, Index) else fit
        for head, source in PACT_HEADS.items()
        if (fit := theory.heads.get(source)) is not None
    }


def _part(made: Forecast, kept: Booleans) -> Forecast:
    """Leave out rows; terms are not told of pacts."""
    return Forecast(made.p[kept], made.low[kept], made.high[kept], made.fitted, made.unknown, {})


def _brought(blocks: Sequence[Standards], key: tuple[str, str]) -> list[Standard]:
    return [block[key] for block in blocks if key in block]


def about(head: str, fit: Fit) -> tuple[str, str]:
    """Say what outcome a head is about, and which rows it is asked and taught of."""
    if head != "termination":
        return head, head
    return "ending", head if isinstance(fit, Index | Ridge) else "ending"
