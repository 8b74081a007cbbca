"""What history hung on: an event struck in a history of its own moves what an edit that strikes it moves."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from replay import load, pivotal
from replay.chronicle import chronicle
from replay.edit_file import from_toml
from replay.engine import replay
from replay.errors import RequestError, UnknownNameError
from replay.hinges import BLOCK, OVERALL, Strikes, by_theory, leading, weights, without
from replay.parameters import PERCEPTION, draw
from replay.request import Request
from replay.study import conduct
from replay.theories import select
from tests.small_world import distance, event, measurement, pact, state, timeline

ASKED = ("balance_of_threat", "hiding")


def logit(p: float) -> float:
    """Take log-odds."""
    return log(p) - log(1 - p)


@pytest.fixture(scope="module")
def ranked() -> pl.DataFrame:
    """Strike every event of the miniature."""
    return pivotal("miniature", theories=ASKED)


def test_every_event_has_a_row_for_each_theory_and_one_for_all(ranked: pl.DataFrame) -> None:
    """What carries most stands first; baselines are not asked unless named."""
    events = {one.id for one in load("miniature").events}
    assert set(ranked["event"]) == events
    assert ranked.height == len(events) * (1 + len(ASKED))
    assert set(ranked["theory"]) == {OVERALL, *ASKED}
    overall = ranked.filter(theory=OVERALL)
    assert overall["moved"].is_sorted(descending=True)
    assert overall["moved"][0] > 0
    assert set(pivotal("miniature", theories=["gravity"], last=1)["theory"]) == {OVERALL, "gravity"}


def test_striking_in_a_history_moves_what_an_edit_list_moves(ranked: pl.DataFrame) -> None:
    """One history, nominal: mean absolute change of log-odds and sum of log scores over dyad-years."""
    world = load("miniature")
    name = "1900-05-01-raid"
    text = f'title = "t"\nclaim = "c"\n[[strike]]\nevent = "{name}"\nreason = "r"\n'
    edits, _ = from_toml("struck", "struck.toml", text, world)
    assert edits is not None
    wanted = Request(histories=1, theories=ASKED, repeats=False, audits=False)
    _, frames = conduct(world, wanted, None, [edits])
    keys = ["theory", "year", "a", "b", "aligned_before"]
    both = frames["forecast"].join(frames["counterfactual"], on=keys, suffix="_edited", nulls_equal=True)
    shifts = frames["shift"].select("year", "a", "b", "kind")
    both = both.join(shifts, on=["year", "a", "b"], how="left").filter(
        pl.col("year") <= world.manifest.span.end.year,
        pl.col("kind").is_null() | (pl.col("kind") != "censored"),
        pl.col("p_aligned").is_not_null(),
    )
    for theory in ASKED:
        moved, score, furthest = [], 0.0, 0.0
        for row in both.filter(theory=theory).iter_rows(named=True):
            p, other = (
                1 - value if row["aligned_before"] else value
                for value in (row["p_aligned"], row["p_aligned_edited"])
            )
            moved.append(abs(logit(p) - logit(other)))
            score += log(p / other) if row["kind"] else log((1 - p) / (1 - other))
            furthest = max(furthest, moved[-1])
        found = ranked.filter(event=name, theory=theory).row(0, named=True)
        assert len(moved) > 5
        assert found["moved"] == pytest.approx(sum(moved) / len(moved))
        assert found["log_score"] == pytest.approx(score)
        assert abs(logit(found["p_shift"]) - logit(found["p_without"])) == pytest.approx(furthest)
        assert found["follow"] == 2


def test_the_row_of_all_theories_is_their_mean(ranked: pl.DataFrame) -> None:
    """Both theories speak of the same dyad-years here; the furthest moved is that of either."""
    for name in ranked["event"].unique():
        rows = {row["theory"]: row for row in ranked.filter(event=name).iter_rows(named=True)}
        own = [rows[theory] for theory in ASKED]
        assert rows[OVERALL]["log_score"] == pytest.approx(np.mean([one["log_score"] for one in own]))
        assert min(one["moved"] for one in own) <= rows[OVERALL]["moved"] <= max(one["moved"] for one in own)


def test_an_event_that_leaves_nothing_carries_nothing() -> None:
    """A declaration makes no impression; the raid does, and names the dyad that it moves furthest."""
    small = timeline(
        [*map(state, ("AAA", "BBB", "CCC"))],
        parties=pact("league", "BBB CCC", "1904-01-01"),
        events=(
            event("1901-raid", "raid", "AAA > BBB", "1901-03-01"),
            event("1902-words", "policy_declaration", "AAA", "1902-03-01"),
        ),
        distances=[distance(a, b, 500) for a, b in (("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC"))],
        measurements=[measurement(1900, code, 5.0, 1.0) for code in ("AAA", "BBB", "CCC")],
    )
    rows = pivotal(small, theories=["balance_of_threat"]).filter(theory=OVERALL).to_dicts()
    assert [one["event"] for one in rows] == ["1901-raid", "1902-words"]
    assert rows[0]["moved"] > 0
    assert {rows[0]["a"], rows[0]["b"]} <= {"AAA", "BBB", "CCC"}
    assert rows[0]["year"] > 1901
    assert (rows[1]["moved"], rows[1]["log_score"], rows[1]["year"]) == (0.0, 0.0, None)


def test_the_first_history_is_the_record_and_the_others_lack_their_events() -> None:
    """Weights are 1 in the record; an event struck with another has 0 in that one's history too."""
    found = weights([("raid", "treaty"), ("treaty",)])
    assert {name: each.tolist() for name, each in found.items()} == {
        "raid": [1.0, 0.0, 1.0],
        "treaty": [1.0, 0.0, 0.0],
    }
    world = load("miniature")
    nominal = draw(PERCEPTION, 1, 0, "perception", {})
    parameters = {name: np.repeat(values, 2, axis=-1) for name, values in nominal.items()}
    name = "1899-03-10-frontier"
    told = chronicle(world, histories=1, seed=0, weights=weights([(name,)]))
    less = replace(world, events=tuple(one for one in world.events if one.id != name))
    for census, whole, other in zip(
        replay(world, parameters=parameters, reports=[told]),
        replay(world, parameters=nominal, reports=[chronicle(world, histories=1, seed=0)]),
        replay(less, parameters=nominal, reports=[chronicle(less, histories=1, seed=0)]),
        strict=True,
    ):
        for number, alone in enumerate((whole, other)):
            mine, theirs = census.situation.threat[..., number], alone.situation.threat[..., 0]
            assert np.array_equal(mine, theirs, equal_nan=True)
    assert not np.array_equal(*(np.nan_to_num(one.situation.threat) for one in (whole, other)))


def test_an_event_carries_the_same_beside_whatever_others() -> None:
    """Blocks and workers make no difference, nor does which events are struck."""
    world = load("miniature")
    whole = pivotal(world, theories=ASKED)
    few = pivotal(world, theories=ASKED, last=3, workers=2)
    names = [one.id for one in world.events[-3:]]
    assert set(few["event"]) == set(names)
    assert few.equals(whole.filter(pl.col("event").is_in(names)))
    assert len(world.events) < BLOCK
    theories = tuple(one for one in select(ASKED) if one.name in ASKED)
    alone = Strikes(world, None, theories, ((world.events[0].id,),))
    beside = Strikes(world, None, theories, ((world.events[1].id,), (world.events[0].id,)))
    for one, other in zip(without(alone), without(beside), strict=True):
        for mine, theirs in zip(one, other, strict=True):
            assert mine.odds[0] == theirs.odds[1]


def test_tables_show_the_events_that_carry_most(ranked: pl.DataFrame) -> None:
    """In thousandths, without those that carry nothing, and the first of each theory."""
    shown = leading(ranked, 3)
    best = ranked.filter(theory=OVERALL).row(0, named=True)
    assert shown.height == 3
    assert shown["moved"][0] == pytest.approx(1000 * best["moved"])
    assert shown["furthest"][0] == f"{best['a']}-{best['b']} {best['year']} {best['outcome']}"
    assert leading(ranked, 99).height == ranked.filter(pl.col("moved") > 0, theory=OVERALL).height
    assert by_theory(ranked)["theory"].to_list() == sorted(ASKED)


def test_what_cannot_be_asked_is_refused(tmp_path: Path) -> None:
    """Numbers below one, theories and timelines that do not exist."""
    for wrong in ({"last": 0}, {"workers": 0}):
        with pytest.raises(RequestError, match="1 or more is allowed"):
            pivotal("miniature", **wrong)  # type: ignore[arg-type]
    with pytest.raises(UnknownNameError, match="balance_of_threat"):
        pivotal("miniature", theories=["balance_of_threats"])
    with pytest.raises(UnknownNameError):
        pivotal(tmp_path / "nowhere")
