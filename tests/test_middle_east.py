"""The record of the Middle East, held against what a coder can get wrong and no reader of a file sees."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from replay.alignment import alignments
from tests.console import examples, run
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


def test_no_state_acts_or_suffers_before_it_exists_or_after_its_end() -> None:
    """Syria does nothing of its own in the union, Kuwait nothing before June 1961."""
    roster = TIMELINE.roster
    assert [
        (event.id, code)
        for event in TIMELINE.events
        for code in (*event.initiators, *event.targets)
        if not roster.exists(code, event.happened.nominal)
    ] == []
    assert not roster.exists("SYR", date(1960, 1, 1))
    assert not roster.exists("KUW", date(1961, 6, 18))


@pytest.mark.parametrize("kind", ["war", "war_battle", "border_clash"])
def test_fighting_has_two_sides(kind: str) -> None:
    """At least two states are named and none stands on both sides; a war names who attacks whom."""
    fought = [event for event in TIMELINE.events if event.kind.kind == kind]

    assert fought
    assert [one.id for one in fought if len({*one.initiators, *one.targets}) < 2] == []
    assert [one.id for one in fought if set(one.initiators) & set(one.targets)] == []
    assert kind == "border_clash" or [one.id for one in fought if not one.targets] == []


def test_no_event_stands_twice_under_two_names() -> None:
    """Two rows of a day, a kind and the same states would be one act."""
    acts = Counter(
        (one.happened, one.kind.kind, frozenset(one.initiators + one.targets)) for one in TIMELINE.events
    )

    assert [act for act, times in acts.items() if times > 1] == []


def test_no_pact_stands_twice_under_two_names() -> None:
    """Within a coding no two pacts have the same parties on the same days."""
    spells = defaultdict(set)
    for one in TIMELINE.parties:
        spells[one.coding, one.pact].add((one.state, one.joined, one.left))
    pacts = Counter((coding, frozenset(parties)) for (coding, _), parties in spells.items())

    assert [pact for pact, times in pacts.items() if times > 1] == []


@pytest.mark.parametrize("coding", ["first", "second"])
def test_each_coding_is_whole(coding: str) -> None:
    """At least 45 pacts, each of two states, no spell of a dyad ending before it begins."""
    parties = TIMELINE.parties_of(coding)
    states = defaultdict(set)
    for one in parties:
        states[one.pact].add(one.state)

    assert len(states) >= 45
    assert [pact for pact, members in states.items() if len(members) < 2] == []
    assert all(tie.ended is None or tie.formed < tie.ended for tie in alignments(TIMELINE, coding))


def test_the_blanket_pacts_of_the_arab_league_tie_nobody() -> None:
    """All Arab states are in them, and none is aligned with another by them."""
    for coding in TIMELINE.codings:
        members = {one.state for one in TIMELINE.parties_of(coding) if one.pact == "arab-league"}
        assert {"EGY", "SYR", "IRQ", "JOR", "SAU", "LEB", "YAR"} <= members
        assert not {"arab-league", "arab-joint-defence", "nato"} & {
            one.pact for one in alignments(TIMELINE, coding)
        }


def test_no_entry_has_a_mark_that_latex_would_act_upon() -> None:
    """Outside addresses an ampersand, per cent, hash or underscore is escaped."""
    lines = FOLDER.joinpath("sources.bib").read_text(encoding="utf-8").splitlines()
    told = [line for line in lines if not re.match(r"\s*(@|url|doi)", line)]

    assert [line for line in told if re.search(r"(?<!\\)[&%#_]", line)] == []


def test_no_source_goes_uncited() -> None:
    """Each stands in a row, or in the page that says how the record was coded."""
    told = set(re.findall(r"`(\w+)`", README))

    assert set(TIMELINE.sources) - TIMELINE.cited - told == set()


@pytest.mark.parametrize("quantity", STEPS)
def test_a_quantity_keeps_within_its_bounds_and_makes_no_leap(quantity: str) -> None:
    """A slipped digit is a tenfold step."""
    least, most, step = STEPS[quantity]

    for state, year, value, before in series(quantity):
        assert least <= value <= most, (state, year, value)
        if before and value:
            assert 1 / step <= value / before <= step, (state, year, before, value)


def test_strength_counts_on_by_one_or_begins_anew() -> None:
    """Years since the last attempt to take power by force: one more each year up to 30, or 0."""
    found = list(series("strength"))

    assert [row for row in found if row[3] is not None and row[2] not in (0, min(30, row[3] + 1))] == []
    zeros = {(state, year) for state, year, value, _ in found if value == 0}
    assert {("EGY", 1952), ("IRQ", 1958), ("YAR", 1962), ("LIB", 1969), ("JOR", 1970), ("IRN", 1979)} <= zeros
    assert not any(state in {"USA", "RUS", "UKG"} for state, _ in zeros)


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


def test_every_ideology_is_professed_and_some_divide() -> None:
    """Pan-Arab creeds divide, monarchism does not (Walt 1987: 35-37)."""
    divides = {one.ideology: one.divides for one in TIMELINE.ideologies}

    assert set(divides) == {tag for one in TIMELINE.regimes for tag in one.ideology}
    assert divides["arab-nationalist"]
    assert divides["baath"]
    assert not divides["monarchist"]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ("events/*.csv", len(TIMELINE.events)),
        ("alignments.csv", len(TIMELINE.parties)),
        ("capabilities.csv", len(TIMELINE.measurements)),
        ("geography.csv", len(TIMELINE.distances)),
        ("regimes.csv", len(TIMELINE.regimes)),
        ("ideologies.csv", len(TIMELINE.ideologies)),
        ("states.csv", len(TIMELINE.roster.existences)),
        ("sources.bib", len(TIMELINE.sources)),
    ],
)
def test_the_page_counts_the_rows_of_every_file(table: str, expected: int) -> None:
    """What the page says of a file is what the file has."""
    [shown] = re.findall(rf"^\| `{re.escape(table)}` \| (\d+) \|", README, re.MULTILINE)

    assert int(shown) == expected


def test_the_page_shows_what_its_commands_print(tmp_path: Path) -> None:
    """The counts, the agreement of the codings and every dyad on which they differ."""
    shown = examples(README)

    assert len(shown) >= 3
    for command, output in shown:
        assert run(command, tmp_path) == output, command
