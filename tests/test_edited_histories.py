"""Edited histories: forecast beside the record, on its scales, by its calibration, and kept in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay import load
from replay.calibration import Fold
from replay.comparison import compare
from replay.edit_file import from_toml
from replay.edits import EditList
from replay.errors import TimelineError
from replay.inventory import Frames
from replay.ledger import query, sql
from replay.priors import Positive
from replay.request import Request
from replay.standardisation import Scale
from replay.study import conduct, run
from replay.theory import Index, Term
from replay.timeline import Timeline
from replay.verification import verify
from tests.worlds import CODES, DAYS, Row, Sketch, sketches, write

READERS = ("balance_of_threat", "buck_passing", "institutionalism", "penetration", "security_dilemma")
FEW = Request(histories=3, theories=READERS, repeats=False, audits=False)
HEAD = 'title = "Otherwise"\nclaim = "It would have been otherwise."\n'
KEYS = {
    "counterfactual": (
        "forecast",
        ["theory", "year", "a", "b", "aligned_before", "p_aligned", "p_low", "p_high"],
    ),
    "counterfactual_pact": (
        "pact_forecast",
        ["theory", "year", "pact", "state", "outcome", "p", "p_low", "p_high"],
    ),
}
"""What is said of an edited record, and of the record itself, in the same columns."""


def listed(text: str, world: Timeline, name: str = "otherwise") -> EditList:
    """Read a list that is sound."""
    made, faults = from_toml(name, f"{name}.toml", HEAD + text, world)
    assert made is not None, faults
    return made


def toml(action: str, **said: object) -> str:
    """Write an edit; texts and days go in quotes."""
    rows = "".join(f"{key.rstrip('_')} = {value!r}\n" for key, value in said.items())
    return f'[[{action}]]\n{rows}reason = "why"\n'


def both(frames: Frames, table: str, last: int = 9999, edit: str = "otherwise") -> list[pl.DataFrame]:
    """Lay what is said of the edited record beside what is said of the record, up to a forecast year."""
    record, columns = KEYS[table]
    none = pl.DataFrame(schema=dict.fromkeys([*columns, "edit"], pl.String) | {"year": pl.Int64})
    edited = frames.get(table, none).filter(edit=edit)
    return [
        one.filter(pl.col("year") <= last).select(columns).sort(columns)
        for one in (edited, frames.get(record, none))
    ]


def said_alike(frames: Frames, last: int = 9999, edit: str = "otherwise") -> bool:
    """Say whether nothing that is said up to a forecast year differs, to the last bit."""
    pairs = [both(frames, table, last, edit) for table in KEYS]
    return all(one.rows() == other.rows() for one, other in pairs)


def edit_of(draw: st.DrawFn, sketch: Sketch) -> str:
    """Draw an edit of any kind that a sketch allows."""
    event = draw(st.sampled_from(sketch.events))
    state, factor = draw(st.sampled_from(CODES)), draw(st.sampled_from([0.5, 1, 3]))
    day = draw(st.sampled_from(DAYS))
    years = sorted(draw(st.lists(st.integers(1900, 1904), min_size=2, max_size=2, unique=True)))
    edits = [
        toml("strike", event=event["id"]),
        toml("strike", kind=event["kind"]),
        toml("move", event=event["id"], to=str(day)),
        toml("strike", quantity="forces", state=state, years=years),
        toml("scale", quantity=["population", "forces"], state=state, factor=factor),
        toml("add", year=years[0], state=state, population=5000),
        _added(event, day),
    ]
    if event["kind"] != "coup":
        edits.append(toml("scale", event=event["id"], factor=factor))
    if sketch.parties:
        edits += _of_parties(draw, draw(st.sampled_from(sketch.parties)))
    if sketch.assets:
        one = draw(st.sampled_from(sketch.assets))
        edits.append(toml("strike", asset=one["asset"], pact=one["pact"]))
    return draw(st.sampled_from(edits))


def _added(event: Mapping[str, str], day: object) -> str:
    copied = {
        key: event[key] for key in ("kind", "initiator", "target", "against", "confidence", "description")
    }
    named = {key: cell for key, cell in copied.items() if cell}
    return toml("add", id="added", date=str(day), precision="day", **named)


def _of_parties(draw: st.DrawFn, one: Row) -> list[str]:
    joined = {"pact": one["pact"], "state": one["state"]}
    ends = draw(st.sampled_from(["never", *(str(day) for day in DAYS if str(day) > one["joined"])]))
    return [toml("strike", **joined), toml("strike", pact=one["pact"]), toml("move", **joined, ends=ends)]


@st.composite
def edited_worlds(draw: st.DrawFn) -> tuple[Sketch, str]:
    """Draw a dense world and one edit of it."""
    sketch = draw(sketches())
    return sketch, edit_of(draw, sketch)


def conducted(sketch: Sketch, texts: Mapping[str, str]) -> Frames:
    """Run a sketch with edit lists, each under its name."""
    with TemporaryDirectory() as folder:
        world = write(Path(folder) / "world", sketch)
        lists = [listed(text, world, name) for name, text in texts.items()]
        return conduct(world, FEW, None, lists)[1]


@settings(max_examples=25)
@given(edited_worlds())
def test_an_edit_changes_nothing_before_the_first_day_that_differs(drawn: tuple[Sketch, str]) -> None:
    """And a list without edits nothing at all: forecasts of dyads and pacts, to the last bit."""
    sketch, text = drawn
    frames = conducted(sketch, {"otherwise": text, "nothing": ""})
    assert said_alike(frames, edit="nothing")
    departure = {row["edit"]: row["first_day"] for row in frames["departure"].iter_rows(named=True)}
    assert departure["nothing"] is None
    first = departure["otherwise"]
    assert said_alike(frames, last=first.year if first else 9999)
    threats = {
        edit: frames["counterfactual_threat"]
        .filter(edit=edit)
        .drop("edit")
        .sort("year", "observer", "observed")
        for edit in departure
    }
    before = pl.col("year") < (first.year if first else 9999)
    assert threats["otherwise"].filter(before).equals(threats["nothing"].filter(before))


STRUCK = toml("strike", event="1900-05-01-raid")
LATE = toml("strike", event="1903-08-20-coup")


@pytest.fixture(scope="module")
def miniature() -> Frames:
    """Run the miniature with a list of nothing, one that begins early, and one that begins late."""
    world = load("miniature")
    lists = [listed(text, world, name) for name, text in (("nothing", ""), ("early", STRUCK), ("late", LATE))]
    return conduct(world, Request(histories=5, repeats=False, audits=False), None, lists)[1]


def test_an_edit_of_the_miniature_moves_forecasts_from_its_year_on_and_none_before(miniature: Frames) -> None:
    """The coup of August 1903 is first seen at the end of that year, and so in the forecasts for 1904."""
    assert said_alike(miniature, edit="nothing")
    assert said_alike(miniature, last=1903, edit="late")
    assert not said_alike(miniature, last=1904, edit="late")
    assert said_alike(miniature, last=1900, edit="early")
    assert not said_alike(miniature, last=1901, edit="early")


def test_whoever_looks_at_no_event_says_the_same_whatever_is_struck(miniature: Frames) -> None:
    """Rates are the record's: nothing is learnt of what did not happen."""
    for edit in ("early", "late"):
        one, other = (
            frame.filter(pl.col("theory") == "base_rate")
            for frame in both(miniature, "counterfactual", edit=edit)
        )
        assert one.height > 0
        assert one.equals(other)


def test_lists_are_replayed_apart_and_the_record_is_that_of_a_run_without_them(miniature: Frames) -> None:
    """Each list says what it says alone, and not a row of the record differs but for the run's id."""
    world = load("miniature")
    wanted = Request(histories=5, repeats=False, audits=False)
    _, bare = conduct(world, wanted)
    assert {*miniature} - {*bare} == {
        "departure", "edit", "counterfactual", "counterfactual_pact", "counterfactual_threat",
    }  # fmt: skip
    for name in ("forecast", "pact_forecast", "calibration", "perception", "contribution", "impression"):
        mine, theirs = (frames[name].drop("run_id", strict=False) for frames in (miniature, bare))
        assert mine.equals(theirs)
    _, alone = conduct(world, wanted, None, [listed(LATE, world, "late")])
    for table in KEYS:
        one, _ = both(alone, table, edit="late")
        other, _ = both(miniature, table, edit="late")
        assert one.equals(other)


def test_an_edit_that_ties_two_states_forecasts_the_end_of_their_tie() -> None:
    """Valmark stays in its arrangement, so that in 1906 it may end, which on record it may begin."""
    world = load("miniature")
    text = toml("move", pact="valmark-ardania", ends="never")
    _, frames = conduct(world, FEW, None, [listed(text, world)])
    at = {"year": 1906, "a": "ARD", "b": "VAL"}
    [record] = frames["forecast"].filter(theory="base_rate", **at)["aligned_before"].to_list()
    rows = frames["counterfactual"].filter(theory="base_rate", **at)
    assert (record, rows["aligned_before"].to_list()) == (False, [True])
    pacts = frames["counterfactual_pact"].filter(theory="base_rate", year=1906)["pact"]
    assert "valmark-ardania" in pacts
    assert "valmark-ardania" not in frames["pact_forecast"].filter(theory="base_rate", year=1906)["pact"]


def test_blocks_of_histories_and_workers_make_no_difference() -> None:
    """Two hundred and sixty histories are two blocks, which two workers share."""
    world = load("miniature")
    lists = [listed(STRUCK, world)]
    made = [
        conduct(
            world,
            Request(histories=260, theories=READERS, repeats=False, audits=False, workers=workers),
            None,
            lists,
        )
        for workers in (1, 2)
    ]
    assert made[0][0] == made[1][0]
    for table in ("counterfactual", "counterfactual_pact", "counterfactual_threat"):
        assert made[0][1][table].equals(made[1][1][table])


def test_the_scale_of_the_record_is_applied_and_not_moved() -> None:
    """On record 1, 2 and 3 have the mean 2 and the s.d. sqrt(2/3); 4 is then 2 / sqrt(2/3), and stays so."""
    fit = Index((Term("x", "a term", +1, Positive(0.0, 0.5)),))
    for frozen_after in (None, 1910):
        scale = Scale(fit, {"x": np.ones(1)}, frozen_after)
        scale.standard(1900, {"x": np.array([[1.0], [2.0], [3.0]])})
        for _ in range(2):
            found = scale.apply({"x": np.array([[4.0], [2.0]])})
            assert found.z[0, :, 0] == pytest.approx([2 / np.sqrt(2 / 3), 0])
            assert found.designs == {}


def test_nothing_is_learnt_of_an_edited_record() -> None:
    """What is asked after an edited record is the same as without it."""
    fit = Index((Term("x", "a term", +1, Positive(0.0, 0.5)),))

    def said(*, edited: bool) -> list[Any]:
        scale, fold, answers = Scale(fit, {"x": np.ones(1)}, None), Fold("onset", fit), []
        for year, values in enumerate(([1.0, 2.0, 3.0], [3.0, 1.0, 2.0], [2.0, 5.0, 1.0]), 1900):
            brought = scale.standard(year, {"x": np.array(values)[:, None]})
            answers.append(fold.ask(3, [brought]).p.tolist())
            if edited:
                other = scale.apply({"x": np.array([[9.0], [0.0]])})
                assert fold.apply(2, [other]).p.shape == (2,)
            fold.learn(year + 1, np.array([0.0, 0.0, 1.0]))
        return answers

    assert said(edited=True) == said(edited=False)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run the miniature from files, as a user does."""
    place = tmp_path_factory.mktemp("edited")
    for name, text in (("nothing", ""), ("no-raid", STRUCK)):
        (place / f"{name}.toml").write_text(HEAD + text, encoding="utf-8")
    edits = [place / "no-raid.toml", place / "nothing.toml"]
    return run("miniature", place / "edited.duckdb", histories=2, repeats=False, audits=False, edits=edits)


def test_the_ledger_says_how_far_each_list_goes_and_why(ledger: Path) -> None:
    """The raid of 99 deaths has 5 x 1.6 points; a secret treaty and a pact follow, of 5 and 8."""
    departures = sql(
        ledger, "select edit, struck, followed, points, first_day from departure order by number"
    )
    [raid, nothing] = departures.rows()
    assert nothing == ("nothing", 0, 0, 0.0, None)
    assert raid[:3] == ("no-raid", 3, 2)
    assert raid[3] == pytest.approx(5 * 1.6 + 5 + 8)
    assert str(raid[4]) == "1900-05-01"
    told = sql(ledger, "select action, selector, reason, touched, followed from edit")
    assert told.rows() == [("strike", "event = 1900-05-01-raid", "why", 1, 2)]


def test_differences_are_sums_over_dyads_of_what_is_expected(ledger: Path) -> None:
    """Of nothing they are zero; of the raid they are what the two tables give."""
    rows = sql(ledger, "select edit, sum(abs(delta)) as moved from difference group by edit order by edit")
    [(_, raid), (_, nothing)] = rows.rows()
    assert nothing == 0
    assert raid > 0
    [(delta,)] = sql(
        ledger,
        "select delta from difference"
        " where edit = 'no-raid' and theory = 'pool' and outcome = 'onset' and year = 1904",
    ).rows()
    tables = ("from counterfactual where edit = 'no-raid'", "from forecast")
    which = "theory = 'pool' and year = 1904 and not aligned_before"
    sums = [sql(ledger, f"select sum(p_aligned) from ({one}) where {which}").item() for one in tables]
    assert delta == pytest.approx(sums[0] - sums[1])


def test_what_an_edit_moves_most_is_asked_by_list_and_theory(ledger: Path) -> None:
    """The furthest moved stands first; a list that does not exist is refused with those that do."""
    moved = query(ledger, "what_if", of_edit="no-raid", top="5")
    assert moved["edit"].unique().to_list() == ["no-raid"]
    assert moved["delta"].abs().is_sorted(descending=True)
    assert query(ledger, "what_if", of_edit="nothing").height == 0
    assert query(ledger, "departures")["edit"].to_list() == ["no-raid", "nothing"]


def test_a_comparison_says_a_sentence_of_each_list(ledger: Path) -> None:
    """How far it goes, what is expected then, and where most is moved."""
    found = compare(ledger)
    said = [one for one in found.reading if one.startswith("Edit ")]
    assert found.departures["edit"].to_list() == ["no-raid", "nothing"]
    assert said[0].startswith("Edit no-raid, It would have been otherwise (")
    assert "from 1900-05-01 on): the pool expects" in said[0]
    assert said[1] == "Edit nothing, It would have been otherwise: nothing differs from the record."


def test_a_ledger_with_edits_is_verified_without_their_files(ledger: Path) -> None:
    """It holds the lists itself."""
    for path in ledger.parent.glob("*.toml"):
        path.unlink()
    found = verify(ledger)
    assert found.same, found.tables.filter(pl.col("differing") > 0)
    assert found.rounded == 0
    assert found.tables.filter(table="counterfactual")["stored"].item() > 0


def test_the_content_of_the_lists_decides_the_id_of_a_run() -> None:
    """Another reason is another run; another layout is not."""
    world = load("miniature")

    def named(*texts: str) -> str:
        lists = [listed(text, world, f"list-{number}") for number, text in enumerate(texts)]
        return conduct(
            world, Request(histories=1, theories=("base_rate",), repeats=False, audits=False), None, lists
        )[0]

    ids: Sequence[str] = [named(), named(""), named(STRUCK), named(STRUCK.replace("why", "because"))]
    assert len({*ids}) == 4
    assert named(f"# a comment\n{STRUCK}") == ids[2]


def test_a_faulty_list_stops_a_run_before_anything_is_written(tmp_path: Path) -> None:
    """All faults come at once, as those of a timeline do."""
    (tmp_path / "odd.toml").write_text(HEAD + toml("strike", event="1900-05-01-rade"), encoding="utf-8")
    with pytest.raises(TimelineError, match="did you mean '1900-05-01-raid'"):
        run("miniature", tmp_path / "odd.duckdb", edits=[tmp_path / "odd.toml"])
    assert not (tmp_path / "odd.duckdb").exists()
