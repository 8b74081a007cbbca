"""Predicted against actual by year: how many shifts were expected and came, and which were named beforehand.

It knows Altair, and the views `yearly` and `alarm`; it computes no score.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay.comparison import chosen_of
from replay.errors import UnknownNameError
from replay.figures import style
from replay.ledger import read
from replay.pool import POOL

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 150
"""Pixels that a panel is high."""
RATE = "base_rate"
"""The baseline that is drawn beside the pool and the theory."""
OUTCOMES = {"onset": "Beginnings", "ending": "Endings"}
"""What the outcomes are called."""
BECAME = {"onset": "began", "ending": "ended"}
"""What a tie did."""
APART = 5
"""Years that two labels stand apart, at least."""
LABELS = 4
"""Years that are labelled in a panel, at most, by what shifted most ties in them."""
READS = {
    "years": """
        select year, outcome, theory, scored, actual, expected from yearly order by outcome desc, year, theory""",
    "sums": """
        select theory, outcome, min(year) as first, max(year) as last, sum(actual)::bigint as actual,
            sum(expected) as expected
        from yearly where scored group by all order by all""",
    "peaks": """
        select dated_shift.outcome, dated_shift.year, party.name, count(*) as ties
        from dated_shift
        join (select pact, any_value(name) as name from party group by pact) as party using (pact)
        group by all order by ties desc, year, name""",
    "alarm": """
        select theory, outcome, year, actual, named, hits, misses, false_alarms
        from alarm order by theory, outcome desc, year""",
    "named": """
        select theory, outcome, min(year) as first, max(year) as last, sum(actual)::bigint as actual,
            sum(named)::bigint as named, sum(hits)::bigint as hits, sum(by_chance) as by_chance
        from alarm where scored group by all order by all""",
}


def by_year(path: str | Path, theory: str | None = None, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw how many shifts the pool, one theory and the base rate expected each year, and how many came.

    The theory is the one that `compare` takes unless it is named; `width` is that of the panels, in
    pixels. The years of the greatest moves bear the name of the pact that moved most ties. Raises what
    `compare` raises.
    """
    import altair as alt

    chosen, known = chosen_of(path, theory), read(path, READS)
    names = [name for name in dict.fromkeys((POOL.name, chosen, RATE)) if name in [*known["years"]["theory"]]]
    rows = known["years"].filter(pl.col("theory").is_in(names))
    parts = [
        _expected(rows.filter(outcome=outcome), known["peaks"].filter(outcome=outcome), names, outcome, width)
        for outcome in OUTCOMES
        if rows.filter(outcome=outcome).height
    ]
    chief = known["sums"].filter(theory=names[0])
    told = [
        f"{row['actual']} alignments {BECAME[row['outcome']]} ({style.spaced(names[0])} expected"
        f" {row['expected']:.1f})"
        for row in chief.sort("outcome", descending=True).iter_rows(named=True)
    ]
    span = f"In {chief['first'].min()}-{chief['last'].max()} " if chief.height else ""
    title = style.heading(
        span + " and ".join(told),
        "Bars: ties that began or lapsed; lines: the sum of the probabilities given beforehand. Paler bars:"
        " years before scoring begins.",
        width=width,
    )
    framed: alt.VConcatChart = style.framed(alt.vconcat(*parts, spacing=18), title)
    return framed


def _expected(
    rows: pl.DataFrame, peaks: pl.DataFrame, names: Sequence[str], outcome: str, width: int
) -> alt.LayerChart:
    import altair as alt

    years = rows["year"].to_list()
    # A forecaster that says nothing of some dyads has fewer of the shifts; the recorded ones are the most.
    came = rows.group_by("year").agg(pl.col("actual").max(), pl.col("scored").first()).sort("year")
    drawn = rows.select(
        "year",
        "outcome",
        pl.col("theory").str.replace_all("_", " ").alias("forecaster"),
        "expected",
        "actual",
    )
    x = style.years_axis(years, width)
    count = alt.Axis(gridColor=style.RULE, tickMinStep=1, titleAnchor="end")
    y = alt.Y("actual:Q", title=f"{OUTCOMES[outcome]} a year, number of ties", axis=count)
    size = max(2, 0.7 * width / (max(years) - min(years) + 1))
    bars = (
        alt.Chart(style.inline(came.to_dicts()))
        .mark_bar(color=style.SHADE, size=size)
        .encode(
            x=x,
            y=y,
            opacity=alt.condition("datum.scored", alt.value(1), alt.value(0.45)),
            tooltip=[alt.Tooltip("year:Q", format="d"), alt.Tooltip("actual:Q", title="came")],
        )
    )
    spoken = [style.spaced(name) for name in names]
    legend = alt.Legend(
        title="Expected by",
        orient="top",
        symbolSize=160,
        columns=1 if width < style.NARROW else alt.Undefined,
    )
    told = {
        "color": alt.Color(
            "forecaster:N",
            sort=spoken,
            scale=alt.Scale(domain=spoken, range=[style.BLUE, style.VERMILION, style.INK][: len(spoken)]),
            legend=legend,
        ),
        "shape": alt.Shape(
            "forecaster:N",
            sort=spoken,
            scale=alt.Scale(domain=spoken, range=["circle", "triangle-up", "stroke"][: len(spoken)]),
            legend=legend,
        ),
        "tooltip": [
            alt.Tooltip("year:Q", format="d"),
            alt.Tooltip("forecaster:N"),
            alt.Tooltip("expected:Q", format=".2f"),
            alt.Tooltip("actual:Q", title="came"),
        ],
    }
    base = alt.Chart(style.inline(drawn.to_dicts())).encode(
        x=x, y=alt.Y("expected:Q", title=f"{OUTCOMES[outcome]} a year, number of ties"), **told
    )
    line = base.mark_line(strokeWidth=1.6).encode(
        strokeDash=alt.StrokeDash(
            "forecaster:N",
            sort=spoken,
            scale=alt.Scale(domain=spoken, range=[[1, 0], [5, 3], [2, 2]][: len(spoken)]),
            legend=legend,
        )
    )
    points = base.mark_point(size=24, filled=True, opacity=1)
    labels = (
        alt.Chart(style.inline(_labelled(peaks, came, width)))
        .mark_text(
            baseline="bottom",
            align=alt.expr("datum.align"),
            dy=-4,
            fontSize=10,
            color=style.INK,
            limit=int(width * 0.45),
        )
        .encode(x=x, y=y, text="label:N")
    )
    return alt.layer(bars, line, points, labels).properties(width=width, height=HEIGHT)


def _labelled(peaks: pl.DataFrame, came: pl.DataFrame, width: int) -> list[dict[str, Any]]:
    """Name the years in which most shifted, apart from one another, by the pact that moved most ties.

    None in which fewer shifted than half as many as in the year in which most did.
    """
    room = LABELS if width >= style.NARROW else 1
    count = dict(came.select("year", "actual").rows())
    leading = {row["year"]: row for row in reversed(peaks.to_dicts()) if row["year"] in count}
    chosen: list[int] = []
    for year in sorted(leading, key=lambda one: (-count[one], one)):
        tall = 2 * count[year] >= max(count.values())
        if tall and len(chosen) < room and all(abs(year - other) >= APART for other in chosen):
            chosen.append(year)
    first, last = min(count), max(count)
    return [
        {
            "year": year,
            "actual": count[year],
            "label": f"{year}: {leading[year]['name']}",
            "align": "left" if 2 * year < first + last else "right",
        }
        for year in chosen
    ]


def calls(path: str | Path, theory: str = POOL.name, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw for each year which shifts a theory had named, which it missed, and its false alarms.

    It names the likeliest dyads, as many as it expects shifts. Raises UnknownNameError for a theory that
    was not asked, LedgerError if the file is no ledger of forecasts.
    """
    import altair as alt

    known = read(path, READS)
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
        f"of {row['named']} alignments that {style.spaced(theory)} named beforehand as about to"
        f" {row['outcome'].replace('onset', 'begin').replace('ending', 'end')} {row['hits']} did"
        f" ({row['by_chance']:.1f} by chance), and it missed {row['actual'] - row['hits']}"
        for row in known["named"].filter(theory=theory).sort("outcome", descending=True).iter_rows(named=True)
    ]
    finding = "; ".join(told) or "No year is scored"
    title = style.heading(
        finding[:1].upper() + finding[1:],
        "Above the line what came: filled where it had been named, hollow where it was missed. Below it false"
        " alarms. Named are the likeliest pairs of a year, as many as shifts were expected.",
        width=width,
    )
    framed: alt.VConcatChart = style.framed(alt.vconcat(*parts, spacing=18), title)
    return framed


def _judged(rows: pl.DataFrame, outcome: str, width: int) -> alt.LayerChart:
    import altair as alt

    kinds = {"hits": "named and came", "misses": "came, not named", "false_alarms": "named, did not come"}
    drawn = rows.unpivot(list(kinds), index=["year", "outcome"], variable_name="kind", value_name="ties")
    drawn = drawn.with_columns(
        pl.col("kind").replace_strict(kinds),
        height=pl.when(pl.col("kind") == "false_alarms").then(-pl.col("ties")).otherwise(pl.col("ties")),
    )
    years = rows["year"].to_list()
    words = list(kinds.values())
    size = max(2, 0.7 * width / (max(years) - min(years) + 1))
    bars = (
        alt.Chart(style.inline(drawn.sort("year", "kind").to_dicts()))
        .mark_bar(size=size, strokeWidth=1)
        .encode(
            x=style.years_axis(years, width),
            y=alt.Y(
                "height:Q",
                title=f"{OUTCOMES[outcome]}, number of ties",
                scale=alt.Scale(domain=[drawn["height"].min() - 0.5, rows["actual"].max() + 0.5], nice=False),
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
    return alt.layer(bars, zero).properties(width=width, height=HEIGHT)
