"""What is slow to make is made once for all processes of a session, and only read."""

from __future__ import annotations

import os
from collections.abc import Callable
from fcntl import LOCK_EX, flock
from pathlib import Path
from shutil import rmtree

import pytest


def common(factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of the session have in common."""
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Let the first who comes fill a folder, while the others wait; return it."""
    with folder.with_suffix(".lock").open("w", encoding="utf-8") as lock:
        flock(lock, LOCK_EX)
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
    return folder
