"""The console examples of a page: find them, run them, and write their outputs anew.

`python -m tests.console README.md` refreshes the outputs of a page in place.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

BLOCK = re.compile(r"^```console\n\$ (?P<command>[^\n]+)\n(?P<output>.*?)^```$", re.MULTILINE | re.DOTALL)


FILE = re.compile(
    r"`(?P<name>[\w/]+\.\w+)`:\n\n```(?:python|sql|text|toml)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
ROOT = Path(__file__).parent.parent
CLONED = ("adding_a_kind.md", "adding_a_query.md", "coding_a_timeline.md")
"""Guides that are followed in a clone of the repository, which they change."""
READING = ("quick_start.md", "results.md", "asking.md", "citing.md", "teaching.md")
"""Guides that read the ledger of the example that the first of them begins with."""


def clone(folder: Path) -> None:
    """Make of a folder what a clone of the repository is to a guide."""
    for name in ("analysis", "replay", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "timelines").symlink_to(ROOT / "timelines")
    for name in ("analysis", "timelines"):
        (folder / "replay" / name).symlink_to(folder / name)


def lay(page: str, folder: Path) -> list[Path]:
    """Write the files that a page shows, each named at the end of the line before, into a folder."""
    laid = []
    for found in FILE.finditer(page):
        laid.append(folder / found["name"])
        laid[-1].parent.mkdir(parents=True, exist_ok=True)
        laid[-1].write_text(found["text"], encoding="utf-8")
    return laid


def examples(page: str) -> list[tuple[str, str]]:
    """List the commands of a page with the outputs that it shows."""
    return [(found["command"], found["output"]) for found in BLOCK.finditer(page)]


FIRST = "replay run middle-east | sed -n 1,12p"
"""The example that several pages begin with, which takes the longest."""


def run(command: str, folder: Path) -> str:
    """Run a command in a folder and return its standard output, trailing blanks cut.

    In a clone it is the clone's program that runs.
    """
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "80"}
    if (folder / "replay").is_dir():
        environment["PYTHONPATH"] = str(folder)
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=True
    )
    lines = [line.rstrip() for line in done.stdout.splitlines()]
    return "\n".join(lines).strip("\n") + "\n"


def refresh(page: Path, folder: Path) -> None:
    """Run all examples of a page in a folder and write the outputs into the page."""
    text = page.read_text(encoding="utf-8")
    if page.name in CLONED:
        clone(folder)
    if page.name in READING and FIRST not in text:
        run(FIRST, folder)
    lay(text, folder)
    written = BLOCK.sub(
        lambda found: f"```console\n$ {found['command']}\n{run(found['command'], folder)}```", text
    )
    page.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        with TemporaryDirectory() as own:
            refresh(Path(name), Path(own))
