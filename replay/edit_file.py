"""Edit lists as TOML: read, judged against the timeline that they are for, every fault at once.

It knows files, keys and cells; what an edit makes of a timeline stands in `departure`.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from replay.cells import slug
from replay.edit_keys import HOW, SUBJECTS, TITLES, Keys, added_keys, meant, subject_of
from replay.edit_succession import judge
from replay.edits import ACTIONS, OFF, Action, Edit, EditList, Subject
from replay.errors import Fault, RequestError, TimelineError, UnknownNameError, nearest
from replay.loading import in_places, load_shipped
from replay.reading import UnreadableError, decode
from replay.timeline import Timeline

FOLDER = "edits"
"""Where in a timeline's folder its lists stand."""
EVERY = "all"
"""Stands for every list where a query asks for one."""
Report = Callable[..., None]
_PLACES = re.compile(r"\s*(?:\[\[\s*(?P<table>\w+)\s*\]\]|\[\s*(?P<single>\w+)\s*\]|(?P<key>[\w-]+)\s*=)")


def edit_lists(wanted: Sequence[str | Path], timeline: Timeline, place: str | None) -> tuple[EditList, ...]:
    """Read edit lists, by file or by the name that they have in the timeline's folder.

    `place` is where the timeline was read from, as `loading.origin` says, None where it was not. Raises
    UnknownNameError for a name or file that does not exist, RequestError for two of one name, or a name that
    is none, TimelineError with all faults of all lists at once.
    """
    read = [_texts(one, place) for one in wanted]
    for name, *_ in read:
        _require_plain(name)
    names = Counter(name for name, _, _, _ in read)
    if twice := [name for name, count in names.items() if count > 1]:
        raise RequestError(f"edits were '{twice[0]}' twice; each list of a run has a name of its own")
    faults = [fault for *_, found in read for fault in found]
    lists = []
    for name, file, text, unread in read:
        found, wrong = (None, []) if unread else from_toml(name, file, text, timeline)
        lists.append(found)
        faults += wrong
    if faults:
        raise TimelineError("edits", in_places(faults))
    return tuple(one for one in lists if one is not None)


def names_in(place: str) -> tuple[str, ...]:
    """Name the lists that stand in the folder of a timeline, or of a shipped one, in alphabetical order."""
    with _folder(place) as folder:
        return tuple(sorted(path.stem for path in folder.glob("*.toml")))


def shipped_lists(timeline: str) -> tuple[EditList, ...]:
    """Read all lists of a shipped timeline, by its name."""
    names = names_in(timeline)
    return edit_lists(names, load_shipped(timeline), timeline) if names else ()


def _require_plain(name: str) -> None:
    """Refuse a name that could be taken for several lists put together, or for all of them."""
    try:
        slug(name)
    except UnreadableError as error:
        raise RequestError(f"edits were '{name}.toml'; {error.allowed}") from None
    if name == EVERY:
        raise RequestError(f"edits were '{EVERY}', which means every list; give the list another name")


@contextmanager
def _folder(place: str) -> Iterator[Path]:
    if Path(place).is_absolute():
        yield Path(place) / FOLDER
        return
    with as_file(files("replay.timelines").joinpath(place)) as folder:
        yield folder / FOLDER


def _texts(wanted: str | Path, place: str | None) -> tuple[str, str, str, list[Fault]]:
    """Find a list: its name, its file, its text, and why that could not be read."""
    path = Path(wanted)
    if path.suffix == ".toml":
        if not path.is_file():
            raise RequestError(f"edits were '{path}', and there is no such file")
        return path.stem, str(path), *decode(path, str(path))
    known = names_in(place) if place else ()
    if not known:
        raise RequestError(f"edits were '{wanted}'; FILE.toml is allowed, since the timeline has no lists")
    if str(wanted) not in known:
        raise UnknownNameError("edit list (or FILE.toml)", str(wanted), known)
    file = f"{FOLDER}/{wanted}.toml"
    with _folder(place or "") as folder:
        return str(wanted), file, *decode(folder / f"{wanted}.toml", file)


def from_toml(name: str, file: str, text: str, timeline: Timeline) -> tuple[EditList | None, list[Fault]]:
    """Read an edit list from TOML and judge it; return None and every fault when it is not valid."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        return None, [Fault(file, int(line[1]) if line else 0, "", f"broken TOML ({error})", "see toml.io")]
    return _list(name, file, found, _places(text), timeline)


def from_content(content: str, timeline: Timeline) -> EditList:
    """Read an edit list from what `EditList.content` wrote; raises TimelineError when it fits no longer."""
    said = json.loads(content)
    found: dict[str, Any] = {"title": said["title"], "claim": said["claim"]}
    for row in said["edits"]:
        found.setdefault(row.pop("action"), []).append(row)
    made, faults = _list(said["name"], said["name"], found, {}, timeline)
    if made is None:
        raise TimelineError("edits", in_places(faults))
    return made


Places = Mapping[tuple[str, int, str], int]
"""On which line a key of a table stands, by the table's name and number; an empty key is its heading."""


def _places(text: str) -> Places:
    places: dict[tuple[str, int, str], int] = {}
    counts: Counter[str] = Counter()
    table = ""
    for line, row in enumerate(text.split("\n"), 1):
        if not (found := _PLACES.match(row)):
            continue
        key = found["key"] or ""
        if not key:
            table = found["table"] or found["single"]
            counts[table] += 1
        places.setdefault((table, counts[table], key), line)
    return places


def _list(
    name: str, file: str, found: Mapping[str, Any], places: Places, timeline: Timeline
) -> tuple[EditList | None, list[Fault]]:
    faults: list[Fault] = []

    def report(table: str, count: int, key: str, was: str, allowed: str, likely: str | None = None) -> None:
        line = places.get((table, count, key)) or places.get((table, count, "")) or 0
        faults.append(Fault(file, line, key, was, allowed, likely))

    keys = (*TITLES, *ACTIONS)
    for key in found.keys() - {*keys}:
        report("", 0, key, "an unknown key", f"the keys are: {', '.join(keys)}", nearest(key, keys))
    for key in TITLES:
        if not isinstance(found.get(key), str) or not found[key].strip():
            report(
                "", 0, key, f"{found[key]!r}" if key in found else "missing", "a text in quotes must be there"
            )
    edits: list[Edit] = []
    reports: list[Report] = []
    for action in ACTIONS:
        rows = found.get(action, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            report(action, 1, "", f"{action} = ...", f"an edit begins with [[{action}]]")
            continue
        for count, row in enumerate(rows, 1):
            reports.append(partial(report, action, count))
            made = _edit(len(reports), action, row, timeline, reports[-1])
            edits += [made] if made else []
    whole = EditList(name, str(found.get("title")), str(found.get("claim")), tuple(edits))
    for breach in judge(whole, timeline, complete=not faults):
        reports[breach.edit.number - 1](breach.key, breach.found, breach.allowed, breach.nearest)
    return (None, faults) if faults else (whole, [])


def _edit(
    number: int, action: Action, row: Mapping[str, Any], timeline: Timeline, report: Report
) -> Edit | None:
    """Read one row: its keys, its cells; report whatever is wrong with them."""
    written = {key: _cell(value) for key, value in row.items()}
    sound = True

    def fault(*said: str | None) -> None:
        nonlocal sound
        sound = False
        report(*said)

    if not written.get(OFF, "").strip():
        fault(OFF, "missing", "every edit says why, in a text")
    subject, keys = _keys(action, written, timeline, fault)
    if subject is None:
        return None
    values = _values(written, keys, fault)
    return meant(number, action, subject, written, values, fault) if sound else None


def _keys(
    action: Action, written: Mapping[str, str], timeline: Timeline, fault: Report
) -> tuple[Subject | None, Keys]:
    if action == "add":
        return added_keys(written, timeline.manifest)
    subject = subject_of(action, written, fault)
    return subject, SUBJECTS[subject] | HOW[action, subject] if subject else {}


def _values(written: Mapping[str, str], keys: Keys, fault: Report) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, cell in written.items():
        if key == OFF:
            continue
        if key not in keys:
            allowed = f"the keys here are: {', '.join([*keys, OFF])}"
            fault(key, "an unknown key", allowed, nearest(key, keys))
            continue
        try:
            values[key] = keys[key].parse(cell)
        except UnreadableError as error:
            fault(key, f"'{cell}'", error.allowed, error.nearest)
    for key, column in keys.items():
        if column.required and key not in written:
            fault(key, "missing", "this key must be there")
    return values


def _cell(value: object) -> str:
    """Write a value as the text that a cell of a CSV file would hold."""
    if isinstance(value, list):
        return ";".join(map(_cell, value))
    if isinstance(value, date):
        return value.isoformat()
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
