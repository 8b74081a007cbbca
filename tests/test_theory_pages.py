"""The pages of the theories are true: what they say is what the code says, their numbers a run's."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from replay.loading import load
from replay.situation import Situation
from tests import case_pages
from tests.console import examples, run
from tests.test_cli import ask
from tests.theory_pages import FOLDER, INDEX, READ_FROM, SECTIONS, THEORIES, sections, written

PAGES = (INDEX, *(FOLDER / f"{name}.md" for name in THEORIES))
each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
each_theory = pytest.mark.parametrize("name", THEORIES)


def text_of(name: str) -> dict[str, str]:
    """Read the sections of a theory's page."""
    return sections((FOLDER / f"{name}.md").read_text(encoding="utf-8"))


def commands(text: str) -> list[str]:
    """List the commands of `replay` that stand within a line."""
    return re.findall(r"`(replay [^`]+)`", text)


def printed(command: str, folder: Path) -> str:
    """Run a command in this process, which is quicker, unless it is one for a shell."""
    if "|" in command:
        return run(command, folder)
    shown = ask(*shlex.split(command)[1:], at=folder)[0]
    return "\n".join(line.rstrip() for line in shown.splitlines()).strip("\n") + "\n"


def test_there_is_a_page_for_each_theory_and_for_nothing_else() -> None:
    """Beside the index."""
    assert sorted(FOLDER.iterdir()) == sorted(PAGES)


@each_theory
def test_a_page_has_all_its_sections_in_order(name: str) -> None:
    """None is empty."""
    found = text_of(name)

    assert tuple(found) == SECTIONS
    assert all(found.values())


@each_page
def test_a_page_says_what_the_code_says(path: Path) -> None:
    """Claim, equations, fields, cases and sources; `make golden` writes them anew."""
    found = sections(path.read_text(encoding="utf-8"))

    assert {title: found[title] for title in written(path)} == written(path)


@each_theory
def test_every_term_is_explained_once(name: str) -> None:
    """In the order of the code, those of onsets first."""
    explained = re.findall(r"^- `(\w+)`: ", text_of(name)["How the terms are measured"], re.MULTILINE)
    terms = dict.fromkeys(term.name for fit in THEORIES[name].heads.values() for term in fit.terms)

    assert explained == list(terms)


@each_theory
def test_at_least_two_findings_would_count_against_a_theory_and_each_can_be_asked(
    name: str, middle_east_ledger: Path, tmp_path: Path
) -> None:
    """Each item ends in a query, and each query finds something."""
    (tmp_path / "middle-east.duckdb").symlink_to(middle_east_ledger)
    items = text_of(name)["What would count against it"].splitlines()

    assert len(items) >= 2
    for item in items:
        [command] = commands(item)
        shown, words = ask(*shlex.split(command)[1:], at=tmp_path)
        assert (len(shown.splitlines()) >= 3, words) == (True, ""), command


@each_theory
def test_how_it_did_is_told_alike_of_all(name: str) -> None:
    """By gains over baselines, slopes, and reasons one by one."""
    assert [command for command, _ in examples(text_of(name)["How it did"])] == [
        f"replay query middle-east.duckdb {query} of_theory={name}" for query in ("record", "slopes", "signs")
    ]


def test_every_example_gives_what_the_pages_show(front_page: Path) -> None:
    """All read the ledger that the front page makes, the pages of the cases among them."""
    for path in PAGES:
        for command, output in examples(path.read_text(encoding="utf-8")):
            assert printed(command, front_page) == output, command
    assert case_pages.told(front_page / "middle-east.duckdb") == {
        path.name: path.read_text(encoding="utf-8") for path in case_pages.FOLDER.iterdir()
    }


def test_every_field_that_a_theory_reads_is_filled_from_a_file_that_is_there() -> None:
    """The Middle East has them all."""
    read = {field for theory in THEORIES.values() for field in theory.reads}
    there = {f"{name}.csv" if name != "events" else "events/*.csv" for name in load("middle-east").rows}

    assert set(READ_FROM) == read <= set(Situation.__dataclass_fields__)
    assert {file for files in READ_FROM.values() for file in files} <= there
