"""How large a shock has to be for the survival of a pact to pass one half.

It knows Altair, and of a run what `outlook` has read; it computes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay import stress_verdicts
from replay.errors import RequestError
from replay.figures import style
from replay.stress_reading import outlook

if TYPE_CHECKING:
    import altair as alt

ROW = 22
"""Pixels that a theory takes."""
EDGE = 150
"""Pixels that the names of theories take, half as many on a telephone."""
OUTCOMES = {"pact": "The pact in force at the end", "parties": "Parties still in at the end"}
"""What survives."""


def tipping(path: str | Path, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw survival without a shock and at its greatest, theory by theory, and where it passes one half.

    A panel a list that was scaled and outcome; baselines are left out where there are theories. Raises
    what `outlook` raises, and RequestError where no list was scaled.
    """
    import altair as alt

    found = outlook(path)
    if found.tipping.is_empty():
        raise RequestError(f"{path} scaled no edit list; `replay stress --tip` does")
    known = found.theories.select("theory", "baseline", "pool").unique()
    rows = found.tipping.join(known, on="theory", how="left")
    rows = rows.filter(~pl.col("baseline")) if not rows["baseline"].all() else rows
    parts = [
        _panel(of_list, edit, outcome, width)
        for edit in rows["edit"].unique().sort()
        for outcome in OUTCOMES
        if (of_list := rows.filter(edit=edit, outcome=outcome)).height
    ]
    told = " ".join(stress_verdicts.of_tipping(rows))
    title = style.heading(
        style.spaced(told),
        "From the hollow circle, without the shock, to the filled diamond, at its greatest; left of the line"
        " fewer than half survive. Numbers: the size at which one half is passed.",
        width=width,
    )
    return alt.vconcat(*parts, spacing=20, **style.frame(title))


def _panel(rows: pl.DataFrame, edit: str, outcome: str, width: int) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    drawn: list[dict[str, Any]] = [
        {
            "edit": edit,
            "outcome": outcome,
            "theory": style.spaced(row["theory"]),
            "without": row["at_least"],
            "at its greatest": row["at_greatest"],
            "passes one half at": "nowhere" if row["factor"] is None else f"at {row['factor']:.2f}",
        }
        for row in rows.sort("at_least", "theory").iter_rows(named=True)
    ]
    room = width - (EDGE if width >= style.NARROW else EDGE // 2)
    least, greatest = min(rows["least"]), max(rows["greatest"])
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], gridColor=style.RULE)
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(style.inline(drawn)).encode(
        y=alt.Y("theory:N", sort=[row["theory"] for row in drawn], title=None, axis=alt.Axis(labelLimit=180)),
        tooltip=[
            "theory:N",
            alt.Tooltip("without:Q", format=".1%"),
            alt.Tooltip("at its greatest:Q", format=".1%"),
            "passes one half at:N",
        ],
    )
    half = (
        alt.Chart(style.inline([{"half": stress_verdicts.HALF}]))
        .mark_rule(color=style.INK, strokeDash=[4, 3])
        .encode(x=alt.X("half:Q", scale=scale))
    )
    way = base.mark_rule(color=style.MUTED, strokeWidth=1.5).encode(
        x=alt.X(
            "without:Q",
            title="Share of histories" if outcome == "pact" else "Share of parties",
            axis=axis,
            scale=scale,
        ),
        x2="at its greatest:Q",
    )
    start = base.mark_point(shape="circle", size=55, fill=style.PAPER, stroke=style.INK, opacity=1).encode(
        x=alt.X("without:Q", scale=scale)
    )
    end = base.mark_point(shape="diamond", size=60, filled=True, color=style.VERMILION, opacity=1).encode(
        x=alt.X("at its greatest:Q", scale=scale)
    )
    said = base.mark_text(align="right", fontSize=11, color=style.INK).encode(
        x=alt.value(room - 4), text="passes one half at:N"
    )
    title = alt.TitleParams(
        f"{OUTCOMES[outcome]}: {edit} scaled from {least:.2g} to {greatest:.2g}",
        anchor="start",
        fontSize=12,
        fontWeight="normal",
    )
    return alt.layer(half, way, start, end, said, width=room, height=ROW * len(drawn), title=title)
