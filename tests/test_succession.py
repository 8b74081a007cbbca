"""Successions: the heir takes over impressions, a state that merely absorbs another does not."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from replay.changes import STOCK_INDEX, Add, Enter, Leave, Succeed
from replay.roster import Existence, Roster
from replay.world import World

DEEDS = STOCK_INDEX["hostile_deeds"]
BORN = date(1900, 1, 1)
HANDED_OVER = date(1900, 4, 11)
"""100 days later."""


def world() -> World:
    """Let AAA and BBB exist, and CCC be about to; all impressions halve in 100 days."""
    roster = Roster(Existence(code, code, None, None, None, "scored", "") for code in ("AAA", "BBB", "CCC"))
    small = World(roster, np.full((len(STOCK_INDEX), 1), 100.0), np.zeros(1), frozenset())
    small.settle(BORN, [(Enter("AAA"), None), (Enter("BBB"), None)])
    small.settle(
        BORN, [(Add("hostile_deeds", "AAA", "BBB", 8), None), (Add("hostile_deeds", "BBB", "AAA", 4), None)]
    )
    return small


def test_the_heir_takes_over_what_was_held_and_what_was_held_of_it() -> None:
    """BBB leaves and CCC enters after one half-life: 8 / 2 and 4 / 2 pass on, and go on fading."""
    small = world()
    small.settle(HANDED_OVER, [(Leave("BBB"), None), (Enter("CCC"), None), (Succeed("BBB", "CCC"), None)])

    at_once = small.faded(HANDED_OVER)[DEEDS, ..., 0]
    later = small.faded(date(1900, 7, 20))[DEEDS, ..., 0]

    assert [at_once[0, 2], at_once[2, 0]] == pytest.approx([8 / 2, 4 / 2])
    assert [later[0, 2], later[2, 0]] == pytest.approx([8 / 4, 4 / 4])


def test_a_state_that_only_absorbs_another_keeps_its_own_impressions() -> None:
    """Without a succession CCC enters with nothing, and what concerned BBB stays frozen at 8 / 2."""
    small = world()
    small.settle(HANDED_OVER, [(Leave("BBB"), None), (Enter("CCC"), None)])

    found = small.faded(date(1900, 7, 20))[DEEDS, ..., 0]

    assert [found[0, 2], found[2, 0], found[0, 1]] == pytest.approx([0, 0, 8 / 2])
