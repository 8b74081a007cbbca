"""What must hold of what is coded of pacts: which pact it is, while it has parties, of whom, and once.

It knows the rows of one table and who was in which pact when; the other tables it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from replay.cells import NONE
from replay.errors import nearest
from replay.soundness import Report
from replay.spells import Days, in_life, lasting, overlap, told
from replay.tables import SCOPES

Rows = Iterable[tuple[Report, dict[str, Any]]]
"""The rows of a table, each with how to report a fault of it."""


def memberships(rows: Iterable[dict[str, Any]]) -> dict[tuple[str, str], list[Days]]:
    """Find from when until when each state is in each pact, in the order of days."""
    found: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for row in rows:
        found[row["pact"], row["state"]].append(lasting(row, "joined", "left"))
    return {party: sorted(several) for party, several in found.items()}


def of_pacts(rows: Rows, lives: Mapping[str, Days], coding: str) -> None:
    """Judge that each row is about a pact of a coding, while it has parties."""
    for report, row in rows:
        if row["pact"] in lives:
            in_life(report, row, "pact", [lives[row["pact"]]], "has parties")
        else:
            allowed = f"a pact of the coding {coding} in alignments.csv is allowed"
            report("pact", f"'{row['pact']}'", allowed, nearest(row["pact"], lives))


def institutions(rows: Sequence[tuple[Report, dict[str, Any]]]) -> None:
    """Judge that an institution has a scope, and that none stands beside none."""
    for report, row in rows:
        if row["asset"] == NONE and row["scope"]:
            report("scope", f"'{row['scope']}'", "a pact without institutions has no scope of them")
        if row["asset"] != NONE and not row["scope"]:
            report("scope", "empty", f"{' or '.join(SCOPES)} is allowed")
        others = [one for _, one in rows if one["pact"] == row["pact"] and one["asset"] != NONE]
        if row["asset"] == NONE and any(overlap(lasting(row), lasting(one)) for one in others):
            report("asset", f"'{NONE}'", "a pact has institutions or none on a day, not both")


def of_parties(rows: Rows, lives: Mapping[str, Days], parties: Mapping[tuple[str, str], list[Days]]) -> None:
    """Judge that what a state commits to a pact it does as its party, from its first day to its last.

    Where a row names no first or last day, those of the membership hold.
    """
    for report, row in rows:
        if row["pact"] not in lives:
            continue
        there = parties.get((row["pact"], row["state"]), [])
        days = lasting(row)
        if not any(_within(row, life) for life in there if overlap(days, life)):
            others = [state for pact, state in parties if pact == row["pact"]]
            if there:
                allowed = f"{row['state']} is a party of {row['pact']} {' and '.join(map(told, there))}"
                report("state", f"'{row['state']}' {told(days)}", allowed)
            else:
                allowed = f"a party of {row['pact']} is allowed: {', '.join(sorted(others))}"
                report("state", f"'{row['state']}'", allowed, nearest(row["state"], others))


def _within(row: dict[str, Any], life: Days) -> bool:
    begins, ends = row["from"] or life[0], row["until"] or life[1]
    return bool(life[0] <= begins and ends <= life[1])


def of_hosts(rows: Rows) -> None:
    """Judge that soldiers abroad are abroad, and counted once a year, state and host."""
    seen: set[tuple[int, str, str]] = set()
    for report, row in rows:
        if row["host"] == row["state"]:
            report("host", f"'{row['host']}'", "another state than the soldiers' own is allowed")
        counted = (row["year"], row["state"], row["host"])
        if counted in seen:
            found = f"'{row['state']}' in '{row['host']}' twice in {row['year']}"
            report("host", found, "one row a state, host and year")
        seen.add(counted)


def year_of(row: dict[str, Any]) -> Days:
    """Take the days of the year that a row is about."""
    return date(row["year"], 1, 1), date(row["year"], 12, 31)
