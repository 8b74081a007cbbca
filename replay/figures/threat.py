"""The threat that one state perceives from another over time, with the events that left most.

It knows Altair, the table of perceptions and the view `landmark`; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay.errors import RequestError, UnknownNameError
from replay.figures import style
from replay.ledger import read

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 230
"""Pixels that the figure is high."""
SIGNS = {True: "hostile", False: "co-operative"}
"""What an event was."""
END = 0.997
"""Where in its year the census stands, at the end."""
NOTE = (
    "Threat perceived on 31 December, 0 to 1; the band holds 90 % of histories. Numbers mark the events that"
    " left most with the observer: filled triangles hostile, hollow circles co-operative."
)
"""How the figure is read."""
_READS = {
    "states": "from state_name order by all",
    "threats": f"""
        select observer, observed, year, (year + {END})::double as at, round(threat, 3) as threat,
            round(threat_low, 3) as low, round(threat_high, 3) as high
        from perception where threat is not null order by all""",  # noqa: S608 - the number is our own
    "landmark": """
        select observer, observed, (year(date) + (dayofyear(date) - 1) / 366)::double as at,
            date::varchar as date, hostile, round(points, 1) as points, description as what
        from landmark
        semi join perception using (observer, observed)
        order by observer, observed, date, event_id""",
    "moved": """
        select observer, observed from perception where threat is not null
        group by all order by max(threat) - min(threat) desc, observer, observed""",
}


@dataclass(frozen=True)
class Course:
    """The threat that an observer perceives from another: what it comes to, a row a year, a row an event."""

    names: tuple[str, str]
    finding: str
    rows: tuple[dict[str, Any], ...]
    events: tuple[dict[str, Any], ...]


def courses(path: str | Path) -> dict[tuple[str, str], Course]:
    """Read the course of the threat between any two states, by observer and observed.

    Those first that moved most. Raises LedgerError if the file is no ledger, RequestError if it holds no
    perceptions.
    """
    found = read(path, _READS)
    if found["threats"].is_empty():
        raise RequestError(f"{path} holds no perceptions; a run of forecasts does")
    names = dict(found["states"].rows())
    threats, events = (
        found[name].partition_by(["observer", "observed"], as_dict=True) for name in ("threats", "landmark")
    )
    none = found["landmark"].clear()
    return {
        (one, other): _course((names[one], names[other]), threats[one, other], events.get((one, other), none))
        for one, other in found["moved"].rows()
    }


def _course(names: tuple[str, str], threats: pl.DataFrame, events: pl.DataFrame) -> Course:
    top = threats.sort("threat", "year", descending=[True, False]).row(0, named=True)
    least = threats.sort("threat", "year").row(0, named=True)
    finding = (
        f"{names[0]} feared {names[1]} most at the end of {top['year']} ({top['threat']:.2f} of 1), least at"
        f" the end of {least['year']} ({least['threat']:.2f})"
    )
    told = [
        {
            "number": number,
            "date": row["date"],
            "sign": SIGNS[row["hostile"]],
            "points": row["points"],
            "what": row["what"],
            "at": row["at"],
        }
        for number, row in enumerate(events.iter_rows(named=True), 1)
    ]
    return Course(names, finding, tuple(threats.drop("observer", "observed").to_dicts()), tuple(told))


def threat(
    path: str | Path,
    observer: str | None = None,
    observed: str | None = None,
    width: int = style.WIDTH,
    *,
    key: bool = True,
) -> alt.LayerChart | alt.FacetChart:
    """Draw the threat that one state perceives from another, and number the events that left most with it.

    Unless both are named, the pair between which threat moved most; `key` says whether the events are
    listed above the figure. Raises UnknownNameError for a
    state of which nothing is perceived, and what `courses` raises.
    """
    known = courses(path)
    pair = _pair(known, observer, observed)
    course = known[pair]
    told = [f"{row['number']} {row['date']}, {row['sign']}: {row['what']}" for row in course.events]
    title = style.heading(course.finding, NOTE, *(told if key else []), width=width)
    return _drawn(course, width, title)


def _pair(
    known: Mapping[tuple[str, str], Course], observer: str | None, observed: str | None
) -> tuple[str, str]:
    for what, place, code in (("observer", 0, observer), ("observed", 1, observed)):
        codes = {pair[place] for pair in known}
        if code is not None and code not in codes:
            raise UnknownNameError(what, code, codes)
    fitting = [pair for pair in known if observer in (None, pair[0]) and observed in (None, pair[1])]
    if not fitting:
        raise RequestError(
            f"{observer} perceives nothing of {observed}; they never existed together, or are one"
        )
    return fitting[0]


def _drawn(course: Course, width: int, title: alt.TitleParams) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    first, last = course.rows[0]["year"], course.rows[-1]["year"] + 1
    step = next(one for one in (1, 2, 5, 10, 20) if (last - first) / one <= width / 45)
    years = alt.X(
        "at:Q",
        title=None,
        scale=alt.Scale(domain=[first, last], nice=False),
        axis=alt.Axis(
            values=[one for one in range(first, last + 1) if one % step == 0], format="d", grid=False
        ),
    )
    share = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f", gridColor=style.RULE)
    fixed = alt.Scale(domain=[0, 1.16])
    y = alt.Y("threat:Q", title="Threat perceived, 0 to 1", scale=fixed, axis=share)
    base = alt.Chart(alt.NamedData("course")).encode(x=years)
    band = base.mark_area(color=style.BLUE, opacity=0.18).encode(y=alt.Y("low:Q", scale=fixed), y2="high:Q")
    line = base.mark_line(color=style.BLUE, strokeWidth=2, point={"color": style.BLUE, "size": 22}).encode(
        y=y, tooltip=[alt.Tooltip("year:Q", format="d"), alt.Tooltip("threat:Q", format=".3f")]
    )
    signs = list(SIGNS.values())
    legend = alt.Legend(title=None, orient="top", symbolSize=90)
    marks = alt.Chart(alt.NamedData("events")).encode(
        x=years,
        y=alt.value(18),
        tooltip=[alt.Tooltip("date:N"), alt.Tooltip("what:N"), alt.Tooltip("points:Q")],
    )
    rules = marks.mark_rule(color=style.MUTED, strokeDash=[2, 2]).encode(
        y=alt.value(24), y2=alt.value(HEIGHT)
    )
    points = marks.mark_point(size=60, filled=False, strokeWidth=1.5, opacity=1).encode(
        shape=alt.Shape(
            "sign:N",
            scale=alt.Scale(domain=signs, range=["triangle-down", "circle"]),
            legend=legend,
        ),
        fill=alt.Fill(
            "sign:N", scale=alt.Scale(domain=signs, range=[style.VERMILION, style.PAPER]), legend=legend
        ),
        stroke=alt.Stroke(
            "sign:N", scale=alt.Scale(domain=signs, range=[style.VERMILION, style.GREEN]), legend=legend
        ),
    )
    numbers = marks.mark_text(fontSize=11, color=style.INK).encode(y=alt.value(5), text="number:Q")
    named = {"course": list(course.rows), "events": list(course.events)}
    return alt.layer(
        band, line, rules, points, numbers, datasets=named, width=width, height=HEIGHT, **style.frame(title)
    )
