"""Strands: worlds branch off exactly, edits change nothing before them, what is imposed comes everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from replay.course import Course
from replay.preparation import Prepared
from replay.strands import simulate
from replay.survival import differences, fate
from tests.simulated import (
    BRANCH,
    CODES,
    Courses,
    Plan,
    courses,
    differ,
    planned,
    prepared,
    record,
    require_same,
    strand,
    toml,
)

THEORIES = ("balance_of_power", "balance_of_threat")
READIER = 1.5
"""Log-odds by which everything is decided more readily, so that much is in few histories."""
EDITS = {
    "no-raid": toml("strike", event="1905-arms") + toml("scale", event="1906-raid", factor=5.0),
    "no-clash": toml("strike", event="1904-clash"),
    "weaker": toml("scale", quantity="people", state="EEE", years=[1904, 1906], factor=4.0),
    "stays-out": toml("strike", pact="p", state="EEE"),
    "goes": toml("move", pact="p", state="DDD", ends="1904-06-01"),
    "sooner": toml("move", pact="s", to="1904-04-04"),
    "earlier": toml("strike", event="1901-clash"),
    "nothing": toml("move", event="1903-raid", to="1903-06-06"),
}
CHANGES = {"no-raid": 1905, "no-clash": 1904, "weaker": 1905}
"""The first year in which a world differs from the record. Of a membership that begins otherwise nobody
decides from the branching date on; of one that only ends otherwise, from the year in which it does."""


@cache
def world(histories: int = 8) -> tuple[Plan, Prepared]:
    """Plan and calibrate once for all."""
    made = planned(record(), THEORIES, EDITS, histories=histories)
    return made, prepared(made)


@cache
def simulated() -> Courses:
    """Simulate eight histories in all worlds."""
    return courses(*world(), readier=READIER)


def test_decisions_are_taken() -> None:
    """Else all that is compared would be equal by default: ties begin and end, parties join and leave."""
    for name, one in simulated()["none"].items():
        assert (one.provoked[1:, 1:].sum(axis=0) > 0).sum() >= 3, name
    assert any(one.joins.sum() for one in simulated()["none"].values())


def test_a_world_that_branches_off_later_is_the_one_simulated_from_the_start() -> None:
    """Every world, told apart from the record at the branching date, and taken up where it parts from it."""
    made, known = world()
    assert {one.parts for one in made.worlds} >= {None, BRANCH, 1903, 1904}, "they part at several years"
    whole = [replace(one, parts=None) for one in made.worlds]
    again = courses(made, known, branches=whole, readier=READIER)
    for name, theories in simulated().items():
        for theory, one in theories.items():
            require_same(one, again[name][theory])


def test_worlds_do_not_touch_one_another() -> None:
    """Each alone comes to what it comes to beside all the others, and so does the record."""
    made, known = world()
    for branch in made.worlds:
        again = courses(made, known, branches=[branch], readier=READIER)
        for name in ("none", branch.name):
            for theory, one in again[name].items():
                require_same(one, simulated()[name][theory])


def test_an_edit_of_nothing_differs_in_nothing() -> None:
    """Its differences of survival are 0, not nearly 0, and so are the ends of their intervals."""
    made, _ = world()
    exists = np.ones((len(range(BRANCH, 1908)), len(CODES)), dtype=bool)
    for theory, one in simulated()["nothing"].items():
        other = simulated()["none"][theory]
        require_same(one, other)
        rows = list(differences(fate([one]), fate([other]), made.timeline.roster.codes, exists))
        assert {row[column] for row in rows for column in ("difference", "low", "high")} == {0.0}


@pytest.mark.parametrize(("edit", "year"), CHANGES.items())
def test_an_edit_changes_nothing_before_its_year(edit: str, year: int) -> None:
    """Who is out by then, who moved, what was founded, and what was said for the year itself."""
    steps = year - BRANCH
    for theory, one in simulated()[edit].items():
        other = simulated()["none"][theory]
        for name in ("joins", "leaves", "provoked"):
            np.testing.assert_array_equal(getattr(one, name)[:steps], getattr(other, name)[:steps])
        for name in ("ended", "left"):
            np.testing.assert_array_equal(_by(one, name, year - 1), _by(other, name, year - 1))
        np.testing.assert_array_equal(one.danger[:steps], other.danger[:steps])
        for measure, values in one.effort.items():
            np.testing.assert_array_equal(values[: steps - 1], other.effort[measure][: steps - 1])


def _by(one: Course, name: str, year: int) -> np.ndarray:
    """Keep the years of what came to pass by the end of a year."""
    years: np.ndarray = getattr(one, name)
    return np.where(years <= year, years, 0)


def test_edits_change_what_comes_after_them() -> None:
    """Each in some theory, but for the one of nothing."""
    changed = {
        edit: {
            theory for theory, one in simulated()[edit].items() if differ(one, simulated()["none"][theory])
        }
        for edit in EDITS
    }
    assert changed.pop("nothing") == set()
    assert all(changed.values()), changed


def test_baselines_decide_in_the_record_alone() -> None:
    """Theories and the pool decide in every world, also in one of two lists that stands by itself."""
    made, known = world()
    rivals = {*THEORIES, "pool"}
    assert simulated()["none"].keys() == rivals | {"base_rate"}
    assert [simulated()[edit].keys() for edit in EDITS] == [rivals] * len(EDITS)
    both = made.together(["goes", "no-raid"])
    assert both is not None
    [found] = simulate(replace(strand(made, known, branches=()), record=both)).values()
    assert found.keys() == rivals


def test_baselines_alone_decide_everywhere() -> None:
    """Where nobody else is asked; the base rate does not heed events or power, but what is imposed."""
    found = courses(planned(record(), (), EDITS, histories=8), readier=READIER)
    assert found.keys() == {"none", *EDITS}
    assert all("base_rate" in theories for theories in found.values())
    changed = {edit for edit in EDITS if differ(found[edit]["base_rate"], found["none"]["base_rate"])}
    assert changed == {"stays-out", "goes", "sooner"}


@pytest.mark.parametrize("cuts", [(0, 8), (0, 1, 8), (0, 3, 5, 8)])
def test_blocks_cut_otherwise_come_to_the_same(cuts: Sequence[int]) -> None:
    """A history's decisions are its own: years are equal, counts add up, odds agree in single precision."""
    made, known = world()
    blocks = [
        simulate(strand(made, known, histories=slice(*ends), readier=READIER)) for ends in pairwise(cuts)
    ]
    for name, theories in simulated().items():
        for theory, one in theories.items():
            parts = [block[name][theory] for block in blocks]
            for array in ("ended", "left"):
                found = np.concatenate([getattr(part, array) for part in parts], axis=-1)
                np.testing.assert_array_equal(found, getattr(one, array))
            for array in ("joins", "leaves", "provoked"):
                np.testing.assert_array_equal(
                    sum(getattr(part, array) for part in parts), getattr(one, array)
                )
            danger = np.concatenate([part.danger for part in parts], axis=-1)
            np.testing.assert_allclose(danger, one.danger, rtol=1e-4)


def test_fewer_histories_are_the_first_of_more() -> None:
    """The first four of eight are those of a plan of four, but for what is calibrated on the mean of all."""
    made, _ = world(4)
    few = courses(made, world()[1], readier=READIER)["none"]
    for theory, one in few.items():
        np.testing.assert_array_equal(one.ended, simulated()["none"][theory].ended[:4])
        np.testing.assert_array_equal(one.left, simulated()["none"][theory].left[:, :4])


def test_an_accession_that_is_struck_is_barred() -> None:
    """EEE joins the pact in some history of the record, in no history of the world in which it stays out."""
    newcomer = CODES.index("EEE")
    joins = {
        edit: sum(one.joins[:, newcomer].sum() for one in simulated()[edit].values())
        for edit in ("none", "stays-out")
    }
    assert joins["none"] > 0
    assert joins["stays-out"] == 0


def test_a_departure_that_is_imposed_happens_in_every_history_and_theory() -> None:
    """DDD goes in 1904, unless it went before as it does unedited; until then nobody's world is another."""
    for theory, one in simulated()["goes"].items():
        number = one.parties.tolist().index(CODES.index("DDD"))
        unedited = simulated()["none"][theory]
        before = (unedited.left[number] > 0) & (unedited.left[number] < 1904)
        assert (one.left[number][~before] == 1904).all(), theory
        assert (one.left[number][before] == unedited.left[number][before]).all(), theory
        steps = 1904 - BRANCH
        np.testing.assert_array_equal(one.provoked[:steps], unedited.provoked[:steps], theory)
    stays = simulated()["none"]["balance_of_threat"].left[3]
    assert (stays != 1904).any()


def test_a_pact_that_is_imposed_is_founded_in_every_history() -> None:
    """The edit moves the pact of BBB and EEE to 1904: a tie more, until its end of February 1907.

    In the record unedited that pact is struck, as all that is founded after the branching date.
    """
    made, known = world()
    assert "s" in made.pacts
    branch = next(one for one in made.worlds if one.name == "sooner")
    timid = courses(made, known, branches=[branch], readier=-9.0)
    for theory, one in timid["sooner"].items():
        more = one.provoked[:, 0] - timid["none"][theory].provoked[:, 0]
        np.testing.assert_array_equal(more, [0, 0, 8, 8, 8, 0], theory)


def test_nothing_is_decided_where_nothing_is_likely() -> None:
    """At odds of 1 to 10,000 four histories stay as they were: the record's ties, less that of FFF.

    Six in the pact of four, one of DDD and EEE, one of EEE and FFF until 1905.
    """
    made, known = world()
    for one in courses(made, known, branches=(), readier=-30.0, histories=slice(0, 4))["none"].values():
        assert not one.left.any()
        assert not one.ended.any()
        assert (one.provoked[:, 0] / 4).tolist() == [8, 8, 8, 7, 7, 7]
        assert not one.provoked[:, 1:].any()


def test_histories_do_not_depend_on_others_of_their_block_where_power_is_unknown() -> None:
    """Of CCC, a party, nothing is measured: the first 16 histories of a block of 32 are a block of 16."""
    own = record()
    own = replace(own, measurements=tuple(one for one in own.measurements if one.state != "CCC"))
    made = planned(own, THEORIES, histories=32)
    known = prepared(made)
    whole = courses(made, known, readier=READIER)["none"]
    for theory, few in courses(made, known, histories=slice(16), readier=READIER)["none"].items():
        np.testing.assert_array_equal(few.ended, whole[theory].ended[:16])
        np.testing.assert_array_equal(few.left, whole[theory].left[:, :16])
        np.testing.assert_allclose(few.danger, whole[theory].danger[..., :16], rtol=1e-4)
