"""A stress test from request to ledger: what is published is what was simulated, whoever asks again."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from replay import ledger
from replay.errors import RequestError
from replay.stress_test import stress
from tests.simulated import BRANCH, HEAD, LAST, record, toml

LISTS = {
    "goes": toml("move", pact="p", state="DDD", ends="1904-06-01"),
    "raids": toml("scale", event="1903-raid", factor=4.0),
}
YEARS = range(BRANCH, LAST + 1)


def stressed(folder: Path, out: str, **options: object) -> Path:
    """Stress the pact of the small record in four histories, under two lists, one of which is scaled too."""
    for name, text in LISTS.items():
        (folder / f"{name}.toml").write_text(HEAD + text, encoding="utf-8")
    wanted = {
        "pact": "P",
        "branch": BRANCH,
        "histories": 4,
        "theories": ("balance_of_threat",),
        "edits": (folder / "goes.toml", folder / "raids.toml"),
        "tip": (folder / "raids.toml",),
        "boxes": False,
        "largest": 2,
    }
    return stress(record(), folder / out, **(wanted | options))  # type: ignore[arg-type]  # options are judged


def rows(path: Path, table: str) -> pl.DataFrame:
    """Read a table in the order of all its columns."""
    return ledger.sql(path, f"from {table} order by all")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish it once for all."""
    return stressed(tmp_path_factory.mktemp("stress"), "out.duckdb")


def test_the_run_says_what_was_tested(published: Path) -> None:
    """The mode, the pact by its own name, and the branching date."""
    [run] = rows(published, "run").to_dicts()
    told = {key: run[key] for key in ("mode", "tested", "branch", "histories")}
    assert told == {"mode": "stress", "tested": "p", "branch": BRANCH, "histories": 4}


def test_a_join_with_the_run_leaves_the_pact_unambiguous(published: Path) -> None:
    """`run` names it `tested`; alliances of the whole timeline keep their `pact`."""
    joined = ledger.sql(published, "select distinct pact, tested from survival join run using (run_id)")
    assert joined.rows() == [("p", "p")]
    assert "pact" not in rows(published, "run").columns


def test_every_theory_list_year_and_party_has_its_survival(published: Path) -> None:
    """For the record and two lists: six years of the pact and its four parties, beginning at 1."""
    found = rows(published, "survival")
    counts = found.group_by("theory", "edit").len()["len"].unique().to_list()
    assert counts == [len(YEARS) * 5]
    assert set(found["edit"]) == {"none", "goes", "raids"}
    assert {"balance_of_threat", "base_rate", "pool"} <= set(found["theory"])
    assert found.filter(year=BRANCH)["survival"].unique().to_list() == [1]
    later = found.sort("year").group_by("theory", "edit", "state").agg(pl.col("survival").diff().max())
    assert later["survival"].max() == 0, "who is out stays out"
    assert found.filter(edit="goes", state="DDD", year=LAST)["survival"].max() == 0


def test_baselines_are_told_on_record_alone(published: Path) -> None:
    """Beside the theory that was asked; sets of lists and shocks are tried by it and the pool."""
    baselines = set(rows(published, "theory").filter("baseline")["name"])
    deciders = {"balance_of_threat", "pool"}
    for table in ("survival", "danger", "provoked"):
        found = rows(published, table).group_by("edit").agg(pl.col("theory").unique())
        told = {edit: set(theories) for edit, theories in found.rows()}
        assert told == {"none": deciders | baselines, "goes": deciders, "raids": deciders}, table
    for table in ("survival_difference", "shock", "tipping", "cheapest_break"):
        assert set(rows(published, table)["theory"]) == deciders, table


def test_differences_are_those_of_the_survivals(published: Path) -> None:
    """Row by row, the edited record's less that of the record."""
    found = rows(published, "survival")
    both = found.filter(edit="none").join(
        found, on=["theory", "pact", "state", "year"], suffix="_edited", nulls_equal=True
    )
    expected = {
        (row["theory"], row["edit_edited"], row["state"], row["year"]): row["survival_edited"]
        - row["survival"]
        for row in both.filter(pl.col("edit_edited") != "none").to_dicts()
    }
    told = {
        (row["theory"], row["edit"], row["state"], row["year"]): row["difference"]
        for row in rows(published, "survival_difference").to_dicts()
    }
    assert told == pytest.approx(expected)
    assert min(told.values()) < 0


def test_a_state_that_is_made_to_go_is_listed_as_leaving(published: Path) -> None:
    """DDD leaves in 1904 in all histories but those in which its pact was over."""
    left = rows(published, "movement").filter(edit="goes", state="DDD", kind="leave")
    shares = left.group_by("theory").agg(pl.col("share").sum())["share"]
    assert shares.unique().to_list() == [1.0], "in 1904, or when the pact was over before"
    assert (left["year"] <= 1904).all()


def test_ties_grow_by_what_is_founded_where_nothing_else_moves(published: Path) -> None:
    """Every theory has its six years, from eight ties at the branching date on."""
    found = rows(published, "provoked")
    assert found.filter(year=BRANCH)["ties"].unique().to_list() == [8]
    assert found.group_by("theory", "edit").len()["len"].unique().to_list() == [len(YEARS)]


def test_shocks_and_sets_of_lists_are_told(published: Path) -> None:
    """The scaled list has its course and its tipping point, and all sets of two lists were tried."""
    assert set(rows(published, "shock")["edit"]) == {"raids"}
    assert rows(published, "shock").group_by("theory").agg(pl.col("histories").sum())["histories"].max() == 4
    assert set(rows(published, "tipping")["outcome"]) == {"pact", "parties"}
    tried = rows(published, "cheapest_break")["tried"]
    assert tried.max() == 4, "none, either, and both: 1 + 2 + 1"


def test_who_asks_again_gets_the_same_rows(published: Path) -> None:
    """All that a stress test fills, to the last bit; what was kept on the way is cleared."""
    again = stressed(published.parent, "again.duckdb")
    for table in (
        "run",
        "survival",
        "survival_difference",
        "danger",
        "movement",
        "provoked",
        "effort_course",
    ):
        assert rows(again, table).rows() == rows(published, table).rows(), table
    assert {one.suffix for one in published.parent.iterdir()} == {".duckdb", ".toml"}


def test_another_seed_is_another_run(published: Path) -> None:
    """Its id and its dangers are others."""
    other = stressed(
        published.parent, "other.duckdb", seed=2, edits=(), tip=(), theories=("balance_of_threat",)
    )
    assert set(rows(other, "run")["run_id"]).isdisjoint(rows(published, "run")["run_id"])
    assert (
        rows(other, "danger")["p"].to_list() != rows(published, "danger").filter(edit="none")["p"].to_list()
    )
    assert rows(other, "survival_difference").is_empty()


def test_a_list_may_not_be_named_as_the_record_is(tmp_path: Path) -> None:
    """`none` means the record unedited."""
    (tmp_path / "none.toml").write_text(HEAD + LISTS["goes"], encoding="utf-8")
    with pytest.raises(RequestError, match="edits were 'none'"):
        stressed(tmp_path, "out.duckdb", edits=(tmp_path / "none.toml",))
    assert not (tmp_path / "out.duckdb").exists()
