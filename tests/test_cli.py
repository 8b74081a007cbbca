"""The command line: data on standard output, words on standard error, an exit code that scripts can read.

Commands run in this process through the function that the program starts with, so that an exception
that escapes fails the test; what needs a process of its own starts the program itself.
"""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout, suppress
from pathlib import Path

import polars as pl
import pytest
from typer.main import get_command

from replay.cli import app, main
from replay.description import AGREED, THEORIES, TITLES
from replay.ledger import read, sql
from replay.theories import ideology
from tests.miniature import EARLY, change, copied

PROGRAM = str(Path(sys.executable).with_name("replay"))
FAST = ("--histories", "2", "--no-repeats", "--no-audits", "--theory", "balance_of_threat")
"""The least of a run, where what is run is not the point."""
WIDTH = 80


def ask(*arguments: str, at: Path, code: int = 0) -> tuple[str, str]:
    """Run the command line in a folder; return its output and its words, after judging the exit code."""
    shown, said = io.StringIO(), io.StringIO()
    ended = 0
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(shown), redirect_stderr(said):
        patch.chdir(at)
        patch.setenv("COLUMNS", str(WIDTH))
        patch.setattr(sys, "argv", ["replay", *arguments])
        try:
            main()
        except SystemExit as end:
            ended = int(end.code or 0)
    assert ended == code, said.getvalue()
    return shown.getvalue(), said.getvalue()


def plain(text: str) -> str:
    """Undo the frames and line breaks of a message in a box."""
    return re.sub(r"[\s│╭╮╰╯─]+", " ", text)


@pytest.fixture(scope="module")
def place(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder with a ledger of the miniature and some files that are none."""
    folder = tmp_path_factory.mktemp("cli")
    shutil.copy(miniature_ledger, folder)
    (folder / "plain.txt").write_text("hello\n", encoding="utf-8")
    (folder / "cut.duckdb").write_bytes((folder / "miniature.duckdb").read_bytes()[:200])
    (folder / "folder").mkdir()
    (folder / "wrong.toml").write_text("histroies = 3\n", encoding="utf-8")
    (folder / "sly.toml").write_text("progress = 1\n", encoding="utf-8")
    (folder / "broken.toml").write_text("histories 3\n", encoding="utf-8")
    return folder


DATA = (
    "list timelines",
    "list theories",
    "list queries",
    "list kinds",
    "list parameters",
    "list sources",
    "list edits",
    "check miniature",
    "compare miniature.duckdb",
    "explain miniature.duckdb ARD BRO 1905",
    "explain miniature.duckdb VAL ARD 1904",
    "describe miniature overview",
    "describe miniature.duckdb",
    "describe miniature.duckdb run",
    "describe ideology",
    "describe gravity_network terms",
    "query miniature.duckdb baseline_race",
    "query miniature.duckdb dyad first=ARD second=BRO",
    "query miniature.duckdb event_kinds",
    "query miniature.duckdb impressions_of observer_is=ARD observed_is=BRO",
    "query miniature.duckdb misses top=3",
    "query miniature.duckdb next_year in_year=1903",
    "query miniature.duckdb pacts_of of_state=ARD",
    "query miniature.duckdb record",
    "query miniature.duckdb seen_coming",
    "query miniature.duckdb shifts_by_year",
    "query miniature.duckdb signs",
    "query miniature.duckdb slopes",
    "query miniature.duckdb threat_over_time observer_is=ARD observed_is=BRO",
    "query miniature.duckdb threats of_state=ARD in_year=1901",
    "query miniature.duckdb what_happened of_state=ARD in_year=1901",
    "query miniature.duckdb why first=ARD second=BRO in_year=1905",
)


@pytest.mark.parametrize("command", DATA)
def test_data_come_as_table_csv_and_json(place: Path, command: str) -> None:
    """Tables (not sentences) fit 80 columns; CSV has even rows; JSON parses; no words but success."""
    arguments = command.split()
    table, words = ask(*arguments, at=place)
    assert table.strip()
    assert all(len(line) <= WIDTH for line in table.splitlines() if not line.endswith("."))
    assert words in {"", "miniature: sound\n"}
    header, *rows = csv.reader(io.StringIO(ask(*arguments, "-f", "csv", at=place)[0]))
    assert rows
    assert {len(row) for row in rows} == {len(header)}
    assert json.loads(ask(*arguments, "-f", "json", at=place)[0])


def test_sql_answers_a_select_in_each_format(place: Path) -> None:
    """The miniature has twelve events, six in each file."""
    statement = "select count(*) as events from event"
    assert ask("sql", "miniature.duckdb", statement, "-f", "csv", at=place)[0] == "events\n12\n"
    assert json.loads(ask("sql", "miniature.duckdb", statement, "-f", "json", at=place)[0]) == [
        {"events": 12}
    ]
    assert ask("sql", "miniature.duckdb", statement, at=place)[0].split() == ["events", "──────", "12"]


def test_a_run_writes_data_to_output_and_where_it_wrote_to_error(place: Path, tmp_path: Path) -> None:
    """Each format parses; the ledger is named after the timeline, unless a place is given."""
    for form in ("csv", "json"):
        shown, words = ask("run", "miniature", *FAST, "-o", f"{form}.duckdb", "-f", form, at=tmp_path)
        assert words == f"Wrote {form}.duckdb; next: replay compare {form}.duckdb\n"
        rows = json.loads(shown) if form == "json" else list(csv.DictReader(io.StringIO(shown)))
        assert {"year", "outcome", "theory", "actual", "expected"} <= rows[0].keys()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["csv.duckdb", "json.duckdb"]
    assert (place / "miniature.duckdb").is_file()


def test_a_timeline_in_the_folder_itself_names_the_ledger_after_the_folder(tmp_path: Path) -> None:
    """`replay run .` in a folder called world writes world.duckdb."""
    world = copied(tmp_path)
    ask("run", ".", *FAST, at=world)
    assert (world / "world.duckdb").is_file()


LIST = 'title = "No raid"\nclaim = "Nobody raids."\n[[strike]]\nkind = "raid"\nreason = "The claim."\n'


def test_a_run_with_edits_says_how_far_they_go_and_in_which_forecasts(tmp_path: Path) -> None:
    """By file and by the name in the folder; from options too. CSV and JSON hold the years alone."""
    world = copied(tmp_path)
    (world / "edits").mkdir()
    (world / "edits" / "no-raid.toml").write_text(LIST, encoding="utf-8")
    (tmp_path / "calm.toml").write_text(LIST, encoding="utf-8")
    (tmp_path / "options.toml").write_text('edits = ["calm.toml"]\n', encoding="utf-8")
    shown, _ = ask("run", "world", *FAST, "--edits", "no-raid", "--edits", "calm.toml", at=tmp_path)
    told = shown[shown.index("How far the edits go from the record") :]
    assert told.count("1900-05-01") == 2
    assert all(len(line) <= WIDTH for line in told.splitlines())
    shown, _ = ask("run", "world", *FAST, "--options", "options.toml", "-f", "csv", at=tmp_path)
    assert {"year", "outcome", "theory"} <= next(csv.DictReader(io.StringIO(shown))).keys()
    found = ask("query", "world.duckdb", "departures", "-f", "json", at=tmp_path)[0]
    assert [row["edit"] for row in json.loads(found)] == ["calm"]


def test_edits_that_are_not_sound_are_refused(tmp_path: Path) -> None:
    """A faulty list is wrong data, a list that is not there a wrong request."""
    (tmp_path / "odd.toml").write_text(LIST.replace('"raid"', '"riad"'), encoding="utf-8")
    _, words = ask("run", "miniature", "--edits", "odd.toml", at=tmp_path, code=1)
    assert words.startswith("replay: edits: 1 fault\nodd.toml:4: kind: was 'riad'")
    _, words = ask("run", "miniature", "--edits", "calm", at=tmp_path, code=2)
    assert words == "replay: edits were 'calm'; FILE.toml is allowed, since the timeline has no lists\n"
    assert not (tmp_path / "miniature.duckdb").exists()


def test_pivotal_events_come_as_two_tables_or_as_rows(tmp_path: Path) -> None:
    """Tables fit 80 columns; what cannot be struck so is said beside them."""
    command = ("pivotal", "miniature", "--theory", "balance_of_threat", "--theory", "aid")
    shown, words = ask(*command, "--top", "2", at=tmp_path)
    assert "What carries most for each theory" in shown
    assert all(len(line) <= WIDTH for line in shown.splitlines())
    assert "Alignments, rulers, capabilities, institutions and who exists stand as recorded" in words
    rows = list(csv.DictReader(io.StringIO(ask(*command, "-f", "csv", at=tmp_path)[0])))
    assert len(rows) == 12 * 3
    assert json.loads(ask(*command, "--last", "1", "-f", "json", at=tmp_path)[0])[0]["moved"] == 0
    assert "1 or more" in ask(*command, "--last", "0", at=tmp_path, code=2)[1]


def test_lists_of_everything_are_tables_only(place: Path) -> None:
    """CSV and JSON hold one list, so that one has to be named."""
    assert "kinds" in ask("list", at=place)[0]
    _, words = ask("list", "-f", "json", at=place, code=2)
    assert words == (
        "replay: json holds one list; name one of timelines, theories, queries, kinds, parameters, sources,"
        " edits\n"
    )


def test_a_timeline_is_described_section_by_section(place: Path) -> None:
    """A timeline of one coding has no agreement to show."""
    shown, words = ask("describe", "miniature", at=place)
    titles = [line.strip() for line in shown.splitlines() if line.strip() in TITLES.values()]
    assert titles == [title for title in TITLES.values() if title != AGREED]
    assert not words


def test_a_theory_is_listed_and_described_with_its_claim_and_sources(place: Path) -> None:
    """Names are not broken in a list of 80 columns; a description has the terms too, where there are any."""
    listed = ask("list", "theories", at=place)[0]
    assert all(f" {name} " in listed for name in THEORIES)
    rows = json.loads(ask("list", "theories", "-f", "json", at=place)[0])
    asked = THEORIES.values()
    assert {row["theory"]: row["claim"] for row in rows} == {one.name: one.claim for one in asked}
    for name, theory in THEORIES.items():
        shown, words = ask("describe", name, at=place)
        claim, _, terms = plain(shown).partition(" head term sign ")
        assert theory.claim in claim
        assert all(source in claim for source in theory.sources)
        assert all(term.name in terms for fit in theory.heads.values() for term in fit.terms)
        assert not words


def test_a_timelines_folder_goes_before_a_theory_of_the_same_name(tmp_path: Path) -> None:
    """A world in a folder called aid has events, which a theory has not."""
    copied(tmp_path).rename(tmp_path / "aid")
    assert TITLES["kinds"] in ask("describe", "aid", at=tmp_path)[0]


def test_help_names_every_command_and_option(place: Path) -> None:
    """Help is data: it goes to standard output."""
    shown, words = ask("--help", at=place)
    assert all(
        name in shown
        for name in ("list", "check", "run", "compare", "query", "sql", "describe", "cite", "import")
    )
    assert not words
    options = (
        "--feed",
        "--repeats",
        "--audits",
        "--out",
        "--histories",
        "--seed",
        "--theory",
        "--coding",
        "--set",
        "--options",
        "--format",
    )
    assert all(name in ask("run", "-h", at=place)[0] for name in options)


@pytest.mark.parametrize("name", sorted(get_command(app).commands))  # type: ignore[attr-defined]
def test_help_shows_all_that_is_written_of_an_option(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Brackets are markup to the terminal; whatever holds where an option is left out is seen too."""
    monkeypatch.setattr("tests.test_cli.WIDTH", 400)
    shown = plain(ask(name, "--help", at=tmp_path)[0])
    for one in get_command(app).commands[name].params:  # type: ignore[attr-defined]
        assert plain(one.help or "") in shown
        if isinstance(one.show_default, str):
            assert f"[default: ({one.show_default})]" in shown


REFUSED = [
    ("check nowhere", "timeline (or folder) was 'nowhere', which does not exist"),
    ("check minature", "did you mean 'miniature'?"),
    ("check plain.txt", "timeline (or folder) was 'plain.txt', which does not exist"),
    ("describe minature", "did you mean 'miniature'?"),
    ("describe ideolgy", "timeline, theory or file was 'ideolgy', which does not exist"),
    ("describe ideolgy", "did you mean 'ideology'?"),
    ("describe gone.py", "gone.py: it cannot be read: No such file or directory"),
    ("describe miniature run", "section was 'run', which does not exist"),
    ("describe aid trems", "section was 'trems', which does not exist; there are: claim, terms"),
    ("describe miniature --format csv", "csv holds one table; name one of overview, kinds"),
    ("describe miniature.duckdb rnu", "did you mean 'run'?"),
    ("run miniature --theory balance", "did you mean 'balance_of_power'?"),
    ("run miniature --coding frist", "coding was 'frist', which does not exist; there are: first"),
    ("run miniature --histories 0", "histories was 0"),
    ("run miniature --histories many", "Invalid value for '--histories'"),
    ("run miniature --seed -1", "seed was -1"),
    ("run miniature --set rho", "'rho' was given; key=value is allowed"),
    ("run miniature --set =1", "'=1' was given; key=value is allowed"),
    ("run miniature --set rho=low", "--set rho was 'low'; a number is allowed"),
    ("run miniature --set rho=9", "rho was 9; from -2 to 0.3 is allowed"),
    ("run miniature --set rho=nan", "rho was nan; from -2 to 0.3 is allowed"),
    ("run miniature --set roh=0", "which does not exist; see `replay list parameters`; did you mean 'rho'?"),
    ("run miniature --set weights=1", "weights has 4 parts and cannot be set to one number"),
    ("run miniature --options nowhere.toml", "nowhere.toml cannot be read: No such file or directory"),
    ("run miniature --options folder", "folder cannot be read: Is a directory"),
    ("run miniature --options broken.toml", "broken.toml is not TOML"),
    ("run miniature --options cut.duckdb", "cut.duckdb is not TOML"),
    ("run miniature --options wrong.toml", "option 'histroies' does not exist; did you mean 'histories'?"),
    ("run miniature --options sly.toml", "option 'progress' does not exist"),
    ("run miniature -o nowhere/x.duckdb", "nowhere/x.duckdb cannot be written: there is no folder nowhere"),
    ("run miniature -o folder", "folder is left as it is: it is not a file"),
    ("query miniature.duckdb threats of_state=ard", "did you mean 'ARD'?"),
    ("query miniature.duckdb misses of_theory=gravitty", "did you mean 'gravity'?"),
    ("run miniature --histroies 3", "--histories"),
    ("rnu miniature", "Did you mean 'run'?"),
    ("list kind", "'kinds'"),
    ("list kinds -f tabel", "'table', 'csv', 'json'"),
    ("run", "Missing argument"),
    ("compare miniature.duckdb --theory gravty", "did you mean 'gravity'?"),
    ("explain miniature.duckdb ARD BRA 1905", "did you mean 'BRO'?"),
    ("explain miniature.duckdb ARD BRO 1899", "year was 1899; 1901-1906 is allowed"),
    ("explain miniature.duckdb ARD CES 1906", "ARD and CES were not at risk in 1906"),
    ("query miniature.duckdb threts", "did you mean 'threats'?"),
    ("query miniature.duckdb threats of_stat=ARD", "did you mean 'of_state'?"),
    ("query miniature.duckdb threats ARD", "'ARD' was given; key=value is allowed"),
    ("query miniature.duckdb pool_without x=1", "was 'x', which does not exist; it takes none"),
    (
        "query miniature.duckdb threats in_year=1902",
        "state, the default of of_state, was 'EGY', which does not",
    ),
    (
        "query miniature.duckdb threats in_year=190O",
        "in_year was '190O'; a whole number is allowed, such as 1966",
    ),
    ("query miniature.duckdb threats in_year=", "in_year was ''; a whole number is allowed"),
    ("query miniature.duckdb threats in_year=1);drop", "in_year was '1);drop'; a whole number is allowed"),
    ("sql miniature.duckdb selct", "DuckDB refuses the statement: Parser Error"),
    ("sql miniature.duckdb select/**/nothing", 'Referenced column "nothing"'),
    ("sql miniature.duckdb drop/**/table/**/run", "read-only"),
    ("sql miniature.duckdb delete/**/from/**/run", "read-only"),
    ("sql miniature.duckdb ;", "the statement yields no rows; a select is allowed"),
]


@pytest.mark.parametrize(("command", "words"), REFUSED)
def test_a_wrong_request_ends_with_2_and_names_the_nearest(place: Path, command: str, words: str) -> None:
    """Nothing is shown as data, nothing is written, and one message says what is allowed."""
    before = {path: path.stat().st_mtime_ns for path in place.iterdir()}
    shown, said = ask(*command.split(), at=place, code=2)
    assert shown == ""
    assert words in plain(said)
    assert {path: path.stat().st_mtime_ns for path in place.iterdir()} == before


def test_a_theory_that_was_not_asked_is_refused_even_where_it_is_the_default(tmp_path: Path) -> None:
    """No rows would look like a theory that said nothing; the message names those that were asked."""
    ask("run", "miniature", "--theory", "ideology", "--histories", "2", "--no-repeats", at=tmp_path)
    for given in ([], ["of_theory=balance_of_threat"]):
        for name in ("record", "slopes"):
            _, said = ask("query", "miniature.duckdb", name, *given, at=tmp_path, code=2)
            assert "was 'balance_of_threat', which does not exist; there are: base_rate, gravity" in said


def test_a_pool_and_a_theory_in_a_file_are_described_as_theories_are(place: Path, tmp_path: Path) -> None:
    """By claim and terms; a pool has no terms of its own."""
    source = Path(ideology.__file__).read_text(encoding="utf-8")
    (tmp_path / "creeds.py").write_text(source.replace('name="ideology"', 'name="creeds"'), encoding="utf-8")

    assert "deserve more of a hearing" in ask("describe", "pool_weighted", at=place)[0]
    assert ask("describe", "creeds.py", at=tmp_path) == ask("describe", "ideology", at=tmp_path)
    assert ask("describe", "creeds.py", "terms", at=tmp_path) == ask(
        "describe", "ideology", "terms", at=tmp_path
    )


UNREADABLE = [
    ("nowhere.duckdb", "nowhere.duckdb: there is no such file"),
    ("plain.txt", "plain.txt: is not a DuckDB file"),
    ("cut.duckdb", "cut.duckdb: cannot be opened"),
    ("folder", "folder: is not a file"),
]


@pytest.mark.parametrize(("file", "words"), UNREADABLE)
@pytest.mark.parametrize("command", [("compare",), ("query", "threats"), ("sql", "select 1")])
def test_a_ledger_that_cannot_be_read_ends_with_1(
    place: Path, command: tuple[str, ...], file: str, words: str
) -> None:
    """It is missing, something else, or broken."""
    shown, said = ask(command[0], file, *command[1:], at=place, code=1)
    assert shown == ""
    assert f"replay: {words}" in said


def test_text_in_a_parameter_is_text_and_nothing_else(place: Path) -> None:
    """A quote does not end it: no state has such a name, and the message names those there are."""
    arguments = ("query", "miniature.duckdb", "threats", "of_state=' or true --", "in_year=1901")
    _, said = ask(*arguments, at=place, code=2)

    assert "state was '' or true --', which does not exist; there are: ARD, BRO, CES, VAL" in plain(said)


def test_cells_are_shown_as_they_are(place: Path) -> None:
    """Brackets and colons in a text are no commands to the terminal; what JSON cannot say is null."""
    assert "a [b] :x: c" in ask("sql", "miniature.duckdb", "select 'a [b] :x: c' as x", at=place)[0]
    shown = ask("sql", "miniature.duckdb", "select 'nan'::double as x, 1.5 as y", "-f", "json", at=place)[0]
    assert json.loads(shown, parse_constant=pytest.fail)[0]["x"] is None
    shown = ask("sql", "miniature.duckdb", "select [1, 2] as x, null as y", "-f", "csv", at=place)[0]
    assert shown == 'x,y\n"[1, 2]",\n'


def test_a_faulty_timeline_ends_with_1_and_nothing_is_written(tmp_path: Path) -> None:
    """`check` shows the faults as data in each format; `run` says them and writes no ledger."""
    world = copied(tmp_path)
    change(world, EARLY, ",raid,", ",riad,")
    change(world, "geography.csv", "200,1", "far,1")
    table, words = ask("check", "world", at=tmp_path, code=1)
    assert [line.split(": ")[0] for line in table.splitlines()] == [f"{EARLY}:3", "geography.csv:2"]
    assert words == "replay: world: 2 faults, nothing can be run\n"
    rows = json.loads(ask("check", "world", "-f", "json", at=tmp_path, code=1)[0])
    assert [(row["line"], row["column"], row["nearest"]) for row in rows] == [
        (3, "kind", "raid"),
        (2, "km", None),
    ]
    assert ask("check", "world", "-f", "csv", at=tmp_path, code=1)[0].count("\n") == 3
    shown, words = ask("run", "world", *FAST, at=tmp_path, code=1)
    assert shown == ""
    assert words == f"replay: world: 2 faults\n{table}"
    assert [path.name for path in tmp_path.iterdir()] == ["world"]


def test_what_the_bibtex_parser_says_is_not_repeated(tmp_path: Path) -> None:
    """A broken entry is one fault on standard output, and no chatter besides."""
    world = copied(tmp_path)
    change(world, "sources.bib", "@misc{almanac,", "@misc{almanac")
    shown, words = ask("check", "world", at=tmp_path, code=1)
    assert shown.startswith("sources.bib:6: was an entry that fails")
    assert words == "replay: world: 1 fault, nothing can be run\n"


def test_a_file_of_another_kind_is_left_byte_for_byte(place: Path) -> None:
    """A misplaced `-o` costs nobody a file."""
    before = (place / "plain.txt").read_bytes()
    _, words = ask("run", "miniature", *FAST, "-o", "plain.txt", at=place, code=2)
    assert words == "replay: plain.txt is left as it is: it is not a DuckDB file\n"
    assert (place / "plain.txt").read_bytes() == before


def test_a_name_too_long_for_the_system_is_refused(place: Path) -> None:
    """The system's own words are passed on, without a traceback."""
    _, words = ask("check", "x" * 5000, at=place, code=2)
    assert words.endswith("File name too long\n")


def rows_of(path: Path) -> dict[str, pl.DataFrame]:
    """Read all tables of a ledger but the clock of the wall."""
    names = sql(path, "select table_name from duckdb_tables() order by 1")["table_name"]
    return read(path, {name: f'from "{name}"' for name in names if name != "wall_clock"})


def test_two_runs_give_the_same_rows(tmp_path: Path) -> None:
    """Only the wall clock differs."""
    for name in ("first", "second"):
        ask("run", "miniature", *FAST, "-o", f"{name}.duckdb", at=tmp_path)
    first, second = rows_of(tmp_path / "first.duckdb"), rows_of(tmp_path / "second.duckdb")
    assert first.keys() == second.keys()
    assert [name for name in first if not first[name].equals(second[name])] == []


def test_a_run_replaces_an_older_ledger_whole(tmp_path: Path) -> None:
    """Nothing of the first run is left: one run, the second's seed; options given win over the file's."""
    (tmp_path / "o.toml").write_text(
        "theory = ['gravity']\nhistories = 2\nseed = 7\naudits = false\n[fixed]\nrho = 0.0\n",
        encoding="utf-8",
    )
    ask("run", "miniature", *FAST, at=tmp_path)
    ask("run", "miniature", "--options", "o.toml", "--seed", "8", at=tmp_path)
    runs = sql(tmp_path / "miniature.duckdb", "select seed, histories from run")
    assert runs.rows() == [(8, 2)]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["miniature.duckdb", "o.toml"]


@pytest.mark.parametrize(
    ("older", "workers", "until"),
    [
        (True, "1", b"Replaying"),
        (False, "1", b"Replaying"),
        (True, "2", b"Replaying"),
        (False, "2", rb" [1-9]\d*/"),
    ],
)
def test_an_interrupted_run_ends_with_130_and_publishes_nothing(
    place: Path,
    tmp_path: Path,
    older: bool,  # noqa: FBT001 - both cases
    workers: str,
    until: bytes,
) -> None:
    """No half ledger, no temporary file, no worker; an older ledger stays as it was.

    As a terminal does, every process is interrupted: when it begins, and when a block is done.
    """
    ledger = tmp_path / "miniature.duckdb"
    if older:
        ledger.write_bytes((place / "miniature.duckdb").read_bytes())
    before = [(path.name, path.read_bytes()) for path in tmp_path.iterdir()]
    terminal, stderr = pty.openpty()
    command = [PROGRAM, "run", "miniature", "--histories", "10000", "--workers", workers]
    environment = {**os.environ, "TERM": "xterm"}
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=stderr,
        start_new_session=True,
    ) as running:
        said = b""
        while not re.search(until, said):
            said += os.read(terminal, 4096)
        os.killpg(running.pid, signal.SIGINT)
        shown, _ = running.communicate(timeout=60)
    os.close(stderr)
    said = b"".join(rest(terminal))
    os.close(terminal)
    assert (running.returncode, shown) == (130, b"")
    assert b"replay: stopped; nothing was published" in said
    assert b"Traceback" not in said
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == before


def rest(terminal: int) -> Iterator[bytes]:
    """Read what a terminal still shows; at the end it fails, as nobody writes to it any more."""
    with suppress(OSError):
        while shown := os.read(terminal, 4096):
            yield shown


def test_the_program_itself_ends_with_the_exit_code(place: Path) -> None:
    """0 for an answer, 1 for a ledger that is none, 2 for a wrong request; never a traceback."""
    for arguments, code in (("list kinds", 0), ("compare plain.txt", 1), ("check minature", 2)):
        done = subprocess.run(
            [PROGRAM, *arguments.split()], cwd=place, capture_output=True, text=True, check=False
        )
        assert (done.returncode, bool(done.stdout), bool(done.stderr)) == (code, code == 0, code != 0)
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "command", ["list kinds", "list kinds -f json", "sql miniature.duckdb 'from range(9999)'"]
)
def test_a_closed_pipe_is_silent(place: Path, command: str) -> None:
    """A reader that has seen enough, such as `head`, gets no complaint."""
    done = subprocess.run(
        ["bash", "-c", f"'{PROGRAM}' {command} | head -1"],  # noqa: S607 - whichever bash there is
        cwd=place,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
