"""What states do of their own about a threat, beside aligning: they arm, or they give way.

It owns the yearly measures of both and a walk-forward forecast of each from threat; alignments, and
what the measures are worth, it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np

from replay.calibration import Fitted, Forecast
from replay.clock import census_day
from replay.engine import Census
from replay.forecast import HeadForecast
from replay.logistic import FLOOR, Solve, posterior_mode
from replay.situation import Floats, Indices, Situation
from replay.timeline import Timeline
from replay.truncation import known_from

FORECASTERS = {"internal_balancing": "balance_of_threat", "appeasement": "bandwagoning"}
"""Which theory says how likely each is. Sources: Waltz 1979: 118, 168; Walt 1987: 21, 29-31."""
FAST = 0.75
"""Share of all growth so far that arms have to outgrow to count as built up (our choice)."""
FEWEST = 4
"""Measures of growth without which nothing is expected: a quartile needs four."""
USUAL = 5
"""Years before, over which the usual co-operation with a state is taken (our choice)."""
FIGHTING = frozenset({"ceasefire", "disengagement", "mediation", "withdrawal"})
"""Kinds of co-operative acts that end a fight, or talk of ending it, and so are no appeasement.

Who opened a war and stops it has given nothing up to whom it fears (our choice, changed after a first
look, at which Israel appeased in 1956 and 1967, and Egypt in 1973)."""
SLIGHTEST = 1.0
"""Points that giving way has to outgrow where less is usual: those of one endorsement or apology (our
choice, changed after a first look: any act counted where none was usual)."""
PRIOR = (np.array([-1.0, 0.4]), np.array([1.0, 0.3]))
"""Means and s.d. of level and slope, in log-odds: one in four, likelier under threat (our choice)."""


@dataclass(frozen=True)
class Deed:
    """What a state did in a year, beside what was expected on 31 December before; None unknown.

    `what` is a quantity of its arms, whose yearly growth in logarithms is the value, or the state
    that threatens it most, to which the points of its co-operative acts are the value.
    """

    year: int
    state: str
    response: str
    what: str
    value: float | None
    expected: float | None


def observed(deeds: Collection[Deed]) -> bool | None:
    """Say whether any of a state's deeds exceeds what was expected; None where that cannot be known."""
    exceeds = [
        None if one.value is None or one.expected is None else one.value > one.expected for one in deeds
    ]
    return True if True in exceeds else None if None in exceeds or not exceeds else False


@dataclass(frozen=True)
class _Asked:
    """The states asked about a year: their indices, whom each fears most, and what each index reads."""

    rows: Indices
    feared: tuple[tuple[str, ...], ...]
    index: Mapping[str, Floats]


class Responses:
    """Asked census after census how likely it is that each state of the region arms, or gives way.

    States of the region are scored and no great powers: what moves those lies elsewhere. Only what
    was published, or had happened, by the day of the census is used.
    """

    def __init__(self, timeline: Timeline, theories: Collection[str], solve: Solve = posterior_mode) -> None:
        self._timeline, self._solve = timeline, solve
        self._told = {response: name for response, name in FORECASTERS.items() if name in theories}
        self._published = {one.year: known_from(one) for one in timeline.measurements}
        self._growth = {name: _growth(timeline, name) for name in timeline.manifest.capabilities.offence}
        self._given = _given(timeline)
        self._asked: dict[int, _Asked] = {}
        self._settled: dict[tuple[str, int], Floats] = {}
        self.inclinations: list[dict[str, Any]] = []
        """All forecasts so far, with what each reads and was fitted to: rows for the ledger."""

    def ask(self, census: Census) -> list[HeadForecast]:
        """Forecast the year after a census, state by state; in each row a and b are the same state."""
        seen, year = census.situation, census.year + 1
        codes, manifest = seen.states, self._timeline.manifest
        region = [self._timeline.roster.scored(one) and one not in manifest.great_powers for one in codes]
        rows = np.flatnonzero(seen.exists & np.array(region))
        feared, index = feared_most(seen)
        self._asked[year] = _Asked(
            rows, tuple(feared[row] for row in rows), {name: one[rows] for name, one in index.items()}
        )
        made = []
        for response, theory in self._told.items():
            fitted, p = self._forecast(response, year)
            self._lay_out(response, year, fitted, p)
            answer = Forecast(p, p, p, fitted, {}, {})
            made.append(HeadForecast(theory, response, year, rows, rows, answer))
        return made

    def _forecast(self, response: str, year: int) -> tuple[Fitted, Floats]:
        """Fit the outcomes that are known on 31 December of the year before, and forecast."""
        theirs = {past: asked.index[response] for past, asked in self._asked.items()}
        outcomes = {
            past: self._outcomes(response, past) for past in theirs if self._decided(response, past, year - 1)
        }
        every = np.concatenate(list(theirs.values()))
        centre, spread = _scale(every[~np.isnan(every)])
        x = np.concatenate([np.empty(0), *(theirs[past] for past in outcomes)])
        y = np.concatenate([np.empty(0), *outcomes.values()])
        known = ~(np.isnan(x) | np.isnan(y))
        level, slope = self._solve((x[known, None] - centre) / spread, y[known], *PRIOR)
        odds = level + slope * (theirs[year] - centre) / spread
        until = max(outcomes, default=None)
        p = np.clip(1 / (1 + np.exp(-odds)), FLOOR, 1 - FLOOR)
        return Fitted(float(level), float(slope), {}, int(known.sum()), until), p

    def _decided(self, response: str, year: int, census: int) -> bool:
        """Say whether what states did in a year is known at a census: arms are published late."""
        if response == "appeasement":
            return year <= census
        return year in self._published and self._published[year] <= census_day(census)

    def _outcomes(self, response: str, year: int) -> Floats:
        """Say of the states asked about a decided year who responded so: 1, 0, NaN unknown."""
        if (response, year) not in self._settled:
            by_state = defaultdict(list)
            for one in self._of_year(year):
                if one.response == response:
                    by_state[one.state].append(one)
            codes = self._timeline.roster.codes
            told = [observed(by_state[codes[row]]) for row in self._asked[year].rows]
            self._settled[response, year] = np.array([np.nan if one is None else one for one in told], float)
        return self._settled[response, year]

    def deeds(self) -> Iterator[Deed]:
        """List the deeds of all years asked about that the record covers."""
        for year in self._asked:
            if year <= self._timeline.manifest.span.end.year:
                yield from self._of_year(year)

    def _of_year(self, year: int) -> Iterator[Deed]:
        asked, roster = self._asked[year], self._timeline.roster
        expected = {name: self._expected(name, year) for name in self._growth}
        for row, feared in zip(asked.rows, asked.feared, strict=True):
            code = roster.codes[row]
            if not roster.exists(code, census_day(year)):
                continue
            for name, growth in self._growth.items():
                yield Deed(year, code, "internal_balancing", name, growth.get((code, year)), expected[name])
            for other in feared:
                value = self._given.get((code, other, year), 0.0)
                yield Deed(year, code, "appeasement", other, value, self._usual(code, other, year))

    def _expected(self, quantity: str, year: int) -> float | None:
        """Take the upper quartile of all growth that was published by 31 December of the year before."""
        day = census_day(year - 1)
        past = [one for (_, then), one in self._growth[quantity].items() if self._published[then] <= day]
        return float(np.quantile(past, FAST)) if len(past) >= FEWEST else None

    def _usual(self, code: str, other: str, year: int) -> float | None:
        first = max(year - USUAL, self._timeline.manifest.span.begin.year)
        years = range(first, year)
        if not years:
            return None
        return max(SLIGHTEST, sum(self._given.get((code, other, one), 0.0) for one in years) / len(years))

    def _lay_out(self, response: str, year: int, fitted: Fitted, p: Floats) -> None:
        asked = self._asked[year]
        for row, value, chance in zip(asked.rows, asked.index[response], p, strict=True):
            self.inclinations.append(
                {
                    "theory": self._told[response],
                    "response": response,
                    "year": year,
                    "state": self._timeline.roster.codes[row],
                    "value": None if np.isnan(value) else float(value),
                    "p": None if np.isnan(chance) else float(chance),
                    "level": fitted.level,
                    "slope": fitted.slope,
                    "trained_on": fitted.trained_on,
                    "until": fitted.until,
                }
            )


def feared_most(seen: Situation) -> tuple[list[tuple[str, ...]], dict[str, Floats]]:
    """Say whom each state fears most, in the nominal history, and what the forecasts read of it.

    Internal balancing reads the greatest threat, appeasement the greatest product of a threat and the
    share of power behind it; shape (S,) each, NaN where nothing is known.
    """
    threat, power = seen.threat[..., 0], seen.power[..., 0]
    greatest = np.fmax.reduce(threat, axis=1)
    feared = [
        tuple(np.array(seen.states)[(row == most) & (row > 0)])
        for row, most in zip(threat, greatest, strict=True)
    ]
    yielding = np.fmax.reduce(threat * power, axis=1)
    return feared, {"internal_balancing": greatest, "appeasement": yielding}


def _scale(values: Floats) -> tuple[float, float]:
    """Return mean and s.d.; an index without spread is left as it is."""
    if not values.size or values.std() == 0:
        return (float(values.mean()) if values.size else 0.0), 1.0
    return float(values.mean()), float(values.std())


def _growth(timeline: Timeline, quantity: str) -> dict[tuple[str, int], float]:
    """Measure by how much a quantity of each state grew in each year, in logarithms."""
    found = {(one.state, one.year): one.quantities.get(quantity) for one in timeline.measurements}
    return {
        (state, year): log(value / before)
        for (state, year), value in found.items()
        if value and (before := found.get((state, year - 1)))
    }


def _given(timeline: Timeline) -> dict[tuple[str, str, int], float]:
    """Sum the points of one state's co-operative acts towards another, by year, beside ends of fighting.

    Joint acts count both ways.
    """
    given: dict[tuple[str, str, int], float] = defaultdict(float)
    for event in timeline.events:
        if event.kind.sign == "cooperative" and event.kind.kind not in FIGHTING:
            for a, b in event.pairs:
                year = event.happened.nominal.year
                given[a, b, year] += event.points
                if not event.targets:
                    given[b, a, year] += event.points
    return dict(given)
