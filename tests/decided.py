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
CREEDS = ("", "one", "two", "one;two", "three")
DIVIDING = ("one",)
FACTORS = ("power", "proximity", "offence", "intention", "threat", "arms", "aid", "penetration")
GRID = (0.1, 0.3, 0.5, 0.7, 0.9, None)

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
    """State, pact, day, whom it is against."""
    deals: list[tuple[str, str, str]] = field(default_factory=list)
    """Recipient, donor, day."""

    def others(self, year: int, state: str, column: str) -> list[str]:
        """Name all others in the order of what the state perceived of them, the most first."""
        found = [
            (row[column], other) for (y, one, other), row in self.seen.items() if (y, one) == (year, state)
        ]
        return [other for value, other in sorted((-v, o) for v, o in found if v is not None)]


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
        for i, j in permutations(CODES, 2):
            made.seen[year, i, j] = {name: one_of(*GRID) for name in FACTORS}
        for a, b in combinations(CODES, 2):
            outcome, shifted = one_of("onset", "onset", "ending"), one_of(True, False, False, None)
            made.dyads[year, a, b] = {
                "outcome": outcome,
                "shifted": shifted,
                "gravity": one_of(0.1, 0.4, None),
            }
            if outcome == "onset" and shifted:
                made.ties[year, a, b] = (one_of(*PACTS), f"{year}-{one_of('03-01', '09-01')}")
        made.joins += [
            (code, one_of(*PACTS), f"{year}-03-01", one_of("", *(c for c in CODES if c != code)))
            for code in CODES
        ]
        made.deals += [
            (*map(str, draw.permutation(CODES)[:2]), f"{year}-{one_of('02', '03', '05')}-01")
            for _ in range(6)
        ]
    return made


def random_redraws(seed: int, draws: int = 60) -> dict[int, Counter[str]]:
    """Weigh years and blocs by Poisson numbers, draw by draw."""
    draw = np.random.default_rng(seed)
    names = [str(year) for year in YEARS]
    names += [f"{pact} {year}-{day}" for pact in PACTS for year in YEARS for day in ("03-01", "09-01")]
    return {
        one: Counter(dict(zip(names, map(int, draw.poisson(1, len(names))), strict=True)))
        for one in range(draws)
    }


def write(ledger: duckdb.DuckDBPyConnection, world: Decided, redraws: Mapping[int, Counter[str]]) -> None:
    """Write a world and its redraws into an empty ledger, and fill the tables that are made of them."""
    ledger.execute("insert into theory values ('gravity', true, '', '', '')")
    _many(
        ledger,
        "insert into state values (?, ?, null, null, null, 'scored', ?, '')",
        [(code, code, code in POWERS) for code in CODES],
    )
    _many(
        ledger,
        "insert into ideology values (?, ?, ?, '', '')",
        [(one, one, one in DIVIDING) for one in ("one", "two", "three")],
    )
    _many(ledger, "insert into regime values (?, null, null, '', ?, '')", list(world.creeds.items()))
    _many(
        ledger,
        f"insert into perception (run_id, year, observer, observed, {', '.join(FACTORS)})"
        f" values ('run', {', '.join('?' * (3 + len(FACTORS)))})",
        [(year - 1, i, j, *row.values()) for (year, i, j), row in world.seen.items()],
    )
    _many(
        ledger,
        "insert into condition (run_id, year, state, revisionism, advantage, openness) values ('run', ?, ?, ?, ?, ?)",
        [(year - 1, code, *row.values()) for (year, code), row in world.known.items()],
    )
    for (year, a, b), row in world.dyads.items():
        aligned = row["outcome"] == "ending"
        kept = row["gravity"] if row["gravity"] is None or not aligned else 1 - row["gravity"]
        ledger.execute(
            "insert into forecast values ('run', 'gravity', ?, 1, ?, ?, ?, ?, null, null)",
            [year, a, b, aligned, kept],
        )
        if row["shifted"] is not False:
            kind = row["outcome"] if row["shifted"] else "censored"
            ledger.execute("insert into shift values (?, ?, ?, ?)", [year, a, b, kind])
    _many(
        ledger,
        "insert into alignment values (?, '', 'security', ?, ?, ?, null, false, 'first')",
        [(pact, a, b, day) for (_, a, b), (pact, day) in world.ties.items()],
    )
    _many(
        ledger,
        "insert into party values (?, '', '', 'security', ?, ?, null, ?, true, true, 'first', '', '')",
        [(pact, state, day, against) for state, pact, day, against in world.joins],
    )
    _many(
        ledger,
        "insert into impression values ('deal', ?, ?, 'arms', ?, 1)",
        [(to, by, day) for to, by, day in world.deals],
    )
    rows = [
        (one, name, times) for one, weights in redraws.items() for name, times in weights.items() if times
    ]
    _many(ledger, "insert into redraw values (?, ?, ?)", rows)
    settle(ledger)


def _many(ledger: duckdb.DuckDBPyConnection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows; DuckDB refuses none."""
    if rows:
        ledger.executemany(statement, rows)


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
