"""The draws that all intervals are made of: which years, and which blocks, each of them took.

It knows seeds and how often; what is added up over a draw the SQL of the scores says.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from replay.parameters import key
from replay.transcript import Blocks, Rows

RESAMPLES = 1_000
"""Draws of the year-block bootstrap (Efron and Tibshirani 1993: 188: enough for 5 and 95 %)."""

REDRAWS = 4_000
"""Draws of the block bootstrap: twenty simultaneous 90 % intervals end at the tenth from either end."""


def of_resamples(first: int, last: int, seed: int) -> Blocks:
    """Draw the scored years with replacement, keyed by seed, the same for all theories."""
    years = last - first + 1
    drawn = np.random.default_rng(key(seed, "resample")).integers(years, size=(RESAMPLES, years))
    times = np.apply_along_axis(np.bincount, 1, drawn, minlength=years)
    draws, offsets = np.nonzero(times)
    columns = {"draw": draws, "year": offsets + first, "times": times[draws, offsets]}
    return {"resample": Rows({}, columns)}


def of_redraws(blocks: Iterable[str], seed: int) -> Blocks:
    """Weigh every block in every draw by a Poisson number of mean 1, keyed by seed and block alone."""
    names = sorted(blocks)
    streams = [np.random.default_rng(key(seed, "redraw", name)) for name in names]
    times = np.array([stream.poisson(1.0, REDRAWS) for stream in streams])
    block, draws = np.nonzero(times)
    columns = {"draw": draws, "block": np.array(names)[block], "times": times[block, draws]}
    return {"redraw": Rows({}, columns)}
