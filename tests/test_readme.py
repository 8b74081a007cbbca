"""The front page is true: its commands give what it shows, its Python runs, its targets exist."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path
from shlex import split

import pytest

from replay.edit_file import shipped_lists
from replay.loading import shipped
from replay.queries import callable_by_name
from tests.console import FIRST, examples, run
from tests.test_importers import mie, wti

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
"""The commands that the page shows without their output."""


def test_every_example_gives_what_the_front_page_shows(front_page: Path) -> None:
    """The console examples, run in order in an empty folder, print what stands below them."""
    (first, printed), *shown = examples(README)

    assert first == FIRST
    assert (front_page / "printed.txt").read_text(encoding="utf-8") == printed
    assert len(shown) >= 4
    for command, output in shown:
        assert run(command, front_page) == output, command


def test_the_python_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The Python example runs as it stands and prints a threat for each of the six censuses."""
    monkeypatch.chdir(tmp_path)
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    exec(code, {})  # noqa: S102 - the example is our own page

    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [
        str(year) for year in range(1900, 1906)
    ]


def test_the_commands_on_published_events_run(tmp_path: Path) -> None:
    """They run on small files of the publications' form, and lay over only what is not coded by hand.

    Israel's attack of 5 June 1967 is; a clash of Syria and Israel on 20 January 1965 and a loan
    of the United States to Iran of 5 May 1967 are not.
    """
    page = (ROOT / "docs" / "feeds.md").read_text(encoding="utf-8")
    [commands] = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    (tmp_path / "mie-1.0.csv").write_text(
        mie("666 651 16 1967-6-5 1967-6-5 1", "652 666 17 1965-1-20 1965-1-20 0"), encoding="utf-8"
    )
    (tmp_path / "wti.csv").write_text(wti("1967-05-05 USA IRAN 4LOAN LOAN"), encoding="utf-8")

    run(
        commands.replace(
            "run middle-east",
            "run middle-east --theory balance_of_threat --histories 1 --no-repeats --no-audits",
        ),
        tmp_path,
    )

    laid = run(
        "replay sql with-feeds.duckdb 'select feed, laid from feed order by all' --format csv", tmp_path
    )
    assert laid == "feed,laid\nmie,1\nwti,1\n"


@pytest.mark.parametrize("target", re.findall(r"(?:^|`)make (\w+)", README, re.MULTILINE))
def test_every_target_that_the_front_page_names_exists(target: str) -> None:
    """Each `make` target named on the front page stands in the Makefile, with a line of help."""
    assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE)


def test_the_commands_on_other_theatres_name_what_there_is() -> None:
    """Those runs take minutes, so that here only timelines, lists, queries and parameters are looked up."""
    told = [split(line, comments=True) for block in SHELL if "asia" in block for line in block.splitlines()]
    runs = [words for words in told if words[1] == "run"]
    assert {words[2] for words in runs} == {"nato", "asia"}
    for words in runs:
        options = list(pairwise(words[3:]))
        assert {value for option, value in options if option == "--edits"} <= {
            one.name for one in shipped_lists(words[2])
        }
        for option, value in options:
            assert option != "--train" or {*value.split(",")} <= {*shipped()}
    asked = [words for words in told if words[1] == "query"]
    assert len(asked) >= 3
    for _, _, _, name, *given in asked:
        assert {word.partition("=")[0] for word in given} <= callable_by_name()[name].parameters.keys()
