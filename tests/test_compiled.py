"""Compiled loops: with the extra `speed` or without it, every kernel comes to the same bits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay import compiled, pacts, thirds
from replay.compiled import WORTH
from replay.situation import Floats

STATES = 5
OF_ONE = {
    "sum of least": thirds.sum_of_least,
    "sum of products": lambda values: thirds.sum_of_products(values, values),
    "greatest of least": thirds.greatest_of_least,
    "greater sum of excess": thirds.greater_sum_of_excess,
    "marked in common": lambda values: thirds.count_in_common(values > 0),
    "too few remain": lambda values: pacts.too_few_remain(np.clip(values[0], 0.01, 0.99)),
}
OF_TWO = {"greatest product": thirds.greatest_product}
WHOLE = ("sum of least", "sum of products", "too few remain")
"""Of what is unknown they are not asked."""


def held(seed: int, histories: int, precision: type, *, whole: bool) -> Floats:
    """Draw what states hold of one another, a quarter of it nothing, another unknown or nothing too."""
    rng = np.random.default_rng(seed)
    values = rng.normal(size=(STATES, STATES, histories)).astype(precision)
    values[rng.random(values.shape) < 0.25] = 0
    values[rng.random(values.shape) < 0.25] = 0 if whole else np.nan
    return values


def check(kernel: Callable[..., Any], *arrays: Floats) -> None:
    """Compare a kernel with itself as it is without compiled loops."""
    fast = kernel(*arrays)
    with pytest.MonkeyPatch.context() as patch:
        for one in (thirds, pacts):
            patch.setattr(one, "loops", lambda _: None)
        plain = kernel(*arrays)
    assert fast.dtype == plain.dtype
    np.testing.assert_array_equal(fast, plain)


@settings(max_examples=30, deadline=None)
@given(
    name=st.sampled_from([*OF_ONE, *OF_TWO]),
    seed=st.integers(0, 999),
    histories=st.sampled_from([WORTH, WORTH + 1, 3 * WORTH]),
    precision=st.sampled_from([np.float32, np.float64]),
)
def test_kernels_come_to_the_same_bits(name: str, seed: int, histories: int, precision: type) -> None:
    """In both precisions, of few histories as of many."""
    several = [held(seed + number, histories, precision, whole=name in WHOLE) for number in range(2)]
    check(OF_ONE[name], several[0]) if name in OF_ONE else check(OF_TWO[name], *several)


def test_few_histories_and_those_without_the_extra_take_the_plain_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The extra is installed here; compiling is not worth it for one history, nor possible without it."""
    assert compiled.loops(WORTH) is not None
    assert compiled.loops(WORTH - 1) is None
    monkeypatch.setattr(compiled, "available", lambda: False)
    assert compiled.loops(WORTH) is None
