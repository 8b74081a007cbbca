"""How to cite: a paragraph and BibTeX for what a run touched, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from replay import beliefs, codebook, perception
from replay.citation import cite
from replay.ledger import sql
from replay.loading import load
from replay.pool import POOLS
from replay.theories import literature, registry
from tests.bare import recorded
from tests.miniature import change, copied

OWN = {"replay-program", "timeline-world"}
PROGRAM = {*perception.LITERATURE, *codebook.LITERATURE}
SWITCHED = {key for keys in beliefs.LITERATURE.values() for key in keys}


def keys(text: str) -> set[str]:
    """Read the keys of the entries as any program that reads BibTeX would."""
    library = parse_string(text)
    assert not library.failed_blocks
    return {entry.key for entry in library.entries}


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """Copy the miniature, with a source that only a second coding cites, and one that nothing does."""
    folder = copied(tmp_path)
    change(
        folder,
        "sources.bib",
        "",
        "@misc{second,\n title = {Second & Last}\n}\n@misc{idle,\n title = {Idle}\n}\n",
    )
    rows = "".join(
        f"other,Other,informal,security,{code},1902-01-01,day,,,none,no,second,C,second\n"
        for code in ("ARD", "CES")
    )
    change(folder, "alignments.csv", "", rows)
    return folder


def test_a_run_cites_the_sources_of_its_coding_and_of_the_theories_that_were_asked(world: Path) -> None:
    """Baselines and pool are always asked, so that theirs is cited; Walt 1985 only with his theory."""
    path = recorded(load(world), world.parent / "first.duckdb", theories=("gravity",))
    baselines = {key for one in registry().values() if one.baseline for key in one.literature}

    assert keys(cite(path)) == {
        "almanac",
        "gazette",
        *baselines,
        *(key for pool in POOLS for key in pool.literature),
        *PROGRAM,
        *OWN,
    }
    assert "walt1985" not in baselines | PROGRAM


def test_a_run_under_another_coding_cites_the_sources_of_that_one(world: Path) -> None:
    """The second coding of the pacts has a source of its own."""
    path = recorded(load(world), world.parent / "second.duckdb", coding="second")

    assert {"second", "walt1985"} < keys(cite(path))
    assert "idle" not in keys(cite(path))


def test_a_timeline_cites_whatever_a_row_names(world: Path) -> None:
    """Both codings count; a source that no row names does not."""
    assert keys(cite(world)) == {"almanac", "gazette", "second", *OWN}


def test_the_sources_of_what_is_coded_of_states_pacts_and_the_world_are_cited(tmp_path: Path) -> None:
    """Each in its own file; a run under another coding did not replay the institutions of the first."""
    folder = copied(tmp_path)
    keyed = {
        "orientations": "C,,",
        "doctrines": "cavalry.,",
        "assets": "more.,",
        "polarity": "overseas.,",
        "commitments": "rifles.,",
        "adversaries": "BRO,,,founding,B,,",
        "forces": "VAL,ARD,0,A,",
    }
    for name, before in keyed.items():
        change(folder, f"{name}.csv", f"{before}almanac", f"{before}of_{name}")
        change(folder, "sources.bib", "", f"@misc{{of_{name},\n title = {{One}}\n}}\n")
    rows = "".join(f"other,Other,informal,security,{code},1902-01-01,day,,,none,no,second,C,gazette\n"
                   for code in ("ARD", "CES"))  # fmt: skip
    change(folder, "alignments.csv", "", rows)
    ours = {f"of_{name}" for name in keyed}

    assert ours < keys(cite(folder))
    assert ours < keys(cite(recorded(load(folder), tmp_path / "first.duckdb")))
    second = recorded(load(folder), tmp_path / "second.duckdb", coding="second")
    assert ours & keys(cite(second)) == ours - {"of_assets", "of_commitments", "of_adversaries"}


def test_the_paragraph_says_what_was_run(world: Path) -> None:
    """Its numbers are those of the ledger."""
    path = recorded(load(world), world.parent / "run.duckdb", histories=4, seed=7, fixed={"rho": 0.25})
    paragraph = cite(path).partition("\n\n")[0]
    told = " ".join(paragraph.split())
    run_id, digest = sql(path, "select run_id, timeline_digest from run").row(0)

    assert f"run {run_id[:12]}" in told
    assert f"digest {digest[:12]}" in told
    assert (
        "4 equally weighted histories drew the doubtful parameters and dates (seed 7), with rho=0.25 fixed"
        in told
    )
    assert "3 pacts and informal alignments under the coding 'first'" not in told
    assert "4 pacts and informal alignments under the coding 'first'" in told
    assert "the timeline is invented" in told
    assert max(map(len, paragraph.splitlines())) <= 80


def test_an_entry_is_written_as_it_was_read(world: Path) -> None:
    """Fields keep their braces and marks; only blanks and the last comma may change."""
    [entry] = [one for one in parse_string(cite(world)).entries if one.key == "second"]

    assert entry["title"] == "Second & Last"
    assert load(world).sources["second"].citation == "Second & Last"


@pytest.mark.parametrize("name", registry())
def test_the_literature_of_a_theory_is_known(name: str) -> None:
    """Every source of a theory is a key of literature.bib, or is said to be our own choice."""
    assert set(registry()[name].literature) <= literature().keys()


def test_no_work_of_the_literature_goes_uncited() -> None:
    """Each entry of literature.bib is the source of a theory, of perception or of the codebook."""
    cited = {key for one in registry().values() for key in one.literature}
    assert cited | PROGRAM | SWITCHED | {key for pool in POOLS for key in pool.literature} == set(
        literature()
    )


@pytest.mark.parametrize("title", ["Odd {", "A } B", "Mail a@b{x, of A & B_2, 5 %", "Back\\slash"])
def test_a_title_with_marks_of_bibtex_still_makes_sound_entries(world: Path, title: str) -> None:
    """Braces are left out, what LaTeX acts upon is escaped, and no @ in the paragraph opens an entry."""
    manifest = world / "manifest.toml"
    text = manifest.read_text(encoding="utf-8")
    manifest.write_text(
        re.sub(r"^title = .*", f"title = {title!r}", text, flags=re.MULTILINE), encoding="utf-8"
    )

    text = cite(world)

    assert keys(text) == {"almanac", "gazette", "second", *OWN}
    [own] = [one for one in parse_string(text).entries if one.key == "timeline-world"]
    assert re.sub(r"[{}\\]", "", own["title"]) == re.sub(r"[{}\\]", "", title)
    assert "Digest" in own["note"]


def test_the_programs_own_entry_goes_before_a_timelines_of_the_same_key(world: Path) -> None:
    """A timeline may cite Walt too, with a note of its own; one entry is written, the program's."""
    change(world, "sources.bib", "", "@misc{walt1985,\n title = {Walt, as the coder knows him}\n}\n")
    change(
        world,
        "alignments.csv",
        "ARD,1902-01-01,day,,,none,no,second,C,second",
        "ARD,1902-01-01,day,,,none,no,second,C,walt1985",
    )
    path = recorded(load(world), world.parent / "both.duckdb", coding="second")

    [entry] = [one for one in parse_string(cite(path)).entries if one.key == "walt1985"]

    assert entry["journal"] == "International Security"
