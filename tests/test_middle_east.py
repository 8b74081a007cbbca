"""The record of the Middle East, held against what a coder can get wrong and no reader of a file sees."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

import pytest

from replay.alignment import alignments
from tests.shipped import MIDDLE_EAST as TIMELINE

FOLDER = files("replay.timelines").joinpath("middle-east")
README = FOLDER.joinpath("README.md").read_text(encoding="utf-8")
POWERS = {"USA", "RUS", "UKG", "FRN"}
STEPS = {
    "population": (300, 300_000, 1.25),
    "urban": (0, 100_000, 1.75),
    "steel": (0, 155_000, 10),
    "energy": (0, 3_000_000, 4_000),
    "personnel": (1, 6_000, 20),
    "spending": (3_000, 200_000_000, 4),
    "reach": (0, 1, 2.5),
    "openness": (0, 1, 4),
    "arms": (0, 5_500, 1_000),
}
"""Least and largest value, and how many times a year's value may be the one before's.

Energy and arms only have bounds that a slip of many digits would break: small users and buyers
begin with a hundredth of what they soon have. The widest steps otherwise: Egypt takes in Syria in
1959 (population 1.2); the first steel of Saudi Arabia in 1979 (9); Yemen's army, 18 thousand in
1960 and 1 in 1961 (18), and its spending of 1970 (3.95); openness of South Yemen, North Yemen and
the Sudan after a coup or a first election (3.7).
"""


def series(quantity: str) -> Iterator[tuple[str, int, float, float | None]]:
    """Walk through a quantity: state, year, value, and the value of the year before if it is known."""
    known = {(one.state, one.year): one.quantities[quantity] for one in TIMELINE.measurements}
    for (state, year), value in known.items():
        if value is not None:
            yield state, year, value, known.get((state, year - 1))


def test_there_are_events_of_every_kind_most_of_them_seen_in_their_source() -> None:
    """At least 350, two thirds of them looked up, 1945 to 1979, none without a source."""
    marks = Counter(event.confidence for event in TIMELINE.events)

    assert len(TIMELINE.events) >= 350
    assert marks["A"] >= 2 / 3 * len(TIMELINE.events)
    assert all(event.sources for event in TIMELINE.events)
    assert {event.kind.kind for event in TIMELINE.events} == {row["kind"] for row in kinds()}


def kinds() -> list[dict[str, str]]:
    """Read the codebook as it stands."""
    return list(csv.DictReader(files("replay").joinpath("codebook.csv").read_text().splitlines()))


def test_the_blanket_pacts_of_the_arab_league_tie_nobody() -> None:
    """All Arab states are in them, and none is aligned with another by them."""
    for coding in TIMELINE.codings:
        members = {one.state for one in TIMELINE.parties_of(coding) if one.pact == "arab-league"}
        assert {"EGY", "SYR", "IRQ", "JOR", "SAU", "LEB", "YAR"} <= members
        assert not {"arab-league", "arab-joint-defence", "nato"} & {
            one.pact for one in alignments(TIMELINE, coding)
        }


@pytest.mark.parametrize("quantity", STEPS)
def test_a_quantity_keeps_within_its_bounds_and_makes_no_leap(quantity: str) -> None:
    """A slipped digit is a tenfold step."""
    least, most, step = STEPS[quantity]

    for state, year, value, before in series(quantity):
        assert least <= value <= most, (state, year, value)
        if before and value:
            assert 1 / step <= value / before <= step, (state, year, before, value)


def test_arms_are_known_of_the_region_and_of_no_power() -> None:
    """The register at hand has the region's deliveries; the great powers make their own weapons."""
    unknown = {one.state for one in TIMELINE.measurements if one.quantities["arms"] is None}
    arms = {(state, year): value for state, year, value, _ in series("arms")}

    assert unknown == POWERS
    assert max(arms.values()) <= 5_500
    assert arms["EGY", 1955] >= 4 * arms["EGY", 1954]  # the Czechoslovak arms
    assert arms["IRN", 1979] < arms["IRN", 1978] / 3  # the revolution


def test_every_state_is_measured_placed_and_governed_in_every_year_in_which_it_exists() -> None:
    """From 1950 a row of capabilities a year; a distance to all others; a regime on every 31 December."""
    roster = TIMELINE.roster
    measured = {(one.state, one.year) for one in TIMELINE.measurements}
    for code in roster.codes:
        for year in range(1950, 1980):
            if roster.exists(code, date(year, 12, 31)):
                assert (code, year) in measured
                governed = [
                    one
                    for one in TIMELINE.regimes
                    if one.state == code
                    and (one.begins or date.min) <= date(year, 12, 31) < (one.ends or date.max)
                ]
                assert len(governed) == 1, (code, year)
    assert len({(one.a, one.b) for one in TIMELINE.distances}) == len(roster) * (len(roster) - 1) // 2


def test_the_roster_knows_the_union_and_the_late_comers() -> None:
    """Syria does nothing of its own in the union, Kuwait nothing before June 1961."""
    assert not TIMELINE.roster.exists("SYR", date(1960, 1, 1))
    assert not TIMELINE.roster.exists("KUW", date(1961, 6, 18))


def test_some_ideologies_divide() -> None:
    """Pan-Arab creeds divide (Walt 1987: 35-37)."""
    divides = {one.ideology: one.divides for one in TIMELINE.ideologies}

    assert divides["arab-nationalist"]
    assert divides["baath"]
    assert not divides["monarchist"]


def test_strength_begins_anew_with_the_coups_that_everybody_knows() -> None:
    """Years since the last attempt to take power by force are 0 in the year of one."""
    zeros = {(state, year) for state, year, value, _ in series("strength") if value == 0}
    assert {("EGY", 1952), ("IRQ", 1958), ("YAR", 1962), ("LIB", 1969), ("JOR", 1970), ("IRN", 1979)} <= zeros
    assert not any(state in {"USA", "RUS", "UKG"} for state, _ in zeros)
