"""Branching off: what of the record stands after the branching date, what is struck, and what is barred."""

from __future__ import annotations

from datetime import date

import pytest

from replay import branching as stage
from replay.branching import Branched, alive, branched, branching, standing, until
from replay.departure import edited
from replay.errors import RequestError, UnknownNameError
from replay.strands import simulate
from replay.timeline import Timeline
from tests.simulated import listed, planned, prepared, require_same, strand, toml
from tests.small_world import asset, event, pact, party, state, timeline

BRANCH = 1902


def record() -> Timeline:
    """Put pacts together that begin and end before and after the branching date, and the treaties of some."""
    return timeline(
        [state(code) for code in ("AAA", "BBB", "CCC", "DDD")],
        parties=[
            *pact("early", "AAA BBB", "1900-03-03", "1901-04-04"),
            *pact("late", "CCC DDD", "1904-05-05"),
            *pact("league", "AAA BBB CCC", "1901-01-01", "1905-06-06"),
            party("league", "DDD", "1903-07-07"),
        ],
        events=[
            event("founding", "defence_pact", "AAA > BBB", "1900-03-03"),
            event("accession", "accession", "DDD > AAA", "1903-07-07"),
            event("summit", "summit", "DDD > AAA", "1903-07-07"),
            event("treaty", "friendship_treaty", "AAA > DDD", "1904-01-01"),
            event("signing", "defence_pact", "CCC > DDD", "1904-05-05"),
            event("end", "dissolution", "AAA BBB CCC", "1905-06-06"),
            event("annulled", "abrogation", "AAA > DDD", "1905-08-08"),
        ],
    )


def left_of(own: Timeline, text: str = "") -> Branched:
    """Branch off from the record, or from what a list makes of it."""
    other = edited(own, listed(text, own))[0] if text else own
    return branched(other, own, "first", BRANCH)


def memberships(of: Branched) -> dict[tuple[str, str], tuple[date, date | None]]:
    """List the memberships but those of the pact of all."""
    return {
        (one.pact, one.state): (one.joined.nominal, one.left.nominal if one.left else None)
        for one in of.timeline.parties
        if one.pact != "blanket"
    }


def test_memberships_after_the_branching_date_are_struck() -> None:
    """What began later is gone, what ended later goes on, and what was over by then stays as it was."""
    early, league = date(1900, 3, 3), date(1901, 1, 1)
    assert memberships(left_of(record())) == {
        ("early", "AAA"): (early, date(1901, 4, 4)),
        ("early", "BBB"): (early, date(1901, 4, 4)),
        ("league", "AAA"): (league, None),
        ("league", "BBB"): (league, None),
        ("league", "CCC"): (league, None),
    }
    assert left_of(record()).barred == {}


def test_events_that_are_an_alignment_are_struck_with_it() -> None:
    """Treaties on whose day a signatory joins, or leaves; others happen whatever is decided."""
    found = left_of(record())
    assert found.struck == ("accession", "signing", "end")
    assert [one.id for one in found.timeline.events] == ["founding", "summit", "treaty", "annulled"]


def test_the_first_census_is_that_of_the_branching_date() -> None:
    """Nothing is asked before it; the span goes on to its end."""
    manifest = left_of(record()).timeline.manifest
    assert (manifest.first_census, manifest.span.end.year) == (BRANCH, 1905)


@pytest.mark.parametrize(
    ("text", "stands", "barred"),
    [
        (toml("strike", pact="league", state="DDD"), {}, {"DDD": BRANCH + 1}),
        (
            toml("move", pact="league", state="AAA", ends="1904-02-02"),
            {"AAA": (date(1901, 1, 1), date(1904, 2, 2))},
            {"AAA": 1904},
        ),
        (
            toml("move", pact="league", state="DDD", to="1904-02-02"),
            {"DDD": (date(1904, 2, 2), None)},
            {"DDD": BRANCH + 1},
        ),
        (toml("strike", pact="league", state="CCC"), {"CCC": None}, {"CCC": BRANCH + 1}),
        (toml("strike", event="summit"), {}, {}),
    ],
)
def test_what_an_edit_says_of_a_membership_stands_and_is_not_decided(
    text: str, stands: dict[str, tuple[date, date | None] | None], barred: dict[str, int]
) -> None:
    """An accession struck, a departure imposed, an accession put off, a party that never was; and none."""
    found = left_of(record(), text)
    assert found.barred == {("league", code): since for code, since in barred.items()}
    members = memberships(found)
    assert {code: members.get(("league", code)) for code in stands} == stands


def test_a_membership_that_an_edit_ends_before_the_branching_date_is_open_again() -> None:
    """Had the first pact ended a year sooner, nothing would be said of the time after the branching date."""
    assert left_of(record(), toml("move", pact="early", ends="1900-12-12")).barred == {}


def test_what_was_known_ends_with_the_branching_date() -> None:
    """No event and no membership after it, and the span ends there."""
    cut = until(record(), BRANCH)
    assert cut.manifest.span.end == date(BRANCH, 12, 31)
    assert [one.id for one in cut.events] == ["founding"]
    assert {one.pact for one in cut.parties} == {"blanket", "early", "league"}
    assert all(one.left is None for one in cut.parties if one.pact == "league")


def test_a_pact_is_found_however_its_name_is_written() -> None:
    """Capitals and spaces do not matter; one that is not scored, or does not exist, is refused."""
    own = timeline([state("AAA"), state("BBB")], parties=pact("the-league", "AAA BBB", "1900-01-01"))
    assert stage.tested(own, " The League ", "first") == "the-league"
    with pytest.raises(UnknownNameError, match="the-league"):
        stage.tested(own, "the-leage", "first")
    with pytest.raises(RequestError, match="does not score"):
        stage.tested(own, "blanket", "first")


def test_who_stands_in_a_pact_at_a_census() -> None:
    """Whoever has joined and not left by 31 December, and exists then."""
    own = record()
    assert standing(own, "league", "first", 1902) == ("AAA", "BBB", "CCC")
    assert standing(own, "league", "first", 1903) == ("AAA", "BBB", "CCC", "DDD")
    assert standing(own, "league", "first", 1905) == ("DDD",)
    gone = timeline(
        [state("AAA"), state("BBB"), state("CCC", leaves="1902-12-31")],
        parties=pact("p", "AAA BBB CCC", "1901-01-01"),
    )
    assert standing(gone, "p", "first", 1902) == ("AAA", "BBB")


def test_the_branching_date_is_the_last_before_the_scored_span_or_the_first_in_force() -> None:
    """The scored span begins in 1901; the league is in force from 1901 to 1904, the late pact in 1904."""
    own = record()
    assert branching(own, "early", "first", None) == 1900
    assert branching(own, "league", "first", None) == 1901
    assert branching(own, "late", "first", None) == 1904
    assert branching(own, "league", "first", 1903) == 1903
    with pytest.raises(RequestError, match="in force at the censuses of 1901 to 1904"):
        branching(own, "league", "first", 1905)
    ever = timeline([state("AAA"), state("BBB")], parties=pact("p", "AAA BBB", "1905-02-02"))
    with pytest.raises(RequestError, match="in force at no census"):
        branching(ever, "p", "first", None)


def test_pacts_that_are_alive_have_a_party_at_the_branching_date_or_later() -> None:
    """The early one is over."""
    assert alive(record(), "first", BRANCH) == {"blanket", "late", "league"}


def test_an_edit_of_nothing_in_the_span_parts_from_the_record_at_no_census() -> None:
    """A council that would have ended after the span ends never: the world is simulated all the same."""
    own = timeline(
        [state(code) for code in ("AAA", "BBB", "CCC")],
        parties=pact("p", "AAA BBB CCC", "1900-01-01"),
        assets=[asset("p", "council", "general", "1901-01-01", "1909-01-01")],
    )
    made = planned(
        own, ("institutionalism",), {"longer": toml("move", asset="council", pact="p", ends="never")}
    )
    found = simulate(strand(made, prepared(made)))
    for theory, one in found["longer"].items():
        require_same(one, found["none"][theory])
