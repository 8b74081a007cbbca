"""Which shifts had been named beforehand by year, which were missed, and the false alarms.

It knows Altair and the view `alarm`; it computes no score.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from replay.errors import RequestError, UnknownNameError
from replay.figures import style
from replay.ledger import read
from replay.pool import POOL

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 150
"""Pixels that a panel is high."""
OUTCOMES = {"onset": ("Beginnings", "began"), "ending": ("Endings", "ended")}
"""What the outcomes are called, and what a tie did."""
KINDS = {"hits": "named and came", "misses": "came, not named", "false_alarms": "named, did not come"}
"""What became of those named, and of the others."""
_READS = {
    "alarm": """
        select theory, outcome, year, actual, named, hits, misses, false_alarms
        from alarm order by theory, outcome desc, year""",
    "named": """
        select theory, outcome, min(year) as first, max(year) as last, sum(actual)::bigint as actual,
            sum(named)::bigint as named, sum(hits)::bigint as hits, sum(by_chance) as by_chance
        from alarm where scored group by all order by all""",
}


def calls(path: str | Path, theory: str = POOL.name, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw for each year which shifts a theory had named, which it missed, and its false alarms.

    It names the likeliest dyads, as many as it expects shifts. Raises UnknownNameError for a theory that
    was not asked, LedgerError if the file is no ledger, RequestError if no outcome is known.
    """
    import altair as alt

    known = read(path, _READS)
    if known["alarm"].is_empty():
        raise RequestError(f"{path} holds no forecast whose outcome is known")
    theories = known["alarm"]["theory"].unique().to_list()
    if theory not in theories:
        raise UnknownNameError("theory", theory, theories)
    rows = known["alarm"].filter(theory=theory)
    parts = [
        _judged(rows.filter(outcome=outcome), outcome, width)
        for outcome in OUTCOMES
        if rows.filter(outcome=outcome).height
    ]
    told = [
        f"of {row['actual']} that {OUTCOMES[row['outcome']][1]} {style.told(theory)} had named"
        f" {row['hits']} beforehand, among {row['named']} named ({row['by_chance']:.1f} right by chance)"
        for row in known["named"].filter(theory=theory).sort("outcome", descending=True).iter_rows(named=True)
    ]
    finding = "; ".join(told) or "No year is scored"
    title = style.heading(
        finding[:1].upper() + finding[1:],
        "Above the line what came: filled where it had been named, hollow where it was missed. Below it false"
        " alarms. Named are the likeliest pairs of a year, as many as shifts were expected.",
        width=width,
    )
    return alt.vconcat(*parts, spacing=18, **style.frame(title))


def _judged(rows: pl.DataFrame, outcome: str, width: int) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    drawn = rows.unpivot(list(KINDS), index=["year", "outcome"], variable_name="kind", value_name="ties")
    drawn = drawn.with_columns(
        pl.col("kind").replace_strict(KINDS),
        height=pl.when(pl.col("kind") == "false_alarms").then(-pl.col("ties")).otherwise(pl.col("ties")),
    )
    years = rows["year"].to_list()
    words = list(KINDS.values())
    size = max(2, 0.7 * width / (max(years) - min(years) + 1))
    bars = (
        alt.Chart(style.inline(drawn.sort("year", "kind").to_dicts()))
        .mark_bar(size=size, strokeWidth=1)
        .encode(
            x=style.years_axis(years, width),
            y=alt.Y(
                "height:Q",
                title=f"{OUTCOMES[outcome][0]}, number of ties",
                scale=alt.Scale(domain=[min(drawn["height"]) - 0.5, max(rows["actual"]) + 0.5], nice=False),
                axis=alt.Axis(labelExpr="abs(datum.value)", gridColor=style.RULE, tickMinStep=1),
            ),
            fill=alt.Fill(
                "kind:N",
                sort=words,
                scale=alt.Scale(domain=words, range=[style.BLUE, style.PAPER, style.PAPER]),
                legend=alt.Legend(
                    title=None,
                    orient="top",
                    symbolType="square",
                    columns=1 if width < style.NARROW else alt.Undefined,
                ),
            ),
            stroke=alt.Stroke(
                "kind:N",
                sort=words,
                scale=alt.Scale(domain=words, range=[style.BLUE, style.BLUE, style.VERMILION]),
            ),
            strokeDash=alt.StrokeDash(
                "kind:N", sort=words, scale=alt.Scale(domain=words, range=[[1, 0], [1, 0], [2, 1.5]])
            ),
            order=alt.Order("kind:N", sort="descending"),
            tooltip=[alt.Tooltip("year:Q", format="d"), alt.Tooltip("kind:N"), alt.Tooltip("ties:Q")],
        )
    )
    zero = alt.Chart(style.inline([{"zero": 0}])).mark_rule(color=style.INK).encode(y="zero:Q")
    return alt.layer(bars, zero, width=width, height=HEIGHT)
