"""The rival theories and the baselines they have to beat: a file each, found by its name.

To add one, write `replay/theories/<name>.py` with a `THEORY`; nothing else has to know of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from importlib import import_module
from importlib.resources import as_file, files
from pkgutil import iter_modules

from replay.bibliography import Source, read_sources
from replay.errors import UnknownNameError
from replay.theory import Theory


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


def select(names: Iterable[str] = ()) -> tuple[Theory, ...]:
    """Choose theories by name, all of them if none is named; baselines are always among them.

    Raises UnknownNameError for a name that is not in the registry.
    """
    wanted = set(names)
    for name in sorted(wanted):
        if name not in registry():
            raise UnknownNameError("theory", name, registry())
    return tuple(one for one in registry().values() if not wanted or one.name in wanted or one.baseline)
