"""The columns of every file in a timeline folder, and which reader reads a cell of each.

It knows single columns; what must hold between rows stands in `consistency`.
"""

from __future__ import annotations

from replay.cells import NONE, code, codes_or_none, day, dyad, number, several, slug, text, window, word, year
from replay.codebook import codebook
from replay.manifest import Manifest
from replay.reading import Column, Parse

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
COMMITMENTS = ("dormant", "reduced", "full")
"""How much of a pact a party honours, the least first: where it is not coded, all of it (full)."""
BASES = ("founding", "named")
"""Why a state counts as a pact's adversary: it was made against it, or its documents name it."""


def _optional(name: str, parse: Parse) -> Column:
    return Column(name, parse, required=False)


CODES = several(code)
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
    "commitments": (
        Column("pact", slug),
        Column("state", code),
        *_SPELL,
        Column("commitment", word(COMMITMENTS[:-1], "commitment")),
        *_JUDGED,
    ),
    "adversaries": (
        Column("pact", slug),
        Column("adversary", code),
        *_SPELL,
        Column("basis", word(BASES, "basis")),
        *_JUDGED,
    ),
    "forces": (
        Column("year", year),
        Column("state", code),
        Column("host", code),
        Column("personnel", number()),
        Column("confidence", word(CONFIDENCE, "confidence")),
        Column("source", several(text)),
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
    shares = {"openness"} & set(columns.other)
    quantities = [
        _optional(name, number(0, 1) if name in shares else number())
        for name in columns.named
        if name != columns.reach
    ]
    reach = [_optional(columns.reach, number(0, 1))] if columns.reach else []
    source = Column("source", several(text))
    return (Column("year", year), Column("state", code), *quantities, *reach, source)
