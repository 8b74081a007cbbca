"""The importers, which make published data sets into feeds: a file each, found by its name.

To add one, write `replay/importers/<name>.py` with an `IMPORTER`; nothing else has to know of it.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from replay.errors import UnknownNameError
from replay.importer import Coded, Importer, make_feed


@cache
def registry() -> dict[str, Importer]:
    """Return every importer by its name, in alphabetical order."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").IMPORTER for name in names}


def import_feed(source: str, file: str | Path, out: str | Path) -> Coded:
    """Make the file of a published data set into a feed at `out`; return its events and what was left out.

    Raises UnknownNameError for a source without an importer, TimelineError for a file that cannot be
    read, RequestError for a place at which something else stands.
    """
    if source not in registry():
        raise UnknownNameError("source", source, registry())
    return make_feed(registry()[source], Path(file), Path(out))
