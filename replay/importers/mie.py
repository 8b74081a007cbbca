"""Militarized Interstate Events: threats, displays and uses of force between states, 1816-2014.

Kinds are those of the same level of hostility in the codebook (`mie.csv`): threats 2, displays 3
(a fortified border among them, which the codebook has no kind for), uses of force 4, battles 5.
Intensity is 1, more only for threats of war and for nuclear weapons, our choice.

The codebook counts one row a clash or a cluster of days. A cluster here is a week: what two states
do in one kind within seven days of its first day, in one calendar year, is one event on that day,
with the deaths of all its rows. Seven days is our choice; it is what the feed yields by as well.

Deaths of a row are those of both sides, each at the middle of its published bounds; where a bound is
below 0 they are unknown, and so they are where a row runs into another year, since no census before
its end can know them.
Source: Gibler and Miller 2024; levels of hostility as in Jones, Bremer and Singer 1996.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from replay.importer import Coded, Importer, lookup, sift

DAYS = 7
UNKNOWN = -9
MUTUAL = ("border_clash", "war_battle")
"""Kinds in which neither side is the one who acts."""
DEATHS = ("fatalmin1", "fatalmax1", "fatalmin2", "fatalmax2")
FIRST = ("micnum", "eventnum", "day", "precision", "kind", "a", "b", "a_name", "b_name", "meaning")
"""What the first row of a cluster says for all of it."""
KEY = ("a", "b", "kind", "precision")
NUMBERS = ("micnum", "eventnum", "stmon", "stday", "styear", "endmon", "endday", "endyear", *DEATHS)


def code(rows: pl.DataFrame) -> Coded:
    """Code the rows of the file, in which -9 means an unknown day."""
    kept, left_out = sift(
        _dated(_translated(rows)),
        {
            "without a number of its own": pl.any_horizontal(
                pl.col("micnum", "eventnum").is_null(), ~pl.struct("micnum", "eventnum").is_first_distinct()
            ),
            "with an action that is not in mie.csv": pl.col("kind").is_null(),
            "with a state that is not in cow.csv": pl.any_horizontal(pl.col("a", "b").is_null()),
            "with one state on both sides": pl.col("a") == pl.col("b"),
            "without a readable date": pl.col("day").is_null(),
        },
    )
    return Coded(_written(_clustered(kept)), left_out)


def _translated(rows: pl.DataFrame) -> pl.DataFrame:
    named = rows.join(lookup("mie.csv"), on="action", how="left", maintain_order="left").with_columns(
        pl.col(NUMBERS).cast(pl.Int64, strict=False), pl.col("intensity").cast(pl.Float64)
    )
    for column, side in (("ccode1", "a"), ("ccode2", "b")):
        names = {"number": column, "letters": side, "name": f"{side}_name"}
        states = lookup("cow.csv").select(names.keys()).rename(names)
        named = named.join(states, on=column, how="left", maintain_order="left")
    return named


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    """Date each row by its first day, or the first of its month where the day is unknown."""
    known = pl.col("stday") != UNKNOWN
    within_year = pl.col("endyear") == pl.col("styear")
    day = pl.format("{}-{}-{}", "styear", "stmon", pl.when(known).then("stday").otherwise(1))
    bounds = [pl.when(pl.col(bound) >= 0).then(bound) for bound in DEATHS]
    return rows.with_columns(
        day=day.str.to_date("%Y-%m-%d", strict=False),
        precision=pl.when(known).then(pl.lit("day")).otherwise(pl.lit("month")),
        deaths=pl.when(within_year).then(pl.sum_horizontal(*bounds, ignore_nulls=False) / 2),
    )


def _clustered(rows: pl.DataFrame) -> pl.DataFrame:
    """Gather the rows of a dyad, kind and week; in a mutual kind either side may come first."""
    turned = pl.col("kind").is_in(MUTUAL) & (pl.col("b") < pl.col("a"))
    sides = (("a", "b"), ("b", "a"), ("a_name", "b_name"), ("b_name", "a_name"))
    ordered = rows.with_columns(
        pl.when(turned).then(other).otherwise(side).alias(side) for side, other in sides
    ).sort(*KEY, "day", "micnum", "eventnum")
    numbers = _weeks(ordered.select(*KEY).rows(), ordered["day"].to_list())
    return (
        ordered.with_columns(cluster=pl.Series(numbers, dtype=pl.Int64))
        .group_by("cluster", maintain_order=True)
        .agg(
            pl.col(FIRST).first(),
            pl.len().alias("rows"),
            pl.col("intensity").max(),
            pl.when(pl.col("deaths").count() > 0).then(pl.col("deaths").sum()).alias("deaths"),
        )
    )


def _weeks(keys: Sequence[tuple[str, ...]], days: Sequence[date]) -> list[int]:
    """Give each row the number of its cluster, where rows stand in the order of key and day."""
    numbers: list[int] = []
    opened: tuple[object, ...] = ()
    begun = date.min
    for key, day in zip(keys, days, strict=True):
        if (*key, day.year) != opened or day - begun > timedelta(DAYS):
            opened, begun = (*key, day.year), day
            numbers.append(numbers[-1] + 1 if numbers else 0)
        else:
            numbers.append(numbers[-1])
    return numbers


def _written(clusters: pl.DataFrame) -> pl.DataFrame:
    several = pl.format(" ({} rows)", "rows")
    daily = pl.col("precision") == "day"
    return clusters.sort("day", "micnum", "eventnum").select(
        id=pl.format("mie-{}-{}", "micnum", "eventnum"),
        date=pl.when(daily).then(pl.col("day").cast(pl.String)).otherwise(pl.col("day").dt.strftime("%Y-%m")),
        precision="precision",
        kind="kind",
        initiator="a",
        target="b",
        intensity="intensity",
        deaths="deaths",
        description=pl.format("{}: {}, {}", "meaning", "a_name", "b_name")
        + pl.when(pl.col("rows") > 1).then(several).otherwise(pl.lit("")),
    )


IMPORTER = Importer(
    name="mie",
    title="Militarized Interstate Events 1.0",
    citation=(
        "Gibler, Douglas M., and Steven V. Miller. 2024. The Militarized Interstate Events (MIE) Dataset,"
        " 1816-2014. Conflict Management and Peace Science 41(4): 463-481."
    ),
    covers="Threats, displays and uses of force between the states of the world, 1816-2014.",
    source="mie2024",
    bibtex="""@article{mie2024,
  author = {Gibler, Douglas M. and Miller, Steven V.},
  title = {{The Militarized Interstate Events (MIE) Dataset, 1816-2014}},
  journal = {{Conflict Management and Peace Science 41(4): 463-481}},
  year = {2024},
  note = {imported from its file}
}
""",
    tolerance=DAYS,
    columns=("ccode1", "ccode2", "action", *NUMBERS),
    code=code,
)
