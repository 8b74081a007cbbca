"""Charts of a ledger, drawn offline as SVG, PNG or a page that needs nothing else.

It knows Altair, and of a run what `prospect` has read; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from inspect import signature
from math import ceil
from os import W_OK, access
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import polars as pl

from replay import endurance
from replay.endurance import UNEDITED
from replay.errors import RequestError, UnknownNameError
from replay.figures.atlas import atlas
from replay.figures.network import network
from replay.prospect import Outlook, outlook

if TYPE_CHECKING:
    import altair as alt

WIDTH = 860
"""Pixels that the panels of a chart share; with axes and edges it is about 900 wide."""
HEIGHT = 76
"""Pixels that a panel is high."""
COLUMNS = 7
"""Panels beside one another, at most."""
WIDEST = 260
"""Pixels that a panel is wide, at most."""
GAP = 16
"""Pixels between two panels."""
SHOWN = 4
"""Edit lists that are drawn beside the record unedited: those that move survival most."""
LINES = {
    "#000000": [1, 0],
    "#d55e00": [7, 3],
    "#0072b2": [2, 2],
    "#009e73": [9, 2, 2, 2],
    "#cc79a7": [4, 2, 1, 2],
}
"""Colours and dashes, the record unedited first: told apart by all (Okabe and Ito 2008), also in grey."""
LINE = 118
"""Characters in a line of a title."""
SCALE = 2
"""Pixels of a PNG for each of the chart's own."""


def survival(path: str | Path) -> alt.VConcatChart:
    """Draw, theory by theory, in which share of histories the pact is in force, and how many parties are in.

    One line is the record unedited, the others the edit lists that move survival most; a pact of two
    has no second part. Baselines are left out where there are theories. Raises what `outlook` raises.
    """
    import altair as alt

    found = outlook(path)
    lists = _leading(found)
    drawn = _courses(found, lists)
    order = drawn["panel"].unique(maintain_order=True).to_list()
    parts = [_panels(drawn, "survival", "In force on 31 December, % of histories", order, lists)]
    if found.parties.height > 2:  # noqa: PLR2004 - of two parties neither stays without the other
        title = f"Its parties of {found.branch} that are still in, %"
        parts.append(_panels(drawn, "still_in", title, order, lists))
    most = next(endurance.of_edits(found.theories, {}), "")
    key = "Grey: 90 % interval, record unedited. Theories that expect least come first, the pool last."
    heading = alt.TitleParams(
        wrap(found.reading[0], LINE),
        subtitle=[*wrap(most, LINE + 15), key],
        anchor="start",
        fontSize=14,
        subtitleFontSize=12,
        subtitleColor="#444444",
        offset=14,
    )
    whole = alt.vconcat(*parts, spacing=22, title=heading, padding=12, background="white")
    shared = whole.resolve_scale(color="shared", strokeDash="shared")
    framed: alt.VConcatChart = shared.configure_view(stroke="#dddddd")
    return framed


CHARTS: dict[str, Callable[..., Any]] = {"survival": survival, "network": network, "atlas": atlas}
"""What can be drawn, by its name."""


def draw(path: str | Path, name: str, out: str | Path) -> Path:
    """Draw a chart of a ledger into a file, which is replaced whole or not at all; return its path.

    Its ending says what it is: .svg, .png, or .html with all that it needs inside. Raises UnknownNameError
    for another chart, RequestError for another ending or a folder that cannot be written to. A chart with a
    slider is drawn still, year beside year, where nothing can be moved.
    """
    place = Path(out)
    if name not in CHARTS:
        raise UnknownNameError("chart", name, CHARTS)
    if place.suffix not in _WRITTEN:
        raise RequestError(f"{place} ends in '{place.suffix}'; {', '.join(_WRITTEN)} are allowed")
    if not place.parent.is_dir() or not access(place.parent, W_OK) or place.is_dir():
        raise RequestError(f"{place} cannot be written: there is no folder {place.parent} open to writing")
    slides = place.suffix == ".html" or "still" not in signature(CHARTS[name]).parameters
    chart = CHARTS[name](path) if slides else CHARTS[name](path, still=True)
    content = _WRITTEN[place.suffix](chart.to_json(indent=None))
    with TemporaryDirectory(prefix=".chart-", dir=place.parent) as folder:
        draft = Path(folder) / place.name
        draft.write_bytes(content)
        draft.replace(place)
    return place


def _svg(specification: str) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_svg(specification).encode()


def _png(specification: str) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_png(specification, scale=SCALE)


def _html(specification: str) -> bytes:
    import vl_convert

    script = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    # A name may hold the end of a script; in JSON no tag can begin without this letter.
    inert = specification.replace("<", "\\u003c")
    return _PAGE.format(script=script, specification=inert).encode()


_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="UTF-8"><meta name="viewport" content="width=device-width"><title>Chart</title>
<script>{script}</script></head>
<body><div id="chart"></div>
<script>vegaEmbed("#chart", {specification}, {{"renderer": "svg", "actions": false}});</script></body>
</html>
"""
_WRITTEN: dict[str, Callable[[str], bytes]] = {".svg": _svg, ".png": _png, ".html": _html}


def _leading(found: Outlook) -> list[str]:
    """Name the record unedited, and the edit lists that move survival most, of the pact or of its parties."""
    rows = found.theories.filter(~pl.col("baseline"))
    kept = rows.filter(edit=UNEDITED).select("theory", kept="remaining")
    moved = pl.max_horizontal(
        pl.col("difference").abs(), (pl.col("remaining") - pl.col("kept")).abs() / pl.col("parties")
    )
    edited = rows.filter(pl.col("edit") != UNEDITED).join(kept, on="theory")
    most = edited.group_by("edit").agg(moved=moved.max()).sort("moved", "edit", descending=[True, False])
    return [UNEDITED, *most["edit"].head(SHOWN)]


def _courses(found: Outlook, lists: Sequence[str]) -> pl.DataFrame:
    """Lay out all courses from the branch on, when all are in; theories that expect least first."""
    rows = found.courses.filter(pl.col("edit").is_in(lists), pl.col("year") > found.branch)
    began = rows.unique(["theory", "edit"]).with_columns(
        year=pl.lit(found.branch, pl.Int32),
        remaining=pl.col("parties").cast(pl.Float64),
        survival=1.0,
        low=1.0,
        high=1.0,
    )
    whole = pl.concat([rows, began.select(rows.columns)], how="vertical_relaxed")
    theories = whole.filter(~pl.col("baseline"))
    least = found.theories.group_by("theory").agg(
        least=pl.col("survival").mean(), kept=pl.col("remaining").mean()
    )
    return (
        (theories if theories.height else whole)
        .join(least, on="theory")
        .with_columns(
            panel=pl.col("theory").str.replace_all("_", " "),
            still_in=pl.col("remaining") / pl.col("parties"),
        )
        .sort("pool", "least", "kept", "theory", "edit", "year")
        .select("panel", "edit", "year", "survival", "low", "high", "still_in")
    )


def _panels(
    drawn: pl.DataFrame, column: str, title: str, order: Sequence[str], lists: Sequence[str]
) -> alt.FacetChart:
    import altair as alt

    across = ceil(len(order) / ceil(len(order) / COLUMNS))
    width = min(WIDEST, WIDTH // across - GAP)
    first, *_, last = sorted(drawn["year"].unique().to_list())
    years = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(values=[first, last], format="d", grid=False, labelFlush=True),
    )
    shares = alt.Axis(values=[0, 0.5, 1], format=".0%", gridColor="#eeeeee", titleFontWeight="normal")
    fixed = alt.Scale(domain=[0, 1])
    legend = alt.Legend(
        title="Edit list",
        orient="top",
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=2,
        labelLimit=240,
        labelExpr=f"datum.label == '{UNEDITED}' ? 'none: as recorded' : datum.label",
    )
    hues = alt.Scale(domain=list(lists), range=list(LINES)[: len(lists)])
    dashes = alt.Scale(domain=list(lists), range=list(LINES.values())[: len(lists)])
    base = alt.Chart().encode(x=years)
    line = base.mark_line(interpolate="linear", strokeWidth=1.8).encode(
        y=alt.Y(f"{column}:Q", title=None, scale=fixed, axis=shares),
        color=alt.Color("edit:N", scale=hues, legend=legend, sort=list(lists)),
        strokeDash=alt.StrokeDash("edit:N", scale=dashes, legend=legend, sort=list(lists)),
        order="year:Q",
    )
    layers = [line]
    if column == "survival":
        of_record = base.transform_filter(alt.datum.edit == UNEDITED)
        band = of_record.mark_area(color="#000000", opacity=0.12).encode(
            y=alt.Y("low:Q", title=None, scale=fixed, axis=shares), y2="high:Q"
        )
        layers = [band, line]
    panel = alt.layer(*layers, data=alt.InlineData(values=drawn.to_dicts())).properties(
        width=width, height=HEIGHT
    )
    header = alt.Header(
        title=title, titleAnchor="start", titleFontSize=12, labelFontSize=11, labelAnchor="start"
    )
    return panel.facet(
        facet=alt.Facet("panel:N", sort=list(order), header=header), columns=across, spacing=GAP
    )
