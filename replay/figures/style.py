"""What all figures look like: colours, dashes, widths, headings, and the frame around a chart.

It knows Altair, and nothing of what is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

WIDTH = 860
"""Pixels that the panels of a figure share; with axes and edges it is about 900 wide."""
NARROW = 480
"""Pixels below which a figure stands on a telephone, and does without what does not fit."""
INK, MUTED, RULE, PAPER = "#000000", "#4d4d4d", "#dddddd", "#ffffff"
"""Lines and letters, letters beside them, grids, and the ground."""
BLUE, VERMILION, GREEN, PURPLE = "#0072b2", "#d55e00", "#009e73", "#cc79a7"
"""Colours told apart by all (Okabe and Ito 2008); none is the only mark of anything."""
SHADE = "#c9c9c9"
"""What was recorded, where it is an area."""
HEAT = ("#f4f4f4", "#dbe7f1", "#a9cbe3", "#5f9fca", "#21699e", "#08335b")
"""From nothing to most, in equal steps of lightness, so that they hold in grey."""
LINES = {
    INK: [1, 0],
    VERMILION: [7, 3],
    BLUE: [2, 2],
    GREEN: [9, 2, 2, 2],
    PURPLE: [4, 2, 1, 2],
}
"""Colours and dashes: told apart by all, also in grey."""
ARTICLED = ("pool", "base_rate")
"""Forecasters that a sentence gives an article."""
TITLE, SUBTITLE = 7.3, 6.4
"""Pixels that a letter of a title, and of a line below it, takes on average."""
NAMES = {
    INK: "ink",
    MUTED: "muted",
    RULE: "rule",
    PAPER: "paper",
    SHADE: "shade",
    BLUE: "blue",
    VERMILION: "vermilion",
    GREEN: "green",
    PURPLE: "purple",
    **{colour: f"heat-{step}" for step, colour in enumerate(HEAT)},
}
"""What a page calls each colour, so that it can show another in the dark."""


def heading(finding: str, *below: str, width: int = WIDTH) -> alt.TitleParams:
    """Put what a figure shows above it, and what is to be known below that, wrapped to its width."""
    import altair as alt

    # A name broken at its hyphen would be put together again with a gap where a page joins the lines.
    lines = [
        line for one in below for line in wrap(one, max(30, int(width / SUBTITLE)), break_on_hyphens=False)
    ]
    return alt.TitleParams(
        wrap(finding, max(26, int(width / TITLE)), break_on_hyphens=False),
        subtitle=lines,
        anchor="start",
        fontSize=14,
        subtitleFontSize=12,
        subtitleColor=MUTED,
        offset=14,
    )


def frame(title: alt.TitleParams) -> dict[str, Any]:
    """Give a whole chart its title, ground, and quiet axes, as what it is made with.

    Set when it is made, and not afterwards: every later setting copies the chart with all its panels.
    """
    import altair as alt

    quiet: dict[str, Any] = {"labelColor": MUTED, "titleColor": INK, "titleFontWeight": "normal"}
    config = alt.Config(
        view=alt.ViewConfig(stroke=RULE),
        axis=alt.AxisConfig(**quiet, gridColor=RULE, domainColor=MUTED, tickColor=MUTED),
        legend=alt.LegendConfig(labelColor=INK, titleColor=INK, titleFontWeight="normal", labelLimit=280),
        header=alt.HeaderConfig(labelColor=INK, titleColor=INK, titleFontWeight="normal"),
        title=alt.TitleConfig(color=INK),
    )
    return {"title": title, "padding": 12, "background": PAPER, "config": config}


def years_axis(years: Sequence[int], width: int, title: str | None = None) -> Any:
    """Lay years along a figure, as many named as its width has room for."""
    import altair as alt

    first, last = min(years), max(years)
    step = next(one for one in (1, 2, 5, 10, 20, 50) if (last - first) / one <= width / 45)
    return alt.X(
        "year:Q",
        title=title,
        scale=alt.Scale(domain=[first - 0.6, last + 0.6], nice=False),
        axis=alt.Axis(
            values=[year for year in range(first, last + 1) if year % step == 0], format="d", grid=False
        ),
    )


def inline(rows: Iterable[dict[str, Any]]) -> Any:
    """Put rows into a figure."""
    import altair as alt

    # Lists are copied with every layer that shares them, row by row; a tuple is not.
    return alt.InlineData(values=tuple(rows))


def coded(channel: type, field: str, looks: Mapping[str, Any], legend: Any) -> Any:
    """Say on a channel, such as colour or shape, how each word of a field looks."""
    import altair as alt

    scale = alt.Scale(domain=[*looks], range=[*looks.values()])
    return channel(f"{field}:N", sort=[*looks], scale=scale, legend=legend)


def spaced(name: str) -> str:
    """Write a name of the ledger in words."""
    return name.replace("_", " ")


def told(name: str) -> str:
    """Write the name of a forecaster as a sentence has it."""
    return f"the {spaced(name)}" if name in ARTICLED else spaced(name)
