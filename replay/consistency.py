"""What must hold between the rows of a timeline: every breach becomes a fault with its place.

It knows the readable rows; single cells were judged when they were read. What refers to a table
that could not be read whole is not judged: the one fault there would come back as a hundred here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any

from replay import pact_faults
from replay.clock import Window
from replay.errors import Fault, nearest
from replay.manifest import Manifest, strangers
from replay.reading import Table
from replay.records import roster_of
from replay.soundness import Report, fits_precision, in_order, judge_event, presupposes, shown
from replay.spells import Days, apart, in_life, lasting, lives, meets, told

Tables = Mapping[str, Table]
STATE_COLUMNS = {"into", "initiator", "target", "against", "state", "adversary", "host", "a", "b"}
"""Columns, of whatever table, that name states."""


def inconsistencies(tables: Tables, manifest: Manifest, sources: Collection[str] | None) -> list[Fault]:
    """Find every breach between the rows of a timeline's tables, its manifest and its sources.

    `sources` is None when `sources.bib` could not be read whole.
    """
    judge = _Judge(tables, manifest, sources)
    judge.states(tables["states"])
    judge.events(tables["events"])
    judge.capabilities(tables["capabilities"])
    judge.geography(tables["geography"])
    judge.ideologies(tables["ideologies"])
    judge.regimes(tables["regimes"])
    judge.alignments(tables["alignments"])
    judge.spells(tables["orientations"], "state")
    judge.spells(tables["doctrines"], "state")
    judge.spells(tables["polarity"])
    judge.assets(tables["assets"])
    judge.commitments(tables["commitments"])
    judge.adversaries(tables["adversaries"])
    judge.forces(tables["forces"])
    judge.cases(tables["cases"])
    judge.manifest(tables["alignments"])
    judge.torn(tables)
    return judge.faults


class _Judge:
    """Collects the faults of one timeline, table by table."""

    def __init__(self, tables: Tables, manifest: Manifest, sources: Collection[str] | None) -> None:
        self.span = manifest.span
        self.rules = manifest
        self.roster = roster_of(tables["states"])
        self.whole = {name for name, table in tables.items() if table.complete}
        self.pacts = {row["pact"] for _, _, row in tables["alignments"].rows()}
        rows = (row for _, _, row in tables["alignments"].rows())
        default = [row for row in rows if row["coding"] == manifest.default_coding]
        self.pacts_of_default = lives(default)
        self.members_of_default = pact_faults.memberships(default)
        self.creeds = {row["ideology"] for _, _, row in tables["ideologies"].rows()}
        self.sources = sources
        self.faults: list[Fault] = []

    def _rows(self, table: Table) -> Iterator[tuple[Report, dict[str, Any]]]:
        for file, line, row in table.rows():
            yield partial(self._report, file, line), row

    def _report(
        self, file: str, line: int, column: str, found: str, allowed: str, likely: str | None = None
    ) -> None:
        self.faults.append(Fault(file, line, column, found, allowed, likely))

    def _known(self, report: Report, column: str, *codes: str) -> bool:
        unknown = [code for code in codes if code not in self.roster.index]
        for code in unknown if "states" in self.whole else ():
            allowed = "a state is one of " + ", ".join(self.roster.codes)
            report(column, f"'{code}'", allowed, nearest(code, self.roster.codes))
        return not unknown

    def _cited(self, report: Report, row: dict[str, Any]) -> None:
        known = row["source"] if self.sources is None else self.sources
        for key in row["source"]:
            if key not in known:
                report("source", f"'{key}'", "a source is a key of sources.bib", nearest(key, known))

    def _within(self, report: Report, column: str, window: Window) -> None:
        if window.first < self.span.begin or window.last > self.span.end:
            report(column, f"'{shown(window)}'", f"the span is {self.span.begin} to {self.span.end}")

    def _spanned(self, report: Report, row: dict[str, Any]) -> None:
        if not self.span.begin.year <= row["year"] <= self.span.end.year:
            report("year", f"'{row['year']}'", f"the span is {self.span.begin} to {self.span.end}")

    def _existing(self, report: Report, column: str, window: Window, codes: Collection[str]) -> None:
        judged = self._known(report, column, *codes) and "states" in self.whole
        for code in codes if judged else ():
            if not any(meets(spell, window) for spell in self.roster.spells(code)):
                spells = " and ".join(map(told, self._lives(code)))
                report(column, f"'{code}' on {shown(window)}", f"{code} exists {spells}")

    def _lives(self, code: str) -> list[Days]:
        return [(one.enters or date.min, one.leaves or date.max) for one in self.roster.spells(code)]

    def torn(self, tables: Tables) -> None:
        """Judge what can be read of the rows that have an unreadable cell: states, days, sources."""
        for file, line, row in (one for table in tables.values() for one in table.torn):
            report = partial(self._report, file, line)
            for column in STATE_COLUMNS & row.keys():
                codes = row[column]
                self._known(report, column, *(codes if isinstance(codes, tuple) else (codes,)))
            if "date" in row:
                self._within(report, "date", row["date"])
            if "source" in row:
                self._cited(report, row)

    def states(self, table: Table) -> None:
        """Judge who exists when: order, overlaps, and the states merged into."""
        for report, row in self._rows(table):
            if row["into"]:
                self._known(report, "into", row["into"])
                if row["into"] == row["code"] or not row["leaves"]:
                    report("into", f"'{row['into']}'", "a state that leaves may merge into another")
            in_order(report, row, "enters", "leaves")
        self._apart(table, ("code",), "enters", "leaves")
        if self.faults:
            self.whole.discard("states")

    def events(self, table: Table) -> None:
        """Judge events: who may act, when, towards whom, upon what, and from which source."""
        seen: dict[str, Window] = {}
        for report, row in self._rows(table):
            if row["id"] in seen:
                report("id", f"'{row['id']}'", "an id stands once in all event files")
            seen[row["id"]] = row["date"]
            self._within(report, "date", row["date"])
            happened = row["date"].nominal
            for column in ("initiator", "target"):
                self._existing(report, column, Window(happened, happened), row[column] or ())
            learnt = min(max(row["known_on"] or happened, happened), self.span.end)
            self._existing(report, "against", Window(learnt, learnt), row["against"] or ())
            judge_event(report, row)
            self._cited(report, row)
        for report, row in self._rows(table):
            presupposes(report, row, seen, self.pacts, judged=self.whole >= {"events", "alignments"})

    def capabilities(self, table: Table) -> None:
        """Judge measurements: one row a state and year, while the state exists."""
        seen: set[tuple[int, str]] = set()
        for report, row in self._rows(table):
            window = Window(*pact_faults.year_of(row))
            if (row["year"], row["state"]) in seen:
                report("state", f"'{row['state']}' twice in {row['year']}", "one row a state and year")
            seen.add((row["year"], row["state"]))
            self._existing(report, "state", window, (row["state"],))
            self._spanned(report, row)
            self._cited(report, row)

    def geography(self, table: Table) -> None:
        """Judge distances: two known states in alphabetical order, one row a pair and day."""
        for report, row in self._rows(table):
            known = self._known(report, "a", row["a"]) & self._known(report, "b", row["b"])
            if known and row["a"] >= row["b"]:
                report("a", f"'{row['a']}' before '{row['b']}'", "a comes before b in the alphabet")
            in_order(report, row, "from", "until")
            self._cited(report, row)
        self._apart(table, ("a", "b"), "from", "until")

    def ideologies(self, table: Table) -> None:
        """Judge the ideologies that there are: each stands once."""
        self._once(table, "ideology")
        for report, row in self._rows(table):
            self._cited(report, row)

    def regimes(self, table: Table) -> None:
        """Judge regimes: a known state, one regime a day, ideologies that there are."""
        for report, row in self._rows(table):
            for tag in set(row["ideology"] or ()) - self.creeds if "ideologies" in self.whole else ():
                allowed = "an ideology stands in ideologies.csv"
                report("ideology", f"'{tag}'", allowed, nearest(tag, self.creeds))
        self.spells(table, "state")

    def spells(self, table: Table, *whose: str) -> None:
        """Judge spells: of known states while they exist, in order, one an owner and day."""
        for report, row in self._rows(table):
            for column in {"state", "adversary"} & {*whose}:
                if self._known(report, column, row[column]) and "states" in self.whole:
                    in_life(report, row, column, self._lives(row[column]), "exists")
            in_order(report, row, "from", "until")
            self._cited(report, row)
        self._apart(table, whose, "from", "until")

    def assets(self, table: Table) -> None:
        """Judge institutions: of a pact of the default coding while it has parties, with a scope or none."""
        self._of_pacts(table)
        pact_faults.institutions(list(self._rows(table)))
        self.spells(table, "pact", "asset")

    def commitments(self, table: Table) -> None:
        """Judge commitments: of a party of a pact of the default coding, one a pact, party and day."""
        self._of_pacts(table)
        if self.pacts_of_default and "alignments" in self.whole:
            known = [(report, row) for report, row in self._rows(table) if row["state"] in self.roster.index]
            pact_faults.of_parties(known, self.pacts_of_default, self.members_of_default)
        self.spells(table, "pact", "state")

    def adversaries(self, table: Table) -> None:
        """Judge adversaries: of a pact of the default coding, each once a pact, basis and day."""
        self._of_pacts(table)
        self.spells(table, "pact", "adversary", "basis")

    def _of_pacts(self, table: Table) -> None:
        if self.pacts_of_default and "alignments" in self.whole:
            pact_faults.of_pacts(self._rows(table), self.pacts_of_default, self.rules.default_coding)

    def forces(self, table: Table) -> None:
        """Judge soldiers abroad: of one state in another while both exist, within the span."""
        for report, row in (rows := list(self._rows(table))):
            for column in ("state", "host"):
                self._existing(report, column, Window(*pact_faults.year_of(row)), (row[column],))
            self._spanned(report, row)
            self._cited(report, row)
        pact_faults.of_hosts(rows)

    def cases(self, table: Table) -> None:
        """Judge the well-known cases: each stands once, within the span, of dyads that existed then."""
        self._once(table, "case")
        for report, row in self._rows(table):
            in_order(report, row, "from", "until")
            for column in ("from", "until"):
                self._within(report, column, Window(row[column], row[column]))
            story = Window(row["from"], max(row["from"], row["until"]))
            at_stake = sorted({code for dyad in row["dyads"] for code in dyad})
            self._existing(report, "dyads", story, at_stake)
            others = row["others"] or ()
            self._existing(report, "others", story, others)
            for code in sorted({*at_stake} & {*others}):
                report("others", f"'{code}'", "a state that is in none of the dyads is allowed")
            self._cited(report, row)

    def alignments(self, table: Table) -> None:
        """Judge parties: they exist, join before they leave, and are in a pact once at a time."""
        facts: dict[tuple[str, str], dict[str, Any]] = {}
        for report, row in self._rows(table):
            joined = row["joined"].nominal
            self._existing(report, "state", Window(joined, joined), (row["state"],))
            self._known(report, "against", *row["against"])
            if row["state"] in row["against"]:
                report("against", f"'{row['state']}'", "a pact is not against its own party")
            for column in ("joined", "left"):
                if row[column]:
                    if row[column].last > self.span.end:
                        report(column, f"'{shown(row[column])}'", f"the span ends on {self.span.end}")
                    fits_precision(report, row, column, f"{column}_precision")
            if row["left"] and row["left"].nominal <= row["joined"].nominal:
                report(
                    "left", f"'{shown(row['left'])}'", f"a day later than {row['joined'].nominal} is allowed"
                )
            first = facts.setdefault((row["pact"], row["coding"]), row)
            for column in ("name", "form", "outcome_kind", "formal"):
                if row[column] != first[column]:
                    report(column, f"'{row[column]}'", f"{row['pact']} began with '{first[column]}'")
            self._cited(report, row)
        self._apart(table, ("pact", "coding", "state"), "joined", "left")

    def manifest(self, alignments: Table) -> None:
        """Judge the names in the manifest: states, dyads, pacts and the default coding."""
        codes = self.roster.codes
        occurring: dict[str, Collection[str]] = {}
        if "states" in self.whole:
            occurring["great_powers"] = codes
            occurring["excluded_dyads"] = [f"{a}-{b}" for a in codes for b in codes if a < b]
        if "alignments" in self.whole:
            occurring["unscored_pacts"] = self.pacts
            occurring["default_coding"] = {row["coding"] for _, _, row in alignments.rows()}
        self.faults += strangers(self.rules, occurring)

    def _once(self, table: Table, column: str) -> None:
        seen: set[str] = set()
        for report, row in self._rows(table):
            if row[column] in seen:
                article = "an" if column[0] in "aeiou" else "a"
                report(column, f"'{row[column]}'", f"one row {article} {column}")
            seen.add(row[column])

    def _apart(self, table: Table, keys: tuple[str, ...], begins: str, ends: str) -> None:
        spells = defaultdict(list)
        for file, line, row in table.rows():
            owner = tuple(row[key] for key in keys)
            spells[owner].append((lasting(row, begins, ends), line, partial(self._report, file, line)))
        for owner, several in spells.items():
            apart(several, f"'{' '.join(owner)}' twice" if owner else "a second", begins)
