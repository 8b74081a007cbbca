"""Maps by year: who was aligned with whom, or who was still in a pact under stress, on modern outlines.

It knows Altair, and what the views of a ledger say of ties, sides and survival; it computes none of them.
Capitals are placed by the distances of the timeline, from a few whose place is known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from replay.errors import RequestError
from replay.figures import globe, style
from replay.figures.lettering import lettered
from replay.ledger import read

if TYPE_CHECKING:
    import altair as alt

KNOWN = {
    "USA": (-77.04, 38.90),
    "UKG": (-0.13, 51.51),
    "FRN": (2.35, 48.86),
    "RUS": (37.62, 55.76),
    "TUR": (32.86, 39.93),
    "EGY": (31.24, 30.04),
    "SAF": (28.19, -25.75),
    "IND": (77.21, 28.61),
    "CHN": (116.41, 39.90),
    "JPN": (139.69, 35.68),
    "AUL": (149.13, -35.28),
    "MEX": (-99.13, 19.43),
    "ARG": (-58.38, -34.60),
}
"""Degrees east and north of capitals that did not move since 1949: from them all others are measured."""
FEWEST = 3
"""Known capitals that place another one."""
DOUBT = 100.0
"""Kilometres by which a distance between known capitals may be off; a larger one is of another world."""
OUTLIER = 3.0
"""Times the median distance from the middle beyond which a capital stands on the edge of the map."""
TALLEST = 0.75
"""Height of a map as share of its width, at most; on a telephone its height is its width."""
EDGE = 46
"""Pixels around the outermost capital."""
APART = 17
"""Pixels between two names on the edge."""
ABOVE = 30
"""Pixels above the map, where it says what is seen of the year."""
SHAPES = ("square", "triangle-up", "diamond")
"""Points of the sides, the one that was largest first."""
HUES = (style.BLUE, style.VERMILION, style.GREEN)
DASHES = ([1, 0], [6, 3], [2, 2])
CREDIT = (
    "Modern outlines: Natural Earth (public domain), by world-atlas; states of the past are their capitals' points."
)
