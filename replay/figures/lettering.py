"""Names beside points so that they do not cover one another: each where it is first free, else the freest.

It knows rectangles of pixels, not what is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

LETTER, LINE = 6.1, 13.0
"""Pixels that a letter is wide, on average, and a line of them high."""
NEAR, STEPS = 3.0, (0.0, 11.0, 22.0)
"""Pixels between a point and its name, and how much further the name may go."""
ROUND = 45.0
"""Pixels within which points crowd one another."""
SIDES = ((1, 0), (-1, 0), (0.7, -0.9), (0.7, 0.9), (-0.7, -0.9), (-0.7, 0.9), (0, -1.4), (0, 1.4))
"""Where a name may stand of its point, right and down, the best first."""
Box = tuple[float, float, float, float]


def lettered(
    spots: Sequence[Mapping[str, Any]], width: float, height: float, half: float
) -> list[dict[str, Any]]:
    """Add to every spot where its name stands: `to_x`, `to_y`, its `align`, and whether it is `led` to it.

    A spot has `x`, `y` and `name`, and the years `first` to `last` in which it is shown; only spots
    shown together are kept apart. Points are twice `half` pixels wide; those with least room around are
    lettered first.
    """
    taken: list[tuple[Box, int, int]] = [(_box(one["x"], one["y"], half), *_years(one)) for one in spots]
    crowd = [sum(_close(one, other) for other in spots) for one in spots]
    found: dict[int, dict[str, Any]] = {}
    for number in sorted(range(len(spots)), key=lambda number: (-crowd[number], number)):
        spot = spots[number]
        first, last = _years(spot)
        others = [box for box, since, until in taken if since <= last and first <= until]
        ways = [*_ways(spot, half)]
        cost = [
            _outside(box, width, height) + sum(_common(box, other) for other in others) for box, _ in ways
        ]
        box, way = ways[min(range(len(ways)), key=lambda way: (round(cost[way]), way))]
        taken.append((box, first, last))
        found[number] = {**spot, **way}
    return [found[number] for number in range(len(spots))]


def _ways(spot: Mapping[str, Any], half: float) -> Iterator[tuple[Box, dict[str, Any]]]:
    """List where a name may stand, the best first."""
    wide = LETTER * len(spot["name"])
    for step in STEPS:
        for right, down in SIDES:
            away = half + NEAR + step
            x, y = spot["x"] + away * right, spot["y"] + away * down
            align = "center" if right == 0 else "left" if right > 0 else "right"
            left = x - {"center": wide / 2, "left": 0, "right": wide}[align]
            box = (left, y - LINE / 2, left + wide, y + LINE / 2)
            way = {"to_x": round(x, 1), "to_y": round(y, 1), "align": align, "led": step > STEPS[0]}
            yield box, way


def _years(spot: Mapping[str, Any]) -> tuple[int, int]:
    return spot["first"], spot["last"]


def _close(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(abs(one["x"] - other["x"]) < ROUND and abs(one["y"] - other["y"]) < ROUND)


def _box(x: float, y: float, half: float) -> Box:
    return (x - half, y - half, x + half, y + half)


def _common(one: Box, other: Box) -> float:
    """Measure the pixels that two rectangles share."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, across) * max(0.0, down)


def _outside(box: Box, width: float, height: float) -> float:
    """Measure the pixels of a rectangle beyond the edges."""
    across = max(0.0, min(box[2], width) - max(box[0], 0.0))
    down = max(0.0, min(box[3], height) - max(box[1], 0.0))
    return (box[2] - box[0]) * (box[3] - box[1]) - across * down
