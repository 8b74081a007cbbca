"""Keeping: answers laid up in a folder as each is done, so that a run that was stopped goes on from there.

It knows files and the order of tasks; what is answered, and who does the work, it does not know.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from platform import python_version
from tempfile import NamedTemporaryFile
from typing import Any, TypeVar

from replay.machine import libraries
from replay.workers import Spread

Task = TypeVar("Task")
Answer = TypeVar("Answer")
KEPT, UNFINISHED = ".answer", ".unfinished"
"""How the files of a folder end: one with an answer, and one that is being written."""
SEAL = sha256().digest_size
"""Bytes at the head of a file that are the hash of what it belongs to and holds."""
SHORT = 12
"""Digits of the hash in the name of a folder."""


def kept(
    work: Callable[[Task], Answer],
    tasks: Sequence[Task],
    names: Sequence[str],
    folder: Path,
    spread: Spread,
    tell: Callable[[int, int], None],
) -> Iterator[Answer]:
    """Do the work that the folder holds no answer of; yield the answers in the order of the tasks.

    `names` tell the tasks apart, and the folder's own name (`folder_of`) one run from another: what
    bears another name, or is damaged, is done again. An answer is on disk as soon as it is heard of,
    whatever its turn; `tell` is told how many are done, of how many, at first of those found. Each is
    read from its file when its turn comes, so that those who wait take no memory. Raises ValueError
    when two tasks have one name.
    """
    places = {name: folder / f"{sha256(name.encode()).hexdigest()}{KEPT}" for name in names}
    if len(places) != len(tasks):
        raise ValueError(f"{len(tasks)} tasks have {len(places)} different names")
    folder.mkdir(parents=True, exist_ok=True)
    done = {name for name, place in places.items() if _payload(place, name) is not None}
    missing = [(name, task) for name, task in zip(names, tasks, strict=True) if name not in done]
    tell(len(done), len(tasks))
    ending = spread.as_ended(work, [task for _, task in missing])
    for name, place in places.items():
        while name not in done:
            number, answer = next(ending)
            ended, _ = missing[number]
            _keep(answer, places[ended], ended)
            done.add(ended)
            tell(len(done), len(tasks))
        yield _read(place, name)


def folder_of(ledger: Path, run_id: str) -> Path:
    """Name the hidden folder beside a ledger in which a run's answers are kept.

    Other libraries, or another Python, may round otherwise, and have a folder of their own.
    """
    made_by = f"{run_id}\0{libraries()}\0{python_version()}"
    return ledger.with_name(f".{ledger.stem}-{sha256(made_by.encode()).hexdigest()[:SHORT]}")


def counted(folder: Path) -> int:
    """Count the answers that a folder holds."""
    return len([*folder.glob(f"*{KEPT}")])


def clear(folder: Path) -> None:
    """Remove what `kept` laid up in a folder, and the folder, unless something else stands in it."""
    for place in [*folder.glob(f"*{KEPT}"), *folder.glob(f"*{UNFINISHED}")]:
        place.unlink(missing_ok=True)
    with suppress(OSError):
        folder.rmdir()


def _keep(answer: object, place: Path, name: str) -> None:
    """Write an answer under a passing name and rename it: a file is whole or not there."""
    payload = pickle.dumps(answer, pickle.HIGHEST_PROTOCOL)
    with NamedTemporaryFile(dir=place.parent, suffix=UNFINISHED, delete=False) as file:
        file.write(_seal(place, name, payload) + payload)
    Path(file.name).replace(place)


def _payload(place: Path, name: str) -> bytes | None:
    """Read what a file holds, if it is there, whole, and the answer to this task of this run."""
    try:
        content = place.read_bytes()
    except OSError:
        return None
    payload = content[SEAL:]
    return payload if content[:SEAL] == _seal(place, name, payload) else None


def _seal(place: Path, name: str, payload: bytes) -> bytes:
    return sha256(f"{place.parent.name}\0{name}\0".encode() + payload).digest()


def _read(place: Path, name: str) -> Any:
    payload = _payload(place, name)
    if payload is None:
        raise OSError(None, "was changed while it was in use", str(place))
    return pickle.loads(payload)  # noqa: S301 - our own file beside the user's ledger, whole by its hash
