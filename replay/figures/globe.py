"""Where capitals lie, and the outlines of today's countries, on a plane around the middle of what is shown.

It knows distances and degrees, neither ledgers nor charts. Points of the globe are unit vectors, shape
(n, 3), towards 0° E and 90° E on the equator and the North Pole; points of a plane are pixels, shape
(n, 2), right and down from its upper left corner.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

RADIUS = 6371.0
"""Kilometres from the centre of the earth, on average."""
BEHIND = -0.3
"""Cosine of the angle from the middle of a plane beyond which outlines are left out, as behind the globe."""
MARGIN = 8.0
"""Pixels beyond a plane on which whatever lies further out is drawn, out of sight."""
NEAREST = 0.1
"""Radii of the earth, some 640 km, that a plane shows at least, however near to one another points are."""
GRAIN = 0.5
"""Pixels to which outlines are rounded."""

Points = NDArray[np.float64]


@dataclass(frozen=True)
class Plane:
    """A map of `width` by `height` pixels in Lambert's azimuthal equal-area projection.

    `axes`, (3, 3), point east, north and up from its middle; `scale` is pixels a radius of the earth;
    the middle stands `left` and `top` pixels from the corner.
    """

    width: float
    height: float
    axes: Points
    scale: float
    left: float
    top: float

    def project(self, points: Points) -> Points:
        """Lay points of the globe on the plane."""
        east, north, up = self.axes @ points.T
        stretch = self.scale * np.sqrt(2 / np.maximum(1 + up, 1e-9))
        return np.stack([self.left + stretch * east, self.top - stretch * north], axis=1)

    def outlines(self) -> list[dict[str, Any]]:
        """Draw the countries that are in sight, as GeoJSON polygons in pixels, rounded."""
        topology = _topology()
        arcs = [self._drawn(arc) for arc in topology["arcs"]]
        return [
            {"type": "Polygon", "coordinates": rings}
            for polygon in topology["polygons"]
            if (rings := [ring for ring in (_ring(arcs, one) for one in polygon) if ring])
        ]

    def _drawn(self, arc: Points) -> Points | None:
        """Draw a line without points that repeat or lie between others; nothing if it goes behind."""
        if (arc @ self.axes[2]).min() < BEHIND:
            return None
        far = [self.width + MARGIN, self.height + MARGIN]
        seen = np.round(np.clip(self.project(arc), -MARGIN, far) / GRAIN) * GRAIN
        moved = seen[np.append(True, np.any(np.diff(seen, axis=0) != 0, axis=1))]
        before, after = np.diff(moved[:-1], axis=0), np.diff(moved[1:], axis=0)
        bent = before[:, 0] * after[:, 1] != before[:, 1] * after[:, 0]
        return np.asarray(moved[np.concatenate([[True], bent, [True]])[: len(moved)]])


def towards(longitude: ArrayLike, latitude: ArrayLike) -> Points:
    """Turn degrees east and north into unit vectors, shape (..., 3)."""
    east, north = np.radians(longitude), np.radians(latitude)
    return np.stack([np.cos(north) * np.cos(east), np.cos(north) * np.sin(east), np.sin(north)], axis=-1)


def apart(one: Points, other: Points) -> Points:
    """Measure kilometres along the globe between points."""
    return np.asarray(RADIUS * np.arccos(np.clip(np.sum(one * other, axis=-1), -1, 1)))


def spread(points: Points) -> float:
    """Measure how far points are from lying on one great circle, 0 to 1, as three at right angles do.

    It is the least singular value of the unit vectors: an error in a distance from them, in radii, may move
    a place by as many times as much as it goes into 1.
    """
    return float(np.linalg.svd(points, compute_uv=False)[-1]) if len(points) >= points.shape[1] else 0.0


def placed(kilometres: Mapping[str, float], known: Mapping[str, Points]) -> Points:
    """Place a point by its distances from three known points or more whose `spread` is well above 0.

    On one great circle they cannot tell a point from its mirror image beyond it. The cosine of a distance is
    the product of two unit vectors; the least squares are taken.
    """
    names = sorted(kilometres)
    cosines = np.cos(np.array([kilometres[name] for name in names]) / RADIUS)
    found = np.linalg.lstsq(np.stack([known[name] for name in names]), cosines)[0]
    return np.asarray(found / np.linalg.norm(found))


def around(shown: Points, width: float, heights: tuple[float, float], edge: float) -> Plane:
    """Lay out a plane of a width, at least and at most so high, on which all points stand within an edge."""
    up = shown.sum(axis=0)
    for _ in range(9):
        up = up / np.linalg.norm(up)
        east = np.cross([0.0, 0.0, 1.0], up)
        east = east / np.linalg.norm(east)
        axes = np.stack([east, np.cross(up, east), up])
        flat = Plane(0, 0, axes, 1.0, 0, 0).project(shown)
        low, high = flat.min(axis=0), flat.max(axis=0)
        x, y = (low + high) / 2
        up = up + x * axes[0] - y * axes[1]
    across, down = np.maximum(high - low, NEAREST)
    scale = min((width - 2 * edge) / across, (heights[1] - 2 * edge) / down)
    height = round(max(heights[0], scale * down + 2 * edge))
    return Plane(
        width, height, axes, float(scale), float(width / 2 - scale * x), float(height / 2 - scale * y)
    )


@cache
def _topology() -> dict[str, Any]:
    """Read the outlines: lines as points of the globe, and of each polygon the lines of its rings."""
    text = files("replay.figures").joinpath("outlines.json").read_text(encoding="utf-8")
    held = json.loads(text)
    scale, shift = held["transform"]["scale"], held["transform"]["translate"]
    arcs = [towards(*(np.cumsum(arc, axis=0) * scale + shift).T) for arc in held["arcs"]]
    return {"arcs": arcs, "polygons": [*_polygons(held["objects"]["countries"]["geometries"])]}


def _polygons(geometries: list[dict[str, Any]]) -> Iterator[list[list[int]]]:
    for geometry in geometries:
        if geometry["type"] == "Polygon":
            yield geometry["arcs"]
        else:
            yield from geometry["arcs"]


def _ring(arcs: list[Points | None], numbers: list[int]) -> list[list[float]] | None:
    """Join lines to a ring; a number below zero is a line told backwards, as TopoJSON has it."""
    lines = []
    for number in numbers:
        line = arcs[number if number >= 0 else ~number]
        if line is None:
            return None
        lines.append(line if number >= 0 else line[::-1])
    ring = np.concatenate([lines[0], *(line[1:] for line in lines[1:])])
    low, high = ring.min(axis=0), ring.max(axis=0)
    return ring.tolist() if np.all(high - low >= 1) else None
