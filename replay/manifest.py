"""The manifest of a timeline: its span, its scoring rules and its caveats, from `manifest.toml`.

It knows nothing of the other files of the timeline.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from replay.errors import Fault, nearest
from replay.reading import decode

_CLOSED = ConfigDict(extra="forbid", frozen=True)


class Span(BaseModel):
    """The first and last day that a timeline may date anything on."""

    model_config = _CLOSED
    begin: date
    end: date


class Years(BaseModel):
    """The first and last forecast year of a scored span, both included."""

    model_config = _CLOSED
    first: int
    last: int


class Columns(BaseModel):
    """Which columns of `capabilities.csv` make aggregate power, offence and reach; `other` ones none."""

    model_config = _CLOSED
    power: tuple[str, ...] = Field(min_length=1)
    offence: tuple[str, ...] = Field(min_length=1)
    reach: str | None = None
    other: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[str, ...]:
        """Name all columns but that of reach, each once."""
        return tuple(dict.fromkeys((*self.power, *self.offence, *self.other)))


class FeedManifest(BaseModel):
    """What a feed says of itself.

    `covers` says in words which acts, states and years; `tolerance` is how many days apart a row of
    the feed and an act of the same kind may stand and still be taken for one. An importer adds how
    many rows were `published`, and how many of them were `left_out`, by reason.
    """

    model_config = _CLOSED
    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str
    citation: str
    covers: str
    tolerance: int = Field(ge=0)
    published: int = Field(default=0, ge=0)
    left_out: Mapping[str, int] = Field(default_factory=dict)


class Manifest(BaseModel):
    """What a timeline says of itself.

    `first_census` is the year of the first 31 December on which theories are asked; `burn_in` the
    last census on which the scale of terms still moves; `scored` the forecast years that count.
    `status` says how far the formulation has been chosen after looking at these outcomes.
    """

    model_config = _CLOSED
    title: str
    summary: str
    status: Literal["invented", "development", "confirmation"]
    span: Span
    first_census: int
    burn_in: int
    scored: Years
    standardisation: Literal["burn-in", "within-year"] = "burn-in"
    great_powers: tuple[str, ...] = ()
    great_power_dyads: bool = False
    """Whether pairs of great powers are forecast; in a region's timeline, whose pairs they are not, no."""
    excluded_dyads: tuple[str, ...] = ()
    unscored_pacts: tuple[str, ...] = ()
    default_coding: str = "first"
    capabilities: Columns
    citation: str
    caveats: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _years_in_order(self) -> Manifest:
        last = self.span.end.year
        order = [self.span.begin.year, self.first_census, self.burn_in, last]
        if self.span.begin > self.span.end or order != sorted(order):
            raise ValueError("span.begin, first_census, burn_in and span.end are allowed in this order")
        if not self.first_census < self.scored.first <= self.scored.last <= last:
            raise ValueError("scored years after first_census are allowed, in order, up to span.end")
        return self


_TABLES: dict[str, type[BaseModel]] = {"span": Span, "scored": Years, "capabilities": Columns}
Settings = TypeVar("Settings", Manifest, FeedManifest)
_ALLOWED = {
    "missing": "this key must be there",
    "greater": "0 or more is allowed",
    "string_pattern_mismatch": "letters, digits, hyphens, dots and underscores are allowed",
    "int": "a whole number is allowed",
    "date": "a date as 1956-07-26, without quotes, is allowed",
    "string": "a text in quotes is allowed",
    "tuple": "a list of texts, as ['first', 'second'], is allowed",
    "model": "a table of keys is allowed",
    "too": "at least one name is allowed",
}
"""What is allowed, by the first word of what Pydantic calls the error."""


def read_manifest(path: Path) -> tuple[Manifest | None, list[Fault]]:
    """Read `manifest.toml`; return None and every fault when it is not valid."""
    return _read(path, Manifest)


def read_feed_manifest(path: Path) -> tuple[FeedManifest | None, list[Fault]]:
    """Read `feed.toml`; return None and every fault when it is not valid."""
    return _read(path, FeedManifest)


def _read(path: Path, model: type[Settings]) -> tuple[Settings | None, list[Fault]]:
    name = path.name
    content, faults = decode(path, name)
    if faults:
        return None, faults
    try:
        return model.model_validate(tomllib.loads(content)), []
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        return None, [Fault(name, int(line[1]) if line else 0, "", f"broken TOML ({error})", "see toml.io")]
    except ValidationError as error:
        faults = [_fault(name, content, model, found) for found in error.errors()]
    misspelt = {(fault.column.rpartition(".")[0], fault.nearest) for fault in faults}
    return None, [one for one in faults if one.found != "missing" or _split(one.column) not in misspelt]


def strangers(manifest: Manifest, occurring: Mapping[str, Collection[str]]) -> list[Fault]:
    """Find the names in the manifest that are not among those `occurring` in the timeline, by key."""
    named = {**manifest.model_dump(), "default_coding": (manifest.default_coding,)}
    return [
        Fault("manifest.toml", 0, key, f"'{name}'", _occurrence(key), nearest(name, occurring[key]))
        for key in occurring
        for name in sorted(set(named[key]) - set(occurring[key]))
    ]


def _occurrence(key: str) -> str:
    if key == "excluded_dyads":
        return "a dyad is two states of the timeline, in alphabetical order with a hyphen between"
    return f"{key.replace('_', ' ')} must occur in the timeline"


def _split(key: str) -> tuple[str, str]:
    table, _, last = key.rpartition(".")
    return table, last


def _fault(name: str, content: str, model: type[BaseModel], error: ErrorDetails) -> Fault:
    key = ".".join(part for part in error["loc"] if isinstance(part, str))
    table, last = _split(key)
    line = _line(content, key)
    match error["type"]:
        case "extra_forbidden":
            keys = sorted(_TABLES.get(table, model).model_fields)
            return Fault(
                name, line, key, "an unknown key", f"the keys are: {', '.join(keys)}", nearest(last, keys)
            )
        case "missing":
            return Fault(name, line, key, "missing", _ALLOWED["missing"])
        case "literal_error":
            words = re.findall(r"'([^']+)'", error["ctx"]["expected"])
            found = str(error["input"])
            return Fault(name, line, key, f"'{found}'", f"one of: {', '.join(words)}", nearest(found, words))
        case "value_error":
            return Fault(name, 0, "", "out of order", error["msg"].removeprefix("Value error, "))
        case kind:
            allowed = _ALLOWED.get(kind) or _ALLOWED.get(kind.partition("_")[0], error["msg"])
            return Fault(name, line, key, f"'{error['input']}'", allowed)


def _line(content: str, key: str) -> int:
    """Find the line of a key, or of its table if the key is not there; 0 if neither is."""
    table, place = "", 0
    for number, row in enumerate(content.split("\n"), 1):
        if heading := re.match(r"\s*\[\s*([\w.]+)\s*\]", row):
            table = heading[1]
            if table == key:
                return number
            place = number if table == _split(key)[0] else place
        elif (assigned := re.match(r"\s*([\w.-]+)\s*=", row)) and f"{table}.{assigned[1]}".strip(".") == key:
            return number
    return place
