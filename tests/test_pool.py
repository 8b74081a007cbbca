"""The pool: whose word counts in it, how it is averaged, and what it says where somebody knows nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from replay import pool as module
from replay.calibration import Forecast
from replay.errors import AuditError
from replay.forecast import HeadForecast
from replay.ledger import query, sql
from replay.loading import load
from replay.logistic import FLOOR
from replay.pool import Pools, log_odds_mean
from replay.shifts import Outcome
from replay.study import run
from replay.theories import registry, select
from replay.theory_file import POOL_NAMES
from tests.bare import recorded

UNKNOWN = float("nan")


def said(theory: str, head: str, *p: float) -> HeadForecast:
    """Let a theory give probabilities, with bounds at half and twice of them, to dyads 0-1, 1-2, ..."""
    rows = np.arange(len(p))
    forecast = Forecast(np.array(p), np.array(p) / 2, np.array(p) * 2, None, {}, {})
    return HeadForecast(theory, head, 1901, rows, rows + 1, forecast)


def mean(*p: float) -> float:
    """Average on the scale of log-odds, by scipy."""
    return float(expit(np.mean(logit(p))))


def pool(made: Sequence[HeadForecast]) -> Mapping[str, HeadForecast]:
    """Pool what was said, by head."""
    return {one.head: one for one in Pools(select()).ask(None, made) if one.theory == "pool"}


def test_the_mean_of_log_odds_by_hand() -> None:
    """Odds of 1 to 4 and of 1 to 1 have the geometric mean 1 to 2, which is a probability of 1/3."""
    assert log_odds_mean([np.array([1 / 5]), np.array([1 / 2])]) == pytest.approx([1 / 3])


def test_at_onsets_gravity_gravity_network_and_all_theories_count_alike() -> None:
    """Of the other baselines none does."""
    baselines = {"gravity": 0.1, "gravity_network": 0.3, "network": 0.9, "base_rate": 0.9, "persistence": 0.9}
    made = [said(name, "onset", p) for name, p in {**baselines, "balance_of_threat": 0.2}.items()]
    assert pool(made)["onset"].forecast.p == pytest.approx([mean(0.1, 0.3, 0.2)])


def test_at_endings_the_great_power_client_and_all_theories_count_alike() -> None:
    """Gravity and network, which are in the pool of onsets, are not in this one."""
    baselines = {"gravity": 0.9, "gravity_network": 0.9, "great_power_client": 0.1, "base_rate": 0.9}
    made = [said(name, "ending", p) for name, p in {**baselines, "balance_of_threat": 0.2}.items()]
    assert pool(made)["ending"].forecast.p == pytest.approx([mean(0.1, 0.2)])


def test_who_knows_nothing_is_left_out_and_where_nobody_knows_the_pool_does_not() -> None:
    """Of three dyads both know the first, one the second, and nobody the third."""
    made = [
        said("gravity", "onset", 0.1, UNKNOWN, UNKNOWN),
        said("balance_of_threat", "onset", 0.2, 0.3, UNKNOWN),
    ]
    p = pool(made)["onset"].forecast.p
    assert p[:2] == pytest.approx([mean(0.1, 0.2), 0.3])
    assert np.isnan(p[2])


def test_bounds_are_the_means_of_bounds() -> None:
    """The members' bounds are half and twice of what they say."""
    answer = pool([said("gravity", "onset", 0.1), said("balance_of_threat", "onset", 0.2)])["onset"].forecast
    assert answer.low == pytest.approx([mean(0.05, 0.1)])
    assert answer.high == pytest.approx([mean(0.2, 0.4)])


def test_the_pool_speaks_of_the_same_dyads_and_year_and_was_fitted_to_nothing() -> None:
    """Its rows are those of its members."""
    one = pool([said("gravity", "onset", 0.1, 0.2)])["onset"]
    assert (one.theory, one.year, one.a.tolist(), one.b.tolist()) == ("pool", 1901, [0, 1], [1, 2])
    assert one.forecast.fitted is None


def test_a_head_of_which_nobody_in_the_pool_speaks_has_no_pool() -> None:
    """Persistence is not in it, so that there is nothing to average."""
    assert pool([said("persistence", "onset", 0.1)]) == {}


def closed(*came: float) -> Outcome:
    """Close a year in which dyads 0-1, 1-2, ... shifted (1), did not (0) or were lost (NaN)."""
    states = len(came) + 1
    shifted, censored = np.zeros((2, states, states), dtype=bool)
    for row, one in enumerate(came):
        shifted[row, row + 1] = one == 1
        censored[row, row + 1] = np.isnan(one)
    return Outcome(1901, np.zeros_like(shifted), np.ones_like(shifted), censored, shifted)


def weighted(pools: Pools, year: Outcome | None, made: Sequence[HeadForecast]) -> list[float]:
    """Ask at a census, and return what the weighted pool says of onsets."""
    [one] = [one for one in pools.ask(year, made) if one.theory == "pool_weighted" and one.head == "onset"]
    return one.forecast.p.tolist()


def test_weights_are_equal_at_first_and_half_of_them_is_earned_by_past_log_scores() -> None:
    """Of a shift the one had given .4, the other .1: its likelihood is four times that of the other.

    So it has a weight of 1/4 + 1/2 x 4/5 = .65, and the other 1/4 + 1/2 x 1/5 = .35.
    """
    pools = Pools(select())
    made = [said("gravity", "onset", 0.4), said("balance_of_threat", "onset", 0.1)]
    assert weighted(pools, None, made) == pytest.approx([mean(0.4, 0.1)])
    now = [said("gravity", "onset", 0.2), said("balance_of_threat", "onset", 0.3)]
    assert weighted(pools, closed(1), now) == pytest.approx([expit(0.65 * logit(0.2) + 0.35 * logit(0.3))])


def test_where_one_knew_nothing_or_a_dyad_was_lost_nobody_earns_weight() -> None:
    """What is unknown counts as what the pool said: neither for nor against."""
    pools = Pools(select())
    made = [said("gravity", "onset", 0.4, 0.2), said("balance_of_threat", "onset", UNKNOWN, 0.45)]
    weighted(pools, None, made)
    now = [said("gravity", "onset", 0.2), said("balance_of_threat", "onset", 0.3)]
    assert weighted(pools, closed(1, UNKNOWN), now) == pytest.approx([mean(0.2, 0.3)])


probabilities = st.floats(FLOOR, 1 - FLOOR)


@given(rows=st.lists(st.lists(probabilities | st.just(UNKNOWN), min_size=3, max_size=3), min_size=1))
def test_the_mean_lies_within_what_is_averaged(rows: list[list[float]]) -> None:
    """And equals scipy's over those that are known."""
    table = np.array(rows)
    found = log_odds_mean(list(table.T))
    for row, p in zip(table, found, strict=True):
        known = row[~np.isnan(row)]
        assert np.isnan(p) == (known.size == 0)
        if known.size:
            assert known.min() - 1e-12 <= p <= known.max() + 1e-12
            assert p == pytest.approx(mean(*known), rel=1e-9)


def test_a_ledger_holds_the_pool_of_those_who_were_asked(tmp_path: Path) -> None:
    """Of endings, with no theory asked, it is the great-power client's word; of onsets, two baselines'."""
    path = recorded(load("miniature"), tmp_path / "alone.duckdb", histories=2, theories=("gravity",))
    told = sql(
        path,
        "pivot (select theory, year, a, b, aligned_before, p_aligned from forecast)"
        " on theory using any_value(p_aligned) order by year, a, b",
    ).to_dicts()
    assert {row["aligned_before"] for row in told} == {True, False}
    for row in told:
        if row["aligned_before"]:
            assert row["pool"] == pytest.approx(row["great_power_client"])
        else:
            assert row["pool"] == pytest.approx(mean(row["gravity"], row["gravity_network"]))


def test_the_pool_stands_among_the_theories_and_is_no_baseline(miniature_ledger: Path) -> None:
    """It is set against every baseline, and asked for its misses like any theory."""
    path = miniature_ledger
    baselines = sorted(name for name, one in registry().items() if one.baseline)
    rivals = sql(path, "select distinct baseline from skill where theory = 'pool' order by all")
    assert rivals["baseline"].to_list() == baselines
    told = sql(path, "select name, baseline from theory where pool order by name")
    assert (
        told.rows() == [(name, False) for name in POOL_NAMES] == [(one.name, False) for one in module.POOLS]
    )
    assert query(path, "misses", of_theory="pool").height > 0


def test_the_audit_of_the_pool_does_not_take_its_word_for_who_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pool without its baselines is averaged well, but of the wrong members: nothing is published."""
    monkeypatch.setattr(module, "BASELINES", {"onset": (), "ending": ()})

    with pytest.raises(AuditError, match="audit pool_of_members found"):
        run("miniature", tmp_path / "run.duckdb", histories=1, repeats=False, audits=False)
    assert list(tmp_path.iterdir()) == []
