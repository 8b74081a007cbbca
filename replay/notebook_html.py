"""Objects as a notebook shows them: a heading, sentences, tables, in HTML that runs nothing.

It knows texts and frames, and escapes all of them; what they mean it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import TYPE_CHECKING

from replay.rounding import written

if TYPE_CHECKING:
    import polars as pl

ROWS = 12
"""Rows of a table that are shown; of the others it is said how many there are."""
# Styles stand on the elements, since pages that show notebooks throw style sheets away; no colour is named
# but a grey that is seen on black and white, and all else is as the page has it, light or dark.
_RULE = "1px solid rgba(128,128,128,.5)"
_CELL = f"padding:.2em .8em .2em 0;border:0;border-bottom:{_RULE};background:transparent;vertical-align:top;"
_SIDES = {
    False: "text-align:left;overflow-wrap:normal",
    True: "text-align:right;font-variant-numeric:tabular-nums",
}


def notebook_html(
    title: str, sentences: Iterable[str] = (), tables: Mapping[str, pl.DataFrame] | None = None
) -> str:
    """Write a heading, sentences, and tables under their titles; empty tables are left out."""
    return "".join(_parts(title, sentences, tables or {}))


def _parts(title: str, sentences: Iterable[str], tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    yield f'<div style="max-width:60em"><p><strong>{escape(title)}</strong></p>'
    said = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    if said:
        yield f"<ul>{said}</ul>"
    for name, frame in tables.items():
        if frame.height:
            yield from _table(name, frame)
    yield "</div>"


def _table(title: str, frame: pl.DataFrame) -> Iterator[str]:
    shown = frame.head(ROWS)
    sides = [_SIDES[kind.is_numeric()] for kind in shown.dtypes]
    yield '<div style="overflow-x:auto"><table style="border-collapse:collapse;margin:.5em 0;color:inherit">'
    yield f'<caption style="caption-side:top;text-align:left;color:inherit">{escape(title)}</caption>'
    yield "<thead><tr>"
    for name, side in zip(shown.columns, sides, strict=True):
        yield f'<th scope="col" style="{_CELL}{side}">{escape(name.replace("_", " "))}</th>'
    yield "</tr></thead><tbody>"
    for row in zip(*map(written, shown.iter_columns()), strict=True):
        cells = zip(row, sides, strict=True)
        yield (
            "<tr>"
            + "".join(f'<td style="{_CELL}{side}">{escape(cell)}</td>' for cell, side in cells)
            + "</tr>"
        )
    yield "</tbody></table></div>"
    if left := frame.height - shown.height:
        yield f"<p>… and {left:,} more row{'s' if left > 1 else ''}</p>"
