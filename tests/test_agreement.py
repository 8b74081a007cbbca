"""Agreement of codings: kappa by hand and by scikit-learn, shifts a year apart, dyads that differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from replay.agreement import agreement, coded, disagreements, kappa
from replay.engine import replay as replayed
from replay.manifest import Years
from replay.timeline import Party, Timeline
from tests.small_world import party, state, timeline

CODES = ("AAA", "BBB", "CCC")


def tie(name: str, codes: str, joined: str, left: str = "", *, coding: str = "first") -> list[Party]:
    """Tie states under one coding."""
    return [party(name, code, joined, left, coding=coding) for code in codes.split()]


def world(*pacts: Sequence[Party]) -> Timeline:
    """Let three states exist from 1900 to 1905, the second coding holding at least a blanket pact."""
    blanket = tie("blanket", "AAA BBB CCC", "1890-01-01", coding="second")
    parties = [*blanket, *chain.from_iterable(pacts)]
    return timeline([state(code) for code in CODES], parties=parties)


@given(st.tuples(*[st.integers(0, 40)] * 4).filter(lambda cells: sum(cells) > 0))
def test_kappa_is_that_of_scikit_learn(cells: tuple[int, int, int, int]) -> None:
    """Each unit is laid out as two labels; where chance alone agrees on all both have no number."""
    both, one, other, neither = cells
    first = [1] * (both + one) + [0] * (other + neither)
    second = [1] * both + [0] * one + [1] * other + [0] * neither
    if len({*first, *second}) == 1:
        assert np.isnan(kappa(np.array(cells)))
    else:
        assert kappa(np.array(cells)) == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


def test_kappa_of_the_example_of_a_textbook() -> None:
    """Of 50 units both say yes to 20 and no to 15: (0.7 - 0.5) / (1 - 0.5) = 0.4."""
    assert kappa(np.array([20, 5, 10, 15])) == pytest.approx(0.4)


def test_codings_that_say_the_same_agree_perfectly() -> None:
    """Slugs may differ: what counts is which dyads are tied when."""
    same = world(
        tie("pact", "AAA BBB", "1902-03-01", "1904-05-01"),
        tie("traité", "AAA BBB", "1902-03-01", "1904-05-01", coding="second"),
    )

    found = {row["measure"]: row for row in agreement(same).iter_rows(named=True)}

    assert {name: row["kappa"] for name, row in found.items()} == {"aligned": 1, "onset": 1, "ending": 1}
    assert disagreements(same).is_empty()


def test_dyad_years_are_counted_by_what_each_coding_has_before_the_year() -> None:
    """Three dyads, at risk in 1901 to 1905, are 15 dyad-years.

    AAA-BBB: the first has it aligned before 1903, 1904 and 1905, the second before 1904 and 1905.
    BBB-CCC: only the second has it aligned, before 1902.
    """
    apart = world(
        tie("pact", "AAA BBB", "1902-03-01"),
        tie("pact", "AAA BBB", "1903-03-01", coding="second"),
        tie("other", "BBB CCC", "1901-06-01", "1902-06-01", coding="second"),
    )

    found = {row["measure"]: row for row in agreement(apart).iter_rows(named=True)}

    cells = ("both", "one_only", "other_only", "none")
    assert [found["aligned"][cell] for cell in cells] == [2, 1, 1, 11]
    assert [found["onset"][cell] for cell in cells] == [1, 0, 1, 13]
    assert [found["ending"][cell] for cell in cells] == [0, 0, 1, 14]
    chance = (3 * 3 + 12 * 12) / 15**2
    assert found["aligned"]["kappa"] == pytest.approx((13 / 15 - chance) / (1 - chance))


@pytest.mark.parametrize(("year", "both"), [(1902, 1), (1903, 1), (1904, 0)])
def test_onsets_are_the_same_if_they_lie_at_most_a_year_apart(year: int, both: int) -> None:
    """The first coding has the onset in 1902."""
    apart = world(
        tie("pact", "AAA BBB", "1902-03-01"), tie("pact", "AAA BBB", f"{year}-03-01", coding="second")
    )

    found = agreement(apart).filter(measure="onset", scored=False)

    assert found["both"].item() == both
    assert found["one_only"].item() == found["other_only"].item() == 1 - both


def test_every_dyad_that_differs_is_listed_with_the_spells_of_both() -> None:
    """Pacts that follow one another without a gap are one spell; a tie of one coding only is listed.

    AAA-BBB is aligned before 1902, 1903 and 1904 under the first, with an onset and an ending.
    """
    apart = world(
        tie("early", "AAA BBB", "1901-03-01", "1903-01-01"),
        tie("late", "AAA BBB", "1903-01-01", "1904-01-01"),
        tie("alone", "BBB CCC", "1901-06-01", "1901-09-01", coding="second"),
    )

    assert disagreements(apart).rows() == [
        ("first", "second", "AAA-BBB", 3, 2, "1901-03-01 to 1904-01-01 (early, late)", "never"),
        ("first", "second", "BBB-CCC", 0, 1, "never", "1901-06-01 to 1901-09-01 (alone)"),
    ]


def test_a_dyad_is_listed_where_only_days_differ_or_where_it_is_not_scored() -> None:
    """AAA-BBB begins a month later in the second; AAA-CCC are both great powers, never at risk."""
    parties = [
        *tie("blanket", "AAA BBB CCC", "1890-01-01", coding="second"),
        *tie("pact", "AAA BBB", "1902-03-01"),
        *tie("pact", "AAA BBB", "1902-04-01", coding="second"),
        *tie("powers", "AAA CCC", "1902-03-01"),
    ]
    great = timeline([state(code) for code in CODES], parties=parties, great_powers=("AAA", "CCC"))

    found = disagreements(great).select("dyad", "years", "shifts").rows()

    assert found == [("AAA-BBB", 0, 0), ("AAA-CCC", None, None)]


def test_three_codings_are_compared_two_by_two() -> None:
    """Each pair of codings has rows of its own."""
    three = world(
        tie("pact", "AAA BBB", "1902-03-01"),
        tie("pact", "AAA BBB", "1903-03-01", coding="second"),
        tie("pact", "AAA BBB", "1904-03-01", coding="third"),
    )

    pairs = [("first", "second"), ("first", "third"), ("second", "third")]
    assert disagreements(three).select("one", "other").rows() == pairs
    assert agreement(three).select("one", "other").unique(maintain_order=True).rows() == pairs


def test_the_scored_years_are_compared_apart_from_all() -> None:
    """The onset of 1901 lies before the scored years, which begin in 1903."""
    both = world(
        tie("pact", "AAA BBB", "1901-03-01"),
        tie("pact", "AAA BBB", "1901-03-01", coding="second"),
    )
    scored = Years(first=1903, last=1905)
    late = replace(both, manifest=both.manifest.model_copy(update={"scored": scored}))

    onsets = agreement(late).filter(measure="onset").select("scored", "both", "none").rows()

    assert onsets == [(False, 1, 14), (True, 0, 9)]


def test_the_years_of_a_coding_are_those_that_are_scored() -> None:
    """What a coding has of a dyad is what the census hands to calibration when that coding is replayed."""
    both = world(
        tie("pact", "AAA BBB", "1902-03-01", "1904-05-01"),
        tie("pact", "AAA CCC", "1901-03-01", "1901-05-01", coding="second"),
    )
    for coding in both.codings:
        closed = [census.closed for census in replayed(both, coding=coding) if census.closed]
        shifted = {(year.year, a, b) for year in closed for a, b in np.argwhere(year.shifted) if a < b}
        told = coded(both, coding)
        index = both.roster.index
        assert shifted == {
            (year, index[a], index[b])
            for (a, b), dyad in told.items()
            for year in (*dyad.onsets, *dyad.endings)
        }


def test_one_coding_agrees_with_nobody() -> None:
    """There is no row, and no dyad that differs."""
    alone = timeline([state(code) for code in CODES], parties=tie("pact", "AAA BBB", "1902-03-01"))

    assert agreement(alone).is_empty()
    assert disagreements(alone).is_empty()


def test_bounds_enclose_kappa_and_are_the_same_every_time() -> None:
    """Dyads are drawn from one seed."""
    apart = world(
        tie("pact", "AAA BBB", "1902-03-01"),
        tie("pact", "AAA BBB", "1904-03-01", coding="second"),
        tie("pact", "AAA CCC", "1902-03-01"),
        tie("pact", "AAA CCC", "1902-03-01", coding="second"),
    )

    row = agreement(apart).filter(measure="aligned", scored=False).row(0, named=True)

    assert row["low"] < row["kappa"] < row["high"]
    assert agreement(apart).equals(agreement(apart))
