"""A well-known case told from a ledger: what was known when, what was expected, what happened.

It reads and arranges rows, as Markdown of at most 80 characters a line; it computes no number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

import polars as pl

from replay.errors import UnknownNameError
from replay.ledger import read

WIDTH = 80
"""Characters of a line, as wide as a narrow terminal."""
MARGIN = 4
"""Blanks before a line of a table, which make it one in Markdown."""
_CASES = "select name, title, begins, ends from known_case order by begins, name"
_OF = """
    with told as (from known_case where name = '{name}'),
    dyads as (
        select split_part(one, '-', 1) as a, split_part(one, '-', 2) as b
        from (select unnest(string_split(dyads, ';')) as one from told)
    ),
    parties as (select a as state from dyads union select b from dyads),
    involved as (
        from parties
        union
        select state from (select unnest(string_split(others, ';')) as state from told) where state <> ''
    ),
    years as (select unnest(range(year(begins), year(ends) + 1)) as year from told)
"""
_READS = {
    "case": "from told",
    "events": """
        select date, precision, known_on, description, source
        from (
            select event.*, string_split(concat_ws(';', initiator, target, against), ';') as named
            from event, (select begins, ends from told)
            where date between begins and ends
        )
        where (
            list_has_any(named, (select list(state) from parties))
            and len(list_intersect(named, (select list(state) from involved))) > 1
        ) or (
            kind in (select kind from kind where effects = 'regime')
            and list_has_any(named, (select list(state) from involved))
        )
        order by date, event_id""",
    "threats": """
        select year, state, string_agg(felt, ', ' order by threat desc, felt) as feared
        from (select *, threat_from || ' ' || printf('%.2f', threat) as felt from greatest_threat)
        where year in (from years) and state in (from parties)
        group by all order by all""",
    "said": """
        select forecast.year, forecast.theory, a, b, aligned_before,
            if(aligned_before, 1 - p_aligned, p_aligned) as p_shift, theory.baseline
        from forecast
        join dyads using (a, b)
        join theory on theory.name = forecast.theory
        where forecast.year in (from years)
        order by forecast.year, theory.pool, theory.baseline, name, a, b""",
    "shifts": """
        select dated_shift.year, a, b, outcome, day, pact, pact_name.name,
            (select any_value(party.source order by state) from party, run
                where party.pact = dated_shift.pact and party.coding = run.coding) as source
        from dated_shift
        join dyads using (a, b)
        join pact_name using (pact)
        where dated_shift.year in (from years)
        order by day, a, b""",
    "censored": """
        select state.leaves, a, b, code, state."into"
        from shift
        join dyads using (a, b)
        join state on code in (a, b) and year(state.leaves) = shift.year
        where kind = 'censored' and shift.year in (from years) order by all""",
    "names": "from state_name order by state",
    "acts": """
        select year, state, string_agg(replace(response, '_', ' '), ', ' order by response)
            filter (where observed) as done
        from response
        where theory = 'base_rate' and year in (from years) and state in (from parties)
        group by all order by all""",
}
"""What is read of a ledger about one case."""


def cases(path: str | Path) -> pl.DataFrame:
    """List the well-known cases of a ledger, in time order: name, title, first and last day."""
    return read(path, {"cases": _CASES})["cases"]


def case(path: str | Path, name: str) -> str:
    """Tell a case as Markdown; raise UnknownNameError for one that the ledger does not know."""
    known = cases(path)["name"].to_list()
    if name not in known:
        raise UnknownNameError("case", name, known)
    found = read(path, {key: _OF.format(name=name) + statement for key, statement in _READS.items()})
    about = found["case"].row(0, named=True)
    story = [_filled(f"{about['note']} ({_keys(about['source'])})"), *_story(found)]
    return "\n\n".join([f"# {about['title']}", *story, *_legend(found["names"], " ".join(story))]) + "\n"


def _legend(names: pl.DataFrame, text: str) -> Iterator[str]:
    """Name the states whose codes stand in a text."""
    used = set(re.findall(r"\b[A-Z]{3}\b", text))
    yield "## Codes"
    yield _filled(", ".join(f"{code} {name}" for code, name in names.rows() if code in used) + ".")


def _story(found: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    yield "## What happened, and when it was known"
    yield from _listed(map(_event, found["events"].iter_rows(named=True)), "The record has no event.")
    for year in found["said"]["year"].unique().sort():
        yield f"## What was expected of {year}"
        yield from _expected(year, found)
    yield "## What came of it"
    yield from _outcome(found)


def _event(row: Mapping[str, Any]) -> str:
    day = str(row["date"])[: {"day": 10, "month": 7, "year": 4}[row["precision"]]]
    public = f" Public on {row['known_on']}." if row["known_on"] and row["known_on"] > row["date"] else ""
    return f"{day}: {row['description']}{public} ({_keys(row['source'])})"


def _expected(year: int, found: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    feared = found["threats"].filter(year=year)
    yield _filled(f"Whom each state feared most on 31 December {year - 1}, and how much, from 0 to 1:")
    lines = (f"{state}: {whom}" for state, whom in feared.select("state", "feared").iter_rows())
    yield from _listed(lines, "Nobody feared anybody.")
    said = found["said"].filter(year=year)
    dyads = said.select("a", "b", "aligned_before").unique(maintain_order=True).sort("a", "b").rows()
    yield _filled(
        "Per cent that a tie begins (+) or lapses (-) in the year, said on that day; theories first, then"
        " baselines, then pools:"
    )
    yield from _tables(said, dyads)


def _tables(said: pl.DataFrame, dyads: Sequence[tuple[str, str, bool]]) -> Iterator[str]:
    """Set forecasts of as many dyads as a line takes side by side, a line a forecaster."""
    chances = {(row["theory"], row["a"], row["b"]): row["p_shift"] for row in said.iter_rows(named=True)}
    heads = [f"{a}-{b}{'-' if aligned else '+'}" for a, b, aligned in dyads]
    theories = said["theory"].unique(maintain_order=True)
    first, cell = MARGIN + max(map(len, theories)), 1 + max(map(len, heads))
    abreast = (WIDTH - first) // cell
    for start in range(0, len(dyads), abreast):
        part = slice(start, start + abreast)
        rows = [("", heads[part])]
        rows += [(one, [_per_cent(chances.get((one, a, b))) for a, b, _ in dyads[part]]) for one in theories]
        yield "\n".join(
            f"{' ' * MARGIN + name:<{first}}" + "".join(f"{text:>{cell}}" for text in texts)
            for name, texts in rows
        )


def _per_cent(p: float | None) -> str:
    return "?" if p is None else f"{100 * p:.1f}"


def _outcome(found: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    words = {"onset": "align", "ending": "part"}
    shifts = [
        f"{row['day']}: {row['a']} and {row['b']} {words[row['outcome']]}: {row['name']}"
        f" ({_keys(row['source'])})"
        for row in found["shifts"].iter_rows(named=True)
    ]
    ceased = [
        f"{day}: {a} and {b} are no longer two states:"
        f" {gone} {f'became part of {into}' if into else 'ceased to exist'}"
        for day, a, b, gone, into in found["censored"].rows()
    ]
    yield from _listed([*shifts, *ceased], "No tie among these pairs began or lapsed.")
    pairs = set(found["case"]["dyads"][0].split(";"))
    moved = {f"{a}-{b}" for name in ("shifts", "censored") for a, b in found[name].select("a", "b").rows()}
    if still := sorted(pairs - moved):
        yield _filled(f"Nothing changed between: {', '.join(still)}.")
    did = found["acts"].drop_nulls("done")
    yield "How the states of the region responded to whom they feared:"
    lines = (f"{state} {year}: {done}" for year, state, done in did.rows())
    yield from _listed(lines, "None responded in a way that is measured.")


def _listed(items: Iterator[str] | Sequence[str], nothing: str) -> Iterator[str]:
    lines = [_filled(f"- {item}", "  ") for item in items]
    yield "\n".join(lines) if lines else nothing


def _filled(text: str, indent: str = "") -> str:
    return fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def _keys(source: str) -> str:
    return source.replace(";", ", ")
