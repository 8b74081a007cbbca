"""The outlook of the League (`stressed.py`): queries against its counts, and what is said of it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from replay import compare, explain, ledger, outlook, query
from replay.errors import RequestError, UnknownNameError
from replay.stress_verdicts import (
    of_boxes,
    of_breaks,
    of_danger,
    of_edits,
    of_effort,
    of_pact,
    of_parties,
    of_theatre,
    of_tipping,
    percent,
)
from tests import stressed
from tests.test_cli import ask

KNOWN = """
The League, 1901-1905, 20 histories a theory: in force at the end in 85 % of histories or more for all 3 theories; lowest under balance_of_threat: 85 % [75, 95].
Beside them: the pool 95 % [85, 100], baseline base_rate 80 % [70, 90].
Of its 4 parties, pool expects 3.8 still in at the end of 1905, and 0.1 joinings; most likely to have left: Brovia (15 %), Ardania (5 %).
Theories keep between 3.5 (balance_of_threat) and 4.0 (institutionalism) of them.
The year of greatest danger is 1903 for 1 of 2 theories; balance_of_threat gives most to its end in one year: 11 %.
Most of all moves it: far-leaves (The power overseas leaves), balance_of_threat: -50 points of % [-56, -44].
1 of 6 differences of 2 edit lists by 3 theories, tested together, is beyond chance: far-leaves makes it less likely to last for 1 of 3 theories.
No set of edit lists makes it fall in more than half of the histories for 1 of 3 theories (sets tried: 3); nearest under institutionalism: 70 % in force.
The smallest sets under which it falls in most histories, of 3 tried at most, by histories that did not choose them: far-leaves for balance_of_threat (35 % [25, 45] in force); far-leaves with no-raid for hiding (45 % [35, 55] in force).
Under balance_of_threat: Where the half-life of hostile deeds in memory is above 6.2 years and the weight of power in threat is above 0.4 (25 % of histories), the League falls in 60 % of them, against 15 % of all; 100 % of all such cases are there.
With no-raid scaled from 0 to 4, survival passes one half: balance_of_threat at 3.1 [2.4, beyond]; for 2 of 3 theories nowhere.
In the theatre as a whole 6 dyads were tied in 1900; pool expects 7.5 in 1905; most is provoked by far-leaves: 1.0 more.
By pool parties still in spend 2.5 % of product on their armed forces in 1905 [2.1, 2.9]; recorded 2.9 in 1904; with far-leaves 3.0.
Shares are of histories in which each theory, calibrated on asia, middle-east, draws for itself who ties and who parts after 31 December 1900: what follows from it, not what happened. They average over doubtful parameters and calibrations; brackets are 90 % intervals for so many histories.
"""  # noqa: E501 - a sentence a line
"""What a reader is told; the counts that it follows from stand in `stressed.LOST`."""

SERIES = len(stressed.THEORIES) + len(stressed.EDITS) * len(stressed.RIVALS)
"""All who were asked decide on record, and under each list all but the baseline."""


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the ledger of the League."""
    return stressed.publish(tmp_path_factory.mktemp("outlook") / "league.duckdb")


def rows(league: Path, name: str, **arguments: object) -> list[dict[str, Any]]:
    """Ask a canned query."""
    return query(league, name, **arguments).to_dicts()


def test_the_reading_is_what_follows_from_the_counts(league: Path) -> None:
    """A reader understands it in a minute: baselines apart, the pool by its name."""
    assert outlook(league).reading == tuple(KNOWN.strip().splitlines())


def test_parties_are_told_by_the_theory_that_is_wanted(league: Path) -> None:
    """Of 20 histories Brovia leaves in 4 + 4, Ardania in 2, Dorn in 1; Elbia joins in 6."""
    found = outlook(league, "balance_of_threat")
    assert found.reading[2] == (
        "Of its 4 parties, balance_of_threat expects 3.5 still in at the end of 1905, and 0.3 joinings;"
        " most likely to have left: Brovia (40 %), Ardania (10 %), Dorn (5 %)."
    )
    told = found.parties.select("state", "left", "least", "most", "leave_year").rows()
    assert told == [
        ("BRO", pytest.approx(8 / 20), 0.0, pytest.approx(8 / 20), 1902),
        ("ARD", pytest.approx(2 / 20), 0.0, pytest.approx(2 / 20), 1903),
        ("DOR", pytest.approx(1 / 20), 0.0, pytest.approx(1 / 20), 1905),
        ("CES", 0.0, 0.0, 0.0, None),
    ]
    with pytest.raises(UnknownNameError, match="balance_of_threat, base_rate, hiding"):
        outlook(league, "gravity")


def test_the_outlook_has_a_row_a_theory_and_list(league: Path) -> None:
    """Of the record the theories that expect least come first, then the list that costs most."""
    found = rows(league, "outlook")
    of_record = [row["theory"] for row in found if row["edit"] == "none"]
    assert of_record == ["base_rate", "balance_of_threat", "pool", "hiding", "institutionalism"]
    assert list(dict.fromkeys(row["edit"] for row in found)) == ["none", "far-leaves", "no-raid"]
    assert len(found) == SERIES
    assert {row["edit"] for row in found if row["baseline"]} == {"none"}
    [worst] = [row for row in found if (row["edit"], row["theory"]) == ("far-leaves", "balance_of_threat")]
    assert worst == {
        "edit": "far-leaves",
        "theory": "balance_of_threat",
        "baseline": False,
        "year": 1905,
        "survival": pytest.approx(7 / 20),
        "low": pytest.approx(7 / 20 - 0.1),
        "high": pytest.approx(7 / 20 + 0.1),
        "difference": pytest.approx((7 - 17) / 20),
        "difference_low": pytest.approx((7 - 17) / 20 - 0.06),
        "difference_high": pytest.approx((7 - 17) / 20 + 0.06),
        "real": True,
        "parties": 4,
        "remaining": pytest.approx(4 - (6 + 12 + 1) / 20),
        "joined": pytest.approx((5 + 1) / 20),
        "danger_year": 1902,
        "danger": pytest.approx(6 / 20 + 0.01),
    }
    assert {row["edit"] for row in rows(league, "outlook", of_edit="no-raid")} == {"no-raid"}


def test_survival_is_told_year_by_year(league: Path) -> None:
    """Of one party alone, or of all with the pact first."""
    brovia = rows(league, "survival_of", of_theory="balance_of_threat", of_edit="far-leaves", of_party="BRO")
    assert [row["survival"] for row in brovia] == pytest.approx([1, 1, *[8 / 20] * 4])
    assert [row["difference"] for row in brovia] == pytest.approx([0, 0, *[-8 / 20] * 2, *[-4 / 20] * 2])
    assert brovia[0]["danger"] is None
    assert [row["danger"] for row in brovia[1:]] == pytest.approx([0.01, 0.61, 0.01, 0.01, 0.01])
    states = [row["state"] for row in rows(league, "survival_of")]
    assert list(dict.fromkeys(states)) == [None, *stressed.PARTIES]
    assert {row["difference"] for row in rows(league, "survival_of")} == {None}


def test_the_years_of_greatest_danger_are_those_in_which_most_is_lost(league: Path) -> None:
    """Of equal years the first; institutionalism knows nothing of ends, and has no row."""
    found = {
        row["theory"]: (row["year"], row["party"], row["party_year"]) for row in rows(league, "danger_years")
    }
    assert found == {
        "balance_of_threat": (1903, "BRO", 1902),
        "hiding": (1904, "BRO", 1904),
        "pool": (1903, "BRO", 1902),
        "base_rate": (1902, "ARD", 1902),
    }


def test_exits_and_joinings_are_told_by_state(league: Path) -> None:
    """Likeliest leavers first, who was no party last; differences are of the shares that have left."""
    found = rows(league, "exits_expected", of_theory="balance_of_threat", of_edit="far-leaves")
    assert [tuple(row.values())[1:] for row in found] == [
        ("BRO", True, pytest.approx(12 / 20), pytest.approx((12 - 8) / 20), 1902, 0.0, None),
        ("ARD", True, pytest.approx(6 / 20), pytest.approx((6 - 2) / 20), 1901, 0.0, None),
        ("DOR", True, pytest.approx(1 / 20), pytest.approx(0), 1905, 0.0, None),
        ("CES", True, 0.0, pytest.approx(0), None, 0.0, None),
        ("ELB", False, None, None, None, pytest.approx(6 / 20), 1902),
    ]


def test_what_breaks_the_pact_comes_smallest_first(league: Path) -> None:
    """Those that nothing tried breaks last, with the set that came nearest."""
    found = [(row["theory"], row["size"], row["edits"]) for row in rows(league, "what_breaks")]
    assert found[:2] == [("balance_of_threat", 1, "far-leaves"), ("hiding", 2, "far-leaves; no-raid")]
    assert {row[1:] for row in found[2:]} == {(None, "far-leaves; no-raid")}


def test_a_box_has_one_row_with_all_that_it_restricts(league: Path) -> None:
    """However many parameters there are."""
    [box] = rows(league, "conditions")
    assert (box["parameters"], box["sentence"]) == ("half_life; power_weight", stressed.BOX)
    assert rows(league, "conditions", of_edit="no-raid") == []


def test_tipping_points_come_smallest_first(league: Path) -> None:
    """Without one after those with one; the pact and its parties apart."""
    found = [(row["outcome"], row["theory"], row["factor"]) for row in rows(league, "tipping_points")]
    assert found[0] == ("pact", "balance_of_threat", 3.1)
    assert found[4] == ("parties", "balance_of_threat", 3.1)
    assert {factor for _, _, factor in found[1:4]} == {None}


def test_what_is_provoked_elsewhere_is_set_beside_the_record(league: Path) -> None:
    """Without the power overseas there is a tie more from 1901 on."""
    found = rows(league, "provoked_by", of_edit="far-leaves")
    assert [row["ties"] for row in found] == pytest.approx([6, 7.3, 7.6, 7.9, 8.2, 8.5])
    assert [row["more"] for row in found] == pytest.approx([0, *[1.0] * 5])
    assert [row["founded"] for row in found] == pytest.approx([0, 1.5, *[0.5] * 4])


def test_effort_is_told_beside_what_was_recorded(league: Path) -> None:
    """Burdens fall to 3 - 0.5; of 1905 nothing is recorded. Forces are not in this run."""
    last = {row["edit"]: row for row in rows(league, "effort_under") if row["year"] == 1905}
    assert {edit: row["forecast"] for edit, row in last.items()} == pytest.approx(
        {"none": 2.5, "far-leaves": 3.0, "no-raid": 2.5}
    )
    assert last["none"]["observed"] is None
    assert last["none"]["remaining"] == pytest.approx(4 - (3 + 1) / 20)
    assert rows(league, "effort_under", of_measure="forces") == []


@pytest.mark.parametrize(
    ("name", "arguments", "allowed"),
    [
        ("survival_of", {"of_edit": "no-riad"}, "no-raid"),
        ("survival_of", {"of_party": "ELB"}, "ARD, BRO, CES, DOR"),
        ("survival_of", {"of_theory": "hidin"}, "hiding"),
        ("effort_under", {"of_measure": "burdens"}, "burden"),
        ("next_members", {"of_pact": "leage"}, "league"),
    ],
)
def test_a_name_that_is_not_in_the_run_is_told_from_those_that_are(
    league: Path, name: str, arguments: Mapping[str, str], allowed: str
) -> None:
    """Edit lists, pacts, parties and measures of a stress run are known to every query."""
    with pytest.raises(UnknownNameError, match=allowed):
        query(league, name, **arguments)


def test_a_forecast_run_knows_no_edit_list_of_that_name(miniature_ledger: Path) -> None:
    """The record unedited is an edit list of stress runs alone."""
    with pytest.raises(
        UnknownNameError,
        match="edit list, the default of of_edit, was 'none', which does not exist; there are: all",
    ):
        query(miniature_ledger, "survival_of")


@pytest.mark.parametrize("width", [80, 120])
def test_compare_shows_the_outlook_in_the_width_of_the_terminal(
    league: Path, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """As tables, none of them taken apart into records, and sentences."""
    monkeypatch.setattr("tests.test_cli.WIDTH", width)
    shown, words = ask("compare", league.name, at=league.parent)
    assert words == ""
    assert max(map(len, shown.splitlines())) <= width
    assert "row 1" not in shown
    told = " ".join(shown.split())
    finding, *others = KNOWN.strip().splitlines()
    assert told.startswith(
        f"{finding} In force at the end of 1905, % of histories [90 %]; still in: of 4 parties"
    )
    assert "*baseline theory still in as recorded far-leaves no-raid" in told
    # By counts: 17 of 20 and 4 - (2 + 8 + 1) / 20 parties on record, 7 of 20 without the power overseas.
    assert "balance_of_threat 3.5 85 [75, 95] 35 [25, 45] 95 [85, 100]" in told
    assert "base_rate* 3.9 80 [70, 90] - -" in told
    telling = [others[number] for number in (1, 4, 7, 9, 8, 12)]
    assert " ".join(telling).replace(" (The power overseas leaves)", "") in told
    assert told.endswith("provoked_by, effort_under.")
    assert len(shown.splitlines()) < 40


def test_lists_for_which_there_is_no_room_are_counted(league: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that moves most is shown first: a list takes 14 characters beside theories and parties."""
    for width, left in ((64, "; 1 more list in `outlook`"), (50, "; 2 more lists in `outlook`"), (80, "")):
        monkeypatch.setattr("tests.test_cli.WIDTH", width)
        told = " ".join(ask("compare", league.name, at=league.parent)[0].split())
        assert f"*baseline{left} theory" in told
        assert ("far-leaves" in told.partition("balance_of_threat 3.5")[0].partition("theory")[2]) == (
            width > 50
        )


def test_compare_writes_the_outlook_as_csv_and_json(league: Path) -> None:
    """CSV has a row a theory and list, JSON all frames and sentences."""
    shown, _ = ask("compare", league.name, "-f", "csv", at=league.parent)
    header, *table = csv.reader(io.StringIO(shown))
    assert header[:2] == ["edit", "theory"]
    assert len(table) == SERIES
    told = json.loads(ask("compare", league.name, "--theory", "hiding", "-f", "json", at=league.parent)[0])
    assert (told["theory"], told["pact"], len(told["parties"])) == ("hiding", "The League", 4)
    assert len(told["courses"]) == SERIES * len(stressed.SPAN)


def test_commands_that_read_forecasts_say_what_the_file_holds(league: Path, miniature_ledger: Path) -> None:
    """And the outlook says it of a file of forecasts."""
    with pytest.raises(RequestError, match="holds a stress run"):
        compare(league)
    with pytest.raises(RequestError, match="put a pact under stress"):
        explain(league, "ARD", "BRO", 1902)
    with pytest.raises(RequestError, match="holds forecasts"):
        outlook(miniature_ledger)


def test_a_stress_run_is_described_and_cited(league: Path) -> None:
    """The methods say what was drawn, from when on, and under which lists; nothing is called scored."""
    told = " ".join(ask("cite", league.name, at=league.parent)[0].split())
    assert "alignments recorded after 31 December 1900 were struck" in told
    assert "calibrated on asia, middle-east, drew year by year to 1905" in told
    assert "under the edit lists far-leaves, no-raid" in told
    assert "scored" not in told
    assert "survival" in ask("describe", league.name, at=league.parent)[0]
    assert "branch" in ask("describe", league.name, "run", at=league.parent)[0]


def test_a_run_of_survival_alone_is_told(tmp_path: Path) -> None:
    """Without edit lists, boxes, shocks and whatever else is asked for on demand."""
    whole = stressed.frames()
    needed = {"survival", "danger"} | (whole.keys() - set(stressed.FILLED)) | {"run"}
    frames = {name: frame for name, frame in whole.items() if name in needed}
    frames["survival"] = frames["survival"].filter(edit="none")
    frames["danger"] = frames["danger"].filter(edit="none")
    said = outlook(stressed.publish(tmp_path / "bare.duckdb", frames)).reading
    expected = KNOWN.strip().splitlines()
    assert said == (
        *expected[:2], expected[2].replace(", and 0.1 joinings", ""), *expected[3:5], expected[-1],
    )  # fmt: skip
    assert "row 1" not in ask("compare", "bare.duckdb", at=tmp_path)[0]


RUN = {"name": "The Pact", "branch": 1990, "last": 2024, "histories": 2000}


def field(*survivals: float, **others: object) -> pl.DataFrame:
    """Let theories t1, t2 and so on say how likely the pact is to last."""
    made = [
        {
            "theory": f"t{n}", "baseline": False, "pool": False, "survival": share, "low": share / 2,
            "high": share, "joined": 0.0, "parties": 2, "remaining": 2 * share, **others,
        }
        for n, share in enumerate(survivals, 1)
    ]  # fmt: skip
    return pl.DataFrame(made)


@pytest.mark.parametrize(
    ("survivals", "said"),
    [
        # Three quarters of four theories are three: the third from above is the floor that is named.
        (
            (0.99, 0.978, 0.972, 0.5),
            "in 97 % of histories or more for 3 of 4 theories; lowest under t4: 50 % [25, 50]",
        ),
        ((1.0, 1.0), "in all histories for all 2 theories"),
        # Where it falls by all of them, what matters is how little is left.
        ((0.4, 0.321, 0.01), "in 40 % of histories or fewer for all 3 theories; lowest under t3: 1 % [0, 1]"),
        (
            (1.0, 1.0, 1.0, 0.999),
            "in all histories for 3 of 4 theories; lowest under t4: over 99 % [50, 100]",
        ),
        ((0.6,), "by t1 60 % [30, 60]"),
    ],
)
def test_the_headline_names_a_floor_that_three_quarters_of_theories_keep(
    survivals: tuple[float, ...], said: str
) -> None:
    """And the lowest, if it is not certain; or the highest share, where all hold the pact for broken."""
    about = "The Pact, 1991-2024, 2,000 histories a theory: in force at the end "
    assert list(of_pact(RUN, field(*survivals))) == [f"{about}{said}."]


def test_baselines_alone_are_told_as_such() -> None:
    """There is no theory to speak of."""
    assert list(of_pact(RUN, field(0.9, baseline=True))) == [
        "The Pact, 1991-2024, 2,000 histories a theory: in force at the end by baseline t1 90 % [45, 90]."
    ]


def test_a_pact_that_nobody_leaves_is_said_to_be_whole() -> None:
    """Theories that agree are not set against one another."""
    leavers = pl.DataFrame({"name": ["A", "B"], "left": [0.0, 0.0]})
    assert list(of_parties(RUN, "t1", field(1.0, 1.0), leavers)) == [
        "Of its 2 parties, t1 expects 2.0 still in at the end of 2024; none leaves in any history."
    ]


def test_danger_in_another_year_than_the_most_named_is_dated() -> None:
    """Two say 1992; the third is more alarmed, of 2003."""
    rows = field(0.9, 0.9, 0.9).with_columns(
        danger_year=pl.Series([1992, 1992, 2003]), danger=pl.Series([0.01, 0.002, 0.2])
    )
    [said] = of_danger(rows)
    assert said == (
        "The year of greatest danger is 1992 for 2 of 3 theories; t3 gives most to its end in one year: 20 %"
        " in 2003."
    )
    assert list(of_danger(rows.with_columns(danger=pl.lit(None, pl.Float64)))) == []


def test_lists_that_move_nothing_beyond_chance_are_said_to_move_nothing() -> None:
    """However many there are, and though each by itself might not look like chance."""
    bounds = {"edit": "one", "difference": 0.01, "difference_low": 0.001, "difference_high": 0.02}
    one = field(0.9, **bounds, real=False)
    assert list(of_edits(one, {})) == ["The difference of one is not beyond chance."]
    two = pl.concat([field(0.9, 0.8, **bounds | {"edit": edit}, real=False) for edit in ("one", "two")])
    assert list(of_edits(two, {})) == [
        "None of the differences of 2 edit lists by 2 theories, tested together, is beyond chance."
    ]


def test_a_list_that_moves_theories_both_ways_is_said_to() -> None:
    """Of two differences that are real one is a gain and one a loss."""
    ways = pl.DataFrame({"difference": [0.1, -0.2], "difference_low": [0.05, -0.25]})
    rows = field(0.9, 0.8, edit="one", difference_high=0.15, real=True).hstack(ways)
    most, told = of_edits(rows, {})
    assert most == "Most of all moves it: one, t2: -20 points of % [-25, +15]."
    assert told == (
        "2 of 2 differences of 1 edit list by 2 theories, tested together, are beyond chance: one makes it"
        " less likely to last for 1 of 2 theories; one more likely for 1 of 2 theories."
    )


def test_differences_are_tested_together(league: Path) -> None:
    """Ten of ten histories, five of five, two of two and one of one go one way, and twice none does.

    By chance so many go one way with p = 2/2^10, 2/2^5, 2/2^2 and 1; of six the least is to be taken six
    times, the next five times, so that hiding's 0.0625, which alone looks real, is 0.3125.
    """
    found = ledger.sql(league, "select theory, edit, p, compared, adjusted, real from moved order by p, edit")
    told = found.select("theory", "edit", "p", "adjusted", "real").rows()
    assert told[:3] == [
        ("balance_of_threat", "far-leaves", 2 / 2**10, pytest.approx(6 * 2 / 2**10), True),
        ("hiding", "far-leaves", 2 / 2**5, pytest.approx(5 * 2 / 2**5), False),
        ("balance_of_threat", "no-raid", 2 / 2**2, 1.0, False),
    ]
    assert {row[2:] for row in told[3:]} == {(1.0, 1.0, False)}
    assert set(found["compared"]) == {6}


def test_many_sets_that_break_a_pact_are_counted() -> None:
    """Three are named, the smallest first; if all theories are broken no other is spoken of."""
    rows = field(0.4, 0.3, 0.2, 0.1).with_columns(
        size=pl.Series([1, 1, 1, 2]), edits=pl.Series(["a", "b", "c", "a; b"]), tried=pl.lit(6)
    )
    [said] = of_breaks(rows)
    assert said == (
        "The smallest sets under which it falls in most histories, of 6 tried at most, by histories that did"
        " not choose them: c for t3 (20 % [10, 20] in force); b for t2 (30 % [15, 30] in force); a for t1 (40"
        " % [20, 40] in force); and some set for 1 more."
    )


def test_a_shock_that_tips_nobody_is_said_to_tip_nobody() -> None:
    """Nowhere within the range of its factors."""
    rows = field(0.9, 0.9).with_columns(
        edit=pl.lit("shock"), outcome=pl.lit("pact"), factor=pl.lit(None, pl.Float64), least=0.5, greatest=8.0
    )
    assert list(of_tipping(rows)) == [
        "With shock scaled from 0.5 to 8, survival passes one half: for all 2 theories nowhere."
    ]


def test_boxes_that_raise_the_share_most_come_first() -> None:
    """Three at most, with the list under which they were found; what is found later is counted."""
    columns = {"theory": ["a", "b", "c", "d"], "edit": ["none", "list", "none", "none"], "number": [1] * 4}
    boxes = pl.DataFrame({**columns, "density": [0.3, 0.9, 0.5, 0.2], "base": 0.1, "sentence": list("pqrs")})
    told = ["Under b with list: q", "Under c: r", "Under a: p"]
    assert list(of_boxes(boxes)) == [*told, "There is 1 further condition in `conditions`."]
    second = boxes.with_columns(theory=pl.lit("a"), number=pl.lit(2, pl.Int64), density=1.0)
    assert list(of_boxes(pl.concat([boxes[:3], second]))) == [
        *told, "There are 4 further conditions in `conditions`.",
    ]  # fmt: skip
    assert list(of_boxes(boxes[:3])) == told


def test_a_theatre_that_no_list_moves_is_told_as_recorded() -> None:
    """A twentieth of a dyad is nothing to speak of."""
    years = {"edit": ["none", "one"] * 2, "year": [1990, 1990, 2024, 2024]}
    rows = pl.DataFrame(years | {"ties": [8.0, 8.0, 9.0, 9.04]})
    told = "In the theatre as a whole 8 dyads were tied in 1990; t1 expects 9.0 in 2024"
    assert list(of_theatre(RUN, "t1", rows)) == [f"{told}."]
    fewer = rows.with_columns(ties=pl.Series([8.0, 8.0, 9.0, 7.0]))
    assert list(of_theatre(RUN, "t1", fewer)) == [f"{told}; most is provoked by one: 2.0 fewer."]
    assert list(of_theatre(RUN, "t1", rows.clear())) == []


def test_soldiers_abroad_are_told_as_burdens_are() -> None:
    """In thousands; without a record there is none to name, and lists that move nothing are not named."""
    rows = pl.DataFrame(
        {"measure": "forces", "edit": ["none", "one"], "year": 2024, "forecast": [70.0, 70.01]}
    )
    rows = rows.with_columns(low=60.0, high=80.0, observed=pl.lit(None, pl.Float64))
    assert list(of_effort("t1", rows)) == [
        "By t1 parties still in keep 70.0 thousand soldiers in one another's countries in 2024 [60.0, 80.0]."
    ]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0 %"),
        (0.004, "under 1 %"),
        (0.006, "1 %"),
        (0.994, "99 %"),
        (0.996, "over 99 %"),
        (1.0, "100 %"),
    ],
)
def test_what_is_not_certain_is_not_called_so(share: float, said: str) -> None:
    """However many histories there are."""
    assert percent(share) == said
