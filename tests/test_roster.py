"""States exist from the day they enter to the day before they leave, in as many spells as they have."""

from __future__ import annotations

from datetime import date

import pytest

from replay.roster import Existence, Roster


def spell(
    code: str, enters: str = "", leaves: str = "", *, into: str | None = None, role: str = "scored"
) -> Existence:
    """Let a state exist for a while, open where no day is given."""
    first, last = (date.fromisoformat(day) if day else None for day in (enters, leaves))
    return Existence(code, code.title(), first, last, into, role, "")


UNION = Roster(
    [
        spell("SYR", "1961-09-28"),
        spell("SYR", "", "1958-02-22", into="EGY"),
        spell("EGY"),
        spell("USA", role="context"),
        spell("KUW", "1961-06-19"),
    ]
)
"""Syria merges into Egypt in 1958 and enters again in 1961, in which Kuwait becomes independent."""


def test_codes_are_in_alphabetical_order_and_once_each() -> None:
    """The order is that of all arrays: a state with two spells has one place."""
    assert UNION.codes == ("EGY", "KUW", "SYR", "USA")
    assert UNION.index == {"EGY": 0, "KUW": 1, "SYR": 2, "USA": 3}
    assert len(UNION) == 4


@pytest.mark.parametrize(
    ("code", "day", "exists"),
    [
        ("EGY", date(1, 1, 1), True),
        ("EGY", date(9999, 12, 31), True),
        ("SYR", date(1958, 2, 21), True),
        ("SYR", date(1958, 2, 22), False),
        ("SYR", date(1961, 9, 27), False),
        ("SYR", date(1961, 9, 28), True),
        ("KUW", date(1961, 6, 18), False),
        ("KUW", date(1961, 6, 19), True),
        ("ZZZ", date(1961, 6, 19), False),
    ],
)
def test_a_state_exists_from_its_first_day_to_the_day_before_it_leaves(
    code: str,
    day: date,
    exists: bool,  # noqa: FBT001 - a column of the table above
) -> None:
    """The day of entry counts, the day of leaving does not, and what is unknown never exists."""
    assert UNION.exists(code, day) is exists


def test_spells_are_in_time_order() -> None:
    """The order of the rows does not matter; the spell that was always there comes first."""
    first, second = UNION.spells("SYR")
    assert (first.enters, first.into) == (None, "EGY")
    assert (second.enters, second.leaves) == (date(1961, 9, 28), None)
    assert UNION.spells("ZZZ") == ()


def test_context_states_are_not_scored() -> None:
    """They are perceived, but nothing is forecast of them."""
    assert [code for code in UNION.codes if UNION.scored(code)] == ["EGY", "KUW", "SYR"]


def test_a_roster_may_be_empty() -> None:
    """Nobody exists then."""
    assert len(Roster([])) == 0
    assert not Roster([]).exists("EGY", date(1956, 7, 26))
