"""Random ledgers of decisions: who perceived what, who aligned by which pact, all of it also in Python.

Five states of a region and two great powers, few values and two days a year, so that ranks tie,
unknowns meet and blocs are shared. What SQL makes of it, and what it should, the tests say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations
from typing import Any

import duckdb
import numpy as np

from replay import queries

CODES = ("ARA", "BEL", "COR", "DOM", "ELI", "UNA", "VAL")
POWERS = ("UNA", "VAL")
YEARS = range(2000, 2005)
PACTS = ("alpha", "beta", "gamma")
KINDS = {"alpha": "security", "beta": "security", "gamma": "rapprochement"}
CREEDS = ("", "one", "two", "one;two", "three")
DIVIDING = ("one",)
FACTORS = ("power", "proximity", "offence", "intention", "threat", "arms", "aid", "penetration")
GRID = (0.1, 0.3, 0.5, 0.7, 0.9, None)
SHIFTED = (True, False, False, None)

Row = dict[str, Any]
Pair = tuple[int, str, str]


@dataclass
class Decided:
    """The rows of a ledger, by year and states; `seen` and `known` by forecast year, not by census."""

    seen: dict[Pair, Row] = field(default_factory=dict)
    known: dict[tuple[int, str], Row] = field(default_factory=dict)
    creeds: dict[str, str] = field(default_factory=dict)
    dyads: dict[Pair, Row] = field(default_factory=dict)
    """At risk, a < b: outcome, shifted (None censored), gravity."""
    ties: dict[Pair, tuple[str, str]] = field(default_factory=dict)
    """Pact and day of every onset, a < b."""
    joins: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Pact, state, day, whom it is against."""
    deals: list[tuple[str, str, str]] = field(default_factory=list)
    """Recipient, donor, day."""

    def others(self, year: int, state: str, column: str) -> list[str]:
        """Name all others in the order of what the state perceived of them, the most first."""
        mine = {other: row[column] for (y, one, other), row in self.seen.items() if (y, one) == (year, state)}
        known = {other: value for other, value in mine.items() if value is not None}
        return sorted(known, key=lambda other: (-known[other], other))


def random_world(seed: int) -> Decided:
    """Draw a world."""
    draw = np.random.default_rng(seed)

    def one_of(*values: Any) -> Any:
        return values[int(draw.integers(len(values)))]

    made = Decided(creeds={code: one_of(*CREEDS) for code in CODES})
    for year in YEARS:
        for code in CODES:
            made.known[year, code] = {
                "revisionism": one_of(None, 0.0, 0.5, 1.0),
                "advantage": one_of(None, 0.0, 1.0),
                "openness": one_of(0.2, 0.4, 0.6),
            }
            against = one_of("", *(other for other in CODES if other != code))
            made.joins.append((one_of(*PACTS), code, f"{year}-03-01", against))
        for i, j in permutations(CODES, 2):
            made.seen[year, i, j] = {name: one_of(*GRID) for name in FACTORS}
        for a, b in combinations(CODES, 2):
            outcome, shifted = one_of("onset", "onset", "ending"), one_of(*SHIFTED)
            gravity = one_of(0.1, 0.4, None)
            made.dyads[year, a, b] = {"outcome": outcome, "shifted": shifted, "gravity": gravity}
            if outcome == "onset" and shifted:
                made.ties[year, a, b] = (one_of(*PACTS), f"{year}-{one_of('03-01', '09-01')}")
        for _ in range(6):
            to, by = map(str, draw.permutation(CODES)[:2])
            made.deals.append((to, by, f"{year}-{one_of('02', '03', '05')}-01"))
    return made


def random_redraws(seed: int, draws: int = 60) -> dict[int, Counter[str]]:
    """Weigh years and blocs by Poisson numbers, draw by draw."""
    names = [str(year) for year in YEARS]
    names += [f"{pact} {year}-{day}" for pact in PACTS for year in YEARS for day in ("03-01", "09-01")]
    times = np.random.default_rng(seed).poisson(1, (draws, len(names)))
    return {one: Counter(dict(zip(names, map(int, row), strict=True))) for one, row in enumerate(times)}


def write(ledger: duckdb.DuckDBPyConnection, world: Decided, redraws: Mapping[int, Counter[str]]) -> None:
    """Write a world and its redraws into an empty ledger, and fill the tables that are made of them."""
    insert(ledger, "theory", [("gravity", True, False, "", "", "")])
    insert(ledger, "state", [(c, c, None, None, None, "scored", c in POWERS, "") for c in CODES])
    insert(ledger, "ideology", [(c, c, c in DIVIDING, "", "") for c in ("one", "two", "three")])
    insert(ledger, "regime", [(code, None, None, "", creed, "") for code, creed in world.creeds.items()])
    insert(
        ledger,
        f"perception (run_id, year, observer, observed, {', '.join(FACTORS)})",
        [("run", year - 1, i, j, *row.values()) for (year, i, j), row in world.seen.items()],
    )
    insert(
        ledger,
        "condition (run_id, year, state, revisionism, advantage, openness)",
        [("run", year - 1, code, *row.values()) for (year, code), row in world.known.items()],
    )
    insert(ledger, "forecast", [_forecast(*dyad, row) for dyad, row in world.dyads.items()])
    shifted = {dyad: row for dyad, row in world.dyads.items() if row["shifted"] is not False}
    insert(
        ledger,
        "shift",
        [(*dyad, row["outcome"] if row["shifted"] else "censored") for dyad, row in shifted.items()],
    )
    ties = [(pact, "", KINDS[pact], a, b, day) for (_, a, b), (pact, day) in world.ties.items()]
    insert(ledger, "alignment", [(*tie, None, False, "first") for tie in ties])
    joins = [
        (pact, "", "", "security", state, day, None, against) for pact, state, day, against in world.joins
    ]
    insert(ledger, "party", [(*join, True, True, "first", "", "") for join in joins])
    insert(ledger, "impression", [("deal", to, by, "arms", day, 1) for to, by, day in world.deals])
    drawn = [(one, name, times) for one, row in redraws.items() for name, times in row.items()]
    insert(ledger, "redraw", [row for row in drawn if row[2]])
    settle(ledger)


def _forecast(year: int, a: str, b: str, row: Row) -> tuple[Any, ...]:
    aligned, p = row["outcome"] == "ending", row["gravity"]
    return ("run", "gravity", year, 1, a, b, aligned, 1 - p if aligned and p else p, None, None)


def insert(ledger: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows in one statement, if there are any."""
    if rows:
        places = ", ".join(f"({', '.join('?' * len(row))})" for row in rows)
        ledger.execute(f"insert into {table} values {places}", [cell for row in rows for cell in row])


def settle(ledger: duckdb.DuckDBPyConnection) -> None:
    """Fill what a ledger makes of its rows when it is published."""
    tables = queries.catalogue("tables") | {"tally": queries.tally()}
    for name in ("at_risk", "choice", "decision", "decision_chance", "decision_share", "tally", "hypothesis"):
        ledger.execute(f"delete from {name}")
        ledger.execute(f"insert into {name} {tables[name].select}")


def regional(world: Decided) -> Iterator[Pair]:
    """Go through the decisions of states that are no great powers, both sides of each onset."""
    for year, a, b in world.ties:
        for state, partner in ((a, b), (b, a)):
            if state not in POWERS:
                yield year, state, partner
