"""Repeats: what is replayed again, with what undone, and that nothing else differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
from polars.testing import assert_frame_equal

from replay.ledger import sql
from replay.loading import load
from replay.pool import POOLS
from replay.repeats import repeats
from replay.request import Request
from replay.study import conduct
from replay.theories import registry
from replay.timeline import Measurement, Orientation
from tests.bare import recorded
from tests.shipped import MIDDLE_EAST
from tests.small_world import event, pact, party, state, timeline


def test_every_other_coding_is_repeated_and_then_hostile_events_only() -> None:
    """Of three codings the run's own is not; co-operative events go, hostile ones and coups stay."""
    events = (
        event("pact", "defence_pact", "AAA BBB", "1901-03-01"),
        event("raid", "raid", "AAA > BBB", "1901-04-01"),
        event("coup", "coup", "AAA", "1901-05-01"),
    )
    parties = [party("p", "AAA", "1900-01-01", coding=coding) for coding in ("third", "second")]
    small = timeline([*map(state, ("AAA", "BBB"))], parties=parties, events=events)
    found = repeats(small, "second")
    named = [(one.variant, one.coding, [event.id for event in one.timeline.events]) for one in found]
    whole = ["pact", "raid", "coup"]
    assert named == [
        ("coding:first", "first", whole),
        ("coding:third", "third", whole),
        ("hostile_only", "second", ["raid", "coup"]),
    ]


def test_a_repeat_under_another_coding_says_what_a_run_under_it_says(
    middle_east_ledger: Path, tmp_path: Path
) -> None:
    """Forecasts, shifts, who was at risk, and so the scores; 1 - (1 - p) of endings is rounded."""
    asked = ("balance_of_threat", "institutionalism")
    other = recorded(
        MIDDLE_EAST, tmp_path / "other.duckdb", "predicted_vs_actual", "robustness",
        histories=32, theories=asked, coding="second",
    )  # fmt: skip
    keys = "theory, year, a, b, aligned_before, shifted"
    alone = sql(
        other,
        f"select {keys}, p_shift from predicted_vs_actual where theory not like 'pool%' order by {keys}",
    )
    repeated = sql(
        middle_east_ledger,
        f"select {keys}, p_shift from repeat where variant = 'coding:second' order by {keys}",
    ).filter(pl.col("theory").is_in(alone["theory"].implode()))
    assert_frame_equal(repeated, alone, rel_tol=0, abs_tol=1e-15)
    assert repeated["p_shift"].n_unique() > 1000
    scores = "select theory, outcome, baseline, log_gain, low, high, brier_skill, pr_auc, n, events"
    order = "order by theory, outcome, baseline"
    within = pl.col("theory").is_in(alone["theory"].implode())
    again = sql(middle_east_ledger, f"{scores} from robustness where variant = 'coding:second' {order}")
    assert_frame_equal(
        again.filter(within),
        sql(other, f"{scores} from robustness where variant = 'all' {order}").filter(within),
        rel_tol=0,
        abs_tol=1e-9,
    )


def test_what_was_judged_in_hindsight_is_left_out_where_there_is_any() -> None:
    """Aims, beliefs about war and openness are gone, the rest stays; without them there is no such repeat."""
    aims = Orientation("AAA", None, None, "revisionist", "A", "", ("source",))
    measured = Measurement(1900, "AAA", {"population": 5.0, "openness": 0.0}, ("source",))
    small = timeline([*map(state, ("AAA", "BBB"))], parties=[party("p", "AAA", "1900-01-01")])
    judged = replace(small, orientations=(aims,), measurements=(measured,))

    assert [one.variant for one in repeats(small, "first")] == ["hostile_only"]
    *_, unjudged = repeats(judged, "first")
    assert unjudged.variant == "unjudged"
    assert unjudged.timeline.orientations == ()
    [left] = unjudged.timeline.measurements
    assert left.quantities == {"population": 5.0, "openness": None}
    assert replace(unjudged.timeline, orientations=(aims,), measurements=(measured,)) == judged


def test_without_judgements_only_those_who_read_them_say_something_else(middle_east_ledger: Path) -> None:
    """Revisionism, advantage in war and openness are read by some; the pools hear those who say anything."""
    differ = sql(
        middle_east_ledger,
        "select distinct theory from repeat"
        " join predicted_vs_actual as own using (run_id, theory, year, a, b)"
        " where variant = 'unjudged' and (abs(repeat.p_shift - own.p_shift) > 1e-9"
        " or (repeat.p_shift is null) <> (own.p_shift is null))",
    )
    readers = {
        one.name for one in registry().values() if {"revisionism", "advantage", "openness"} & set(one.reads)
    }
    silent = {"buck_passing"}
    assert set(differ["theory"]) == readers - silent | {pool.name for pool in POOLS}


def test_without_co_operative_events_those_who_read_none_say_the_same_and_the_others_do_not(
    middle_east_ledger: Path,
) -> None:
    """Arms are also part of threats; baselines read no event, and the shifts are those of the run."""
    differ = sql(
        middle_east_ledger,
        "select theory, bool_or(abs(repeat.p_shift - own.p_shift) > 1e-9) as differs,"
        " bool_or(repeat.shifted <> own.shifted) as shifted_otherwise, count(*) as n"
        " from repeat join predicted_vs_actual as own using (run_id, theory, year, a, b)"
        " where variant = 'hostile_only' group by theory",
    )
    theories = registry().values()
    told = {one.name for one in theories if {"cooperative", "aid", "arms", "penetration"} & set(one.reads)}
    threatened = {one.name for one in theories if {"threat", "adversary"} & set(one.reads)}
    differing = set(differ.filter(differs=True)["theory"])
    pools = {pool.name for pool in POOLS}
    assert told | pools <= differing <= told | threatened | pools
    assert not differ["shifted_otherwise"].any()
    assert differ["n"].sum() == sql(middle_east_ledger, "select count(*) from predicted_vs_actual").item()


def test_repeats_can_be_left_out_and_change_nothing_else() -> None:
    """The run's own rows are the same; the run's id is not, since the ledger holds other rows."""
    miniature = load("miniature")
    whole_id, whole = conduct(miniature, Request(histories=2, audits=False))
    bare_id, bare = conduct(miniature, Request(histories=2, audits=False, repeats=False))
    assert whole_id != bare_id
    assert set(whole) - set(bare) == {"repeat"}
    for name in ("forecast", "perception", "shift"):
        assert whole[name].drop("run_id", strict=False).equals(bare[name].drop("run_id", strict=False))


def test_progress_counts_the_censuses_of_all_replays() -> None:
    """The miniature has six censuses, with hostile events only, and without judgements: eighteen."""
    told: list[tuple[int, int]] = []
    conduct(
        load("miniature"), Request(histories=2, audits=False), lambda done, total: told.append((done, total))
    )
    assert told == [(done, 18) for done in range(1, 19)]


def test_a_ledger_without_a_pact_that_ties_anyone_is_scored_all_the_same(tmp_path: Path) -> None:
    """Nothing shifts: gains are known, areas are not, and every variant says why."""
    small = timeline([*map(state, ("AAA", "BBB"))], parties=pact("p", "AAA", "1901-01-01"))
    path = recorded(small, tmp_path / "small.duckdb", "robustness", histories=2, repeats=True)
    reasons = sql(path, "select distinct variant, reason from robustness where theory = 'pool' order by all")
    assert dict(reasons.iter_rows()) == {
        "all": "no dyad shifted",
        "blocs_once": "no dyad shifted",
        "hostile_only": "no dyad shifted",
        "rapprochement": "no dyad shifted",
        "security": "no dyad shifted",
        "without_largest_bloc": "no pact shifted several dyads on one day",
    }
    areas = sql(path, "select count(log_gain), count(pr_auc), count(roc_auc) from robustness").row(0)
    assert areas[0] > 0
    assert areas[1:] == (0, 0)
