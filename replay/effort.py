"""What parties put into their pacts, military spending and soldiers abroad, forecast for the next year.

It owns both measures and how they are regressed on what theories say of leaving; whether a party
stays, and what its forecasts are worth, it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from numpy.typing import NDArray

from replay.engine import Census
from replay.forecast import Standards, pacts_at_risk
from replay.membership import Pacts
from replay.regression import Posterior, Prior, Student, fit, forecast
from replay.situation import Booleans, Floats, Indices
from replay.standardisation import mean
from replay.theory import Index, Ridge, Theory
from replay.timeline import BURDEN, Timeline

FORCES = "forces"
"""The measure that counts soldiers abroad."""
FLOORS = {BURDEN: 0.1, FORCES: 1.0}
"""What counts as this much if it is less, in % of the product and thousands of soldiers: a log needs some.

A thousandth of the product is a token, and so is less than a thousand soldiers: else the last few to
withdraw would outweigh the many before them (our choice, for soldiers raised from a tenth of that after a
first look at `nato`, at which the drift of all was that of withdrawals to none)."""
SD = {BURDEN: 0.1, FORCES: 0.25}
"""Prior s.d. of a year's change in logarithms: spending moves by a tenth, soldiers abroad by a quarter."""
WORTH = 4.0
"""Observations that this prior is worth (our choice)."""
SPREAD = 0.5
"""Prior s.d. of drift and slope, in s.d. of a year's change: weak, and centred on no effect (our choice)."""
HEAD = "downgrade"
"""The mixture of dyads that is read: of all parties, how much a theory expects them to leave."""
OVERLAP = 2
"""How often a year is in a change: each takes two years as a rule, and one is taken every year."""
BASELINES = ("no_change", "drift")
"""The last figure stands; or all parties move alike, as in the past."""


@dataclass(frozen=True)
class EffortForecast:
    """What is said of a measure for `year`, row by row of pact and party, with what came (NaN: not known).

    `change` is the predictive distribution of the log of the measure beyond that of `published`.
    """

    theory: str
    measure: str
    year: int
    pact: NDArray[np.str_]
    state: Indices
    known: Floats
    """The last figure published by the census; of soldiers, in all hosts of which there was one."""
    published: Floats
    """The same in the hosts of which a figure came too, to compare like with like; in all where none did."""
    change: Student
    came: Floats
    """What came; of soldiers, in the hosts of which a figure had been published."""
    fitted: Posterior
    trained_on: float
    """Figures that it was fitted on; those of a state in several pacts count as one."""
    until: int | None
    """The last year among them."""
    years: Floats
    """From the year of the last figure to the one that is forecast, row by row."""

    def at(self, share: float) -> Floats:
        """Return the figure below which a share of the distribution lies."""
        start = np.maximum(self.published, FLOORS[self.measure])
        return np.asarray(start * np.exp(self.change.quantile(share)))

    @property
    def moved(self) -> Floats:
        """Say by how much the log of the measure did change, NaN where not known."""
        return _change(self.measure, self.published, self.came)


@dataclass(frozen=True)
class _Asked:
    """The rows asked about at a census of which a figure has been published."""

    rows: Indices
    """Which of all rows of pact and party."""
    pact: Indices
    state: Indices
    known: Floats
    published: Floats
    years: Floats
    """From the year of that figure to the one that is forecast."""
    came: Floats
    change: Floats
    """By how much the log of the measure did change, NaN where not known."""
    weight: Floats
    """One over the pacts in which a change of the state is known."""


@dataclass
class Effort:
    """Asked census after census what the parties of pacts will spend and how many soldiers they will send.

    Only figures published by the day of the census, those of the year before, are used.
    """

    timeline: Timeline
    theories: Sequence[Theory]
    _designs: dict[str, dict[int, Floats]] = field(default_factory=dict)
    _blank: dict[tuple[str, int], Booleans] = field(default_factory=dict)
    _asked: dict[str, dict[int, _Asked]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the figures of all years."""
        self._known = figures(self.timeline)
        self._named = [
            one.name for one in self.theories if isinstance(one.heads.get("ending"), Index | Ridge)
        ]

    def take(self, census: Census, blocks: Sequence[Standards]) -> None:
        """Take in what every block of histories brings of a census, without a forecast."""
        if not self._known:
            return
        pact, state = pacts_at_risk(census)[HEAD]
        for name in self._named:
            brought = [block[name, HEAD] for block in blocks]
            blank = np.all([one.blank for one in brought], axis=0)
            own = self._designs.setdefault(name, {})
            for year in brought[0].designs:
                own[year] = mean(one.designs[year] for one in brought)
            self._blank[name, census.year] = blank
        for measure in self._known:
            rows = self._rows(measure, census, pact, state)
            self._asked.setdefault(measure, {})[census.year] = rows

    def ask(self, census: Census, blocks: Sequence[Standards]) -> Iterator[EffortForecast]:
        """Forecast both measures for the year after a census, by every theory and both baselines."""
        self.take(census, blocks)
        for measure in self._known:
            for name in (*BASELINES, *self._named):
                yield self._forecast(census, measure, name)

    def _forecast(self, census: Census, measure: str, name: str) -> EffortForecast:
        now = self._asked[measure][census.year]
        # A year's figures are published in the next: the year after a census, at the one after that.
        past = {year: one for year, one in self._asked[measure].items() if year + 1 < census.year}
        design = self._design(name, census.year, now)
        x = np.concatenate([design[:0], *(self._design(name, *one) for one in past.items())])
        change, years, weight = (
            np.concatenate([np.empty(0), *(getattr(one, what) for one in past.values())])
            for what in ("change", "years", "weight")
        )
        known = ~(np.isnan(x).any(axis=1) | np.isnan(change))
        terms = max(design.shape[1] - 1, 1)
        spread = np.array([SPREAD, *np.full(terms, SPREAD / np.sqrt(terms))])[: design.shape[1]]
        fitted = fit(
            x[known],
            change[known],
            years[known],
            weight[known] / OVERLAP,
            Prior(SD[measure], WORTH, spread),
        )
        told = ~np.isnan(design).any(axis=1)
        learnt = [year + 1 for year, one in past.items() if not np.isnan(one.change).all()]
        return EffortForecast(
            name,
            measure,
            census.year + 1,
            np.array(census.pacts.names, dtype=np.str_)[now.pact[told]],
            now.state[told],
            now.known[told],
            now.published[told],
            forecast(fitted, design[told], now.years[told]),
            now.came[told],
            fitted,
            float(weight[known].sum()),
            max(learnt, default=None),
            now.years[told],
        )

    def _design(self, name: str, year: int, asked: _Asked) -> Floats:
        """Lay out what a change is regressed on: the years that it takes, and what is said of leaving."""
        years = asked.years[:, None]
        if name in BASELINES:
            return years[:, : BASELINES.index(name)]
        told = np.where(self._blank[name, year][:, None], np.nan, self._designs[name][year])
        return np.hstack([years, told[asked.rows]])

    def _rows(self, measure: str, census: Census, pact: Indices, state: Indices) -> _Asked:
        """Find the last figure published of each party, and what came of it in the next year."""
        first = self.timeline.manifest.span.begin.year
        figures = self._figures(measure, census.pacts, pact, state)
        out = figures[: max(census.year - first, 0)]
        years = np.arange(len(out))[:, None]
        latest = np.where(np.isnan(out).all(axis=2), -1, years).max(axis=0, initial=-1)
        rows = np.flatnonzero(latest >= 0)
        last = latest[rows]
        before, next_year = out[last, rows], census.year + 1 - first
        after = figures[next_year, rows] if next_year < len(figures) else np.full_like(before, np.nan)
        known, came = _sum(before), _sum(np.where(np.isnan(before), np.nan, after))
        published = np.where(np.isnan(came), known, _sum(np.where(np.isnan(after), np.nan, before)))
        counts = np.bincount(state[rows][~np.isnan(came)], minlength=len(self.timeline.roster))
        return _Asked(
            rows,
            pact[rows],
            state[rows],
            known,
            published,
            (next_year - last).astype(float),
            came,
            _change(measure, published, came),
            1 / np.maximum(counts[state[rows]], 1),
        )

    def _figures(self, measure: str, pacts: Pacts, pact: Indices, state: Indices) -> Floats:
        """Return a measure of each row in all years, shape (years, rows, 1); soldiers by other party."""
        theirs = self._known[measure][:, state]
        if measure == BURDEN:
            return theirs[..., None]
        return np.where(pacts.parties[pact], theirs, np.nan)


def _sum(figures: Floats) -> Floats:
    """Add up what is known of each row, NaN where nothing is."""
    return np.where(np.isnan(figures).all(axis=1), np.nan, np.nansum(figures, axis=1))


def _change(measure: str, published: Floats, came: Floats) -> Floats:
    least = FLOORS[measure]
    return np.asarray(np.log(np.maximum(came, least) / np.maximum(published, least)))


def figures(timeline: Timeline) -> dict[str, Floats]:
    """Lay out what is coded of each measure by year and state, soldiers by host too, NaN where unknown."""
    span, index = timeline.manifest.span, timeline.roster.index
    first, states = span.begin.year, len(timeline.roster)
    shape = (span.end.year - first + 1, states)
    found = {}
    if BURDEN in timeline.manifest.capabilities.named:
        found[BURDEN] = np.full(shape, np.nan)
        for measured in timeline.measurements:
            if (burden := measured.quantities.get(BURDEN)) is not None:
                found[BURDEN][measured.year - first, index[measured.state]] = burden
    if timeline.forces:
        found[FORCES] = np.full((*shape, states), np.nan)
        for one in timeline.forces:
            # A host that ceased to exist is not one that soldiers were withdrawn from.
            if timeline.roster.exists(one.host, date(one.year, 12, 31)):
                found[FORCES][one.year - first, index[one.state], index[one.host]] = one.personnel
    return found
