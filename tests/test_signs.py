"""What a change of the situation does to the odds of A and B, theory by theory, as its text declares.

A and B are untied where onsets are asked about and tied where endings are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from replay.situation import Situation
from replay.theories import registry
from replay.theory import Index
from tests.concert import concert

POWERS = {"A": 0.20, "B": 0.15, "C": 0.30, "D": 0.25, "E": 0.10}
CONTENT = dict.fromkeys(POWERS, 0.0)
BOTH_FEAR = {"A C": 0.6, "B C": 0.5}
BOTH_NEUTRAL = {"A": "neutral", "B": "neutral"}


@dataclass(frozen=True)
class Move:
    """A change of one thing, and the direction in which it moves the odds: +1, -1, or 0 for not at all."""

    theory: str
    words: str
    before: dict[str, Any]
    after: dict[str, Any]
    onset: int
    ending: int


MOVES = (
    Move("balance_of_power", "a rival grows", {}, {"capability": POWERS | {"C": 0.5}}, +1, -1),
    Move("bandwagoning", "B threatens A", {}, {"threat": {"A B": 0.6}}, +1, -1),
    Move("bandwagoning", "the rival of both sinks", {}, {"capability": POWERS | {"C": 0.2}}, +1, -1),
    Move("bandwagoning", "A beats B", {}, {"hostile": {"A B": 30, "B A": 30}}, +1, 0),
    Move("bandwagoning", "C beats A", {}, {"hostile": {"A C": 30, "C A": 30}}, 0, +1),
    Move(
        "balance_of_interests",
        "C turns revisionist",
        {"revisionism": CONTENT},
        {"revisionism": CONTENT | {"C": 1.0}},
        +1,
        -1,
    ),
    Move(
        "balance_of_interests",
        "B comes nearer to the aims of A",
        {"revisionism": CONTENT | {"A": 1.0}},
        {"revisionism": CONTENT | {"A": 1.0, "B": 0.5}},
        +1,
        -1,
    ),
    Move(
        "balance_of_interests",
        "their side wins",
        {"revisionism": CONTENT},
        {"revisionism": CONTENT, "capability": POWERS | {"C": 0.2}},
        +1,
        -1,
    ),
    Move("security_dilemma", "C threatens A, who needs B", {}, {"threat": {"A C": 0.6}}, 0, -1),
    Move("security_dilemma", "another friend can be had", {}, {"capability": POWERS | {"E": 0.6}}, 0, -1),
    Move(
        "security_dilemma",
        "B is on good terms with who threatens A",
        {"threat": {"A C": 0.6}},
        {"threat": {"A C": 0.6}, "cooperative": {"B C": 20}},
        0,
        -1,
    ),
    Move("security_dilemma", "the commitment is vague", {"assets": {"A B": 3, "B A": 3}}, {}, 0, -1),
    Move("security_dilemma", "B has a quarrel of its own", {}, {"hostile": {"B C": 30}}, 0, +1),
    Move("autonomy_security", "A outgrows B", {}, {"capability": POWERS | {"A": 0.6}}, +1, -1),
    Move("autonomy_security", "B needs security", {}, {"threat": {"B C": 0.6}}, +1, -1),
    Move("autonomy_security", "A has grown since then", {}, {"then": {"A B": 0.1}}, 0, +1),
    Move(
        "buck_passing",
        "A comes to believe in offence",
        {"threat": BOTH_FEAR, "advantage": dict.fromkeys(POWERS, 0.5)},
        {"threat": BOTH_FEAR, "advantage": dict.fromkeys(POWERS, 0.5) | {"A": 1.0}},
        +1,
        -1,
    ),
    Move(
        "buck_passing",
        "A comes to believe in defence",
        {"threat": BOTH_FEAR, "advantage": dict.fromkeys(POWERS, 0.5)},
        {"threat": BOTH_FEAR, "advantage": dict.fromkeys(POWERS, 0.5) | {"A": 0.0}},
        -1,
        +1,
    ),
    Move("hiding", "danger rises for A", {}, {"threat": {"A C": 0.6}}, -1, +1),
    Move(
        "hiding",
        "danger rises for two neutrals",
        {"creeds": BOTH_NEUTRAL},
        {"creeds": BOTH_NEUTRAL, "threat": BOTH_FEAR},
        -1,
        +1,
    ),
    Move(
        "hiding",
        "the endangered declares itself neutral",
        {"threat": BOTH_FEAR},
        {"threat": BOTH_FEAR, "creeds": {"A": "neutral"}},
        -1,
        +1,
    ),
)
THEORIES = sorted({move.theory for move in MOVES})


def seen(head: str, given: dict[str, Any]) -> Situation:
    """Draw the powers, with A and B tied for endings."""
    return concert(**{"capability": POWERS, "ties": ("A B",) if head == "ending" else ()} | given)


def moved(move: Move, head: str) -> dict[str, float]:
    """Say by how much a change moves each term of A and B, towards the odds where positive."""
    theory = registry()[move.theory]
    fit = theory.heads[head]
    before, after = (theory.terms(seen(head, given), {})[head] for given in (move.before, move.after))
    steps = {
        term.name: term.sign * float((after[term.name] - before[term.name])[0, 1, 0]) for term in fit.terms
    }
    return {name: 0.0 if np.isnan(step) else step for name, step in steps.items()}


@pytest.mark.parametrize("move", MOVES, ids=lambda move: f"{move.theory}: {move.words}")
def test_a_change_moves_the_odds_as_the_theory_says(move: Move) -> None:
    """No term moves the other way; a theory without a head says nothing there."""
    for head, direction in (("onset", move.onset), ("ending", move.ending)):
        if head not in registry()[move.theory].heads:
            assert direction == 0
            continue
        steps = [step for step in moved(move, head).values() if abs(step) > 1e-12]
        assert {np.sign(step) for step in steps} == ({direction} if direction else set())


@pytest.mark.parametrize("name", THEORIES)
def test_every_term_is_moved_by_some_change(name: str) -> None:
    """The table above leaves no term of its theories out."""
    for head, fit in registry()[name].heads.items():
        assert isinstance(fit, Index)
        stirred = {
            term
            for move in MOVES
            if move.theory == name
            for term, step in moved(move, head).items()
            if abs(step) > 1e-12
        }
        assert stirred == {term.name for term in fit.terms}
