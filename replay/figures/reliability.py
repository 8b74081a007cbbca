"""Whether probabilities can be taken at their word: what was said beside how often it came.

It knows Altair and the view `reliability`; it computes no score.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from replay.comparison import chosen_of
from replay.errors import RequestError
from replay.figures import style
from replay.ledger import read
from replay.pool import POOL

if TYPE_CHECKING:
    import altair as alt

SIDE = 330
"""Pixels that a panel is wide and high."""
_READS = {
    "bins": """
        select theory, outcome, bin_low, bin_high, n, forecast_mean, observed_share, low, high
        from reliability order by outcome desc, theory, bin_low""",
    "held": """
        select outcome, theory, count(*) as bins, count(*) filter (forecast_mean between low and high) as held
        from reliability group by all order by outcome desc, theory""",
}


def reliability(path: str | Path, theory: str | None = None, width: int = style.WIDTH) -> alt.ConcatChart:
    """Draw how often a shift came where the pool and one theory had given about so much, with 90 % intervals.

    The theory is the one that `compare` takes unless it is named. Raises what `compare` raises.
    """
    import altair as alt

    chosen, found = chosen_of(path, theory), read(path, _READS)
    names = list(dict.fromkeys((POOL.name, chosen)))
    rows = found["bins"].filter(pl.col("theory").is_in(names))
    if rows.is_empty():
        raise RequestError(f"{path} holds no forecast that is scored")
    side = min(SIDE, (width - 120) // 2) if width >= style.NARROW else width - 50
    panels = [
        _panel(rows.filter(outcome=one), one, names, side)
        for one in rows["outcome"].unique(maintain_order=True)
    ]
    told = [
        _held(found["held"].filter(outcome=one), one, names)
        for one in rows["outcome"].unique(maintain_order=True)
    ]
    title = style.heading(
        f"Where about the same probability was given, what came fits it, within chance: {'; '.join(told)}",
        "On the line what was said came true. Above it too little was said, below it too much. Vertical"
        " lines: 90 % intervals, were shifts independent. Both axes are stretched near zero.",
        width=width,
    )
    across = 2 if width >= style.NARROW else 1
    return alt.concat(*panels, columns=across, spacing=30, **style.frame(title))


def _held(rows: pl.DataFrame, outcome: str, names: list[str]) -> str:
    by = {row["theory"]: row for row in rows.iter_rows(named=True)}
    told = [
        f"{by[name]['held']} of {by[name]['bins']} ({style.spaced(name)})" for name in names if name in by
    ]
    return f"at {outcome}s in {' and '.join(told)} groups of forecasts"


def _panel(rows: pl.DataFrame, outcome: str, names: list[str], side: int) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    top = max(0.05, *rows["high"], *rows["forecast_mean"])
    ticks = [tick for tick in (0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1) if tick <= top]
    scale = alt.Scale(type="pow", exponent=0.5, domain=[0, top], nice=False)
    axis = alt.Axis(values=ticks, format=".0%", gridColor=style.RULE)
    spoken = [style.spaced(name) for name in names]
    drawn = rows.with_columns(pl.col("theory").str.replace_all("_", " ")).to_dicts()
    legend = alt.Legend(title=None, orient="top", symbolSize=120)
    base = alt.Chart(style.inline(drawn)).encode(
        x=alt.X(
            "forecast_mean:Q",
            title=f"Said: mean probability of {'an ' if outcome[0] in 'aeiou' else 'a '}{outcome}",
            scale=scale,
            axis=axis,
        ),
        color=alt.Color(
            "theory:N",
            scale=alt.Scale(domain=spoken, range=[style.BLUE, style.VERMILION][: len(spoken)]),
            legend=legend,
        ),
        tooltip=[
            alt.Tooltip("theory:N"),
            alt.Tooltip("forecast_mean:Q", title="said", format=".1%"),
            alt.Tooltip("observed_share:Q", title="came", format=".1%"),
            alt.Tooltip("n:Q", title="dyad-years"),
        ],
    )
    diagonal = (
        alt.Chart(style.inline([{"one": 0.0}, {"one": top}]))
        .mark_line(color=style.MUTED, strokeDash=[4, 3])
        .encode(x=alt.X("one:Q", scale=scale), y=alt.Y("one:Q", scale=scale))
    )
    reach = base.mark_rule(strokeWidth=1.2).encode(
        y=alt.Y("low:Q", title="Came: share of dyad-years", scale=scale, axis=axis), y2="high:Q"
    )
    points = base.mark_point(filled=True, size=80, opacity=1).encode(
        y=alt.Y("observed_share:Q", scale=scale),
        shape=alt.Shape(
            "theory:N",
            scale=alt.Scale(domain=spoken, range=["circle", "triangle-up"][: len(spoken)]),
            legend=legend,
        ),
    )
    return alt.layer(diagonal, reach, points, width=side, height=side)
