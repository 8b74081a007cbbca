"""The shipped miniature, copied so that a test can change one cell of it.

It knows where the files stand, not what is wrong with a change.
"""

from __future__ import annotations

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from replay.errors import Fault, TimelineError
from replay.loading import load_folder

EARLY = "events/1899-1902.csv"
LATE = "events/1903-1905.csv"


def copied(to: Path) -> Path:
    """Copy the miniature into a folder; return the timeline's folder."""
    with as_file(files("replay.timelines").joinpath("miniature")) as shipped:
        return Path(shutil.copytree(shipped, to / "world"))


def change(world: Path, file: str, old: str, new: str) -> None:
    """Replace the one place of a file at which the old text stands; an empty one is the end."""
    path = world / file
    text = path.read_text(encoding="utf-8")
    assert not old or text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")


def faults(world: Path) -> tuple[Fault, ...]:
    """Load a faulty timeline and return its faults."""
    with pytest.raises(TimelineError) as caught:
        load_folder(world)
    return caught.value.faults
