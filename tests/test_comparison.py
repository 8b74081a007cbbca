"""The sentences under a comparison say what the numbers show, also when that is nothing or worse."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from replay import compare, query, run, sql
from replay.comparison import abreast
from replay.errors import UnknownNameError
from replay.verdicts import RIVALS


@pytest.mark.parametrize("theory", ["balance_of_threat", "pool"])
@pytest.mark.parametrize("outcome", ["onset", "ending"])
def test_every_verdict_agrees_with_its_interval(middle_east_ledger: Path, outcome: str, theory: str) -> None:
    """'Beats' stands only above zero, 'loses to' only below, the third where zero is inside."""
    comparison = compare(middle_east_ledger)
    [sentence] = [
        one for one in comparison.reading if one.startswith(f"For {outcome}s {theory} ") and "(" in one
    ]
    said = dict(_clauses(sentence.removeprefix(f"For {outcome}s {theory} ")))
    rows = comparison.skill.filter(outcome=outcome, theory=theory).rows_by_key(
        "baseline", named=True, unique=True
    )

    assert set(said) == set(RIVALS[outcome])
    for baseline, word in said.items():
        low, high = rows[baseline]["low"], rows[baseline]["high"]
        assert word == ("beats" if low > 0 else "loses to" if high < 0 else "is not shown to differ from")
        shown = f"({rows[baseline]['log_gain']:+.1f}, {low:+.1f} to {high:+.1f})"
        assert f"{baseline} {shown}" in sentence


def _clauses(text: str) -> list[tuple[str, str]]:
    """Read who is named under which verdict."""
    found = []
    for clause in text.rstrip(".").split("; it "):
        word = next(w for w in ("beats", "loses to", "is not shown to differ from") if clause.startswith(w))
        found += [(name, word) for name in re.findall(r"([a-z_]+) \(", clause)]
    return found


def test_the_pool_and_one_theory_are_read_and_no_other(middle_east_ledger: Path) -> None:
    """Balance of threat unless another is named; the pool alone where it is the one named."""
    for theory, told in ((None, {"balance_of_threat", "pool"}), ("pool", {"pool"})):
        reading = compare(middle_east_ledger, theory).reading
        assert {found[1] for one in reading if (found := re.match(r"For \w+s (\w+) \S+ .*\(", one))} == told


def test_the_table_of_robustness_has_a_row_a_variant(middle_east_ledger: Path) -> None:
    """Five from the run's own forecasts, and one for each repeat; all of them first."""
    rows = compare(middle_east_ledger).robustness.filter(
        theory="balance_of_threat", outcome="onset", baseline="gravity_network"
    )
    own = ["all", "blocs_once", "coding:second", "hostile_only", "rapprochement", "security"]
    assert rows["variant"].to_list() == [*own, "unjudged", "without_largest_bloc"]


def test_a_slope_that_turned_the_theory_round_is_said(tmp_path: Path) -> None:
    """The number of years with a negative slope equals the count in the table of calibrations.

    With a heavy weight on goodwill alone the record runs against the theory: in this region friends part.
    """
    ledger = run(
        "middle-east",
        tmp_path / "turned.duckdb",
        theories=["balance_of_threat"],
        histories=1,
        repeats=False,
        audits=False,
        fixed={"balance_of_threat.ending.goodwill": 3.0},
    )
    counted = sql(
        ledger,
        "select count(*) from calibration, run where theory = 'balance_of_threat' and head = 'ending'"
        " and slope < 0"
        " and year between scored_first and scored_last",
    ).item()
    [sentence] = [one for one in compare(ledger).reading if one.startswith("For endings the slope")]

    assert counted > 0
    assert f"below zero in {counted} of 19 years" in sentence


@pytest.mark.parametrize("theory", ["balance_of_threat", "pool"])
def test_the_largest_misses_are_named_for_onsets_and_endings_each(
    middle_east_ledger: Path, theory: str
) -> None:
    """Three of each: those whose happening, or not, was given least."""
    misses = query(middle_east_ledger, "misses", of_theory=theory, top=3)
    for outcome, aligned in (("onset", False), ("ending", True)):
        given = sql(
            middle_east_ledger,
            "select -ln(if(shifted, p_shift, 1 - p_shift)) as loss from predicted_vs_actual, run"
            f" where theory = '{theory}' and aligned_before = {aligned}"
            " and year between scored_first and scored_last",
        )["loss"]
        assert (
            misses.filter(outcome=outcome)["loss"].to_list() == given.top_k(3).sort(descending=True).to_list()
        )


@pytest.mark.parametrize("theory", ["balance_of_threat", "pool"])
def test_the_bins_of_reliability_hold_every_scored_forecast(middle_east_ledger: Path, theory: str) -> None:
    """Onsets and endings apart, the counts add up to those that were compared."""
    counted = sql(
        middle_east_ledger,
        f"select outcome, sum(n)::bigint as n from reliability where theory = '{theory}'"
        " group by all order by all",
    )
    compared = sql(
        middle_east_ledger,
        f"select outcome, n from skill where theory = '{theory}' and baseline = 'base_rate' order by all",
    )
    assert counted.equals(compared)


def test_expected_counts_are_sums_of_probabilities(middle_east_ledger: Path) -> None:
    """In the year-by-year table the expected onsets of 1967 are the sum of that year's probabilities."""
    summed = sql(
        middle_east_ledger,
        "select sum(p_shift) from predicted_vs_actual"
        " where theory = 'gravity_network' and year = 1967 and not aligned_before",
    ).item()
    shown = abreast(compare(middle_east_ledger)).filter(year=1967)["onset gravity_network"].item()

    assert shown == pytest.approx(summed, abs=1e-12)


def test_a_theory_that_was_not_asked_cannot_be_set_beside_the_baselines(middle_east_ledger: Path) -> None:
    """The refusal names those that were asked."""
    with pytest.raises(UnknownNameError) as refused:
        compare(middle_east_ledger, "realism")

    assert "balance_of_threat" in refused.value.allowed


def test_a_theory_of_ones_own_is_the_one_that_is_shown(tmp_path: Path) -> None:
    """Even beside balance of threat, and though its name comes later."""
    file = tmp_path / "zeal.py"
    source = Path(str(files("replay"))) / "theories" / "ideology.py"
    file.write_text(
        source.read_text(encoding="utf-8").replace('name="ideology"', 'name="zeal"'), encoding="utf-8"
    )
    asked = ["balance_of_threat", file]
    ledger = run(
        "miniature", tmp_path / "run.duckdb", theories=asked, histories=1, repeats=False, audits=False
    )

    assert compare(ledger).theory == "zeal"
    assert compare(ledger, "balance_of_threat").theory == "balance_of_threat"
