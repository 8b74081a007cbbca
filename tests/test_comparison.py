"""The sentences under a comparison say what the numbers show, also when that is nothing or worse."""

from __future__ import annotations

from pathlib import Path

import pytest

from replay import compare, run, sql
from replay.comparison import abreast
from replay.errors import UnknownNameError


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the Middle East once, with few histories."""
    return run("middle-east", tmp_path_factory.mktemp("ledger") / "middle-east.duckdb", histories=3)


def test_every_verdict_agrees_with_its_interval(ledger: Path) -> None:
    """'Beats' stands only above zero, 'loses to' only below, the third where zero is inside."""
    comparison = compare(ledger)
    found = {
        (row["outcome"], row["baseline"]): (row["low"], row["high"])
        for row in comparison.skill.iter_rows(named=True)
        if row["theory"] == "balance_of_threat"
    }
    verdicts = [
        sentence for sentence in comparison.reading if sentence.startswith("For ") and "nats" in sentence
    ]

    assert len(verdicts) == 4
    for sentence in verdicts:
        outcome = "onset" if sentence.startswith("For onsets") else "ending"
        baseline = sentence.partition(":")[0].split()[-1]
        low, high = found[outcome, baseline]
        said = "beats" if low > 0 else "loses to" if high < 0 else "is not shown to differ from"
        assert f"balance_of_threat {said} {baseline}" in sentence


def test_a_slope_that_turned_the_theory_round_is_said(ledger: Path) -> None:
    """The number of years with a negative slope equals the count in the table of calibrations."""
    counted = sql(
        ledger,
        "select count(*) from calibration, run where head = 'ending' and slope < 0"
        " and year between scored_first and scored_last",
    ).item()
    [sentence] = [one for one in compare(ledger).reading if one.startswith("For endings the slope")]

    assert counted > 0
    assert f"below zero in {counted} of 19 years" in sentence


def test_expected_counts_are_sums_of_probabilities(ledger: Path) -> None:
    """In the year-by-year table the expected onsets of 1967 are the sum of that year's probabilities."""
    summed = sql(
        ledger,
        "select sum(p_shift) from predicted_vs_actual"
        " where theory = 'gravity_network' and year = 1967 and not aligned_before",
    ).item()
    shown = abreast(compare(ledger)).filter(year=1967)["onset gravity_network"].item()

    assert shown == pytest.approx(summed, abs=1e-12)


def test_a_theory_that_was_not_asked_cannot_be_set_beside_the_baselines(ledger: Path) -> None:
    """The refusal names those that were asked."""
    with pytest.raises(UnknownNameError) as refused:
        abreast(compare(ledger), "bandwagoning")

    assert "balance_of_threat" in refused.value.allowed
