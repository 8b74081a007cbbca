"""Lessons: what years of other timelines teach a head, and what of it may be known at a census.

It knows rows, outcomes and years; how anything is fitted on them it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from replay.situation import Floats

Key = tuple[str, str]
"""A theory and a head, of dyads or of pacts."""


@dataclass(frozen=True)
class Lesson:
    """What a year of a timeline teaches a head: rows to fit on, and what became of them.

    `design` has shape (n, 1) of an index, (n, terms) of a ridge, (n, 0) without terms, on the scale of
    the census before the year; `shifted`, shape (n,): 1 shifted, 0 not, NaN not scored; `pact`,
    shape (n,): which one a row is about, empty where it is about a dyad.
    """

    timeline: str
    year: int
    design: Floats
    shifted: Floats
    pact: NDArray[np.str_]


@dataclass(frozen=True)
class School:
    """The timelines to train on, and all their lessons."""

    timelines: tuple[str, ...]
    lessons: Mapping[Key, Sequence[Lesson]]

    @property
    def pacts(self) -> frozenset[str]:
        """Name the pacts that anything is taught about."""
        several = (one.pact for taught in self.lessons.values() for one in taught)
        return frozenset(str(name) for pacts in several for name in np.unique(pacts)) - {""}


def taught(school: School | None, theory: str, head: str) -> Sequence[Lesson] | None:
    """List what a head of a theory is taught; None where it goes to no school."""
    return None if school is None else school.lessons.get((theory, head), ())


def known(lessons: Sequence[Lesson], width: int, now: int, without: str) -> tuple[Floats, Floats, int | None]:
    """Put together what is known at the census of a year, rows about the pact `without` left out.

    Returns the rows, shape (n, width), what became of them, shape (n,), and the last year among them,
    None where there is none.
    """
    kept = [(one, (one.pact != without) | (one.pact == "")) for one in lessons if one.year <= now]
    design = np.concatenate([np.empty((0, width)), *(one.design[rows] for one, rows in kept)])
    shifted = np.concatenate([np.empty(0), *(one.shifted[rows] for one, rows in kept)])
    used = [one.year for one, rows in kept if not np.isnan(one.shifted[rows]).all()]
    return design, shifted, max(used, default=None)
