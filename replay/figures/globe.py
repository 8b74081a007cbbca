"""Where capitals lie, and the outlines of countries, on a plane around the middle of what is shown.

It knows distances and degrees, not states' names or ledgers. Points on the globe are unit vectors,
shape (n, 3): towards 0° E on the equator, 90° E on the equator, the North Pole.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

RADIUS = 6371.0
"""Kilometres from the centre of the earth, the mean."""
FAR = 0.0
"""Cosine of the angle beyond which an outline is left out: on the other side of the globe."""
MARGIN = 6
"""Pixels beyond the frame to which outlines are drawn in, so that their edges are out of sight."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """A map: Lambert's equal-area projection around `centre`, with axes `east` and `north`, unit vectors.

    A point at (0, 0) of the plane stands at `left`, `top` pixels; a radius of the earth is `scale` pixels.
    """

    centre: Points
    east: Points
    north: Points
    scale: float
    left: float
    top: float

    def project(self, points: Points) -> Points:
        """Lay points, (n, 3), on the plane in pixels from its upper left corner, (n, 2)."""
        stretch = np.sqrt(2 / np.maximum(1 + points @ self.centre, 1e-9))
        x, y = stretch * (points @ self.east), stretch * (points @ self.north)
        return np.stack([self.left + self.scale * x, self.top - self.scale * y], axis=1)


def towards(longitude: Points | float, latitude: Points | float) -> Points:
    """Turn degrees into unit vectors, shape (..., 3)."""
    east, north = np.radians(longitude), np.radians(latitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def placed(kilometres: Mapping[int, float], known: Points) -> Points:
    """Place a point by its distances, km along the globe, from known points, named by their rows.

    The cosine of each distance is a product of two unit vectors, so that three distances from points not
    on one great circle suffice; of more the least squares are taken.
    """
    rows = sorted(kilometres)
    cosines = np.cos(np.array([kilometres[row] for row in rows]) / RADIUS)
    found = np.linalg.lstsq(known[rows], cosines)[0]
    return np.asarray(found / np.linalg.norm(found))


def around(shown: Points, width: float, height: float, edge: float) -> Plane:
    """Lay out a map of a width and height, in pixels, that holds all points shown within an edge."""
    middle = shown.sum(axis=0)
    for _ in range(8):
        centre = middle / np.linalg.norm(middle)
        east = np.cross([0.0, 0.0, 1.0], centre)
        east = east / np.linalg.norm(east)
        plane = Plane(centre, east, np.cross(centre, east), 1.0, 0.0, 0.0)
        spread = plane.project(shown)
        low, high = spread.min(axis=0), spread.max(axis=0)
        x, y = (low + high) / 2
        middle = centre + x * east - y * plane.north
    breadth, depth = np.maximum(high - low, 1e-3)
    scale = min((width - 2 * edge) / breadth, (height - 2 * edge) / depth)
    return Plane(
        centre, east, plane.north, float(scale), float(width / 2 - scale * x), float(height / 2 - scale * y)
    )
