"""The search for what breaks a pact: which histories choose a set of lists, and which confirm it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from replay.breaking import Break
from replay.course import Course
from replay.ensemble import Passage
from replay.stress_search import Search
from replay.timeline import Timeline
from tests.small_world import measurement, state, timeline
from tests.test_survival import course

ENDED = [0, 1902, 1902, 1903, 0]
"""When the pact ends in five histories with both lists: it lasts in 1 of the first 2, and 1 of the last 3."""


Asked = list[tuple[str, list[int]]]


def bench() -> tuple[Search, Asked]:
    """Search five histories of one theory, with lists harmless alone, of which a and c change the same."""
    blocks = [_block(0, 3), _block(3, 2)]
    asked: Asked = []

    def strand(block: Passage, _scales: object, branches: tuple[object, ...], world: str) -> Any:
        assert branches == ()
        numbers = np.asarray(block.draws["perception"]["rho"]).astype(int).tolist()
        return SimpleNamespace(first=block.first, numbers=numbers, world=world)

    def simulated(tried: Sequence[Any], name: str) -> list[Mapping[str, Mapping[str, Course]]]:
        asked.append((name, [number for one in tried for number in one.numbers]))
        return [{one.world: {"t": _course(one.numbers)}} for one in tried]

    stressed = SimpleNamespace(
        halves=(slice(0, 2), slice(2, None)),
        names=("t",),
        surviving=lambda edit, which: {
            "t": {"none": 0.9, "a": 0.8, "b": 0.7, "c": 0.8}[edit] - 0.01 * (which.stop == 2)
        },
    )
    made = SimpleNamespace(
        timeline=_measured(1),
        together=lambda edits: "+".join(sorted(edits)),
        edits=[_list("a", 2), _list("b", 1), _list("c", 3)],
        wanted=SimpleNamespace(largest=2),
    )
    parts: Any = (made, stressed, blocks, [{}, {}], strand, simulated)
    return Search(*parts), asked


def _measured(people: float) -> Timeline:
    return timeline([state("AAA")], measurements=[measurement(1901, "AAA", people, 1)])


def _list(name: str, people: float) -> SimpleNamespace:
    told = SimpleNamespace(name=name), _measured(people), SimpleNamespace(followed=())
    return SimpleNamespace(edits=told[0], timeline=told[1], departure=told[2])


def _block(first: int, count: int) -> Passage:
    numbers = np.arange(first, first + count, dtype=float)
    return Passage(timeline([]), "first", (), {"perception": {"rho": numbers}}, 1, first)


def _course(numbers: Sequence[int]) -> Course:
    gone = [ENDED[number] for number in numbers]
    return course(gone, [gone, gone], [1] * len(gone))


def test_a_pair_is_chosen_by_the_first_half_and_confirmed_by_the_other() -> None:
    """One of histories 0 and 1 is no less than one half: it is not chosen."""
    search, asked = bench()
    pair = frozenset("ab")
    assert search.survival_of([pair]) == {pair: {"t": 1 / 2}}
    assert search.confirmed({"t": pair}) == {"t": pytest.approx(1 / 3)}
    # The block of histories 0 to 2 is simulated for its last.
    assert asked == [("['a', 'b']", [0, 1]), ("confirmed ['a', 'b']", [0, 1, 2, 3, 4])]


def test_single_lists_are_judged_half_by_half_and_none_by_all() -> None:
    """What is simulated of them already is taken; what cannot be put together is left out."""
    search, _ = bench()
    none, single = frozenset[str](), frozenset("a")
    told = search.survival_of([none, single, frozenset("ac")])
    assert told == {none: {"t": 0.9}, single: {"t": pytest.approx(0.79)}}
    assert search.confirmed({"t": single}) == {"t": 0.8}
    assert search.confirmed({"t": none}) == {"t": 0.9}
    # Of both lists together one of two histories lasts, no less than half: they break nothing.
    assert search.breaks()["t"] == Break("t", None, ("a", "b"), pytest.approx(1 / 3), 1 + 3 + 2)
