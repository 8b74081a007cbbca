"""The well-known cases: their file is judged like any other, and a case is told from the ledger alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replay.cases import WIDTH, case, cases
from replay.errors import UnknownNameError
from replay.loading import load_folder
from replay.study import run
from replay.timeline import Case, Timeline
from tests.miniature import change, copied, faults
from tests.shipped import MIDDLE_EAST
from tests.small_world import distance, event, measurement, pact, state, timeline
from tests.test_cli import ask

CODES = ("AAA", "BBB", "CCC", "DDD", "EEE")
HEADER = "case,title,from,until,dyads,others,note,source"
KNOWN = (
    "baghdad-pact",
    "suez",
    "united-arab-republic",
    "yemen",
    "june-1967",
    "black-september",
    "expulsion-of-advisers",
    "october-1973",
    "camp-david",
    "iraqi-syrian-unity",
)


def listed(to: Path, *rows: str) -> Path:
    """Copy the miniature and give it a file of cases."""
    world = copied(to)
    (world / "cases.csv").write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    return world


def quarrel() -> Timeline:
    """Let A and B, who were enemies, tie themselves in 1902, while C looks on and E has a hand."""
    told = Case(
        "quarrel",
        "A quarrel",
        date(1902, 1, 1),
        date(1902, 12, 31),
        (("AAA", "BBB"), ("AAA", "CCC")),
        "Two make up.",
        ("almanac",),
        ("EEE",),
    )
    small = timeline(
        [state(code) for code in CODES],
        until=1903,
        events=[
            event("early", "raid", "AAA > BBB", "1901-06-01"),
            event("open", "visit", "AAA > BBB", "1902-03-01"),
            event("secret", "agreement", "AAA > BBB", "1902-04", precision="month", known_on="1903-01-01"),
            event("elsewhere", "visit", "AAA > DDD", "1902-05-01"),
            event("pressure", "threat", "EEE > CCC", "1902-07-01"),
            event("abroad", "visit", "EEE > DDD", "1902-07-02"),
            event("fall", "coup", "BBB", "1902-08-01"),
            event("far-fall", "coup", "DDD", "1902-08-02"),
        ],
        parties=pact("friends", "AAA BBB", "1902-06-01"),
        distances=[distance(a, b, 100) for a in CODES for b in CODES if a < b],
        measurements=[measurement(year, code, 1, 1) for year in range(1898, 1904) for code in CODES],
    )
    return replace(small, cases=(told,))


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the world of the quarrel with two forecasters; all its tests only read it."""
    place = tmp_path_factory.mktemp("quarrel") / "small.duckdb"
    return run(
        quarrel(), place, histories=1, theories=["base_rate", "buck_passing"], repeats=False, audits=False
    )


def test_the_middle_east_has_the_ten_cases_that_its_historians_discuss() -> None:
    """In time order."""
    assert tuple(one.name for one in MIDDLE_EAST.cases) == KNOWN


def test_a_case_is_read_with_its_dyads_and_sources(tmp_path: Path) -> None:
    """The miniature has none of its own."""
    world = listed(tmp_path, "war,The war,1901-01-01,1902-12-31,ARD-BRO;ARD-CES,VAL,Note.,gazette")
    [found] = load_folder(world).cases

    assert found == Case(
        "war",
        "The war",
        date(1901, 1, 1),
        date(1902, 12, 31),
        (("ARD", "BRO"), ("ARD", "CES")),
        "Note.",
        ("gazette",),
        ("VAL",),
    )


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "war,T,1901-01-01,1902-01-01,BRO-ARD,,N,gazette",
            (
                "cases.csv:2: dyads: was 'BRO-ARD';"
                " a dyad is two states in alphabetical order with a hyphen between"
            ),
        ),
        (
            "war,T,1902-01-01,1901-01-01,ARD-BRO,,N,gazette",
            "cases.csv:2: until: was '1901-01-01'; a day later than from, 1902-01-01, is allowed",
        ),
        (
            "war,T,1901-01-01,1999-01-01,ARD-BRO,,N,gazette",
            "cases.csv:2: until: was '1999-01-01'; the span is 1899-01-01 to 1905-12-31",
        ),
        (
            "war,T,1901-01-01,1902-01-01,ARD-BRO,,N,gazete",
            "cases.csv:2: source: was 'gazete'; a source is a key of sources.bib; did you mean 'gazette'?",
        ),
    ],
)
def test_a_faulty_case_is_one_fault_in_its_place(tmp_path: Path, row: str, told: str) -> None:
    """What was found, what is allowed, and what may have been meant."""
    assert [str(one) for one in faults(listed(tmp_path, row))] == [told]


def test_an_unknown_state_in_a_case_is_named_with_the_nearest(tmp_path: Path) -> None:
    """All states are listed."""
    world = listed(tmp_path, "war,T,1901-01-01,1902-01-01,ARD-BRA,,N,gazette")
    [one] = faults(world)

    assert (one.column, one.found, one.nearest) == ("dyads", "'BRA'", "BRO")


def test_a_state_of_a_dyad_is_no_other_party(tmp_path: Path) -> None:
    """It is told of anyway."""
    world = listed(tmp_path, "war,T,1901-01-01,1902-01-01,ARD-BRO,BRO;CES,N,gazette")

    assert [str(one) for one in faults(world)] == [
        "cases.csv:2: others: was 'BRO'; a state that is in none of the dyads is allowed"
    ]


def test_a_case_stands_once(tmp_path: Path) -> None:
    """The second is the fault."""
    row = "war,T,1901-01-01,1902-01-01,ARD-BRO,,N,gazette"
    [one] = faults(listed(tmp_path, row, row))

    assert (one.line, one.found, one.allowed) == (3, "'war'", "one row a case")


def test_an_ideology_still_stands_once(tmp_path: Path) -> None:
    """Cases and ideologies are judged alike."""
    world = copied(tmp_path)
    text = (world / "ideologies.csv").read_text(encoding="utf-8").splitlines()
    change(world, "ideologies.csv", "", text[1] + "\n")
    [one] = faults(world)

    assert one.allowed == "one row an ideology"


def test_a_case_tells_what_happened_between_its_states_and_when_it_became_known(ledger: Path) -> None:
    """What E does to C is part of it, and the coup in B; what D does, and the year before, are not."""
    text = case(ledger, "quarrel")
    events = text.partition("## What happened, and when it was known\n\n")[2].partition("\n\n")[0]

    assert events.splitlines() == [
        "- 1902-03-01:  ()",
        "- 1902-04:  Public on 1903-01-01. ()",
        "- 1902-07-01:  ()",
        "- 1902-08-01:  ()",
    ]


def test_a_case_tells_what_everyone_expected_and_a_mark_for_what_is_unknown(ledger: Path) -> None:
    """Of 1902, on 31 December 1901; the theory knows nothing without a coded polarity."""
    text = case(ledger, "quarrel")

    assert "## What was expected of 1902" in text
    assert "- AAA: BBB 0." in text
    lines = [line.split() for line in text.splitlines() if line.startswith("    ")]
    assert ["AAA-BBB+", "AAA-CCC+"] in lines
    assert ["buck_passing", "?", "?"] in lines


def test_a_case_tells_which_ties_began_and_which_did_not(ledger: Path) -> None:
    """A and B align, A and C do not; B is alone with A in fearing one another."""
    text = case(ledger, "quarrel").partition("## What came of it\n\n")[2]

    assert text.startswith("- 1902-06-01: AAA and BBB align: friends ()\n\nNothing changed between: AAA-CCC.")
    assert "- AAA 1902: appeasement, bandwagoning" in text


def test_a_case_names_the_states_whose_codes_it_uses(ledger: Path) -> None:
    """E, who is feared by C, among them; D stands in no line."""
    text = case(ledger, "quarrel").partition("## Codes\n\n")[2]

    assert text == "AAA AAA, BBB BBB, CCC CCC, DDD DDD, EEE EEE.\n"


def test_a_case_tells_on_what_day_which_state_ceased_to_exist_and_in_whom(middle_east_ledger: Path) -> None:
    """The union of 1958 took Syria in."""
    text = " ".join(case(middle_east_ledger, "united-arab-republic").split())

    assert "- 1958-02-22: EGY and SYR are no longer two states: SYR became part of EGY" in text


@pytest.mark.parametrize(
    ("name", "day", "told"),
    [
        ("united-arab-republic", "1957-09", "Turkey masses"),
        ("united-arab-republic", "1958-07-14", "Qasim"),
        ("united-arab-republic", "1958-07-15", "Beirut"),
        ("yemen", "1962-09-26", "Sallal"),
        ("october-1973", "1973-10-20", "oil"),
    ],
)
def test_the_events_that_decided_a_case_stand_on_its_page(
    middle_east_ledger: Path, name: str, day: str, told: str
) -> None:
    """Coups at home, and acts of states that are in none of its pairs."""
    lines = case(middle_east_ledger, name).replace("\n  ", " ").splitlines()

    assert any(line.startswith(f"- {day}: ") and told in line for line in lines)


def test_an_unknown_case_is_refused_with_the_nearest(ledger: Path) -> None:
    """As all unknown names are."""
    with pytest.raises(UnknownNameError) as caught:
        case(ledger, "quarel")
    assert (caught.value.what, caught.value.nearest) == ("case", "quarrel")


def test_the_command_lists_the_cases_and_tells_one(ledger: Path) -> None:
    """Without a name it lists them; with one it prints what Python returns."""
    shown, words = ask("case", str(ledger), at=ledger.parent)
    assert ("quarrel" in shown, words) == (True, "")

    told, words = ask("case", str(ledger), "quarrel", at=ledger.parent)
    assert (told, words) == (case(ledger, "quarrel"), "")


def test_every_case_of_the_middle_east_fits_a_narrow_terminal_and_has_all_its_parts(
    middle_east_ledger: Path,
) -> None:
    """Each has events, threats and forecasts of every year, and an outcome."""
    for name in cases(middle_east_ledger)["name"]:
        text = case(middle_east_ledger, name)
        assert max(map(len, text.splitlines())) <= WIDTH, name
        assert text.count("\n- ") > 10, name
        titles = [line for line in text.splitlines() if line.startswith("#")]
        assert len(titles) >= 4, name
        assert all(f"\n    {theory}" in text for theory in ("balance_of_threat", "base_rate", "pool")), name
