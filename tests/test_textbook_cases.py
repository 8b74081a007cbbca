"""Every theory orders the examples of its literature as these tell them, and needs all its terms for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from replay.theories import registry
from replay.theory import Index
from tests import textbook_ideas, textbook_powers
from tests.textbook import Case

CASES: tuple[Case, ...] = (*textbook_powers.CASES, *textbook_ideas.CASES)
FITS = [
    (theory.name, head, fit)
    for theory in registry().values()
    for head, fit in theory.heads.items()
    if isinstance(fit, Index)
]
each_term = pytest.mark.parametrize(
    ("theory", "head", "fit", "place"),
    [(*one, place) for one in FITS for place in range(len(one[-1].terms))],
    ids=[f"{theory}-{head}-{term.name}" for theory, head, fit in FITS for term in fit.terms],
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.theory}-{case.head}-{case.told}")
def test_a_theory_orders_dyads_as_its_own_example_does(case: Case) -> None:
    """From the likeliest shift to the least likely, each tier strictly above the next."""
    assert case.misplaced() == []


@each_term
def test_no_term_can_be_turned_round_or_dropped_unnoticed(
    theory: str, head: str, fit: Index, place: int
) -> None:
    """Some case fails without it, and some with its sign flipped: a new term needs a case of its own."""
    before, term, after = fit.terms[:place], fit.terms[place], fit.terms[place + 1 :]
    cases = [case for case in CASES if (case.theory, case.head) == (theory, head)]

    for changed in (Index((*before, replace(term, sign=-term.sign), *after)), Index((*before, *after))):
        assert any(case.misplaced(changed) for case in cases), [one.sign for one in changed.terms]
