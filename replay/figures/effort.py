"""What parties of a pact under stress do for it: military spending and soldiers abroad, told and recorded.

It knows Altair and the courses of effort in the ledger; it computes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from replay import stress_verdicts
from replay.errors import RequestError
from replay.figures import style
from replay.ledger import read
from replay.stress_reading import outlook

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 170
"""Pixels that a panel is high."""
MEASURES = {
    "burden": "Military spending, mean % of product",
    "forces": "Soldiers in one another's countries, thousands",
}
"""What is measured, in its unit."""
SHOWN = len(style.LINES) - 1
"""Edit lists that are drawn beside the record unedited."""
_READS = {
    "effort": """
        select measure, theory, edit, year, forecast, low, high, observed
        from effort_course
        join theory on theory.name = effort_course.theory
        order by theory.baseline, theory, measure, edit, year"""
}


def effort(path: str | Path, theory: str | None = None, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw how much the parties still in spend and send, by one theory, beside what was recorded.

    The theory is the first that tells of it, unless it is named. Raises what `outlook` raises, and
    RequestError where the timeline codes neither spending nor forces.
    """
    import altair as alt

    found = outlook(path, theory)
    known = read(path, _READS)["effort"].drop_nulls("forecast")
    told_by = [*dict.fromkeys((theory or found.theory, *known["theory"]))]
    chosen = next((one for one in told_by if one in [*known["theory"]]), None)
    if chosen is None or theory not in (None, chosen):
        raise RequestError(
            f"{path} tells no effort of {found.pact} by {theory or 'any theory'}; where the timeline codes"
            " spending or forces, single theories do"
        )
    rows = known.filter(theory=chosen)
    lists = _leading(rows)
    told = [*stress_verdicts.of_effort(chosen, rows)]
    parts = [
        _panel(rows.filter(measure=one), one, lists, width)
        for one in MEASURES
        if rows.filter(measure=one).height
    ]
    title = style.heading(
        style.spaced(told[0]),
        *map(style.spaced, told[1:]),
        "Mean of histories; the band holds 90 % of them, on the record unedited.",
        width=width,
    )
    return alt.vconcat(*parts, spacing=20, **style.frame(title))


def _leading(rows: pl.DataFrame) -> list[str]:
    """Name the record unedited, and the edit lists that move effort most, as a share of it at the end."""
    ends = rows.filter(year=rows["year"].max())
    kept = ends.filter(edit=stress_verdicts.UNEDITED).select("measure", kept="forecast")
    moved = (pl.col("forecast") / pl.col("kept") - 1).abs().max()
    edited = ends.filter(pl.col("edit") != stress_verdicts.UNEDITED).join(kept, on="measure")
    most = edited.group_by("edit").agg(moved=moved).sort("moved", "edit", descending=[True, False])
    return [stress_verdicts.UNEDITED, *most["edit"].head(SHOWN)]


def _panel(rows: pl.DataFrame, measure: str, lists: list[str], width: int) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    unedited = rows.filter(edit=stress_verdicts.UNEDITED)
    label = {one: "none: as recorded" if one == stress_verdicts.UNEDITED else one for one in lists}
    drawn = rows.filter(pl.col("edit").is_in(list(label))).with_columns(
        pl.col("edit").replace_strict(label).alias("edit list")
    )
    words = list(label.values())
    x = style.years_axis(rows["year"].to_list(), width)
    legend = alt.Legend(
        title="Forecast under edit list",
        orient="top",
        symbolType="stroke",
        symbolSize=400,
        columns=1 if width < style.NARROW else alt.Undefined,
        titleLimit=300,
    )
    base = alt.Chart(
        style.inline(drawn.select("measure", "edit list", "year", "forecast", "low", "high").to_dicts())
    )
    lines = base.mark_line(strokeWidth=1.8).encode(
        x=x,
        y=alt.Y("forecast:Q", title=None, axis=alt.Axis(gridColor=style.RULE)),
        color=alt.Color(
            "edit list:N",
            sort=words,
            scale=alt.Scale(domain=words, range=list(style.LINES)[: len(words)]),
            legend=legend,
        ),
        strokeDash=alt.StrokeDash(
            "edit list:N",
            sort=words,
            scale=alt.Scale(domain=words, range=list(style.LINES.values())[: len(words)]),
            legend=legend,
        ),
        tooltip=["edit list:N", alt.Tooltip("year:Q", format="d"), alt.Tooltip("forecast:Q", format=".2f")],
    )
    band = (
        base.transform_filter(alt.datum["edit list"] == label[stress_verdicts.UNEDITED])
        .mark_area(color=style.INK, opacity=0.1)
        .encode(x=x, y=alt.Y("low:Q", title=None), y2="high:Q")
    )
    recorded = unedited.drop_nulls("observed").select("year", recorded="observed")
    points = (
        alt.Chart(style.inline(recorded.to_dicts()))
        .mark_point(shape="circle", stroke=style.INK, fill=style.PAPER, size=22, strokeWidth=1, opacity=1)
        .encode(
            x=x,
            y=alt.Y("recorded:Q", title=None),
            tooltip=[alt.Tooltip("year:Q", format="d"), alt.Tooltip("recorded:Q", format=".2f")],
        )
    )
    final = recorded.tail(1).with_columns(label=pl.lit("circles: recorded"))
    words_there = (
        alt.Chart(style.inline(final.to_dicts()))
        .mark_text(align="right", dy=14, fontSize=11, color=style.INK)
        .encode(x=x, y=alt.Y("recorded:Q", title=None), text="label:N")
    )
    title = alt.TitleParams(MEASURES[measure], anchor="start", fontSize=12, fontWeight="normal")
    return alt.layer(band, lines, points, words_there, width=width, height=HEIGHT, title=title)
