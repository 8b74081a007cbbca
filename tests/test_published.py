"""Numbers of the page on stress tests that take long to compute: they are those of a run that was kept."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl

from replay.survival import jeffreys

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "stress.md").read_text(encoding="utf-8")
ENDED = ROOT / "tests" / "published" / "pacts_that_ended.csv"
HISTORIES = 512
KEYS = ("name", "let_go_after", "ended_in")


def cells(line: str) -> list[str]:
    """Split a row of a table in Markdown."""
    return [cell.strip() for cell in line.strip("|").split("|")]


def shown(count: int) -> str:
    """Write a count as the page does: per cent of all histories, with Jeffreys's interval of 90 %."""
    low, high = jeffreys(count, HISTORIES)
    return f"{100 * count / HISTORIES:.0f} [{100 * low:.0f}, {100 * high:.0f}]"


def test_the_table_of_pacts_that_ended_is_that_of_the_run_that_was_kept() -> None:
    """Every cell follows from a count; the span is the difference of the two years."""
    page = re.search(r"% of 512 histories.*\n\n((?:\|.*\n)+)", PAGE)
    assert page
    head, _, *rows = map(cells, page[1].splitlines())
    kept = pl.read_csv(ENDED, comment_prefix="#")
    theories = kept["theory"].unique(maintain_order=True).to_list()

    assert head == ["pact", "let go after", "ended in", "years", *(one.replace("_", " ") for one in theories)]
    assert rows == [
        [name, str(branch), str(ended), str(ended - branch), *map(shown, own["in_force"])]
        for (name, branch, ended), own in kept.group_by(KEYS, maintain_order=True)
    ]


def test_the_page_names_the_commands_of_that_run() -> None:
    """Of the pact that was calibrated elsewhere, and of one that was not, with the branch of its row."""
    kept = pl.read_csv(ENDED, comment_prefix="#").unique("pact", maintain_order=True)
    branches = dict(kept.select("pact", "let_go_after").rows())
    commands = re.findall(r"`replay stress (\S+) --pact (\S+) --branch (\d+) .*?--histories (\d+)`", PAGE)
    told = {pact.lower(): (int(branch), int(histories)) for _, pact, branch, histories in commands}

    assert len(told) == 2
    assert told == {pact: (branches[pact], HISTORIES) for pact in told}
