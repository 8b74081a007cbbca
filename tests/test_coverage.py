"""What a timeline is said to hold and to lack: counts and gaps of a small world, by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from replay import coverage
from replay.timeline import Regime, Timeline
from tests.small_world import asset, doctrine, event, measurement, orientation, polarity, state, timeline


def world() -> Timeline:
    """Let AAA exist throughout 1900-1905, BBB from mid-1902, and CCC to the end of 1903."""
    events = [
        event("clash", "border_clash", "AAA > CCC", "1901-05-06"),
        event("treaty", "friendship_treaty", "AAA CCC", "1901", precision="year"),
        event("plot", "subversion", "AAA > BBB", "1904-02", precision="month", known_on="1905-01-01"),
        event("coup", "coup", "BBB", "1904-03-01"),
    ]
    doubtful = [replace(events[3], confidence="C"), *events[:3]]
    return timeline(
        [state("AAA"), state("BBB", "1902-07-01"), state("CCC", leaves="1904-01-01")],
        events=doubtful,
        measurements=[
            *(measurement(year, "AAA", 10, 1) for year in (1901, 1902, 1904)),
            measurement(1903, "AAA", 10, None),
            *(measurement(year, "BBB", 10, 1) for year in range(1903, 1906)),
            *(measurement(year, "CCC", 10, 1) for year in range(1901, 1904)),
        ],
        regimes=[
            Regime("AAA", None, date(1902, 6, 1), "monarchy", (), ()),
            Regime("AAA", date(1902, 6, 1), None, "military", (), ()),
            Regime("BBB", None, None, "monarchy", (), ()),
            Regime("CCC", date(1903, 1, 1), None, "monarchy", (), ()),
        ],
    )


def test_the_overview_counts_events_by_confidence_and_precision() -> None:
    """Of four events three are sure, two are dated to the day, and one came out later."""
    found = dict(coverage.overview(world()).iter_rows())

    assert found["events"] == "4 of 4 kinds"
    assert found["confidence"] == "A 3 (75%), C 1 (25%)"
    assert found["precision"] == "day 2 (50%), month 1 (25%), year 1 (25%)"
    assert found["known later"] == "1 became public after its day"
    assert found["pacts, by coding"] == "1 first"


def test_the_overview_counts_what_is_coded_of_states_pacts_and_the_world() -> None:
    """Three spells of two states and one of a pact; of doctrines nothing is coded."""
    told = replace(
        world(),
        orientations=(
            orientation("AAA", "status-quo", ends="1902-01-01"),
            orientation("AAA", "revisionist", "1902-01-01"),
            orientation("BBB", "limited-aims"),
        ),
        assets=(asset("p", "council", "general"),),
        polarities=(polarity("multipolar", ends="1903-01-01"), polarity("bipolar", "1903-01-01")),
    )
    found = dict(coverage.overview(told).iter_rows())

    assert found["orientations"] == "3 spells of 2 states"
    assert found["doctrines"] == "not coded"
    assert found["assets"] == "1 spells of 1 pacts"
    assert found["polarity"] == "multipolar, bipolar"
    assert dict(coverage.overview(world()).iter_rows())["polarity"] == "not coded"


def test_gaps_of_orientations_and_doctrines_are_told_where_there_are_any() -> None:
    """AAA is coded until 1902, BBB from 1904, CCC never; a timeline without any has no such gaps."""
    told = replace(
        world(),
        orientations=(orientation("AAA", "status-quo", ends="1903-01-01"), orientation("BBB", "status-quo")),
        doctrines=(doctrine("BBB", "offence", "1904-05-01"),),
    )
    gaps = coverage.gaps(told)

    assert gaps.filter(without="orientation").rows() == [
        ("AAA", "orientation", 3, "1903-1905"),
        ("CCC", "orientation", 4, "1900-1903"),
    ]
    assert gaps.filter(without="doctrine").rows() == [
        ("AAA", "doctrine", 6, "1900-1905"),
        ("BBB", "doctrine", 1, "1903"),
        ("CCC", "doctrine", 4, "1900-1903"),
    ]


def test_kinds_are_counted_by_decade_with_their_sum_last() -> None:
    """All four events lie in the 1900s; kinds as common as each other stand in alphabetical order."""
    assert coverage.kinds(world()).rows() == [
        ("border_clash", 1, 1),
        ("coup", 1, 1),
        ("friendship_treaty", 1, 1),
        ("subversion", 1, 1),
        ("all", 4, 4),
    ]


def test_a_state_counts_what_it_started_suffered_or_shared() -> None:
    """A sign a year of ten: a figure, a point for no event, a blank outside the span or its life."""
    columns = ("state", "events", "A", "B", "C", "day", "1900s")

    assert coverage.states(world()).select(columns).rows() == [
        ("AAA", 3, 3, 0, 0, 1, ".2..1.    "),
        ("BBB", 2, 1, 0, 1, 1, "   .2.    "),
        ("CCC", 2, 2, 0, 0, 1, ".2..      "),
    ]


def test_gaps_are_the_years_in_which_something_of_a_living_state_is_unknown() -> None:
    """Quantities are missed from the first year that any state has one, here 1901."""
    assert coverage.gaps(world()).rows() == [
        ("AAA", "event", 4, "1900, 1902-1903, 1905"),
        ("AAA", "people", 1, "1905"),
        ("AAA", "soldiers", 2, "1903, 1905"),
        ("BBB", "event", 2, "1903, 1905"),
        ("CCC", "event", 3, "1900, 1902-1903"),
        ("CCC", "regime", 3, "1900-1902"),
    ]
