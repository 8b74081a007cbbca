"""The columns of every file in a timeline folder, and how a cell of each reads.

It knows single cells; what must hold between rows stands in `consistency`.
"""

from __future__ import annotations

from replay.codebook import codebook
from replay.manifest import Manifest
from replay.reading import Column, Parse, day, number, several, slug, text, window, word, year

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
PRECISIONS = ("day", "month", "year")
CONFIDENCE = ("A", "B", "C")


def _optional(name: str, parse: Parse) -> Column:
    return Column(name, parse, required=False)


CODES = several(slug)
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
        Column("code", slug),
        Column("name", text),
        _optional("enters", day),
        _optional("leaves", day),
        _optional("into", slug),
        Column("role", word(("scored", "context"), "role")),
        _optional("note", text),
    ),
    "geography": (
        Column("a", slug),
        Column("b", slug),
        Column("km", number(0, 20_038)),
        Column("border", word(("0", "1"), "border")),
        _optional("from", day),
        _optional("until", day),
    ),
    "regimes": (
        Column("state", slug),
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
        Column("state", slug),
        Column("joined", window),
        Column("joined_precision", PRECISION),
        _optional("left", window),
        _optional("left_precision", PRECISION),
        _optional("against", CODES),
        Column("formal", word(("yes", "no"), "formal")),
        Column("coding", slug),
        Column("confidence", word(CONFIDENCE, "confidence")),
        Column("source", several(text)),
    ),
}


def capability_columns(manifest: Manifest) -> tuple[Column, ...]:
    """Lay out `capabilities.csv`: the quantities are those that the manifest names."""
    columns = manifest.capabilities
    names = dict.fromkeys([*columns.power, *columns.offence, *columns.other])
    quantities = [_optional(name, number()) for name in names if name != columns.reach]
    reach = [_optional(columns.reach, number(0, 1))] if columns.reach else []
    source = Column("source", several(text))
    return (Column("year", year), Column("state", slug), *quantities, *reach, source)
