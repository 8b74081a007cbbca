"""The console examples of a page: find them, run them, and write their outputs anew.

`python -m tests.console README.md` refreshes the outputs of a page in place.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

BLOCK = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)


FILE = re.compile(r"`(?P<name>\w+\.py)`:\n\n```python\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def lay(page: str, folder: Path) -> list[Path]:
    """Write the Python files that a page shows, each named at the end of the line before, into a folder."""
    laid = []
    for found in FILE.finditer(page):
        laid.append(folder / found["name"])
        laid[-1].write_text(found["text"], encoding="utf-8")
    return laid


def examples(page: str) -> list[tuple[str, str]]:
    """List the commands of a page with the outputs that it shows."""
    return [(found["command"], found["output"]) for found in BLOCK.finditer(page)]


FIRST = "replay run middle-east | sed -n 1,12p"
"""The example that several pages begin with, which takes the longest."""


def run(command: str, folder: Path) -> str:
    """Run a command in a folder and return its standard output, trailing blanks cut."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def refresh(page: Path, folder: Path) -> None:
    """Run all examples of a page in a folder and write the outputs into the page."""
    lay(page.read_text(encoding="utf-8"), folder)
    written = BLOCK.sub(
        lambda found: f"```console\n$ {found['command']}\n{run(found['command'], folder)}```",
        page.read_text(encoding="utf-8"),
    )
    page.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with TemporaryDirectory() as own:
            refresh(Path(name), Path(own))
