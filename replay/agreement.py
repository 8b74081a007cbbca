"""How far two codings of the same alignments agree: Cohen's kappa, and every dyad on which they differ.

It knows which shifts each coding gives; what was forecast of them it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from replay.alignment import Alignment, alignments
from replay.engine import replay
from replay.timeline import Timeline

RESAMPLES = 1_000
"""Draws of dyads, with replacement, for an interval."""
SEED = 1960
"""Seed of those draws: the year of Cohen's paper."""
NEAR = 1
"""Calendar years that two onsets, or two endings, may lie apart and still be the same (our choice)."""

Pair = tuple[str, str]
Counts = NDArray[np.float64]
Spell = tuple[date, date, list[str]]
"""The first day of a tie, the first day after it, and the pacts that made it."""
Table = tuple[int, int, int, int]
"""Units of which both codings, one, the other or neither say something."""


@dataclass(frozen=True)
class Coded:
    """What one coding says of one dyad in the years in which it is at risk.

    `aligned` says for each year whether it was aligned on 31 December of the year before; `onsets`
    and `endings` are the years in which an alignment began or ended, as they are scored.
    """

    aligned: dict[int, bool]
    onsets: tuple[int, ...]
    endings: tuple[int, ...]

    def within(self, first: int, last: int) -> Coded:
        """Keep the years from the first to the last, both included."""
        return Coded(
            {year: said for year, said in self.aligned.items() if first <= year <= last},
            tuple(year for year in self.onsets if first <= year <= last),
            tuple(year for year in self.endings if first <= year <= last),
        )


def agreement(timeline: Timeline) -> pl.DataFrame:
    """Compare every two codings of the alignments, a row a measure: over all years, then over the scored.

    Units are the dyad-years at risk, as scores take them. `both`, `one_only`, `other_only` and
    `none` count those of which both codings, one or none say that the dyad was aligned on 31
    December of the year before, or that an alignment began in the year, or ended; beginnings and
    endings are the same if their calendar years differ by at most one. `kappa` is agreement
    beyond chance, 1 where perfect, None where chance agrees on everything (Cohen 1960: 39-41);
    `low` and `high` bound it in 90 % of draws of dyads with replacement.
    """
    scored = timeline.manifest.scored
    rows = []
    for one, other in combinations(timeline.codings, 2):
        first, second = coded(timeline, one), coded(timeline, other)
        for only_scored in (False, True):
            span = (scored.first, scored.last) if only_scored else (date.min.year, date.max.year)
            pairs = [(first[dyad].within(*span), second[dyad].within(*span)) for dyad in first]
            for measure, count in MEASURES.items():
                tables = np.array([count(*pair) for pair in pairs]).reshape(-1, 4)
                rows.append(
                    {"one": one, "other": other, "scored": only_scored, "measure": measure}
                    | dict(zip(CELLS, tables.sum(0).tolist(), strict=True))
                    | dict(zip(("kappa", "low", "high"), _bounded(tables), strict=True))
                )
    return pl.DataFrame(rows, schema=SCHEMA)


def disagreements(timeline: Timeline) -> pl.DataFrame:
    """List every dyad that two codings do not tie on the same days, with the spells of each.

    `years` counts the years before which one has it aligned and the other not; `shifts` the
    onsets and endings that only one has, a year's difference allowed. Both are 0 where only days
    differ, and None where the dyad is never at risk.
    """
    rows = []
    for one, other in combinations(timeline.codings, 2):
        first, second = coded(timeline, one), coded(timeline, other)
        spells = [_spells(alignments(timeline, name)) for name in (one, other)]
        for dyad in sorted(spells[0].keys() | spells[1].keys()):
            theirs = [told.get(dyad, []) for told in spells]
            if _days(theirs[0]) != _days(theirs[1]):
                apart = [
                    sum(count(first[dyad], second[dyad])[1:3]) if dyad in first else None
                    for count in MEASURES.values()
                ]
                shifts = None if apart[1] is None or apart[2] is None else apart[1] + apart[2]
                told = ["; ".join(map(_told, some)) or "never" for some in theirs]
                rows.append((one, other, "-".join(dyad), apart[0], shifts, *told))
    frame = pl.DataFrame(rows, schema=DYADS, orient="row")
    return frame.sort("one", "other", "years", "shifts", "dyad", descending=DESCENDING, nulls_last=True)


def coded(timeline: Timeline, coding: str) -> dict[Pair, Coded]:
    """Say what one coding has of every dyad that is ever at risk; no event has a part in it."""
    quiet = replace(timeline, events=())
    closed = [census.closed for census in replay(quiet, coding=coding) if census.closed]
    found = {}
    for (first, a), (second, b) in combinations(enumerate(timeline.roster.codes), 2):
        at_risk = [year for year in closed if (year.at_risk & ~year.censored)[first, second]]
        if at_risk:
            aligned = {year.year: bool(year.aligned_before[first, second]) for year in at_risk}
            shifts = [year.year for year in at_risk if year.shifted[first, second]]
            found[a, b] = Coded(
                aligned,
                tuple(year for year in shifts if not aligned[year]),
                tuple(year for year in shifts if aligned[year]),
            )
    return found


def _status(first: Coded, second: Coded) -> Table:
    pairs = [(first.aligned[year], second.aligned[year]) for year in first.aligned]
    return (
        pairs.count((True, True)),
        pairs.count((True, False)),
        pairs.count((False, True)),
        pairs.count((False, False)),
    )


def _changes(first: Sequence[int], second: Sequence[int], units: int) -> Table:
    """Match the changes of two codings in the order of time; return both, one, other, neither."""
    left, same = list(second), 0
    for year in first:
        near = next((other for other in left if abs(other - year) <= NEAR), None)
        if near is not None:
            left.remove(near)
            same += 1
    one, other = len(first) - same, len(left)
    return same, one, other, units - same - one - other


def _onsets(first: Coded, second: Coded) -> Table:
    return _changes(first.onsets, second.onsets, len(first.aligned))


def _endings(first: Coded, second: Coded) -> Table:
    return _changes(first.endings, second.endings, len(first.aligned))


MEASURES = {"aligned": _status, "onset": _onsets, "ending": _endings}
CELLS = ("both", "one_only", "other_only", "none")
SCHEMA = {
    **dict.fromkeys(("one", "other"), pl.String),
    "scored": pl.Boolean,
    "measure": pl.String,
    **dict.fromkeys(CELLS, pl.Int64),
    **dict.fromkeys(("kappa", "low", "high"), pl.Float64),
}
DYADS = {
    **dict.fromkeys(("one", "other", "dyad"), pl.String),
    **dict.fromkeys(("years", "shifts"), pl.Int64),
    **dict.fromkeys(("one_says", "other_says"), pl.String),
}
DESCENDING = [False, False, True, True, False]


def kappa(counts: Counts) -> Counts:
    """Compute Cohen's kappa of tables of counts, shape (..., 4): both, one, other, neither.

    NaN where chance alone agrees on every unit, or there is none. Source: Cohen 1960: 40.
    """
    both, one, other, neither = np.moveaxis(np.asarray(counts, float), -1, 0)
    n = both + one + other + neither
    with np.errstate(invalid="ignore"):
        chance = ((both + one) * (both + other) + (neither + one) * (neither + other)) / n**2
        return np.where(chance < 1, ((both + neither) / n - chance) / (1 - chance), np.nan)


def _bounded(tables: Counts) -> tuple[float | None, ...]:
    if not len(tables):
        return None, None, None
    random = np.random.default_rng(SEED)
    drawn = random.integers(len(tables), size=(RESAMPLES, len(tables)))
    spread = kappa(tables[drawn].sum(1))
    low, high = np.nanquantile(spread, (0.05, 0.95)) if np.isfinite(spread).any() else (np.nan, np.nan)
    return tuple(float(one) if np.isfinite(one) else None for one in (kappa(tables.sum(0)), low, high))


def _spells(ties: Sequence[Alignment]) -> dict[Pair, list[Spell]]:
    """List each dyad's spells in order, those that touch or overlap as one, with their pacts."""
    merged: dict[Pair, list[Spell]] = {}
    for tie in sorted(ties, key=lambda one: (one.formed, one.pact)):
        spells, ended = merged.setdefault((tie.a, tie.b), []), tie.ended or date.max
        if spells and tie.formed <= spells[-1][1]:
            begun, until, pacts = spells.pop()
            spells.append((begun, max(until, ended), [*pacts, tie.pact]))
        else:
            spells.append((tie.formed, ended, [tie.pact]))
    return merged


def _days(spells: Sequence[Spell]) -> list[tuple[date, date]]:
    return [(begun, ended) for begun, ended, _ in spells]


def _told(spell: Spell) -> str:
    begun, ended, pacts = spell
    until = "the end" if ended == date.max else str(ended)
    return f"{begun} to {until} ({', '.join(dict.fromkeys(pacts))})"
