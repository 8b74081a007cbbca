"""Claims held against the record: the cases, the intervals and the verdicts in SQL against Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from statistics import median

import duckdb
import numpy as np
import pytest

import replay as package
from replay import queries
from tests.decided import (
    CODES,
    DIVIDING,
    POWERS,
    YEARS,
    Decided,
    Row,
    random_redraws,
    random_world,
    regional,
    write,
)
from tests.test_decisions import chances
from tests.test_scores import close, found, lay_out

each_seed = pytest.mark.parametrize("seed", range(5))
REGION = [code for code in CODES if code not in POWERS]
PAIRED = {"aid_follows", "states_balance", "states_bandwagon", "threat_not_power"}
"""Claims of which the same decisions stand on both sides: they count once."""
Case = tuple[str, bool, float]
"""Block, whether it is one of the cases rather than of those otherwise, and its outcome."""


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out a ledger that knows one run."""
    with duckdb.connect(config={"threads": 1}) as connection:
        lay_out(connection)
        yield connection


@pytest.fixture
def ledger(empty: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend the empty ledger, and undo what a test writes."""
    empty.execute("begin")
    yield empty
    empty.execute("rollback")


def nearer_threats(world: Decided) -> Iterator[Case]:
    """Pair each state of the region with each other: near or not, and balanced against or not."""
    joined = {(int(day[:4]), state, against) for _, state, day, against in world.joins}
    for year in YEARS:
        for state in REGION:
            near = {
                other: row["proximity"]
                for (y, one, other), row in world.seen.items()
                if (y, one) == (year, state) and row["proximity"] is not None
            }
            for other, proximity in near.items():
                yield str(year), proximity > median(near.values()), (year, state, other) in joined


def weak_states(world: Decided) -> Iterator[Case]:
    """Take decisions of states that most of the region outweigh, or not: threats joined, over chance."""
    for row in of_decisions(world, "bandwagoning"):
        year, state, *_ = row["key"]
        powers = [
            seen["power"]
            for (y, one, other), seen in world.seen.items()
            if (y, one) == (year, state) and other in REGION and seen["power"] is not None
        ]
        if powers:
            yield row["block"], median(powers) > 0.5, row["showed"] - row["random"]


def threat_not_power(world: Decided) -> Iterator[Case]:
    """Take decisions for a security pact twice, by threat and by capability, where that tells any apart."""
    rows = {row["key"]: row for row in chances(world)}
    for (*decision, behaviour, reading), row in rows.items():
        twin = rows.get((*decision, behaviour, "capability"))
        named = (behaviour, reading, row["sphere"] != "patron", row["outcome_kind"])
        if named == ("balancing", "threat", True, "security") and twin and twin["random"] < 0.95:
            yield row["block"], True, row["showed"] - row["random"]
            yield row["block"], False, twin["showed"] - twin["random"]


def secure_likeness(world: Decided) -> Iterator[Case]:
    """Take decisions: of a secure state or not, and their likeness over that of random partners."""
    greatest: dict[int, dict[str, float]] = defaultdict(dict)
    for (year, one, _), row in world.seen.items():
        if one in REGION and row["threat"] is not None:
            greatest[year][one] = max(row["threat"], greatest[year].get(one, 0))
    for row in of_decisions(world, "alike"):
        year, state, *_ = row["key"]
        if state in greatest[year]:
            secure = greatest[year][state] < median(greatest[year].values())
            yield row["block"], secure, row["showed"] - row["random"]


def of_decisions(world: Decided, behaviour: str) -> Iterator[Row]:
    """Go through the decisions of the region of which a behaviour is known, threat read as perceived."""
    for row in chances(world):
        *_, shown, reading = row["key"]
        if (shown, reading) == (behaviour, "threat") and row["sphere"] != "patron":
            yield row


def aid_follows(world: Decided) -> Iterator[Case]:
    """Take each decision twice: was there a deal in the two years after, and in the two years before."""
    for year, state, partner in regional(world):
        pact, written = world.ties[year, *sorted((state, partner))]
        day, window = date.fromisoformat(written), timedelta(730)
        if day + window > date(2004, 12, 31):
            continue
        days = [date.fromisoformat(on) for to, by, on in world.deals if (to, by) == (state, partner)]
        yield f"{pact} {day}", True, any(day < on <= day + window for on in days)
        yield f"{pact} {day}", False, any(day - window <= on < day for on in days)


def aligned(world: Decided) -> Iterator[tuple[int, str, str, bool]]:
    """Go through the dyads at risk of ending whose outcome is known."""
    for (year, a, b), row in world.dyads.items():
        if row["outcome"] == "ending" and row["shifted"] is not None:
            yield year, a, b, row["shifted"]


def dividing_ideologies(world: Decided) -> Iterator[Case]:
    """Take aligned dyads with something in common that divides, or only other things; did they part."""
    for year, a, b, parted in aligned(world):
        common = (set(world.creeds[a].split(";")) & set(world.creeds[b].split(";"))) - {""}
        if common:
            yield str(year), bool(common & set(DIVIDING)), parted


def offence_chains(world: Decided) -> Iterator[Case]:
    """Take aligned dyads of which one believes in attack, or is known not to; did they part."""
    for year, a, b, parted in aligned(world):
        beliefs = [world.known[year, code]["advantage"] for code in (a, b)]
        if beliefs != [None, None]:
            yield str(year), 1.0 in beliefs, parted


def sole_donors(world: Decided) -> Iterator[Case]:
    """Take clients with half a deal or more from an ally, three quarters of all they have or less."""
    for year, a, b, parted in aligned(world):
        for client, donor in ((a, b), (b, a)):
            given = {
                other: row["arms"] + row["aid"]
                for (y, one, other), row in world.seen.items()
                if (y, one) == (year, client) and None not in (row["arms"], row["aid"])
            }
            if client in REGION and given.get(donor, 0) >= 0.5:
                yield str(year), given[donor] >= 0.75 * sum(given.values()), parted


ORACLES = {
    one.__name__: one
    for one in (
        nearer_threats,
        weak_states,
        threat_not_power,
        secure_likeness,
        aid_follows,
        dividing_ideologies,
        offence_chains,
        sole_donors,
    )
}


@each_seed
def test_the_cases_of_a_hypothesis_are_the_same_in_python(
    ledger: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Block by block: how many cases there are on both sides, and what their outcomes add up to."""
    world = random_world(seed)
    write(ledger, world, {})
    for name, oracle in ORACLES.items():
        counted: dict[str, tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
        for block, holds, outcome in oracle(world):
            counted[block][0 if holds else 1].append(outcome)
        expected = {
            block: (len(cases), sum(cases), len(otherwise), sum(otherwise))
            for block, (cases, otherwise) in counted.items()
        }
        stored = {row["block"]: tuple(row.values())[1:] for row in found(ledger, queries.call(name, {}))}
        assert (name, stored.keys()) == (name, expected.keys())
        for block, sums in expected.items():
            assert stored[block] == close(sums), (name, block)


def reckoned(rows: Sequence[Row], redraws: Mapping[int, Counter[str]], tested: int) -> Row:
    """Reckon estimate and interval of a hypothesis from its blocks, widened for so many."""

    def contrast(weights: Mapping[str, int] | None) -> float:
        times = np.array([1 if weights is None else weights[row["block"]] for row in rows])
        cases, total, cases_otherwise, total_otherwise = (
            times @ np.array([float(row[name]) for row in rows])
            for name in ("cases", "total", "cases_otherwise", "total_otherwise")
        )
        known = cases > 0 and cases_otherwise > 0
        return float(total / cases - total_otherwise / cases_otherwise) if known else np.nan

    drawn = np.array([contrast(weights) for weights in redraws.values()])
    low, high = np.nanquantile(drawn, [0.05 / tested, 1 - 0.05 / tested])
    return {"estimate": contrast(None), "low": low, "high": high}


@each_seed
def test_estimates_and_simultaneous_intervals_are_the_same_in_numpy(
    ledger: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Bonferroni: of k hypotheses with cases on both sides each bound leaves out 5 % / k."""
    redraws = random_redraws(seed)
    write(ledger, random_world(seed), redraws)
    rows = [row for row in found(ledger, "from hypothesis") if row["estimate"] is not None]
    assert len(rows) > 10
    for row in rows:
        assert row["tested"] == len(rows)
        blocks = found(ledger, f"from tally where name = '{row['name']}'")
        expected = reckoned(blocks, redraws, len(rows))
        assert {name: row[name] for name in expected} == close(expected)
        sides = ("cases",) if row["name"] in PAIRED else ("cases", "cases_otherwise")
        assert row["n"] == sum(block[side] for block in blocks for side in sides)


def judge(
    ledger: duckdb.DuckDBPyConnection,
    name: str,
    blocks: Sequence[tuple[int, float, int, float]],
    others: Sequence[str] = (),
) -> Row:
    """Return the verdict on blocks of cases, total, and the same otherwise, with every block redrawn.

    `others` are further hypotheses with the same blocks.
    """
    for one in (name, *others):
        ledger.executemany(
            "insert into tally values (?, ?, ?, ?, ?, ?)",
            [(one, str(i), *sums) for i, sums in enumerate(blocks)],
        )
    draw = np.random.default_rng(1)
    rows = [(d, str(i), int(draw.poisson(1))) for d in range(200) for i in range(len(blocks))]
    ledger.executemany("insert into redraw values (?, ?, ?)", [row for row in rows if row[2]])
    ledger.execute(f"insert into hypothesis {queries.catalogue('tables')['hypothesis'].select}")
    (row,) = found(ledger, f"from hypothesis where name = '{name}'")
    return row


MORE = [(10, 8.0, 10, 2.0)] * 6
"""Six blocks of ten cases each: eight of them happened, and two of those otherwise."""
LESS = [(10, 2.0, 10, 8.0)] * 6


@pytest.fixture
def unjudged(ledger: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Forget the verdicts on the empty ledger."""
    ledger.execute("delete from hypothesis")
    return ledger


@pytest.mark.parametrize(
    ("name", "blocks", "verdict"),
    [
        ("weak_states", MORE, "supported"),
        ("weak_states", LESS, "contradicted"),
        ("sole_donors", LESS, "supported"),
        ("sole_donors", MORE, "contradicted"),
    ],
)
def test_a_verdict_says_on_which_side_of_zero_the_interval_lies(
    unjudged: duckdb.DuckDBPyConnection, name: str, blocks: list[tuple[int, float, int, float]], verdict: str
) -> None:
    """Weak states are expected to bandwagon more, clients of sole donors to part less."""
    row = judge(unjudged, name, blocks)
    difference = 0.8 - 0.2 if blocks is MORE else 0.2 - 0.8
    assert (row["verdict"], row["reason"], row["n"]) == (verdict, None, 6 * 20)
    assert (row["estimate"], row["low"], row["high"]) == close((difference, difference, difference))


@pytest.mark.parametrize(
    ("blocks", "reason"),
    [
        (MORE[:4], "cases stand in fewer than five blocks on one side"),
        ([(10, 8.0, 0, 0.0)] * 6, "there are cases on one side only"),
        ([*MORE[:4], (10, 0.0, 10, 0.0)], "what is counted happened in fewer than five blocks"),
        ([*MORE[:3], *LESS[:3]], "the interval holds zero"),
    ],
)
def test_what_cannot_be_told_has_a_reason(
    unjudged: duckdb.DuckDBPyConnection, blocks: list[tuple[int, float, int, float]], reason: str
) -> None:
    """Too few blocks, one side alone, too few that happened, or nothing but noise."""
    row = judge(unjudged, "weak_states", blocks)
    assert (row["verdict"], row["reason"]) == ("cannot tell", reason)


def test_a_claim_without_cases_says_what_is_missing(unjudged: duckdb.DuckDBPyConnection) -> None:
    """Every hypothesis has a row, with n = 0 where the timeline does not code what it needs."""
    judge(unjudged, "weak_states", MORE)
    rows = {row["name"]: row for row in found(unjudged, "from hypothesis")}
    assert rows.keys() == queries.catalogue("hypotheses").keys()
    for name, row in rows.items():
        if name != "weak_states":
            missing = queries.catalogue("hypotheses")[name].said["without"]
            assert (row["n"], row["verdict"], row["reason"]) == (0, "cannot tell", missing)


def test_more_hypotheses_make_wider_intervals(unjudged: duckdb.DuckDBPyConnection) -> None:
    """The same blocks alone, and beside nine other hypotheses, of which each has a tenth of the doubt."""
    blocks = [(10, float(happened), 10, 2.0) for happened in (3, 9, 4, 8, 5, 7)]
    alone = judge(unjudged, "weak_states", blocks)
    unjudged.execute("delete from tally; delete from redraw; delete from hypothesis")
    others = sorted(set(queries.catalogue("hypotheses")) - {"weak_states"})[:9]
    among = judge(unjudged, "weak_states", blocks, others)
    assert (alone["tested"], among["tested"]) == (1, 10)
    assert among["low"] < alone["low"] < alone["estimate"] < alone["high"] < among["high"]


def test_every_hypothesis_says_what_it_claims_and_expects() -> None:
    """The header is the claim as it was written down before anyone looked."""
    for one in queries.catalogue("hypotheses").values():
        assert one.said.keys() >= {*queries.CLAIMED, "source"}
        assert one.said["expectation"] in ("above 0", "below 0")
        assert list(one.columns) == ["block", "cases", "total", "cases_otherwise", "total_otherwise"]


def test_neighbours_of_neighbours_are_told_from_neighbours(ledger: duckdb.DuckDBPyConnection) -> None:
    """ARA and COR border on BEL, not on one another; ARA-DOM have nothing in common and do not count."""
    world = random_world(1)
    for pair in combinations(CODES, 2):
        border = pair in {("ARA", "BEL"), ("BEL", "COR")}
        ledger.execute("insert into distance values (?, ?, 100, ?, null, null, '')", [*pair, border])
    for pair, shifted in {("ARA", "BEL"): False, ("ARA", "COR"): True, ("ARA", "DOM"): True}.items():
        world.dyads[2002, *pair] = {"outcome": "onset", "shifted": shifted, "gravity": None}
    world.dyads = {key: row for key, row in world.dyads.items() if key[0] == 2002 and "ARA" in key}
    world.ties = {(2002, "ARA", other): ("alpha", "2002-03-01") for other in ("COR", "DOM")}
    write(ledger, world, {})
    (row,) = found(ledger, "from checkerboards()")
    assert tuple(row.values()) == ("2002", 1, 1, 1, 0)


@pytest.mark.parametrize("name", queries.catalogue("hypotheses"))
def test_a_hypothesis_is_asked_by_its_name_like_any_query(miniature_ledger: Path, name: str) -> None:
    """Its cases add up to what the table tally holds of it."""
    asked = package.query(miniature_ledger, name)
    stored = package.sql(
        miniature_ledger, f"select * exclude name from tally where name = '{name}' order by all"
    )
    assert asked.columns == stored.columns == list(queries.catalogue("hypotheses")[name].columns)
    assert asked.sort("block").rows() == stored.rows()
