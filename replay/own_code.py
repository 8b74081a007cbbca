"""The package's own code in one hash: what decides rows wherever the package stands.

It knows files, and nothing of what they do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable


def own_code() -> hashlib._Hash:
    """Hash the package's own source, its codebook and its SQL; a user's own theories may be added."""
    return _own_code().copy()


@cache
def _own_code() -> hashlib._Hash:
    digest = hashlib.sha256()
    for package in ("replay", "replay.analysis"):
        for name, entry in sorted(_sources(files(package), package)):
            digest.update(name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name not in ("__pycache__", "timelines", "analysis"):
            yield from _sources(entry, name)
        elif entry.name.endswith((".py", ".sql", ".csv", ".bib")):
            yield name, entry
