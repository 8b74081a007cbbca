"""A theory from a file of the user's own: read once, run, held to the contract, and watched when asked.

It knows files and what stands in one; which theories are shipped it is told.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from re import fullmatch
from traceback import extract_tb
from types import ModuleType

import numpy as np

from replay.bibliography import parse_sources
from replay.contract import misshapen, tried
from replay.declaration import misdeclared, miskinded
from replay.errors import RequestError, TheoryError
from replay.priors import Draws
from replay.situation import Situation
from replay.theory import Terms, Theory

NAME = r"[a-z][a-z0-9_]*"
"""What a theory may be called: it stands in SQL, and in parameters as `theory.head.term`."""
POOL_NAMES = ("pool", "pool_weighted")
"""The names of the pools, which are always asked; no theory has one of them."""


def is_file(name: str | Path) -> bool:
    """Say whether a theory is named by its file: the path ends with `.py`."""
    return Path(name).suffix == ".py"


def require_meant(names: Iterable[str | Path], known: Collection[str]) -> None:
    """Raise RequestError for a pool, which need not be named, and for a file named without its `.py`."""
    for name in map(str, names):
        if is_file(name) or name in known:
            continue
        if name in POOL_NAMES:
            raise RequestError(f"theory was '{name}'; the pools are always asked, and need not be named")
        if Path(f"{name}.py").is_file():
            raise RequestError(f"theory was '{name}', which does not exist; did you mean the file {name}.py?")


def read_theory(path: Path, taken: Collection[str], literature: Collection[str]) -> Theory:
    """Read the `THEORY` of a file, which is named as the file and keeps the contract.

    `taken` are names it may not have, `literature` the keys of the works that the program knows.
    The text that runs is the text that is kept, for the identity of a run. Raises TheoryError with
    all that is wrong.
    """
    if fault := _misnamed(path, taken):
        raise TheoryError(path, [fault])
    text = _text(path)
    module = _run(path, text)
    theory = getattr(module, "THEORY", None)
    if not isinstance(theory, Theory):
        raise TheoryError(path, ["it has no THEORY = Theory(...)"])
    if reasons := list(_misplaced(path, theory, module, taken)):
        raise TheoryError(path, reasons)
    with _at_work(path, module, "what it declares: "):
        reasons = _misdeclared(theory, literature)
    if not reasons:
        with _at_work(path, module, "asked about an invented situation, "):
            reasons = list(tried(theory))
    if reasons:
        raise TheoryError(path, reasons)
    return replace(theory, terms=Watched(path, text), written=text)


@dataclass(frozen=True)
class Watched:
    """The terms of the theory in a file, as it was when read; it says in which year and where they fail.

    Another process is handed path and text, and runs the text again: no import would find the functions.
    """

    path: Path
    text: str

    def __call__(self, situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
        """Ask as the theory asks; raises TheoryError when it fails, or gives what it may not."""
        module, asked = _run(self.path, self.text), f"asked at the end of {situation.year}, "
        with _at_work(self.path, module, asked):
            given: Mapping[str, Terms] = module.THEORY.terms(situation, parameters)
            faults = list(misshapen(module.THEORY, given, situation))
        if faults:
            raise TheoryError(self.path, [asked + one for one in faults])
        return {
            head: {name: np.asarray(term, dtype=np.float64) for name, term in several.items()}
            for head, several in given.items()
        }


def _misnamed(path: Path, taken: Collection[str]) -> str:
    """Say why a file may not be called as it is, if so: its name is the theory's."""
    if not fullmatch(NAME, path.stem):
        allowed = "small letters, digits and _ are allowed, a letter first"
        return f"the theory's name was '{path.stem}', as the file is named; {allowed}"
    if path.stem in taken:
        whose = ", of a pool" if path.stem in POOL_NAMES else ""
        return f"the name '{path.stem}' is taken{whose}; another file name is allowed"
    return ""


def _misplaced(path: Path, theory: Theory, module: ModuleType, taken: Collection[str]) -> Iterator[str]:
    """Say what may stand in the package, and not in a file of one's own."""
    if theory.name != path.stem:
        yield f"THEORY.name was {theory.name!r}; '{path.stem}' is allowed, as the file is named"
    if theory.baseline is not False:
        why = "whom theories have to beat, this program decides"
        yield f"baseline was {theory.baseline!r}; False is allowed: {why}"
    for name, other in vars(module).items():
        if isinstance(other, Theory) and other is not theory and other.name not in taken:
            yield f"{name} is a second theory, '{other.name}'; a file holds one, and another has its own file"


def _misdeclared(theory: Theory, literature: Collection[str]) -> list[str]:
    """List what is wrong with a declaration and with the bibliography in it."""
    if wrong := list(miskinded(theory)):
        return wrong
    own, faults = parse_sources(theory.bibliography, "bibliography")
    return [str(fault) for fault in faults] + misdeclared(theory, {*literature, *own})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise TheoryError(path, [f"it cannot be read: {error.strerror}"]) from error
    except UnicodeDecodeError as error:
        raise TheoryError(path, ["it is not text in UTF-8"]) from error


@cache
def _run(path: Path, text: str) -> ModuleType:
    """Run the text as a module of its own, once; no compiled copy is kept that could be older than it."""
    module = ModuleType(f"{__name__}:{path.stem}")
    module.__file__ = str(path)
    with _at_work(path, module):
        # What this file imports from the future is no business of that one.
        exec(compile(text, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102 - the user's own file, at the user's wish
    return module


@contextmanager
def _at_work(path: Path, module: ModuleType, asked: str = "") -> Iterator[None]:
    """Let the code of a file run: what looks for its module finds it, what it prints is narration.

    Raises TheoryError for whatever it raises, with the line; ending the program is no exception.
    """
    sys.modules[module.__name__] = module
    try:
        with redirect_stdout(sys.stderr):
            yield
    except (Exception, SystemExit) as error:
        raise TheoryError(path, [asked + _told(path, error)]) from error
    finally:
        sys.modules.pop(module.__name__, None)


def _told(path: Path, error: BaseException) -> str:
    lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == str(path)]
    line = error.lineno if isinstance(error, SyntaxError) else lines[-1] if lines else None
    said = error.msg if isinstance(error, SyntaxError) else error
    return (f"line {line}: " if line else "") + f"{type(error).__name__}: {said}"
