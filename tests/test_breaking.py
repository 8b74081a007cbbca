"""The cheapest break: what is found is what trying everything finds, and no more is tried than is said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay.breaking import Break, Edits, cheapest

Survival = Callable[[Edits], float | None]


class Answers:
    """Answers with invented survivals, theory by theory, and keeps what it was asked.

    A survival of None leaves the set out for that theory.
    """

    def __init__(self, **survivals: Survival) -> None:
        self.survivals = survivals
        self.asked: list[list[Edits]] = []

    def __call__(self, batch: Sequence[Edits]) -> Mapping[Edits, Mapping[str, float]]:
        """Answer for sets that some theory knows."""
        self.asked.append(list(batch))
        said = {
            edits: {
                theory: value
                for theory, survival in self.survivals.items()
                if (value := survival(edits)) is not None
            }
            for edits in batch
        }
        return {edits: values for edits, values in said.items() if values}


def search(
    names: Sequence[str],
    answers: Answers,
    theories: Sequence[str],
    largest: int,
    width: int,
    elsewhere: Answers | None = None,
) -> Mapping[str, Break]:
    """Search, and confirm what is found by the same answers, or by those of other histories."""

    def confirmed(winners: Mapping[str, Edits]) -> Mapping[str, float]:
        told = {theory: (elsewhere or answers).survivals[theory](edits) for theory, edits in winners.items()}
        return {theory: value for theory, value in told.items() if value is not None}

    return cheapest(names, answers, confirmed, theories, largest, width)


def additive(weights: Mapping[str, float]) -> Callable[[Edits], float]:
    """Take from 1 what each list weighs."""
    return lambda edits: max(0.0, 1 - sum(weights[name] for name in sorted(edits)))


def never(edits: Edits) -> float:
    """Fall a little with every list, and never below nine tenths."""
    return 1 - len(edits) / 100


def test_the_smallest_set_is_found_and_the_lowest_among_equals() -> None:
    """Pairs a+c (1 - .7 = .3) and a+b (1 - .6 = .4) break; no single does. Tried: 1 + 3 + 3 sets."""
    answers = Answers(realism=additive({"a": 0.4, "b": 0.2, "c": 0.3}))
    found = search(["a", "b", "c"], answers, ["realism"], largest=3, width=2)["realism"]
    assert (found.size, found.edits, found.tried) == (2, ("a", "c"), 7)
    assert found.survival == pytest.approx(0.3)
    assert len(answers.asked) == 3


def test_survival_is_that_of_the_histories_that_confirm_it() -> None:
    """By those that it was found by it was lower, as the lowest of three is by luck alone."""
    luck, others = Answers(t=additive({"a": 0.6, "b": 0.2})), Answers(t=lambda _: 0.45)
    found = search("ab", luck, ["t"], largest=2, width=1, elsewhere=others)["t"]
    assert found == Break("t", 1, ("a",), 0.45, 3)


def test_what_is_not_confirmed_breaks_nothing() -> None:
    """The single list that seemed to does not elsewhere: the search goes on to pairs, of which one does."""
    luck = Answers(t=additive({"a": 0.55, "b": 0.3}))
    others = Answers(t=lambda edits: 0.3 if len(edits) > 1 else 0.6)
    assert search("ab", luck, ["t"], largest=2, width=1, elsewhere=others)["t"] == Break(
        "t", 2, ("a", "b"), 0.3, 1 + 2 + 1
    )
    assert search("ab", luck, ["t"], largest=1, width=1, elsewhere=others)["t"] == Break(
        "t", None, ("a",), 0.6, 1 + 2
    )


@pytest.mark.parametrize("elsewhere", [0.8, 0.45])
def test_where_nothing_falls_the_lowest_is_judged_by_histories_that_did_not_choose_it(
    elsewhere: float,
) -> None:
    """Of 0.9, 0.6 and 0.7 list a has the lowest; others tell of it, and break nothing."""
    luck = Answers(t=lambda edits: {"": 0.9, "a": 0.6, "b": 0.7}["".join(edits)])
    others = Answers(t=lambda _: elsewhere)
    found = search("ab", luck, ["t"], largest=1, width=1, elsewhere=others)["t"]
    assert found == Break("t", None, ("a",), elsewhere, 3)


def test_what_breaks_without_any_list_has_size_nought() -> None:
    """A theory under which the pact falls on the record as it stands needs no edit."""
    found = search(["a"], Answers(doom=lambda _: 0.49), ["doom"], largest=2, width=1)
    assert found == {"doom": Break("doom", 0, (), 0.49, 1)}


def test_one_half_is_not_below_one_half() -> None:
    """Survival of exactly .5 breaks nothing."""
    found = search(["a"], Answers(even=lambda _: 0.5), ["even"], largest=2, width=1)
    assert found == {"even": Break("even", None, (), 0.5, 2)}


def test_a_pair_that_only_breaks_together_is_found() -> None:
    """Neither list alone does anything, which hides a pair from no search that tries all pairs."""
    together = Answers(both=lambda edits: 0.1 if edits >= {"c", "e"} else 1.0)
    found = search("abcde", together, ["both"], largest=2, width=1)
    assert found == {"both": Break("both", 2, ("c", "e"), 0.1, 1 + 5 + 10)}


def test_a_triple_that_only_breaks_together_needs_a_wide_beam() -> None:
    """The narrow beam extends a+b alone, and misses c+d+e; one of all ten pairs finds it."""
    answers = Answers(three=lambda edits: 0.1 if edits >= {"c", "d", "e"} else 1.0)
    narrow = search("abcde", answers, ["three"], largest=3, width=1)
    assert narrow == {"three": Break("three", None, (), 1.0, 1 + 5 + 10 + 3)}
    wide = search("abcde", answers, ["three"], largest=3, width=10)
    assert wide == {"three": Break("three", 3, ("c", "d", "e"), 0.1, 1 + 5 + 10 + 10)}


def test_the_beam_extends_the_lowest_pairs_only() -> None:
    """Lowest is d+e; it is extended by a, b and c, and of these the lowest by what is left."""
    weights = {"a": 0.01, "b": 0.02, "c": 0.03, "d": 0.04, "e": 0.05}
    answers = Answers(firm=additive(weights))
    found = search("abcde", answers, ["firm"], largest=5, width=1)["firm"]
    assert [sorted(map("".join, map(sorted, batch))) for batch in answers.asked[3:]] == [
        ["ade", "bde", "cde"],
        ["acde", "bcde"],
        ["abcde"],
    ]
    assert (found.size, found.edits, found.tried) == (None, tuple("abcde"), 1 + 5 + 10 + 3 + 2 + 1)
    assert found.survival == pytest.approx(0.85)


def test_an_unbreakable_theory_says_the_lowest_survival_found() -> None:
    """Four lists at once leave 1 - 4 / 100, of 16 sets."""
    found = search("abcd", Answers(rock=never), ["rock"], largest=9, width=6)
    assert found == {"rock": Break("rock", None, tuple("abcd"), 0.96, 16)}


def test_broken_theories_are_asked_no_more() -> None:
    """The beam from three on is that of the unbroken alone, and all end when all are broken."""
    weights = {"a": 0.375, "b": 0.25, "c": 0.0, "d": 0.0}
    answers = Answers(weak=additive(weights), rock=never)
    found = search("dcba", answers, ["weak", "rock"], largest=3, width=1)
    assert found["weak"] == Break("weak", 2, ("a", "b"), 0.375, 1 + 4 + 6)
    assert found["rock"] == Break("rock", None, ("a", "b", "c"), 0.97, 1 + 4 + 6 + 2)
    alone = Answers(weak=additive(weights))
    search("abcd", alone, ["weak"], largest=4, width=1)
    assert len(alone.asked) == 3


def test_what_is_tried_for_one_theory_counts_for_another() -> None:
    """The beam of the second leads to a+b+c, which breaks the first, whose own beam leads elsewhere."""
    first = Answers(
        first=lambda edits: 0.2 if edits == {"a", "b", "c"} else 1 - 0.1 * len(edits & {"d", "e"}),
        second=lambda edits: 1 - 0.1 * len(edits & {"a", "b"}),
    )
    found = search("abcde", first, ["first", "second"], largest=3, width=1)
    assert found["first"].edits == ("a", "b", "c")
    assert found["second"].size is None
    assert found["second"].tried == 1 + 5 + 10 + 6


def test_sets_that_cannot_be_put_together_are_not_counted() -> None:
    """Lists a and b conflict: what breaks soonest is c+d+a or c+d+b, the first by name among equals."""
    weights = {"a": 0.3, "b": 0.3, "c": 0.15, "d": 0.15}

    def conflicting(edits: Edits) -> float | None:
        return None if edits >= {"a", "b"} else additive(weights)(edits)

    found = search("abcd", Answers(some=conflicting), ["some"], largest=3, width=6)["some"]
    assert (found.size, found.edits, found.tried) == (3, ("a", "c", "d"), 1 + 4 + 5 + 2)
    nothing = search("ab", Answers(mute=lambda _: None), ["mute"], largest=3, width=2)
    assert nothing == {"mute": Break("mute", None, None, None, 0)}


def test_a_theory_of_which_nothing_is_known_has_nothing_tried() -> None:
    """Others are not hindered by it; without names the record alone is tried."""
    answers = Answers(rock=never, mute=lambda _: None)
    found = search("ab", answers, ["mute", "rock"], largest=2, width=2)
    assert found["mute"] == Break("mute", None, None, None, 0)
    assert found["rock"].tried == 4
    assert search([], Answers(rock=never), ["rock"], largest=3, width=2)["rock"].tried == 1


NAMES = "abcdef"
WEIGHTS = st.fixed_dictionaries({name: st.integers(0, 40).map(lambda n: n / 100) for name in NAMES})


@given(weights=WEIGHTS)
def test_with_a_wide_beam_the_size_is_that_of_trying_everything(weights: dict[str, float]) -> None:
    """Of additive survivals, all 63 sets beside none tried, the size and the lowest of that size agree."""
    survival = additive(weights)
    found = search(NAMES, Answers(any=survival), ["any"], largest=6, width=20)["any"]
    by_size = [
        min((survival(frozenset(several)), several) for several in combinations(NAMES, size))
        for size in range(7)
    ]
    broken = [(size, lowest, several) for size, (lowest, several) in enumerate(by_size) if lowest < 0.5]
    if broken:
        assert (found.size, found.survival, found.edits) == broken[0]
    else:
        assert (found.size, found.survival, found.tried) == (None, by_size[-1][0], 2**6)


@given(weights=WEIGHTS, order=st.permutations(NAMES), width=st.integers(1, 20))
def test_the_order_of_names_makes_no_difference(
    weights: dict[str, float], order: list[str], width: int
) -> None:
    """Nor does naming one twice."""
    asked = (Answers(any=additive(weights)), Answers(any=additive(weights)))
    straight = search(NAMES, asked[0], ["any"], largest=5, width=width)
    assert search([*order, order[0]], asked[1], ["any"], largest=5, width=width) == straight
    assert asked[0].asked == asked[1].asked
