"""The columns of every file in a timeline folder, and how a cell of each reads.

It knows single cells; what must hold between rows stands in `consistency`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date
from math import isfinite
from typing import Any

from replay.clock import Window, parse_window
from replay.codebook import codebook
from replay.errors import SHORT, nearest
from replay.manifest import Manifest
from replay.reading import Column, Parse, UnreadableError

FORMS = ("alliance", "entente", "coalition", "informal")
"""How binding a pact is. Source: Snyder 1990: 105-106; Fedder 1968: 80; Kann 1976: 611-616."""
OUTCOME_KINDS = ("security", "rapprochement")
"""What a pact is scored as: security cooperation, or a mere end of enmity with a security side."""
REGIMES = (
    "monarchy",
    "imamate",
    "theocracy",
    "military",
    "one-party",
    "personal",
    "communist",
    "parliamentary",
    "presidential-democracy",
)
ORIENTATIONS = {"status-quo": 0.0, "limited-aims": 0.5, "revisionist": 1.0}
"""What a state wants of the order among states, and how revisionist that is. Source: Schweller 1994."""
ADVANTAGES = {"defence": 0.0, "neither": 0.5, "offence": 1.0}
"""What is believed to have the advantage, and how much that is offence. Source: Christensen, Snyder 1990."""
SCOPES = ("general", "specific")
"""Whether an institution serves many purposes, or only the threat. Source: Wallander 2000."""
ASSETS = (
    "council",
    "secretariat",
    "consultation",
    "joint-planning",
    "joint-command",
    "integrated-forces",
    "common-fund",
    "exercises",
    "bases",
    "advisers",
    "intelligence",
    "arbitration",
    "economic-committee",
)
"""Institutions that a pact may have."""
POLARITIES = ("unipolar", "bipolar", "multipolar")
PRECISIONS = ("day", "month", "year")
CONFIDENCE = ("A", "B", "C")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def text(cell: str) -> str:
    """Take a cell as it stands."""
    return cell


def code(cell: str) -> str:
    """Take a state's code: letters and digits, since hyphens join two codes to a dyad."""
    if not cell.isascii() or not cell.isalnum():
        raise UnreadableError("a state's code has letters and digits only")
    return cell


def slug(cell: str) -> str:
    """Take an identifier of letters, digits, hyphens, dots and underscores."""
    if not _SLUG.fullmatch(cell):
        raise UnreadableError("an identifier has letters, digits, hyphens, dots and underscores only")
    return cell


def number(low: float = 0, high: float = float("inf")) -> Parse:
    """Make a reader of decimal numbers between two bounds, both included."""

    def parse(cell: str) -> float:
        if not _NUMBER.fullmatch(cell) or not isfinite(float(cell)) or not low <= float(cell) <= high:
            bounds = f"at least {low:g}" if high == float("inf") else f"from {low:g} to {high:g}"
            raise UnreadableError(f"a number {bounds} is allowed")
        return float(cell)

    return parse


def year(cell: str) -> int:
    """Read a year of four digits."""
    if not re.fullmatch(r"[1-9][0-9]{3}", cell):
        raise UnreadableError("a year of four digits is allowed")
    return int(cell)


def day(cell: str) -> date:
    """Read an ISO date."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise UnreadableError("a date as 1956-07-26 is allowed") from None


def dyad(cell: str) -> tuple[str, str]:
    """Take two states' codes in alphabetical order with a hyphen between."""
    a, hyphen, b = cell.partition("-")
    if not hyphen or not code(a) < code(b):
        raise UnreadableError("a dyad is two states in alphabetical order with a hyphen between")
    return a, b


def window(cell: str) -> Window:
    """Read a date that may be doubtful, in ISO or EDTF form."""
    try:
        return parse_window(cell)
    except ValueError:
        allowed = "a date as 1956-07-26, 1956-07, 1956, 1956? or 1956-07-01/1956-07-05 is allowed"
        raise UnreadableError(allowed) from None


def word(allowed: Collection[str], what: str) -> Parse:
    """Make a reader of words from a closed vocabulary."""
    names = ", ".join(sorted(allowed)) if len(allowed) <= SHORT else f"see `replay list {what}s`"

    def parse(cell: str) -> str:
        if cell not in allowed:
            article = "an" if what[0] in "aeiou" else "a"
            raise UnreadableError(f"{article} {what} is one of: {names}", nearest(cell, allowed))
        return cell

    return parse


def several(parse: Parse) -> Parse:
    """Make a reader of values separated by `;`, without repetition."""

    def parse_all(cell: str) -> tuple[Any, ...]:
        parts = tuple(part.strip() for part in cell.split(";"))
        if not all(parts) or len(set(parts)) < len(parts):
            raise UnreadableError("values stand between semicolons, none empty and none twice")
        return tuple(parse(part) for part in parts)

    return parse_all


def codes_or_none(cell: str) -> tuple[str, ...]:
    """Read states separated by `;`, or the word `none`, which says that there are none."""
    return () if cell == NONE else several(code)(cell)


def _optional(name: str, parse: Parse) -> Column:
    return Column(name, parse, required=False)


CODES = several(code)
NONE = "none"
"""Stands for no states, or for no institutions, where that has to be said."""
PRECISION = word(PRECISIONS, "precision")

EVENTS = (
    Column("id", slug),
    Column("date", window),
    Column("precision", PRECISION),
    _optional("known_on", day),
    Column("kind", word(codebook(), "kind")),
    Column("initiator", CODES),
    _optional("target", CODES),
    _optional("against", CODES),
    _optional("intensity", number(0, 10)),
    _optional("deaths", number()),
    _optional("amount", number()),
    _optional("presupposes", several(slug)),
    Column("confidence", word(CONFIDENCE, "confidence")),
    Column("description", text),
    Column("source", several(text)),
)

FILES = {
    "states": (
        Column("code", code),
        Column("name", text),
        _optional("enters", day),
        _optional("leaves", day),
        _optional("into", code),
        Column("role", word(("scored", "context"), "role")),
        _optional("note", text),
    ),
    "geography": (
        Column("a", code),
        Column("b", code),
        Column("km", number(0, 20_038)),
        Column("border", word(("0", "1"), "border")),
        _optional("from", day),
        _optional("until", day),
        Column("source", several(text)),
    ),
    "ideologies": (
        Column("ideology", slug),
        Column("name", text),
        Column("divides", word(("yes", "no"), "choice")),
        Column("definition", text),
        Column("source", several(text)),
    ),
    "regimes": (
        Column("state", code),
        _optional("from", day),
        _optional("until", day),
        Column("regime", word(REGIMES, "regime")),
        _optional("ideology", several(slug)),
        Column("source", several(text)),
    ),
    "alignments": (
        Column("pact", slug),
        Column("name", text),
        Column("form", word(FORMS, "form")),
        Column("outcome_kind", word(OUTCOME_KINDS, "outcome kind")),
        Column("state", code),
        Column("joined", window),
        Column("joined_precision", PRECISION),
        _optional("left", window),
        _optional("left_precision", PRECISION),
        Column("against", codes_or_none),
        Column("formal", word(("yes", "no"), "choice")),
        Column("coding", slug),
        Column("confidence", word(CONFIDENCE, "confidence")),
        Column("source", several(text)),
    ),
}

_SPELL = (_optional("from", day), _optional("until", day))
_JUDGED = (
    Column("confidence", word(CONFIDENCE, "confidence")),
    _optional("note", text),
    Column("source", several(text)),
)

OPTIONAL = {
    "orientations": (
        Column("state", code),
        *_SPELL,
        Column("orientation", word(ORIENTATIONS, "orientation")),
        *_JUDGED,
    ),
    "doctrines": (
        Column("state", code),
        *_SPELL,
        Column("advantage", word(ADVANTAGES, "advantage")),
        *_JUDGED,
    ),
    "assets": (
        Column("pact", slug),
        *_SPELL,
        Column("asset", word((*ASSETS, NONE), "asset")),
        _optional("scope", word(SCOPES, "scope")),
        *_JUDGED,
    ),
    "polarity": (*_SPELL, Column("polarity", word(POLARITIES, "polarity")), *_JUDGED),
    "cases": (
        Column("case", slug),
        Column("title", text),
        Column("from", day),
        Column("until", day),
        Column("dyads", several(dyad)),
        _optional("others", CODES),
        Column("note", text),
        Column("source", several(text)),
    ),
}
"""Tables that a timeline may do without: what they would say is then not known."""


def capability_columns(manifest: Manifest) -> tuple[Column, ...]:
    """Lay out `capabilities.csv`: the quantities are those that the manifest names."""
    columns = manifest.capabilities
    names = dict.fromkeys([*columns.power, *columns.offence, *columns.other])
    shares = {"openness"} & set(columns.other)
    quantities = [
        _optional(name, number(0, 1) if name in shares else number())
        for name in names
        if name != columns.reach
    ]
    reach = [_optional(columns.reach, number(0, 1))] if columns.reach else []
    source = Column("source", several(text))
    return (Column("year", year), Column("state", code), *quantities, *reach, source)
