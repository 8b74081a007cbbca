"""The guides are true: their files run, their commands give what they show."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from replay.calibration import LEVELS
from replay.codebook import codebook
from replay.effort import FLOORS, SD, SPREAD, WORTH
from replay.parameters import PERCEPTION
from replay.tables import BASES, COMMITMENTS, OPTIONAL
from tests.console import CLONED, FIRST, READING, clone, examples, lay, run

DOCS = Path(__file__).parent.parent / "docs"
GUIDES = sorted(path.name for path in DOCS.glob("*.md") if "```console" in path.read_text(encoding="utf-8"))


def test_the_guides_are_these() -> None:
    """Another page with examples is found, and run, by itself."""
    assert (
        sorted((*CLONED, *READING, "adding_a_theory.md", "edits.md", "perception.md", "stress.md")) == GUIDES
    )


@pytest.mark.parametrize("name", sorted({*GUIDES} - {*READING}))
def test_every_example_of_a_guide_gives_what_it_shows(name: str, tmp_path: Path) -> None:
    """In an empty folder, or a clone, with its files laid into it, its commands run in order print that."""
    page = (DOCS / name).read_text(encoding="utf-8")
    if name in CLONED:
        clone(tmp_path)
    lay(page, tmp_path)

    for command, output in examples(page):
        assert run(command, tmp_path) == output, command


@pytest.mark.parametrize("name", READING)
def test_every_example_of_a_guide_that_reads_a_run_gives_what_it_shows(
    name: str, tmp_path: Path, front_page: Path
) -> None:
    """The run is that of the front page, which the quick start begins with as well."""
    (tmp_path / "middle-east.duckdb").symlink_to(front_page / "middle-east.duckdb")
    shown = dict(examples((DOCS / name).read_text(encoding="utf-8")))
    first = (front_page / "printed.txt").read_text(encoding="utf-8")

    assert shown.pop(FIRST, first) == first
    for command, output in shown.items():
        assert run(command, tmp_path) == output, command


@pytest.mark.parametrize("name", GUIDES)
def test_every_block_of_a_guide_is_a_file_or_a_command(name: str, tmp_path: Path) -> None:
    """No block of code stands there that nothing runs."""
    page = (DOCS / name).read_text(encoding="utf-8")
    blocks = re.findall(r"^```(\w+)$", page, re.MULTILINE)

    assert len(blocks) - blocks.count("console") == len(lay(page, tmp_path))
    assert blocks.count("console") == len(examples(page))
    assert set(blocks) <= {"python", "sql", "text", "toml", "console"}


def test_the_page_on_perception_has_every_parameter_as_it_is() -> None:
    """With its unit, prior, meaning and source, a row each, in their order."""
    page = (DOCS / "perception.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| `(.+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)

    assert rows == [
        (one.name, one.unit, repr(one.prior).replace(", parts=1", ""), one.meaning, one.source)
        for one in PERCEPTION
    ]


def test_the_page_on_perception_names_the_kinds_that_meet_demands() -> None:
    """Those, and no others, as the codebook has them."""
    page = " ".join((DOCS / "perception.md").read_text(encoding="utf-8").split())
    [named] = re.findall(r"happens between two states \(([\w, ]+)\)", page)

    assert set(named.split(", ")) == {kind.kind for kind in codebook().values() if "meets" in kind.effects}


def test_the_page_on_pacts_has_every_file_and_word_as_it_is() -> None:
    """The columns of the three files, in order, and what may stand in them."""
    page = (DOCS / "pacts.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)\.csv` \| `([\w,]+)` \| (.+) \|$", page, re.MULTILINE)

    assert {name: columns.split(",") for name, columns, _ in rows} == {
        name: [column.name for column in OPTIONAL[name]] for name in ("commitments", "adversaries", "forces")
    }
    told = {name: re.findall(r"`(\w+)`", text) for name, _, text in rows}
    assert told == {"commitments": [*COMMITMENTS[1::-1]], "adversaries": [*BASES], "forces": []}


def test_the_page_on_pacts_has_the_priors_as_they_are() -> None:
    """In words: a tenth and a quarter, half, four figures; and the level of downgrades."""
    page = " ".join((DOCS / "pacts.md").read_text(encoding="utf-8").split())
    level, sd = LEVELS["downgrade"]

    assert f"level \u2212{-level:g} \u00b1 {sd:g}" in page
    assert (SD, SPREAD, WORTH) == ({"burden": 1 / 10, "forces": 1 / 4}, 1 / 2, 4)
    assert "a tenth for spending and a quarter for soldiers, worth four figures" in page
    assert "their s.d. half of that of a year's change" in page
    assert FLOORS == {"burden": 0.1, "forces": 1}
    assert "below 0.1 % counts as that, fewer than a thousand soldiers as a thousand" in page


def test_the_theory_of_the_guide_is_as_short_as_the_guide_says(tmp_path: Path) -> None:
    """About forty lines, blank ones aside."""
    laid = lay((DOCS / "adding_a_theory.md").read_text(encoding="utf-8"), tmp_path)

    assert laid[0].name == "common_enemies.py"
    assert sum(bool(line.strip()) for line in laid[0].read_text(encoding="utf-8").splitlines()) <= 40
