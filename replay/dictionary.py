"""What stands in the folder of an export beside its files: a README for readers, a package for programs.

It knows how both are written; what a table, a column or an edge means the ledger's own comments say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

PACKAGE, README = "datapackage.json", "README.md"
"""What stands in every export beside its files: for programs (datapackage.org), and for readers."""
TYPES = {
    "BIGINT": "integer",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "DOUBLE": "number",
    "INTEGER": "integer",
    "TIMESTAMP WITH TIME ZONE": "datetime",
    "VARCHAR": "string",
}
"""What the data package calls the types of a ledger's columns; `any` it calls all others."""
DIALECT = {
    "delimiter": ",",
    "lineTerminator": "\n",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
"""How CSV is written (RFC 4180, but for the ends of lines)."""


class Target(StrEnum):
    """What a ledger can be exported to."""

    parquet = "parquet"
    csv = "csv"
    graphml = "graphml"


WRITTEN = {
    Target.parquet: """\
One Parquet file a table or view of the ledger. Types are those of the ledger, NULL is NULL, and each file
carries in its metadata `run_id`, and as `comment` what one row is.""",
    Target.csv: """\
One CSV file a table or view of the ledger: UTF-8 without a mark, a header, commas, a line feed at the end of
each row. A text that holds a comma, a quotation mark or a line feed stands in quotation marks, with its own
doubled. **NULL, which is unknown, is an empty field; an empty text is `""`.** Dates are `1967-06-05`, times
`1967-06-05T07:45:00.000000Z`, logical values `true` and `false`; floats have all their digits.""",
    Target.graphml: """\
One GraphML file a forecast year, for Gephi, igraph, networkx and others. Nodes are the states that existed on
31 December of the year before, their codes as ids; edges are the dyads about which there is a forecast,
undirected, each once: nearly all, so filter by `aligned_before` or `aligned` to see who was tied. What is
unknown is left out of an element.

A year is a file, because GraphML has no time that these tools agree on: networkx and igraph would read all
years in one file as parallel edges, and Gephi would merge these into one. `year` stands on each edge, so that
files can be put together again.

`weight` is the probability that the two are tied, which layouts and community detection take for closeness;
functions that take a weight for a distance (shortest paths) need `1 - weight`, or no weight.""",
}
"""How files are written, in Markdown."""


@dataclass(frozen=True)
class Part:
    """One file of an export: its name, what one row or graph is, how many rows, and its columns.

    `columns`: a row a column, with `column`, `type` and `comment`.
    """

    file: str
    comment: str
    rows: int
    columns: pl.DataFrame


def package(target: Target, run: Mapping[str, Any], parts: Sequence[Part]) -> str:
    """Describe the folder as a Data Package, version 2 (datapackage.org)."""
    resources = [_resource(target, part) for part in parts]
    said = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": run["timeline"],
        "title": run["title"],
        "description": f"A {run['mode']} run of the timeline {run['timeline']}.",
        "sources": [{"title": run["citation"]}],
        "replay": {"run_id": run["run_id"], "to": target},
        "resources": resources,
    }
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def _resource(target: Target, part: Part) -> dict[str, Any]:
    said = {"name": Path(part.file).stem, "path": part.file, "description": part.comment}
    if target is Target.graphml:
        return {**said, "format": "graphml", "mediatype": "application/graphml+xml", "encoding": "utf-8"}
    fields = [
        {"name": name, "type": TYPES.get(kind, "any"), "description": comment}
        for name, kind, comment in part.columns.iter_rows()
    ]
    if target is Target.parquet:
        kind = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
        return {**said, **kind, "schema": {"fields": fields}}
    kind = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
    schema = {"fields": fields, "missingValues": [""]}
    return {**said, **kind, "dialect": DIALECT, "schema": schema}


def readme(
    target: Target, run: Mapping[str, Any], caveats: Sequence[str], parts: Sequence[Part]
) -> Iterator[str]:
    """Write the data dictionary, line by line."""
    yield f"# {_plain(run['title'])}\n"
    yield f"A {run['mode']} run ({run['status']}) of the timeline `{run['timeline']}`,"
    yield f"{run['histories']} histories, seed {run['seed']}, run id `{run['run_id']}`.\n"
    yield f"Cite: {_plain(run['citation'])}\n"
    yield f"{WRITTEN[target]}\n"
    yield f"`{PACKAGE}` says the same for programs (datapackage.org).\n"
    if caveats:
        yield "## What limits it\n"
        yield from (f"- {_plain(text)}" for text in caveats)
        yield ""
    graphs = target is Target.graphml
    yield "## Files\n"
    yield f"| file | {'edges' if graphs else 'rows'} | what it holds |\n|---|---:|---|"
    yield from (f"| `{part.file}` | {part.rows} | {_plain(part.comment)} |" for part in parts)
    yield ""
    for part in parts[:1] if graphs else parts:
        yield f"## {'Attributes' if graphs else Path(part.file).stem}\n"
        yield f"| {'attribute' if graphs else 'column'} | type | meaning |\n|---|---|---|"
        yield from (
            f"| `{name}` | {kind} | {_plain(comment)} |" for name, kind, comment in part.columns.iter_rows()
        )
        yield ""


def _plain(text: str | None) -> str:
    """Write a text that a ledger brings on one line of Markdown, with no tag, link or cell of its own."""
    tagless = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", " ".join((text or "").split()))
    return re.sub(r"([|\[\]\\`])", r"\\\1", tagless)
