"""Recalling what was worked out of the same arrays: theories share kernels, and copies share arrays.

It knows arrays by their identity alone, and only such as cannot change; what is worked out it does
not know.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast
from weakref import ref

import numpy as np
from numpy.typing import NDArray

KEPT = 2
"""Answers kept of each kernel (our choice): a census has one of each, or two in a comparison."""

Asked = ParamSpec("Asked")
Number = TypeVar("Number", bound=np.generic)


def recalled(kernel: Callable[Asked, NDArray[Number]]) -> Callable[Asked, NDArray[Number]]:
    """Let a pure kernel of arrays answer anew only when it is asked of others than the last few times.

    What can be written to, is a view of another array, or is named by keyword is not recalled.
    Answers are read-only, and forgotten with the arrays that they were worked out of.
    """
    entries: list[tuple[tuple[ref[NDArray[Any]], ...], NDArray[Number]]] = []

    @wraps(kernel)
    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> NDArray[Number]:
        arrays = cast("tuple[NDArray[Any], ...]", args)
        if kwargs or not all(map(_lasting, arrays)):
            return kernel(*args, **kwargs)
        for known, answer in entries:
            if all(one() is array for one, array in zip(known, arrays, strict=True)):
                return answer
        answer = kernel(*args, **kwargs)
        answer.setflags(write=False)
        entries.append((tuple(ref(array, forget) for array in arrays), answer))
        del entries[:-KEPT]
        return answer

    def forget(gone: ref[NDArray[Any]]) -> None:
        entries[:] = [entry for entry in entries if not any(one is gone for one in entry[0])]

    return ask


def _lasting(array: NDArray[Any]) -> bool:
    """Say whether nobody can write to an array, by itself or through another that it is a view of."""
    return not array.flags.writeable and array.base is None
