"""What is exported is what the ledger holds, described, and replaces an export whole or not at all."""

from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import networkx as nx
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from replay import run
from replay.dictionary import PACKAGE, README, TYPES
from replay.errors import LedgerError, RequestError
from replay.exporting import export
from replay.graphs import ATTRIBUTES
from replay.ledger import read, sql
from tests import stressed
from tests.miniature import change, copied
from tests.test_cli import ask

STORED = """
select table_name as name, '' as sorted from duckdb_tables() where not internal
union all select view_name, ' order by all' from duckdb_views() where not internal order by all
"""
HOSTILE = '<script>alert(1)</script> | "Quoted", & [so](on)'


@pytest.fixture(scope="module")
def folders(miniature_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the miniature in every form."""
    place = tmp_path_factory.mktemp("export")
    for form in ("parquet", "csv", "graphml"):
        export(miniature_ledger, form, place / form)
    return place


def package(folder: Path) -> dict[str, Any]:
    """Read what an export says of itself to programs."""
    said: dict[str, Any] = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return said


@cache
def stored(ledger: Path) -> dict[str, pl.DataFrame]:
    """Read every table and view of a ledger; the one time of day comes as a text, and is made a time."""
    frames = read(ledger, {name: f'from "{name}"{order}' for name, order in sql(ledger, STORED).rows()})
    finished = pl.col("finished").str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_unit="us", time_zone="UTC")
    return frames | {"wall_clock": frames["wall_clock"].with_columns(finished)}


def test_parquet_holds_every_table_and_view_with_its_types(miniature_ledger: Path, folders: Path) -> None:
    """Read back by Polars, each file is what the ledger yields under its name, to the last bit."""
    expected = stored(miniature_ledger)

    assert {file.stem for file in folders.joinpath("parquet").glob("*.parquet")} == {*expected}
    assert sum(frame.height > 0 for frame in expected.values()) > 40
    for name, frame in expected.items():
        assert_frame_equal(pl.read_parquet(folders / "parquet" / f"{name}.parquet"), frame, check_exact=True)


def test_csv_tells_the_same_to_who_knows_the_types(miniature_ledger: Path, folders: Path) -> None:
    """A header, NULL as an empty field, an empty text as two quotation marks, floats to the last bit."""
    for name, frame in stored(miniature_ledger).items():
        file = folders / "csv" / f"{name}.csv"
        texts = pl.read_csv(file, infer_schema=False)
        assert texts.columns == frame.columns
        read = pl.read_csv(file, schema=frame.schema, try_parse_dates=True)
        assert_frame_equal(read, frame, check_exact=True)


def test_unknown_and_empty_differ_in_csv(miniature_ledger: Path, folders: Path) -> None:
    """A state that never leaves, of which there is no note: NULL, NULL and an empty text."""
    [line] = [
        line
        for line in (folders / "csv" / "state.csv").read_text(encoding="utf-8").splitlines()
        if line.startswith("ARD,")
    ]
    held = sql(miniature_ledger, "select leaves, \"into\", note from state where code = 'ARD'").row(0)

    assert held == (None, None, "")
    assert line == 'ARD,Ardania,,,,scored,false,""'


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_the_package_describes_every_column_of_every_file(
    form: str, miniature_ledger: Path, folders: Path
) -> None:
    """Names, types and meanings stand in the data package and, with the same words, in the README."""
    said = package(folders / form)
    readme = (folders / form / README).read_text(encoding="utf-8")
    expected = stored(miniature_ledger)
    own = {PACKAGE, README, *(one["path"] for one in said["resources"])}

    assert {file.name for file in (folders / form).iterdir()} == own
    assert {one["name"] for one in said["resources"]} == {*expected}
    assert said["replay"]["run_id"] == sql(miniature_ledger, "select run_id from run").item()
    for one in said["resources"]:
        fields = one["schema"]["fields"]
        assert [field["name"] for field in fields] == expected[one["name"]].columns
        assert {field["type"] for field in fields} <= {*TYPES.values()}
        assert all(field["description"] for field in fields)
        assert one["description"]
        assert f"| `{one['path']}` | {expected[one['name']].height} | " in readme
        section = readme.split(f"\n## {one['name']}\n")[1].split("\n## ")[0]
        assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == expected[one["name"]].columns
    if form == "csv":
        assert all(one["dialect"]["delimiter"] == "," for one in said["resources"])
        assert all(one["schema"]["missingValues"] == [""] for one in said["resources"])


def test_a_parquet_file_says_whose_it_is_and_what_a_row_is(miniature_ledger: Path, folders: Path) -> None:
    """Its metadata outlive the folder."""
    said = pl.read_parquet_metadata(folders / "parquet" / "forecast.parquet")

    assert said["run_id"] == sql(miniature_ledger, "select run_id from run").item()
    assert said["comment"].startswith("Grain: theory, year and dyad at risk")


def test_each_forecast_year_is_a_graph_of_its_states(miniature_ledger: Path, folders: Path) -> None:
    """Undirected, without parallel edges: the dyads at risk among the states of the census before."""
    years = sql(miniature_ledger, "select distinct year from forecast order by year")["year"].to_list()

    assert sorted(int(file.stem) for file in folders.joinpath("graphml").glob("*.graphml")) == years
    for year in years:
        graph = nx.read_graphml(folders / "graphml" / f"{year}.graphml")
        assert not graph.is_directed()
        assert not graph.is_multigraph()
        rows = sql(miniature_ledger, f"select distinct a, b from forecast where year = {year}").rows()
        assert {tuple(sorted(edge)) for edge in graph.edges} == {*rows}
        states = sql(
            miniature_ledger,
            f"select code, name from state where coalesce(enters <= '{year - 1}-12-31', true)"
            f" and coalesce(leaves > '{year - 1}-12-31', true)",
        )
        assert dict(graph.nodes(data="label")) == dict(states.rows())


def test_edges_say_what_was_forecast_and_what_came(miniature_ledger: Path, folders: Path) -> None:
    """As the views have it: every probability, every outcome that is known, and threats both ways."""
    edges = {
        (data["year"], data["first"], data["second"]): data
        for file in (folders / "graphml").glob("*.graphml")
        for *_, data in nx.read_graphml(file).edges(data=True)
    }
    forecasts = sql(miniature_ledger, "select year, a, b, theory, p_aligned from forecast").rows()
    actual = sql(
        miniature_ledger,
        "select distinct year, a, b, aligned_before, shifted, kind from predicted_vs_actual"
        " left join shift using (year, a, b)",
    ).rows()
    threats = sql(
        miniature_ledger, "select year + 1, observer, observed, threat from perception where threat > 0"
    ).rows()

    assert {(year, a, b) for year, a, b, *_ in forecasts} == {*edges}
    for year, a, b, theory, p in forecasts:
        assert edges[year, a, b].get(f"p_{theory}") == p
        if theory == "pool":
            assert edges[year, a, b]["weight"] == p
    assert {data["shift"] for data in edges.values() if "shift" in data} >= {"onset", "ending"}
    for year, a, b, before, shifted, kind in actual:
        said = edges[year, a, b]
        assert (said["aligned_before"], said["aligned"]) == (before, before != shifted)
        assert said.get("shift") == kind
        assert ("pacts" in said) == (before or said["aligned"])
    known = {(year, a, b) for year, a, b, *_ in actual}
    assert all("aligned" not in data for key, data in edges.items() if key not in known)
    for year, observer, observed, threat in threats:
        first, second = sorted((observer, observed))
        end = "first" if observer == first else "second"
        if (year, first, second) in edges:
            assert edges[year, first, second][f"threat_to_{end}"] == threat


def test_every_attribute_of_a_graph_is_described_and_none_means_something_else_to_gephi(
    folders: Path,
) -> None:
    """Names are ids of keys, so that Gephi does not take an unnamed `d3` for a label; none is a colour."""
    kinds = {name: kind for name, kind, _ in ATTRIBUTES}
    for file in (folders / "graphml").glob("*.graphml"):
        text = file.read_text(encoding="utf-8")
        keys = re.findall(r'<key id="(\w+)" for="\w+" attr.name="(\w+)" attr.type="(\w+)"', text)
        assert keys
        for key, name, kind in keys:
            assert key == name
            assert kind == kinds[re.sub("^p_.*", "p_THEORY", name)]
        assert {name for _, name, _ in keys}.isdisjoint(
            {"id", "x", "y", "z", "size", "r", "g", "b", "d3", "d7"}
        )
        assert len({key for key, *_ in keys}) == len(keys)


def test_hostile_names_are_text_in_every_form(tmp_path: Path) -> None:
    """A name of tags, quotation marks, commas and bars is read back as it was; README gets no tag of it."""
    world = copied(tmp_path)
    change(world, "states.csv", "Ardania", '"' + HOSTILE.replace('"', '""') + '"')
    change(world, "manifest.toml", 'title = "', 'title = "<img src=x onerror=alert(1)> ')
    ledger = run(
        world,
        tmp_path / "hostile.duckdb",
        theories=["balance_of_threat"],
        histories=2,
        repeats=False,
        audits=False,
    )
    for form in ("parquet", "csv", "graphml"):
        export(ledger, form, tmp_path / form)

    states = pl.read_parquet(tmp_path / "parquet" / "state.parquet")
    assert states.filter(code="ARD")["name"].item() == HOSTILE
    assert pl.read_csv(tmp_path / "csv" / "state.csv").filter(code="ARD")["name"].item() == HOSTILE
    graph = nx.read_graphml(next((tmp_path / "graphml").glob("*.graphml")))
    assert graph.nodes["ARD"]["label"] == HOSTILE
    assert "<img" not in (tmp_path / "csv" / README).read_text(encoding="utf-8")
    assert package(tmp_path / "csv")["title"].startswith("<img")


def test_without_the_pool_edges_weigh_what_the_theory_says(tmp_path: Path) -> None:
    """A run of one theory has no pool."""
    ledger = run(
        "miniature",
        tmp_path / "one.duckdb",
        theories=["balance_of_threat"],
        histories=2,
        repeats=False,
        audits=False,
    )
    for file in export(ledger, "graphml", tmp_path / "graphs").glob("*.graphml"):
        for *_, data in nx.read_graphml(file).edges(data=True):
            assert data["weight"] == data.get("p_pool", data["p_balance_of_threat"])


def test_the_same_ledger_gives_the_same_files(miniature_ledger: Path, folders: Path, tmp_path: Path) -> None:
    """To the last byte, in every form."""
    for form in ("parquet", "csv", "graphml"):
        again = export(miniature_ledger, form, tmp_path / form)
        for file in (folders / form).iterdir():
            assert (again / file.name).read_bytes() == file.read_bytes(), file.name


def test_an_export_is_replaced_whole(miniature_ledger: Path, tmp_path: Path) -> None:
    """Another form takes the place of the one before; an empty folder is as good as none."""
    place = tmp_path / "out"
    place.mkdir()
    export(miniature_ledger, "csv", place)
    assert (place / "state.csv").is_file()

    export(miniature_ledger, "graphml", place)

    assert {file.suffix for file in place.iterdir()} == {".graphml", ".json", ".md"}
    assert [*tmp_path.iterdir()] == [place]


def test_no_folder_but_an_export_is_overwritten(miniature_ledger: Path, tmp_path: Path) -> None:
    """Not one with files of others, with or without a data package, not a file, nothing without a parent."""
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "thesis.txt").write_text("mine", encoding="utf-8")
    other = tmp_path / "other"
    other.mkdir()
    (other / PACKAGE).write_text('{"name": "survey", "resources": []}', encoding="utf-8")
    mixed = export(miniature_ledger, "graphml", tmp_path / "mixed")
    (mixed / "notes.md").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    before = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    for place, said in (
        ("strange", "no export"),
        ("other", "no export"),
        ("mixed", "more than an export: notes.md"),
        ("file", "not a folder"),
        ("nowhere/out", "no folder"),
    ):
        with pytest.raises(RequestError, match=said):
            export(miniature_ledger, "csv", tmp_path / place)

    assert {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()} == before


def test_a_link_is_followed_and_stays(miniature_ledger: Path, tmp_path: Path) -> None:
    """The folder to which it leads is replaced; a link that leads nowhere is not touched."""
    real = tmp_path / "disk" / "real"
    real.mkdir(parents=True)
    link, loose = tmp_path / "link", tmp_path / "loose"
    link.symlink_to(real)
    loose.symlink_to(tmp_path / "gone")
    export(miniature_ledger, "csv", link)
    export(miniature_ledger, "graphml", link)

    assert link.readlink() == real
    assert {file.suffix for file in real.iterdir()} == {".graphml", ".json", ".md"}
    assert [*real.parent.iterdir()] == [real]
    with pytest.raises(RequestError, match="not a folder"):
        export(miniature_ledger, "csv", loose)
    assert loose.is_symlink()


def test_there_is_no_moment_without_an_export(
    miniature_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two folders change names in one step: nothing leaves a place that stays empty meanwhile."""
    place = export(miniature_ledger, "csv", tmp_path / "out")

    def renamed(one: Path, other: Path) -> None:
        pytest.fail(f"{one} was renamed to {other}")

    monkeypatch.setattr(Path, "replace", renamed)
    export(miniature_ledger, "graphml", place)

    assert {file.suffix for file in place.iterdir()} == {".graphml", ".json", ".md"}
    assert [*tmp_path.iterdir()] == [place]


def test_where_no_two_folders_can_change_names_a_stop_between_brings_the_export_back(
    miniature_ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A system without such a call: one folder is renamed away, and by an interruption comes back."""
    place = export(miniature_ledger, "csv", tmp_path / "out")
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    rename, moves = Path.replace, []

    def stopped(one: Path, other: Path) -> Path:
        moves.append(other)
        if len(moves) == 2:
            raise KeyboardInterrupt
        return rename(one, other)

    monkeypatch.setattr("ctypes.CDLL", lambda _: object())
    monkeypatch.setattr(Path, "replace", stopped)
    with pytest.raises(KeyboardInterrupt):
        export(miniature_ledger, "graphml", place)

    assert {file.name: file.read_bytes() for file in place.iterdir()} == before
    assert [*tmp_path.iterdir()] == [place]


def test_what_fails_leaves_the_export_before_as_it_was(miniature_ledger: Path, tmp_path: Path) -> None:
    """A stress run forecasts no dyads, a cut file holds nothing: the folder stays, and no other comes."""
    place = export(miniature_ledger, "graphml", tmp_path / "out")
    before = {file.name: file.read_bytes() for file in place.iterdir()}
    league = stressed.publish(tmp_path / "league.duckdb")
    cut = tmp_path / "cut.duckdb"
    cut.write_bytes(miniature_ledger.read_bytes()[: miniature_ledger.stat().st_size // 2])

    with pytest.raises(RequestError, match="holds no forecasts"):
        export(league, "graphml", place)
    with pytest.raises(LedgerError):
        export(cut, "parquet", place)
    with pytest.raises(RequestError, match="'xlsx' was to be written; parquet, csv, graphml are allowed"):
        export(miniature_ledger, "xlsx", place)

    assert {file.name: file.read_bytes() for file in place.iterdir()} == before
    assert {file.name for file in tmp_path.iterdir()} == {"out", "league.duckdb", "cut.duckdb"}


def test_a_stress_run_is_exported_as_tables(tmp_path: Path) -> None:
    """Its survival reads back as the ledger has it."""
    league = stressed.publish(tmp_path / "league.duckdb")

    survival = pl.read_parquet(export(league, "parquet", tmp_path / "out") / "survival.parquet")

    assert_frame_equal(survival, sql(league, "from survival"), check_exact=True)


def test_the_command_says_where_it_wrote(miniature_ledger: Path, tmp_path: Path) -> None:
    """Beside where one stands, under the name of the ledger and the form, unless told otherwise."""
    shutil.copy(miniature_ledger, tmp_path)

    assert ask("export", "miniature.duckdb", "--to", "csv", at=tmp_path) == ("", "Wrote miniature-csv\n")
    assert ask("export", "miniature.duckdb", "--to", "graphml", "-o", "graphs", at=tmp_path)[1] == (
        "Wrote graphs\n"
    )
    assert (tmp_path / "miniature-csv" / "state.csv").is_file()
    assert (tmp_path / "graphs" / README).is_file()


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ("export miniature.duckdb --to excel", 2, "parquet"),
        ("export miniature.duckdb", 2, "--to"),
        ("export nowhere.duckdb --to csv", 1, "there is no such file"),
        ("export plain.txt --to csv", 1, "is not a DuckDB file"),
        ("export miniature.duckdb --to csv -o plain.txt", 2, "is not a folder"),
    ],
)
def test_the_command_refuses_with_the_exit_code_of_the_fault(
    words: str, code: int, said: str, miniature_ledger: Path, tmp_path: Path
) -> None:
    """1 where the data are wrong, 2 where the request is."""
    shutil.copy(miniature_ledger, tmp_path)
    (tmp_path / "plain.txt").write_text("hello\n", encoding="utf-8")

    assert said in ask(*words.split(), at=tmp_path, code=code)[1]
    assert {file.name for file in tmp_path.iterdir()} == {"miniature.duckdb", "plain.txt"}
