"""Published data sets made into feeds: small made-up files, and the real ones where REPLAY_DATA has them.

REPLAY_DATA is a folder in which the files of the publications stand somewhere under the names of
`REAL`; what is tested of every file is then tested of them as well.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from replay.codebook import Event, codebook
from replay.errors import RequestError, TimelineError, UnknownNameError
from replay.feed import load_feed
from replay.importer import lookup
from replay.importers import import_feed, registry
from replay.records import coded_event
from tests.feeds import feed
from tests.test_cli import ask

MIE = (
    "micnum,eventnum,ccode1,ccode2,stmon,stday,styear,endmon,endday,endyear,sidea1,action,hostlev,"
    "fatalmin1,fatalmax1,fatalmin2,fatalmax2,version\n"
)
WTI = "treaty_id,Signed,party1,party2,headnote,topic1,title\n"
REAL = {"mie": "mie_1_0.parquet", "wti": "wti_treaties_master_list.parquet"}


def mie(*rows: str) -> str:
    """Write rows given as `actor target action first last deaths`, days as year-month-day, 0 unknown.

    Deaths are the four bounds with slashes between, or one number for all of them.
    """
    lines = []
    for number, row in enumerate(rows, 1):
        actor, target, action, first, last, deaths = row.split()
        year, month, day = first.split("-")
        ends, end_month, end_day = last.split("-")
        bounds = deaths.split("/") if "/" in deaths else [deaths] * 4
        days = (month, day.replace("0", "-9") if day == "0" else day, year, end_month, end_day, ends)
        lines.append(",".join(["7", str(number), actor, target, *days, "1", action, "4", *bounds, "mie-1.0"]))
    return MIE + "\n".join(lines) + "\n"


def wti(*rows: str) -> str:
    """Write treaties given as `day party party topic headnote`."""
    lines = []
    for number, row in enumerate(rows, 1):
        day, one, other, topic, *words = row.split()
        lines.append(f"{number},{day},{one},{other},{' '.join(words)},{topic},AGREEM")
    return WTI + "\n".join(lines) + "\n"


def imported(folder: Path, source: str, content: str) -> list[Event]:
    """Import a file of this content and return the events of the feed, in the order of its rows."""
    file = folder / "published.csv"
    file.write_text(content, encoding="utf-8")
    import_feed(source, file, folder / source)
    return [coded_event(row, source) for _, _, row in load_feed(folder / source).table.rows()]


def told(event: Event) -> str:
    """Say an event in a line."""
    return f"{event.happened.last} {event.kind.kind} {' '.join((*event.initiators, *event.targets))}"


SMALL: dict[str, str] = {
    "mie": mie("651 666 16 1967-6-5 1967-6-5 1", "666 651 17 1967-6-0 1967-6-0 0"),
    "wti": wti("1967-05-04 LEBANO SAUDI 3TRADE TRADE", "1967-05-05 USA IRAN 4LOAN LOAN"),
}


def published(source: str) -> list[Any]:
    """List the files of a publication: one made up here, and the real ones that REPLAY_DATA has."""
    place = os.environ.get("REPLAY_DATA")
    found = sorted(Path(place).rglob(REAL[source])) if place else []
    return [pytest.param(source, None, id=f"{source}-small")] + [
        pytest.param(source, path, id=f"{source}-{path.parent.name}") for path in found
    ]


@pytest.mark.parametrize(("source", "path"), [one for source in SMALL for one in published(source)])
def test_a_publication_becomes_a_feed_without_faults(tmp_path: Path, source: str, path: Path | None) -> None:
    """The feed loads; its rows and those left out are no more than the file's; no two rows tell the same."""
    if path is None:
        path = tmp_path / "small.csv"
        path.write_text(SMALL[source], encoding="utf-8")
    coded = import_feed(source, path, tmp_path / source)
    found = load_feed(tmp_path / source)
    rows = [row for _, _, row in found.table.rows()]

    assert 0 < len(rows) <= found.manifest.published - sum(coded.left_out.values())
    assert (found.manifest.name, found.manifest.left_out) == (source, coded.left_out)
    facts = [(row["kind"], row["date"], row["initiator"], row["target"]) for row in rows]
    assert len(set(facts)) == len(facts)


def test_an_attack_is_a_raid_by_the_one_on_the_other(tmp_path: Path) -> None:
    """COW 651 is EGY and 666 ISR; deaths are (1+3)/2 of one side and (10+20)/2 of the other: 17."""
    [event] = imported(tmp_path, "mie", mie("651 666 16 1967-6-5 1967-6-6 1/3/10/20"))

    assert told(event) == "1967-06-05 raid EGY ISR"
    assert (event.deaths, event.precision, event.sources) == (17, "day", ("mie2024",))
    assert event.description == "Attack: Egypt, Israel"


def test_a_day_that_is_not_known_leaves_the_month(tmp_path: Path) -> None:
    """The publication writes -9; the window is all of June."""
    [event] = imported(tmp_path, "mie", mie("651 666 7 1967-6-0 1967-6-19 0"))

    assert (event.precision, str(event.happened.first), str(event.happened.last)) == (
        "month",
        "1967-06-01",
        "1967-06-30",
    )


def test_a_week_of_one_kind_between_two_states_is_one_event(tmp_path: Path) -> None:
    """The week of 1 March ends on the 8th; the 9th opens another; what the other side does is its own."""
    days = ("1-3-1", "1-3-8", "1-3-9", "1-3-16")
    rows = [f"651 666 16 1967-{day[2:]} 1967-{day[2:]} 1" for day in days]
    events = imported(tmp_path, "mie", mie(*rows, "666 651 16 1967-3-2 1967-3-2 0"))

    assert list(map(told, events)) == [
        "1967-03-01 raid EGY ISR",
        "1967-03-02 raid ISR EGY",
        "1967-03-09 raid EGY ISR",
    ]
    assert [event.deaths for event in events] == [4, 0, 4]  # two rows of (1+1)/2 + (1+1)/2 each
    assert events[0].description == "Attack: Egypt, Israel (2 rows)"


def test_a_clash_is_the_same_from_either_side(tmp_path: Path) -> None:
    """Two rows of one week, one from each side, are one clash with the deaths of both rows."""
    rows = ("666 651 17 1967-3-1 1967-3-1 1", "651 666 17 1967-3-3 1967-3-3 2")
    [event] = imported(tmp_path, "mie", mie(*rows))

    assert told(event) == "1967-03-01 border_clash EGY ISR"
    assert event.deaths == 2 + 4


def test_deaths_below_0_are_unknown(tmp_path: Path) -> None:
    """The publication's mark for unknown, -9, is no number of the dead, in one bound as in all of them."""
    rows = (
        "651 666 16 1967-6-5 1967-6-5 -9",
        "651 666 16 1968-6-5 1968-6-5 1/3/-9/20",
        "651 666 16 1969-6-5 1969-6-5 0",
    )

    assert [event.deaths for event in imported(tmp_path, "mie", mie(*rows))] == [None, None, 0]


def test_a_new_year_opens_a_new_event(tmp_path: Path) -> None:
    """What happens on 1 January cannot count on 31 December."""
    rows = ("651 666 16 1967-12-31 1967-12-31 0", "651 666 16 1968-1-1 1968-1-1 0")

    assert [event.happened.last.year for event in imported(tmp_path, "mie", mie(*rows))] == [1967, 1968]


def test_deaths_of_a_battle_that_runs_into_another_year_are_unknown(tmp_path: Path) -> None:
    """Else 31 December would know the dead of January; those of a battle within the year are counted."""
    rows = ("651 666 22 1969-3-8 1970-8-7 900", "651 666 22 1968-3-8 1968-8-7 9")
    within, beyond = imported(tmp_path, "mie", mie(*rows))

    assert (within.deaths, beyond.deaths) == (18, None)


def test_rows_that_cannot_be_coded_are_left_out_and_counted(tmp_path: Path) -> None:
    """An action 99, a state 999, a state with itself, 30 February, and a number that stood before."""
    file = tmp_path / "published.csv"
    rows = (
        "651 666 99 1967-3-1 1967-3-1 0",
        "651 999 16 1967-3-1 1967-3-1 0",
        "651 651 16 1967-3-1 1967-3-1 0",
        "651 666 16 1967-2-30 1967-2-30 0",
        "651 666 16 1967-3-1 1967-3-1 0",
    )
    file.write_text(mie(*rows) + mie(rows[-1]).removeprefix(MIE), encoding="utf-8")
    coded = import_feed("mie", file, tmp_path / "mie")

    assert coded.left_out == {
        "without a number of its own": 1,
        "with an action that is not in mie.csv": 1,
        "with a state that is not in cow.csv": 1,
        "with one state on both sides": 1,
        "without a readable date": 1,
    }
    assert coded.events["id"].to_list() == ["mie-7-5"]


TREATIES = [
    ("1950-01-01 LEBANO SAUDI 3TRADE TRADE", "agreement LEB SAU", 0.5),
    ("1950-01-01 SAUDI LEBANO 6POST PARCEL POST", "agreement LEB SAU", 0.25),
    ("1950-01-01 EGYPT SYRIA 1ALLY MUTUAL DEFENSE", "defence_pact EGY SYR", 1),
    ("1950-01-01 EGYPT YEMENA 1AMITY Friendship and cooperation", "friendship_treaty EGY YAR", 1),
    ("1950-01-01 EGYPT YEMENA 1AMITY COMMERCE AND NAVIGATION", "agreement EGY YAR", 0.5),
    ("1950-01-01 IRAN IRAQ 1TERRI BOUNDARY", "border_agreement IRN IRQ", 1),
    ("1950-01-01 EGYPT USSR 1RECOG DIPLOMATIC RELATIONS", "relations_restored EGY RUS", 1),
    ("1949-02-24 EGYPT ISRAEL 1PEACE GENERAL ARMISTICE", "disengagement EGY ISR", 1),
    ("1950-01-01 IRAN USA 4LOAN LOAN", "aid USA IRN", 0.5),
    ("1950-01-01 UK JORDAN 4AID ASSISTANCE", "aid UKG JOR", 0.5),
    ("1950-01-01 UK USA 4MILIT MUTUAL DEFENSE ASSISTANCE", "military_aid USA UKG", 1),
    ("1950-01-01 YEMENA KUWAIT 4LOAN LOAN", "aid KUW YAR", 0.5),
    ("1950-01-01 JORDAN SYRIA 4LOAN LOAN", "agreement JOR SYR", 0.5),
    ("1990-05-21 EGYPT YEMEN 7CULT CULTURE", "agreement EGY YAR", 0.25),
    ("1990-05-22 EGYPT YEMEN 7CULT CULTURE", "agreement EGY YEM", 0.25),
]


@pytest.mark.parametrize(("row", "expected", "intensity"), TREATIES)
def test_a_treaty_is_coded_by_its_topic_and_headnote(
    tmp_path: Path, row: str, expected: str, intensity: float
) -> None:
    """Aid goes from the donor of higher rank; between equals it is an agreement; Yemen goes by its date."""
    [event] = imported(tmp_path, "wti", wti(row))

    assert told(event) == f"{row.split(maxsplit=1)[0]} {expected}"
    assert event.intensity == intensity


def test_treaties_of_one_kind_on_one_day_are_one_and_the_weightiest_stands(tmp_path: Path) -> None:
    """Post and trade on one day make one agreement, of intensity 0.5; aid beside it is another event."""
    rows = ("1950-01-01 UK IRAN 6POST POST", "1950-01-01 IRAN UK 3TRADE TRADE", "1950-01-01 UK IRAN 4AID AID")
    agreement, aid = sorted(imported(tmp_path, "wti", wti(*rows)), key=lambda one: one.intensity * one.points)

    assert (agreement.id, agreement.kind.kind, agreement.intensity) == ("wti-2", "agreement", 0.5)
    assert told(aid) == "1950-01-01 aid UKG IRN"


def test_treaties_of_others_than_states_are_left_out_and_counted(tmp_path: Path) -> None:
    """The World Bank, a topic that is a misprint, a day that is none, and an id that stood before."""
    file = tmp_path / "published.csv"
    rows = (
        "1950-01-01 IBRD IRAN 4LOAN LOAN",
        "1950-01-01 IRAQ IRAN AGREEM TRADE",
        "1950 IRAQ IRAN 3TRADE TRADE",
        "1950-01-01 IRAQ IRAQ 3TRADE TRADE",
        "1950-01-01 IRAQ IRAN 3TRADE TRADE",
    )
    file.write_text(wti(*rows) + "5,1950-01-02,IRAQ,IRAN,TRADE,3TRADE,AGREEM\n", encoding="utf-8")
    coded = import_feed("wti", file, tmp_path / "wti")

    assert coded.left_out == {
        "without an id of its own": 1,
        "without a readable day of signature": 1,
        "with a party that is no state of the index": 1,
        "with one state on both sides": 1,
        "with a topic that is not in wti.csv": 1,
    }
    assert coded.events["id"].to_list() == ["wti-5"]


def as_parquet(content: str) -> bytes:
    """Write the columns as numbers and days where they are, as the published Parquet files have them."""
    buffer = io.BytesIO()
    pl.read_csv(content.encode(), try_parse_dates=True).write_parquet(buffer)
    return buffer.getvalue()


def with_semicolons(content: str) -> bytes:
    """Write the file with semicolons, as spreadsheets of much of Europe do."""
    return content.replace(",", ";").encode()


def with_tabs(content: str) -> bytes:
    """Write the file with tabs, and with a mark that it is UTF-8."""
    return b"\xef\xbb\xbf" + content.replace(",", "\t").encode()


@pytest.mark.parametrize("source", SMALL)
@pytest.mark.parametrize("written", [as_parquet, with_semicolons, with_tabs])
def test_every_form_of_a_file_gives_the_same_feed(
    tmp_path: Path, source: str, written: Callable[[str], bytes]
) -> None:
    """Parquet or CSV, whatever separates its cells: the digest of the feed is the same."""
    imported(tmp_path, source, SMALL[source])
    (tmp_path / "other").write_bytes(written(SMALL[source]))
    import_feed(source, tmp_path / "other", tmp_path / "again")

    assert load_feed(tmp_path / "again").digest == load_feed(tmp_path / source).digest


@pytest.mark.parametrize(
    ("source", "content", "shown"),
    [
        (
            "mie",
            SMALL["mie"].replace("styear", "startyear").replace("action", "akt"),
            (
                "file.csv: was without the columns action, styear (is it startyear?); needed are ccode1,"
                " ccode2, action, micnum, eventnum, stmon, stday, styear, endmon, endday, endyear, fatalmin1,"
                " fatalmax1, fatalmin2, fatalmax2"
            ),
        ),
        (
            "wti",
            wti("1950-01-01 IBRD IRAN 4LOAN LOAN"),
            (
                "file.csv: was without an event (1 with a party that is no state of the index);"
                " Bilateral treaties of the states of the world, 1900-2003, by topic and day of signature."
            ),
        ),
        ("wti", "", "file.csv: was broken (empty CSV); CSV or Parquet is allowed"),
        ("wti", None, "file.csv: was not readable (No such file or directory); a file must stand here"),
    ],
)
def test_a_file_that_cannot_be_used_is_a_fault_and_leaves_nothing(
    tmp_path: Path, source: str, content: str | None, shown: str
) -> None:
    """The message names the columns that are missing and the nearest ones; no folder appears."""
    file = tmp_path / "file.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    before = sorted(tmp_path.iterdir())

    with pytest.raises(TimelineError) as caught:
        import_feed(source, file, tmp_path / "feed")
    assert list(map(str, caught.value.faults)) == [shown]
    assert sorted(tmp_path.iterdir()) == before


def test_a_feed_is_replaced_whole_and_nothing_else_is(tmp_path: Path) -> None:
    """A folder without feed.toml, a feed with a stranger in it, and a file stay as they are."""
    file = tmp_path / "published.csv"
    file.write_text(SMALL["mie"], encoding="utf-8")
    older = feed(tmp_path)
    import_feed("mie", file, older)
    assert sorted(path.name for path in older.rglob("*")) == ["events", "feed.toml", "mie.csv", "sources.bib"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["annals", "published.csv"]

    (older / "notes.txt").write_text("mine", encoding="utf-8")
    for place, reason in (
        (older, "annals is left as it is: it holds more than a feed: notes.txt"),
        (tmp_path, "is left as it is: it is no feed, for it has no feed.toml"),
        (file, "published.csv is left as it is: it is not a folder"),
        (tmp_path / "nowhere" / "feed", "there is no folder"),
    ):
        with pytest.raises(RequestError, match=reason):
            import_feed("mie", file, place)
    assert (older / "notes.txt").read_text(encoding="utf-8") == "mine"


def test_a_source_without_an_importer_is_refused(tmp_path: Path) -> None:
    """The message says which there are."""
    with pytest.raises(UnknownNameError, match="there are: mie, wti; did you mean 'mie'"):
        import_feed("mei", tmp_path / "file", tmp_path / "feed")


@pytest.mark.parametrize(
    ("table", "column"), [("mie.csv", "action"), ("wti_parties.csv", "letters"), ("cow.csv", "number")]
)
def test_the_tables_of_codes_refer_to_what_there_is(table: str, column: str) -> None:
    """Kinds are those of the codebook, letters those of COW, and numbers stand once."""
    rows = lookup(table)

    assert rows[column].null_count() == 0
    assert set(rows["kind"] if "kind" in rows.columns else []) <= codebook().keys()
    assert set(rows["letters"] if "letters" in rows.columns else []) <= set(lookup("cow.csv")["letters"])
    assert table == "wti_parties.csv" or rows[column].is_unique().all()


def test_every_topic_ends_with_a_kind_that_asks_for_no_words() -> None:
    """So that no headnote leaves a treaty of a known topic without a kind; the kinds are co-operative."""
    last = lookup("wti.csv").unique("topic", keep="last")

    assert last["containing"].null_count() == last.height
    assert {codebook()[kind].sign for kind in lookup("wti.csv")["kind"]} == {"cooperative"}


def test_the_command_line_imports_and_runs(tmp_path: Path) -> None:
    """Data on standard output, what was left out on standard error; the run says what became of the rows."""
    (tmp_path / "published.csv").write_text(
        mie("651 666 16 1967-6-5 1967-6-5 1", "651 999 16 1967-6-5 1967-6-5 0"), encoding="utf-8"
    )
    shown, words = ask("import", "mie", "published.csv", "-o", "feed", "-f", "csv", at=tmp_path)
    assert list(csv.reader(io.StringIO(shown))) == [["kind", "events"], ["raid", "1"]]
    assert words == (
        "Left out 1 rows with a state that is not in cow.csv\n"
        "Wrote feed; next: replay run TIMELINE --feed feed\n"
    )
    lean = ("--histories", "1", "--no-repeats", "--no-audits")
    _, words = ask("run", "miniature", *lean, "--feed", "feed", at=tmp_path)
    assert words == (
        "Feed mie: 0 of 1 rows laid over; left out 1 outside the span, 0 of states not there on the day,"
        " 0 coded already, 0 repeated\n"
        "Wrote miniature.duckdb; next: replay compare miniature.duckdb\n"
    )
    (tmp_path / "options.toml").write_text(
        'feed = ["feed"]\nhistories = 1\naudits = false\nrepeats = false\n', encoding="utf-8"
    )
    _, again = ask("run", "miniature", "--options", "options.toml", at=tmp_path)
    assert again == words


@pytest.mark.parametrize(
    ("command", "code", "message"),
    [
        ("import mie published.csv -o feed", 1, "published.csv: was without the columns ccode1, ccode2"),
        ("import mie nowhere.csv -o feed", 1, "nowhere.csv: was not readable"),
        ("import mie . -o feed", 1, "replay: .: 1 fault\n.: was not readable (Is a directory)"),
        ("import mei published.csv -o feed", 2, "source was 'mei', which does not exist"),
        ("import mie published.csv -o published.csv", 2, "published.csv is left as it is"),
        ("run miniature --feed nowhere", 2, "feed nowhere does not exist"),
        ("run miniature --feed .", 1, "feed.toml: was missing"),
    ],
)
def test_the_command_line_refuses_with_an_exit_code(
    tmp_path: Path, command: str, code: int, message: str
) -> None:
    """1 where the data are wrong, 2 where the request is."""
    (tmp_path / "published.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    assert message in ask(*command.split(), at=tmp_path, code=code)[1]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["published.csv"]


def test_the_sources_are_listed(tmp_path: Path) -> None:
    """Each with the columns that it needs."""
    shown, _ = ask("list", "sources", "-f", "csv", at=tmp_path)
    rows = list(csv.DictReader(io.StringIO(shown)))

    assert [row["source"] for row in rows] == list(registry())
    assert rows[1]["columns"] == "treaty_id, Signed, party1, party2, headnote, topic1"
