"""What must hold between the rows of a timeline: every breach becomes a fault with its place.

It knows the readable rows; single cells were judged when they were read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from replay.clock import Window
from replay.codebook import codebook
from replay.errors import Fault, nearest
from replay.manifest import Manifest
from replay.reading import Table
from replay.roster import Existence, Roster

Report = Callable[[str, str, str], None]
"""Report a fault of the row at hand: column, what was found, what is allowed."""


def inconsistencies(tables: Mapping[str, Table], manifest: Manifest, sources: Collection[str]) -> list[Fault]:
    """Find every breach between the rows of a timeline's tables, its manifest and its sources."""
    roster = roster_of(tables["states"])
    judge = _Judge(manifest, roster, sources)
    judge.states(tables["states"])
    judge.events(tables["events"], {row["pact"] for _, _, row in tables["alignments"].rows()})
    judge.capabilities(tables["capabilities"])
    judge.geography(tables["geography"])
    judge.regimes(tables["regimes"])
    judge.alignments(tables["alignments"])
    judge.manifest(tables["alignments"])
    return judge.faults


def roster_of(states: Table) -> Roster:
    """Make the roster that the rows of `states.csv` describe."""
    return Roster(
        Existence(
            code=row["code"],
            name=row["name"],
            enters=row["enters"],
            leaves=row["leaves"],
            into=row["into"],
            role=row["role"],
            note=row["note"] or "",
        )
        for _, _, row in states.rows()
    )


class _Judge:
    """Collects the faults of one timeline, table by table."""

    def __init__(self, manifest: Manifest, roster: Roster, sources: Collection[str]) -> None:
        self.span = manifest.span
        self.rules = manifest
        self.roster = roster
        self.sources = sources
        self.faults: list[Fault] = []

    def _rows(self, table: Table) -> Iterator[tuple[Report, dict[str, Any]]]:
        for file, line, row in table.rows():

            def report(column: str, found: str, allowed: str, at: tuple[str, int] = (file, line)) -> None:
                likely = nearest(found.strip("'"), self._vocabulary(column))
                self.faults.append(Fault(at[0], at[1], column, found, allowed, likely))

            yield report, row

    def _vocabulary(self, column: str) -> Collection[str]:
        if column == "source":
            return self.sources
        return self.roster.codes if column in _STATE_COLUMNS else ()

    def _known(self, report: Report, column: str, *codes: str) -> bool:
        unknown = [code for code in codes if code not in self.roster.index]
        for code in unknown:
            report(column, f"'{code}'", "a state is one of " + ", ".join(self.roster.codes))
        return not unknown

    def _cited(self, report: Report, row: dict[str, Any]) -> None:
        for key in row["source"]:
            if key not in self.sources:
                report("source", f"'{key}'", "a source is a key of sources.bib")

    def _within(self, report: Report, column: str, window: Window) -> None:
        if window.first < self.span.begin or window.last > self.span.end:
            found = f"'{_shown(window)}'"
            report(column, found, f"the span is {self.span.begin} to {self.span.end}")

    def _before_the_end(self, report: Report, column: str, window: Window) -> None:
        if window.last > self.span.end:
            report(column, f"'{_shown(window)}'", f"the span ends on {self.span.end}")

    def _existing(self, report: Report, column: str, window: Window, codes: Collection[str]) -> None:
        if not self._known(report, column, *codes):
            return
        for code in codes:
            if not any(_meets(spell, window) for spell in self.roster.spells(code)):
                spells = " and ".join(map(_lifetime, self.roster.spells(code)))
                report(column, f"'{code}' on {_shown(window)}", f"{code} exists {spells}")

    def states(self, table: Table) -> None:
        """Judge who exists when: order, overlaps, and the states merged into."""
        for report, row in self._rows(table):
            if row["into"]:
                self._known(report, "into", row["into"])
            _in_order(report, row, "enters", "leaves")
        self._apart(table, ("code",), "enters", "leaves")

    def events(self, table: Table, pacts: Collection[str]) -> None:
        """Judge events: who may act, when, towards whom, upon what, and from which source."""
        seen: dict[str, Window] = {}
        for report, row in self._rows(table):
            if row["id"] in seen:
                report("id", f"'{row['id']}'", "an id stands once in all event files")
            seen[row["id"]] = row["date"]
            self._within(report, "date", row["date"])
            for column in ("initiator", "target", "against"):
                self._existing(report, column, row["date"], row[column] or ())
            _known_in_time(report, row, self.span.end)
            _fits_kind(report, row)
            _fits_precision(report, row, "date", "precision")
            self._cited(report, row)
        for report, row in self._rows(table):
            _presupposes(report, row, seen, pacts)

    def capabilities(self, table: Table) -> None:
        """Judge measurements: one row a state and year, while the state exists."""
        seen: set[tuple[int, str]] = set()
        for report, row in self._rows(table):
            window = Window(date(row["year"], 1, 1), date(row["year"], 12, 31))
            if (row["year"], row["state"]) in seen:
                report("state", f"'{row['state']}' {row['year']}", "one row a state and year")
            seen.add((row["year"], row["state"]))
            self._existing(report, "state", window, (row["state"],))
            if window.last < self.span.begin or window.first > self.span.end:
                report("year", f"'{row['year']}'", f"the span is {self.span.begin} to {self.span.end}")
            self._cited(report, row)

    def geography(self, table: Table) -> None:
        """Judge distances: two known states in alphabetical order, one row a pair and day."""
        for report, row in self._rows(table):
            known = [self._known(report, column, row[column]) for column in ("a", "b")]
            if all(known) and row["a"] >= row["b"]:
                report("a", f"'{row['a']}' before '{row['b']}'", "a comes before b in the alphabet")
            _in_order(report, row, "from", "until")
        self._apart(table, ("a", "b"), "from", "until")

    def regimes(self, table: Table) -> None:
        """Judge regimes: a known state, one regime a day."""
        for report, row in self._rows(table):
            self._known(report, "state", row["state"])
            _in_order(report, row, "from", "until")
            self._cited(report, row)
        self._apart(table, ("state",), "from", "until")

    def alignments(self, table: Table) -> None:
        """Judge parties: they exist, join before they leave, and are in a pact once at a time."""
        facts: dict[tuple[str, str], tuple[str, ...]] = {}
        for report, row in self._rows(table):
            self._existing(report, "state", row["joined"], (row["state"],))
            self._known(report, "against", *(row["against"] or ()))
            for column in ("joined", "left"):
                if row[column]:
                    self._before_the_end(report, column, row[column])
                    _fits_precision(report, row, column, f"{column}_precision")
            if row["left"] and row["left"].nominal <= row["joined"].nominal:
                report("left", f"'{_shown(row['left'])}'", f"later than {row['joined'].nominal}")
            own = (row["name"], row["form"], row["outcome_kind"], row["formal"])
            first = facts.setdefault((row["pact"], row["coding"]), own)
            if first != own:
                report("pact", f"'{row['pact']}' as {own}", f"the same facts as on its first row: {first}")
            self._cited(report, row)
        self._apart(table, ("pact", "coding", "state"), "joined", "left")

    def manifest(self, alignments: Table) -> None:
        """Judge the names in the manifest: states, dyads, pacts and the default coding."""
        pacts = {row["pact"] for _, _, row in alignments.rows()}
        codings = {row["coding"] for _, _, row in alignments.rows()}
        dyads = {f"{a}-{b}" for a in self.roster.codes for b in self.roster.codes if a < b}
        named = {
            "great_powers": (self.rules.great_powers, self.roster.codes),
            "excluded_dyads": (self.rules.excluded_dyads, dyads),
            "unscored_pacts": (self.rules.unscored_pacts, pacts),
            "default_coding": ((self.rules.default_coding,), codings),
        }
        for key, (found, allowed) in named.items():
            for name in sorted(set(found) - set(allowed)):
                what = key.replace("_", " ")
                likely = nearest(name, allowed)
                self.faults.append(
                    Fault("manifest.toml", 0, key, f"'{name}'", f"{what} must occur in the timeline", likely)
                )

    def _apart(self, table: Table, keys: tuple[str, ...], begins: str, ends: str) -> None:
        spells = defaultdict(list)
        for report, row in self._rows(table):
            spells[tuple(row[key] for key in keys)].append((report, row))
        for key, rows in spells.items():
            rows.sort(key=lambda item: _day(item[1][begins]) or date.min)
            for (_, before), (report, row) in pairwise(rows):
                end, start = _day(before[ends]), _day(row[begins])
                if end is None or start is None or start < end:
                    report(
                        begins,
                        f"'{' '.join(key)}' twice from {start or 'the start'}",
                        f"spells do not overlap; the one before lasts to {end or 'the end'}",
                    )


_STATE_COLUMNS = {"code", "into", "initiator", "target", "against", "state", "a", "b"}


def _day(value: Window | date | None) -> date | None:
    return value.nominal if isinstance(value, Window) else value


def _shown(window: Window) -> str:
    return f"{window.first}/{window.last}" if window.doubtful else str(window.last)


def _lifetime(spell: Existence) -> str:
    return f"from {spell.enters or 'the start'} until {spell.leaves or 'the end'}"


def _meets(spell: Existence, window: Window) -> bool:
    begun = spell.enters is None or spell.enters <= window.last
    return begun and (spell.leaves is None or window.first < spell.leaves)


def _in_order(report: Report, row: dict[str, Any], begins: str, ends: str) -> None:
    if row[begins] and row[ends] and row[ends] <= row[begins]:
        report(ends, f"'{row[ends]}'", f"later than {begins} {row[begins]}")


def _known_in_time(report: Report, row: dict[str, Any], end: date) -> None:
    known = row["known_on"]
    if known and not row["date"].last <= known <= end:
        report("known_on", f"'{known}'", f"from the day it happened, {row['date'].last}, to {end}")


def _fits_precision(report: Report, row: dict[str, Any], column: str, precision: str) -> None:
    span = (row[column].last - row[column].first).days
    longest = {None: 366, "day": 0, "month": 31, "year": 366}[row[precision]]
    if span > longest:
        report(precision, f"'{row[precision]}' for {_shown(row[column])}", "a precision that fits the date")


def _fits_kind(report: Report, row: dict[str, Any]) -> None:
    kind = codebook()[row["kind"]]
    initiators, targets, against = (row[name] or () for name in ("initiator", "target", "against"))
    if kind.touches == "state" and targets:
        report("target", f"'{';'.join(targets)}'", f"{kind.kind} is a state's own affair: empty")
    if kind.touches == "directed" and not targets:
        report("target", "empty", f"{kind.kind} has one or more targets")
    if kind.touches == "mutual" and not targets and len(initiators) == 1:
        report("target", "empty", f"{kind.kind} has a target or several initiators")
    if against and kind.sign != "cooperative":
        report(
            "against", f"'{';'.join(against)}'", f"{kind.kind} is {kind.sign}: only co-operation is against"
        )
    for code in sorted((set(initiators) & set(targets)) | (set(against) & {*initiators, *targets})):
        report("target", f"'{code}' in two roles", "a state has one role in an event")


def _presupposes(
    report: Report, row: dict[str, Any], events: Mapping[str, Window], pacts: Collection[str]
) -> None:
    for name in row["presupposes"] or ():
        if name not in events and name not in pacts:
            likely = nearest(name, [*events, *pacts])
            hint = f"; did you mean '{likely}'?" if likely else ""
            report("presupposes", f"'{name}'", "an event id or a pact must stand here" + hint)
        elif name in events and (name == row["id"] or events[name].first > row["date"].last):
            report("presupposes", f"'{name}'", "an event cannot presuppose itself or a later one")
