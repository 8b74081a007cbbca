"""JSON that stands inside a page, in an element of a script that the browser does not run.

It knows values, not what they say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from math import isfinite

from replay.errors import RequestError


def embedded(content: object, about: object, *, ordered: bool = False) -> str:
    """Write content as JSON without a `<`, with which an end of the element or a comment would begin.

    `ordered` sorts keys. Raises RequestError, of what it is `about`, for a number that JSON has no form for:
    one NaN would keep a browser from reading any of it.
    """
    try:
        text = json.dumps(content, separators=(",", ":"), default=str, allow_nan=False, sort_keys=ordered)
    except ValueError as error:
        where, found = next(_unwritable(content, ""), ("a key", "no finite number"))
        raise RequestError(
            f"{about} cannot be shown on a page: {where.lstrip('.')} is {found}; finite numbers, and null for"
            " what is unknown, are allowed"
        ) from error
    return text.replace("<", "\\u003c")


def _unwritable(content: object, place: str) -> Iterator[tuple[str, float]]:
    """Yield where a number is not finite, and the number."""
    if isinstance(content, float) and not isfinite(content):
        yield place, content
    elif isinstance(content, Mapping):
        for key, value in content.items():
            yield from _unwritable(value, f"{place}.{key}")
    elif isinstance(content, list | tuple):
        for number, value in enumerate(content):
            yield from _unwritable(value, f"{place}[{number}]")
