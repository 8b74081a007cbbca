"""What makes a run the run it is: a hash of its data, code, parameters and choices.

It knows what decides a row; how a row comes about it does not know.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from replay.parameters import Parameter
from replay.theory import Theory
from replay.timeline import Timeline


def identity(
    timeline: Timeline,
    theories: Sequence[Theory],
    coding: str,
    tunable: Mapping[str, Sequence[Parameter]],
    edits: Sequence[str] = (),
    **chosen: object,
) -> str:
    """Hash all that decides the rows of a run: data, code, parameters, edits, what was chosen (seed ...)."""
    content = {
        "name": timeline.name,
        "timeline": timeline.digest,
        "code": code_digest(theories),
        "parameters": {purpose: [repr(one) for one in several] for purpose, several in tunable.items()},
        "edits": [*edits],
        "mode": "forecast",
        "theories": [theory.name for theory in theories],
        "coding": coding,
        **chosen,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def code_digest(theories: Sequence[Theory] = ()) -> str:
    """Hash the package's own source, its codebook and its SQL, and the files of a user's own theories."""
    digest = _own_source().copy()
    for theory in theories:
        if theory.written:
            digest.update(theory.name.encode() + b"\0" + theory.written.encode() + b"\0")
    return digest.hexdigest()


@cache
def _own_source() -> hashlib._Hash:
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
