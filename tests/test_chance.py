"""Chance: by which numbers decisions fall depends on who decides what in which year and history."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay.chance import Chance
from replay.logistic import expit
from replay.situation import Floats

BEGIN, YEARS = 1900, 6
WHO = [("found", "AAA", "BBB"), ("found", "AAA", "CCC"), ("leave", "p", "AAA"), ("join", "p", "AAA")]


def chance(histories: int, *, first: int = 0, seed: int = 1, years: int = YEARS) -> Chance:
    """Lay out the streams of a block of histories."""
    return Chance(seed, first, histories, BEGIN, years)


def uniforms(of: Chance, *who: str) -> Floats:
    """Take the numbers between 0 and 1 behind the thresholds of all years, shape (years, M)."""
    return expit(np.array([of.odds(BEGIN + year, *who) for year in range(of.years)]).astype(np.float64))


@given(cut=st.integers(1, 11), who=st.sampled_from(WHO), year=st.integers(BEGIN, BEGIN + YEARS - 1))
def test_a_history_has_its_numbers_whatever_block_it_is_in(cut: int, who: tuple[str, ...], year: int) -> None:
    """Twelve histories at once, or those up to a cut and those from it on."""
    whole = chance(12).odds(year, *who)
    parts = chance(cut).odds(year, *who), chance(12 - cut, first=cut).odds(year, *who)
    np.testing.assert_array_equal(whole, np.concatenate(parts))
    drawn = chance(cut).normal(year, *who), chance(12 - cut, first=cut).normal(year, *who)
    np.testing.assert_array_equal(chance(12).normal(year, *who), np.concatenate(drawn))


@given(asked=st.permutations([(who, year) for who in WHO for year in (1900, 1903, 1905)]))
def test_the_order_of_asking_moves_no_number(asked: list[tuple[tuple[str, ...], int]]) -> None:
    """Whoever asks first, and for whichever year; a branching date is a first year that is asked for."""
    one = chance(3)
    for who, year in asked:
        np.testing.assert_array_equal(one.odds(year, *who), chance(3).odds(year, *who))


def test_every_identity_year_history_and_seed_has_a_number_of_its_own() -> None:
    """Of 4 identities, 6 years, 5 histories and 2 seeds: 4 * 6 * 5 * 2 = 240 numbers, all different."""
    drawn = [uniforms(chance(5, seed=seed), *who) for seed in (1, 2) for who in WHO]
    assert len(np.unique(np.concatenate(drawn))) == 240


def test_thresholds_are_the_log_odds_of_even_numbers() -> None:
    """What has log-odds x falls with probability expit(x): of 6,000 numbers, within 4 standard errors.

    The mean of uniform numbers is 1/2 with a s.d. of sqrt(1/12); a share p has a s.d. of sqrt(p (1 - p)).
    """
    thresholds = np.array([chance(1000).odds(BEGIN + year, *WHO[0]) for year in range(YEARS)])
    assert expit(thresholds).mean() == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / 6000))
    for odds in (-3.0, -1.0, 0.0, 2.0):
        p = 1 / (1 + np.exp(-odds))
        assert (thresholds < odds).mean() == pytest.approx(p, abs=4 * np.sqrt(p * (1 - p) / 6000))


def test_shocks_are_standard_normal() -> None:
    """Of 6,000 the mean is 0 and the s.d. 1, within 4 standard errors: 1/sqrt(n), and 1/sqrt(2 n)."""
    shocks = np.array([chance(1000).normal(BEGIN + year, "shock", "p") for year in range(YEARS)])
    assert shocks.mean() == pytest.approx(0, abs=4 / np.sqrt(6000))
    assert shocks.std() == pytest.approx(1, abs=4 / np.sqrt(2 * 6000))


@settings(max_examples=20)
@given(seed=st.integers(0, 2**63 - 1))
def test_numbers_of_neighbours_are_not_correlated(seed: int) -> None:
    """Of identities, years and histories side by side; 1,000 pairs, so that 5 s.d. are 5/sqrt(1000)."""
    one, other = (uniforms(chance(1001, seed=seed), *who) for who in WHO[:2])
    pairs = {
        "identities": (one[0, 1:], other[0, 1:]),
        "years": (one[0, 1:], one[1, 1:]),
        "histories": (one[0, 1:], one[0, :-1]),
    }
    for name, (left, right) in pairs.items():
        assert abs(np.corrcoef(left, right)[0, 1]) < 5 / np.sqrt(1000), name


def test_a_branching_date_later_in_the_span_moves_no_number() -> None:
    """Who first asks for 1904 finds there what who asks from 1900 on finds."""
    early = [chance(3).odds(year, *WHO[0]) for year in range(BEGIN, BEGIN + YEARS)]
    np.testing.assert_array_equal(chance(3).odds(1904, *WHO[0]), early[4])
