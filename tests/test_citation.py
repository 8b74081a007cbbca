"""How to cite: a paragraph and BibTeX for what a run touched, no more and no less."""

from __future__ import annotations

from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from replay.citation import cite
from replay.ledger import sql
from replay.loading import load
from replay.pool import POOL
from replay.study import run
from replay.theories import literature, registry
from tests.miniature import change, copied

OWN = {"replay-program", "timeline-world"}


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
    """Baselines and pool are always asked, so that their literature is cited; Walt's only with his theory."""
    path = run(world, world.parent / "first.duckdb", histories=1, theories=("gravity",))
    baselines = {key for one in registry().values() if one.baseline for key in one.literature}

    assert keys(cite(path)) == {"almanac", "gazette", *baselines, *POOL.literature, *OWN}
    assert "walt1987" not in baselines


def test_a_run_under_another_coding_cites_the_sources_of_that_one(world: Path) -> None:
    """The second coding of the pacts has a source of its own."""
    path = run(world, world.parent / "second.duckdb", histories=1, coding="second")

    assert {"second", "walt1987"} < keys(cite(path))
    assert "idle" not in keys(cite(path))


def test_a_timeline_cites_whatever_a_row_names(world: Path) -> None:
    """Both codings count; a source that no row names does not."""
    assert keys(cite(world)) == {"almanac", "gazette", "second", *OWN}


def test_the_paragraph_says_what_was_run(world: Path) -> None:
    """Its numbers are those of the ledger."""
    path = run(world, world.parent / "run.duckdb", histories=4, seed=7, fixed={"rho": 0.25})
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
    """Each entry of literature.bib is the source of some theory, or of the pool."""
    assert {key for one in (*registry().values(), POOL) for key in one.literature} == set(literature())
