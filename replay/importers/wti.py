"""The World Treaty Index: bilateral treaties of the twentieth century, by topic and day of signature.

`wti.csv` gives each topic its kind; where a topic mixes matters, words of the headnote decide, the
first row that fits. The codebook wants only such agreements as a chronicle reports, and the index
has every instrument, so that treaties of alliance, friendship, peace, borders and relations count
in full, and the rest less: at COPDAB's scale point 4 (economic matters, weight 27) a half, at 5 and 6
(culture, science, administration, weights 14 and 10) a quarter; aid (point 3) a half where it is a
loan, a gift or commodities, a quarter where it is one project. Source: scale and
weights as in Azar 1980; the fractions are our choice, made before any score was looked at.

The index does not say who gives. Aid goes from the donor of higher rank in `cow.csv` to the other:
1 the superpowers, 2 the Development Assistance Committee of the OECD (members by 1985) with
Comecon's European members and China, 3 the donors of OPEC, 4 all others. Between two of one rank it
is an agreement. Source: OECD 1983 and 1985; the ranks are our choice.

Treaties of the same kind between two states on one day, often one treaty printed by both, are one.
"""

from __future__ import annotations

import polars as pl

from replay.importer import Coded, Importer, lookup, sift

DAYS = 14
"""Sources date a treaty by initialling, signature or announcement, up to two weeks apart (our choice)."""
AID = ("aid", "military_aid")
SLUG = r"^[A-Za-z0-9._-]+$"
WIDTH = 120
"""Characters of a headnote that are kept."""


def code(rows: pl.DataFrame) -> Coded:
    """Code the rows of the file; days of signature are ISO dates."""
    signed = rows.with_row_index("row").with_columns(
        day=pl.col("Signed").str.head(10).str.to_date("%Y-%m-%d", strict=False)
    )
    own = pl.col("treaty_id").str.contains(SLUG) & pl.col("treaty_id").is_first_distinct()
    kept, left_out = sift(
        _named(_named(_topical(signed), "party1", "a"), "party2", "b"),
        {
            "without an id of its own": ~own.fill_null(value=False),
            "without a readable day of signature": pl.col("day").is_null(),
            "with a party that is no state of the index": pl.any_horizontal(pl.col("a", "b").is_null()),
            "with one state on both sides": pl.col("a") == pl.col("b"),
            "with a topic that is not in wti.csv": pl.col("kind").is_null(),
        },
    )
    return Coded(_written(_directed(kept)), left_out)


def _topical(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each row the first kind of its topic whose words stand in the headnote; without one, null."""
    rules = lookup("wti.csv").with_row_index("rule").rename({"topic": "topic1"})
    words = pl.col("headnote").fill_null("").str.to_uppercase().str.contains(pl.col("containing"))
    chosen = (
        rows.select("row", "topic1", "headnote")
        .join(rules, on="topic1")
        .filter(pl.col("containing").is_null() | words)
        .sort("rule")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "kind", "meaning", pl.col("intensity").cast(pl.Float64))
    )
    return rows.join(chosen, on="row", how="left", maintain_order="left")


def _named(rows: pl.DataFrame, column: str, side: str) -> pl.DataFrame:
    """Find the state, its name and its rank that a party's code stands for on the day; without one, null."""
    parties = lookup("wti_parties.csv").with_columns(pl.col("from", "until").str.to_date("%Y-%m-%d"))
    begun = pl.col("from").is_null() | (pl.col("from") <= pl.col("day"))
    lasting = pl.col("until").is_null() | (pl.col("day") < pl.col("until"))
    states = (
        rows.select("row", "day", party=column)
        .join(parties, on="party")
        .filter(begun & lasting)
        .join(lookup("cow.csv"), on="letters")
        .select("row", "letters", "name", "donor")
        .rename({"letters": side, "name": f"{side}_name", "donor": f"{side}_rank"})
    )
    return rows.join(states, on="row", how="left", maintain_order="left")


def _directed(rows: pl.DataFrame) -> pl.DataFrame:
    """Let aid go from the donor of higher rank, and put the states of all else in alphabetical order."""
    aid = pl.col("kind").is_in(AID)
    placed = rows.with_columns(
        kind=pl.when(aid & (pl.col("a_rank") == pl.col("b_rank"))).then(pl.lit("agreement")).otherwise("kind")
    )
    turned = pl.when(aid).then(pl.col("b_rank") < pl.col("a_rank")).otherwise(pl.col("b") < pl.col("a"))
    return placed.with_columns(
        pl.when(turned).then(other).otherwise(side).alias(side)
        for side, other in (("a", "b"), ("b", "a"), ("a_name", "b_name"), ("b_name", "a_name"))
    )


def _written(rows: pl.DataFrame) -> pl.DataFrame:
    """Write one event a dyad, kind and day: the row of greatest intensity stands for the others."""
    same = ["day", "a", "b", "kind"]
    ordered = rows.sort(*same, -pl.col("intensity"), "treaty_id")
    blank = pl.col("headnote").fill_null("").str.replace_all(r"\s+", " ")
    headnote = blank.str.head(WIDTH).str.to_lowercase()
    return ordered.unique(same, keep="first", maintain_order=True).select(
        id=pl.format("wti-{}", "treaty_id"),
        date=pl.col("day").cast(pl.String),
        kind="kind",
        initiator="a",
        target="b",
        intensity="intensity",
        description=pl.format("Treaty of {} and {} on {}: {}", "a_name", "b_name", "meaning", headnote),
    )


IMPORTER = Importer(
    name="wti",
    title="World Treaty Index",
    citation=(
        "Poast, Paul, Michael J. Bommarito and Daniel M. Katz. 2010. The Electronic World Treaty Index:"
        " Collecting the Population of International Agreements in the 20th Century; after Peter H. Rohn."
        " 1984. World Treaty Index. ABC-Clio."
    ),
    covers="Bilateral treaties of the states of the world, 1900-2003, by topic and day of signature.",
    source="wti",
    bibtex="""@misc{wti,
  author = {Poast, Paul and Bommarito, Michael J. and Katz, Daniel M.},
  title = {{The Electronic World Treaty Index: Collecting the Population of International Agreements in
    the 20th Century (after Rohn 1984)}},
  year = {2010},
  note = {imported from its file}
}
""",
    tolerance=DAYS,
    columns=("treaty_id", "Signed", "party1", "party2", "headnote", "topic1"),
    code=code,
)
