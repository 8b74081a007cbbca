"""The skill of all theories over the baselines, with intervals.

It knows Altair, and the view `skill`; it computes no score.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from replay import verdicts
from replay.errors import RequestError
from replay.figures import style
from replay.ledger import read

if TYPE_CHECKING:
    import altair as alt

ROW = 17
"""Pixels that a theory takes."""
SLIM = 150
"""Pixels of a panel up to which the key stands below one another."""
EDGE = 190
"""Pixels that names of theories and gaps take, beside the panels of a row."""
VERDICTS = {"beats": "better", "is not shown to differ from": "not shown to differ", "loses to": "worse"}
"""What the verdicts are called in the key."""
_READS = {
    "skill": """
        select skill.theory, theory.pool, skill.outcome, skill.baseline,
            log_gain, low, high, events
        from skill
        join theory on theory.name = skill.theory
        where not theory.baseline and log_gain is not null and low is not null
        order by outcome desc, baseline, theory"""
}


def skill(path: str | Path, width: int = style.WIDTH) -> alt.VConcatChart:
    """Draw how much better than each leading baseline every theory forecast, with 90 % intervals.

    A row of panels an outcome, a panel a baseline; the best over the first baseline stands first, pools
    among the theories. Raises LedgerError if the file is no ledger, RequestError if it holds no scores.
    """
    import altair as alt

    rows = read(path, _READS)["skill"]
    if rows.is_empty():
        raise RequestError(f"{path} holds no scores of theories; `replay compare` says why")
    parts = []
    for outcome, rivals in verdicts.RIVALS.items():
        own = rows.filter(pl.col("baseline").is_in(rivals), outcome=outcome)
        there = [rival for rival in rivals if rival in [*own["baseline"]]]
        if not there:
            continue
        lead = own.filter(baseline=there[0]).sort("log_gain", "theory", descending=[True, False])
        order = [style.spaced(name) for name in lead["theory"]]
        across = len(there) if width >= style.NARROW else 1
        wide = (width - (EDGE if across > 1 else EDGE // 2)) // across
        panels = [
            _panel(own.filter(baseline=rival), rival, outcome, order, wide, named=number % across == 0)
            for number, rival in enumerate(there)
        ]
        parts.append(alt.concat(*panels, columns=across, spacing=14))
    span = "; ".join(
        _finding(rows, outcome) for outcome in verdicts.RIVALS if rows.filter(outcome=outcome).height
    )
    title = style.heading(
        span[:1].upper() + span[1:],
        "Log score gained, in nats, over all scored years: right of zero the theory forecast better than the"
        " baseline. Lines: 90 % intervals, years drawn anew.",
        width=width,
    )
    return alt.vconcat(*parts, spacing=20, **style.frame(title))


def _finding(rows: pl.DataFrame, outcome: str) -> str:
    """Say how many theories, pools left out, beat the first and the last baseline of an outcome."""
    own = rows.filter(~pl.col("pool"), pl.col("events") >= verdicts.FEW, outcome=outcome)
    told = []
    for rival in (verdicts.RIVALS[outcome][0], verdicts.RIVALS[outcome][-1]):
        over = own.filter(baseline=rival)
        better = over.filter(pl.col("low") > 0).height
        told.append(f"{better or 'none'} did better than {style.told(rival)}")
    if not own.height:
        return f"too few {outcome}s to tell theories apart"
    n = own["theory"].n_unique()
    return f"of {n} theor{'y' if n == 1 else 'ies'} at {outcome}s {' and '.join(told)}"


def _panel(
    rows: pl.DataFrame, rival: str, outcome: str, order: list[str], width: int, *, named: bool
) -> alt.LayerChart | alt.FacetChart:
    import altair as alt

    drawn = [
        {
            "outcome": outcome,
            "baseline": style.spaced(rival),
            "theory": style.spaced(row["theory"]),
            "gain": row["log_gain"],
            "low": row["low"],
            "high": row["high"],
            "verdict": VERDICTS[verdicts.verdict(row)],
        }
        for row in rows.iter_rows(named=True)
    ]
    axis = (
        alt.Axis(labelLimit=180, ticks=False, domain=False) if named else alt.Axis(labels=False, ticks=False)
    )
    legend = alt.Legend(
        title=None, orient="top", symbolSize=110, columns=alt.Undefined if width > SLIM else 1
    )
    base = alt.Chart(style.inline(drawn)).encode(
        y=alt.Y("theory:N", sort=order, title=None, axis=axis, scale=alt.Scale(domain=order)),
        tooltip=[
            alt.Tooltip("theory:N"),
            alt.Tooltip("gain:Q", format="+.1f"),
            alt.Tooltip("low:Q", format="+.1f"),
            alt.Tooltip("high:Q", format="+.1f"),
        ],
    )
    zero = alt.Chart(style.inline([{"zero": 0}])).mark_rule(color=style.INK).encode(x="zero:Q")
    reach = base.mark_rule(color=style.MUTED, strokeWidth=1.5).encode(
        x=alt.X("low:Q", title=None, axis=alt.Axis(tickCount=5, gridColor=style.RULE)), x2="high:Q"
    )
    points = base.mark_point(size=55, strokeWidth=1.6, opacity=1).encode(
        x=alt.X("gain:Q", title=None),
        **{
            name: style.coded(channel, "verdict", dict(zip(VERDICTS.values(), look, strict=True)), legend)
            for name, channel, look in (
                ("shape", alt.Shape, ("circle", "diamond", "triangle-left")),
                ("fill", alt.Fill, (style.BLUE, style.PAPER, style.VERMILION)),
                ("stroke", alt.Stroke, (style.BLUE, style.INK, style.VERMILION)),
            )
        },
    )
    title = alt.TitleParams(
        f"{outcome.capitalize()}s: gain over {style.spaced(rival)}, nats",
        anchor="start",
        fontSize=12,
        fontWeight="normal",
    )
    return alt.layer(zero, reach, points, width=width, height=ROW * len(order), title=title)
