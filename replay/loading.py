"""Loading a timeline: a shipped one by its name, any other from its folder, with all faults at once.

It knows files and faults; what a timeline is good for it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib.resources import as_file, files
from os.path import lexists
from pathlib import Path
from types import MappingProxyType

from replay import records
from replay.bibliography import Source, read_sources
from replay.consistency import inconsistencies
from replay.errors import Fault, TimelineError, UnknownNameError, nearest
from replay.manifest import Manifest, read_manifest
from replay.pledges import Adversary, Commitment
from replay.reading import Table, read_table
from replay.tables import EVENTS, FILES, OPTIONAL, capability_columns
from replay.timeline import Asset, Doctrine, Orientation, Polarity, Timeline


def shipped() -> tuple[str, ...]:
    """Name the timelines that come with the package."""
    folders = files("replay.timelines").iterdir()
    return tuple(sorted(entry.name for entry in folders if entry.joinpath("manifest.toml").is_file()))


def load(name: str | Path) -> Timeline:
    """Load a timeline from its folder, or a shipped one by its name.

    A folder with a manifest goes before a shipped timeline of the same name. Raises
    UnknownNameError when it is neither, TimelineError with every fault when it is not valid.
    """
    if str(name) and Path(name).joinpath("manifest.toml").is_file():
        return load_folder(Path(name))
    if str(name) in shipped():
        return load_shipped(str(name))
    if str(name) and Path(name).is_dir():
        return load_folder(Path(name))
    raise UnknownNameError("timeline (or folder)", str(name), shipped())


def load_shipped(name: str) -> Timeline:
    """Load a timeline that comes with the package, whatever folders stand about."""
    with as_file(files("replay.timelines").joinpath(name)) as folder:
        return load_folder(folder)


def origin(name: str | Path) -> str:
    """Say what `load` reads: a folder, by its absolute path, or a shipped timeline, by its name alone."""
    folder = Path(name)
    is_shipped = str(name) in shipped() and not folder.joinpath("manifest.toml").is_file()
    return str(name) if is_shipped else str(folder.resolve())


def load_folder(folder: Path) -> Timeline:
    """Read, judge and order a timeline folder; raise TimelineError with all its faults at once."""
    manifest, faults = read_manifest(folder / "manifest.toml")
    tables, table_faults = _read_tables(folder, manifest)
    sources, source_faults = read_sources(folder / "sources.bib")
    faults += table_faults + source_faults
    if manifest:
        faults += inconsistencies(tables, manifest, None if source_faults else set(sources))
    if faults or manifest is None:
        raise TimelineError(folder.resolve().name, in_places(faults))
    return _assemble(folder.resolve().name, manifest, tables, sources)


def in_places(faults: Iterable[Fault]) -> list[Fault]:
    """Put faults in the order of files, lines and columns, each once."""
    return sorted(set(faults), key=lambda fault: (fault.file, fault.line, fault.column, fault.found))


def _read_tables(folder: Path, manifest: Manifest | None) -> tuple[dict[str, Table], list[Fault]]:
    layouts = dict(FILES)
    if manifest:
        layouts["capabilities"] = capability_columns(manifest)
    tables: dict[str, Table] = {}
    faults: list[Fault] = []
    for name, columns in layouts.items():
        tables[name], found = read_table(folder / f"{name}.csv", f"{name}.csv", columns)
        faults += found
    for name, columns in OPTIONAL.items():
        tables[name] = Table(values={column.name: [] for column in columns})
        if lexists(folder / f"{name}.csv"):
            tables[name], found = read_table(folder / f"{name}.csv", f"{name}.csv", columns)
            faults += found
    tables["events"], found = read_events(folder)
    faults += found
    return tables, faults + _without_rows(tables) + _misnamed(folder, tables)


def _misnamed(folder: Path, tables: Iterable[str]) -> list[Fault]:
    """Find files with nearly the name of an optional table that is absent: they would go unread."""
    absent = [name for name in OPTIONAL if not lexists(folder / f"{name}.csv")]
    strange = sorted(path for path in folder.glob("*.csv") if path.stem not in tables)
    near = [(path.name, nearest(path.stem, absent)) for path in strange]
    allowed = "the optional files are " + ", ".join(f"{name}.csv" for name in OPTIONAL)
    return [Fault(name, 0, "", "a file of no known name", allowed, f"{one}.csv") for name, one in near if one]


def read_events(folder: Path) -> tuple[Table, list[Fault]]:
    """Read the event files of a timeline or a feed into one table, with every fault of them."""
    events = Table(values={column.name: [] for column in EVENTS})
    faults: list[Fault] = []
    paths = sorted(path for path in (folder / "events").glob("*") if path.suffix.lower() == ".csv")
    if not paths:
        faults.append(Fault("events", 0, "", "without a CSV file", "events stand in events/*.csv"))
        events.complete = False
    for path in paths:
        table, found = read_table(path, f"events/{path.name}", EVENTS)
        events.extend(table)
        faults += found
    return events, faults


def _without_rows(tables: Mapping[str, Table]) -> list[Fault]:
    """Find the tables without which there is nothing to replay; of the others nothing may be known."""
    bare = [name for name in ("alignments", "states") if tables[name].complete and not tables[name].lines]
    for name in bare:
        tables[name].complete = False
    return [
        Fault(f"{name}.csv", 1, "", "a header without rows", "at least one row is needed") for name in bare
    ]


def _assemble(
    name: str, manifest: Manifest, tables: Mapping[str, Table], sources: dict[str, Source]
) -> Timeline:
    events = [records.coded_event(row) for _, _, row in tables["events"].rows()]
    return Timeline(
        name=name,
        manifest=manifest,
        roster=records.roster_of(tables["states"]),
        events=records.in_order(events),
        measurements=records.measurements(tables["capabilities"]),
        distances=records.distances(tables["geography"]),
        regimes=records.regimes(tables["regimes"]),
        ideologies=records.ideologies(tables["ideologies"]),
        parties=records.parties(tables["alignments"]),
        sources=MappingProxyType(sources),
        rows=MappingProxyType(
            {
                name: tuple(sorted(table.texts))
                for name, table in tables.items()
                if table.texts or name not in OPTIONAL
            }
        ),
        orientations=records.judged(tables["orientations"], Orientation, "state", "orientation"),
        doctrines=records.judged(tables["doctrines"], Doctrine, "state", "advantage"),
        assets=records.judged(tables["assets"], Asset, "pact", "asset", "scope"),
        polarities=records.judged(tables["polarity"], Polarity, "polarity"),
        cases=records.cases(tables["cases"]),
        commitments=records.judged(tables["commitments"], Commitment, "pact", "state", "commitment"),
        adversaries=records.judged(tables["adversaries"], Adversary, "pact", "adversary", "basis"),
        forces=records.forces(tables["forces"]),
    )
