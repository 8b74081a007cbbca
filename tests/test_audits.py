"""Every audit is silent on a sound ledger, and fires on its own defect.

The sound ledger forecasts all dyads of AAA, BBB, CCC and DDD for 2001 to 2004; the last census is that
of 2003. AAA and BBB were tied until 30 June 2001, AAA and CCC have been since 1 March 2002, and DDD
ceased to exist on 1 May 2002, so that it is not forecast after that year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files

import duckdb
import pytest

from replay import queries
from replay.errors import AuditError

SOUND = """
insert into run values
    ('run', 'toy', '', 'invented', 'forecast', 'first', '', 1, 1, 2000, 2003, 2001, 2003, '', '', '', '',
        false, true, '', '', null, '', null, null, null, null);
insert into state values
    ('AAA', '', null, null, null, 'scored', false, ''),
    ('BBB', '', null, null, null, 'scored', false, ''),
    ('CCC', '', '1990-01-01', null, null, 'scored', false, ''),
    ('DDD', '', null, '2002-05-01', 'AAA', 'scored', false, '');
insert into party
select 'pact', '', 'alliance', 'security', unnest(['AAA', 'BBB']), '1999-01-01', '2001-07-01', 'CCC;DDD',
    true, true, 'first', 'A', '';
insert into alignment values
    ('pact', 'alliance', 'security', 'AAA', 'BBB', '1999-01-01', '2001-07-01', false, 'first'),
    ('league', 'entente', 'security', 'AAA', 'CCC', '2002-03-01', null, false, 'first');
insert into shift values
    (2001, 'AAA', 'BBB', 'ending'),
    (2002, 'AAA', 'CCC', 'onset'),
    (2002, 'AAA', 'DDD', 'censored'),
    (2002, 'BBB', 'DDD', 'censored'),
    (2002, 'CCC', 'DDD', 'censored');
insert into forecast
select 'run', theory, year, 1, first.code, second.code, aligned_before, p_aligned, p_aligned, p_aligned
from state as first
join state as second on first.code < second.code
cross join (values ('persistence'), ('threat')) as theories(theory)
cross join generate_series(2001, 2004) as years(year)
cross join lateral (
    select (first.code, second.code, year) in (
        ('AAA', 'BBB', 2001), ('AAA', 'CCC', 2003), ('AAA', 'CCC', 2004)
    ) as aligned_before
)
cross join lateral (select if(aligned_before, 0.995, 0.005) as p_aligned)
where second.code <> 'DDD' or year < 2003;
insert into event values
    ('raid', '2001-02-28', '2001-02-01', 'month', null, 'raid', 'AAA;BBB', 'CCC', '', 1, 5, null, null, '',
        'A', '', '', '');
insert into impression values ('raid', 'CCC', 'AAA', 'hostile_deeds', '2001-02-28', 5);
insert into perception by name select 'run' as run_id, 2001 as year, 'CCC' as observer, 'AAA' as observed;
insert into capability values (2000, 'AAA', 'steel', 1, '');
insert into regime values ('AAA', null, null, 'monarchy', '', '');
insert into orientation values ('AAA', null, null, 'status-quo', 'A', '', '');
insert into doctrine values ('AAA', null, null, 'neither', 'A', '', '');
insert into asset values ('pact', null, null, 'council', 'general', 'A', '', '');
insert into polarity values (null, null, 'bipolar', 'A', '', '');
insert into condition by name select 'run' as run_id, 2001 as year, 'AAA' as state;
insert into calibration values ('run', 'threat', 'onset', 2001, -3.7, 1, 0, 2000, null);
"""


@pytest.fixture(scope="module")
def sound() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lay out the sound ledger."""
    with duckdb.connect() as connection:
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        connection.execute(SOUND)
        yield connection


@pytest.fixture
def ledger(sound: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend the sound ledger, and undo what a test does to it."""
    sound.execute("begin")
    yield sound
    sound.execute("rollback")


def fired(ledger: duckdb.DuckDBPyConnection, defect: str) -> list[str]:
    """Do the damage, and name the audits that find rows."""
    ledger.execute(defect)
    audits = queries.catalogue("audits")
    return [name for name, audit in audits.items() if ledger.execute(audit.select).fetchall()]


def test_a_sound_ledger_passes(ledger: duckdb.DuckDBPyConnection) -> None:
    """No audit finds a row."""
    queries.audit(ledger)


def test_a_finding_stops_the_publication(ledger: duckdb.DuckDBPyConnection) -> None:
    """The error names the audit and counts its rows: all six forecasts of 2001 by one theory."""
    ledger.execute("update forecast set p_aligned = 0 where theory = 'threat' and year = 2001")
    with pytest.raises(AuditError) as caught:
        queries.audit(ledger)
    assert (caught.value.audit, caught.value.rows) == ("probabilities", 6)


@pytest.mark.parametrize("verdict", ["changed", "escaped"])
def test_a_look_ahead_is_found(ledger: duckdb.DuckDBPyConnection, verdict: str) -> None:
    """A forecast that changes with what comes later is found, and so is a cheater that was not caught."""
    assert fired(ledger, f"insert into audit values ('run', 2001, 'cut off', 9, 1, '{verdict}')") == [
        "no_look_ahead"
    ]
    ledger.execute("delete from audit")
    sound = "insert into audit values ('run', 2001, 'cheater', 9, 0, 'nothing to steal')"
    assert fired(ledger, sound) == []


@pytest.mark.parametrize("p", ["'nan'", "0", "0.00005", "1 - 0.00005", "1.2", "-0.2"])
@pytest.mark.parametrize("column", ["p_aligned", "p_low", "p_high"])
def test_a_probability_that_cannot_be_scored_is_found(
    ledger: duckdb.DuckDBPyConnection, column: str, p: str
) -> None:
    """Nothing is nearer than 0.0001 to certainty."""
    assert fired(ledger, f"update forecast set {column} = {p} where year = 2001") == ["probabilities"]


def test_bounds_in_the_wrong_order_are_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """Less than 5 % of histories cannot give more than 95 % do."""
    defect = "update forecast set p_low = 0.006, p_high = 0.005 where year = 2001"
    assert fired(ledger, defect) == ["probabilities"]


@pytest.mark.parametrize("p", ["1e-4", "1 - 1e-4", "1 - (1 - 1e-4)", "null"])
def test_the_surest_and_the_unknown_probability_pass(ledger: duckdb.DuckDBPyConnection, p: str) -> None:
    """The bounds themselves are allowed, be it after a rounding error, and so is not to know."""
    assert fired(ledger, f"update forecast set p_aligned = {p}, p_low = {p}, p_high = {p}") == []


@pytest.mark.parametrize("dyad", ["'BBB', 'AAA'", "'AAA', 'AAA'"])
def test_a_dyad_out_of_order_is_found(ledger: duckdb.DuckDBPyConnection, dyad: str) -> None:
    """Nor is a state a dyad with itself; a shift out of order also belongs to no dyad at risk."""
    alignment = f"values ('p', 'entente', 'security', {dyad}, '1999-01-01', null, false, 'first')"
    assert fired(ledger, f"insert into alignment {alignment}") == ["ordered_dyads"]
    ledger.execute("delete from alignment where pact = 'p'")
    forecast = f"select 'run', unnest(['persistence', 'threat']), 2004, 1, {dyad}, false, 0.1, 0.1, 0.1"
    assert fired(ledger, f"insert into forecast {forecast}") == ["ordered_dyads"]
    ledger.execute("delete from forecast where a >= b")
    shift = f"values (2001, {dyad}, 'onset')"
    assert fired(ledger, f"insert into shift {shift}") == ["ordered_dyads", "shifts_follow_alignments"]


SINGLE = ("forecast", "perception", "condition", "shift", "alignment", "party")
SPELLS = ("orientation", "doctrine", "asset", "polarity")


@pytest.mark.parametrize("table", [*SINGLE, *SPELLS])
def test_a_doubled_row_is_found(ledger: duckdb.DuckDBPyConnection, table: str) -> None:
    """Every table holds one row of its grain."""
    assert fired(ledger, f"insert into {table} from {table} limit 1") == ["one_row"]


def test_a_dyad_that_one_theory_left_out_is_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """The other theory was asked about it."""
    defect = "delete from forecast where theory = 'threat' and year = 2003 and a = 'BBB'"
    assert fired(ledger, defect) == ["complete"]


def test_a_dyad_that_two_theories_hold_for_different_is_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """To one it was aligned, to the other not, so that each lacks a forecast."""
    defect = "update forecast set aligned_before = true where theory = 'threat' and year = 2003 and a = 'BBB'"
    assert fired(ledger, defect) == ["complete"]


def test_a_theory_of_onsets_owes_no_endings(ledger: duckdb.DuckDBPyConnection) -> None:
    """It was calibrated for onsets alone."""
    assert fired(ledger, "delete from forecast where theory = 'threat' and aligned_before") == []


def test_a_theory_that_was_calibrated_owes_forecasts(ledger: duckdb.DuckDBPyConnection) -> None:
    """It was calibrated for onsets, and gives none."""
    defect = "delete from forecast where theory = 'threat' and not aligned_before"
    assert fired(ledger, defect) == ["complete"]


@pytest.mark.parametrize(
    "defect",
    [
        "update event set initiator = 'AAA;ZZZ'",
        "update event set target = 'ZZZ'",
        "update event set against = 'BBB;ZZZ'",
        "update party set state = 'ZZZ' where state = 'AAA'",
        "update party set against = 'ZZZ'",
        """update state set "into" = 'ZZZ' where code = 'DDD'""",
        "update capability set state = 'ZZZ'",
        "update regime set state = 'ZZZ'",
        "update orientation set state = 'ZZZ'",
        "update doctrine set state = 'ZZZ'",
        "update condition set state = 'ZZZ'",
        "update impression set observer = 'ZZZ'",
        "update impression set observed = 'ZZZ'",
        "update perception set observer = 'ZZZ'",
        "update perception set observed = 'ZZZ'",
        "insert into alignment values ('p', '', '', 'AAA', 'ZZZ', '1999-01-01', null, false, 'first')",
        "update forecast set b = 'ZZZ' where year = 2004 and a = 'BBB' and b = 'CCC'",
    ],
)
def test_a_code_that_names_no_state_is_found(ledger: duckdb.DuckDBPyConnection, defect: str) -> None:
    """A misspelt code would be a state of its own."""
    assert fired(ledger, defect) == ["known_states"]


def test_a_shift_of_no_state_is_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """Nor can it follow from an alignment."""
    defect = "insert into shift values (2001, 'AAA', 'ZZZ', 'onset')"
    assert fired(ledger, defect) == ["known_states", "shifts_follow_alignments"]


def test_an_impression_before_its_event_is_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """The raid happened on 1 February at the earliest."""
    assert fired(ledger, "update impression set date = '2001-02-01'") == []
    assert fired(ledger, "update impression set date = '2001-01-31'") == ["known_in_time"]


def test_a_calibration_on_the_year_it_forecasts_is_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """Forecasts for 2001 are made on 31 December 2000."""
    assert fired(ledger, 'update calibration set "until" = 2001') == ["known_in_time"]


@pytest.mark.parametrize(
    "defect",
    [
        "delete from shift where kind = 'ending'",
        "delete from shift where kind = 'onset'",
        "delete from shift where kind = 'censored' and a = 'AAA'",
        "update shift set kind = 'onset' where kind = 'ending'",
        "insert into shift values (2003, 'BBB', 'CCC', 'onset')",
        "insert into shift values (2003, 'AAA', 'DDD', 'onset')",
        "update alignment set formed = '2003-01-01' where pact = 'league'",
        "update forecast set aligned_before = true where year = 2003 and a = 'BBB' and b = 'CCC'",
        "update state set leaves = null where code = 'DDD'",
    ],
)
def test_a_shift_that_follows_from_no_alignment_is_found(
    ledger: duckdb.DuckDBPyConnection, defect: str
) -> None:
    """Shifts, flags, ties and states have to tell the same story."""
    assert fired(ledger, defect) == ["shifts_follow_alignments"]


def test_a_tie_with_a_state_that_ceases_to_exist_is_censored(ledger: duckdb.DuckDBPyConnection) -> None:
    """DDD ties with AAA in the year in which it goes: still neither onset nor ending."""
    tie = "('p', 'entente', 'security', 'AAA', 'DDD', '2002-02-01', '2002-05-01', true, 'first')"
    assert fired(ledger, f"insert into alignment values {tie}") == []


@pytest.mark.parametrize(
    ("spells", "shifts"),
    [
        pytest.param([("1999-01-01", None)], [], id="tied throughout"),
        pytest.param([("2001-12-31", None)], [(2001, "onset")], id="formed on the last day of 2001"),
        pytest.param([("2002-01-01", None)], [(2002, "onset")], id="formed on the first day of 2002"),
        pytest.param(
            [("1999-01-01", "2001-12-31")], [(2001, "ending")], id="not tied on the last day of 2001"
        ),
        pytest.param([("1999-01-01", "2002-01-01")], [(2002, "ending")], id="tied on the last day of 2001"),
        pytest.param([("2002-02-01", "2002-02-02")], [(2002, "onset")], id="tied for a day"),
        pytest.param([("1999-01-01", "2002-02-01"), ("2002-07-31", None)], [], id="a gap of 180 days"),
        pytest.param(
            [("1999-01-01", "2002-02-01"), ("2002-08-01", None)], [(2002, "ending")], id="a gap of 181 days"
        ),
        pytest.param(
            [("1999-01-01", "2002-12-20"), ("2003-01-09", None)],
            [(2002, "ending"), (2003, "onset")],
            id="a gap of 20 days over the new year",
        ),
        pytest.param(
            [("1999-01-01", "2002-02-01"), ("2002-03-01", "2002-04-01")],
            [(2002, "ending")],
            id="a short gap, then one for good",
        ),
        pytest.param([("1999-01-01", "2002-02-01"), ("2002-02-01", None)], [], id="handed over in a day"),
        pytest.param([("1999-01-01", "2002-02-01"), ("2000-01-01", None)], [], id="a second pact lasts"),
        pytest.param(
            [("1999-01-01", None), ("2000-01-01", "2002-02-01"), ("2003-02-01", None)],
            [],
            id="a first pact lasts",
        ),
    ],
)
def test_shifts_follow_from_the_union_of_a_dyads_ties(
    ledger: duckdb.DuckDBPyConnection, spells: Sequence[tuple[str, str | None]], shifts: list[tuple[int, str]]
) -> None:
    """BBB and CCC, of whom the ledger records no shift, are given ties of their own."""
    for formed, ended in spells:
        ledger.execute(
            "insert into alignment values ('p', '', '', 'BBB', 'CCC', ?, ?, false, 'first')", [formed, ended]
        )
    audit = queries.catalogue("audits")["shifts_follow_alignments"].select
    missed = f"select year, follows from ({audit}) where wrong = 'the shift' order by year"
    assert ledger.execute(missed).fetchall() == shifts


POOLED = """
insert into theory values ('threat', false, false, '', '', ''), ('gravity', true, false, '', '', ''),
    ('great_power_client', true, false, '', '', ''), ('pool', false, true, '', '', '');
insert into forecast
select run_id, unnest(['gravity', 'great_power_client']), year, horizon, a, b, aligned_before, 0.5, 0.5, 0.5
from forecast where theory = 'threat';
insert into forecast
select run_id, 'pool', year, horizon, a, b, aligned_before, p, p, p
from forecast
cross join lateral (select 1 / (1 + exp(-ln(p_aligned / (1 - p_aligned)) / 2)) as p)
where theory = 'threat'
"""
"""Beside a theory, two baselines say 0.5: one counts at onsets, one at endings, and log-odds are halved."""


def test_the_mean_of_its_members_is_the_pool(ledger: duckdb.DuckDBPyConnection) -> None:
    """Where a member knows nothing it is the other's word, and where both do not, nothing."""
    assert fired(ledger, POOLED) == []
    onset = "year = 2001 and not aligned_before"
    ledger.execute(f"update forecast set p_aligned = null where theory = 'gravity' and {onset}")
    assert fired(ledger, f"update forecast set p_aligned = 0.005 where theory = 'pool' and {onset}") == []
    defect = f"update forecast set p_aligned = null where theory = 'threat' and {onset}"
    assert fired(ledger, defect) == ["pool_of_members"]
    assert fired(ledger, f"update forecast set p_aligned = null where theory = 'pool' and {onset}") == []


@pytest.mark.parametrize("change", ["p_aligned * 1.0001", "null"])
def test_a_pool_that_is_not_the_mean_of_its_members_is_found(
    ledger: duckdb.DuckDBPyConnection, change: str
) -> None:
    """Nor may it be silent where a member speaks."""
    ledger.execute(POOLED)
    defect = f"update forecast set p_aligned = {change} where theory = 'pool' and year = 2001 and b = 'CCC'"
    assert fired(ledger, defect) == ["pool_of_members"]


def test_a_repeat_out_of_order_doubled_or_of_no_state_is_found(ledger: duckdb.DuckDBPyConnection) -> None:
    """It is audited as the forecasts are."""
    row = "insert into repeat values ('run', 'hostile_only', 'threat', 2001, 'AAA', 'CCC', false, 0.1, false)"
    assert fired(ledger, row) == []
    assert fired(ledger, row) == ["one_row"]
    ledger.execute("delete from repeat")
    assert fired(ledger, row.replace("'AAA', 'CCC'", "'CCC', 'AAA'")) == ["ordered_dyads"]
    ledger.execute("delete from repeat")
    assert fired(ledger, row.replace("'CCC'", "'ZZZ'")) == ["known_states"]


def test_ties_of_another_coding_do_not_count(ledger: duckdb.DuckDBPyConnection) -> None:
    """The run replayed the coding `first`."""
    tie = "('p', 'entente', 'security', 'BBB', 'CCC', '2002-02-01', null, false, 'second')"
    assert fired(ledger, f"insert into alignment values {tie}") == []


EDITED = """
insert into departure by name select 'run' as run_id, 1 as number, 'calm' as edit, '' as title, '' as claim,
    1 as struck, 0 as followed, 0 as added, 0 as moved, 0 as scaled, 1 as points, 1 as share,
    0 as quantities, 0 as memberships, 0 as spells, date '2002-05-01' as first_day,
    'edit' as role, '' as content;
insert into edit values ('run', 'calm', 1, 'strike', 'event = raid', 'why', 1, 0, 5);
insert into counterfactual by name select 'calm' as edit, forecast.* exclude (horizon) from forecast;
insert into counterfactual_pact values
    ('run', 'calm', 'threat', 2003, 'league', null, 'ending', 0.1, 0.1, 0.1),
    ('run', 'calm', 'threat', 2003, 'league', 'AAA', 'downgrade', 0.1, 0.1, 0.1);
insert into counterfactual_threat values ('run', 'calm', 2001, 'CCC', 'AAA', 0.5);
insert into training values ('toy', 'onset', 2001, null, 10, 1), ('toy', 'join', 2001, 'league', 2, 0);
"""
"""A list strikes what happened in May 2002: all is said as of the record, and of a pact besides from 2003."""


@pytest.mark.parametrize(
    "table",
    ["counterfactual", "counterfactual_pact", "counterfactual_threat", "departure", "edit", "training"],
)
def test_a_doubled_row_about_an_edited_history_is_found(
    ledger: duckdb.DuckDBPyConnection, table: str
) -> None:
    """One a list, and a row of the grain in each; one a year and pact of what was taught."""
    assert fired(ledger, EDITED) == []
    again = f"from (from {table} order by all desc limit 1)"
    assert fired(ledger, f"insert into {table} {again}") == ["one_row"]


@pytest.mark.parametrize(
    "defect",
    [
        "update counterfactual set b = 'ZZZ' where year = 2004 and a = 'BBB' and b = 'CCC'",
        "update counterfactual_pact set state = 'ZZZ' where state = 'AAA'",
        "update counterfactual_threat set observer = 'ZZZ'",
        "update counterfactual_threat set observed = 'ZZZ'",
    ],
)
def test_a_code_in_an_edited_history_that_names_no_state_is_found(
    ledger: duckdb.DuckDBPyConnection, defect: str
) -> None:
    """No edit makes a state."""
    ledger.execute(EDITED)
    assert fired(ledger, defect) == ["known_states"]


@pytest.mark.parametrize(
    ("defect", "audit"),
    [
        ("update counterfactual set p_aligned = 0 where year = 2004", "probabilities"),
        ("update counterfactual set p_low = 0.006, p_high = 0.005 where year = 2004", "probabilities"),
        ("update counterfactual_pact set p = 'nan' where state = 'AAA'", "pact_probabilities"),
        ("update counterfactual_pact set p_low = 0.2", "pact_probabilities"),
        ("update counterfactual_pact set state = null where state = 'AAA'", "pact_probabilities"),
        (
            "update counterfactual set a = b, b = a where year = 2004 and a = 'BBB' and b = 'CCC'",
            "ordered_dyads",
        ),
    ],
)
def test_what_is_said_of_an_edited_history_is_audited_as_of_the_record(
    ledger: duckdb.DuckDBPyConnection, defect: str, audit: str
) -> None:
    """Probabilities that could be scored, bounds and dyads in order, a state for a downgrade."""
    ledger.execute(EDITED)
    assert fired(ledger, defect) == [audit]


@pytest.mark.parametrize(
    "defect",
    [
        "update counterfactual set p_aligned = 0.5 where year = 2002",
        "update counterfactual set p_high = 0.5 where year = 2001 and not aligned_before",
        "delete from counterfactual where year = 2002 and a = 'AAA'",
        "update departure set first_day = null",
    ],
)
def test_an_edit_that_reaches_back_is_found(ledger: duckdb.DuckDBPyConnection, defect: str) -> None:
    """What differs from May 2002 on may move forecasts made at the end of that year, and none before."""
    ledger.execute(EDITED)
    ledger.execute("update counterfactual set p_aligned = 0.5 where year > 2002")
    queries.audit(ledger)
    assert fired(ledger, defect) == ["edits_change_nothing_before"]
