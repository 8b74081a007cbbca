"""The pages of reference, as the code writes them: codebook, ledger, queries, charts, and the words.

`python -m tests.reference_pages` writes them anew. It does not know what a kind, a column or a query means.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator
from importlib.resources import files
from inspect import getdoc, signature
from pathlib import Path

import duckdb

from replay import queries as sql_files
from replay.charts import CHARTS
from replay.codebook import codebook as kinds

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs"
SIGNS = {"hostile": "Hostile kinds", "cooperative": "Co-operative kinds", "none": "A state's own affairs"}
CODEBOOK = """\
# Codebook

The closed vocabulary of event kinds: {count} of them. Every event of a timeline is of one kind.
`replay list kinds` prints the same.

- **Touches**: `directed`, the target holds it against the initiator, or has received it; `mutual`, both ways;
  `state`, the initiator's own affair.
- **Points**: what one event weighs in an impression, before intensity and deaths
  ([perception](perception.md)). For kinds that change a regime, the share of the regime reset that it brings.
- **Against**: the share of the points that those it is aimed at hold against each partner.
- **Fades as**: `words` or `deeds`, which fade with half-lives of their own.
- **Moves**: what else it moves. The target receives `arms` or `aid`, is subject to `penetration`; the
  initiator's `regime` changes; words of demand and threat are met (`meets`).
- **CAMEO**: the nearest code of CAMEO, for comparison with machine-coded events.
- **After**: the scale that the points are after, or what they are our choice between.

A kind more is a row of `replay/codebook.csv`: [Add an event kind](adding_a_kind.md).
"""
LEDGER = """\
# Data dictionary of the ledger

A run is one DuckDB file, and explains itself: every table, view and column has a comment. This page holds
them all. `replay describe FILE` and `replay describe FILE TABLE` print those of a file, and every export
carries them along.

*Tables* hold what was replayed, perceived and forecast, and what of it was counted up when the run was
written; *views* are computed whenever they are asked. A ledger of forecasts and one of a stress test have the
same tables; those that do not concern it are empty. NULL is unknown, and never zero. The
[queries](queries.md) are macros in the same file.
"""
QUERIES = """\
# Queries

Canned questions, kept as macros inside every ledger. `replay query FILE NAME KEY=VALUE ...` asks one;
`select * from NAME(KEY := VALUE)` asks it in any DuckDB client. Parameters left out have the value shown.

One more is a file in `analysis/queries/`: [Add a query](adding_a_query.md).
"""
CLAIMS = """\
## Claims that are tested

Each is one file in `analysis/hypotheses/`, and can be asked as a query: it gives its cases block by block.
`replay query FILE claims` gives the verdicts. Claims and measures were fixed before looking, but for one
change after ([defence of the design](design.md)).
"""
CHART = """\
# Charts

All charts that can be drawn of a run, and what each shows.

`replay chart FILE NAME KEY=VALUE ... -o picture.svg` draws one, without going online; `.png` and `.html` work
too. `replay.chart(FILE, NAME, KEY=VALUE)` returns it to a notebook as an Altair chart. Where a chart has a
slider, HTML keeps it; a picture shows some years beside one another. Options left out have the value shown,
and `None` leaves the choice to the chart; the command line takes `yes` and `no` for `True` and `False`.
"""
GLOSSARY = """\
# Glossary

The words of these pages, of the ledger and of the program.

| word | here it means |
|---|---|
"""


def cell(text: str) -> str:
    """Write a text on one line of Markdown, with no tag or cell of its own."""
    tagless = re.sub(r"<(?=[A-Za-z/!?])", "&lt;", " ".join(text.split()))
    return re.sub(r"(?<!\\)([|*])", r"\\\1", tagless)


def codebook() -> str:
    """Write all kinds, by sign, in the order of the codebook."""
    return CODEBOOK.format(count=len(kinds())) + "".join(
        f"\n## {title}\n"
        + "".join(
            f"\n### {one.kind}\n\n{cell(one.definition)}\n\n*Rule.* {cell(one.rule)}\n\n{_traits(one.kind)}\n"
            for one in kinds().values()
            if one.sign == sign
        )
        for sign, title in SIGNS.items()
    )


def _traits(name: str) -> str:
    one = kinds()[name]
    said = {
        "Touches": one.touches,
        "Points": f"{one.points:g}",
        "Against": f"{one.against_share:g}" if one.against_share else "",
        "Fades as": one.fading,
        "Moves": ", ".join(one.effects),
        "CAMEO": one.cameo,
        "After": cell(one.reference),
    }
    return "; ".join(f"*{label}* {value}" for label, value in said.items() if value)


def ledger() -> str:
    """Write the comments of all tables, views and columns of a ledger without rows."""
    with duckdb.connect() as connection:
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        sql_files.apply(connection)
        found = {
            kind: connection.execute(
                f"select {kind}_name, comment from duckdb_{kind}s() where not internal order by all"
            ).fetchall()
            for kind in ("table", "view")
        }
        columns = connection.execute(
            "select table_name, column_name, data_type, comment from duckdb_columns()"
            " where not internal order by table_name, column_index"
        ).fetchall()
    said = {
        name: _columns((column, kind, told) for of, column, kind, told in columns if of == name)
        for name in {of for of, *_ in columns}
    }
    parts = (
        f"\n## {kind.capitalize()}s\n"
        + "".join(
            f"\n### {name}\n\n{cell(comment.partition(' Columns: ')[0])}\n\n{said[name]}"
            for name, comment in rows
        )
        for kind, rows in found.items()
    )
    audits = "".join(
        f"| `{one.name}` | {cell(one.question)} |\n" for one in sql_files.catalogue("audits").values()
    )
    return (
        LEDGER
        + "".join(parts)
        + "\n## Audits\n\nA ledger is published only if none of these finds a row.\n\n"
        + f"| audit | it asks |\n|---|---|\n{audits}"
    )


def _columns(rows: Iterable[tuple[str, str, str]]) -> str:
    return "| column | type | meaning |\n|---|---|---|\n" + "".join(
        f"| `{name}` | {kind.lower()} | {cell(told)} |\n" for name, kind, told in rows
    )


def queries() -> str:
    """Write the headers of all queries, then those of the claims that are tested."""
    asked = "".join(_asked(one) for one in sql_files.catalogue("queries").values())
    tested = "".join(_claimed(one) for one in sql_files.catalogue("hypotheses").values())
    return f"{QUERIES}\n## What can be asked\n{asked}\n{CLAIMS}{tested}"


def _asked(one: sql_files.Query) -> str:
    given = " ".join(f"{key}={value.strip(chr(39))}" for key, value in one.parameters.items())
    rows = "".join(f"| `{name}` | {cell(told)} |\n" for name, told in one.columns.items())
    return (
        f"\n### {one.name}\n\n{cell(one.question)}\n\n`{f'{one.name} {given}'.strip()}`\n\n"
        f"{cell(one.grain)}\n\n| column | meaning |\n|---|---|\n{rows}"
    )


def _claimed(one: sql_files.Query) -> str:
    return (
        f"\n### {one.name}\n\n{cell(one.said['claim'])}\n\n"
        f"*Expected*: {cell(one.said['expectation'])}. *Measure*: {cell(one.said['measure'])}."
        f" *Source*: {cell(one.said['source'])}.\n"
    )


def charts() -> str:
    """Write what each chart draws, as its function says, with its options."""
    return CHART + "".join(_chart(name, draw) for name, draw in CHARTS.items())


def _chart(name: str, draw: Callable[..., object]) -> str:
    told = " ".join(str(getdoc(draw)).split()).partition(" Raises ")[0]
    options = [one for key, one in signature(draw).parameters.items() if key != "path"]
    listed = ", ".join(f"`{one.name}={one.default}`" for one in options)
    return f"\n## {name}\n\n{told}\n\n*Options*: {listed}\n"


def words() -> dict[str, str]:
    """Read the words of `docs/glossary.csv`, in their order, each with its meaning."""
    text = (FOLDER / "glossary.csv").read_text(encoding="utf-8")
    return {row["word"]: row["meaning"] for row in csv.DictReader(text.splitlines())}


def glossary() -> str:
    """Write all words with their meanings."""
    return GLOSSARY + "".join(f"| {word} | {meaning} |\n" for word, meaning in words().items())


PAGES: dict[str, Callable[[], str]] = {
    "charts.md": charts,
    "codebook.md": codebook,
    "glossary.md": glossary,
    "ledger.md": ledger,
    "queries.md": queries,
}
"""The pages that the code writes whole, by file."""


def linked() -> Iterator[tuple[Path, str]]:
    """List the relative links of all pages under `docs` and of the timelines: the page, and what it links."""
    for page in (*FOLDER.rglob("*.md"), *ROOT.glob("timelines/*/README.md")):
        for link in re.findall(r"\]\((?!https?:)([^)\s]+)\)", page.read_text(encoding="utf-8")):
            yield page, link


if __name__ == "__main__":
    for file, write in PAGES.items():
        (FOLDER / file).write_text(write(), encoding="utf-8")
