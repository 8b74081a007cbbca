"""The keys of an edit list: what selects rows of which subject, what becomes of them, and how a cell reads.

It knows single rows of a list; the timeline that they are about it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from replay.cells import day, number, several, slug, word, year
from replay.codebook import codebook
from replay.edits import NEVER, OFF, Action, Edit, Subject
from replay.manifest import Manifest
from replay.reading import Column, Parse, UnreadableError
from replay.records import coded_event
from replay.soundness import judge_event
from replay.tables import ASSETS, CODES, EVENTS, REGIMES, capability_columns
from replay.timeline import Measurement

Fault = Callable[..., None]
"""Report what is wrong with a key: the key, what was found, what is allowed, the nearest value."""
Keys = dict[str, Column]
TITLES = ("title", "claim")
ROLES = ("initiator", "target", "against")


def whole(cell: str) -> int:
    """Read a whole number, which may be negative."""
    if not cell.removeprefix("-").isdecimal():
        raise UnreadableError("a whole number of days is allowed, negative for earlier")
    return int(cell)


def end(cell: str) -> date:
    """Read a day, or the word `never`."""
    if cell == "never":
        return NEVER
    try:
        return day(cell)
    except UnreadableError as error:
        raise UnreadableError(f"{error.allowed}, or never") from None


def years(cell: str) -> tuple[int, int]:
    """Read a year, or the first and the last of several."""
    found = several(year)(cell)
    if len(found) > 2 or found[0] > found[-1]:  # noqa: PLR2004 - the first and the last
        raise UnreadableError("a year, or the first and the last, as [1955, 1959], is allowed")
    return found[0], found[-1]


def _keys(**parsers: Parse) -> Keys:
    return {key.rstrip("_"): Column(key.rstrip("_"), parse, required=False) for key, parse in parsers.items()}


_DAYS = _keys(from_=day, until=day)
SUBJECTS: Mapping[Subject, Keys] = {
    "assets": _keys(asset=several(word(ASSETS, "asset")), pact=several(slug)) | _DAYS,
    "quantities": _keys(quantity=several(slug), state=CODES, years=years),
    "regimes": _keys(regime=several(word(REGIMES, "regime")), state=CODES) | _DAYS,
    "memberships": _keys(pact=several(slug), state=CODES) | _DAYS,
    "events": _keys(
        event=several(slug),
        kind=several(word(codebook(), "kind")),
        actor=CODES,
        role=word(ROLES, "role"),
        target=CODES,
    )
    | _DAYS,
}
"""What selects rows, by subject; `from` is the first day, `until` the first day after."""
MARKS: Mapping[str, Subject] = {
    "asset": "assets",
    "quantity": "quantities",
    "regime": "regimes",
    "pact": "memberships",
    "event": "events",
    "kind": "events",
    "actor": "events",
    "target": "events",
}
"""Which key says what an edit is about; the first that is there decides."""
_FACTOR = {"factor": Column("factor", number())}
HOW: Mapping[tuple[Action, Subject], Keys] = {
    ("strike", "events"): {},
    ("strike", "memberships"): {},
    ("strike", "quantities"): {},
    ("strike", "regimes"): {},
    ("strike", "assets"): {},
    ("move", "events"): _keys(to=day, days=whole),
    ("move", "memberships"): _keys(to=day, days=whole, ends=end),
    ("move", "assets"): {"ends": Column("ends", end)},
    ("scale", "events"): _FACTOR,
    ("scale", "quantities"): _FACTOR,
}
"""What becomes of the rows, by action and subject; what is not here is not allowed."""


def subject_of(action: Action, written: Mapping[str, str], fault: Fault) -> Subject | None:
    """Say what an edit is about, or report that it is about nothing that can be edited."""
    key = next((key for key in MARKS if key in written), "")
    if not key:
        lone = "state" in written
        allowed = f"one of {', '.join(MARKS)} must say what is edited"
        roster = "; who exists when stands in states.csv, and cannot be edited" if lone else ""
        fault("state" if lone else "", "a state alone" if lone else "nothing", allowed + roster)
        return None
    subject = MARKS[key]
    if (action, subject) not in HOW:
        allowed = " and ".join(one for one, of in HOW if of == subject)
        fault(key, f"[[{action}]] of {subject}", f"of {subject} there is {allowed}")
        return None
    return subject


def added_keys(written: Mapping[str, str], manifest: Manifest) -> tuple[Subject, Keys]:
    """Lay out a row that is added: quantities if it has a year, else an event; neither needs a source."""
    columns = capability_columns(manifest) if "year" in written else EVENTS
    keys = {one.name: replace(one, required=one.required and one.name != "source") for one in columns}
    return ("quantities" if "year" in written else "events"), keys


def meant(
    number_: int,
    action: Action,
    subject: Subject,
    written: Mapping[str, str],
    values: dict[str, Any],
    fault: Fault,
) -> Edit | None:
    """Make the edit that the values of a row mean, or report why they mean none."""
    faults = 0

    def report(*said: Any) -> None:
        nonlocal faults
        faults += 1
        fault(*said)

    if action == "add":
        how = _added(subject, values, written, report)
        return None if faults else Edit(number_, action, subject, written[OFF], {}, how, written)
    changing = HOW[action, subject]
    how = {key: value for key, value in values.items() if key in changing}
    if action == "move" and not how.keys() & {"to", "days", "ends"}:
        report("", "no move", f"one of {', '.join(changing)} must say where to")
    if {"to", "days"} <= how.keys():
        report("to", "to and days", "one of them is allowed")
    if how.get("factor") == 0 and subject == "events":
        report("factor", "'0'", "more than 0 is allowed; [[strike]] takes events away")
    if subject == "assets" and "pact" not in values:
        report("pact", "missing", "an institution is one of a pact")
    if "role" in values and "actor" not in values:
        report("role", f"'{values['role']}'", "a role is that of an actor")
    where = {key: value for key, value in values.items() if key not in changing}
    return None if faults else Edit(number_, action, subject, written[OFF], where, how, written)


def _added(
    subject: Subject, values: dict[str, Any], written: Mapping[str, str], report: Fault
) -> dict[str, Any]:
    if subject == "events":
        row = {**dict.fromkeys(column.name for column in EVENTS), **values}
        row["source"] = row["source"] or ()
        judge_event(report, row)
        return {"event": coded_event(row)}
    own = ("year", "state", "source")
    quantities = {key: value for key, value in values.items() if key not in own}
    if not quantities:
        report("year", f"'{written['year']}'", "at least one quantity must be set")
    return {"measurement": Measurement(values["year"], values["state"], quantities, values.get("source", ()))}
