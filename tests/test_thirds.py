"""Kernels over third states, of dyads, blocs and theories: each beside its plain definition, in loops."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from replay import thirds
from replay.blocs import bloc, coalition, dominance, greatest_rival
from replay.dyads import greatest_shared, greatest_third, shared_threat
from replay.situation import Booleans, Floats
from replay.theories.network import past_tie, shared_allies
from replay.theories.security_dilemma import conciliation, entrapment

NAN = float("nan")
RUNS = (1, 60, 250, thirds.RUN)
"""From one dyad at a time to all of them."""
precisions = st.sampled_from([np.float64, np.float32])


@st.composite
def shapes(draw: st.DrawFn) -> tuple[int, int, int]:
    """Draw how many states and histories there are."""
    states = draw(st.integers(1, 5))
    return states, states, draw(st.integers(1, 3))


@st.composite
def held(draw: st.DrawFn, several: int = 1) -> list[Floats]:
    """Draw what states hold of one another: often nothing, as often unknown, all in one precision."""
    shape, precision = draw(shapes()), draw(precisions)
    values = st.sampled_from([NAN, NAN, 0.0, 0.0, 0.1, 0.25, 0.7, 3.0])
    return [draw(arrays(precision, shape, elements=values.map(precision))) for _ in range(several)]


@st.composite
def sides(draw: st.DrawFn) -> tuple[Floats, Booleans]:
    """Draw what states are capable of, and who is aligned with whom."""
    shape, precision = draw(shapes()), draw(precisions)
    values = st.sampled_from([NAN, 0.0, 0.1, 0.2, 0.4])
    tied = np.triu(draw(arrays(bool, shape)).transpose(2, 0, 1), 1).transpose(1, 2, 0)
    capability = draw(arrays(precision, shape[:1], elements=values.map(precision)))
    return capability, tied | tied.swapaxes(0, 1)


def by_thirds(
    gather: Callable[[list[float]], float],
    values: Floats,
    others: Floats,
    meet: Callable[[float, float], float],
) -> NDArray[np.float64]:
    """Gather what the values of i meet in those of j, of all thirds of whom both are known; else NaN."""
    states, _, histories = values.shape
    found = np.full(values.shape, NAN)
    for i, j, m in np.ndindex(states, states, histories):
        of_both = [(float(values[i, k, m]), float(others[j, k, m])) for k in range(states)]
        known = [meet(a, b) for a, b in of_both if not np.isnan(a + b)]
        found[i, j, m] = gather(known) if known else NAN
    return found


def check(found: NDArray[np.generic], expected: NDArray[np.float64], values: Floats) -> None:
    """Compare to rounding, with the same unknowns, in the precision of what was given."""
    assert found.dtype == values.dtype
    np.testing.assert_allclose(found, expected, rtol=1e-12 if values.dtype == np.float64 else 1e-5, atol=0)


def greater(directed: Floats) -> Floats:
    """Take the greater of the two directions."""
    return np.maximum(directed, directed.swapaxes(0, 1))


def warmth(points: Floats) -> NDArray[np.float64]:
    """Take the log of what both hold of one another, in tens of points."""
    double = points.astype(float)
    return np.log1p((double + double.swapaxes(0, 1)) / 10)


def product(a: float, b: float) -> float:
    """Multiply two numbers."""
    return a * b


@pytest.mark.parametrize("run", RUNS)
@given(given_=held())
def test_shared_threat_is_the_sum_of_lesser_threats(run: int, given_: list[Floats]) -> None:
    """Of those third states of whom both threats are known."""
    (threat,) = given_
    with patch.object(thirds, "RUN", run):
        check(shared_threat(threat), by_thirds(sum, threat, threat, min), threat)


@pytest.mark.parametrize("run", RUNS)
@given(given_=held())
def test_the_greatest_shared_is_the_greatest_of_lesser_values(run: int, given_: list[Floats]) -> None:
    """Of those third states of whom both are known."""
    (values,) = given_
    with patch.object(thirds, "RUN", run):
        check(greatest_shared(values), by_thirds(max, values, values, min), values)


@given(given_=held())
def test_the_greatest_third_leaves_out_the_partner_alone(given_: list[Floats]) -> None:
    """Also where the partner and another are the greatest alike."""
    (values,) = given_
    expected = np.full(values.shape, NAN)
    for i, j, m in np.ndindex(*values.shape):
        others = [v for k, v in enumerate(values[i, :, m].tolist()) if k != j and not np.isnan(v)]
        expected[i, j, m] = max(others, default=NAN)
    check(greatest_third(values), expected, values)


@pytest.mark.parametrize("run", RUNS)
@given(given_=held(2))
def test_conciliation_is_the_greatest_product_of_threat_and_warmth(run: int, given_: list[Floats]) -> None:
    """Of the threat to one, and of what the other and the third hold of one another."""
    threat, cooperative = given_
    with patch.object(thirds, "RUN", run):
        expected = greater(by_thirds(max, threat, warmth(cooperative), product))
        check(conciliation(threat, cooperative), expected, threat)


@pytest.mark.parametrize("run", RUNS)
@given(given_=held())
def test_entrapment_is_the_sum_of_quarrels_beyond_those_of_the_other(run: int, given_: list[Floats]) -> None:
    """The greater of the sums that either has beyond the other; rounding counts by the size of quarrels."""
    (hostile,) = given_
    quarrel = warmth(hostile)
    with patch.object(thirds, "RUN", run):
        found = entrapment(hostile)
    expected = greater(by_thirds(sum, quarrel, quarrel, lambda a, b: max(0.0, b - a)))
    assert found.dtype == hostile.dtype
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-14 if hostile.dtype == np.float64 else 1e-6)


def companions(aligned: Booleans, i: int, m: int) -> set[int]:
    """List a state and its allies in a history."""
    return {i, *np.flatnonzero(aligned[i, :, m]).tolist()}


def weight(capability: Floats, states: Iterable[int]) -> float:
    """Sum the known capabilities of some states."""
    return sum(float(np.nan_to_num(capability[k])) for k in sorted(states))


def alone(capability: Floats, aligned: Booleans, i: int, m: int) -> float:
    """Weigh the bloc of a state, unknown where the state itself is."""
    return NAN if np.isnan(capability[i]) else weight(capability, companions(aligned, i, m))


def rivals(capability: Floats, aligned: Booleans, inside: set[int], m: int) -> float:
    """Take the greatest bloc of a state that is not inside."""
    outside = [alone(capability, aligned, k, m) for k in range(len(capability)) if k not in inside]
    return max((one for one in outside if not np.isnan(one)), default=NAN)


@pytest.mark.parametrize("run", RUNS)
@given(given_=sides())
def test_coalitions_and_their_rivals_are_sets_of_states(run: int, given_: tuple[Floats, Booleans]) -> None:
    """The coalition is all of both blocs, each state once; its rival the greatest bloc of any other."""
    capability, aligned = given_
    together, against = np.full(aligned.shape, NAN), np.full(aligned.shape, NAN)
    for i, j, m in np.ndindex(*aligned.shape):
        inside = companions(aligned, i, m) | companions(aligned, j, m)
        if not np.isnan(capability[i] + capability[j]):
            together[i, j, m] = weight(capability, inside)
        against[i, j, m] = rivals(capability, aligned, inside, m)
    with patch.object(thirds, "RUN", run):
        check(coalition(capability, aligned), together, capability)
        check(greatest_rival(capability, aligned), against, capability)


@given(given_=sides())
def test_dominance_is_the_share_of_a_bloc_beside_its_greatest_rival(given_: tuple[Floats, Booleans]) -> None:
    """Its rival is the greatest bloc of a state outside it."""
    capability, aligned = given_
    own, rival = np.full((2, len(capability), aligned.shape[2]), NAN)
    for i, m in np.ndindex(*own.shape):
        own[i, m] = alone(capability, aligned, i, m)
        rival[i, m] = rivals(capability, aligned, companions(aligned, i, m), m)
    check(bloc(capability, aligned), own, capability)
    with np.errstate(invalid="ignore"):
        check(dominance(capability, aligned), own / (own + rival), capability)


@pytest.mark.parametrize("run", RUNS)
@given(given_=sides())
def test_shared_allies_are_counted(run: int, given_: tuple[Floats, Booleans]) -> None:
    """Those whom both are aligned with."""
    aligned = given_[1]
    with patch.object(thirds, "RUN", run):
        found = shared_allies(aligned)
    for i, j, m in np.ndindex(*aligned.shape):
        assert found[i, j, m] == sum(aligned[i, :, m] & aligned[j, :, m])


@given(given_=held())
def test_a_past_tie_halves_every_five_years(given_: list[Floats]) -> None:
    """And is nothing where there was none."""
    (years,) = given_
    expected = [0.0 if np.isnan(one) else 0.5 ** (one / 5) for one in years.ravel().tolist()]
    check(past_tie(years), np.reshape(expected, years.shape), years)


@settings(max_examples=20)
@given(states=st.integers(8, 40), precision=precisions, seed=st.integers(0, 99))
def test_sums_do_not_depend_on_how_many_histories_there_are(states: int, precision: type, seed: int) -> None:
    """To the last bit: each history alone gets what it gets among others."""
    threat = np.random.default_rng(seed).random((states, states, 3)).astype(precision)
    together = shared_threat(threat), entrapment(threat)
    for m in range(3):
        one = threat[..., m : m + 1]
        for found, expected in zip((shared_threat(one), entrapment(one)), together, strict=True):
            np.testing.assert_array_equal(found, expected[..., m : m + 1])
