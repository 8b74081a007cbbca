"""Looking for look-ahead: planted leaks and the cheater are caught, a sound replay is left alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import replay as package
from replay import chronicle as chronicling
from replay import engine, lookahead
from replay.chronicle import CANONICAL, STRATA, Occurrence, chronicle, feeds
from replay.clock import census_day
from replay.engine import replay
from replay.errors import AuditError, RequestError
from replay.lookahead import Audit, audit, compared
from replay.scrambling import scrambled
from replay.theories import select
from replay.timeline import Measurement, Timeline
from replay.truncation import truncated
from tests.feeds import feed, row
from tests.shipped import MIDDLE_EAST
from tests.small_world import (
    asset,
    doctrine,
    event,
    measurement,
    orientation,
    pact,
    polarity,
    state,
    timeline,
)
from tests.test_cli import ask
from tests.worlds import Sketch, sketches, write

MINIATURE = package.load("miniature")
YEARS = st.integers(1900, 1903)


GROWING = replace(
    MINIATURE,
    measurements=tuple(
        replace(one, quantities={name: value and value * (one.year - 1800) for name, value in
                                 one.quantities.items()} if one.state == "ARD" else one.quantities)
        for one in MINIATURE.measurements
    ),
)  # fmt: skip
"""The miniature with one state that grows, so that to know its capabilities too soon makes a difference."""


def verdicts(found: Audit, check: str) -> list[str]:
    """List the verdicts of one check, year by year."""
    return [row["verdict"] for row in found.rows.to_dicts() if row["check"] == check]


def test_the_miniature_is_sound_at_every_census_but_the_last() -> None:
    """Five years, three checks each: the next year has a shift, in the record or in the scrambled one."""
    found = audit(MINIATURE)

    assert found.rows["year"].to_list() == [year for year in range(1900, 1905) for _ in range(3)]
    assert verdicts(found, "cut off") == verdicts(found, "scrambled") == ["unchanged"] * 5
    assert verdicts(found, "cheater") == ["caught"] * 5
    assert found.sound
    assert found.verdict == (
        "Audited at every census from 1900 to 1904: no forecast changes when the later record is cut off"
        " or scrambled; the cheater was caught."
    )


def test_all_forecasts_made_by_a_census_are_compared() -> None:
    """At 1900 four states make six dyads, none tied: each theory that speaks of onsets speaks of all.

    Three of the states are no great power: how likely each is to arm, and to give way, is said as well.
    """
    heads = sum("onset" in theory.heads for theory in select())
    [first] = audit(MINIATURE, years=[1900]).rows.head(1).to_dicts()

    assert first["forecasts"] == 6 * heads + 3 * 2


def early(chronicled: Iterable[Occurrence]) -> list[list[Occurrence]]:
    """Hand in all events half a year early."""
    events = STRATA.index("event")
    begin = MINIATURE.manifest.span.begin
    moved = (
        replace(one, day=max(begin, one.day - timedelta(182))) if one.stratum == events else one
        for one in chronicled
    )
    return feeds(sorted(moved, key=CANONICAL))


def at_once(measured: Iterable[Measurement], begin: date) -> Iterator[Occurrence]:
    """Let capabilities be known in the year that they measure."""
    for one in CAPABILITIES(measured, begin):
        yield replace(one, day=max(begin, one.day - timedelta(366)))


CAPABILITIES = chronicling._capabilities  # noqa: SLF001 - the leak is planted inside
LEAKS = [(engine, "feeds", early), (chronicling, "_capabilities", at_once)]


@pytest.mark.parametrize(("module", "name", "leak"), LEAKS)
def test_a_planted_leak_is_caught(
    module: object, name: str, leak: Callable[..., object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A feed that is given early, and capabilities that are known too soon, change earlier forecasts."""
    monkeypatch.setattr(module, name, leak)

    found = audit(GROWING)

    assert not found.sound
    assert "changed" in verdicts(found, "cut off")
    assert "changed" in verdicts(found, "scrambled")
    assert "they use what came later" in found.verdict


def test_an_audit_that_sees_no_difference_fails_by_its_cheater(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a comparison that finds all alike, the cheater escapes wherever the next year has a shift."""
    monkeypatch.setattr(lookahead, "_unlike", lambda one, other: 0)  # noqa: ARG005 - it sees nothing

    found = audit(MINIATURE)

    assert not found.sound
    assert verdicts(found, "cheater") == ["escaped"] * 2 + ["nothing to steal"] * 2 + ["escaped"]
    assert "not caught" in found.verdict
    assert "the audit itself failed" in found.verdict


def test_where_nothing_can_shift_the_cheater_has_nothing_to_steal() -> None:
    """Without a scored pact the audit says that it is not tested, and does not pass for sound."""
    found = audit(timeline((state("AAA"), state("BBB"))), years=[1900, 1901])

    assert not found.sound
    assert verdicts(found, "cut off") == verdicts(found, "scrambled") == ["unchanged"] * 2
    assert verdicts(found, "cheater") == ["nothing to steal"] * 2
    assert found.verdict.endswith("had nothing to steal, so that the audit itself is not tested.")


def test_a_tie_that_never_ends_ends_in_the_scrambled_record() -> None:
    """The scrambling tests the cheater even where the record itself is quiet."""
    quiet = timeline((state("AAA"), state("BBB")), parties=pact("p", "AAA BBB", "1890-01-01"))
    found = audit(quiet, seed=1)

    assert "caught" in verdicts(found, "cheater")
    assert found.sound


def test_a_year_without_a_next_one_is_refused() -> None:
    """After the last census nothing comes that could be taken away."""
    with pytest.raises(RequestError, match="year was 1905; a census year from 1900 to 1904 is allowed"):
        audit(MINIATURE, years=[1900, 1905])


def world(sketch: Sketch) -> Timeline:
    """Load a sketch."""
    with TemporaryDirectory() as folder:
        return write(Path(folder) / "world", sketch)


def nominal(record: Timeline, by: date) -> list[Occurrence]:
    """List what the nominal history brings by a day."""
    return [one for one in chronicle(record, histories=1, seed=1) if one.day <= by]


@settings(max_examples=25)
@given(sketches(), YEARS)
def test_truncation_leaves_the_earlier_record_as_it_was_and_nothing_else(sketch: Sketch, year: int) -> None:
    """All that came by the year's last day stands, change for change; nothing comes after it."""
    record, end = world(sketch), census_day(year)
    short = truncated(record, year)

    assert nominal(short, date.max) == nominal(record, end)
    assert short.roster.codes == record.roster.codes
    assert short.codings == record.codings
    assert short.digest != record.digest


@settings(max_examples=25)
@given(sketches(), YEARS)
def test_a_record_cut_off_or_scrambled_shows_the_same_world_up_to_then(sketch: Sketch, year: int) -> None:
    """Field for field, whether a theory reads it yet or not."""
    record = world(sketch)
    whole = [census.situation for census in replay(record, histories=2)]

    for other in (truncated(record, year), scrambled(record, year, 1)):
        for seen, census in zip(whole[: year - 1899], replay(other, histories=2), strict=False):
            for name, value in vars(census.situation).items():
                np.testing.assert_array_equal(value, getattr(seen, name), err_msg=name)


def test_what_states_want_and_believe_later_is_forgotten_or_dealt_anew() -> None:
    """Of two spells that begin in 1903 the values are exchanged or not; the one before loses its end."""
    facts = timeline(
        [state("AAA"), state("BBB")],
        parties=pact("p", "AAA BBB", "1900-01-01"),
        orientations=[
            orientation("AAA", "status-quo", ends="1903-03-01"),
            orientation("AAA", "revisionist", "1903-03-01"),
            orientation("BBB", "limited-aims", "1903-07-01"),
        ],
        doctrines=[doctrine("AAA", "offence", "1904-01-01")],
        assets=[
            asset("p", "council", "general", "1900-01-01", "1904-01-01"),
            asset("p", "none", None, "1904-01-01"),
        ],
        polarities=[polarity("bipolar", "1902-12-31", "1905-01-01"), polarity("unipolar", "1905-01-01")],
    )
    short, others = truncated(facts, 1902), [scrambled(facts, 1902, seed) for seed in range(20)]

    assert [(one.orientation, one.ends) for one in short.orientations] == [("status-quo", None)]
    assert [(one.asset, one.ends) for one in short.assets] == [("council", None)]
    assert [(one.polarity, one.ends) for one in short.polarities] == [("bipolar", None)]
    assert short.doctrines == ()
    for other in others:
        first, second, third = other.orientations
        assert first.ends == second.begins
        assert {second.orientation, third.orientation} == {"revisionist", "limited-aims"}
        council, none = other.assets
        assert council.ends == none.begins
        assert min(one.begins.year for one in (second, third, none, *other.doctrines) if one.begins) > 1902
    assert len({other.orientations for other in others}) == len({other.assets for other in others}) == 20
    assert len({other.orientations[1].orientation for other in others}) == 2


@settings(max_examples=25)
@given(sketches(), YEARS, st.integers(0, 9))
def test_scrambling_leaves_the_earlier_record_as_it_was(sketch: Sketch, year: int, seed: int) -> None:
    """All that came by the year's last day stands; the same seed gives the same rest."""
    record, end = world(sketch), census_day(year)
    other = scrambled(record, year, seed)

    assert nominal(other, end) == nominal(record, end)
    assert nominal(other, date.max) == nominal(scrambled(record, year, seed), date.max)


@pytest.mark.parametrize("year", [1957, 1960, 1966, 1978])
def test_a_scrambled_middle_east_is_a_valid_timeline_of_another_future(year: int) -> None:
    """Actors exist on their days and have one role, days lie in the span, no state is twice in a pact."""
    record = MIDDLE_EAST
    other = scrambled(record, year, 1)
    end, last = census_day(year), record.manifest.span.end
    later = [one for one in other.events if one.happened.nominal > end]
    actors = [(*one.initiators, *one.targets, *one.against) for one in later]
    spells = [(one, two) for one, two in combinations(other.parties, 2)
              if (one.pact, one.coding, one.state) == (two.pact, two.coding, two.state)]  # fmt: skip

    assert len(later) > 20
    assert all(len(set(several)) == len(several) for several in actors)
    assert all(one.happened.nominal <= last for one in later)
    assert all(
        other.roster.exists(code, one.happened.nominal) for one, several in zip(later, actors, strict=True)
        for code in several
    )  # fmt: skip
    assert all(one.left and one.left.nominal <= two.joined.nominal for one, two in spells)
    was = {one.id: (one.happened, one.initiators, one.targets) for one in record.events}
    moved = [was[one.id] != (one.happened, one.initiators, one.targets) for one in later]
    assert sum(moved) > 0.95 * len(moved)
    assert nominal(other, end) == nominal(record, end)
    assert nominal(truncated(record, year), date.max) == nominal(record, end)


def test_what_becomes_known_later_is_forgotten() -> None:
    """A pact of 1901 that its adversary learns of in 1903 stands in 1902, and is aimed at nobody yet."""
    secret = event("s", "defence_pact", "AAA BBB ! CCC", "1901-03-01", known_on="1903-03-01")
    record = timeline(
        [*map(state, ("AAA", "BBB")), state("CCC"), state("DDD", "1904-01-01")],
        events=[secret],
        parties=pact("p", "AAA BBB", "1901-03-01", "1904-05-01"),
        measurements=[measurement(year, "AAA", 1, 1) for year in (1900, 1901, 1902)],
    )
    short = truncated(record, 1902)

    assert [(one.against, one.known_on) for one in short.events] == [((), None)]
    assert [one.left for one in short.parties if one.pact == "p"] == [None, None]
    assert [one.year for one in short.measurements] == [1900, 1901]
    assert not short.roster.exists("DDD", record.manifest.span.end)


@settings(max_examples=8)
@given(sketches())
def test_a_dense_world_is_sound_wherever_the_cheater_can_steal(sketch: Sketch) -> None:
    """Events that crowd onto a few days, some of them doubtful, leak nothing."""
    found = compared(world(sketch), select(), None, seed=1)

    assert not {"changed", "escaped"} & set(found["verdict"])


def test_rules_that_never_fired_are_named() -> None:
    """Two great powers are not forecast anyway, `blanket` ended long ago, and of all kinds one is used."""
    record = timeline(
        (state("AAA"), state("BBB"), state("CCC")),
        until=1902,
        parties=pact("old", "AAA BBB", "1890-01-01", "1895-01-01"),
        events=[event("r", "raid", "AAA > BBB", "1901-03-01")],
        great_powers=("BBB", "CCC"),
        excluded_dyads=("AAA-BBB", "BBB-CCC"),
    )
    idle = audit(record, theories=["balance_of_threat"]).idle

    assert "The excluded dyad BBB-CCC was never at risk." in idle
    assert not any("AAA-BBB" in rule for rule in idle)
    assert "The pact old was never in force in the span." in idle
    assert "The term shared_threat of balance_of_threat for onsets is unknown for every dyad at risk." in idle
    assert "The parameter regime_reset moves nothing that any state perceives." in idle
    assert not any("half_life_hostile" in rule for rule in idle)
    [kinds] = [rule for rule in idle if "kinds" in rule]
    assert kinds.startswith("63 of 64 kinds code no event: ")
    assert " raid," not in kinds


def test_a_run_keeps_its_audit_and_compare_tells_it(miniature_ledger: Path) -> None:
    """The censuses before the first, the middle and the last scored year of 1902-1905."""
    rows = package.sql(miniature_ledger, 'select year, "check", verdict from audit')

    assert sorted(set(rows["year"])) == [1901, 1902, 1904]
    assert set(rows["verdict"]) == {"unchanged", "caught"}
    assert package.compare(miniature_ledger).reading[-1] == (
        "Audited at 1901, 1902, 1904: no forecast changes when the later record is cut off or scrambled;"
        " the cheater was caught."
    )


def test_a_run_may_go_without_its_audit_and_compare_says_so(miniature_ledger: Path, tmp_path: Path) -> None:
    """Nothing else differs: not even a forecast that looked ahead would be found."""
    ledger = package.run("miniature", tmp_path / "run.duckdb", histories=2, audits=False)

    assert package.sql(ledger, "from audit").is_empty()
    assert package.compare(ledger).reading[-1].startswith("Not audited: ")
    told = [package.sql(one, "select audits, run_id from run").row(0) for one in (miniature_ledger, ledger)]
    assert [audits for audits, _ in told] == [True, False]
    assert told[0][1] != told[1][1]
    for table in ("forecast", "repeat", "perception"):
        rows = [
            package.sql(one, f"select * exclude (run_id) from {table}") for one in (miniature_ledger, ledger)
        ]
        assert rows[0].equals(rows[1])


def test_a_run_that_looks_ahead_is_not_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The audit of the ledger names the first year, and no file appears."""
    monkeypatch.setattr(chronicling, "_capabilities", at_once)

    with pytest.raises(AuditError, match=r"no_look_ahead.*forecasts use what came later"):
        package.run(GROWING, tmp_path / "run.duckdb", histories=2, repeats=False)
    assert not list(tmp_path.iterdir())


def test_the_command_shows_rows_and_verdict_and_fails_on_a_leak(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 0 and a table, or JSON with all of it; exit 3 once a leak is planted; 2 for a wrong name."""
    shown, _ = ask("audit", "miniature", at=tmp_path)
    assert "the cheater was caught." in " ".join(shown.split())
    assert "Never fired: 52 of 64 kinds" in " ".join(shown.split())
    content = json.loads(ask("audit", "miniature", "--theory", "gravity", "-f", "json", at=tmp_path)[0])
    assert len(content["rows"]) == 15
    assert content.keys() == {"rows", "verdict", "idle"}
    header = ask("audit", "miniature", "--theory", "gravity", "-f", "csv", at=tmp_path)[0].splitlines()[0]
    assert header == "year,check,forecasts,differing,verdict"
    assert (
        "did you mean 'gravity'?" in ask("audit", "miniature", "--theory", "gravty", at=tmp_path, code=2)[1]
    )
    monkeypatch.setattr(engine, "feeds", early)
    shown, said = ask("audit", "miniature", at=tmp_path, code=3)
    assert "they use what came later" in " ".join(shown.split())
    assert said == "replay: the audit of miniature failed\n"


def test_the_audit_in_a_run_is_of_its_own_parameters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is fixed for the run is fixed in every replay of its audit."""
    seen = []
    replayed = lookahead.replay

    def watched(record: Timeline, **options: Any) -> Iterator[engine.Census]:
        seen.append(float(options["parameters"]["rho"][0]))
        return replayed(record, **options)

    monkeypatch.setattr(lookahead, "replay", watched)
    package.run("miniature", tmp_path / "run.duckdb", histories=2, repeats=False, fixed={"rho": -1.25})
    assert len(seen) == 1 + 2 * 3
    assert set(seen) == {-1.25}


def test_feeds_are_audited_with_the_timeline(tmp_path: Path) -> None:
    """A feed laid over makes other forecasts, and no less sound ones."""
    laid = feed(tmp_path, row("f", "1902-01-05", "raid", "ARD > BRO"))
    out, _ = ask("audit", "miniature", "--feed", str(laid), at=tmp_path)
    assert "no forecast changes" in " ".join(out.split())
    assert audit("miniature", feeds=[laid]).sound
