"""The front page is true: its commands give what it shows, its Python runs, its targets exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.console import examples, run

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")


def test_every_example_gives_what_the_front_page_shows(tmp_path: Path) -> None:
    """The console examples, run in order in an empty folder, print what stands below them."""
    shown = examples(README)

    assert len(shown) >= 5
    for command, output in shown:
        assert run(command, tmp_path) == output, command


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


@pytest.mark.parametrize("target", re.findall(r"`?make (\w+)`?", README))
def test_every_target_that_the_front_page_names_exists(target: str) -> None:
    """Each `make` target named on the front page stands in the Makefile, with a line of help."""
    assert re.search(rf"^{target}:.*## \w", MAKEFILE, re.MULTILINE)
