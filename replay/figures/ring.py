"""A ring of states: in which order, so that those long aligned stand together, and where.

It knows who was aligned for how many years, and pixels; what is drawn on the ring it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np
import polars as pl


def around(tied: pl.DataFrame, codes: Sequence[str]) -> list[str]:
    """Order states on a ring so that neighbours were long aligned, over all years together.

    `tied` has the `years` that dyads `a`, `b` were aligned. States are near by the logarithm of these years,
    clusters by their mean; leaves are ordered so that neighbours are nearest (Bar-Joseph, Gifford and
    Jaakkola 2001, in SciPy). The same ties give the same order.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage
    from scipy.spatial.distance import squareform

    if len(codes) < 3:  # noqa: PLR2004 - of two there is nothing to order
        return [*codes]
    place = {code: number for number, code in enumerate(codes)}
    known = tied.filter(pl.col("a").is_in(codes), pl.col("b").is_in(codes))
    near = np.zeros((len(codes), len(codes)))
    for a, b, years in known.iter_rows():
        near[place[a], place[b]] = near[place[b], place[a]] = np.log1p(years)
    far = 1 - near / max(near.max(), 1)
    np.fill_diagonal(far, 0)
    leaves = leaves_list(linkage(squareform(far), "average", optimal_ordering=True))
    return [codes[int(leaf)] for leaf in leaves]


def ring(
    order: Sequence[str], middle: float, radius: float, above: float, height: float
) -> dict[str, dict[str, Any]]:
    """Place states down the right side of a ring and up the left, in equal rows, so that no names meet.

    In pixels: its `middle` from the left, its `radius` across, and from where `above` how high; each state
    has `x`, `y` and whether it is `right`.
    """
    rows = (len(order) + 1) // 2
    spots = {}
    for place, code in enumerate(order):
        right = place < rows
        y = (2 * (place if right else len(order) - 1 - place) + 1) / rows - 1
        x = middle + (1 if right else -1) * radius * sqrt(1 - y * y)
        spots[code] = {"x": round(x, 1), "y": round(above + height * (y + 1) / 2, 1), "right": right}
    return spots
