"""Chance: by which numbers decisions fall depends on who decides what in which year and history."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay.chance import LIMIT, Chance
from replay.leanings import single
from replay.logistic import expit
from replay.situation import Floats

CODES = ("AAA", "BBB", "CCC")
SPAN = range(1900, 1906)
A, B = np.array([0, 0, 1]), np.array([1, 2, 2])
STREAMS = ("found", "lapse", "leave", "join", "end", "shock")


def chance(histories: int, *, first: int = 0, seed: int = 1, since: int = 1900) -> Chance:
    """Lay out the streams of a block of histories."""
    return Chance(seed, first, histories, CODES, SPAN, since)


def drawn(of: Chance, stream: str, year: int) -> Floats:
    """Ask for what a stream has for a year, shape (who, M)."""
    if stream in {"found", "lapse"}:
        return single(of.dyads(year, stream, A, B))
    if stream in {"leave", "join"}:
        return single(of.states(year, stream, "p"))
    return single((of.shock if stream == "shock" else of.pact)(year, stream, "p")[None])


def uniforms(of: Chance, stream: str) -> Floats:
    """Take the numbers between 0 and 1 behind the thresholds of all years, shape (years, who, M)."""
    return expit(np.array([drawn(of, stream, year) for year in SPAN]).astype(np.float64))


@given(cut=st.integers(1, 11), stream=st.sampled_from(STREAMS), year=st.sampled_from(SPAN))
def test_a_history_has_its_numbers_whatever_block_it_is_in(cut: int, stream: str, year: int) -> None:
    """Twelve histories at once, or those up to a cut and those from it on."""
    parts = (drawn(one, stream, year) for one in (chance(cut), chance(12 - cut, first=cut)))
    np.testing.assert_array_equal(drawn(chance(12), stream, year), np.concatenate(list(parts), axis=-1))


@settings(max_examples=30)
@given(asked=st.permutations([(stream, year) for stream in STREAMS for year in (1902, 1905)]))
def test_neither_the_order_of_asking_nor_the_branching_date_moves_a_number(
    asked: list[tuple[str, int]],
) -> None:
    """Whoever asks first, and whether numbers are drawn since 1900 or since 1902."""
    one = chance(3, since=1902)
    for stream, year in asked:
        np.testing.assert_array_equal(drawn(one, stream, year), drawn(chance(3), stream, year))


def test_who_else_exists_moves_no_number() -> None:
    """The dyad of AAA and CCC has the same numbers without BBB, and CCC the same as a party."""
    fewer = Chance(1, 0, 3, ("AAA", "CCC"), SPAN, 1900)
    alone = fewer.dyads(1903, "found", np.array([0]), np.array([1]))
    np.testing.assert_array_equal(alone[0], drawn(chance(3), "found", 1903)[1])
    np.testing.assert_array_equal(fewer.states(1903, "leave", "p")[1], drawn(chance(3), "leave", 1903)[2])


def test_every_identity_year_history_and_seed_has_a_number_of_its_own() -> None:
    """3 dyads twice, 3 states twice, a pact and a shock are 14; of 6 years, 5 histories and 2 seeds 840."""
    numbers = [uniforms(chance(5, seed=seed), stream).ravel() for seed in (1, 2) for stream in STREAMS]
    assert len(np.unique(np.concatenate(numbers))) == 840


def test_thresholds_are_the_log_odds_of_even_numbers() -> None:
    """What has log-odds x falls with probability expit(x): of 6,000 numbers, within 4.5 standard errors.

    The mean of uniform numbers is 1/2 with a s.d. of sqrt(1/12); a share p has a s.d. of sqrt(p (1 - p)).
    """
    numbers = uniforms(chance(1000), "end")
    assert numbers.mean() == pytest.approx(0.5, abs=4.5 * np.sqrt(1 / 12 / 6000))
    for odds in (-3.0, -1.0, 0.0, 2.0):
        p = 1 / (1 + np.exp(-odds))
        assert (numbers < p).mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / 6000))


def test_shocks_are_standard_normal() -> None:
    """Of 6,000 the mean is 0 and the s.d. 1, within 4.5 standard errors: 1/sqrt(n), and 1/sqrt(2 n)."""
    shocks = np.array([chance(1000).shock(year, "shock", "p") for year in SPAN])
    assert shocks.mean() == pytest.approx(0, abs=4.5 / np.sqrt(6000))
    assert shocks.std() == pytest.approx(1, abs=4.5 / np.sqrt(2 * 6000))


@settings(max_examples=20)
@given(seed=st.integers(0, 2**63 - 1))
def test_numbers_of_neighbours_are_not_correlated(seed: int) -> None:
    """Of identities, years and histories side by side; 1,000 pairs, so that 6 s.d. are 6/sqrt(1000)."""
    numbers = uniforms(chance(1001, seed=seed), "found")
    pairs = {
        "identities": (numbers[0, 0, 1:], numbers[0, 1, 1:]),
        "years": (numbers[0, 0, 1:], numbers[1, 0, 1:]),
        "histories": (numbers[0, 0, 1:], numbers[0, 0, :-1]),
    }
    for name, (left, right) in pairs.items():
        assert abs(np.corrcoef(left, right)[0, 1]) < 6 / np.sqrt(1000), name


def test_what_is_likelier_than_anything_forecast_falls_and_what_is_less_likely_never() -> None:
    """Of 60,000 numbers no threshold that is finite lies beyond the log-odds of 0.0001 and 0.9999."""
    thresholds = np.array([drawn(chance(10000), "end", year) for year in SPAN])
    finite = thresholds[np.isfinite(thresholds)]
    assert len(finite) < thresholds.size
    assert np.abs(finite).max() <= LIMIT
