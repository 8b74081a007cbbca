"""Shifts: who was at risk in a year, and whose tie began, lapsed, or was cut by a state's end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.alignment import alignments
from replay.clock import census_day
from replay.engine import replay
from replay.inventory import of_timeline
from replay.roster import Existence
from replay.shifts import LONGEST_GAP, outcome
from replay.timeline import Party
from tests.small_world import pact, party, state, timeline

Shift = tuple[int, str, str]
TWO = (state("AAA"), state("BBB"))


def shifts(
    parties: Sequence[Party],
    states: Sequence[Existence] = TWO,
    *,
    great_powers: tuple[str, ...] = (),
    excluded: tuple[str, ...] = (),
) -> list[Shift]:
    """Replay 1900 to 1904, and list every shift and censored dyad by year."""
    small = timeline(states, until=1904, parties=parties, great_powers=great_powers, excluded_dyads=excluded)
    codes = small.roster.codes
    found = []
    for census in replay(small):
        if (closed := census.closed) is None:
            continue
        for name, mark in (
            ("onset", closed.shifted & ~closed.aligned_before),
            ("ending", closed.shifted & closed.aligned_before),
            ("censored", closed.censored),
        ):
            assert np.array_equal(mark, mark.T)
            assert not (mark & ~closed.at_risk).any()
            pairs = zip(*np.nonzero(np.triu(mark)), strict=True)
            found += [(closed.year, f"{codes[a]}-{codes[b]}", name) for a, b in pairs]
    return sorted(found)


def at_risk(states: Sequence[Existence], **details: tuple[str, ...]) -> dict[int, set[str]]:
    """Replay 1900 to 1904, and name the dyads at risk in each year that closed."""
    small = timeline(states, until=1904, **details)  # type: ignore[arg-type]
    codes = small.roster.codes
    return {
        census.closed.year: {
            f"{codes[a]}-{codes[b]}" for a, b in zip(*np.nonzero(np.triu(census.closed.at_risk)), strict=True)
        }
        for census in replay(small)
        if census.closed is not None
    }


def spells(*days: tuple[str, str]) -> tuple[Party, ...]:
    """Tie AAA and BBB in one pact from one day until another, several times."""
    return tuple(one for joined, left in days for one in pact("p", "AAA BBB", joined, left))


@pytest.mark.parametrize(
    ("parties", "expected"),
    [
        pytest.param((), [], id="never tied"),
        pytest.param(spells(("1890-01-01", "")), [], id="tied throughout"),
        pytest.param(spells(("1902-05-01", "")), [(1902, "AAA-BBB", "onset")], id="tied for good"),
        pytest.param(spells(("1902-05-01", "1902-05-02")), [(1902, "AAA-BBB", "onset")], id="tied for a day"),
        pytest.param(
            spells(("1902-01-01", "")), [(1902, "AAA-BBB", "onset")], id="formed on the first day of the year"
        ),
        pytest.param(
            spells(("1902-12-31", "")), [(1902, "AAA-BBB", "onset")], id="formed on the last day of the year"
        ),
        pytest.param(
            spells(("1902-02-01", "1902-03-01"), ("1902-04-01", "1902-05-01")),
            [(1902, "AAA-BBB", "onset")],
            id="tied twice in a year is one onset",
        ),
        pytest.param(
            spells(("1902-02-01", "1903-03-01")),
            [(1902, "AAA-BBB", "onset"), (1903, "AAA-BBB", "ending")],
            id="onset, then ending",
        ),
        pytest.param(spells(("1890-01-01", "1902-05-01")), [(1902, "AAA-BBB", "ending")], id="lapsed"),
        pytest.param(
            spells(("1890-01-01", "1902-12-31")),
            [(1902, "AAA-BBB", "ending")],
            id="the last day of the year is the first without a tie",
        ),
        pytest.param(
            spells(("1890-01-01", "1903-01-01")),
            [(1903, "AAA-BBB", "ending")],
            id="the last day of the year is the last with a tie",
        ),
        pytest.param(
            spells(("1890-01-01", "1902-02-01"), ("1902-07-31", "")),
            [],
            id="a gap of 28 + 31 + 30 + 31 + 30 + 30 = 180 days",
        ),
        pytest.param(
            spells(("1890-01-01", "1902-02-01"), ("1902-08-01", "")),
            [(1902, "AAA-BBB", "ending")],
            id="a gap of 181 days",
        ),
        pytest.param(
            spells(("1890-01-01", "1902-12-30"), ("1903-01-02", "")),
            [(1902, "AAA-BBB", "ending"), (1903, "AAA-BBB", "onset")],
            id="a gap of three days open on 31 December",
        ),
        pytest.param(
            spells(("1890-01-01", "1902-02-01"), ("1902-03-01", "1902-06-01"), ("1902-08-01", "")),
            [],
            id="two short gaps",
        ),
        pytest.param(
            spells(("1890-01-01", "1902-02-01"), ("1902-03-01", "1902-06-01")),
            [(1902, "AAA-BBB", "ending")],
            id="a short gap, then one that stays open",
        ),
        pytest.param(
            spells(("1890-01-01", "1902-01-02"), ("1902-11-01", "1902-12-01"), ("1902-12-15", "")),
            [(1902, "AAA-BBB", "ending")],
            id="a long gap, then a short one",
        ),
        pytest.param(
            (*pact("p", "AAA BBB", "1890-01-01", "1902-05-01"), *pact("q", "AAA BBB", "1901-01-01")),
            [],
            id="a second pact outlasts the first",
        ),
        pytest.param(
            (*pact("p", "AAA BBB", "1890-01-01"), *pact("q", "AAA BBB", "1901-01-01", "1902-05-01")),
            [],
            id="the first pact outlasts the second",
        ),
        pytest.param(
            (
                *pact("p", "AAA BBB", "1890-01-01", "1902-05-01"),
                *pact("q", "AAA BBB", "1901-01-01", "1903-05-01"),
            ),
            [(1903, "AAA-BBB", "ending")],
            id="the tie ends with its last pact",
        ),
        pytest.param(
            (*pact("p", "AAA BBB", "1890-01-01", "1902-05-01"), *pact("q", "AAA BBB", "1902-05-01")),
            [],
            id="handed over in a day to a pact that sorts later",
        ),
        pytest.param(
            (*pact("q", "AAA BBB", "1890-01-01", "1902-05-01"), *pact("p", "AAA BBB", "1902-05-01")),
            [],
            id="handed over in a day to a pact that sorts earlier",
        ),
        pytest.param(
            (party("p", "AAA", "1890-01-01"), party("p", "BBB", "1902-05-01")),
            [(1902, "AAA-BBB", "onset")],
            id="the second joins what the first is in",
        ),
        pytest.param(
            (party("p", "AAA", "1890-01-01", "1901-05-01"), party("p", "BBB", "1902-05-01")),
            [],
            id="the second joins what the first has left",
        ),
    ],
)
def test_textbook_cases(parties: Sequence[Party], expected: list[Shift]) -> None:
    """Two states that exist throughout, and what becomes of their tie."""
    assert shifts(parties) == expected


@pytest.mark.parametrize("names", ["p q", "q p"])
def test_a_tie_handed_over_in_a_day_goes_on(names: str) -> None:
    """It is as old as its first pact and has no ending behind it, whichever pact sorts first.

    From 1 January 1901 to 31 December 1903 are 3 x 365 - 1 = 1,094 days.
    """
    old, new = names.split()
    parties = (*pact(old, "AAA BBB", "1901-01-01", "1902-05-01"), *pact(new, "AAA BBB", "1902-05-01"))
    *_, last = replay(timeline(TWO, until=1903, parties=parties))
    assert last.situation.tied_years[0, 1, 0] == pytest.approx(1094 / 365.25)
    assert np.isnan(last.situation.parted_years[0, 1, 0])


def test_a_state_that_leaves_and_joins_again_on_one_day_never_left() -> None:
    """Two rows that touch are one spell."""
    parties = (
        party("p", "AAA", "1901-01-01"),
        party("p", "BBB", "1901-01-01", "1902-05-01"),
        party("p", "BBB", "1902-05-01"),
    )
    *_, last = replay(timeline(TWO, until=1903, parties=parties))
    assert shifts(parties) == [(1901, "AAA-BBB", "onset")]
    assert last.situation.tied_years[0, 1, 0] == pytest.approx(1094 / 365.25)


def test_a_tie_that_is_cut_by_a_states_end_is_censored() -> None:
    """Neither onset nor ending, nor at risk in the year after; the other pairs go on."""
    three = (state("AAA"), state("BBB", leaves="1902-06-01"), state("CCC"))
    parties = pact("p", "AAA BBB", "1890-01-01")
    assert shifts(parties, three) == [(1902, "AAA-BBB", "censored"), (1902, "BBB-CCC", "censored")]
    assert at_risk(three) == {
        1901: {"AAA-BBB", "AAA-CCC", "BBB-CCC"},
        1902: {"AAA-BBB", "AAA-CCC", "BBB-CCC"},
        1903: {"AAA-CCC"},
        1904: {"AAA-CCC"},
    }


@pytest.mark.parametrize(
    "parties",
    [
        pact("p", "AAA BBB", "1902-02-01"),
        pact("p", "AAA BBB", "1902-02-01", "1902-03-01"),
        pact("p", "AAA BBB", "1890-01-01", "1902-03-01"),
    ],
)
def test_whatever_a_state_does_in_the_year_of_its_end_is_censored(parties: Sequence[Party]) -> None:
    """Tied, tied for a month, or parted before the end: it is not scored."""
    states = (state("AAA"), state("BBB", leaves="1902-06-01"))
    assert shifts(parties, states) == [(1902, "AAA-BBB", "censored")]


def test_a_state_that_ends_and_is_back_within_the_year_is_censored() -> None:
    """It did not exist without a break; in the next year it is at risk as before."""
    states = (state("AAA"), state("BBB", leaves="1902-03-01"), state("BBB", "1902-06-01"))
    parties = (
        party("p", "AAA", "1890-01-01"),
        party("p", "BBB", "1890-01-01", "1902-03-01"),
        party("p", "BBB", "1903-06-01"),
    )
    assert shifts(parties, states) == [(1902, "AAA-BBB", "censored"), (1903, "AAA-BBB", "onset")]


def test_a_state_that_ends_on_31_december_is_censored_and_one_that_ends_the_day_after_is_not() -> None:
    """The last day of the year decides, as for all else."""
    parties = pact("p", "AAA BBB", "1902-05-01")
    found = [
        shifts(parties, (state("AAA"), state("BBB", leaves=leaves)))
        for leaves in ("1902-12-31", "1903-01-01")
    ]
    assert found == [
        [(1902, "AAA-BBB", "censored")],
        [(1902, "AAA-BBB", "onset"), (1903, "AAA-BBB", "censored")],
    ]


def test_a_state_born_in_a_year_is_at_risk_from_the_next() -> None:
    """What it joins in its first year is no onset, what it leaves in the second an ending."""
    states = (state("AAA"), state("BBB", "1902-06-01"))
    assert at_risk(states) == {1901: set(), 1902: set(), 1903: {"AAA-BBB"}, 1904: {"AAA-BBB"}}
    assert shifts(pact("p", "AAA BBB", "1902-07-01", "1903-07-01"), states) == [(1903, "AAA-BBB", "ending")]
    assert shifts(pact("p", "AAA BBB", "1903-07-01"), states) == [(1903, "AAA-BBB", "onset")]


def test_a_state_that_joins_before_it_exists_is_not_tied() -> None:
    """A pact dated to a year before the state's own beginning ties nobody."""
    states = (state("AAA"), state("BBB", "1902-06-01"))
    assert shifts(pact("p", "AAA BBB", "1890-01-01"), states) == []
    small = timeline(states, until=1903, parties=pact("p", "AAA BBB", "1890-01-01"))
    *_, last = replay(small)
    assert not last.situation.aligned.any()
    assert alignments(small) == ()


def test_a_state_that_was_gone_before_the_span_is_not_back_in_its_pacts() -> None:
    """BBB ceased to exist in 1895 and is back in 1898, two years before the first census."""
    states = (state("AAA"), state("BBB", leaves="1895-01-01"), state("BBB", "1898-01-01"))
    small = timeline(states, until=1901, parties=pact("p", "AAA BBB", "1890-01-01"))
    [tie] = alignments(small)
    assert (str(tie.formed), str(tie.ended), tie.cut) == ("1890-01-01", "1895-01-01", True)
    assert not any(census.situation.aligned.any() for census in replay(small))


def test_pairs_of_great_powers_and_excluded_pairs_are_not_forecast() -> None:
    """A great power with a regional state is; the excluded pair's onset does not count."""
    states = tuple(map(state, ("AAA", "BBB", "USA", "RUS")))
    rules = {"great_powers": ("USA", "RUS"), "excluded_dyads": ("AAA-RUS",)}
    assert at_risk(states, **rules)[1901] == {"AAA-BBB", "AAA-USA", "BBB-RUS", "BBB-USA"}
    assert shifts(
        pact("p", "AAA BBB RUS USA", "1902-02-01"), states, great_powers=("USA", "RUS"), excluded=("AAA-RUS",)
    ) == [(1902, pair, "onset") for pair in ("AAA-BBB", "AAA-USA", "BBB-RUS", "BBB-USA")]


def test_context_states_are_seen_but_not_forecast() -> None:
    """They tie and part without a shift."""
    states = (state("AAA"), state("BBB"), state("CCC", role="context"))
    assert at_risk(states)[1901] == {"AAA-BBB"}
    assert shifts(pact("p", "AAA BBB CCC", "1902-02-01"), states) == [(1902, "AAA-BBB", "onset")]


def test_a_pact_of_three_that_loses_one_ends_two_ties() -> None:
    """The two that stay are tied on."""
    parties = (*pact("p", "AAA CCC", "1890-01-01"), party("p", "BBB", "1890-01-01", "1903-02-01"))
    states = tuple(map(state, ("AAA", "BBB", "CCC")))
    assert shifts(parties, states) == [(1903, "AAA-BBB", "ending"), (1903, "BBB-CCC", "ending")]


def test_what_happened_on_31_december_is_seen_by_that_days_census() -> None:
    """Aligned then means tied at the end of the day."""
    formed = list(replay(timeline(TWO, until=1902, parties=spells(("1901-12-31", "")))))
    ended = list(replay(timeline(TWO, until=1902, parties=spells(("1890-01-01", "1901-12-31")))))
    assert [bool(census.situation.aligned[0, 1, 0]) for census in formed] == [False, True, True]
    assert [bool(census.situation.aligned[0, 1, 0]) for census in ended] == [True, False, False]


near_the_bounds = st.sampled_from([0, 1, 2, 100, 180, 181, 182, 183, 280, 281, 282, 362, 363, 364])


@given(days=st.sets(near_the_bounds, max_size=8), tied=st.booleans())
def test_shifts_follow_from_the_days_without_a_tie(days: set[int], tied: bool) -> None:  # noqa: FBT001
    """Beside a calendar of the year with every day tied or not: onsets are any day, endings long gaps."""
    first = date(1901, 1, 1)
    calendar, moves, now = [], [], tied
    for day in range(365):
        if day in days:
            now = not now
            moves.append((first + timedelta(days=day), 0, 1, now))
        calendar.append(now)
    pair = np.array([[False, True], [True, False]])
    everyone = np.ones(2, dtype=bool)
    judged = outcome(1901, moves, pair & tied, everyone, everyone, pair)
    gaps = "".join("x" if one else "." for one in calendar).split("x")
    lapsed = not calendar[-1] or any(len(gap) > LONGEST_GAP for gap in gaps)
    assert judged.shifted[0, 1] == (lapsed if tied else any(calendar))


def test_the_ledgers_spells_tie_whom_the_replay_ties() -> None:
    """On every census: with a state that dies, one that is back, one that joins a pact of the dead."""
    states = (
        state("AAA"),
        state("BBB", leaves="1902-06-01"),
        state("CCC"),
        state("DDD", leaves="1901-06-01"),
        state("DDD", "1903-06-01"),
    )
    parties = (
        *pact("p", "AAA BBB", "1890-01-01"),
        party("p", "CCC", "1903-02-01"),
        party("q", "DDD", "1900-02-01", "1901-06-01"),
        party("q", "DDD", "1903-08-01"),
        *pact("q", "BBB CCC", "1901-02-01"),
    )
    small = timeline(states, until=1904, parties=parties)
    spells = of_timeline(small)["alignment"].to_dicts()
    codes = small.roster.codes
    for census in replay(small):
        day = census_day(census.year)
        tied = {
            (one["a"], one["b"])
            for one in spells
            if one["formed"] <= day and (one["ended"] is None or day < one["ended"])
        }
        aligned = np.triu(census.situation.aligned[..., 0])
        assert tied == {(codes[a], codes[b]) for a, b in zip(*np.nonzero(aligned), strict=True)}
    found = sorted((one["pact"], one["a"], one["b"], str(one["formed"]), one["cut"]) for one in spells)
    assert found == [
        ("p", "AAA", "BBB", "1890-01-01", True),
        ("p", "AAA", "CCC", "1903-02-01", False),
        ("q", "BBB", "CCC", "1901-02-01", True),
        ("q", "BBB", "DDD", "1901-02-01", True),
        ("q", "CCC", "DDD", "1901-02-01", True),
        ("q", "CCC", "DDD", "1903-08-01", False),
    ]
