"""The rival theories and the baselines they have to beat: a file each, found by its name.

To add one, write `replay/theories/<name>.py` with a `THEORY`, and nothing else has to know of it; or
name a file of your own, which is read by `theory_file`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import import_module
from importlib.resources import as_file, files
from pathlib import Path
from pkgutil import iter_modules

from replay.bibliography import Source, parse_sources, read_sources
from replay.errors import UnknownNameError
from replay.theory import Theory
from replay.theory_file import POOL_NAMES, is_file, read_theory

RESERVED = ("cheater", "perception", *POOL_NAMES)
"""Names that mean something else in a run: other forecasters, and the parameters of perception."""


@cache
def registry() -> dict[str, Theory]:
    """Return every theory and baseline by its name, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").THEORY for name in names}


@cache
def literature() -> dict[str, Source]:
    """Return the works of `literature.bib`, which theories, perception and the codebook cite, by key."""
    with as_file(files("replay").joinpath("literature.bib")) as path:
        return read_sources(path)[0]


def works(theories: Iterable[Theory]) -> dict[str, Source]:
    """Return what theories may cite, by key: their own bibliographies, and before these `literature.bib`."""
    own = (parse_sources(theory.bibliography, "bibliography")[0] for theory in theories)
    return {key: source for several in (*own, literature()) for key, source in several.items()}


def select(names: Iterable[str | Path] = ()) -> tuple[Theory, ...]:
    """Choose theories by name, or by a file of one's own; all of the registry if none is named.

    Baselines are always among them; a user's own stand last. Raises UnknownNameError for a name that
    is not in the registry, TheoryError for a file that does not hold a theory.
    """
    named = list(names)
    wanted = {str(name) for name in named if not is_file(name)}
    for name in sorted(wanted):
        if name not in registry():
            raise UnknownNameError("theory", name, registry())
    shipped = [one for one in registry().values() if not named or one.name in wanted or one.baseline]
    return (*shipped, *_own({Path(name).resolve(): Path(name) for name in named if is_file(name)}.values()))


def _own(paths: Iterable[Path]) -> Iterator[Theory]:
    """Read each file once, in the order of their names; no two theories have one name."""
    taken = {*registry(), *RESERVED}
    for path in sorted(paths, key=lambda one: (one.stem, str(one))):
        yield read_theory(path, taken, literature().keys())
        taken.add(path.stem)
