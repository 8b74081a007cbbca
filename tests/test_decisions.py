"""Whom states join, and what chance would give: the SQL against a second reckoning in Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from replay import queries
from replay.ledger import sql
from replay.parameters import key
from replay.resampling import REDRAWS, of_redraws
from tests.decided import (
    CODES,
    FACTORS,
    KINDS,
    POWERS,
    Decided,
    Pair,
    Row,
    insert,
    random_redraws,
    random_world,
    settle,
    write,
)
from tests.test_scores import close, found, lay_out

each_seed = pytest.mark.parametrize("seed", range(5))
TRAITS = ("balancing", "bandwagoning", "offensive", "defensive", "profit", "alike", "aided", "penetrated")
POWER_TRAITS = ("balancing", "bandwagoning")


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


def both(*answers: bool | None) -> bool | None:
    """Join answers as SQL does: a no decides, whatever is unknown."""
    return False if False in answers else None if None in answers else True


def over(value: float | None, bound: float) -> bool | None:
    """Say whether a value is above a bound, unknown where it is."""
    return None if value is None else value > bound


def answered(
    world: Decided, year: int, state: str, partner: str, column: str
) -> tuple[bool | None, bool | None]:
    """Say whether a partner shares the foremost other, and whether it is that one."""
    first = (world.others(year, state, column) or [None])[0]
    if first is None:
        return None, None
    if first == partner:
        return False, True
    theirs = world.others(year, partner, column)
    return (first in theirs[:3] if first in theirs else None), False


def traits(world: Decided, year: int, state: str, partner: str) -> Row:
    """Reckon what a partner is to a state."""
    seen = world.seen[year, state, partner]
    aims, theirs = (world.known[year, code]["revisionism"] for code in (state, partner))
    balancing, bandwagoning = answered(world, year, state, partner, "threat")
    balancing_power, bandwagoning_power = answered(world, year, state, partner, "power")
    weaker = over(seen["power"], 0.5)
    received = None if None in (seen["arms"], seen["aid"]) else seen["arms"] + seen["aid"]
    creeds = [set(world.creeds[code].split(";")) - {""} for code in (state, partner)]
    return {
        "balancing": balancing,
        "bandwagoning": bandwagoning,
        "balancing_power": balancing_power,
        "bandwagoning_power": bandwagoning_power,
        "offensive": both(bandwagoning, over(aims, 0.9)),
        "defensive": both(bandwagoning, None if aims is None else aims < 1, weaker),
        "profit": both(over(theirs, 0.9), weaker),
        "alike": bool(creeds[0] & creeds[1]) if all(creeds) else None,
        "aided": None if received is None else received >= 0.5,
        "penetrated": None if seen["penetration"] is None else seen["penetration"] >= 0.5,
    }


def sphere(state: str, partner: str) -> str:
    """Say between whom it is."""
    return "patron" if state in POWERS else "client" if partner in POWERS else "regional"


def options(world: Decided) -> dict[Pair, Row]:
    """Reckon all whom each state could have joined, both ways."""
    rows = {}
    for (year, a, b), dyad in world.dyads.items():
        if dyad["outcome"] == "onset" and dyad["shifted"] is not None:
            for state, partner in ((a, b), (b, a)):
                told = traits(world, year, state, partner)
                rows[year, state, partner] = {"gravity": dyad["gravity"], "chosen": dyad["shifted"], **told}
    return rows


def weighted_mean(told: list[tuple[bool, float]]) -> float | None:
    """Average what is told by its weights; of nothing there is no mean."""
    return (
        float(np.average([one for one, _ in told], weights=[weight for _, weight in told])) if told else None
    )


def chances(world: Decided) -> list[Row]:
    """Reckon what each decision showed, and what a random partner of its sphere would have."""
    available = options(world)
    rows = []
    for (year, state, partner), own in available.items():
        if not own["chosen"]:
            continue
        pact, day = world.ties[year, *sorted((state, partner))]
        peers = [
            row
            for (y, one, other), row in available.items()
            if (y, one) == (year, state) and sphere(one, other) == sphere(state, partner)
        ]
        named = [(one, "threat", one) for one in TRAITS]
        named += [(one, "capability", f"{one}_power") for one in POWER_TRAITS]
        for behaviour, reading, name in named:
            if own[name] is None:
                continue
            told = [(row[name], row["gravity"]) for row in peers if row[name] is not None]
            weighed = [(shows, weight) for shows, weight in told if weight is not None]
            rows.append(
                {
                    "key": (year, state, partner, behaviour, reading),
                    "sphere": sphere(state, partner),
                    "outcome_kind": KINDS[pact],
                    "block": f"{pact} {day}",
                    "showed": float(own[name]),
                    "random": float(np.mean([shows for shows, _ in told])),
                    "gravity": weighted_mean(weighed),
                }
            )
    return rows


def shares(rows: list[Row], redraws: Mapping[int, Counter[str]]) -> Row:
    """Reckon shares, lifts and their intervals from decisions of one behaviour."""

    def lift(what: str, weights: Counter[str] | None) -> float | None:
        counted = [row for row in rows if row[what] is not None]
        times = [1 if weights is None else weights[row["block"]] for row in counted]
        below = np.dot(times, [row[what] for row in counted])
        return float(np.dot(times, [row["showed"] for row in counted]) / below) if below else None

    def interval(what: str) -> tuple[float | None, float | None]:
        drawn = [one for one in (lift(what, weights) for weights in redraws.values()) if one is not None]
        telling = len({row["block"] for row in rows if row["showed"]}) >= 5
        low, high = np.quantile(drawn, [0.05, 0.95]) if telling and drawn else (None, None)
        return low, high

    weighed = [row["gravity"] for row in rows if row["gravity"] is not None]
    low, high = interval("random")
    low_gravity, high_gravity = interval("gravity")
    return {
        "n": len(rows),
        "blocs": len({row["block"] for row in rows}),
        "share": np.mean([row["showed"] for row in rows]),
        "random": np.mean([row["random"] for row in rows]),
        "gravity": np.mean(weighed) if weighed else None,
        "lift": lift("random", None),
        "low": low,
        "high": high,
        "lift_gravity": lift("gravity", None),
        "low_gravity": low_gravity,
        "high_gravity": high_gravity,
    }


@each_seed
def test_what_a_partner_is_to_a_state_is_the_same_in_python(
    ledger: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Ranks with ties and unknowns, aims, creeds and stocks, of everyone whom a state could have joined."""
    world = random_world(seed)
    write(ledger, world, {})
    stored = {(row["year"], row["state"], row["partner"]): row for row in found(ledger, "from choice")}
    expected = options(world)
    assert stored.keys() == expected.keys()
    assert {pair: {name: stored[pair][name] for name in row} for pair, row in expected.items()} == expected
    assert {pair: row["sphere"] for pair, row in stored.items()} == {
        pair: sphere(*pair[1:]) for pair in stored
    }


@each_seed
def test_chance_is_an_expectation_over_all_partners_available(
    ledger: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """The mean over those at risk in the year and sphere, plain and weighted by gravity."""
    world = random_world(seed)
    write(ledger, world, {})
    stored = {
        (row["year"], row["state"], row["partner"], row["behaviour"], row["reading"] or "threat"): row
        for row in found(ledger, "from decision_chance")
    }
    expected = chances(world)
    assert stored.keys() == {row["key"] for row in expected}
    for row in expected:
        same = stored[row["key"]]
        plain = ("sphere", "outcome_kind", "block", "showed")
        assert [same[name] for name in plain] == [row[name] for name in plain]
        assert told({name: same[name] for name in ("random", "gravity")}) == close(
            told({name: row[name] for name in ("random", "gravity")})
        )


@each_seed
def test_shares_lifts_and_their_intervals_are_the_same_in_numpy(
    ledger: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Blocs are redrawn whole; of a behaviour that fewer than five blocs show no interval is given."""
    world, redraws = random_world(seed), random_redraws(seed)
    write(ledger, world, redraws)
    groups: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in chances(world):
        *_, behaviour, reading = row["key"]
        for among in ["patron"] if row["sphere"] == "patron" else ["region", row["sphere"]]:
            for kind in ("all", row["outcome_kind"]):
                groups[among, kind, behaviour, reading].append(row)
    stored = {
        (row["among"], row["kind"], row["behaviour"], row["reading"] or "threat"): row
        for row in found(ledger, "from decision_share")
    }
    assert stored.keys() == groups.keys()
    for group, rows in groups.items():
        expected = shares(rows, redraws)
        assert told({name: stored[group][name] for name in expected}) == close(told(expected))
    assert any(row["low"] is not None for row in stored.values())


def told(row: Row) -> dict[str, float]:
    """Write -1, which no share or lift is, for what is unknown, so that floats can be compared."""
    return {name: -1.0 if value is None else float(value) for name, value in row.items()}


def one_decision(ledger: duckdb.DuckDBPyConnection, world: Decided) -> dict[str, Any]:
    """Write a world in which ARA joins BEL in 2001, and return that decision."""
    world.ties[2001, "ARA", "BEL"] = ("alpha", "2001-03-01")
    world.dyads[2001, "ARA", "BEL"] = {"outcome": "onset", "shifted": True, "gravity": 0.1}
    write(ledger, world, {})
    (row,) = found(ledger, "from decision where state = 'ARA'")
    return row


def fearing(**threats: float) -> Decided:
    """Make a world in which each pair, as ARA_COR, has one threat, and nothing else is perceived."""
    nothing = dict.fromkeys(("power", "proximity", "offence", "intention"))
    stocks = {"arms": 0.0, "aid": 0.0, "penetration": 0.0}
    world = Decided()
    for pair, threat in threats.items():
        world.seen[2001, *pair.split("_")] = {**nothing, "threat": threat, **stocks}
    return world


def test_who_joins_one_that_shares_its_greatest_threat_balances(ledger: duckdb.DuckDBPyConnection) -> None:
    """ARA fears COR most, and to BEL COR is the third of its fears."""
    world = fearing(ARA_COR=0.9, ARA_BEL=0.1, BEL_DOM=0.9, BEL_ELI=0.8, BEL_COR=0.7, BEL_ARA=0.6)
    row = one_decision(ledger, world)
    assert (row["answer"], row["threats"], row["motive"]) == ("balancing", "COR;BEL", None)


def test_a_partner_to_whom_the_threat_comes_fourth_does_not_share_it(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    """BEL fears DOM, ELI and ARA more than COR."""
    world = fearing(ARA_COR=0.9, ARA_BEL=0.1, BEL_DOM=0.9, BEL_ELI=0.8, BEL_ARA=0.7, BEL_COR=0.6)
    assert one_decision(ledger, world)["answer"] == "neither"


@pytest.mark.parametrize(
    ("aims", "power", "motive"),
    [(1.0, 0.2, "offensive"), (0.5, 0.8, "defensive"), (0.0, 0.5, "neither"), (None, 0.8, None)],
)
def test_who_joins_its_greatest_threat_bandwagons_from_greed_or_from_fear(
    ledger: duckdb.DuckDBPyConnection, aims: float | None, power: float, motive: str | None
) -> None:
    """Greed is a revisionist's, fear a weaker state's that is none; of unknown aims nothing is said."""
    world = fearing(ARA_BEL=0.9, ARA_COR=0.1, BEL_ARA=0.5)
    world.seen[2001, "ARA", "BEL"]["power"] = power
    world.known[2001, "ARA"] = {"revisionism": aims, "advantage": None, "openness": None}
    row = one_decision(ledger, world)
    assert (row["answer"], row["motive"]) == ("bandwagoning", motive)


def test_a_state_that_knows_no_threat_answers_none(ledger: duckdb.DuckDBPyConnection) -> None:
    """Unknown is not a no: the decision has no answer, and enters no share of answers."""
    row = one_decision(ledger, fearing(BEL_COR=0.9))
    assert (row["answer"], row["motive"], row["threats"]) == (None, None, None)
    behaviours = found(ledger, "select distinct behaviour from decision_chance where state = 'ARA'")
    assert {one["behaviour"] for one in behaviours}.isdisjoint({"balancing", "bandwagoning"})


def test_without_gravity_there_is_no_chance_by_gravity(ledger: duckdb.DuckDBPyConnection) -> None:
    """A run that did not ask the baseline still has the plain chance."""
    write(ledger, random_world(1), {})
    ledger.execute("update forecast set theory = 'threat'")
    settle(ledger)
    rows = found(ledger, "select random, gravity, lift_gravity from decision_share where n > 0")
    assert all(row["random"] is not None for row in rows)
    assert {(row["gravity"], row["lift_gravity"]) for row in rows} == {(None, None)}


def test_the_answers_add_up_to_the_decisions(ledger: duckdb.DuckDBPyConnection) -> None:
    """Balancing, bandwagoning, neither and unknown are all there is, and both sides of an onset decide."""
    world = random_world(2)
    write(ledger, world, {})
    rows = found(ledger, "from decision")
    assert len(rows) == 2 * len(world.ties)
    assert {row["answer"] for row in rows} <= {"balancing", "bandwagoning", "neither", None}
    assert all((row["motive"] is None) or row["answer"] == "bandwagoning" for row in rows)


@each_seed
def test_no_decision_knows_what_came_after_its_census(ledger: duckdb.DuckDBPyConnection, seed: int) -> None:
    """Another world from 2003 on leaves what is said of the years before as it was."""
    world, other = random_world(seed), random_world(seed + 100)
    write(ledger, world, {})
    statement = "from decision_chance where year < 2003"
    before = found(ledger, statement)
    ledger.execute("delete from perception where year >= 2002; delete from condition where year >= 2002")
    ledger.execute("delete from forecast where year >= 2003; delete from shift where year >= 2003")
    later = [
        ("run", year - 1, i, j, *row.values()) for (year, i, j), row in other.seen.items() if year >= 2003
    ]
    insert(ledger, f"perception (run_id, year, observer, observed, {', '.join(FACTORS)})", later)
    settle(ledger)
    assert before
    assert found(ledger, statement) == before


def test_other_names_for_the_states_change_no_share(ledger: duckdb.DuckDBPyConnection) -> None:
    """Reversing the codes turns every dyad round; without ties among threats the shares stay."""
    world = random_world(4)
    draw = np.random.default_rng(4)
    for row in world.seen.values():
        row.update(threat=float(draw.random()), power=float(draw.random()))
    statement = (
        "select among, kind, behaviour, reading, n, share, random, gravity, lift from decision_share"
        " order by all"
    )
    write(ledger, world, {})
    before = found(ledger, statement)
    ledger.execute("rollback; begin")
    write(ledger, renamed(world), {})
    after = found(ledger, statement)
    # Four groups, three kinds of pact, ten behaviours; one of them no rapprochement is known to show or not.
    assert len(before) == len(after) == 4 * 3 * 10 - 1
    for one, other in zip(before, after, strict=True):
        assert told_numbers(one) == close(told_numbers(other))


def renamed(world: Decided) -> Decided:
    """Give the five states of the region one another's codes, in reverse."""
    names = dict(zip(CODES, [*reversed(CODES[:5]), *CODES[5:]], strict=True))

    def dyad(year: int, a: str, b: str) -> Pair:
        first, second = sorted((names[a], names[b]))
        return year, first, second

    return replace(
        world,
        seen={(year, names[i], names[j]): row for (year, i, j), row in world.seen.items()},
        known={(year, names[i]): row for (year, i), row in world.known.items()},
        creeds={names[i]: creed for i, creed in world.creeds.items()},
        dyads={dyad(*pair): row for pair, row in world.dyads.items()},
        ties={dyad(*pair): tie for pair, tie in world.ties.items()},
        joins=[],
        deals=[],
    )


def told_numbers(row: Row) -> dict[str, float]:
    """Leave out the texts of a row."""
    return told(
        {name: value for name, value in row.items() if not isinstance(value, str) and name != "reading"}
    )


def test_a_run_of_the_miniature_holds_decisions_and_verdicts(miniature_ledger: Path) -> None:
    """Both sides of every onset decide, each on one day; every hypothesis has a row, most of them no case."""
    decisions = sql(miniature_ledger, "select pact, day, state, partner from decision")
    onsets = sql(miniature_ledger, "select year, a, b from shift where kind = 'onset'")
    verdicts = sql(miniature_ledger, "select name, verdict, n, reason from hypothesis")
    assert decisions.height == 2 * onsets.height > 0
    assert verdicts["name"].to_list() == sorted(queries.catalogue("hypotheses"))
    assert set(verdicts["verdict"]) == {"cannot tell"}
    assert verdicts["reason"].null_count() == 0


def test_a_block_has_the_same_weights_whatever_other_blocks_there_are() -> None:
    """Poisson numbers of mean 1, keyed by seed and block; zeros have no row."""
    rows = of_redraws({"1901", "pact 1901-01-01"}, 7)["redraw"].columns
    alone = of_redraws({"pact 1901-01-01"}, 7)["redraw"].columns
    of_pact = rows["block"] == "pact 1901-01-01"
    drawn = np.random.default_rng(key(7, "redraw", "pact 1901-01-01")).poisson(1.0, REDRAWS)
    assert rows["times"][of_pact].tolist() == alone["times"].tolist() == drawn[drawn > 0].tolist()
    assert rows["draw"][of_pact].tolist() == np.flatnonzero(drawn).tolist()


def test_the_query_shows_one_sphere(ledger: duckdb.DuckDBPyConnection) -> None:
    """Eight behaviours, two of them also with capability read as threat."""
    write(ledger, random_world(3), random_redraws(3))
    rows = found(ledger, queries.call("balancing", {"of_sphere": "regional"}))
    named = [row["behaviour"] for row in rows]
    assert named == ["balancing", "balancing power", "bandwagoning", "bandwagoning power", *TRAITS[2:]]


def test_rapprochements_are_no_security_pacts(ledger: duckdb.DuckDBPyConnection) -> None:
    """Unless another kind is named, the query shows what states did that made security pacts."""
    world = random_world(3)
    write(ledger, world, {})
    both_kinds = {
        kind: {
            row["behaviour"]: row["n"] for row in found(ledger, queries.call("balancing", {"of_kind": kind}))
        }
        for kind in ("all", "security", "rapprochement")
    }
    asked = {row["behaviour"]: row["n"] for row in found(ledger, queries.call("balancing", {}))}
    assert asked == both_kinds["security"]
    assert both_kinds["all"] == dict(Counter(asked) + Counter(both_kinds["rapprochement"]))
    (claim,) = found(ledger, "select sum(cases) as n from tally where name = 'states_balance'")
    assert claim["n"] == asked["balancing"] < both_kinds["all"]["balancing"]
