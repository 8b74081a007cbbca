"""Where the capitals of a timeline lie on the globe, and on a map that shows most of them.

It knows distances between capitals, as the ledger holds them, and the few capitals from which the others
are measured; what is drawn between them it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from replay.errors import RequestError
from replay.figures import globe
from replay.figures.globe import Plane, Points

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
"""Degrees east and north of capitals that have not moved since 1949, by Correlates of War letter code."""
FEWEST = 3
"""Known capitals that place another one."""
SPREAD = 0.02
"""How far from one great circle they lie at least: ten kilometres too many move a place by 500 at most."""
DOUBT = 100.0
"""Kilometres by which a distance between two of them may be off, else they are not what they are named."""
OUTLIER = 3.0
"""Times the median distance from the middle beyond which a capital does not widen the map."""
INSET = 12.0
"""Pixels from the edge of a map at which a capital beyond it stands."""
ABREAST, BELOW = 120.0, 20.0
"""Pixels between two such, beside one another or else one below the other."""
ARROWS = "→↓←↑"
"""Where they lie, from east through south."""

Place = tuple[str, int]
"""A state, and a year."""


def capitals(distances: pl.DataFrame, source: object) -> dict[Place, Points]:
    """Place every state's capital on the globe in every year, by its distances from known capitals.

    `distances` has a row a `year`, `state` and `other` state, with the `km` between their capitals. A state
    whose distances are from fewer than three known capitals, or from such as lie nearly on one great circle,
    has no place. Raises RequestError, about `source`, when no state has one, or known capitals lie where
    they cannot.
    """
    known = {code: globe.towards(*degrees) for code, degrees in KNOWN.items()}
    kept = distances.filter(pl.col("other").is_in([*KNOWN]))
    there = kept["other"].unique().sort().to_list()
    if not _tell_apart(there, known):
        raise RequestError(
            f"{source} cannot be drawn on a map: its capitals are placed by their distances from {FEWEST} of"
            f" {', '.join(KNOWN)} that do not lie on one great circle, and it has"
            f" {', '.join(there) or 'none of them'}"
        )
    for row in (
        kept.filter(pl.col("state").is_in(there))
        .unique(["state", "other", "km"])
        .sort("state", "other")
        .to_dicts()
    ):
        off = globe.apart(known[row["state"]], known[row["other"]]) - row["km"]
        if abs(off) > DOUBT:
            raise RequestError(
                f"{source} cannot be drawn on a map: {row['state']} and {row['other']} lie {row['km']:.0f} km"
                f" apart in it, their capitals {row['km'] + off:.0f} km on the globe"
            )
    found: dict[Place, Points] = {}
    measured: dict[tuple[Any, ...], Points] = {}
    for (state, year), rows in kept.group_by(["state", "year"]):
        key = tuple(sorted(rows.select("other", "km").rows()))
        if state in there:
            found[state, year] = known[state]
        elif _tell_apart([code for code, _ in key], known):
            if key not in measured:
                measured[key] = globe.placed(dict(key), known)
            found[state, year] = measured[key]
    if not found:
        raise RequestError(f"{source} cannot be drawn on a map: it has no state whose capital can be placed")
    return found


def _tell_apart(there: Sequence[str], known: Mapping[str, Points]) -> bool:
    """Say whether distances from these capitals tell where another one lies."""
    return len(there) >= FEWEST and globe.spread(np.stack([known[code] for code in there])) >= SPREAD


def plane(places: Sequence[Points], width: float, heights: tuple[float, float], edge: float) -> Plane:
    """Lay out a map, at least and at most so high, of these places but for those far beyond the others."""
    points = np.unique(np.stack(places), axis=0)
    middle = points.sum(axis=0)
    away = globe.apart(points, middle / np.linalg.norm(middle))
    return globe.around(points[away <= OUTLIER * np.median(away)], width, heights, edge)


def laid(places: Mapping[Place, Points], on: Plane) -> dict[Place, tuple[float, float, str]]:
    """Lay places on a map, in pixels; those beyond it stand on its edge, with an arrow to where they lie."""
    unique = {place.tobytes(): place for place in places.values()}
    spots = {name: on.project(place[None, :])[0] for name, place in unique.items()}
    beyond = {name: spot for name, spot in spots.items() if not _within(spot, on)}
    shown = {name: (float(spot[0]), float(spot[1]), "") for name, spot in spots.items() if name not in beyond}
    shown.update(_on_the_edge(beyond, on))
    return {key: shown[place.tobytes()] for key, place in places.items()}


def _within(spot: Points, on: Plane) -> bool:
    return bool(0 <= spot[0] <= on.width and 0 <= spot[1] <= on.height)


def _on_the_edge(beyond: Mapping[bytes, Points], on: Plane) -> dict[bytes, tuple[float, float, str]]:
    """Draw points in to the edge along the line to the middle, and move them apart where they meet."""
    middle = np.array([on.width, on.height]) / 2
    found: dict[bytes, tuple[float, float, str]] = {}
    taken: list[tuple[float, float]] = []
    for name, spot in sorted(beyond.items(), key=lambda one: tuple(one[1])):
        way = spot - middle
        shares = (middle - INSET) / np.maximum(np.abs(way), 1e-9)
        x, y = (float(part) for part in middle + way * shares.min())
        inwards = BELOW if y < middle[1] else -BELOW
        while any(abs(x - one) < ABREAST and abs(y - other) < BELOW for one, other in taken):
            y += inwards
        taken.append((x, y))
        arrow = ARROWS[round(float(np.degrees(np.arctan2(way[1], way[0]))) / 90) % 4]
        found[name] = (x, y, arrow)
    return found
