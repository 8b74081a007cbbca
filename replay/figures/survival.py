"""The survival of a pact under stress: theory by theory, year by year, under the leading edit lists.

It knows Altair, and of a run what `stress_reading` has read; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from replay import stress_verdicts
from replay.figures import style
from replay.stress_reading import Outlook, outlook
from replay.stress_verdicts import UNEDITED

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 76
"""Pixels that a panel is high."""
LEAST = 122
"""Pixels that a panel and the gap beside it take, at least."""
WIDEST = 260
"""Pixels that a panel is wide, at most."""
GAP = 16
"""Pixels between two panels."""
SHOWN = len(style.LINES) - 1
"""Edit lists that are drawn beside the record unedited: those that move survival most."""


def survival(path: str | Path, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw, theory by theory, in which share of histories the pact is in force, and how many parties are in.

    One line is the record unedited, the others the edit lists that move survival most; a pact of two
    has no second part. Baselines are left out where there are theories. `width` is shared by
    the panels, in pixels. Raises what `outlook` raises.
    """
    import altair as alt

    found = outlook(path)
    lists = _leading(found)
    drawn = _courses(found, lists)
    order = drawn["panel"].unique(maintain_order=True).to_list()
    parts = [_panels(drawn, "survival", "In force on 31 December, % of histories", order, lists, width)]
    if found.parties.height > 2:  # noqa: PLR2004 - of two parties neither stays without the other
        title = f"Its parties of {found.branch} that are still in, %"
        parts.append(_panels(drawn, "still_in", title, order, lists, width))
    most = next(stress_verdicts.of_edits(found.theories, {}), "")
    key = "Grey: 90 % interval, record unedited. Theories that expect least come first, the pool last."
    heading = style.heading(found.reading[0], most, key, width=width)
    shared = alt.Resolve(scale=alt.ScaleResolveMap(color="shared", strokeDash="shared"))
    return alt.vconcat(*parts, spacing=22, resolve=shared, **style.frame(heading))


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
    drawn: pl.DataFrame, column: str, title: str, order: Sequence[str], lists: Sequence[str], room: int
) -> alt.FacetChart:
    import altair as alt

    columns = max(1, room // LEAST)
    across = ceil(len(order) / ceil(len(order) / columns))
    width = min(WIDEST, room // across - GAP)
    first, *_, last = sorted(drawn["year"].unique().to_list())
    years = alt.X(
        "year:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(values=[first, last], format="d", grid=False, labelFlush=True),
    )
    shares = alt.Axis(values=[0, 0.5, 1], format=".0%", gridColor=style.RULE, titleFontWeight="normal")
    fixed = alt.Scale(domain=[0, 1])
    legend = alt.Legend(
        title="Edit list",
        orient="top",
        columns=1 if room < style.NARROW else alt.Undefined,
        symbolType="stroke",
        symbolSize=500,
        symbolStrokeWidth=2,
        labelLimit=240,
        labelExpr=f"datum.label == '{UNEDITED}' ? 'none: as recorded' : datum.label",
    )
    hues = alt.Scale(domain=list(lists), range=list(style.LINES)[: len(lists)])
    dashes = alt.Scale(domain=list(lists), range=list(style.LINES.values())[: len(lists)])
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
        band = of_record.mark_area(color=style.INK, opacity=0.12).encode(
            y=alt.Y("low:Q", title=None, scale=fixed, axis=shares), y2="high:Q"
        )
        layers = [band, line]
    panel = alt.layer(*layers, data=style.inline(drawn.to_dicts())).properties(width=width, height=HEIGHT)
    header = alt.Header(
        title=title, titleAnchor="start", titleFontSize=12, labelFontSize=11, labelAnchor="start"
    )
    return panel.facet(
        facet=alt.Facet("panel:N", sort=list(order), header=header), columns=across, spacing=GAP
    )
