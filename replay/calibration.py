"""Walk-forward calibration: standardised terms to log-odds, a fold over past censuses.

It alone makes probabilities, and only from situations and outcomes up to the census at hand. How
a theory comes to its terms, and where histories were replayed, it does not know. Rows are the
dyads at risk, pairs a < b in roster order; histories stand last.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from replay.lessons import Lesson, known
from replay.logistic import FLOOR, Solve, expit, posterior_mode
from replay.situation import Booleans, Floats
from replay.standardisation import Standard, mean, once, total
from replay.theory import Fit, Fixed, Index, Rate, Ridge

LEVELS = {
    "onset": (-3.7, 0.7),
    "ending": (-2.0, 1.0),
    "join": (-4.0, 1.5),
    "leave": (-4.0, 1.5),
    "termination": (-2.0, 1.0),
    "downgrade": (-3.0, 1.5),
}
"""Prior mean and s.d. of the level, in log-odds: rare onsets, less rare endings (our choice); of pacts,
joining and leaving are rarer and less well known, a bilateral pact ends as the tie that it is, and parties
come to honour less more often than they leave (our choice, before any look)."""
SLOPE = (1.0, 0.35)
"""Prior mean and s.d. of the slope of an index (our choice)."""


@dataclass(frozen=True)
class Fitted:
    """What a head was calibrated to at a census: the level, and the slope or the coefficients."""

    level: float
    slope: float | None
    coefficients: Mapping[str, float]
    trained_on: int
    """How many dyad-years with known outcomes it was fitted on."""
    until: int | None
    """The last year among them, None while there is none."""


@dataclass(frozen=True)
class Contribution:
    """What one term adds to the log-odds of every row, on average over histories; each of shape (rows,).

    `value` is the raw term, NaN where unknown in any history; `z` the standardised, 0 where unknown.
    """

    value: Floats
    z: Floats
    log_odds: Floats


@dataclass(frozen=True)
class Forecast:
    """Probabilities of a shift, one a row: of the mean index, and 5 and 95 % of histories; NaN unknown.

    `fitted` is None where nothing was fitted, as in a pool of other forecasts. Else its level and the
    contributions add up to the log-odds of `p`, before it is kept from 0 and 1.
    """

    p: Floats
    low: Floats
    high: Floats
    fitted: Fitted | None
    unknown: Mapping[str, int]
    contributions: Mapping[str, Contribution]


@dataclass
class Fold:
    """The calibration of one head of one theory, census after census."""

    head: str
    fit: Fit
    past: dict[int, Floats] = field(default_factory=dict)
    """Rows to fit on by census: of an index (n, 1), of a ridge (n, terms)."""
    outcomes: list[Floats] = field(default_factory=list)
    learnt: int | None = None
    """The last year whose outcomes were taken in."""
    solve: Solve = field(default_factory=lambda: posterior_mode)
    lessons: Sequence[Lesson] | None = None
    """Those of the timelines to train on; None where it learns from what it was asked itself."""
    now: int | None = None
    """The year of the census last asked about; after it nothing that is taught is known."""
    fitted: dict[str, Fitted] = field(default_factory=dict)
    """What was fitted when last asked, by the pact of which nothing was taught; nothing without terms."""

    def learn(self, year: int, shifted: Floats) -> None:
        """Take in what became, in a year, of the rows last asked about: 1 shifted, 0 not, NaN not scored."""
        self.outcomes.append(shifted)
        self.learnt = year

    def take(self, blocks: Sequence[Standard]) -> None:
        """Take in what each block of histories brings of a census, to be fitted on once its year is over."""
        for census in blocks[0].designs if blocks else ():
            self.past[census] = mean(block.designs[census] for block in blocks)

    def ask(
        self, rows: int, blocks: Sequence[Standard], now: int | None = None, without: str = ""
    ) -> Forecast:
        """Forecast the rows of a census, by what is past, from what each block of histories brings.

        Where it is taught by other timelines, `now` is the year of the census, after which nothing is
        known, and nothing that they teach of the pact `without` is used.
        """
        if now != self.now:
            self.now, self.fitted = now, {}
        if isinstance(self.fit, Index | Ridge):
            self.take(blocks)
            self.fitted[without] = self._fitted(self.fit, without)
        return self.apply(rows, blocks, without)

    def apply(self, rows: int, blocks: Sequence[Standard], without: str = "") -> Forecast:
        """Forecast rows of the census last asked about, in whatever history, by what was fitted then."""
        if isinstance(self.fit, Fixed):
            return _even(self.fit.p, rows, Fitted(_logit(self.fit.p), None, {}, 0, None))
        if isinstance(self.fit, Rate):
            return self._rate(self.fit, rows, without)
        fitted = self.fitted.get(without) or self._fitted(self.fit, without)
        coefficients = _coefficients(fitted)
        names = [term.name for term in self.fit.terms]
        added = [_added(coefficients, block) for block in blocks]
        means = (
            mean(block.raw for block in blocks),
            mean(total(_each(block)) for block in blocks),
            mean(map(total, added)),
        )
        contributions = {name: Contribution(*row) for name, *row in zip(names, *means, strict=True)}
        unknown = np.any([block.unknown for block in blocks], axis=0).sum(axis=1)
        return _spread(
            fitted.level + means[-1].sum(axis=0),
            np.concatenate([fitted.level + one.sum(axis=0) for one in added], axis=-1),
            np.all([block.blank for block in blocks], axis=0),
            fitted,
            dict(zip(names, map(int, unknown), strict=True)),
            contributions,
        )

    def past_rows(self, width: int, without: str) -> tuple[Floats, Floats, int | None]:
        """Put together the rows of all closed years, what became of them, and the last of these years."""
        if self.lessons is not None and self.now is not None:
            return known(self.lessons, width, self.now, without)
        design = np.concatenate([np.empty((0, width)), *list(self.past.values())[: len(self.outcomes)]])
        return design, np.concatenate([np.empty(0), *self.outcomes]), self.learnt

    def _rate(self, fit: Rate, rows: int, without: str) -> Forecast:
        _, shifted, until = self.past_rows(0, without)
        scored = shifted[~np.isnan(shifted)]
        p = (fit.shifts + scored.sum()) / (fit.shifts + fit.others + scored.size)
        return _even(float(p), rows, Fitted(_logit(float(p)), None, {}, scored.size, until))

    def _fitted(self, fit: Index | Ridge, without: str) -> Fitted:
        """Fit level and coefficients on closed years: the mode under normal priors."""
        width = len(fit.terms) if isinstance(fit, Ridge) else 1
        design, shifted, until = self.past_rows(width, without)
        scored = ~np.isnan(shifted)
        mode = self.solve(design[scored], shifted[scored], *prior(self.head, fit))
        found, *coefficients = map(float, mode)
        trained_on = int(scored.sum())
        if isinstance(fit, Index):
            return Fitted(found, coefficients[0], {}, trained_on, until)
        named = {term.name: one for term, one in zip(fit.terms, coefficients, strict=True)}
        return Fitted(found, None, named, trained_on, until)


def prior(head: str, fit: Index | Ridge) -> tuple[Floats, Floats]:
    """Return mean and s.d. of what is fitted: the level, then the slope of an index or all coefficients."""
    level, spread = LEVELS[head]
    if isinstance(fit, Index):
        return np.array([level, SLOPE[0]]), np.array([spread, SLOPE[1]])
    terms = len(fit.terms)
    return np.array([level, *np.zeros(terms)]), np.array([spread, *np.full(terms, fit.sd)])


def _each(block: Standard) -> Floats:
    """Return the standardised terms of every history of a block, also where they agree."""
    alike = block.z.shape[-1] < block.raw.histories
    return np.repeat(block.z, block.raw.histories, axis=-1) if alike else block.z


def in_each(answer: Forecast, blocks: Sequence[Standard]) -> Floats:
    """Say what every history gives to every row of a forecast, shape (rows, M), NaN unknown.

    `blocks` are those that the forecast was made of; where there are none, all histories give the same.
    """
    if answer.fitted is None or not blocks:
        return answer.p[:, None]
    fitted = answer.fitted
    coefficients = _coefficients(fitted)
    added = [_added(coefficients, block).sum(axis=0) for block in blocks]
    each = np.clip(expit(fitted.level + np.concatenate(added, axis=-1)), FLOOR, 1 - FLOOR)
    return np.where(np.isnan(answer.p)[:, None], np.nan, each)


def _coefficients(fitted: Fitted) -> Floats:
    return np.array([fitted.slope] if fitted.slope is not None else list(fitted.coefficients.values()))


def _added(coefficients: Floats, block: Standard) -> Floats:
    """Say what each term adds to the log-odds of every row in every history of a block."""
    if block.signed is None:
        return np.asarray(coefficients[:, None, None] * _each(block))
    return np.asarray(coefficients[0] * block.signed[:, None] * _each(block))


def _logit(p: float) -> float:
    return float(np.log(p / (1 - p)))


def _even(p: float, rows: int, fitted: Fitted) -> Forecast:
    same = np.full(rows, np.clip(p, FLOOR, 1 - FLOOR))
    return Forecast(same, same, same, fitted, {}, {})


def _spread(
    mean: Floats,
    odds: Floats,
    blank: Booleans,
    fitted: Fitted,
    unknown: Mapping[str, int],
    contributions: Mapping[str, Contribution],
) -> Forecast:
    p = np.clip(expit(mean), FLOOR, 1 - FLOOR)
    each = np.clip(expit(once(odds)), FLOOR, 1 - FLOOR)
    several = each.shape[-1] > 1 and len(each)
    low, high = np.quantile(each, [0.05, 0.95], axis=1) if several else (each[:, 0], each[:, 0])
    p, low, high = (np.where(blank, np.nan, one) for one in (p, low, high))
    return Forecast(p, low, high, fitted, unknown, contributions)
