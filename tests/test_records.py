"""The records of all theatres, held against what a coder can get wrong and no reader of a file sees."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from replay.alignment import alignments
from replay.edit_file import edit_lists, shipped_lists
from replay.loading import shipped
from replay.timeline import Timeline
from tests.console import examples, run
from tests.shipped import THEATRES

FIGHTING = ("war", "war_battle", "border_clash")
TABLES = {
    "events/*.csv": lambda one: len(one.events),
    "alignments.csv": lambda one: len(one.parties),
    "commitments.csv": lambda one: len(one.commitments),
    "adversaries.csv": lambda one: len(one.adversaries),
    "assets.csv": lambda one: len(one.assets),
    "forces.csv": lambda one: len(one.forces),
    "capabilities.csv": lambda one: len(one.measurements),
    "geography.csv": lambda one: len(one.distances),
    "regimes.csv": lambda one: len(one.regimes),
    "ideologies.csv": lambda one: len(one.ideologies),
    "orientations.csv": lambda one: len(one.orientations),
    "doctrines.csv": lambda one: len(one.doctrines),
    "polarity.csv": lambda one: len(one.polarities),
    "cases.csv": lambda one: len(one.cases),
    "states.csv": lambda one: len(one.roster.existences),
    "sources.bib": lambda one: len(one.sources),
}

pytestmark = pytest.mark.parametrize("theatre", THEATRES.values(), ids=list(THEATRES))


def page(theatre: Timeline) -> str:
    """Read the page that says how a theatre was coded."""
    return files("replay.timelines").joinpath(theatre.name, "README.md").read_text(encoding="utf-8")


def test_the_theatres_are_all_that_is_shipped_but_what_is_invented(theatre: Timeline) -> None:
    """Each is looked at here."""
    assert theatre.name in shipped()
    assert set(shipped()) == {*THEATRES, "miniature"}


def test_most_events_were_seen_in_their_source(theatre: Timeline) -> None:
    """Four in five at least, and none is without one."""
    marks = Counter(event.confidence for event in theatre.events)

    assert marks["A"] >= 0.8 * len(theatre.events)
    assert all(event.sources for event in theatre.events)


def test_no_state_acts_or_suffers_before_it_exists_or_after_its_end(theatre: Timeline) -> None:
    """Whoever is named exists on the day."""
    assert [
        (event.id, code)
        for event in theatre.events
        for code in (*event.initiators, *event.targets)
        if not theatre.roster.exists(code, event.happened.nominal)
    ] == []


@pytest.mark.parametrize("kind", FIGHTING)
def test_fighting_has_two_sides(theatre: Timeline, kind: str) -> None:
    """At least two states are named and none stands on both sides; a war names who attacks whom."""
    fought = [event for event in theatre.events if event.kind.kind == kind]

    assert fought
    assert [one.id for one in fought if len({*one.initiators, *one.targets}) < 2] == []
    assert [one.id for one in fought if set(one.initiators) & set(one.targets)] == []
    assert kind == "border_clash" or [one.id for one in fought if not one.targets] == []


def test_no_event_stands_twice_under_two_names(theatre: Timeline) -> None:
    """Two rows of a day, a kind and the same states in the same roles would be one act."""
    acts = Counter((one.happened, one.kind.kind, one.initiators, one.targets) for one in theatre.events)

    assert [act for act, times in acts.items() if times > 1] == []


def test_no_pact_stands_twice_under_two_names(theatre: Timeline) -> None:
    """Within a coding no two pacts have the same parties on the same days."""
    spells = defaultdict(set)
    for one in theatre.parties:
        spells[one.coding, one.pact].add((one.state, one.joined, one.left))
    pacts = Counter((coding, frozenset(parties)) for (coding, _), parties in spells.items())

    assert [pact for pact, times in pacts.items() if times > 1] == []


@pytest.mark.parametrize("coding", ["first", "second"])
def test_each_coding_is_whole(theatre: Timeline, coding: str) -> None:
    """At least 45 pacts, each of two states, no spell of a dyad ending before it begins."""
    states = defaultdict(set)
    for one in theatre.parties_of(coding):
        states[one.pact].add(one.state)

    assert len(states) >= 45
    assert [pact for pact, members in states.items() if len(members) < 2] == []
    assert all(tie.ended is None or tie.formed < tie.ended for tie in alignments(theatre, coding))


def test_every_pact_that_ties_says_which_institutions_it_had(theatre: Timeline) -> None:
    """Be it that it had none; of the Middle East's the secret and short-lived ones are not known."""
    silent = {one.pact for one in theatre.parties_of("first")} - {one.pact for one in theatre.assets}

    assert theatre.name == "middle-east" or silent <= {*theatre.manifest.unscored_pacts}


def test_every_state_is_governed_and_stands_for_something_while_it_exists(theatre: Timeline) -> None:
    """From the first census on, at most one regime and one orientation a year's end; gaps are rare."""
    gaps = 0
    for code in theatre.roster.codes:
        for year in range(theatre.manifest.first_census, theatre.manifest.span.end.year + 1):
            day = date(year, 12, 31)
            if theatre.roster.exists(code, day):
                for spells in (theatre.regimes, theatre.orientations):
                    holding = [
                        one
                        for one in spells
                        if one.state == code and (one.begins or date.min) <= day < (one.ends or date.max)
                    ]
                    assert len(holding) <= 1, (code, year)
                    gaps += not holding
    assert gaps <= 5


def test_every_ideology_is_professed(theatre: Timeline) -> None:
    """And none is professed that is not defined."""
    assert {one.ideology for one in theatre.ideologies} == {
        tag for one in theatre.regimes for tag in one.ideology
    }


def test_strength_counts_on_by_one_or_begins_anew(theatre: Timeline) -> None:
    """Years since the last attempt to take power by force: one more each year up to 30, or 0."""
    known = {(one.state, one.year): one.quantities["strength"] for one in theatre.measurements}
    steps = [
        (state, year, value)
        for (state, year), value in known.items()
        if value is not None and (before := known.get((state, year - 1))) is not None
        if value not in (0, min(30, before + 1))
    ]

    assert steps == []


def test_no_entry_has_a_mark_that_latex_would_act_upon(theatre: Timeline) -> None:
    """Outside addresses an ampersand, per cent, hash or underscore is escaped."""
    text = files("replay.timelines").joinpath(theatre.name, "sources.bib").read_text(encoding="utf-8")
    told = [line for line in text.splitlines() if not re.match(r"\s*(@|url|doi)", line)]

    assert [line for line in told if re.search(r"(?<!\\)[&%#_]", line)] == []


def test_no_source_goes_uncited(theatre: Timeline) -> None:
    """Each stands in a row, or in the page that says how the record was coded."""
    told = set(re.findall(r"`(\w+)`", page(theatre)))

    assert set(theatre.sources) - theatre.cited - told == set()


def test_the_shipped_edit_lists_are_sound(theatre: Timeline) -> None:
    """Every list is judged whole, against the record as it is, and every theatre has some."""
    names = [one.name for one in shipped_lists(theatre.name)]

    assert names
    assert [one.name for one in edit_lists(names, theatre, theatre.name)] == names


def test_the_page_names_every_edit_list(theatre: Timeline) -> None:
    """By its name, and the table of files counts them."""
    names = [one.name for one in shipped_lists(theatre.name)]

    assert [name for name in names if f"`{name}`" not in page(theatre)] == []
    assert f"| `edits/*.toml` | {len(names)} lists |" in page(theatre)


def test_the_page_counts_the_rows_of_every_file(theatre: Timeline) -> None:
    """What the page says of a file is what the file has, and no file that has rows is left out."""
    shown = dict(re.findall(r"^\| `([\w*/.]+)` \| ([\d,]+) \|", page(theatre), re.MULTILINE))
    counts = {name: count(theatre) for name, count in TABLES.items()}

    assert {name: int(rows.replace(",", "")) for name, rows in shown.items()} == {
        name: rows for name, rows in counts.items() if rows
    }


def test_the_page_shows_what_its_commands_print(theatre: Timeline, tmp_path: Path) -> None:
    """The counts, the states and the agreement of the codings."""
    shown = examples(page(theatre))

    assert len(shown) >= 3
    for command, output in shown:
        assert run(command, tmp_path) == output, command
