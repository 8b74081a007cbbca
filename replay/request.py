"""The request: what a run is asked to do, judged before anything is done.

It knows names, bounds and defaults; what comes of them it leaves to `study`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from replay.errors import RequestError, nearest

Asked = TypeVar("Asked", bound=BaseModel)


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


class StressRequest(BaseModel):
    """What to stress: which pact, from which branching date, under which edits and shocks, how thoroughly."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    pact: str
    """The pact that is tested, by its name in the timeline."""
    branch: int | None = None
    """The last year of the record; the year before the scored span, or the pact's first, if not given."""
    histories: int = Field(default=2_000, ge=1, le=100_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
    theories: tuple[str | Path, ...] = ()
    coding: str | None = None
    edits: tuple[str | Path, ...] = ()
    tip: tuple[str | Path, ...] = ()
    """Edit lists of events alone, to be applied to every degree from not at all to twice."""
    fixed: Mapping[str, float] = Field(default_factory=dict)
    train: tuple[str | Path, ...] = ()
    until: int | None = None
    """The last year that the timelines to train on teach, never one after the branching date."""
    largest: int = Field(default=1, ge=1, le=5)
    """The most edit lists that are tried together in the search for what breaks the pact."""
    boxes: bool | None = None
    """Whether to look for the conditions under which the pact is loose; None: if the extra is there."""
    workers: int = Field(default=1, ge=1, le=256)
    cluster: str | None = None
    """The address of a cluster to work on, in place of processes; no part of a run's identity either."""

    @model_validator(mode="after")
    def _until_of_what(self) -> StressRequest:
        if self.until is not None and not self.train:
            raise ValueError(f"until was {self.until}; it is allowed where train names timelines")
        return self

    @model_validator(mode="after")
    def _one_place_of_work(self) -> StressRequest:
        if self.cluster is not None and self.workers > 1:
            raise ValueError(
                f"workers was {self.workers} and cluster '{self.cluster}'; one of them is allowed"
            )
        return self


STRESSED = {"pact", "branch", "fixed", "seed", "histories", "largest", "boxes"}
"""What of it decides the rows."""
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
    """Make a request to run; raise RequestError with all that is wrong with its options at once."""
    return _judged(Request, options)


def stress_request(**options: object) -> StressRequest:
    """Make a request to stress a pact; raise RequestError with all that is wrong with its options at once."""
    return _judged(StressRequest, options)


def _judged(model: type[Asked], options: Mapping[str, object]) -> Asked:
    try:
        return model.model_validate(options)
    except ValidationError as error:
        raise RequestError("\n".join(_complaint(one, model) for one in error.errors())) from error


def _complaint(found: ErrorDetails, model: type[BaseModel]) -> str:
    name = ".".join(str(part) for part in found["loc"])
    if found["type"] == "missing":
        return f"{name} is missing"
    if found["type"] == "extra_forbidden":
        likely = nearest(name, model.model_fields)
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
