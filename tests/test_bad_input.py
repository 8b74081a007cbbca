"""What a user can get wrong in a timeline, and the one fault that each mistake leads to.

`faults.txt` lists mistakes in one place of the miniature: what it is, the file, the text there, the text
instead, and the fault as it is shown, `file:line: column: was found; allowed; did you mean`. Lines count
from 1, the header being line 1; no text there means the end of the file.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from replay.errors import Fault, UnknownNameError
from replay.loading import load, load_folder
from tests.miniature import EARLY, LATE, change, copied, faults

GEOGRAPHY = "the columns are: a,b,km,border,from,until,source"
FAULTS = Path(__file__).with_name("faults.txt")


def cases() -> list[Any]:
    """Read the mistakes that `faults.txt` lists."""
    found = []
    for block in FAULTS.read_text(encoding="utf-8").split("\n\n"):
        name, file, old, new, shown = block.strip().split("\n")
        there, instead = (text[2:].replace("\\n", "\n") for text in (old, new))
        found.append(pytest.param(file, there, instead, shown, id=name))
    return found


@pytest.mark.parametrize(("file", "old", "new", "shown"), cases())
def test_a_mistake_is_one_fault(tmp_path: Path, file: str, old: str, new: str, shown: str) -> None:
    """The fault says where, what stands there and what may; it does not come back at every reference."""
    world = copied(tmp_path)
    change(world, file, old, new)
    assert list(map(str, faults(world))) == [shown]


@pytest.mark.parametrize(
    "number",
    ['"1,5"', "1_000", "nan", "-3", "inf", "1e999", "0x10", "3%", "1 000", "\N{ARABIC-INDIC DIGIT THREE}"],
)
def test_a_malformed_number_is_one_fault(tmp_path: Path, number: str) -> None:
    """Deaths are digits with a point at most: nothing that only a program calls a number."""
    world = copied(tmp_path)
    change(world, EARLY, ",,,9,,,A", f",,,{number},,,A")
    found = number.strip('"')
    assert list(map(str, faults(world))) == [
        f"{EARLY}:2: deaths: was '{found}'; a number at least 0 is allowed"
    ]


@pytest.mark.parametrize(
    ("number", "deaths"), [("9", 9), ("9.5", 9.5), ("1e3", 1000), (" 9 ", 9), ("", None)]
)
def test_a_number_may_be_written_in_several_ways(tmp_path: Path, number: str, deaths: float | None) -> None:
    """A point, an exponent and blanks around are no faults; nothing means unknown."""
    world = copied(tmp_path)
    change(world, EARLY, ",,,9,,,A", f",,,{number},,,A")
    assert load_folder(world).events[0].deaths == deaths


def test_a_quantity_misspelt_in_the_manifest_is_one_fault_of_the_table(tmp_path: Path) -> None:
    """The manifest names the columns of capabilities.csv, so the column is what it does not know."""
    world = copied(tmp_path)
    change(world, "manifest.toml", '"spending"', '"spendng"')
    [fault] = faults(world)
    assert (fault.file, fault.line, fault.column) == ("capabilities.csv", 1, "spending")
    assert fault.nearest == "spendng"


FILES = (
    "alignments.csv",
    "capabilities.csv",
    "geography.csv",
    "ideologies.csv",
    "manifest.toml",
    "regimes.csv",
    "sources.bib",
    "states.csv",
)
OPTIONAL = (
    "adversaries.csv",
    "assets.csv",
    "commitments.csv",
    "doctrines.csv",
    "forces.csv",
    "orientations.csv",
    "polarity.csv",
)


def removed(path: Path) -> None:
    """Delete a file."""
    path.unlink()


def made_a_folder(path: Path) -> None:
    """Put a folder where a file should be."""
    path.unlink()
    path.mkdir()


def made_a_loop(path: Path) -> None:
    """Put a link to itself where a file should be, which not even root can read."""
    path.unlink()
    path.symlink_to(path)


def emptied(path: Path) -> None:
    """Leave nothing but blank lines."""
    path.write_text("\n\n", encoding="utf-8")


def in_latin(path: Path) -> None:
    """Write a name as old Western European programs do, with the byte f6 for an o with dots."""
    path.write_bytes(path.read_bytes() + b"K\xf6nig")


def in_utf16(path: Path) -> None:
    """Write the file as some spreadsheets do, with the byte ff first."""
    path.write_bytes(b"\xff\xfe" + path.read_text(encoding="utf-8").encode("utf-16-le"))


def in_bare_utf16(path: Path) -> None:
    """Write the file in UTF-16 without a mark, so that every second byte is zero."""
    path.write_bytes(path.read_text(encoding="utf-8").encode("utf-16-le"))


READABLE = "a readable file must stand here"


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    ("harm", "rest"),
    [
        (removed, f"was missing; {READABLE}"),
        (made_a_folder, f"was a folder; {READABLE}"),
        (made_a_loop, f"was not readable (Too many levels of symbolic links); {READABLE}"),
        (emptied, "was empty; a file must not be empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(
    tmp_path: Path, file: str, harm: Callable[[Path], None], rest: str
) -> None:
    """What refers to the file is not at fault, so nothing else is reported."""
    world = copied(tmp_path)
    harm(world / file)
    assert list(map(str, faults(world))) == [f"{file}: {rest}"]


@pytest.mark.parametrize("file", OPTIONAL)
@pytest.mark.parametrize(
    ("harm", "rest"),
    [
        (made_a_folder, f"was a folder; {READABLE}"),
        (made_a_loop, f"was not readable (Too many levels of symbolic links); {READABLE}"),
        (emptied, "was empty; a file must not be empty"),
    ],
)
def test_an_optional_file_that_is_there_must_be_readable(
    tmp_path: Path, file: str, harm: Callable[[Path], None], rest: str
) -> None:
    """A file without a byte, or that is none, is more likely an accident than to know nothing."""
    world = copied(tmp_path)
    harm(world / file)
    assert list(map(str, faults(world))) == [f"{file}: {rest}"]


@pytest.mark.parametrize("file", OPTIONAL)
def test_without_an_optional_file_its_facts_are_unknown_as_with_a_header_alone(
    tmp_path: Path, file: str
) -> None:
    """Both are the same timeline, of which nothing of the kind is known."""
    absent, bare = copied(tmp_path / "absent"), copied(tmp_path / "bare")
    (absent / file).unlink()
    header = (bare / file).read_text(encoding="utf-8").splitlines()[0]
    (bare / file).write_text(header, encoding="utf-8")
    name = file.removesuffix(".csv")
    assert load_folder(absent).digest == load_folder(bare).digest != load("miniature").digest
    assert name in load("miniature").rows
    assert name not in load_folder(absent).rows


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("asset.csv", "assets.csv"),
        ("polarities.csv", "polarity.csv"),
        ("orientation.csv", "orientations.csv"),
    ],
)
def test_an_optional_file_under_a_wrong_name_is_one_fault(tmp_path: Path, wrong: str, right: str) -> None:
    """It would go unread, and its facts be unknown without a word."""
    world = copied(tmp_path)
    (world / right).rename(world / wrong)
    expected = (
        f"{wrong}: was a file of no known name; the optional files are orientations.csv, doctrines.csv,"
        " assets.csv, commitments.csv, adversaries.csv, forces.csv, polarity.csv, cases.csv; did you mean"
        f" '{right}'?"
    )
    assert list(map(str, faults(world))) == [expected]


def test_a_file_of_another_name_is_left_alone(tmp_path: Path) -> None:
    """A coder's own notes may stand in the folder."""
    world = copied(tmp_path)
    (world / "notes.csv").write_text("anything", encoding="utf-8")
    assert load_folder(world).digest == load("miniature").digest


@pytest.mark.parametrize("file", [*FILES, *OPTIONAL, EARLY])
@pytest.mark.parametrize(("harm", "byte"), [(in_latin, "f6"), (in_utf16, "ff"), (in_bare_utf16, "00")])
def test_a_wrong_encoding_is_one_fault_with_its_line(
    tmp_path: Path, file: str, harm: Callable[[Path], None], byte: str
) -> None:
    """The line is that of the first byte that is not UTF-8: the last for the name, else the first."""
    world = copied(tmp_path)
    lines = (world / file).read_text(encoding="utf-8").count("\n")
    harm(world / file)
    line = lines + 1 if harm is in_latin else 1
    assert list(map(str, faults(world))) == [f"{file}:{line}: was byte 0x{byte}; files are UTF-8"]


@pytest.mark.parametrize("file", ["states.csv", "alignments.csv"])
def test_a_header_alone_is_a_fault_where_something_must_be_known(tmp_path: Path, file: str) -> None:
    """Without states and pacts there is nothing to forecast."""
    world = copied(tmp_path)
    header = (world / file).read_text(encoding="utf-8").splitlines()[0]
    (world / file).write_text(header + "\n", encoding="utf-8")
    expected = f"{file}:1: was a header without rows; at least one row is needed"
    assert list(map(str, faults(world))) == [expected]


@pytest.mark.parametrize("file", ["geography.csv", "regimes.csv", "capabilities.csv", LATE])
def test_a_header_alone_is_sound_where_nothing_may_be_known(tmp_path: Path, file: str) -> None:
    """Not to know any distance, regime, capability or event of some years is a state of knowledge."""
    world = copied(tmp_path)
    header = (world / file).read_text(encoding="utf-8").splitlines()[0]
    (world / file).write_text(header, encoding="utf-8")
    name = "events" if file == LATE else file.removesuffix(".csv")
    assert len(load_folder(world).rows[name]) == (6 if file == LATE else 0)


def test_a_timeline_without_event_files_is_one_fault(tmp_path: Path) -> None:
    """Events stand in a folder of their own."""
    world = copied(tmp_path)
    shutil.rmtree(world / "events")
    assert list(map(str, faults(world))) == ["events: was without a CSV file; events stand in events/*.csv"]


def test_an_event_file_is_read_whatever_the_case_of_its_suffix(tmp_path: Path) -> None:
    """No file is left out silently: the six events of each file are there."""
    world = copied(tmp_path)
    (world / LATE).rename(world / "events" / "1903-1905.CSV")
    assert len(load_folder(world).events) == 6 + 6


def test_semicolons_for_commas_are_one_fault(tmp_path: Path) -> None:
    """Spreadsheets of half of Europe write them; the header says it all."""
    world = copied(tmp_path)
    path = world / "geography.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",", ";"), encoding="utf-8")
    expected = (
        f"geography.csv:1: was one cell, 'a;b;km;border;from;until;source'; with commas between, {GEOGRAPHY}"
    )
    assert list(map(str, faults(world))) == [expected]


def test_a_line_break_within_quotes_does_not_shift_later_lines(tmp_path: Path) -> None:
    """The raid stands in the third row; with a break in the text of the second it is on line 4."""
    world = copied(tmp_path)
    change(world, EARLY, "Patrols of Ardania and Brovia fire", '"Patrols of\nArdania and Brovia fire')
    change(world, EARLY, "ford; nine die.,", 'ford; nine die.",')
    change(world, EARLY, ",raid,", ",riad,")
    assert [(fault.line, fault.nearest) for fault in faults(world)] == [(4, "raid")]


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    """Two before the header and one after each row, empty or of commas: the raid is on line 2 + 2 * 2 + 1."""
    world = copied(tmp_path)
    path = world / EARLY
    text = path.read_text(encoding="utf-8").replace("\n", "\n" + "," * 14 + "\n")
    path.write_text("\n \n" + text, encoding="utf-8")
    assert len(load_folder(world).events) == 6 + 6
    change(world, EARLY, ",raid,", ",riad,")
    assert [fault.line for fault in faults(world)] == [7]


@pytest.mark.parametrize("file", [*FILES, *OPTIONAL, EARLY])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_byte_order_mark_and_either_line_ending_are_accepted(
    tmp_path: Path, file: str, ending: str
) -> None:
    """They leave the timeline, and so its digest, as it was."""
    world = copied(tmp_path)
    raw = (world / file).read_bytes().replace(b"\n", ending.encode())
    (world / file).write_bytes(b"\xef\xbb\xbf" + raw)
    assert load_folder(world).digest == load("miniature").digest


def test_many_faults_are_reported_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    """Ten mistakes in five files are ten faults."""
    world = copied(tmp_path)
    change(world, "regimes.csv", "BRO,,1903-08-20,monarchy", "BRO,,1903-08-21,monarchy")
    change(world, "regimes.csv", "CES,,1904-06-01,parliamentary", "CES,,1904-06-01,parlamentary")
    change(world, "geography.csv", "200,1", "two hundred,1")
    change(world, EARLY, ",raid,", ",riad,")
    change(world, EARLY, "note,1902-10-05", "note,1906-10-05")
    change(world, EARLY, "ford; nine die.,gazette", "ford; nine die.,gazete")
    change(world, LATE, ",coup,BRO,,", ",coup,BRO,ARD,")
    change(world, LATE, "rupture,1905-09-09", "rupture,1905-09-31")
    change(world, "manifest.toml", '["VAL"]', '["VAK"]')
    change(world, "alignments.csv", "ARD,1905-03-01", "ARX,1905-03-01")
    places = [(fault.file, fault.line, fault.column) for fault in faults(world)]
    assert places == [
        ("alignments.csv", 10, "state"),
        (EARLY, 2, "source"),
        (EARLY, 3, "kind"),
        (EARLY, 7, "date"),
        (LATE, 3, "target"),
        (LATE, 7, "date"),
        ("geography.csv", 2, "km"),
        ("manifest.toml", 0, "great_powers"),
        ("regimes.csv", 4, "from"),
        ("regimes.csv", 5, "regime"),
    ]


def test_a_row_may_have_several_faults(tmp_path: Path) -> None:
    """Each cell is judged, whatever else is wrong with the row."""
    world = copied(tmp_path)
    change(world, EARLY, "note,1902-10-05,day,,threat,BRO", "note,soon,dy,,threat,B O")
    columns = [fault.column for fault in faults(world)]
    assert columns == ["date", "initiator", "precision"]


def test_a_row_with_an_unreadable_cell_still_has_its_other_faults_reported(tmp_path: Path) -> None:
    """A day that does not exist hides neither an unknown state nor an unknown source of the same row."""
    world = copied(tmp_path)
    change(world, EARLY, "raid,1900-05-01", "raid,1900-05-41")
    change(world, EARLY, "raid,BRO,CES", "raid,BRO,CEZ")
    change(world, EARLY, "ninety-nine die.,gazette", "ninety-nine die.,gazete")

    assert [(fault.line, fault.column, fault.nearest) for fault in faults(world)] == [
        (3, "date", None),
        (3, "source", "gazette"),
        (3, "target", "CES"),
    ]


def test_an_error_tells_how_many_faults_there_are_and_each_in_a_line(tmp_path: Path) -> None:
    """The first line counts, the others say where and what."""
    world = copied(tmp_path)
    change(world, EARLY, ",raid,", ",riad,")
    change(world, EARLY, "ford; nine die.,gazette", "ford; nine die.,gazete")
    found = faults(world)
    with pytest.raises(Exception, match="world: 2 faults") as caught:
        load_folder(world)
    assert str(caught.value).splitlines() == ["world: 2 faults", *map(str, found)]


@pytest.mark.parametrize(("name", "nearest"), [("minature", "miniature"), ("nowhere", None), ("", None)])
def test_a_timeline_that_does_not_exist_names_the_nearest(name: str, nearest: str | None) -> None:
    """Neither a shipped name nor a folder: the shipped ones are named."""
    with pytest.raises(UnknownNameError) as caught:
        load(name)
    assert caught.value.nearest == nearest
    assert caught.value.allowed == ("asia", "middle-east", "miniature", "nato")


def test_a_fault_of_a_whole_file_shows_no_line() -> None:
    """Line 0 is none, and a hint is only there if something is near."""
    assert str(Fault("a.csv", 0, "", "missing", "it must be there")) == "a.csv: was missing; it must be there"
    assert (
        str(Fault("a.csv", 2, "b", "'x'", "y or z", "y")) == "a.csv:2: b: was 'x'; y or z; did you mean 'y'?"
    )


def test_of_many_names_a_message_says_how_many_and_the_nearest() -> None:
    """Thirty are still listed; of thirty-one the first, the last and the likeliest suffice."""
    names = [f"pact-{number:02}" for number in range(31)]
    assert "pact-00, pact-01, pact-02" in str(UnknownNameError("pact", "pact-7", names[:30]))
    assert str(UnknownNameError("pact", "pakt-17", names)) == (
        "pact was 'pakt-17', which does not exist; there are 31, from 'pact-00' to 'pact-30';"
        " did you mean 'pact-17'?"
    )
