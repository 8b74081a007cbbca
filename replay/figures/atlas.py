"""Maps by year on modern outlines: who was aligned with whom, or who is still in a pact under stress.

It knows Altair, and what the views of a ledger say of ties, sides and survival; it computes none of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import pi
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from replay.figures import style
from replay.figures.capitals import capitals
from replay.figures.ground import CREDIT, Ground, by_year, stretches
from replay.ledger import read

if TYPE_CHECKING:
    import altair as alt

MANY = 120
"""Ties in one year from which on lines are thinner."""
LOOKS = (
    ("square", style.BLUE, [1, 0]),
    ("triangle-up", style.VERMILION, [6, 3]),
    ("diamond", style.GREEN, [2, 2]),
)
"""Point, colour and dash of the sides, the largest first; any further one is drawn as neither."""
OUTSIDE = {
    "several": ("more than one", "cross", style.PURPLE, [3, 3]),
    "neither": ("none of them", "circle", style.MUTED, [1, 0]),
}
"""What the views say of other states and ties: in words, point, colour and dash."""
RING, SMALL = 11.5, 8.5
"""Half the pixels that the ring of a party is wide, and on a small map."""
SLIDE = "Choose a year with the slider. "
BEYOND = "An arrow points to a capital beyond the map."
_READS = {
    "run": """
        select mode, title, tested, branch,
            coalesce(pact_name.name, tested) as pact_name
        from run left join pact_name on pact_name.pact = tested""",
    "distance": "select year, state, other, km from capital_distance order by all",
    "state": "select year, state, name, great_power from existing order by all",
}
_OF_RECORD = {
    "point": "select state, side, year from allegiance order by all",
    "line": """
        select ally.a, ally.b, ally.name as pact, ally.year,
            case when one.side = other.side then one.side else 'neither' end as side
        from ally
        join allegiance as one on one.year = ally.year and one.state = ally.a
        join allegiance as other on other.year = ally.year and other.state = ally.b
        order by all""",
    "ties": "select year, count(*)::integer as ties from ally group by year order by ties desc, year",
    "strength": """
        select year, side, (states - 1)::integer as partners
        from coalition where kind = 'superpower' order by all""",
    "sides": """
        select side from coalition where kind = 'superpower'
        group by side having sum(states) > count(*) order by sum(states) desc, side""",
}
_OF_PACT = {
    "asked": "select name from theory order by name <> 'pool', baseline, name",
    "party": """
        select theory, year, state, survival
        from survival where edit = 'none' and state is not null order by all""",
    "whole": """
        select theory, year, parties, remaining, survival
        from remaining where edit = 'none' order by all""",
}
"""What is read of a ledger: of each, of a record, and of a pact under stress."""


def atlas(
    path: str | Path, width: int = style.WIDTH, *, still: bool = False
) -> alt.LayerChart | alt.ConcatChart:
    """Draw who was aligned with whom at the end of the year that a slider chooses, on modern outlines.

    Points and lines show on which superpower's side states stood. Of a stress run it shows instead in
    which share of histories each party is still in, by the pool if it was asked. Where no slider can be
    moved, `still`, a few years stand beside one another. `width` is in pixels. Raises LedgerError if the
    file is no ledger, RequestError if its capitals lie on no map.
    """
    found = read(path, _READS)
    stress = found["run"]["mode"].item() == "stress"
    found |= read(path, _OF_PACT if stress else _OF_RECORD)
    if stress:
        theory = found["asked"]["name"][0]
        found |= {name: found[name].filter(theory=theory) for name in ("party", "whole")}
        found["distance"] = found["distance"].join(found["party"], on=["year", "state"], how="semi")
    places = capitals(found["distance"], path)
    great = found["state"].filter("great_power")["state"].unique().sort().to_list()
    ground = Ground(places, width, sorted({year for _, year in places}), great)
    draw, said, start = _stress(found) if stress else _record(found, ground.years)
    way = "" if still else SLIDE
    title = style.heading(said[0], f"{way}{said[1]} {BEYOND}", CREDIT, *_unplaced(found, ground), width=width)
    whole = by_year(ground, start, draw, still=still)
    framed: alt.LayerChart | alt.ConcatChart = whole.properties(**style.frame(title))
    return framed


def _unplaced(found: Mapping[str, pl.DataFrame], ground: Ground) -> list[str]:
    """Say which states are left out, since the distances of their capitals do not tell where they lie."""
    names, placed = _names(found), {state for state, _ in ground.places}
    wanted = found["party" if "party" in found else "state"]["state"].unique()
    left = sorted(names[state] for state in wanted if state not in placed)
    return [f"Left out, since their distances place them nowhere: {', '.join(left)}."] if left else []


def _names(found: Mapping[str, pl.DataFrame]) -> dict[str, str]:
    return dict(found["state"].select("state", "name").rows())


def _record(found: Mapping[str, pl.DataFrame], years: Sequence[int]) -> tuple[Any, tuple[str, str], int]:
    """Draw ties and sides, say how they changed between first and last year, begin where ties were most."""
    names = _names(found)
    leaders = found["sides"]["side"].to_list()[: len(LOOKS)]
    sides = {side: (names[side], *look) for side, look in zip(leaders, LOOKS, strict=False)}

    def counted(year: int) -> tuple[int, list[int]]:
        of_year = found["strength"].filter(year=year)
        partners = [sum(of_year.filter(side=side)["partners"].to_list()) for side in sides]
        return sum(found["ties"].filter(year=year)["ties"].to_list()), partners

    def words(year: int) -> str:
        ties, partners = counted(year)
        led = [f"{names[side]} {count}" for side, count in zip(sides, partners, strict=True)]
        return f"{year}: {ties} ties{'; ' * bool(led)}{', '.join(led)}"

    def draw(ground: Ground, keyed: bool) -> list[Any]:  # noqa: FBT001 - as by_year calls it
        said = ground.said({year: words(year) for year in ground.years})
        return [
            *_sided(ground, found, {**sides, **OUTSIDE} if sides else OUTSIDE, keyed=keyed and bool(sides)),
            said,
        ]

    (ties, before), (now, after) = counted(years[0]), counted(years[-1])
    moved = [
        f"{names[side]} from {one} partners to {other}"
        for side, one, other in zip(sides, before, after, strict=True)
    ]
    finding = f"from {ties} ties at the end of {years[0]} to {now} at the end of {years[-1]}"
    key = "Lines join states aligned on 31 December"
    coloured = ", in the colour of the superpower on whose side both stand" if sides else ""
    said = f"{found['run']['title'].item()}: {'; '.join([finding, *moved])}.", f"{key}{coloured}."
    return draw, said, [*found["ties"]["year"].to_list(), years[0]][0]


def _sided(
    ground: Ground,
    found: Mapping[str, pl.DataFrame],
    sides: Mapping[str, tuple[str, str, str, list[int]]],
    *,
    keyed: bool,
) -> list[Any]:
    """Draw ties and states in the looks of their sides."""
    import altair as alt

    names = _names(found)

    def looked(row: Mapping[str, Any], *ends: Mapping[str, float], **said: str) -> dict[str, Any]:
        side = row["side"] if row["side"] in sides else "neither"
        return {"year": row["year"], "side": side, **said, **{key: end[key] for end in ends for key in end}}

    points = [
        looked(row, ground.at(row), name=names[row["state"]]) for row in ground.of(found["point"], "state")
    ]
    lines = [
        looked(
            row,
            ground.at(row, "a"),
            ground.at(row, "b", "x2", "y2"),
            dyad=f"{names[row['a']]} and {names[row['b']]}",
            pact=row["pact"],
        )
        for row in ground.of(found["line"], "a", "b")
    ]
    labels = json.dumps({side: kind[0] for side, kind in sides.items()})
    legend = alt.Legend(
        title="On the side of",
        orient="bottom",
        direction="horizontal" if ground.width > style.NARROW else "vertical",
        labelExpr=f"({labels})[datum.label]",
        symbolSize=90,
    )

    def told(kind: Any, part: int, key: Any) -> Any:
        scale = alt.Scale(domain=[*sides], range=[one[part] for one in sides.values()])
        return kind("side:N", scale=scale, legend=key)

    crowded = max(found["ties"]["ties"].to_list(), default=0) > MANY
    tied = ground.drawn(stretches(lines)).mark_rule(
        strokeWidth=0.7 if crowded else 1.8, opacity=0.5 if crowded else 0.85
    )
    stood = ground.drawn(stretches(points)).mark_point(filled=True, size=80, opacity=1)
    key = legend if keyed else None
    return [
        tied.encode(
            x2="x2",
            y2="y2",
            color=told(alt.Color, 2, None),
            strokeDash=told(alt.StrokeDash, 3, None),
            tooltip=[alt.Tooltip("dyad:N", title="Between"), alt.Tooltip("pact:N", title="Pact")],
        ),
        stood.encode(
            color=told(alt.Color, 2, key),
            shape=told(alt.Shape, 1, key),
            tooltip=alt.Tooltip("name:N", title="State"),
        ),
        *ground.names(found["state"]),
    ]


def _stress(found: Mapping[str, pl.DataFrame]) -> tuple[Any, tuple[str, str], int]:
    """Draw which share of histories each party is still in; say who is likeliest to be, and to have left."""
    names = _names(found)
    run = found["run"].row(0, named=True)
    last = found["whole"].filter(pl.col("year") == pl.col("year").max()).row(0, named=True)
    ends = found["party"].filter(year=last["year"]).sort("survival", "state").to_dicts()
    theory = found["asked"]["name"][0]
    who = style.told(theory)
    most, least = ends[-1], ends[0]
    finding = (
        f"{run['pact_name']} by {who}: in force in {last['survival']:.0%} of histories at the end of"
        f" {last['year']}, with {last['remaining']:.1f} of {last['parties']} parties still in;"
        f" {names[most['state']]} is likeliest to be still in ({most['survival']:.0%}),"
        f" {names[least['state']]} to have left ({1 - least['survival']:.0%})."
    )
    key = (
        f"Number in a ring: in how many of 100 histories, which leave the record at the end of"
        f" {run['branch']}, a party is still in; the more, the stronger the blue of the ring."
    )

    def words(year: int) -> str:
        row = found["whole"].filter(year=year).row(0, named=True)
        return (
            f"{year}: in force in {row['survival']:.0%} of histories,"
            f" {row['remaining']:.1f} of {row['parties']} parties still in"
        )

    def draw(ground: Ground, _: bool) -> list[Any]:  # noqa: FBT001 - as by_year calls it
        import altair as alt

        rows = [
            {
                "year": row["year"],
                "name": names[row["state"]],
                "share": round(row["survival"], 3),
                **ground.at(row),
            }
            for row in ground.of(found["party"], "state")
        ]
        parties = ground.drawn(stretches(rows))
        ring = RING if ground.width > style.NARROW else SMALL
        shade = alt.Scale(type="quantize", domain=[0, 1], range=style.HEAT[:4])
        tips = [alt.Tooltip("name:N", title="Party"), alt.Tooltip("share:Q", title="Still in", format=".1%")]
        held = found["state"].join(found["party"], on=["year", "state"], how="semi")
        return [
            parties.mark_circle(size=pi * ring**2, stroke=style.MUTED, opacity=1).encode(
                color=alt.Color("share:Q", scale=shade, legend=None), tooltip=tips
            ),
            parties.transform_calculate(of_100="round(100 * datum.share)")
            .mark_text(fontSize=ring - 1.5, color=style.INK)
            .encode(text="of_100:N"),
            *ground.names(held, ring),
            ground.said({year: words(year) for year in ground.years}),
        ]

    return draw, (finding, key), last["year"]
