"""A theory from a file of the user's own: read once, run, held to the contract, and watched when asked.

It knows files and what stands in one; which theories are shipped it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path
from re import fullmatch
from traceback import extract_tb
from types import ModuleType

import numpy as np

from replay.bibliography import parse_sources
from replay.contract import breaches, misshapen
from replay.errors import TheoryError
from replay.priors import Draws
from replay.situation import Situation
from replay.theory import Terms, Theory

NAME = r"[a-z][a-z0-9_]*"
"""What a theory may be called: it stands in SQL, and in parameters as `theory.head.term`."""


def is_file(name: str | Path) -> bool:
    """Say whether a theory is named by its file: the path ends with `.py`."""
    return Path(name).suffix == ".py"


def read_theory(path: Path, taken: Collection[str], literature: Collection[str]) -> Theory:
    """Read the `THEORY` of a file, which is named as the file and keeps the contract.

    `taken` are names it may not have, `literature` the keys of the works that the program knows.
    The text that runs is the text that is kept, for the identity of a run. Raises TheoryError with
    all that is wrong.
    """
    name, text = path.stem, _text(path)
    if not fullmatch(NAME, name):
        raise TheoryError(path, ["the file's name is the theory's: small letters, digits and _ are allowed"])
    if name in taken:
        raise TheoryError(path, [f"the name '{name}' is taken; another file name is allowed"])
    theory = _run(path, text)
    if not isinstance(theory, Theory):
        raise TheoryError(path, ["it has no THEORY = Theory(...)"])
    if theory.name != name:
        raise TheoryError(
            path, [f"THEORY.name was '{theory.name}'; '{name}' is allowed, as the file is named"]
        )
    own, faults = parse_sources(theory.bibliography, "bibliography")
    reasons = [str(fault) for fault in faults]
    try:
        reasons += breaches(theory, {*literature, *own})
    except Exception as error:  # noqa: BLE001 - whatever a stranger's code raises is said, with its line
        reasons.append(f"asked about an invented situation, {_told(path, error)}")
    if reasons:
        raise TheoryError(path, reasons)
    return replace(theory, terms=_watched(path, theory), written=text)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TheoryError(path, [f"it cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise TheoryError(path, ["it is not text in UTF-8"]) from error


def _run(path: Path, text: str) -> object:
    """Run the text as a module of its own; no compiled copy is kept that could be older than it."""
    module = ModuleType(path.stem)
    module.__file__ = str(path)
    try:
        exec(compile(text, str(path), "exec"), module.__dict__)  # noqa: S102 - the user's own file, at the user's wish
    except Exception as error:
        raise TheoryError(path, [_told(path, error)]) from error
    return getattr(module, "THEORY", None)


def _told(path: Path, error: Exception) -> str:
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    said = error.msg if isinstance(error, SyntaxError) else error
    return (f"line {line}: " if line else "") + f"{type(error).__name__}: {said}"


def _watched(path: Path, theory: Theory) -> Callable[[Situation, Mapping[str, Draws]], Mapping[str, Terms]]:
    """Ask as the theory asks, and say where and in which year it fails or finds what it may not."""

    def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
        try:
            found = theory.terms(situation, parameters)
            faults = list(misshapen(theory, found, situation))
        except Exception as error:
            raise TheoryError(
                path, [f"asked at the end of {situation.year}, {_told(path, error)}"]
            ) from error
        if faults:
            raise TheoryError(path, [f"asked at the end of {situation.year}, {one}" for one in faults])
        return {
            head: {name: np.asarray(term, dtype=np.float64) for name, term in several.items()}
            for head, several in found.items()
        }

    return terms
