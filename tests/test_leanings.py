"""Leanings: terms on the frozen scale, as calibration puts them there, weighed, mixed and pooled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from replay import leanings as leanings_
from replay.compiled import WORTH
from replay.frozen import Frozen
from replay.leanings import Leaning, dense, leanings, mixed, pooled, single, summed
from replay.membership import Pacts
from replay.pacts import mixture
from replay.situation import Floats
from replay.standardisation import Scale
from replay.theory import Index, Ridge, Term

STATES, HISTORIES = 4, 3
A, B = np.nonzero(np.triu(np.ones((STATES, STATES), dtype=bool), k=1))
FIT = Ridge((Term("one", ""), Term("other", "")))


def symmetric(rows: Floats) -> Floats:
    """Lay the values of dyads out by both their states, NaN of a state with itself."""
    square = np.full((STATES, STATES, rows.shape[-1]), np.nan)
    square[A, B] = square[B, A] = rows
    return square


def terms_of(seed: int, unknown: Sequence[tuple[str, int]] = ()) -> dict[str, Floats]:
    """Draw two terms of six dyads in three histories; some are unknown."""
    draw = np.random.default_rng(seed)
    rows = {term.name: draw.normal(2, 3, (len(A), HISTORIES)) for term in FIT.terms}
    for name, dyad in unknown:
        rows[name][dyad] = np.nan
    return {name: symmetric(one) for name, one in rows.items()}


@given(
    seed=st.integers(0, 99),
    burnt=st.sampled_from(["both", "one", "flat"]),
    unknown=st.lists(st.tuples(st.sampled_from(["one", "other"]), st.integers(0, 5)), max_size=6),
)
def test_terms_are_brought_to_the_scale_as_calibration_brings_them(
    seed: int, burnt: str, unknown: list[tuple[str, int]]
) -> None:
    """On scales of an earlier census, also of one at which a term was unknown of all, or the same of all."""
    past = terms_of(seed + 1000)
    if burnt != "both":
        past["other"][:] = np.nan if burnt == "one" else 5.0
    scale = Scale(FIT, {}, 1900)
    scale.standard(1900, {name: one[A, B] for name, one in past.items()})
    assert scale.moments is not None
    terms = terms_of(seed, unknown)
    expected = scale.apply({name: one[A, B] for name, one in terms.items()})

    raw = [single(terms[term.name]) for term in FIT.terms]
    for number in range(len(raw)):
        alone = np.zeros((len(raw), HISTORIES))
        alone[number] = 1
        total, blank = summed(raw, scale.moments, alone, A, B)
        np.testing.assert_allclose(total, np.broadcast_to(expected.z[number], total.shape), atol=1e-5)
        nothing = np.zeros(len(A), dtype=bool) if blank is None else blank.all(axis=1)
        np.testing.assert_array_equal(nothing, expected.blank)


def test_terms_are_weighed_by_history() -> None:
    """1 * 2 + 3 * -1 = -1 in the first history, 1 * 0.5 + 3 * 1 = 3.5 in the second."""
    raw = [np.full((2, 2, 2), number) for number in (1.0, 3.0)]
    unscaled = np.zeros((2, 1, 1)), np.ones((2, 1, 1))
    weights = np.array([[2.0, 0.5], [-1.0, 1.0]])
    total, _ = summed(raw, unscaled, weights, np.array([0]), np.array([1]))
    np.testing.assert_array_equal(total, [[-1.0, 3.5]])


@given(
    seed=st.integers(0, 99),
    scales=st.sampled_from(["common", "own"]),
    histories=st.sampled_from([WORTH, WORTH + 5]),
)
def test_compiled_loops_and_numpy_come_to_the_same_bits(seed: int, scales: str, histories: int) -> None:
    """Terms with unknowns, some alike in all histories, on scales of each history or of all."""
    rng = np.random.default_rng(seed)
    raw = [single(rng.normal(size=(4, 4, many))) for many in (histories, 1, histories)]
    for one in raw:
        one[rng.random(one.shape) < 0.2] = np.nan
    many = histories if scales == "own" else 1
    moments = rng.normal(size=(3, 1, many)), np.abs(rng.normal(size=(3, 1, many)))
    weights, (a, b) = rng.normal(size=(3, histories)), np.triu_indices(4, 1)
    compiled = summed(raw, moments, weights, a, b)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leanings_, "loops", lambda _: None)
        plain = summed(raw, moments, weights, a, b)
    np.testing.assert_array_equal(compiled[0], plain[0])
    np.testing.assert_array_equal(*(np.zeros(1) if one is None else one for one in (compiled[1], plain[1])))


def test_log_odds_are_level_and_slope_times_the_index() -> None:
    """One term, on the scale of mean 1 and s.d. 2: of 5 it is 2 s.d.; -3 + 0.5 * (1.5 * 2) = -1.5."""
    moments = np.full((1, 1, 1), 1.0), np.full((1, 1, 1), 2.0)
    fit = Index((Term("one", "", +1),))
    frozen = Frozen(np.full(HISTORIES, -3.0), np.full(HISTORIES, 0.5), np.full((1, HISTORIES), 1.5))
    terms = {"onset": {"one": symmetric(np.full((6, HISTORIES), 5.0))}}
    said = leanings(terms, {"onset": fit}, {"onset": moments}, {"join": ("onset", frozen)}, A, B)["join"]
    assert said.base is not None
    np.testing.assert_allclose(said.odds(said.base), np.full((6, HISTORIES), -1.5), rtol=1e-6)


def test_a_head_without_terms_says_its_level_of_all() -> None:
    """A base rate is the same for all dyads, in each history its own."""
    frozen = Frozen(np.array([-1.0, -2.0, -3.0]), np.ones(3), None)
    said = leanings({}, {}, {}, {"onset": ("onset", frozen)}, A, B)["onset"]
    assert (said.base, said.blank) == (None, None)
    np.testing.assert_array_equal(said.odds(np.zeros(1, np.float32)), [-1, -2, -3])


def leaning(level: float, scale: float, base: float | None) -> Leaning:
    """Say the same of two dyads in two histories, but of the second dyad nothing beside the level."""
    every = None if base is None else single(np.array([[base, base], [0, 0]]))
    return Leaning(single(np.full(2, level)), single(np.full(2, scale)), every, None)


def test_the_pool_is_the_mean_of_log_odds() -> None:
    """(-2 + 0.5 * 4) = 0, (-1 + 2 * 1) = 1 and -4: together -1; without the terms (-2 - 1 - 4) / 3."""
    pool = pooled([leaning(-2, 0.5, 4), leaning(-1, 2, 1), leaning(-4, 1, None)], 2)
    assert pool.base is not None
    np.testing.assert_allclose(pool.odds(pool.base), [[-1, -1], [-7 / 3, -7 / 3]], rtol=1e-6)


@given(seed=st.integers(0, 199), parties=st.sets(st.integers(0, STATES - 1), min_size=2))
def test_states_are_mixed_with_parties_as_forecasts_of_pacts_mix_them(seed: int, parties: set[int]) -> None:
    """By capability, a state never with itself: the same as `pacts.mixture` in every history."""
    draw = np.random.default_rng(seed)
    base, capability = draw.normal(0, 2, (len(A), HISTORIES)), draw.uniform(0.01, 1, STATES)
    row = np.isin(np.arange(STATES), list(parties))[None]
    every = np.arange(STATES)
    of_it = np.zeros(STATES, dtype=np.int64)
    how = mixture(Pacts(("p",), row, row), of_it, every, capability)
    listed = {(int(a), int(b)): values for a, b, values in zip(A, B, base, strict=True)}
    expected = how.of(np.array([listed[int(a), int(b)] for a, b in zip(how.a, how.b, strict=True)]))

    inside = np.repeat(row[..., None], HISTORIES, axis=2)
    weight = single(np.where(row, capability, 0))
    found = mixed(dense(single(base), A, B, STATES, HISTORIES), inside, weight, of_it, every)
    np.testing.assert_allclose(found, expected, atol=1e-4)


def test_parties_count_only_in_the_histories_in_which_they_are_in() -> None:
    """A mixed with B (weight 1) and C (weight 3): (1 * 2 + 3 * -2) / 4 = -1; with B alone 2; with none 0."""
    base = single(np.zeros((6, 3)))
    base[0], base[1] = 2.0, -2.0
    inside = np.zeros((1, STATES, 3), dtype=bool)
    inside[0, 1, :2] = inside[0, 2, 0] = True
    weight = single(np.array([[0, 1, 3, 0]]))
    found = mixed(dense(base, A, B, STATES, 3), inside, weight, np.array([0]), np.array([0]))
    assert found[0] == pytest.approx([-1, 2, 0])


@given(seed=st.integers(0, 99), histories=st.sampled_from([WORTH, WORTH + 5]))
def test_compiled_or_not_states_are_mixed_to_the_same_bits(seed: int, histories: int) -> None:
    """Two pacts of some of four states, one of whom weighs nothing, and every state beside both."""
    rng = np.random.default_rng(seed)
    square, parties = single(rng.normal(size=(4, 4, histories))), rng.random((2, 4, histories)) < 0.5
    weight = single(rng.random((2, 4)) * parties.any(axis=2))
    weight[0, 0] = 0
    pact, state = np.repeat([0, 1], 4), np.tile(np.arange(4), 2)
    compiled = mixed(square, parties, weight, pact, state)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(leanings_, "loops", lambda _: None)
        np.testing.assert_array_equal(compiled, mixed(square, parties, weight, pact, state))
