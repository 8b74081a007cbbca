"""The request: what a run is asked to do, judged before anything is done.

It knows names, bounds and defaults; what comes of them it leaves to `study`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from replay.errors import RequestError, nearest


class Request(BaseModel):
    """What to run: how many histories, which seed, theories, coding and feeds, which parameters fixed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    histories: int = Field(default=32, ge=1, le=10_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
    theories: tuple[str | Path, ...] = ()
    """Names, or paths of files that end with `.py`."""
    coding: str | None = None
    feeds: tuple[Path, ...] = ()
    edits: tuple[str | Path, ...] = ()
    """Edit lists, by the names that they have in the timeline's folder, or by files that end with `.toml`."""
    fixed: Mapping[str, float] = Field(default_factory=dict)
    repeats: bool = True
    """Whether to forecast again under the other codings, and without co-operative events."""
    audits: bool = True
    """Whether to look for look-ahead, at three censuses."""
    train: tuple[str | Path, ...] = ()
    """Timelines to be calibrated on, shipped ones by name, instead of what this one has taught so far."""
    until: int | None = None
    """The last year that they teach, never one after the census; needs `train`."""
    workers: int = Field(default=1, ge=1, le=256)
    """How many processes share the work; no part of a run's identity, since no row depends on it."""

    @model_validator(mode="after")
    def _until_of_what(self) -> Request:
        if self.until is not None and not self.train:
            raise ValueError(f"until was {self.until}; it is allowed where train names timelines")
        return self


DECISIVE = {"fixed", "seed", "histories", "repeats", "audits"}
"""What of a request decides the rows, beside what it names; how many work at it does not."""
KINDS = {
    "bool": "true or false is allowed",
    "int": "a whole number is allowed",
    "float": "a number is allowed",
    "string": "a text is allowed",
    "tuple": "a list of names is allowed",
    "mapping": "a table of names and numbers is allowed",
}
"""What an option allows, by the first word of what Pydantic calls the error."""


def request(**options: object) -> Request:
    """Make a request from options; raise RequestError with all that is wrong with them at once."""
    try:
        return Request.model_validate(options)
    except ValidationError as error:
        raise RequestError("\n".join(map(_complaint, error.errors()))) from error


def _complaint(found: ErrorDetails) -> str:
    name = ".".join(str(part) for part in found["loc"])
    if found["type"] == "extra_forbidden":
        likely = nearest(name, Request.model_fields)
        return f"option '{name}' does not exist" + (f"; did you mean '{likely}'?" if likely else "")
    if found["type"] == "value_error":
        return found["msg"].removeprefix("Value error, ")
    bounds = found.get("ctx", {})
    first_word = found["type"].partition("_")[0]
    allowed = {
        "greater_than_equal": f"{bounds.get('ge')} or more is allowed",
        "less_than_equal": f"{bounds.get('le')} or less is allowed",
        "less_than": f"less than {bounds.get('lt')} is allowed",
    }
    return f"{name} was {found['input']!r}; {allowed.get(found['type'], KINDS.get(first_word, found['msg']))}"
