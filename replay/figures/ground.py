"""The ground of a map by year: land, capitals' places in pixels, names beside them, and a slider.

It knows Altair and which states are there in which years, not what is shown of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import polars as pl

from replay.figures import style
from replay.figures.capitals import Place, laid, plane
from replay.figures.globe import Plane, Points
from replay.figures.lettering import lettered

FLATTEST, TALLEST = 0.5, 0.8
"""Height of a map as share of its width, at least and at most."""
FEW = 5
"""States that make a map of their own."""
EDGE = 46
"""Pixels around the outermost capital."""
ABOVE = 28
"""Pixels above the map, where it says what is seen of the year."""
GAP = 24
"""Pixels between two maps beside one another."""
PANELS = 4
"""Years that are drawn where none can be chosen, from the first to the last."""
MANY = 24
"""States from which on these are the first and the last alone, one below the other."""
POINT = 5.0
"""Half the pixels that a point is wide, unless told otherwise."""
CREDIT = (
    "Modern outlines: Natural Earth, public domain. Capitals stand where the timeline's distances put them."
)
"""Said below the title of every map."""

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """A map `width` pixels wide of one of the `years`, or of several, among which `year` chooses."""

    places: Mapping[Place, Points]
    width: int
    years: Sequence[int]
    beside: Collection[str] = ()

    @cached_property
    def plane(self) -> Plane:
        """Lay the map out, alike for all years; states `beside` widen it only where others are few."""
        others = {state for state, _ in self.places} - {*self.beside}
        within = others if len(others) >= FEW else {state for state, _ in self.places}
        shown = [place for (state, _), place in sorted(self.places.items()) if state in within]
        return plane(shown, self.width, (FLATTEST * self.width, TALLEST * self.width), EDGE)

    @cached_property
    def spots(self) -> dict[Place, tuple[float, float, str]]:
        """Lay all capitals on it."""
        return laid(self.places, self.plane)

    def at(self, row: Row, state: str = "state", x: str = "x", y: str = "y") -> dict[str, float]:
        """Say where a row's state stands in its year."""
        right, down, _ = self.spots[row[state], row["year"]]
        return {x: round(right, 1), y: round(down, 1)}

    def of(self, frame: pl.DataFrame, *states: str) -> list[dict[str, Any]]:
        """List the rows of the years shown whose states have a place."""
        rows = frame.filter(pl.col("year").is_in([*self.years])).to_dicts()
        return [row for row in rows if all((row[state], row["year"]) in self.spots for state in states)]

    def drawn(self, rows: Iterable[Row]) -> Any:
        """Begin a layer of rows that hold from their year `first` to `last`, at `x` and `y`."""
        import altair as alt

        chosen = "datum.first <= year && year <= datum.last" if len(self.years) > 1 else "true"
        return (
            alt.Chart(style.inline(dict(row) for row in rows))
            .transform_filter(chosen)
            .encode(
                x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, self.width], nice=False)),
                y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[self.plane.height, -ABOVE], nice=False)),
            )
        )

    def land(self) -> list[Any]:
        """Draw the land, below all else, and the strip above it."""
        import altair as alt

        features = [{"type": "Feature", "geometry": one} for one in self.plane.outlines()]
        return [
            alt.Chart(style.inline(features))
            .mark_geoshape(fill=style.RULE, stroke=style.PAPER, strokeWidth=0.8, clip=True)
            .project(type="identity", scale=1, translate=[0, ABOVE]),
            alt.Chart(style.inline([{}])).mark_rect(
                color=style.PAPER, opacity=1, x=-1, y=-1, x2=self.width + 1, y2=ABOVE
            ),
        ]

    def names(self, frame: pl.DataFrame, half: float = POINT) -> list[Any]:
        """Write each `state`'s `name` beside its point, with an arrow where its capital lies beyond the map.

        Points are twice `half` pixels wide.
        """
        rows = self.of(frame, "state")
        spots = lettered(
            stretches({"year": row["year"], "name": self._told(row), **self.at(row)} for row in rows),
            self.width,
            self.plane.height,
            half,
        )
        led = self.drawn([one for one in spots if one["led"]])
        layers = [led.mark_rule(color=style.MUTED, strokeWidth=0.7).encode(x2="to_x", y2="to_y")]
        for align in ("left", "right", "center"):
            text = self.drawn(
                [{**one, "x": one["to_x"], "y": one["to_y"]} for one in spots if one["align"] == align]
            )
            around = {"stroke": style.PAPER, "strokeWidth": 3, "strokeJoin": "round", "opacity": 0.85}
            layers.extend(
                text.mark_text(align=align, fontSize=11, color=style.INK, **shown).encode(text="name:N")
                for shown in (around, {})
            )
        return layers

    def _told(self, row: Row) -> str:
        arrow = self.spots[row["state"], row["year"]][2]
        return f"{row['name']} {arrow}".strip()

    def said(self, words: Mapping[int, str]) -> Any:
        """Write above the map what is seen of each year."""
        rows = [
            {"first": year, "last": year, "x": 6, "y": -ABOVE / 2, "said": words[year]} for year in self.years
        ]
        return (
            self.drawn(rows)
            .mark_text(align="left", fontSize=14 if self.width > style.NARROW else 12, color=style.INK)
            .encode(text="said:N")
        )


def stretches(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Join rows of years in a row that differ in nothing but the `year`: from `first` to `last`."""
    found: list[dict[str, Any]] = []
    open_: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in rows:
        own = {key: value for key, value in row.items() if key != "year"}
        key = tuple(own.values())
        if key in open_ and open_[key]["last"] == row["year"] - 1:
            open_[key]["last"] = row["year"]
        else:
            open_[key] = {**own, "first": row["year"], "last": row["year"]}
            found.append(open_[key])
    return found


def by_year(ground: Ground, start: int, draw: Callable[[Ground, bool], Sequence[Any]], *, still: bool) -> Any:
    """Draw a map with a slider that begins at a year, or `still` a few of its years beside one another.

    `draw` makes the layers above a ground, and is told whether they have a key.
    """
    import altair as alt

    def whole(on: Ground, *, keyed: bool) -> Any:
        layers = alt.layer(*on.land(), *draw(on, keyed))
        own = layers.resolve_scale(color="independent", strokeDash="independent", shape="independent")
        return own.properties(width=on.width, height=on.plane.height + ABOVE)

    if not still:
        bind = alt.binding_range(min=ground.years[0], max=ground.years[-1], step=1, name="Year ")
        return whole(ground, keyed=True).add_params(alt.param(name="year", value=start, bind=bind))
    many = len({state for state, _ in ground.places}) > MANY
    columns = 1 if many or ground.width < style.NARROW else 2
    panels = 2 if many else PANELS
    wide = (ground.width - GAP * (columns - 1)) // columns
    steps = [round(part * (len(ground.years) - 1) / (panels - 1)) for part in range(panels)]
    shown = sorted({ground.years[step] for step in steps})
    keyed = shown[(len(shown) - 1) // columns * columns]
    maps = [whole(replace(ground, width=wide, years=[year]), keyed=year == keyed) for year in shown]
    return alt.concat(*maps, columns=columns, spacing=GAP)
