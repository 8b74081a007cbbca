"""A feed laid over a timeline: what comes in, what yields to what is coded by hand, what is told of it."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay.chronicle import chronicle
from replay.citation import cite
from replay.errors import RequestError, TimelineError
from replay.feed import CLASSES, load_feed, overlay
from replay.ledger import sql
from replay.loading import load
from replay.study import run
from replay.timeline import Timeline
from replay.truncation import truncated
from tests.bare import recorded
from tests.feeds import HEADER, feed, row
from tests.small_world import event, state, timeline
from tests.worlds import CODES, DAYS, Sketch, sketches, write

COUNTS = ("laid", "outside_span", "absent_states", "coded_already", "repeated")


def world(*events: str, until: int = 1905) -> Timeline:
    """Make three states, of which CCC exists from 1902, and events written as `kind roles on`."""
    coded = [event(f"own-{n}", *one.split(" | ")) for n, one in enumerate(events)]
    return timeline([state("AAA"), state("BBB"), state("CCC", "1902-01-01")], until=until, events=coded)


def laid(over: Timeline, *folders: Path) -> Timeline:
    """Lay feeds over a timeline."""
    return overlay(over, map(load_feed, folders))


def counts(found: Timeline) -> dict[str, int]:
    """Say what became of the rows of the last feed, by reason, where there are any."""
    return {name: getattr(found.overlays[-1], name) for name in COUNTS if getattr(found.overlays[-1], name)}


def test_rows_come_in_as_events_of_the_feed_in_canonical_order(tmp_path: Path) -> None:
    """The timeline's own event stands between two of the feed; sources come with them."""
    folder = feed(
        tmp_path, row("b", "1903-05-01", "raid", "AAA > BBB"), row("a", "1901-05", "visit", "AAA > BBB")
    )
    found = laid(world("raid | BBB > AAA | 1902-01-01"), folder)

    assert [(one.id, one.feed) for one in found.events] == [("a", "annals"), ("own-0", ""), ("b", "annals")]
    assert counts(found) == {"laid": 2}
    assert "annals" in found.sources


def test_a_feed_is_cut_to_the_span_and_to_the_states_of_the_day(tmp_path: Path) -> None:
    """1899 and 1906 are outside; ZZZ is nowhere, CCC not before 1902, and a month counts by its last day."""
    folder = feed(
        tmp_path,
        row("early", "1899-12-31", "raid", "AAA > BBB"),
        row("late", "1906-01", "raid", "AAA > BBB"),
        row("foreign", "1903-01-01", "raid", "AAA > ZZZ"),
        row("unborn", "1901-12-31", "raid", "AAA > CCC"),
        row("newborn", "1902-01", "raid", "AAA > CCC"),
    )
    found = laid(world(), folder)

    assert [one.id for one in found.events] == ["newborn"]
    assert counts(found) == {"laid": 1, "outside_span": 2, "absent_states": 2}


def test_of_several_states_those_of_the_timeline_stay(tmp_path: Path) -> None:
    """A pact of AAA, BBB and ZZZ against CCC and YYY is one of AAA and BBB, against CCC once it exists."""
    folder = feed(
        tmp_path,
        row("pact", "1903-01-01", "defence_pact", "AAA;BBB;ZZZ ! CCC;YYY"),
        row("sooner", "1901-01-01", "defence_pact", "AAA;BBB ! CCC"),
        row("alone", "1904-01-01", "defence_pact", "AAA;ZZZ"),
    )
    sooner, pact = laid(world(), folder).events

    assert (pact.initiators, pact.against) == (("AAA", "BBB"), ("CCC",))
    assert sooner.against == ()


def test_what_a_row_presupposes_goes_with_the_row_that_is_left_out(tmp_path: Path) -> None:
    """The war presupposes the raid on ZZZ, which is no state here, and the raid on BBB, which is laid."""
    folder = feed(
        tmp_path,
        row("gone", "1903-01-01", "raid", "AAA > ZZZ"),
        row("kept", "1903-01-01", "raid", "AAA > BBB"),
        row("war", "1903-02-01", "war", "AAA > BBB", presupposes="gone;kept"),
    )

    assert laid(world(), folder).events[-1].presupposes == ("kept",)


YIELDS = [
    ("raid | AAA > BBB | 1903-03-10", "raid", "AAA > BBB", "1903-03-17"),
    ("raid | AAA > BBB | 1903-03-10", "occupation", "AAA > BBB", "1903-03-03"),
    ("raid | AAA > BBB | 1903-03-10", "border_clash", "BBB > AAA", "1903-03-10"),
    ("border_clash | AAA > BBB | 1903-03-10", "raid", "BBB > AAA", "1903-03-10"),
    ("raid | AAA > BBB CCC | 1903-03-10", "raid", "AAA > CCC", "1903-03-10"),
    ("raid | AAA > BBB | 1903-03-25", "raid", "AAA > BBB", "1903-04"),
    ("raid | AAA > BBB | 1903-12-30", "raid", "AAA > BBB", "1904-01-02"),
    ("agreement | AAA > BBB | 1903-03-10", "agreement", "BBB;AAA", "1903-03-16"),
    ("aid | AAA > BBB | 1903-03-10", "arms_deal", "BBB > AAA", "1903-03-16"),
    ("agreement | AAA > BBB | 1903-03-10", "aid", "AAA > BBB", "1903-03-10"),
    ("war | AAA > BBB | 1903-03-10", "war_battle", "BBB > AAA", "1903-12-10"),
    ("coup | AAA | 1903-03-10", "coup", "AAA", "1903-03-12"),
]
STAYS = [
    ("raid | AAA > BBB | 1904-01-02", "raid", "AAA > BBB", "1903-12-30"),
    ("raid | AAA > BBB | 1903-03-10", "raid", "AAA > BBB", "1903-03-18"),
    ("raid | AAA > BBB | 1903-03-10", "raid", "BBB > AAA", "1903-03-11"),
    ("raid | AAA > BBB | 1903-03-10", "alert", "AAA > BBB", "1903-03-11"),
    ("raid | AAA > CCC | 1903-03-10", "raid", "AAA > BBB", "1903-03-10"),
    ("raid | AAA > BBB | 1903-03-10", "raid", "AAA > BBB;CCC", "1903-03-10"),
    ("raid | AAA > BBB | 1903-03-10", "agreement", "AAA > BBB", "1903-03-10"),
    ("agreement | AAA > BBB | 1903-03-10", "aid", "AAA > BBB", "1903-03-11"),
    ("visit | AAA > BBB | 1903-03-10", "agreement", "AAA > BBB", "1903-03-10"),
    ("war | AAA > BBB | 1903-03-10", "war_battle", "BBB > AAA", "1904-01-10"),
    ("war | AAA > BBB | 1903-03-10", "raid", "BBB > AAA", "1903-12-10"),
    ("coup | AAA | 1903-03-10", "coup", "BBB", "1903-03-10"),
]


@pytest.mark.parametrize(
    ("own", "kind", "roles", "on", "fate"),
    [(*one, "coded_already") for one in YIELDS] + [(*one, "laid") for one in STAYS],
)
def test_a_row_yields_to_an_act_of_its_class_and_direction_within_the_tolerance(
    tmp_path: Path, own: str, kind: str, roles: str, on: str, fate: str
) -> None:
    """Within seven days; either way if one is mutual; what is signed on one day is one; wars fill a year."""
    assert counts(laid(world(own), feed(tmp_path, row("told", on, kind, roles)))) == {fate: 1}


@pytest.mark.parametrize(
    ("own", "kept"),
    [
        ("raid | AAA > BBB | 1903-01-05", 0),
        ("accusation | BBB > AAA | 1903-01-05", 0),
        ("defence_pact | AAA CCC ! BBB | 1903-01-05", 0),
        ("raid | AAA > BBB | 1903-01-06", 1),
        ("visit | AAA > BBB | 1903-01-05", 1),
        ("raid | AAA > BBB | 1903-01", 1),
    ],
)
def test_a_hostile_row_yields_to_whatever_is_hostile_between_the_two_that_day(
    own: str, kept: int, tmp_path: Path
) -> None:
    """Of any class, whichever way, also through what others did together; not to a doubtful day."""
    folder = feed(tmp_path, row("a", "1903-01-05", "mobilisation", "BBB > AAA"), tolerance=0)
    assert counts(laid(world(own), folder)).get("laid", 0) == kept


TOLD = [
    (str(day), kind, f"{a} > {b}")
    for (n, day), kind in product(enumerate(DAYS), ("raid", "threat", "defence_pact"))
    for a, b in [(CODES[n % 3], CODES[(n + 1) % 3])]
]
"""Rows of a feed on the days, and between the states, of which worlds are sketched."""


@settings(max_examples=25)
@given(sketches(), st.integers(1900, 1904))
def test_a_feed_laid_over_a_record_cut_off_is_the_cut_of_the_whole(sketch: Sketch, year: int) -> None:
    """What yields to what by a census hangs on nothing later, for rows of every kind and day."""
    with TemporaryDirectory() as folder:
        record = write(Path(folder) / "world", sketch)
        rows = [row(f"f{n}", *one) for n, one in enumerate(TOLD)]
        told = load_feed(feed(Path(folder), *rows))
    whole = truncated(overlay(record, [told]), year)
    short = overlay(truncated(record, year), [told])
    until = date(year, 12, 31)
    assert [one.id for one in whole.events if one.happened.last <= until] == [
        one.id for one in short.events if one.happened.last <= until
    ]


def test_a_row_yields_to_a_feed_laid_before_but_not_to_its_own_feed(tmp_path: Path) -> None:
    """Two raids in three days are two of one feed; the second feed tells neither again."""
    first = feed(
        tmp_path, row("a", "1903-01-01", "raid", "AAA > BBB"), row("b", "1903-01-03", "raid", "AAA > BBB")
    )
    second = feed(tmp_path, row("c", "1903-01-02", "raid", "AAA > BBB"), name="gazette")
    found = laid(world(), first, second)

    assert [(one.feed, one.laid, one.coded_already) for one in found.overlays] == [
        ("annals", 2, 0),
        ("gazette", 0, 1),
    ]


def test_rows_of_a_feed_with_the_same_states_kind_and_day_are_one(tmp_path: Path) -> None:
    """A clash told from either side is one; a raid either way is two, and so is another day."""
    folder = feed(
        tmp_path,
        row("a", "1903-01-01", "border_clash", "AAA > BBB"),
        row("b", "1903-01-01", "border_clash", "BBB;AAA"),
        row("c", "1903-01-01", "raid", "AAA > BBB"),
        row("d", "1903-01-01", "raid", "BBB > AAA"),
        row("e", "1903-01-02", "raid", "BBB > AAA"),
    )

    assert counts(laid(world(), folder)) == {"laid": 4, "repeated": 1}


def test_the_events_of_a_timeline_as_a_feed_add_nothing(tmp_path: Path) -> None:
    """Every event of the miniature yields to itself, whatever its kind."""
    own = load("miniature")
    rows = [
        row(
            f"copy-{one.id}",
            str(one.happened.last),
            one.kind.kind,
            f"{';'.join(one.initiators)} > {';'.join(one.targets)}",
        )
        for one in own.events
    ]

    assert counts(laid(own, feed(tmp_path, *rows, tolerance=0))) == {"coded_already": len(own.events)}


def test_no_kind_is_of_two_classes() -> None:
    """A kind in two classes would count in the last one only."""
    kinds = [kind for several in CLASSES.values() for kind in several]

    assert len(kinds) == len(set(kinds))


def test_a_row_of_the_feed_leaves_impressions_like_any_other(tmp_path: Path) -> None:
    """A raid of AAA leaves BBB five points against it, on its day."""
    found = laid(world(), feed(tmp_path, row("a", "1903-01-01", "raid", "AAA > BBB")))
    [impression] = [one.impression for one in chronicle(found, histories=1, seed=1) if one.impression]

    assert (impression.event_id, impression.add.holder, impression.add.about) == ("a", "BBB", "AAA")
    assert impression.add.points == 5


def test_the_digest_covers_every_row_of_the_feed_and_not_their_order(tmp_path: Path) -> None:
    """A row about states elsewhere counts too, for the ledger counts it; without feeds nothing changes."""
    one, other = row("a", "1903-01-01", "raid", "AAA > BBB"), row("b", "1903-01-01", "raid", "YYY > ZZZ")
    own = world()
    digests = [
        laid(own, feed(tmp_path / str(n), *rows)).digest
        for n, rows in enumerate([(one, other), (other, one), (one,)])
    ]

    assert digests[0] == digests[1]
    assert len({own.digest, *digests}) == 3
    assert overlay(own, []).digest == own.digest


def test_a_run_records_its_feeds_and_where_each_event_came_from(tmp_path: Path) -> None:
    """The ledger says how many rows came in and why others did not, and cites what it laid over."""
    folder = feed(
        tmp_path, row("a", "1903-01-01", "raid", "ARD > CES"), row("b", "1903-01-01", "raid", "ARD > ZZZ")
    )
    plain, fed = tmp_path / "plain.duckdb", tmp_path / "fed.duckdb"
    recorded(load("miniature"), plain)
    run("miniature", fed, histories=1, theories=["base_rate"], repeats=False, audits=False, feeds=[folder])

    assert sql(plain, "select feeds from run").item() == ""
    assert sql(plain, "select count(*) from event where feed != ''").item() == 0
    assert sql(fed, "select feeds from run").item() == "annals"
    assert sql(fed, "select event_id from event where feed = 'annals'").to_series().to_list() == ["a"]
    assert sql(fed, "select rows, laid, absent_states from feed").row(0) == (2, 1, 1)
    assert sql(plain, "select run_id from run").item() != sql(fed, "select run_id from run").item()
    assert "@book{annals" in cite(fed)
    assert "1 of them laid over from Annals" in " ".join(cite(fed).split())
    assert "laid over" not in cite(plain)


def test_a_feed_that_is_not_there_or_comes_twice_is_refused(tmp_path: Path) -> None:
    """The request is wrong, not the data."""
    folder = feed(tmp_path, row("a", "1903-01-01", "raid", "AAA > BBB"))

    with pytest.raises(RequestError, match="nowhere does not exist"):
        load_feed(tmp_path / "nowhere")
    with pytest.raises(RequestError, match="feed annals was given twice"):
        laid(world(), folder, folder)


def test_a_row_with_the_id_of_an_event_of_the_timeline_is_a_fault(tmp_path: Path) -> None:
    """Draws of doubtful days are keyed by id, so that two events must not share one."""
    folder = feed(tmp_path, row("own-0", "1904-01-01", "raid", "AAA > BBB"))

    with pytest.raises(TimelineError) as caught:
        laid(world("raid | AAA > BBB | 1903-01-01"), folder)
    assert list(map(str, caught.value.faults)) == [
        "events/all.csv:2: id: was 'own-0'; no event of small has the same id"
    ]


def test_all_faults_of_a_feed_are_reported_at_once(tmp_path: Path) -> None:
    """Cells, rows, sources, references and settings, in the order of files and lines."""
    folder = feed(
        tmp_path,
        row("a", "1903-01-01", "riad", "AAA > BBB"),
        row("b", "1903-01-01", "raid", "AAA"),
        row("b", "1903-01-02", "raid", "AAA > BBB", known_on="1903-01-01", presupposes="c"),
        row("d", "1903-01-01", "raid", "AAA > BBB").replace("annals", "anals"),
    )
    settings = (folder / "feed.toml").read_text(encoding="utf-8")
    changed = settings.replace("tolerance = 7", "tolerance = -7").replace('"annals"', '"the;annals"')
    (folder / "feed.toml").write_text(changed + "colour = 1\n", encoding="utf-8")

    with pytest.raises(TimelineError) as caught:
        load_feed(folder)
    assert str(caught.value).splitlines() == [
        "feed annals: 9 faults",
        "events/all.csv:2: kind: was 'riad'; a kind is one of: see `replay list kinds`; did you mean 'raid'?",
        "events/all.csv:3: id: was 'b'; an id stands once in all event files",
        "events/all.csv:3: target: was empty; raid has one or more targets",
        "events/all.csv:4: id: was 'b'; an id stands once in all event files",
        "events/all.csv:4: known_on: was '1903-01-01'; not before the day it happened, 1903-01-02",
        "events/all.csv:5: source: was 'anals'; a source is a key of sources.bib; did you mean 'annals'?",
        "feed.toml:1: name: was 'the;annals'; letters, digits, hyphens, dots and underscores are allowed",
        "feed.toml:5: tolerance: was '-7'; 0 or more is allowed",
        (
            "feed.toml:6: colour: was an unknown key; the keys are: citation, covers, left_out, name,"
            " published, title, tolerance; did you mean 'covers'?"
        ),
    ]


def test_an_event_that_is_presupposed_stands_in_the_feed(tmp_path: Path) -> None:
    """Where all rows can be read, a name that is none of theirs is a fault."""
    folder = feed(tmp_path, row("war", "1903-01-02", "war", "AAA > BBB", presupposes="rald"))

    with pytest.raises(TimelineError, match="presupposes: was 'rald'; an event id of the feed fits"):
        load_feed(folder)


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("feed.toml", "feed.toml: was missing; a readable file must stand here"),
        ("sources.bib", "sources.bib: was missing; a readable file must stand here"),
        ("events/all.csv", "events: was without a CSV file; events stand in events/*.csv"),
    ],
)
def test_a_missing_file_of_a_feed_is_one_fault(tmp_path: Path, file: str, told: str) -> None:
    """What refers to it is not at fault."""
    folder = feed(tmp_path, row("a", "1903-01-01", "raid", "AAA > BBB"))
    (folder / file).unlink()

    with pytest.raises(TimelineError) as caught:
        load_feed(folder)
    assert list(map(str, caught.value.faults)) == [told]


def test_an_empty_feed_lays_nothing(tmp_path: Path) -> None:
    """A header without rows is a feed on which nothing is known."""
    folder = feed(tmp_path)

    assert (folder / "events" / "all.csv").read_text(encoding="utf-8") == HEADER
    assert counts(laid(world(), folder)) == {}
