"""The manifest of a timeline: its span, its scoring rules and its caveats, from `manifest.toml`.

It knows nothing of the other files of the timeline.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Literal

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
            raise ValueError("span.begin <= first_census <= burn_in <= span.end is required")
        if not self.first_census < self.scored.first <= self.scored.last <= last:
            raise ValueError("first_census < scored.first <= scored.last <= span.end is required")
        return self


def read_manifest(path: Path) -> tuple[Manifest | None, list[Fault]]:
    """Read `manifest.toml`; return None and every fault when it is not valid."""
    name = path.name
    content, faults = decode(path, name)
    if faults:
        return None, faults
    try:
        return Manifest.model_validate(tomllib.loads(content)), []
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        return None, [Fault(name, int(line[1]) if line else 0, "", f"broken TOML ({error})", "see toml.io")]
    except ValidationError as error:
        return None, [_fault(name, content, **found) for found in map(_plain, error.errors())]


def _plain(found: ErrorDetails) -> dict[str, str]:
    location = [str(part) for part in found["loc"]]
    was = "missing" if found["type"] == "missing" else f"'{found['input']}'"
    return {"key": ".".join(location), "was": was if location else "out of order", "allowed": found["msg"]}


def _fault(name: str, content: str, *, key: str, was: str, allowed: str) -> Fault:
    last = key.rpartition(".")[2]
    lines = content.splitlines()
    line = next((n for n, row in enumerate(lines, 1) if re.match(rf"\s*\[?{re.escape(last)}\b", row)), 0)
    extra = allowed.startswith("Extra")
    likely = nearest(last, Manifest.model_fields) if extra else None
    return Fault(name, line, key, "an unknown key" if extra else was, allowed, likely)
