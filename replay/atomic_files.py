"""Files and folders that are written whole or not at all: beside their place, then put there in one step.

It knows paths and bytes, not what a file holds. A link is followed: what it leads to is replaced.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from replay.errors import RequestError

_HERE, _SWAP = -100, 2
"""What the systems call the folder that a program runs in, and a renaming both ways."""


def require_place(place: Path, endings: Collection[str]) -> None:
    """Raise RequestError unless a file with one of these endings may be written at the path."""
    if place.suffix not in endings:
        raise RequestError(f"{place} ends in '{place.suffix}'; {', '.join(endings)} are allowed")
    require_parent(place)
    if place.is_dir():
        raise RequestError(f"{place} is left as it is: it is a folder")


def require_folder(out: Path, what: str, sign: str, own: Callable[[Path], Collection[str] | None]) -> None:
    """Raise RequestError unless a folder may be written: nothing stands there but `what`, such as "a feed".

    `own` names the files of one that stands there, None where it lacks the `sign` of one. A folder with
    nothing in it is as good as none.
    """
    require_parent(out)
    if out.is_dir():
        found = {entry.name for entry in out.iterdir()}
        known = own(out) if found else ()
        if known is None:
            raise RequestError(
                f"{out} is left as it is: it is no {what.partition(' ')[2]}, for it has no {sign}"
            )
        if others := sorted(found.difference(known)):
            raise RequestError(f"{out} is left as it is: it holds more than {what}: {', '.join(others[:3])}")
    elif out.exists() or out.is_symlink():
        raise RequestError(f"{out} is left as it is: it is not a folder")


def require_parent(place: Path) -> None:
    """Raise RequestError unless the folder in which something is to be written is there, and open."""
    parent = final(place).parent
    if not parent.is_dir():
        raise RequestError(f"{place} cannot be written: there is no folder {parent}")
    if not os.access(parent, os.W_OK):
        raise RequestError(f"{place} cannot be written: the folder {parent} is closed to writing")


def final(place: Path) -> Path:
    """Follow links to where something is to be written; RequestError where they lead back to themselves.

    What is no link, and has a name of its own, is left as it was given.
    """
    try:
        return place.resolve() if place.is_symlink() or place.name in ("", "..") else place
    except (OSError, RuntimeError) as error:
        raise RequestError(f"{place} cannot be written: it is a link that leads to itself") from error


def write(place: Path, content: bytes) -> Path:
    """Put a file in its place, replacing what stood there; return the path."""
    last = final(place)
    with TemporaryDirectory(prefix=".draft-", dir=last.parent) as folder:
        draft = Path(folder) / last.name
        draft.write_bytes(content)
        draft.replace(last)
    return place


@contextmanager
def folder(place: Path) -> Iterator[Path]:
    """Yield an empty folder, which takes the place of another when the block ends well."""
    last = final(place)
    with TemporaryDirectory(prefix=".draft-", dir=last.parent) as beside:
        draft = Path(beside) / last.name
        draft.mkdir()
        yield draft
        _exchange(draft, last, Path(beside) / "before")


def _exchange(draft: Path, place: Path, before: Path) -> None:
    """Put a folder into its place; what stood there goes away with the folder of the draft, or comes back.

    Where the system cannot let two folders change names, there is none for a moment between two renamings.
    """
    if place.exists() and _swapped(draft, place):
        return
    try:
        if place.exists():
            place.replace(before)
        draft.replace(place)
    except BaseException:
        if before.exists() and not place.exists():
            before.replace(place)
        raise


def _swapped(one: Path, other: Path) -> bool:
    """Let two paths change names in one step; say whether the system could."""
    names = os.fsencode(one), os.fsencode(other)
    try:
        system = ctypes.CDLL(None)
        if sys.platform == "darwin":
            return bool(system.renamex_np(*names, _SWAP) == 0)
        return bool(system.renameat2(_HERE, names[0], _HERE, names[1], _SWAP) == 0)
    except (AttributeError, OSError, TypeError):
        return False
