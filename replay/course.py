"""The course of a tested pact under one theory: who left when, in what danger, at what effort.

It knows how things stand at one census after the other; why they do, and what that amounts to, it does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from replay.alliances import LEAST, Alliances
from replay.changes import Decide
from replay.choices import Choices
from replay.leanings import single
from replay.logistic import FLOOR, expit
from replay.pacts import too_few_remain
from replay.sitting import Sitting
from replay.situation import Booleans, Floats, Indices
from replay.timeline import BURDEN

PUBLISHED = 2
"""Years that a change of effort takes as a rule: from the last figure published to the next year."""
NEVER = 1e-9
"""Stands for a probability of nothing, and its contrary for one of what has happened."""
PROVOKED = ("ties", "founded", "ended", "joined", "left")


@dataclass(frozen=True)
class Start:
    """What parties last put into a pact, by the branching date, and how it is believed to move.

    Of O parties: `log` of the measure, NaN unknown; `years` until the first year that is simulated, from
    the year of that figure on; `sd` of the log in one year, by theory.
    """

    log: Floats
    years: Floats
    sd: Mapping[str, float]


@dataclass
class Course:
    """What comes of a pact in M histories; O parties at the branching date, Y years from it to the last.

    Years in which something came to pass are 0 where it never did.
    """

    theory: str
    pact: int
    parties: Indices
    """Shape (O,): the states that are its parties at the branching date."""
    years: range
    """From the branching date, of which nothing is simulated, to the last."""
    ended: NDArray[np.int16]
    """Shape (M,): the first year in which fewer than two parties remained."""
    left: NDArray[np.int16]
    """Shape (O, M): the first year in which the party was out."""
    danger: Floats
    """Shape (Y - 1, O + 1, M): the probability that each party leaves, and last that the pact ends, in the
    year after each census; NaN where it is out, or over."""
    joins: Floats
    leaves: Floats
    """Shape (Y, S): in how many histories each state joined, or left, in the year."""
    provoked: Floats
    """Shape (Y, 5), sums over histories, as `PROVOKED` names them."""
    effort: dict[str, Floats]
    """By measure, shape (Y - 1, M): of those parties that are still in, what they spend and send."""
    _logs: dict[str, Floats]
    _in: Booleans

    @classmethod
    def begun(
        cls,
        theory: str,
        pact: int,
        parties: Indices,
        alliances: Alliances,
        years: range,
        starts: Mapping[str, Start],
    ) -> Course:
        """Begin at the branching date."""
        _, states, histories = alliances.parties.shape
        steps = len(years) - 1
        return cls(
            theory,
            pact,
            parties,
            years,
            ended=np.zeros(histories, dtype=np.int16),
            left=np.zeros((len(parties), histories), dtype=np.int16),
            danger=np.zeros((steps, len(parties) + 1, histories), dtype=np.float32),
            joins=np.zeros((len(years), states)),
            leaves=np.zeros((len(years), states)),
            provoked=np.zeros((len(years), len(PROVOKED))),
            effort={measure: np.zeros((steps, histories), dtype=np.float32) for measure in starts},
            _logs={
                measure: np.repeat(single(start.log)[:, None], histories, axis=1)
                for measure, start in starts.items()
            },
            _in=alliances.parties[pact].copy(),
        )

    def take(self, sitting: Sitting, choices: Choices, starts: Mapping[str, Start]) -> None:
        """Take down how things stand at a census, and what is said of the coming year."""
        number = sitting.year - self.years.start
        now = choices.alliances.parties[self.pact]
        self.joins[number] = (now & ~self._in).sum(axis=1)
        self.leaves[number] = (self._in & ~now & sitting.situation.exists[:, None]).sum(axis=1)
        self.ended[(self.ended == 0) & (now.sum(axis=0) < LEAST)] = sitting.year
        self.left[(self.left == 0) & ~now[self.parties]] = sitting.year
        self._in = now.copy()
        if number:
            for measure, logs in self._logs.items():
                self.effort[measure][number - 1] = _together(measure, logs, now[self.parties])
        if number < len(self.years) - 1:
            self.danger[number] = self._dangers(sitting, choices)
            mixes: dict[int, Floats] = {}
            for measure, start in starts.items():
                said = choices.said[measure]
                if id(said.base) not in mixes:
                    pact = np.full_like(self.parties, self.pact)
                    mixes[id(said.base)] = choices.mixed(measure, pact, self.parties)
                moved = self._moved(measure, start, sitting, first=number == 0)
                years = single(start.years)[:, None] if number == 0 else None
                self._logs[measure] += moved + expected(said.level, said.scale * mixes[id(said.base)], years)

    def count(self, year: int, alliances: Alliances, decided: Decide) -> None:
        """Count ties at a census, and what is decided at it for the coming year."""
        number = year - self.years.start
        self.provoked[number, 0] = np.count_nonzero(alliances.ties) / 2
        if number + 1 < len(self.years):
            ended = len(decided.lapsed[0]) + len(decided.ended[0])
            counts = len(decided.founded[0]), ended, len(decided.joined[0]), len(decided.left[0])
            self.provoked[number + 1, 1:] = counts

    def told(self) -> Course:
        """Leave out what was needed on the way only, and keep dangers to a thousandth of themselves."""
        return replace(self, danger=self.danger.astype(np.float16), _logs={}, _in=np.empty(0, dtype=bool))

    def _dangers(self, sitting: Sitting, choices: Choices) -> Floats:
        """Say how likely each party that is in is to leave, and the pact to end, if in force; (O + 1, M)."""
        inside = choices.alliances.parties[self.pact]
        sizes = inside.sum(axis=0)
        found = np.full((len(self.parties) + 1, len(sizes)), np.nan, dtype=np.float32)
        if "leave" in choices.said and (sizes > LEAST).any():
            there = np.flatnonzero(inside.any(axis=1))
            mixed = choices.mixed("leave", np.full_like(there, self.pact), there)
            odds = choices.said["leave"].odds(mixed)
            leaving = np.clip(expit(odds).astype(np.float64), FLOOR, 1 - FLOOR)
            leaving[sitting.barred[self.pact, there]] = NEVER
            ending = too_few_remain(np.where(inside[there], leaving, 1 - NEVER))
            each = np.full(inside.shape, np.nan, dtype=np.float32)
            each[there] = np.where(inside[there], leaving, np.nan)
            found[:] = np.where(sizes > LEAST, np.vstack([each[self.parties], ending[None]]), found)
        if "termination" in choices.said and (sizes == LEAST).any():
            first = inside.argmax(axis=0)
            last = len(inside) - 1 - inside[::-1].argmax(axis=0)
            odds = choices.said["termination"].odds(
                choices.square("termination")[first, last, np.arange(len(sizes))]
            )
            decided = sitting.at_risk[first, last] & ~sitting.barred[self.pact, [first, last]].any(axis=0)
            ending = np.where(decided, np.clip(expit(odds), FLOOR, 1 - FLOOR), 0)
            each = np.where(inside[self.parties], ending, np.nan)
            found[:] = np.where(sizes == LEAST, np.vstack([each, ending[None]]), found)
        return single(found)

    def _moved(self, measure: str, start: Start, sitting: Sitting, *, first: bool) -> Floats:
        """Draw by how much the log of a measure moves by chance in the coming year, (O, M)."""
        codes = [sitting.situation.states[state] for state in self.parties]
        noise = np.array([sitting.chance.shock(sitting.year + 1, "effort", measure, code) for code in codes])
        years = single(start.years)[:, None] if first else np.float32(1)
        return np.asarray(np.sqrt(years) * np.float32(start.sd[self.theory]) * noise)


def expected(drift: Floats, leaning: Floats, years: Floats | None) -> Floats:
    """Say by how much the log of a measure is expected to move: (O, M), from (M,), (O, M) and (O, 1).

    As it was fitted, drift counts by the year, and what is said of leaving once, however old the figure is
    that the change begins at; `years` is its age. In a single year after that, None, what is said counts for
    its part of a change as a rule.
    """
    if years is None:
        return np.asarray(drift + leaning / np.float32(PUBLISHED))
    return np.asarray(years * drift + leaning)


def _together(measure: str, logs: Floats, inside: Booleans) -> Floats:
    """Put together what the parties inside spend, on average, or send, in all; (M,), NaN where nobody is."""
    values = np.where(inside & ~np.isnan(logs), np.exp(logs), 0)
    total = values.sum(axis=0)
    if measure != BURDEN:
        return np.asarray(total)
    known = (inside & ~np.isnan(logs)).sum(axis=0)
    return single(np.divide(total, known, out=np.full_like(total, np.nan), where=known > 0))
