"""Predicted against actual by year: how many shifts were expected, and how many came.

It knows Altair, and the views `yearly` and `dated_shift`; it computes no score.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay.comparison import chosen_of
from replay.errors import RequestError
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
HEADROOM = 1.15
"""How high a panel is, where the most is 1: a label stands above the greatest year."""
LABELS = 4
"""Years that are labelled in a panel, at most, by what shifted most ties in them."""
_READS = {
    "years": """
        select year, outcome, theory, scored, actual, expected
        from yearly order by outcome desc, year, theory""",
    "sums": """
        select theory, outcome, min(year) as first, max(year) as last, sum(actual)::bigint as actual,
            sum(expected) as expected, sum(at_risk)::bigint as at_risk
        from yearly where scored group by all order by all""",
    "peaks": """
        select dated_shift.outcome, dated_shift.year, pact_name.name, count(*) as ties
        from dated_shift join pact_name using (pact)
        group by all order by ties desc, year, name""",
}


def by_year(path: str | Path, theory: str | None = None, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw how many shifts the pool, one theory and the base rate expected each year, and how many came.

    The theory is the one that `compare` takes unless it is named; `width` is that of the panels, in
    pixels. The years of the greatest moves bear the name of the pact that moved at least half of their ties,
    if one did. Raises what `compare` raises, and RequestError where no outcome is known.
    """
    import altair as alt

    chosen, known = chosen_of(path, theory), read(path, _READS)
    names = [name for name in dict.fromkeys((POOL.name, chosen, RATE)) if name in [*known["years"]["theory"]]]
    rows = known["years"].filter(pl.col("theory").is_in(names))
    parts = [
        _expected(rows.filter(outcome=outcome), known["peaks"].filter(outcome=outcome), names, outcome, width)
        for outcome in OUTCOMES
        if rows.filter(outcome=outcome).height
    ]
    if not parts:
        raise RequestError(f"{path} holds no forecast whose outcome is known")
    sums = known["sums"].filter(pl.col("theory").is_in(names))
    chief = sums.filter(theory=names[0])
    told = [
        f"{_counted(row['actual'], row['outcome'])} ({_totals(sums.filter(outcome=row['outcome']), names)})"
        for row in chief.sort("outcome", descending=True).iter_rows(named=True)
    ]
    span = f"In {min(chief['first'])}-{max(chief['last'])} " if chief.height else ""
    title = style.heading(
        span + " and ".join(told) if told else "No year is scored",
        "Bars: ties that began or lapsed; lines: the sum of the probabilities given beforehand. Paler bars:"
        " years before scoring begins.",
        width=width,
    )
    return alt.vconcat(*parts, spacing=18, **style.frame(title))


def _counted(count: int, outcome: str) -> str:
    return f"{count} alignment{'' if count == 1 else 's'} {BECAME[outcome]}"


def _totals(sums: pl.DataFrame, names: Sequence[str]) -> str:
    """Say how many shifts of an outcome each forecaster expected in all, or among fewer dyad-years."""
    said = {row["theory"]: row for row in sums.iter_rows(named=True)}
    among = {name: row["at_risk"] for name, row in said.items()}
    fewer = {name: f" in {n:,} dyad-years" for name, n in among.items() if n < max(among.values())}
    return "expected by " + ", ".join(
        f"{style.told(name)} {said[name]['expected']:.1f}{fewer.get(name, '')}"
        for name in names
        if name in said
    )


def _expected(
    rows: pl.DataFrame, peaks: pl.DataFrame, names: Sequence[str], outcome: str, width: int
) -> alt.LayerChart | alt.FacetChart:
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
    top = max(*came["actual"], *rows["expected"].drop_nulls(), 1)
    scale = alt.Scale(domain=[0, HEADROOM * top], nice=False)
    y = alt.Y("actual:Q", title=f"{OUTCOMES[outcome]} a year, number of ties", axis=count, scale=scale)
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
    told: dict[str, Any] = {
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
    return alt.layer(bars, line, points, labels, width=width, height=HEIGHT)


def _labelled(peaks: pl.DataFrame, came: pl.DataFrame, width: int) -> list[dict[str, Any]]:
    """Name the years in which most shifted, apart from one another, by the pact that moved most ties.

    None in which fewer shifted than half as many as in the year in which most did, nor one of whose shifts
    no pact moved half.
    """
    room = LABELS if width >= style.NARROW else 1
    count = dict(came.select("year", "actual").rows())
    most = {row["year"]: row for row in reversed(peaks.to_dicts()) if row["year"] in count}
    leading = {year: row for year, row in most.items() if 2 * row["ties"] >= count[year]}
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
