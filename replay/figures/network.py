"""The network of alignments year by year: who was tied to whom, what began and ended, and what was named.

It knows Altair, and what the views and queries of a ledger say of ties; it computes no number of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from replay.errors import RequestError, UnknownNameError
from replay.figures import style
from replay.figures.ring import around, ring
from replay.ledger import query, read

if TYPE_CHECKING:
    import altair as alt

STEP = 21
"""Pixels between two names, one below the other."""
LEAST = 380
"""Pixels that the ring is high, at least."""
LETTER = 6.4
"""Pixels that a letter of a name is wide, on average."""
ROOM = 0.33
"""Share of the width that names have on either side, at most."""
ABOVE, GAP = 34, 24
"""Pixels above the ring, where it says what came of the year, and between two years beside one another."""
MANY, CROWDED = 120, 0.5
"""Ties in one year from which on lines are thinner, and fainter where the tie merely stands; how thick."""
PALE = 0.35
"""Opacity of a band."""
PANELS = 4
"""Years that are drawn where none can be chosen."""


class Look(NamedTuple):
    """How a kind of line is drawn, and what it is called in the key."""

    words: str
    colour: str
    dash: list[int]
    width: float


COURSES = {
    "stood": Look("aligned all year", style.MUTED, [1, 0], 1.0),
    "ended": Look("ended", style.VERMILION, [7, 4], 2.6),
    "began": Look("began", style.BLUE, [1, 0], 2.6),
}
"""What became of a tie, the last drawn on top."""
BANDS = {
    "onset": Look("to begin", style.BLUE, [1, 0], 9.0),
    "ending": Look("to end", style.VERMILION, [3, 4], 9.0),
}
"""What a theory named: the pale band below the line."""
NAMED = {"began": "onset", "none": "onset", "ended": "ending", "stood": "ending"}
"""What was named of a tie, by what became of it."""
_READS = {
    "run": """
        select mode, title,
            coalesce((select max(ties) from (select count(*) as ties from ally group by year)), 0) as most
        from run""",
    "asked": "select name from theory order by name <> 'pool', baseline, name",
    "called": "select theory, year, outcome, actual, hits from alarm order by theory, year, outcome desc",
    "total": """
        select theory, outcome, sum(actual)::integer as actual, sum(named)::integer as named,
            sum(hits)::integer as hits, sum(by_chance) as by_chance, min(year) as first, max(year) as last
        from alarm where scored or not exists (from alarm where scored)
        group by theory, outcome order by theory, outcome desc""",
    "tied": "select a, b, count(*) as years from ally group by a, b order by a, b",
    "state": """
        with forecast_years as (select distinct year from alarm)
        select state.code, state.name, state.great_power, min(forecast_years.year)::integer as first_year,
            max(forecast_years.year)::integer as last_year
        from state
        join forecast_years
            on coalesce(state.enters <= make_date(forecast_years.year, 12, 31), true)
            and coalesce(state.leaves > make_date(forecast_years.year, 12, 31), true)
        group by state.code, state.name, state.great_power, state.enters
        order by state.code, first_year""",
}
"""What is read of a ledger."""


def network(
    path: str | Path, width: int = style.WIDTH, theory: str | None = None, *, still: bool = False
) -> alt.LayerChart | alt.ConcatChart:
    """Draw who was aligned with whom in the year that a slider chooses, what shifted, and what was named.

    Each state has one place on a ring for all years, beside those it was longest aligned with. Dyads are
    named by one theory, unless told the pool. Where no slider can be moved, `still`, four years stand beside
    one another. `width` is in pixels. Raises LedgerError if the file is no ledger, RequestError if it
    holds a stress run or no year that is over, UnknownNameError for a theory that was not asked.
    """
    import altair as alt

    found = read(path, _READS)
    if found["run"]["mode"].item() == "stress":
        raise RequestError(f"{path} holds a stress run, in which no dyad is forecast; `atlas` draws its pact")
    chosen = _chosen(found["asked"]["name"].to_list(), theory)
    called, total = (found[name].filter(theory=chosen) for name in ("called", "total"))
    if total.is_empty():
        raise RequestError(f"{path} holds no forecast by {chosen} of a year that is over: nothing to draw")
    found["ties"] = query(path, "ties_over_time", of_theory=chosen)
    order = around(found["tied"], found["state"]["code"].unique().sort().to_list())
    title = style.heading(
        *_said(found["run"]["title"].item(), chosen, total.to_dicts(), still=still), width=width
    )
    if still:
        columns = 1 if width < style.NARROW else 2
        wide = (width - GAP * (columns - 1)) // columns
        years = telling(called)
        keyed = years[(len(years) - 1) // columns * columns]
        panels = [
            _panel(found, called.filter(year=year), order, wide, year, keyed=year == keyed) for year in years
        ]
        whole: Any = alt.concat(*panels, columns=columns, spacing=GAP)
    else:
        years = called["year"].to_list()
        bind = alt.binding_range(min=min(years), max=max(years), step=1, name="Year ")
        slider = alt.param(name="year", value=telling(called, 1)[0], bind=bind)
        whole = _panel(found, called, order, width, None).add_params(slider)
    framed: alt.LayerChart | alt.ConcatChart = whole.properties(**style.frame(title))
    return framed


def telling(called: pl.DataFrame, panels: int = PANELS) -> list[int]:
    """Choose the years that tell most: the first, the last, and those with most shifts; of one, that."""
    shifts = called.group_by("year").agg(pl.col("actual").sum())
    busiest = shifts.sort("actual", "year", descending=[True, False])["year"].to_list()
    ends = [] if panels == 1 else sorted({min(busiest), max(busiest)})
    between = [year for year in busiest if year not in ends]
    return sorted([*ends, *between[: panels - len(ends)]])


def _chosen(names: Sequence[str], theory: str | None) -> str:
    if theory is not None and theory not in names:
        raise UnknownNameError("theory", theory, names)
    return theory or names[0]


def _said(title: str, theory: str, total: Sequence[Mapping[str, Any]], *, still: bool) -> tuple[str, str]:
    """Say how many of the ties that began and ended were named, and how to read the figure."""
    came = {"onset": "began", "ending": "ended"}
    named = {"onset": "beginnings", "ending": "endings"}
    counts = [
        f"of {row['actual']} ties that {came[row['outcome']]} {row['hits']} were named"
        f" (by chance {row['by_chance']:.0f})"
        for row in total
    ]
    who = style.told(theory)
    most = " and ".join(f"{row['named']} {named[row['outcome']]}" for row in total)
    way = "" if still else "Choose a year with the slider. "
    key = (
        f"{way}Line: what happened. Pale band: a shift that {who} named before the year, as many as it"
        f" expected, {most} in those years. A band alone did not come; below a grey line, the tie held."
        " States keep their places in all years, beside those they were longest aligned with; great"
        " powers bold."
    )
    span = f"in {min(row['first'] for row in total)}-{max(row['last'] for row in total)} "
    return f"{title}: {span}{', '.join(counts)} beforehand by {who}.", key


def _panel(
    found: Mapping[str, pl.DataFrame],
    called: pl.DataFrame,
    order: Sequence[str],
    width: int,
    year: int | None,
    *,
    keyed: bool = True,
) -> Any:
    """Draw a year, or whichever the parameter `year` names; positions are pixels from the upper left."""
    import altair as alt

    names = dict(found["state"].select("code", "name").rows())
    room = min(ROOM * width, 14 + LETTER * max(map(len, names.values())))
    height = max(LEAST, STEP * ((len(order) + 1) // 2))
    spots = ring(order, width / 2, width / 2 - room, ABOVE, height)
    lines = sorted(
        (_line(row, names, spots) for row in _of(found["ties"], year).to_dicts()),
        key=lambda line: [*COURSES, "none"].index(line["course"]),
    )
    states = [{**row, **spots[row["code"]]} for row in _of(found["state"], year).to_dicts()]
    across = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))
    down = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[ABOVE + height, 0], nice=False))
    chosen = "datum.first_year <= year && year <= datum.last_year" if year is None else "true"

    def drawn(rows: Sequence[Mapping[str, Any]]) -> Any:
        return (
            alt.Chart(style.inline(dict(row) for row in rows))
            .transform_filter(chosen)
            .encode(x=across, y=down)
        )

    bands = drawn([line for line in lines if line["named"]])
    courses = drawn([line for line in lines if line["course"] in COURSES])
    manner: dict[str, Any] = {
        "thickness": CROWDED if found["run"]["most"].item() > MANY else 1.0,
        "direction": "horizontal" if width >= style.NARROW or year else "vertical",
    }
    layers = [
        _rules(bands, "outcome", "Named beforehand" if keyed else None, BANDS, **manner),
        _rules(courses, "course", "What happened" if keyed else None, COURSES, **manner),
        drawn(states)
        .mark_circle(size=46, opacity=1, color=style.INK)
        .encode(tooltip=alt.Tooltip("name:N", title="State")),
        *(
            drawn([one for one in states if one["right"] is right and one["great_power"] is bold])
            .mark_text(
                dx=8 if right else -8,
                align="left" if right else "right",
                fontSize=11,
                fontWeight="bold" if bold else "normal",
                color=style.INK,
                limit=room - 10,
            )
            .encode(text="name:N")
            for right in (True, False)
            for bold in (True, False)
        ),
        drawn(_years(called, width)).mark_text(fontSize=14, color=style.INK).encode(text="said:N"),
    ]
    own = alt.layer(*layers).resolve_scale(
        color="independent", strokeDash="independent", strokeWidth="independent"
    )
    return own.properties(width=width, height=ABOVE + height)


def _of(rows: pl.DataFrame, year: int | None) -> pl.DataFrame:
    return rows if year is None else rows.filter(pl.col("first_year") <= year, pl.col("last_year") >= year)


def _line(
    row: Mapping[str, Any], names: Mapping[str, str], spots: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    a, b = spots[row["a"]], spots[row["b"]]
    ends = {"x": a["x"], "y": a["y"], "x2": b["x"], "y2": b["y"]}
    said = {"dyad": f"{names[row['a']]} and {names[row['b']]}", "outcome": NAMED[row["course"]]}
    p = {} if row["p_shift"] is None else {"p": round(row["p_shift"], 3)}
    return {key: row[key] for key in ("first_year", "last_year", "course", "named")} | ends | p | said


def _years(called: pl.DataFrame, width: int) -> list[dict[str, Any]]:
    """Say of each year how much began and ended, and how much of it was named."""
    words = {"onset": "began", "ending": "ended"}
    said: dict[int, list[str]] = {}
    for row in called.to_dicts():
        named = f" ({row['hits']} named)" if row["actual"] else ""
        said.setdefault(row["year"], []).append(f"{row['actual']} {words[row['outcome']]}{named}")
    at = {"x": width / 2, "y": 10}
    return [
        {"first_year": year, "last_year": year, "said": f"{year}: {', '.join(parts)}", **at}
        for year, parts in said.items()
    ]


def _rules(
    rows: Any, field: str, title: str | None, kinds: Mapping[str, Look], thickness: float, direction: Any
) -> Any:
    """Draw lines whose kinds differ in colour, dash and width, with one key to all three if it has a title.

    Bands are pale; of what happened, ties that stand are the fainter the thinner lines are.
    """
    import altair as alt

    words = json.dumps({key: look.words for key, look in kinds.items()})
    clear = alt.condition("datum.course == 'stood'", alt.value(0.9 * thickness), alt.value(1))
    legend = alt.Legend(
        title=title,
        orient="bottom",
        direction=direction,
        symbolType="stroke",
        symbolSize=700,
        symbolOpacity=PALE if field == "outcome" else 1,
        labelExpr=f"({words})[datum.label]",
    )

    def told(channel: Any, values: Sequence[Any]) -> Any:
        return style.coded(channel, field, dict(zip(kinds, values, strict=True)), legend if title else None)

    return rows.mark_rule().encode(
        x2="x2",
        y2="y2",
        color=told(alt.Color, [look.colour for look in kinds.values()]),
        strokeDash=told(alt.StrokeDash, [look.dash for look in kinds.values()]),
        strokeWidth=told(alt.StrokeWidth, [thickness * look.width for look in kinds.values()]),
        strokeOpacity=alt.value(PALE) if field == "outcome" else clear,
        tooltip=[
            alt.Tooltip("dyad:N", title="Between"),
            alt.Tooltip("p:Q", title="Probability of a shift", format=".0%"),
        ],
    )
