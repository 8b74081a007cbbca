"""The specific adversary of a pact: whom it is against when, and what its parties perceive from it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import replay as package
from replay.engine import Census, replay
from replay.opposition import SpecificThreat, opposed, specific_threats
from replay.pledges import Adversary
from replay.timeline import Timeline
from replay.truncation import truncated
from tests.small_world import adversary, distance, event, measurement, pact, party, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD")


def world(*adversaries: Adversary, people: tuple[float | None, ...] = (1, 3, 2, 4)) -> Timeline:
    """Let AAA and BBB be in a pact against CCC, with one and three shares of power; DDD clashes with BBB."""
    return timeline(
        [*map(state, CODES)],
        parties=pact("p", "AAA BBB", "1890-01-01", "1904-06-01", against="CCC"),
        adversaries=adversaries,
        distances=[distance(a, b, 300) for a in CODES for b in CODES if a < b],
        measurements=[measurement(1899, code, n, n) for code, n in zip(CODES, people, strict=True)],
        events=[
            event("1901-01-01-clash", "border_clash", "AAA CCC", "1901-01-01"),
            event("1903-01-01-clash", "border_clash", "BBB DDD", "1903-01-01"),
        ],
    )


def census_of(small: Timeline, year: int) -> Census:
    """Replay up to a census, one history."""
    return next(census for census in replay(small) if census.year == year)


def faced(small: Timeline, year: int) -> list[SpecificThreat]:
    """Say what each pact faces at a census."""
    census = census_of(small, year)
    seen = census.situation
    against = opposed(small, "first", date(year, 12, 31))
    return list(specific_threats(census.pacts, seen, seen.threat[seen.pairs()], against))


def test_the_threat_is_the_mean_of_the_parties_weighed_by_capability() -> None:
    """A quarter of what AAA perceives, and three quarters of what BBB does; so are its factors."""
    small = world()
    [found] = faced(small, 1901)
    seen = census_of(small, 1901).situation

    own, other = seen.threat[0, 2, 0], seen.threat[1, 2, 0]
    assert own > other
    assert found.threat == pytest.approx(own / 4 + 3 * other / 4)
    assert found.factors["intention"] == pytest.approx(
        seen.intention[0, 2, 0] / 4 + 3 * seen.intention[1, 2, 0] / 4
    )
    assert (found.pact, found.adversary, found.basis, found.parties) == ("p", "CCC", "founding", 2)


def test_a_timeline_that_codes_no_adversaries_says_it_of_the_parties() -> None:
    """Whom any party is in the pact against, while it is."""
    small = timeline(
        [*map(state, CODES)],
        parties=[
            party("p", "AAA", "1890-01-01", against="CCC"),
            party("p", "BBB", "1890-01-01", "1903-01-01", against="CCC DDD"),
        ],
    )

    assert opposed(small, "first", date(1902, 12, 31)) == [("p", "CCC", "founding"), ("p", "DDD", "founding")]
    assert opposed(small, "first", date(1903, 1, 1)) == [("p", "CCC", "founding")]


def test_where_adversaries_are_coded_they_alone_count_and_while_they_do() -> None:
    """Founded against DDD, named CCC from 1902 until 1904: the first day on which it is not."""
    small = world(adversary("p", "DDD"), adversary("p", "CCC", "named", "1902-01-01", "1904-01-01"))

    by_year = {year: [(one.adversary, one.basis) for one in faced(small, year)] for year in range(1901, 1905)}
    assert by_year == {
        1901: [("DDD", "founding")],
        1902: [("CCC", "named"), ("DDD", "founding")],
        1903: [("CCC", "named"), ("DDD", "founding")],
        1904: [],
    }


def test_of_a_pact_against_a_party_the_others_count() -> None:
    """BBB perceives AAA; AAA does not perceive itself."""
    small = world(adversary("p", "AAA"))
    [found] = faced(small, 1901)

    assert found.parties == 1
    assert found.threat == pytest.approx(census_of(small, 1901).situation.threat[1, 0, 0])


def test_parties_of_unknown_capability_weigh_as_the_known_do_and_unknown_threat_is_left_out() -> None:
    """Of AAA no power is known, so that it perceives no threat that could be known."""
    small = world(people=(None, 3, 2, 4))
    [found] = faced(small, 1901)

    assert found.parties == 1
    assert found.threat == pytest.approx(census_of(small, 1901).situation.threat[1, 2, 0])


def test_bounds_are_quantiles_over_histories() -> None:
    """Of 40 histories, mixed one by one."""
    small = world()
    census = next(one for one in replay(small, histories=40) if one.year == 1902)
    seen = census.situation
    [found] = specific_threats(census.pacts, seen, seen.threat[seen.pairs()], [("p", "CCC", "founding")])

    each = seen.threat[0, 2] / 4 + 3 * seen.threat[1, 2] / 4
    assert [found.low, found.high] == pytest.approx(np.quantile(each, [0.05, 0.95]))
    assert found.threat == pytest.approx(each[0])


def test_what_comes_later_changes_nothing_earlier() -> None:
    """Cut off at the end of 1902, the pact faces then what it faces in the whole record."""
    small = world(adversary("p", "DDD"), adversary("p", "CCC", "named", "1902-01-01", "1904-01-01"))

    assert faced(truncated(small, 1902), 1902) == faced(small, 1902)


def test_the_query_says_how_the_threat_has_changed(tmp_path: Path) -> None:
    """Against CCC since 1900: a clash on the first day of 1901 makes the threat, which then fades."""
    path = package.run(
        world(), tmp_path / "run.duckdb", histories=2, repeats=False, theories=["balance_of_threat"]
    )
    rows = package.query(path, "adversaries", of_pact="p").rows(named=True)
    threat = [row["threat"] for row in rows]

    assert [row["year"] for row in rows] == [1900, 1901, 1902, 1903]
    assert threat.index(max(threat)) == 1
    assert [row["since_first"] for row in rows] == pytest.approx([value - threat[0] for value in threat])
    highest = [threat[0], *[threat[1]] * 3]
    assert [row["since_highest"] for row in rows] == pytest.approx(
        [value - most for value, most in zip(threat, highest, strict=True)]
    )
