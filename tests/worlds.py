"""Small dense worlds for property tests: few states, few days, so that everything collides.

With 3,000 days and many states a random generator never puts two events on one day between the
same states, and finds nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from hypothesis import strategies as st

from replay.loading import load_folder
from replay.tables import ADVANTAGES, BASES, COMMITMENTS, ORIENTATIONS, POLARITIES, SCOPES
from replay.timeline import Timeline

CODES = ("ARA", "BEL", "COR", "DOM")
"""Three states of a region and, last, a great power."""
YEARS = range(1900, 1905)
DAYS = tuple(date(year, month, day) for year in YEARS for month, day in ((1, 1), (6, 30), (7, 1), (12, 31)))
KINDS = ("border_clash", "threat", "defence_pact", "arms_deal", "raid", "coup", "summit", "apology")

Row = dict[str, str]


@dataclass(frozen=True)
class Sketch:
    """The rows of a small timeline before they are written; without the last seven it has no such files."""

    events: tuple[Row, ...]
    parties: tuple[Row, ...]
    capabilities: tuple[Row, ...]
    orientations: tuple[Row, ...] = ()
    doctrines: tuple[Row, ...] = ()
    assets: tuple[Row, ...] = ()
    polarity: tuple[Row, ...] = ()
    commitments: tuple[Row, ...] = ()
    adversaries: tuple[Row, ...] = ()
    forces: tuple[Row, ...] = ()

    def before(self, end: date) -> Sketch:
        """Forget everything that was dated, or became known, after a day."""

        def begun(rows: Sequence[Row], begins: str, ends: str) -> tuple[Row, ...]:
            past = (row for row in rows if row[begins] <= str(end))
            return tuple(row | {ends: row[ends] if row[ends] <= str(end) else ""} for row in past)

        parties = begun(self.parties, "joined", "left")
        pacts = {row["pact"] for row in parties}
        return Sketch(
            events=tuple(row for row in self.events if row["date"][:4] <= str(end.year)),
            parties=parties,
            capabilities=tuple(row for row in self.capabilities if int(row["year"]) < end.year),
            orientations=begun(self.orientations, "from", "until"),
            doctrines=begun(self.doctrines, "from", "until"),
            assets=begun([row for row in self.assets if row["pact"] in pacts], "from", "until"),
            polarity=begun(self.polarity, "from", "until"),
            commitments=begun([row for row in self.commitments if row["pact"] in pacts], "from", "until"),
            adversaries=begun([row for row in self.adversaries if row["pact"] in pacts], "from", "until"),
            forces=tuple(row for row in self.forces if int(row["year"]) < end.year),
        )

    def after(self, end: date) -> Sketch:
        """Keep only the events, parties and capabilities that were dated, or became known, after a day."""
        return Sketch(
            events=tuple(row for row in self.events if row["date"][:4] > str(end.year)),
            parties=tuple(row for row in self.parties if row["joined"] > str(end)),
            capabilities=tuple(row for row in self.capabilities if int(row["year"]) >= end.year),
        )

    def renamed(self, names: dict[str, str]) -> Sketch:
        """Give the states other codes; ids of events stay, since they order the events of a day."""

        def rename(row: Row, columns: Sequence[str]) -> Row:
            several = {column: row[column].split(";") for column in columns if row[column]}
            return row | {
                column: ";".join(names.get(code, code) for code in codes) for column, codes in several.items()
            }

        return Sketch(
            tuple(rename(row, ("initiator", "target", "against")) for row in self.events),
            tuple(rename(row, ("state", "against")) for row in self.parties),
            tuple(rename(row, ("state",)) for row in self.capabilities),
            tuple(rename(row, ("state",)) for row in self.orientations),
            tuple(rename(row, ("state",)) for row in self.doctrines),
            self.assets,
            self.polarity,
            tuple(rename(row, ("state",)) for row in self.commitments),
            tuple(rename(row, ("adversary",)) for row in self.adversaries),
            tuple(rename(row, ("state", "host")) for row in self.forces),
        )


@st.composite
def sketches(draw: st.DrawFn) -> Sketch:
    """Draw a small world whose events crowd onto twenty days between four states."""
    events = tuple(_event(draw, number) for number in range(draw(st.integers(4, 25))))
    parties = tuple(row for number in range(draw(st.integers(0, 4))) for row in _pact(draw, number))
    capabilities = tuple(
        {
            "year": str(year),
            "state": code,
            "population": str(draw(st.integers(1, 9)) * 1000),
            "forces": str(draw(st.integers(1, 9)) * 10),
            "reach": "1" if code == CODES[-1] else "0",
            "source": "almanac",
        }
        for year in YEARS
        for code in CODES
    )
    pacts = sorted({row["pact"] for row in parties})
    members = [{"pact": row["pact"], "state": row["state"]} for row in parties]
    opposed = [{"pact": pact, "adversary": code} for pact in pacts for code in CODES[:2]]
    organs = [{"pact": pact, "asset": name} for pact in pacts for name in ("council", "bases")]
    return Sketch(
        events,
        parties,
        capabilities,
        orientations=_spells(draw, [{"state": code} for code in CODES], "orientation", ORIENTATIONS),
        doctrines=_spells(draw, [{"state": code} for code in CODES], "advantage", ADVANTAGES),
        assets=tuple(_lived(_spells(draw, organs, "scope", SCOPES), parties)),
        polarity=_spells(draw, [{}], "polarity", POLARITIES),
        commitments=tuple(_within(_spells(draw, members, "commitment", COMMITMENTS[:-1]), parties)),
        adversaries=tuple(_lived(_spells(draw, opposed, "basis", BASES), parties)),
        forces=tuple(_force(draw, year) for year in YEARS for _ in range(draw(st.integers(0, 1)))),
    )  # fmt: skip


def _spells(draw: st.DrawFn, owners: Sequence[Row], column: str, words: Collection[str]) -> tuple[Row, ...]:
    """Divide the span of each owner at some days, and let a word, or none, hold in between."""
    return tuple(
        {**owner, "from": begins, "until": ends, column: word, "confidence": "A", "source": "almanac"}
        for owner in owners
        for days in [draw(st.lists(st.sampled_from(DAYS), max_size=3, unique=True))]
        for begins, ends in pairwise(["", *sorted(map(str, days)), ""])
        if (word := draw(st.sampled_from(["", *words])))
    )


def _lived(assets: Sequence[Row], parties: Sequence[Row]) -> Iterator[Row]:
    """Keep what a pact had on a day, at least, on which it was: all its parties come and go together."""
    lives = {row["pact"]: (row["joined"], row["left"]) for row in parties}
    for row in assets:
        joined, left = lives[row["pact"]]
        if (not left or row["from"] < left) and (not row["until"] or joined < row["until"]):
            yield row


def _within(commitments: Sequence[Row], parties: Sequence[Row]) -> Iterator[Row]:
    """Keep what a party commits on days on which it is one, from its first to its last."""
    lives = {row["pact"]: (row["joined"], row["left"]) for row in parties}
    for row in commitments:
        joined, left = lives[row["pact"]]
        begins = max(row["from"], joined) if row["from"] else ""
        ends = min(row["until"] or left, left or row["until"])
        if not ends or max(begins, joined) < ends:
            yield row | {"from": begins, "until": ends}


def _force(draw: st.DrawFn, year: int) -> Row:
    state, host = draw(st.permutations(CODES))[:2]
    soldiers = str(draw(st.sampled_from((0, 1, 10))))
    counted = {"year": str(year), "state": state, "host": host, "personnel": soldiers}
    return counted | {"confidence": "A", "source": "almanac"}


def _event(draw: st.DrawFn, number: int) -> Row:
    kind = draw(st.sampled_from(KINDS))
    first, second, third = draw(st.permutations(CODES))[:3]
    day = draw(st.sampled_from(DAYS))
    doubtful = draw(st.booleans())
    return {
        "id": f"event-{number:02d}",
        "date": str(day)[:7] if doubtful else str(day),
        "precision": "month" if doubtful else "day",
        "kind": kind,
        "initiator": first,
        "target": "" if kind == "coup" else second,
        "against": third if kind in ("defence_pact", "summit") else "",
        "deaths": str(draw(st.sampled_from((0, 9, 99)))),
        "confidence": "A",
        "description": "Invented.",
        "source": "almanac",
    }


def _pact(draw: st.DrawFn, number: int) -> list[Row]:
    states = draw(st.permutations(CODES))[: draw(st.integers(2, 3))]
    joined, left = sorted(draw(st.lists(st.sampled_from(DAYS), min_size=2, max_size=2, unique=True)))
    lasting = draw(st.booleans())
    against = draw(st.sampled_from(["none", *(code for code in CODES if code not in states)]))
    return [
        {
            "pact": f"pact-{number}",
            "name": f"Pact {number}",
            "form": "alliance",
            "outcome_kind": "security",
            "state": state,
            "joined": str(joined),
            "joined_precision": "day",
            "left": "" if lasting else str(left),
            "left_precision": "" if lasting else "day",
            "against": against,
            "formal": "yes",
            "coding": "first",
            "confidence": "A",
            "source": "almanac",
        }
        for state in states
    ]


EVENT_COLUMNS = (
    "id", "date", "precision", "known_on", "kind", "initiator", "target", "against", "intensity",
    "deaths", "amount", "presupposes", "confidence", "description", "source",
)  # fmt: skip
PARTY_COLUMNS = (
    "pact", "name", "form", "outcome_kind", "state", "joined", "joined_precision", "left",
    "left_precision", "against", "formal", "coding", "confidence", "source",
)  # fmt: skip
CAPABILITY_COLUMNS = ("year", "state", "population", "forces", "reach", "source")
OPTIONAL_COLUMNS = {
    "orientations": ("state", "from", "until", "orientation", "confidence", "note", "source"),
    "doctrines": ("state", "from", "until", "advantage", "confidence", "note", "source"),
    "assets": ("pact", "from", "until", "asset", "scope", "confidence", "note", "source"),
    "polarity": ("from", "until", "polarity", "confidence", "note", "source"),
    "commitments": ("pact", "state", "from", "until", "commitment", "confidence", "note", "source"),
    "adversaries": ("pact", "adversary", "from", "until", "basis", "confidence", "note", "source"),
    "forces": ("year", "state", "host", "personnel", "confidence", "source"),
}

MANIFEST = """
title = "A small dense world"
summary = "Invented for property tests."
status = "invented"
first_census = 1900
burn_in = 1901
great_powers = ["{great}"]
citation = "Invented."

[span]
begin = 1900-01-01
end = 1904-12-31

[scored]
first = 1902
last = 1904

[capabilities]
power = ["population"]
offence = ["forces"]
reach = "reach"
"""


def write(
    folder: Path,
    sketch: Sketch,
    *,
    codes: Sequence[str] = CODES,
    files: Sequence[Sequence[Row]] | None = None,
) -> Timeline:
    """Write a sketch as a timeline folder, its events in one file or in those given, and load it.

    A party that no row has would leave `alignments.csv` without a coding, so that one pact of the
    distant past always stands in it.
    """
    (folder / "events").mkdir(parents=True)
    (folder / "manifest.toml").write_text(MANIFEST.format(great=codes[-1]), encoding="utf-8")
    (folder / "sources.bib").write_text("@misc{almanac,\n  title = {Almanac}\n}\n", encoding="utf-8")
    states = [{"code": code, "name": code, "role": "scored"} for code in codes]
    _table(folder / "states.csv", ("code", "name", "enters", "leaves", "into", "role", "note"), states)
    pairs = [(a, b) for a in codes for b in codes if a < b]
    places = [{"a": a, "b": b, "km": "500", "border": "0", "source": "almanac"} for a, b in pairs]
    _table(folder / "geography.csv", ("a", "b", "km", "border", "from", "until", "source"), places)
    creeds = ("ideology", "name", "divides", "definition", "source")
    _table(folder / "ideologies.csv", creeds, [])
    regimes = [{"state": code, "regime": "monarchy", "source": "almanac"} for code in codes]
    _table(folder / "regimes.csv", ("state", "from", "until", "regime", "ideology", "source"), regimes)
    _table(folder / "capabilities.csv", CAPABILITY_COLUMNS, sketch.capabilities)
    _table(folder / "alignments.csv", PARTY_COLUMNS, [*sketch.parties, *_distant(codes)])
    for name, columns in OPTIONAL_COLUMNS.items():
        if getattr(sketch, name):
            _table(folder / f"{name}.csv", columns, getattr(sketch, name))
    for number, rows in enumerate(files or [sketch.events]):
        _table(folder / "events" / f"{number}.csv", EVENT_COLUMNS, rows)
    return load_folder(folder)


def _distant(codes: Sequence[str]) -> list[Row]:
    past = {"joined": "1880-01-01", "left": "1890-01-01", "joined_precision": "day", "left_precision": "day"}
    kept = {
        "pact": "distant",
        "name": "Distant",
        "form": "entente",
        "outcome_kind": "security",
        "against": "none",
    }
    told = {"formal": "yes", "coding": "first", "confidence": "A", "source": "almanac"}
    return [{**kept, "state": code, **past, **told} for code in codes[:2]]


def _table(path: Path, columns: Sequence[str], rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)
