"""What stands in a page as JSON is read back as it was, ends no element, and is finite."""

from __future__ import annotations

import json
from datetime import date
from math import inf, nan

import pytest

from replay.embedding import embedded
from replay.errors import RequestError

HOSTILE = "</script><!-- <b>"


def test_what_is_embedded_is_read_back_and_ends_no_element() -> None:
    """Days become texts; keys keep their order unless they are to be sorted."""
    content = {"b": [HOSTILE, 0.5, None], "a": True}

    assert json.loads(embedded(content, "it")) == content
    assert json.loads(embedded({"day": date(1956, 7, 26)}, "it")) == {"day": "1956-07-26"}
    assert "<" not in embedded(content, "it")
    assert embedded(content, "it").index('"b"') < embedded(content, "it").index('"a"')
    assert embedded(content, "it", ordered=True).index('"a"') < embedded(content, "it", ordered=True).index(
        '"b"'
    )


@pytest.mark.parametrize("number", [nan, inf, -inf])
def test_a_number_that_json_cannot_hold_is_refused_where_it_stands(number: float) -> None:
    """A browser would read nothing at all of a page with one NaN."""
    with pytest.raises(RequestError) as caught:
        embedded({"rows": [{"p": 0.5}, {"p": number}]}, "skill of x.duckdb")

    assert str(caught.value) == (
        f"skill of x.duckdb cannot be shown on a page: rows[1].p is {number}; finite numbers, and null for"
        " what is unknown, are allowed"
    )
