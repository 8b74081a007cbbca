"""The scores in SQL against numpy, scipy, scikit-learn and scoringrules, on small ledgers.

Every world has two forecasters, the theory `threat` and the baseline `base_rate`. Years 2001 to
2003 are scored, and outcomes are known up to 2004.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from math import log
from typing import Any

import duckdb
import numpy as np
import pytest
import scoringrules  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score, roc_auc_score  # type: ignore[import-untyped]

from replay import queries

SCORED = (2001, 2002, 2003)
GRID = (1e-4, 0.01, 0.02, 0.05, 0.05, 0.1, 0.3, 0.5, 1 - 1e-4)
"""Few values, so that ties are common."""

each_seed = pytest.mark.parametrize("seed", range(12))
each_outcome = pytest.mark.parametrize("outcome", ["onset", "ending"])


@dataclass(frozen=True)
class DyadYear:
    """A dyad of its own in a year: what each gave to a shift, and whether it came (None: censored)."""

    year: int
    threat: float | None
    base_rate: float | None
    shifted: bool | None


@dataclass(frozen=True)
class Common:
    """The scored dyad-years to which both forecasters gave a probability, as arrays."""

    year: NDArray[np.int64]
    threat: NDArray[np.float64]
    base_rate: NDArray[np.float64]
    shifted: NDArray[np.int64]


@pytest.fixture(scope="module")
def empty() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out a ledger that knows one run and two forecasters."""
    with duckdb.connect(config={"threads": 1}) as connection:
        lay_out(connection)
        yield connection


def lay_out(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables and views of a ledger, with one run and two forecasters."""
    connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
    connection.execute(
        "insert into run values"
        " ('run', 'toy', '', 'invented', 'forecast', 'first', '', 1, 1, 1999, 2004, 2001, 2003,"
        " '', '', '', '', false, false, '', '', null, '', null, null, null, null)"
    )
    connection.execute(
        "insert into theory values"
        " ('threat', false, false, '', '', ''), ('base_rate', true, false, '', '', '')"
    )
    queries.apply(connection)


@pytest.fixture
def ledger(empty: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend the empty ledger, and undo what a test writes."""
    empty.execute("begin")
    yield empty
    empty.execute("rollback")


def write(ledger: duckdb.DuckDBPyConnection, rows: Sequence[DyadYear], outcome: str = "onset") -> None:
    """Write forecasts and shifts of dyads A00-B00, A01-B01 and so on."""
    for theory, given in (("threat", [r.threat for r in rows]), ("base_rate", [r.base_rate for r in rows])):
        ledger.execute(
            """
            insert into forecast by name
            select 'run' as run_id, ? as theory, 1 as horizon, unnest(?::integer[]) as year, unnest(?) as a,
                unnest(?) as b, ? = 'ending' as aligned_before,
                unnest(list_transform(?::double[], lambda p: if(aligned_before, 1 - p, p))) as p_aligned
            """,
            [theory, [r.year for r in rows], *dyads(rows), outcome, given],
        )
    kinds = {True: outcome, False: None, None: "censored"}
    ledger.execute(
        "insert into shift from (select unnest(?), unnest(?), unnest(?), unnest(?::varchar[]) as kind)"
        " where kind is not null",
        [[r.year for r in rows], *dyads(rows), [kinds[r.shifted] for r in rows]],
    )


def dyads(rows: Sequence[DyadYear]) -> tuple[list[str], list[str]]:
    """Name two states of its own for every row."""
    return [f"A{number:02}" for number in range(len(rows))], [f"B{number:02}" for number in range(len(rows))]


def write_draws(ledger: duckdb.DuckDBPyConnection, draws: Sequence[Mapping[int, int]]) -> None:
    """Write resampled years: for each draw, how often it took which year."""
    for draw, years in enumerate(draws):
        for year, times in years.items():
            ledger.execute("insert into resample values (?, ?, ?)", [draw, year, times])


def found(ledger: duckdb.DuckDBPyConnection, statement: str) -> list[dict[str, Any]]:
    """Return all rows, each by its columns."""
    cursor = ledger.execute(statement)
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def skill(ledger: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Score anew, and return the one comparison of the theory with the baseline."""
    score(ledger)
    (row,) = found(ledger, "select * from skill where theory = 'threat'")
    return row


def score(ledger: duckdb.DuckDBPyConnection) -> None:
    """Fill the table of scores, which a ledger does when it is published."""
    ledger.execute("delete from robustness")
    ledger.execute(f"insert into robustness {queries.catalogue('tables')['robustness'].select}")


def yearly(ledger: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return the one row of the theory in a world of one year."""
    (row,) = found(ledger, "select * from yearly where theory = 'threat'")
    return row


def random_rows(seed: int) -> list[DyadYear]:
    """Draw 40 dyad-years with ties and unknowns, after one that shifted and one that did not."""
    rng = np.random.default_rng(seed)

    def p() -> float | None:
        return None if rng.random() < 0.1 else float(rng.choice(GRID))

    drawn = [DyadYear(int(rng.choice(SCORED)), p(), p(), bool(rng.random() < 0.25)) for _ in range(40)]
    return [DyadYear(2001, 0.3, 0.1, shifted=True), DyadYear(2002, 0.3, 0.1, shifted=False), *drawn]


def common(rows: Sequence[DyadYear]) -> Common:
    """Pick the rows that both forecasters gave a probability."""
    both = [row for row in rows if row.threat is not None and row.base_rate is not None]
    return Common(
        np.array([row.year for row in both]),
        np.array([row.threat for row in both], dtype=float),
        np.array([row.base_rate for row in both], dtype=float),
        np.array([row.shifted for row in both], dtype=int),
    )


def close(expected: float) -> Any:
    """Compare to twelve digits."""
    return pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_log_score_sums_the_logarithms_of_what_was_given_to_what_happened(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    """A shift given 0.2 and a stay given 1 - 0.1 cost ln 0.2 + ln 0.9."""
    write(ledger, [DyadYear(2001, 0.2, None, shifted=True), DyadYear(2001, 0.1, None, shifted=False)])
    assert yearly(ledger)["log_score"] == close(log(0.2) + log(0.9))


@each_outcome
def test_brier_score_is_the_mean_squared_error(ledger: duckdb.DuckDBPyConnection, outcome: str) -> None:
    """A shift given 0.2 errs by 0.8, a stay given 0.1 by 0.1, for onsets and endings alike."""
    rows = [DyadYear(2001, 0.2, None, shifted=True), DyadYear(2001, 0.1, None, shifted=False)]
    write(ledger, rows, outcome)
    assert yearly(ledger)["outcome"] == outcome
    assert yearly(ledger)["brier"] == close((0.8**2 + 0.1**2) / 2)


def test_expected_and_actual_shifts_are_counted_over_dyads_given_a_probability(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    """0.2 and 0.1 make 0.3 expected shifts; the shift that was given nothing is not counted."""
    rows = [(0.2, True), (0.1, False), (None, True)]
    write(ledger, [DyadYear(2001, p, None, shifted) for p, shifted in rows])
    row = yearly(ledger)
    assert (row["at_risk"], row["expected"], row["actual"]) == (2, close(0.2 + 0.1), 1)


def test_years_outside_the_scored_span_are_marked(ledger: duckdb.DuckDBPyConnection) -> None:
    """2000 comes before the scored years 2001 to 2003, and 2004 after them."""
    write(ledger, [DyadYear(year, 0.1, None, shifted=False) for year in range(2000, 2005)])
    rows = found(ledger, "select year, scored from yearly where theory = 'threat' order by year")
    assert [row["scored"] for row in rows] == [False, True, True, True, False]


@each_seed
@each_outcome
def test_yearly_scores_equal_scoringrules(ledger: duckdb.DuckDBPyConnection, seed: int, outcome: str) -> None:
    """The logarithmic score of scoringrules is a loss, so that its sum has the opposite sign."""
    rows = [row for row in random_rows(seed) if row.threat is not None and row.year == 2001]
    write(ledger, rows, outcome)
    shifted, p = [row.shifted for row in rows], [row.threat for row in rows]
    assert yearly(ledger)["brier"] == close(np.mean(scoringrules.brier_score(shifted, p)))
    assert yearly(ledger)["log_score"] == close(-np.sum(scoringrules.log_score(shifted, p)))


def test_a_censored_dyad_year_is_left_out(ledger: duckdb.DuckDBPyConnection) -> None:
    """Of two dyads one lost a state, so one is left."""
    write(ledger, [DyadYear(2001, 0.2, 0.1, shifted=None), DyadYear(2001, 0.2, 0.1, shifted=False)])
    rows = found(ledger, "select a, shifted from predicted_vs_actual where theory = 'threat'")
    assert rows == [{"a": "A01", "shifted": False}]


def test_a_forecast_beyond_the_last_census_has_no_outcome_yet(ledger: duckdb.DuckDBPyConnection) -> None:
    """The last census is that of 2004, so that nobody knows what becomes of 2005."""
    write(ledger, [DyadYear(2004, 0.2, None, shifted=False), DyadYear(2005, 0.2, None, shifted=False)])
    assert found(ledger, "select distinct year from predicted_vs_actual") == [{"year": 2004}]


def test_an_unknown_probability_stays_unknown(ledger: duckdb.DuckDBPyConnection) -> None:
    """A theory that knows nothing of a tie says nothing of its ending either."""
    write(ledger, [DyadYear(2001, None, 0.1, shifted=True)], "ending")
    rows = found(ledger, "select p_shift, shifted from predicted_vs_actual where theory = 'threat'")
    assert rows == [{"p_shift": None, "shifted": True}]


def test_log_gain_is_the_difference_of_the_log_scores(ledger: duckdb.DuckDBPyConnection) -> None:
    """On the shift the theory gains ln 0.4 - ln 0.1, on the stay ln 0.8 - ln 0.9; there is one event."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True), DyadYear(2002, 0.2, 0.1, shifted=False)])
    gain = log(0.4) - log(0.1) + log(0.8) - log(0.9)
    assert skill(ledger)["log_gain"] == close(gain)
    assert skill(ledger)["gain_per_event"] == close(gain / 1)


def test_brier_skill_is_what_is_saved_of_the_squared_error(ledger: duckdb.DuckDBPyConnection) -> None:
    """The theory errs by 0.6 and 0.2, the baseline by 0.9 and 0.1."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True), DyadYear(2002, 0.2, 0.1, shifted=False)])
    assert skill(ledger)["brier_skill"] == close(1 - (0.6**2 + 0.2**2) / (0.9**2 + 0.1**2))


@each_seed
@each_outcome
def test_gain_and_brier_skill_equal_scoringrules_on_common_rows(
    ledger: duckdb.DuckDBPyConnection, seed: int, outcome: str
) -> None:
    """Dyad-years that one of the two knows nothing of count for neither."""
    rows = random_rows(seed)
    write(ledger, rows, outcome)
    own, rival, shifted = common(rows).threat, common(rows).base_rate, common(rows).shifted
    losses = [scoringrules.log_score(shifted, p).sum() for p in (own, rival)]
    errors = [scoringrules.brier_score(shifted, p).sum() for p in (own, rival)]
    row = skill(ledger)
    assert row["log_gain"] == close(losses[1] - losses[0])
    assert row["brier_skill"] == close(1 - errors[0] / errors[1])
    assert (row["n"], row["events"]) == (len(shifted), shifted.sum())


def test_average_precision_has_one_step_for_tied_probabilities(ledger: duckdb.DuckDBPyConnection) -> None:
    """Down to 0.5: one of one; down to 0.2: two of three, in one step. So 1/2 * 1/1 + 1/2 * 2/3."""
    rows = [(0.5, True), (0.2, True), (0.2, False), (0.1, False)]
    write(ledger, [DyadYear(2001, p, 0.1, shifted) for p, shifted in rows])
    assert skill(ledger)["pr_auc"] == close(1 / 2 * 1 / 1 + 1 / 2 * 2 / 3)


@each_seed
@each_outcome
def test_average_precision_equals_scikit_learn_with_ties(
    ledger: duckdb.DuckDBPyConnection, seed: int, outcome: str
) -> None:
    """Forecasts come from nine values, so that most are tied."""
    rows = random_rows(seed)
    write(ledger, rows, outcome)
    expected = average_precision_score(common(rows).shifted, common(rows).threat)
    assert skill(ledger)["pr_auc"] == close(expected)


def test_roc_area_counts_a_tie_as_half(ledger: duckdb.DuckDBPyConnection) -> None:
    """The shift beats the dyad given 0.1 and ties with the one given 0.2: 1.5 of 2 pairs."""
    rows = [(0.2, True), (0.2, False), (0.1, False)]
    write(ledger, [DyadYear(2001, p, 0.1, shifted) for p, shifted in rows])
    assert skill(ledger)["roc_auc"] == close((1 + 0.5) / 2)


@each_seed
@each_outcome
def test_roc_area_equals_scikit_learn_with_ties(
    ledger: duckdb.DuckDBPyConnection, seed: int, outcome: str
) -> None:
    """The share of pairs by mid-ranks is the area under scikit-learn's curve."""
    rows = random_rows(seed)
    write(ledger, rows, outcome)
    expected = roc_auc_score(common(rows).shifted, common(rows).threat)
    assert skill(ledger)["roc_auc"] == close(expected)


@each_seed
def test_interval_is_the_quantiles_of_resampled_year_sums(
    ledger: duckdb.DuckDBPyConnection, seed: int
) -> None:
    """Each draw adds up the gains of the years that it took, as often as it took them."""
    rows = random_rows(seed)
    draws = [Counter(map(int, took)) for took in np.random.default_rng(seed).choice(SCORED, size=(30, 3))]
    write(ledger, rows)
    write_draws(ledger, draws)
    both = common(rows)
    lost, rival_lost = (scoringrules.log_score(both.shifted, p) for p in (both.threat, both.base_rate))
    gains = {year: (rival_lost - lost)[both.year == year].sum() for year in SCORED}
    sums = [sum(times * gains[year] for year, times in took.items()) for took in draws]
    assert skill(ledger)["low"] == close(np.quantile(sums, 0.05))
    assert skill(ledger)["high"] == close(np.quantile(sums, 0.95))


def test_a_draw_without_a_common_year_counts_as_no_gain(ledger: duckdb.DuckDBPyConnection) -> None:
    """One draw took 2001 thrice, the other 2003, in which there is nothing: sums of 0 and 3 gains."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True), DyadYear(2001, 0.1, 0.1, shifted=False)])
    write_draws(ledger, [{2001: 3}, {2003: 3}])
    row = skill(ledger)
    assert row["low"] == close(0 + 0.05 * 3 * (log(0.4) - log(0.1)))
    assert row["high"] == close(0 + 0.95 * 3 * (log(0.4) - log(0.1)))


def test_without_a_shift_nothing_can_be_ranked(ledger: duckdb.DuckDBPyConnection) -> None:
    """The log gain stands, but areas and the gain by event are unknown, not 0 or 1."""
    write(ledger, [DyadYear(2001, 0.2, 0.1, shifted=False)])
    write_draws(ledger, [{2001: 3}])
    row = skill(ledger)
    assert row["log_gain"] == close(log(0.8) - log(0.9))
    assert (row["pr_auc"], row["roc_auc"], row["gain_per_event"]) == (None, None, None)
    assert row["reason"] == "no dyad shifted"


def test_where_every_dyad_shifted_nothing_can_be_ranked(ledger: duckdb.DuckDBPyConnection) -> None:
    """There is no dyad to rank the shifts above."""
    write(ledger, [DyadYear(2001, 0.2, 0.1, shifted=True)])
    write_draws(ledger, [{2001: 3}])
    row = skill(ledger)
    assert row["gain_per_event"] == close((log(0.2) - log(0.1)) / 1)
    assert (row["pr_auc"], row["roc_auc"], row["reason"]) == (None, None, "every dyad shifted")


def test_without_a_common_dyad_year_no_score_is_known(ledger: duckdb.DuckDBPyConnection) -> None:
    """Each knows only the dyad that the other does not."""
    write(ledger, [DyadYear(2001, 0.2, None, shifted=True), DyadYear(2001, None, 0.1, shifted=False)])
    write_draws(ledger, [{2001: 3}])
    row = skill(ledger)
    assert (row["n"], row["events"]) == (0, 0)
    assert [row[name] for name in ("log_gain", "low", "high", "brier_skill", "pr_auc")] == [None] * 5
    assert row["reason"] == "no dyad-year has a probability from both"


def test_without_resampled_years_there_is_no_interval(ledger: duckdb.DuckDBPyConnection) -> None:
    """The scores stand all the same."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True), DyadYear(2001, 0.1, 0.1, shifted=False)])
    row = skill(ledger)
    assert (row["low"], row["high"], row["reason"]) == (None, None, "no years were resampled")
    assert row["roc_auc"] == close(1 / 1)


def test_a_whole_comparison_has_no_reason(ledger: duckdb.DuckDBPyConnection) -> None:
    """Nothing is NULL, so that there is nothing to explain."""
    write(ledger, [DyadYear(2001, 0.4, 0.1, shifted=True), DyadYear(2001, 0.1, 0.1, shifted=False)])
    write_draws(ledger, [{2001: 3}])
    assert [name for name, value in skill(ledger).items() if value is None] == ["reason"]


def test_unscored_years_do_not_enter_skill(ledger: duckdb.DuckDBPyConnection) -> None:
    """The shift of 2000, before the scored years, adds neither gain nor event."""
    write(ledger, [DyadYear(2000, 0.4, 0.1, shifted=True), DyadYear(2001, 0.2, 0.1, shifted=False)])
    assert skill(ledger)["log_gain"] == close(log(0.8) - log(0.9))
    assert skill(ledger)["events"] == 0


def test_nobody_is_compared_with_itself_or_with_a_theory(ledger: duckdb.DuckDBPyConnection) -> None:
    """Of the four pairs of two forecasters, one sets a forecaster against another that is a baseline."""
    write(ledger, [DyadYear(2001, 0.2, 0.1, shifted=True)])
    score(ledger)
    pairs = found(ledger, "select theory, baseline from skill")
    assert pairs == [{"theory": "threat", "baseline": "base_rate"}]


@each_seed
def test_reliability_equals_numpy_histograms(ledger: duckdb.DuckDBPyConnection, seed: int) -> None:
    """A probability on an edge belongs to the bin above it, as with numpy."""
    edges = [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1]
    rows = [row for row in random_rows(seed) if row.threat is not None]
    write(ledger, rows)
    p = np.array([row.threat for row in rows], dtype=float)
    shifted = np.array([row.shifted for row in rows], dtype=float)
    n, _ = np.histogram(p, edges)
    given, _ = np.histogram(p, edges, weights=p)
    came, _ = np.histogram(p, edges, weights=shifted)
    bins = found(ledger, "select * from reliability where theory = 'threat' order by bin_low")
    filled = n > 0
    assert [one["bin_low"] for one in bins] == list(np.array(edges[:-1])[filled])
    assert [one["bin_high"] for one in bins] == list(np.array(edges[1:])[filled])
    assert [one["n"] for one in bins] == list(n[filled])
    assert [one["forecast_mean"] for one in bins] == close((given[filled] / n[filled]).tolist())
    assert [one["observed_share"] for one in bins] == close((came[filled] / n[filled]).tolist())


def test_tied_shifts_are_called_at_their_average_place(ledger: duckdb.DuckDBPyConnection) -> None:
    """Behind the dyad given 0.5, two tie for places 2 and 3; the dyad given nothing has no place."""
    rows = [(0.5, False), (0.2, True), (0.2, False), (None, True)]
    write(ledger, [DyadYear(2001, p, None, shifted) for p, shifted in rows])
    called = found(ledger, "select a, rank, \"of\" from called where theory = 'threat' order by a")
    assert called == [{"a": "A01", "rank": (2 + 3) / 2, "of": 3}, {"a": "A03", "rank": None, "of": 3}]


@each_seed
def test_places_equal_the_mid_ranks_of_scipy(ledger: duckdb.DuckDBPyConnection, seed: int) -> None:
    """As rankdata counts from the least, it is given the negative."""
    rows = [row for row in random_rows(seed) if row.threat is not None and row.year == 2001]
    write(ledger, rows)
    places = rankdata([-row.threat for row in rows if row.threat is not None])
    called = found(ledger, "select rank from called where theory = 'threat' order by a")
    expected = [place for place, row in zip(places, rows, strict=True) if row.shifted]
    assert [one["rank"] for one in called] == expected


def test_onsets_and_endings_are_ranked_apart(ledger: duckdb.DuckDBPyConnection) -> None:
    """An ending given 0.1 is the likeliest ending, whatever onsets were given."""
    write(ledger, [DyadYear(2001, 0.9, None, shifted=False)] * 3)
    ledger.execute(
        "insert into forecast values ('run', 'threat', 2001, 1, 'C', 'D', true, 1 - 0.1, null, null)"
    )
    ledger.execute("insert into shift values (2001, 'C', 'D', 'ending')")
    called = found(ledger, "select outcome, rank, \"of\" from called where theory = 'threat'")
    assert called == [{"outcome": "ending", "rank": 1, "of": 1}]


def test_each_sign_is_held_against_the_shares_that_shifted_above_and_below_the_mean(
    ledger: duckdb.DuckDBPyConnection,
) -> None:
    """High in 3 dyad-years of which 2 shifted, low in 2 of which none did; unknown in 1, unscored in 1."""
    years, z = (2001, 2001, 2002, 2003, 2003, 2003, 2004), (1.0, 0.5, 2.0, 0.0, -1.0, 0.0, 3.0)
    shifted = (True, False, True, False, False, True, False)
    rows = [DyadYear(year, 0.1, 0.1, came) for year, came in zip(years, shifted, strict=True)]
    write(ledger, rows)
    values = [None if number == 5 else 1.0 for number in range(7)]
    for term, sign in (("with", 1), ("without", -1), ("fitted", 0)):
        ledger.execute("insert into term values ('threat', 'onset', ?, ?, '')", [term, sign])
        ledger.execute(
            "insert into contribution select 'run', 'threat', 'onset', unnest(?::integer[]), unnest(?),"
            " unnest(?), ?, unnest(?::double[]), unnest(?::double[]), 0",
            [years, *dyads(rows), term, values, z],
        )

    asked = found(ledger, "select * from signs(of_theory := 'threat')")

    assert [(row["term"], row["held"]) for row in asked] == [
        ("fitted", None),
        ("with", True),
        ("without", False),
    ]
    for row in asked:
        assert (row["above"], row["below"], row["shifted_below"]) == (3, 2, 0)
        assert row["shifted_above"] == close(2 / 3)


def test_slopes_below_zero_are_counted_over_the_scored_years(ledger: duckdb.DuckDBPyConnection) -> None:
    """Of -1, 1 and 3 one is; the slope of 2004 is not scored, and a ridge has none."""
    slopes = {2001: -1.0, 2002: 1.0, 2003: 3.0, 2004: -9.0}
    for year, slope in slopes.items():
        ledger.execute(
            "insert into calibration values ('run', 'threat', 'onset', ?, 0, ?, 1, 2000, null)", [year, slope]
        )
        ledger.execute(
            "insert into calibration values ('run', 'threat', 'ending', ?, 0, null, 1, 2000, null)", [year]
        )

    [row] = found(ledger, "select * from slopes(of_theory := 'threat')")

    assert row == {"outcome": "onset", "years": 3, "against": 1, "lowest": -1, "median": 1, "highest": 3}


def test_the_record_of_a_theory_is_its_rows_of_skill(ledger: duckdb.DuckDBPyConnection) -> None:
    """One shift of 0.4 against 0.2, one stay of 0.9 against 0.8: log 2 + log 9/8."""
    write(ledger, [DyadYear(2001, 0.4, 0.2, shifted=True), DyadYear(2002, 0.1, 0.2, shifted=False)])
    score(ledger)

    [row] = found(ledger, "select * from record(of_theory := 'threat')")

    assert (row["outcome"], row["baseline"], row["events"], row["n"]) == ("onset", "base_rate", 1, 2)
    assert row["gain"] == close(log(0.4 / 0.2) + log(0.9 / 0.8))
