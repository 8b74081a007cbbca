"""Every audit is silent on a sound stress run, and fires on its own defect.

The sound one is that of the League (`stressed.py`): twenty histories, four parties, two edit lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest

from replay import queries
from replay.errors import AuditError
from replay.ledger import Draft
from tests import stressed


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """Hold a copy of the published ledger in memory, to damage it."""
    path = stressed.publish(tmp_path_factory.mktemp("stress") / "league.duckdb")
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as sound (read_only)")
        connection.execute("copy from database sound to memory")
        yield connection


AUDITS = queries.catalogue("audits")


def fired(held: duckdb.DuckDBPyConnection, defect: str, audits: Iterable[str] = AUDITS) -> list[str]:
    """Do the damage, name which audits find rows, and undo it."""
    held.execute("begin")
    held.execute(defect)
    found = [name for name in audits if held.execute(AUDITS[name].select).fetchall()]
    held.execute("rollback")
    return found


def test_a_sound_stress_run_passes(held: duckdb.DuckDBPyConnection) -> None:
    """No audit finds a row: those of forecasts ask nothing of a run that makes none."""
    queries.audit(held)


OF_RECORD = "theory = 'hiding' and edit = 'none' and state is null"
DEFECTS = {
    "survival_only_falls": (
        f"update survival set survival = 0.9, low = 0.9 where {OF_RECORD} and year = 1901",
        f"update survival set survival = 'nan' where {OF_RECORD} and year = 1905",
        f"update survival set survival = 1.01 where {OF_RECORD} and year = 1901",
        "update survival set high = 1.01 where state = 'BRO'",
        "update survival set low = -0.01 where state = 'BRO'",
        "update survival set low = 0.9, high = 0.8 where state = 'CES'",
    ),
    "differences_follow_survival": (
        "update survival_difference set difference = difference + 2e-9 where state is null and year = 1903",
        "update survival_difference set difference = 'nan' where state = 'BRO' and year = 1903",
        "update survival_difference set low = high + 0.01 where state = 'BRO' and year = 1903",
        "delete from survival_difference where edit = 'no-raid' and state = 'DOR' and year = 1902",
        "update survival_difference set edit = 'none' where edit = 'no-raid'",
        "update survival_difference set year = 1999 where edit = 'no-raid' and year = 1905",
    ),
    "same_years": (
        "delete from survival where theory = 'hiding' and edit = 'no-raid' and year = 1903",
        "delete from survival where theory = 'hiding' and state = 'BRO'",
        "delete from danger where theory = 'hiding' and year = 1903",
        "delete from danger where theory = 'hiding' and edit = 'no-raid'",
        "delete from provoked where theory = 'pool' and year = 1905",
        "delete from survival where theory = 'base_rate' and year = 1903",
    ),
    "stress_shares": (
        "update movement set share = 1.1 where state = 'ELB' and year = 1902",
        "update movement set share = -0.1 where state = 'ELB' and year = 1902",
        "update movement set kind = 'stay' where state = 'ELB' and year = 1902",
        "update danger set p = 'nan' where year = 1902",
        "update danger set p = 1.5, high = 1.6 where year = 1902",
        "update danger set low = high + 0.1 where year = 1902",
        "update provoked set ended = -1 where year = 1902",
        "update effort_course set low = high + 1 where year = 1902",
        "update box set density = 1.2",
        "update shock set parties = 1.2",
        "update tipping set at_greatest = 1.2",
        "update tipping set factor = 5 where factor is not null",
        "update cheapest_break set survival = 1.2 where size is null",
    ),
    "one_mode": (
        "update run set mode = 'forecast'",
        "update run set mode = 'forecast', tested = null, branch = null",
        "update run set mode = 'guess'",
        "update run set branch = null",
        "update run set branch = 1902",
        "update survival set pact = 'blanket'",
        "update danger set theory = 'nobody' where theory = 'hiding'",
        "insert into forecast values ('stress', 'hiding', 1901, 1, 'ARD', 'BRO', false, 0.1, 0.1, 0.1)",
    ),
    "known_states": tuple(
        f"update {table} set state = 'ZZZ' where state = '{code}'"
        for table, code in (
            ("survival", "BRO"), ("survival_difference", "BRO"), ("danger", "BRO"), ("movement", "ELB"),
        )
    ),
    "one_row": tuple(
        f"insert into {table} from {table} limit 1"
        for table in (
            "survival", "survival_difference", "danger", "movement", "provoked", "effort_course", "box",
            "shock", "tipping", "cheapest_break",
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("audit", "defect"), [(audit, defect) for audit, defects in DEFECTS.items() for defect in defects]
)
def test_an_audit_fires_on_its_defect(held: duckdb.DuckDBPyConnection, audit: str, defect: str) -> None:
    """And on a sound ledger none does, or it would not have been published."""
    assert fired(held, defect, [audit]) == [audit]


@pytest.mark.parametrize(
    "sound",
    [
        f"update survival set survival = survival + 1e-12 where {OF_RECORD}",
        "update survival set low = null, high = null",
        "update danger set p = null, low = null, high = null",
        "delete from danger where theory = 'institutionalism' and state is null",
        "update effort_course set forecast = null, low = null, high = null",
        "delete from movement",
        "delete from box",
        "delete from cheapest_break",
        "delete from effort_course where edit = 'no-raid' and theory = 'pool' and year = 1905",
    ],
)
def test_what_is_unknown_or_was_not_asked_for_passes(held: duckdb.DuckDBPyConnection, sound: str) -> None:
    """Rounding is no rise; a theory may know nothing; boxes and breaks are sought on demand."""
    assert fired(held, sound) == []


def test_baselines_alone_decide_under_edit_lists_too(held: duckdb.DuckDBPyConnection) -> None:
    """Were nobody asked but baselines, the years of the base rate under both lists would be missing."""
    alone = "update theory set baseline = true where name <> 'pool'"
    assert fired(held, alone, ["same_years"]) == ["same_years"]


def test_a_theory_that_is_called_like_a_pool_is_none(held: duckdb.DuckDBPyConnection) -> None:
    """Were it one, only baselines would seem to be asked, and their years under lists to be missing."""
    renamed = "update theory set name = 'pooling ' || name where not baseline and not pool"
    assert fired(held, renamed, ["same_years"]) == []


def test_a_party_that_ceases_to_exist_has_no_rows_from_then_on(held: duckdb.DuckDBPyConnection) -> None:
    """Under all theories and lists alike, or a row is missing."""
    tables = ("survival", "survival_difference", "danger", "movement")
    ceased = ";".join(f"delete from {table} where state = 'DOR' and year > 1903" for table in tables)
    assert fired(held, ceased) == []
    assert fired(held, ceased.replace("year > 1903", "year > 1903 and edit = 'none'")) == [
        "differences_follow_survival",
        "same_years",
    ]


def test_parties_of_a_bilateral_pact_share_its_fate(held: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    """Two of the League alone, whom nobody joins, would have to last as long as it does."""
    two = "delete from {} where state in ('CES', 'DOR', 'ELB')"
    tables = ("survival", "survival_difference", "danger", "movement")
    alone = ";".join(two.format(table) for table in tables)
    assert fired(held, alone) == ["survival_only_falls"]
    stressed.publish(tmp_path / "two.duckdb", stressed.bilateral())


def test_a_faulty_stress_run_is_not_published(tmp_path: Path) -> None:
    """The error names the audit, and no file is left."""
    frames = stressed.frames()
    doubled = frames | {"movement": frames["movement"].vstack(frames["movement"])}
    with pytest.raises(AuditError) as caught:
        Draft(tmp_path / "league.duckdb").publish("stress", doubled)
    assert caught.value.audit == "one_row"
    assert [*tmp_path.iterdir()] == []
