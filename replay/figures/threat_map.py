"""Who perceives a threat from whom, year by year, as a table of cells.

It knows Altair and the table of perceptions; it computes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay.errors import RequestError
from replay.figures import style
from replay.ledger import read

if TYPE_CHECKING:
    import altair as alt

STEPS = (0.05, 0.1, 0.2, 0.4, 0.6)
"""Where one colour goes over into the next (our choice)."""
NUMBERED = 0.1
"""Threats from which on a cell says its number."""
LEAST, CELL = 14, 34
"""Pixels that a cell is wide, at least and at most: so that its number can be read."""
_READS = {
    "states": "select state, name from state_name order by name, state",
    "threats": """
        select year, observer, observed, round(threat, 3) as threat
        from perception where threat is not null order by year, observer, observed""",
    "feared": """
        select threat_from, count(*) as times, sum(count(*)) over ()::bigint as of_all
        from greatest_threat where place = 1 group by threat_from order by times desc, threat_from""",
}


def threat_map(
    path: str | Path, year: int | None = None, width: int = style.WIDTH
) -> alt.LayerChart | alt.FacetChart:
    """Draw the threat that every state perceives from every other on 31 December of a year, to be slid along.

    Rows perceive, columns are perceived; `year` is the one shown first, the last if not given. Raises
    LedgerError if the file is no ledger, RequestError if it holds no perceptions, or none of that year.
    """
    import altair as alt

    found = read(path, _READS)
    threats = found["threats"]
    if threats.is_empty():
        raise RequestError(f"{path} holds no perceptions; a run of forecasts does")
    years = threats["year"].unique().sort().to_list()
    if year is not None and year not in years:
        raise RequestError(f"year was {year}; {years[0]}-{years[-1]} is allowed")
    names = dict(found["states"].rows())
    wide = width >= style.NARROW
    # A line a pair and a column a year take a tenth of the room of a row a pair and year.
    laid = threats.pivot("year", index=["observer", "observed"], values="threat", sort_columns=False)
    most = pl.max_horizontal(pl.exclude("observer", "observed"))
    laid = laid.sort(most, "observer", "observed", descending=[True, False, False])
    slid = alt.param(
        name="year",
        value=year or years[-1],
        bind=alt.binding_range(min=years[0], max=years[-1], step=1, name="31 December of "),
    )
    told = style.inline(
        [{"code": code, "name": names[code]} for code in sorted({*laid["observer"], *laid["observed"]})]
    )
    base = (
        alt.Chart(alt.NamedData("threats", format=alt.CsvDataFormat(type="csv")))
        .transform_fold([str(one) for one in years], as_=["at", "threat"])
        .transform_filter("toNumber(datum.at) === year && datum.threat !== ''")
        .transform_lookup("observer", alt.LookupData(told, "code", ["name"]), as_=["who"])
        .transform_lookup("observed", alt.LookupData(told, "code", ["name"]), as_=["whom"])
        .encode(
            y=alt.Y("who:N" if wide else "observer:N", title="Who perceives", axis=alt.Axis(grid=False)),
            x=alt.X(
                "whom:N" if wide else "observed:N",
                title="Whom they fear",
                axis=alt.Axis(orient="top", labelAngle=-45 if wide else -90, grid=False, labelLimit=130),
            ),
        )
    )
    side = max(LEAST, min(CELL, (width - 150 if wide else width - 20) // max(len(names), 1)))
    bands = _bands()
    cells = (
        base.transform_calculate(band=_banded(bands))
        .mark_rect(stroke=style.PAPER)
        .encode(
            fill=alt.Fill(
                "band:O",
                sort=bands,
                scale=alt.Scale(domain=bands, range=list(style.HEAT)),
                legend=alt.Legend(
                    title="Threat perceived, 0 to 1",
                    orient="bottom",
                    symbolType="square",
                    symbolSize=160,
                    columns=6 if wide else 2,
                ),
            ),
            tooltip=[
                alt.Tooltip("who:N", title="who"),
                alt.Tooltip("whom:N", title="fears whom"),
                alt.Tooltip("at:N", title="31 December"),
                alt.Tooltip("threat:Q", format=".3f"),
            ],
        )
    )
    numbers = (
        base.transform_filter(f"datum.threat >= {NUMBERED}")
        .mark_text(fontSize=11 if wide else 8)
        .encode(
            text=alt.Text("hundredths:Q", format="d"),
            color=alt.condition(f"datum.threat >= {STEPS[3]}", alt.value(style.PAPER), alt.value(style.INK)),
        )
        .transform_calculate(hundredths="round(datum.threat * 100)")
    )
    title = style.heading(
        _finding(found["feared"].head(3).to_dicts(), names, f"{years[0]}-{years[-1]}"),
        f"Numbers are hundredths; a cell without one is below {NUMBERED}, a place without a cell is unknown,"
        " or one of a state that was not there.",
        width=width,
    )
    return alt.layer(
        cells,
        numbers,
        datasets={"threats": laid.write_csv()},
        params=[slid.param],
        width=alt.Step(side),
        height=alt.Step(side),
        **style.frame(title),
    )


def _finding(feared: list[dict[str, Any]], names: Mapping[str, str], span: str) -> str:
    if not feared:
        return f"Nobody perceived a threat from anybody, {span}"
    first, *others = feared
    listed = "".join(f"; {names[row['threat_from']]} in {row['times']}" for row in others)
    return (
        f"Most feared of all was {names[first['threat_from']]}: the greatest threat to a state in"
        f" {first['times']} of {first['of_all']} cases, joint ones counted for each, {span}{listed}"
    )


def _bands() -> list[str]:
    between = [f"{low} to {high}" for low, high in pairwise(STEPS)]
    return [f"under {STEPS[0]}", *between, f"{STEPS[-1]} and more"]


def _banded(bands: list[str]) -> str:
    """Write what finds the band of a threat."""
    found = "".join(f"datum.threat < {step} ? '{band}' : " for step, band in zip(STEPS, bands, strict=False))
    return f"{found}'{bands[-1]}'"
