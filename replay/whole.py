"""Files that are written whole or not at all: beside their place under another name, then renamed.

It knows paths and bytes, not what a file holds.
"""

from __future__ import annotations

from collections.abc import Collection
from os import W_OK, access
from pathlib import Path
from tempfile import TemporaryDirectory

from replay.errors import RequestError


def require_place(place: Path, endings: Collection[str]) -> None:
    """Raise RequestError unless a file with one of these endings may be written at the path."""
    if place.suffix not in endings:
        raise RequestError(f"{place} ends in '{place.suffix}'; {', '.join(endings)} are allowed")
    if not place.parent.is_dir() or not access(place.parent, W_OK) or place.is_dir():
        raise RequestError(f"{place} cannot be written: there is no folder {place.parent} open to writing")


def write(place: Path, content: bytes) -> Path:
    """Put a file in its place, replacing what stood there; return the path."""
    with TemporaryDirectory(prefix=".draft-", dir=place.parent) as folder:
        draft = Path(folder) / place.name
        draft.write_bytes(content)
        draft.replace(place)
    return place
