"""Recalling: the same arrays are asked of once, others anew, and what may have changed always."""

from __future__ import annotations

import gc
from weakref import ref

import numpy as np
import pytest
from numpy.typing import NDArray

from replay.recall import KEPT, recalled
from replay.situation import Floats


class Kernel:
    """A sum of arrays that counts how often it is worked out."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, one: Floats, other: Floats) -> Floats:
        """Add up two arrays."""
        self.asked += 1
        return one + other


def fixed(*values: float) -> NDArray[np.float64]:
    """Make an array that nobody can write to."""
    array = np.array(values)
    array.setflags(write=False)
    return array


def test_the_same_arrays_are_asked_of_once() -> None:
    """The very arrays, in the same places: equal ones, or in another order, are others."""
    kernel = Kernel()
    ask, a, b = recalled(kernel), fixed(1, 2), fixed(3, 4)

    assert ask(a, b) is ask(a, b)
    assert kernel.asked == 1
    assert ask(b, a).tolist() == ask(fixed(1, 2), b).tolist() == [4, 6]
    assert kernel.asked == 3


def test_what_can_be_written_to_is_asked_of_anew() -> None:
    """An array that is not read-only, and a read-only view of one, may hold something else by then."""
    kernel, b = Kernel(), fixed(3, 4)
    ask, a = recalled(kernel), np.array([1.0, 2.0])
    view = a.view()
    view.setflags(write=False)
    for given in (a, view):
        a[0] = 1
        assert ask(given, b).tolist() == [4, 6]
        a[0] = 2
        assert ask(given, b).tolist() == [5, 6]


def test_what_is_named_by_keyword_is_asked_of_anew() -> None:
    """Only places tell arrays apart."""
    ask, a, b, c = recalled(Kernel()), fixed(1), fixed(2), fixed(3)
    assert [ask(one=a, other=b)[0], ask(one=a, other=c)[0], ask(a, other=c)[0], ask(a, b)[0]] == [3, 4, 4, 3]


def test_an_answer_that_is_recalled_cannot_be_written_to() -> None:
    """Two askers hold the same one."""
    found = recalled(Kernel())(fixed(1), fixed(2))
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 9


def test_only_the_last_few_answers_are_kept() -> None:
    """The oldest is asked of anew."""
    kernel, b = Kernel(), fixed(1)
    ask = recalled(kernel)
    several = [fixed(n) for n in range(KEPT + 1)]
    for one in several:
        ask(one, b)
    ask(several[-1], b)
    assert kernel.asked == len(several)
    ask(several[0], b)
    assert kernel.asked == len(several) + 1


def test_answers_are_forgotten_with_what_was_asked_of() -> None:
    """Neither the arrays nor the answer are held by the memory."""
    ask, a, b = recalled(Kernel()), fixed(1), fixed(2)
    answer = ref(ask(a, b))
    assert answer() is not None
    del a
    gc.collect()
    assert answer() is None


def test_each_kernel_recalls_its_own() -> None:
    """Two kernels asked of the same arrays do not mix."""
    a, b = fixed(5), fixed(3)
    add, subtract = recalled(Kernel()), recalled(lambda one, other: one - other)
    assert (add(a, b).tolist(), subtract(a, b).tolist(), add(a, b).tolist()) == ([8], [2], [8])
