"""Survival: what comes of a tested pact over all histories of a world, as rows of the ledger.

It knows courses of blocks of histories; how they came about it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from replay.course import PROVOKED, Course
from replay.situation import Booleans, Floats, Indices

NONE = "none"
"""Stands for the record unedited, in the place of an edit list's name."""
BOUNDS = (0.05, 0.95)
HALF_WIDTH = 1.6448536269514722
"""Standard errors on either side of a mean that hold 90 % of a normal distribution."""


@dataclass(frozen=True)
class Fate:
    """What came of a pact in all M histories of a world, under one theory; O parties, Y years.

    `stays`, (Y, O + 1, M): whether each party, and last the pact, is still there at the year's end.
    """

    years: range
    parties: Indices
    stays: Booleans
    danger: Floats
    joins: Floats
    leaves: Floats
    provoked: Floats
    effort: Mapping[str, Floats]

    @property
    def histories(self) -> int:
        """Count the histories."""
        return int(self.stays.shape[-1])


def fate(blocks: Sequence[Course]) -> Fate:
    """Put the courses of all blocks together, in their order."""
    first = blocks[0]
    gone = [np.vstack([one.left, one.ended[None]]) for one in blocks]
    whole = np.concatenate(gone, axis=-1)
    years = np.array(first.years)[:, None, None]
    return Fate(
        first.years,
        first.parties,
        (whole == 0) | (whole > years),
        np.concatenate([one.danger for one in blocks], axis=-1),
        np.sum([one.joins for one in blocks], axis=0),
        np.sum([one.leaves for one in blocks], axis=0),
        np.sum([one.provoked for one in blocks], axis=0),
        {name: np.concatenate([one.effort[name] for one in blocks], axis=-1) for name in first.effort},
    )


class Fates(Mapping[tuple[str, str], Fate]):
    """What came of a pact by world and theory: put together when asked for, since all at once are large.

    `worlds` name those that are told, the record first, by what they are called in the courses of the blocks.
    """

    def __init__(
        self, courses: Sequence[Mapping[str, Mapping[str, Course]]], worlds: Mapping[str, str]
    ) -> None:
        self._courses = courses
        self._worlds = dict(sorted(worlds.items(), key=lambda one: one[0] != NONE))

    def __getitem__(self, which: tuple[str, str]) -> Fate:
        """Put the blocks of a world and theory together."""
        world, theory = which
        return fate([one[self._worlds[world]][theory] for one in self._courses])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Walk over worlds, and over theories in each."""
        return (
            (world, theory) for world, called in self._worlds.items() for theory in self._courses[0][called]
        )

    def __len__(self) -> int:
        """Count worlds and theories."""
        return sum(len(self._courses[0][called]) for called in self._worlds.values())


def survival(found: Fate, codes: Sequence[str], exists: Booleans) -> Iterator[dict[str, Any]]:
    """Say year by year in which share of histories the pact, and each party, is still there.

    `exists`, (Y, S), leaves out parties that have ceased to exist.
    """
    counts = found.stays.sum(axis=-1)
    for number, who, state in _places(found, codes, exists):
        # At the branching date itself nothing is left to chance.
        sure = float(counts[number, who] > 0)
        low, high = jeffreys(int(counts[number, who]), found.histories) if number else (sure, sure)
        share = float(counts[number, who]) / found.histories
        yield {"state": state, "year": found.years[number], "survival": share, "low": low, "high": high}


def jeffreys(count: int, histories: int) -> tuple[float, float]:
    """Return the 90 % interval of a share of which so many histories are a sample.

    Source: Jeffreys's prior (Brown, Cai and DasGupta 2001: 108); 0 and 1 where none, or all, are counted.
    """
    from scipy.special import betaincinv

    successes, failures = count + 0.5, histories - count + 0.5
    low, high = (float(betaincinv(successes, failures, share)) for share in BOUNDS)
    return low if count else 0.0, high if count < histories else 1.0


def differences(
    found: Fate, record: Fate, codes: Sequence[str], exists: Booleans
) -> Iterator[dict[str, Any]]:
    """Say by how much survival differs from the record unedited, history by history.

    `p` is that of an exact two-sided sign test of the histories that differ, 1 where none does (McNemar
    1947).
    """
    from scipy.special import bdtr

    step = found.stays.astype(np.int8) - record.stays.astype(np.int8)
    mean = step.mean(axis=-1)
    error = step.std(axis=-1, ddof=1 if found.histories > 1 else 0) / np.sqrt(found.histories)
    gained, lost = ((step == way).sum(axis=-1) for way in (1, -1))
    p = np.minimum(1, 2 * bdtr(np.minimum(gained, lost), gained + lost, 0.5))
    for number, who, state in _places(found, codes, exists):
        middle, width = float(mean[number, who]), HALF_WIDTH * float(error[number, who])
        bounds = {"low": middle - width, "high": middle + width}
        told = {"state": state, "year": found.years[number], "difference": middle, **bounds}
        yield told | {"p": float(p[number, who])}


def dangers(found: Fate, codes: Sequence[str], exists: Booleans) -> Iterator[dict[str, Any]]:
    """Say year by year how likely the pact is to end, and each party to leave, where it is still there.

    The mean of those histories, and 5 and 95 % of them; unknown where there is none.
    """
    danger = np.sort(found.danger.astype(np.float64), axis=-1)
    counts = (~np.isnan(danger)).sum(axis=-1)
    for number, who, state in _places(found, codes, exists):
        if number:
            known = danger[number - 1, who, : counts[number - 1, who]]
            p, low, high = (float(known.mean()), *_bounds(known)) if len(known) else (None, None, None)
            yield {"state": state, "year": found.years[number], "p": p, "low": low, "high": high}


def _bounds(known: Floats) -> tuple[float, float]:
    """Return what 5 and 95 % of sorted values lie below, between neighbours in proportion."""
    low, high = (_between(known, share * (len(known) - 1)) for share in BOUNDS)
    return low, high


def _between(known: Floats, place: float) -> float:
    below = int(place)
    above = min(below + 1, len(known) - 1)
    return float(known[below] + (place - below) * (known[above] - known[below]))


def movements(found: Fate, codes: Sequence[str]) -> Iterator[dict[str, Any]]:
    """List who joins and leaves in which share of histories, year by year."""
    for kind, counts in (("join", found.joins), ("leave", found.leaves)):
        for number, state in zip(*np.nonzero(counts), strict=True):
            share = float(counts[number, state]) / found.histories
            yield {"state": codes[state], "year": found.years[number], "kind": kind, "share": share}


def provoked(found: Fate) -> Iterator[dict[str, Any]]:
    """Count all ties, and those founded, ended, joined and left, on average over histories."""
    for number, year in enumerate(found.years):
        counts = (found.provoked[number] / found.histories).tolist()
        yield {"year": year, **dict(zip(PROVOKED, counts, strict=True))}


def efforts(found: Fate, observed: Mapping[str, Floats]) -> Iterator[dict[str, Any]]:
    """Say what those parties that are still in spend and send, year by year, beside what was recorded.

    `observed`, by measure, has shape (Y - 1,), NaN unknown.
    """
    for measure, each in found.effort.items():
        for number, year in enumerate(found.years[1:]):
            known = each[number][~np.isnan(each[number])].astype(np.float64)
            came = float(observed[measure][number])
            if len(known):
                low, high = np.quantile(known, BOUNDS).tolist()
                yield {
                    "measure": measure,
                    "year": year,
                    "forecast": float(known.mean()),
                    "low": low,
                    "high": high,
                    "observed": None if np.isnan(came) else came,
                }


def _places(found: Fate, codes: Sequence[str], exists: Booleans) -> Iterator[tuple[int, int, str | None]]:
    """Walk over years, the parties that exist at their end, and the pact: numbers and the state's code."""
    for number in range(len(found.years)):
        for who, state in enumerate(found.parties.tolist()):
            if exists[number, state]:
                yield number, who, codes[state]
        yield number, len(found.parties), None


def inside(found: Fate, exists: Booleans) -> Floats:
    """Return the share of the parties still in at the end, of those that then exist, in each history."""
    there = exists[-1, found.parties]
    return np.asarray(found.stays[-1, :-1][there].mean(axis=0))
