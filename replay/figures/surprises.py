"""The shifts that nobody saw coming: what was given to each at most, by the pool, and by the base rate.

It knows Altair and the query `surprises`; it computes nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from replay.errors import RequestError
from replay.figures import style
from replay.ledger import query, read

if TYPE_CHECKING:
    import altair as alt

ROW = 18
"""Pixels that a surprise takes."""
SAID = {"p_best": "whoever gave it most", "p_pool": "pool", "p_base_rate": "base rate"}
"""Whose probabilities are drawn, and what they are called."""
OUTCOMES = ("onset", "ending")
_READS = {
    "states": "from state_name order by all",
    "pacts": "from pact_name order by all",
}


def surprises(path: str | Path, top: int = 10, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw what was given to the shifts that everyone expected least, beginnings above, endings below.

    The least expected first. Raises LedgerError if the file is no ledger, RequestError if nothing
    shifted in the scored years.
    """
    import altair as alt

    found = named(path, top)
    parts = [_panel(rows, outcome, width) for outcome, rows in found.items() if rows.height]
    if not parts:
        raise RequestError(f"{path} holds no scored year in which an alignment shifted")
    told = []
    for outcome, rows in found.items():
        if rows.height:
            least = rows.row(0, named=True)
            told.append(
                f"least expected of {outcome}s: {least['first']} and {least['second']} in {least['year']},"
                f" given {least['p_best']:.1%} at most, by {style.told(least['best'])}"
            )
    finding = "; ".join(told)
    title = style.heading(
        finding[:1].upper() + finding[1:],
        "Probability given beforehand to what then came.",
        width=width,
    )
    return alt.vconcat(*parts, spacing=18, **style.frame(title))


def named(path: str | Path, top: int) -> dict[str, pl.DataFrame]:
    """Read the surprises by outcome, with the names of the two states and of the pact beside their codes."""
    known = read(path, _READS)
    states, pacts = known["states"], known["pacts"].rename({"name": "by"})
    one, other = (
        states.rename({"state": code, "name": name}) for code, name in (("a", "first"), ("b", "second"))
    )
    return {
        outcome: query(path, "surprises", of_outcome=outcome, top=top)
        .join(one, on="a", how="left", maintain_order="left")
        .join(other, on="b", how="left", maintain_order="left")
        .join(pacts, on="pact", how="left", maintain_order="left")
        for outcome in OUTCOMES
    }


def _panel(rows: pl.DataFrame, outcome: str, width: int) -> alt.Chart:
    import altair as alt

    pair = (
        ("{} {}-{}", "year", "a", "b") if width < style.NARROW else ("{} {} - {}", "year", "first", "second")
    )
    labelled = rows.with_columns(shift=pl.format(*pair))
    order = labelled["shift"].to_list()
    drawn = labelled.unpivot(
        list(SAID), index=["shift", "by", "best"], variable_name="given by", value_name="probability"
    )
    drawn = drawn.drop_nulls("probability").with_columns(pl.col("given by").replace_strict(SAID))
    words = list(SAID.values())
    legend = alt.Legend(
        title="Given by", orient="top", symbolSize=90, columns=alt.Undefined if width >= style.NARROW else 1
    )
    chart: alt.Chart = (
        alt.Chart(style.inline(drawn.to_dicts()))
        .mark_point(size=60, filled=True, opacity=1)
        .encode(
            y=alt.Y(
                "shift:N",
                sort=order,
                title=None,
                axis=alt.Axis(labelLimit=260, grid=True, gridColor=style.RULE),
            ),
            x=alt.X(
                "probability:Q",
                title=f"Probability of the {outcome} in that year",
                axis=alt.Axis(format=".0%", gridColor=style.RULE, tickMinStep=0.01),
                scale=alt.Scale(domainMin=0),
            ),
            shape=style.coded(
                alt.Shape, "given by", dict(zip(words, ("circle", "diamond", "cross"), strict=True)), legend
            ),
            color=style.coded(
                alt.Color,
                "given by",
                dict(zip(words, (style.VERMILION, style.BLUE, style.INK), strict=True)),
                legend,
            ),
            tooltip=[
                "shift:N",
                alt.Tooltip("by:N", title="pact"),
                "given by:N",
                alt.Tooltip("probability:Q", format=".2%"),
                alt.Tooltip("best:N", title="who gave most"),
            ],
        )
        .properties(width=width - (280 if width >= style.NARROW else 110), height=ROW * rows.height)
    )
    return chart
