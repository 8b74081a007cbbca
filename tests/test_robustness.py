"""The variants of the scores in SQL against numpy, scikit-learn and scoringrules with weights.

Every shift is made by a pact on a day; the shifts of one pact on one day are a bloc.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import log
from typing import Any

import duckdb
import numpy as np
import pytest
import scoringrules  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, roc_auc_score  # type: ignore[import-untyped]

from tests.test_scores import (
    SCORED,
    DyadYear,
    close,
    common,
    dyads,
    each_outcome,
    each_seed,
    found,
    lay_out,
    random_rows,
    score,
    write,
    write_draws,
)

KINDS = ("security", "rapprochement")
OWN = ("all", "blocs_once", "without_largest_bloc", *KINDS)


@dataclass(frozen=True)
class Tied:
    """By which pact a dyad-year was tied, on which day it was made or ended, and what kind it is."""

    pact: str
    day: date
    kind: str


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out a ledger that knows one run and two forecasters."""
    with duckdb.connect(config={"threads": 1}) as connection:
        lay_out(connection)
        yield connection


@pytest.fixture
def ledger(empty: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend the empty ledger, and undo what a test writes."""
    empty.execute("begin")
    yield empty
    empty.execute("rollback")


def tie(
    ledger: duckdb.DuckDBPyConnection,
    dyad: str,
    formed: str,
    ended: str | None = None,
    *,
    pact: str = "pact",
    kind: str = "security",
    coding: str = "first",
) -> None:
    """Tie two states, as `A00 B00`, from one day until another."""
    ledger.execute(
        "insert into alignment values (?, '', ?, ?, ?, ?, ?, false, ?)",
        [pact, kind, *dyad.split(), formed, ended, coding],
    )


def write_ties(
    ledger: duckdb.DuckDBPyConnection, rows: Sequence[DyadYear], ties: Sequence[Tied], outcome: str
) -> None:
    """Make the ties that the shifts ask for; dyads whose tie does not end have one all the same."""
    for row, a, b, one in zip(rows, *dyads(rows), ties, strict=True):
        if outcome == "ending":
            ended = one.day.isoformat() if row.shifted else None
            tie(ledger, f"{a} {b}", "1990-01-01", ended, pact=one.pact, kind=one.kind)
        elif row.shifted:
            tie(ledger, f"{a} {b}", one.day.isoformat(), pact=one.pact, kind=one.kind)


def random_ties(rows: Sequence[DyadYear], seed: int) -> list[Tied]:
    """Draw one of three pacts for each row, the first two of security, on one day of its year."""
    drawn = np.random.default_rng(seed).integers(3, size=len(rows))
    return [
        Tied(f"p{number}", date(row.year, 3, 1 + number), KINDS[number // 2])
        for row, number in zip(rows, drawn, strict=True)
    ]


def weigh(rows: Sequence[DyadYear], ties: Sequence[Tied], outcome: str, variant: str) -> NDArray[np.float64]:
    """Weigh the rows that both forecasters gave a probability, in the order of `common`."""
    blocs = Counter((one.day, one.pact) for row, one in zip(rows, ties, strict=True) if row.shifted)
    largest = min(blocs, key=lambda bloc: (-blocs[bloc], bloc))
    weights = []
    for row, one in zip(rows, ties, strict=True):
        bloc = (one.day, one.pact)
        weight = {
            "all": 1.0,
            "blocs_once": 1 / blocs[bloc] if row.shifted else 1.0,
            "without_largest_bloc": float(not (row.shifted and bloc == largest)),
        }.get(variant, float(one.kind == variant or (outcome == "onset" and not row.shifted)))
        if row.threat is not None and row.base_rate is not None:
            weights.append(weight)
    return np.array(weights)


def variants_of(ledger: duckdb.DuckDBPyConnection) -> dict[str, dict[str, Any]]:
    """Score anew, and return the comparison of the theory with the baseline by variant."""
    score(ledger)
    rows = found(ledger, "select * from robustness where theory = 'threat'")
    assert len({row["variant"] for row in rows}) == len(rows), "one row a variant"
    return {row["variant"]: row for row in rows}


def variant_of(ledger: duckdb.DuckDBPyConnection, variant: str) -> dict[str, Any]:
    """Score anew, and return the one comparison in a variant."""
    return variants_of(ledger)[variant]


def require_scores(
    row: Mapping[str, Any],
    rows: Sequence[DyadYear],
    weights: NDArray[np.float64],
    draws: Sequence[Mapping[int, int]],
) -> None:
    """Hold a row of scores against the libraries, given weights and resampled years."""
    both = common(rows)
    losses = [scoringrules.log_score(both.shifted, p) for p in (both.threat, both.base_rate)]
    errors = [
        (weights * scoringrules.brier_score(both.shifted, p)).sum() for p in (both.threat, both.base_rate)
    ]
    gain = weights * (losses[1] - losses[0])
    by_year = {year: gain[both.year == year].sum() for year in SCORED}
    sums = [sum(times * by_year[year] for year, times in took.items()) for took in draws]
    events = (weights * both.shifted).sum()
    assert row["log_gain"] == close(gain.sum())
    assert row["gain_per_event"] == close(gain.sum() / events)
    assert row["brier_skill"] == close(1 - errors[0] / errors[1])
    assert row["pr_auc"] == close(average_precision_score(both.shifted, both.threat, sample_weight=weights))
    assert row["roc_auc"] == close(roc_auc_score(both.shifted, both.threat, sample_weight=weights))
    assert (row["low"], row["high"]) == close(tuple(np.quantile(sums, [0.05, 0.95])))
    assert (row["n"], row["events"]) == close((weights.sum(), events))
    assert row["reason"] is None


def random_draws(seed: int) -> list[Mapping[int, int]]:
    """Draw the scored years with replacement, thirty times."""
    return [Counter(map(int, took)) for took in np.random.default_rng(seed).choice(SCORED, size=(30, 3))]


@each_outcome
@each_seed
def test_weighted_scores_equal_those_of_the_libraries(
    ledger: duckdb.DuckDBPyConnection, seed: int, outcome: str
) -> None:
    """Weights share out a bloc, leave out the largest, or pick a kind of tie: all from one scoring."""
    rows = random_rows(seed)
    ties, draws = random_ties(rows, seed), random_draws(seed)
    # Of each kind a shift that both forecasters gave a probability, so that all can be ranked.
    rows += [DyadYear(2003, 0.1, 0.05, shifted=shifted) for shifted in (True, True, False, False)]
    ties += [Tied(f"kind-{number % 2}", date(2003, 6, 1), KINDS[number % 2]) for number in range(4)]
    write(ledger, rows, outcome)
    write_ties(ledger, rows, ties, outcome)
    write_draws(ledger, draws)
    scored = variants_of(ledger)
    for variant in OWN:
        require_scores(scored[variant], rows, weigh(rows, ties, outcome, variant), draws)


@each_outcome
@each_seed
def test_a_repeat_is_scored_on_its_own_rows(
    ledger: duckdb.DuckDBPyConnection, seed: int, outcome: str
) -> None:
    """Other forecasts, other shifts: the run's own do not enter, nor do its blocs."""
    again, draws = random_rows(seed + 100), random_draws(seed)
    write(ledger, again, outcome)
    ledger.execute(
        "insert into repeat select run_id, 'coding:second', theory, year, a, b, aligned_before, p_shift,"
        " shifted from predicted_vs_actual"
    )
    ledger.execute("delete from forecast; delete from shift")
    write(ledger, random_rows(seed), outcome)
    write_draws(ledger, draws)
    require_scores(variant_of(ledger, "coding:second"), again, np.ones(common(again).year.size), draws)


def test_the_dyads_of_a_bloc_share_a_weight_of_one(ledger: duckdb.DuckDBPyConnection) -> None:
    """Two shifts by one pact on one day count half each, beside a stay that counts whole."""
    rows = [DyadYear(2001, 0.4, 0.1, shifted=True), DyadYear(2001, 0.2, 0.1, shifted=True)]
    write(ledger, [*rows, DyadYear(2001, 0.2, 0.1, shifted=False)])
    for number in (0, 1):
        tie(ledger, f"A0{number} B0{number}", "2001-05-01")
    row = variant_of(ledger, "blocs_once")
    gain = (log(0.4 / 0.1) + log(0.2 / 0.1)) / 2 + log(0.8 / 0.9)
    assert row["log_gain"] == close(gain)
    assert (row["events"], row["gain_per_event"], row["n"]) == (1, close(gain / 1), 2)


def test_where_no_pact_shifted_several_dyads_there_is_no_largest_bloc(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    """Nothing is scored without it, and the row says why; 2000, with its bloc of two, is not scored."""
    write(ledger, [DyadYear(year, 0.4, 0.1, shifted=True) for year in (2000, 2000, 2001, 2002)])
    for number, day in enumerate(("2000-05-01", "2000-05-01", "2001-05-01", "2002-05-01")):
        tie(ledger, f"A0{number} B0{number}", day)
    row = variant_of(ledger, "without_largest_bloc")
    assert (row["log_gain"], row["low"], row["brier_skill"], row["n"]) == (None, None, None, 0)
    assert row["reason"] == "no pact shifted several dyads on one day"


def test_an_outcome_without_ties_of_a_kind_has_no_score_of_it(ledger: duckdb.DuckDBPyConnection) -> None:
    """Of endings there is nobody under a rapprochement; under a security pact there is one."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True)], "ending")
    tie(ledger, "A00 B00", "1990-01-01", "2001-05-01")
    assert variant_of(ledger, "rapprochement")["reason"] == "no dyad-year is of this kind"
    assert variant_of(ledger, "security")["events"] == 1


def test_the_variants_are_those_of_the_run_and_its_repeats(ledger: duckdb.DuckDBPyConnection) -> None:
    """A run without repeats has five, each for every comparison."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True)])
    score(ledger)
    variants = found(ledger, "select distinct variant from robustness order by variant")
    assert [row["variant"] for row in variants] == sorted(OWN)


def dated(ledger: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    """Name outcome, day and pact of every shift."""
    statement = "select outcome, day::varchar, pact from dated_shift order by year, a, outcome"
    return ledger.execute(statement).fetchall()


def shift(ledger: duckdb.DuckDBPyConnection, dyad: str, *kinds: tuple[int, str]) -> None:
    """Record shifts of a dyad by year."""
    for year, kind in kinds:
        ledger.execute("insert into shift values (?, ?, ?, ?)", [year, *dyad.split(), kind])


def test_an_onset_stands_on_the_first_day_tied_in_its_year(ledger: duckdb.DuckDBPyConnection) -> None:
    """A second pact later in the year makes no onset of its own; ties of another coding make none."""
    shift(ledger, "A B", (2001, "onset"))
    tie(ledger, "A B", "2001-03-01", pact="early")
    tie(ledger, "A B", "2001-09-01", pact="late")
    tie(ledger, "A B", "2001-01-01", pact="other", coding="second")
    assert dated(ledger) == [("onset", "2001-03-01", "early")]


def test_an_ending_stands_on_the_day_on_which_the_last_tie_lapses(ledger: duckdb.DuckDBPyConnection) -> None:
    """A short gap within the year is none, and while a second pact lasts the dyad is tied."""
    shift(ledger, "A B", (2001, "ending"))
    tie(ledger, "A B", "1990-01-01", "2001-02-01", pact="first")
    tie(ledger, "A B", "1990-01-01", "2001-04-01", pact="second")
    tie(ledger, "A B", "2001-05-01", "2001-06-01", pact="third")
    assert dated(ledger) == [("ending", "2001-06-01", "third")]


def test_of_two_pacts_on_one_day_the_one_that_shifts_more_dyads_counts(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    """A and B join the league of three and sign a treaty on its day: the league is a bloc of three."""
    for dyad in ("A B", "A C", "B C"):
        shift(ledger, dyad, (2001, "onset"))
        tie(ledger, dyad, "2001-03-01", pact="league")
    tie(ledger, "A B", "2001-03-01", pact="a-treaty")
    blocs = ledger.execute("select outcome, day::varchar, pact, year, dyads from bloc").fetchall()
    assert blocs == [("onset", "2001-03-01", "league", 2001, 3)]


def test_one_pact_on_two_days_makes_two_blocs(ledger: duckdb.DuckDBPyConnection) -> None:
    """C joins later."""
    shift(ledger, "A B", (2001, "onset"))
    shift(ledger, "A C", (2001, "onset"))
    tie(ledger, "A B", "2001-03-01")
    tie(ledger, "A C", "2001-04-01")
    blocs = ledger.execute("select day::varchar, dyads from bloc order by day").fetchall()
    assert blocs == [("2001-03-01", 1), ("2001-04-01", 1)]
