"""The exceptions of the package, each with attributes; it knows no other module.

    ReplayError
    ├── TimelineError       the data are wrong: every fault of a timeline or a feed at once
    ├── LedgerError         the file is not a readable ledger
    │   └── OldLedgerError      it was written by an older version
    ├── AuditError          an audit found rows where there must be none
    ├── WorkerError         a process that shared the work could not do it
    │   └── ClusterError        a cluster cannot be reached, is lost, or runs other code
    ├── MissingExtraError   a package that only some work needs is not installed
    └── RequestError        the request is wrong
        ├── TheoryError         a user's file does not hold a theory that keeps the contract
        ├── UnknownNameError    a name that is not among those allowed
        └── MissingExtraError   what was asked for needs a package that is not installed

Catch the type and read its fields; the wording of a message may change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

SHORT = 30
"""Names that a message still lists in full; of more it says how many there are, and the nearest."""
LISTS = {"parameter": "parameters", "theory": "theories", "query": "queries", "source": "sources"}
"""What `replay list` says of names that are too many for a message."""


def nearest(found: str, allowed: Iterable[str]) -> str | None:
    """Find the allowed value that looks most like what was found, ignoring case, if any does."""
    by_folded = {value.casefold(): value for value in sorted(allowed)}
    close = get_close_matches(found.casefold(), by_folded, n=1, cutoff=0.5)
    return by_folded[close[0]] if close else None


class ReplayError(Exception):
    """Anything that this package refuses to do."""

    def __reduce__(self) -> tuple[Callable[..., ReplayError], tuple[object, ...]]:
        """Travel between processes with message and attributes, not by what the constructor was given."""
        return _restored, (type(self), self.args, vars(self))


def _restored(
    kind: type[ReplayError], args: tuple[object, ...], attributes: Mapping[str, Any]
) -> ReplayError:
    error = kind.__new__(kind, *args)
    vars(error).update(attributes)
    return error


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in a timeline: where it stands, what was found, what is allowed.

    `line` counts from 1 with the header as line 1, and is 0 when the fault is the whole file's.
    """

    file: str
    line: int
    column: str
    found: str
    allowed: str
    nearest: str | None = None

    def __str__(self) -> str:
        """Say the fault in one line, `file:line: column: found; allowed; nearest`."""
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f" {self.column}:" if self.column else ""
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        return f"{place}:{column} was {self.found}; {self.allowed}{hint}"


class TimelineError(ReplayError):
    """The timeline, or the feed, is not valid; `faults` holds all its faults, in the order of the files."""

    def __init__(self, timeline: str, faults: Sequence[Fault]) -> None:
        self.timeline = timeline
        self.faults = tuple(faults)
        count = f"{len(faults)} fault" + ("" if len(faults) == 1 else "s")
        super().__init__("\n".join([f"{timeline}: {count}", *map(str, faults)]))


class LedgerError(ReplayError):
    """The file at `path` cannot be read as a ledger, for the `reason` given."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")


class OldLedgerError(LedgerError):
    """The ledger at `path` was written by an older version; a run may replace it."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "was written by an older version; `replay run` writes a new one")


class AuditError(ReplayError):
    """The SQL audit `audit` found `rows` rows where there must be none."""

    def __init__(self, audit: str, rows: int, first: str) -> None:
        self.audit = audit
        self.rows = rows
        self.first = first
        super().__init__(f"audit {audit} found {rows} rows; the first is {first}")


class WorkerError(ReplayError):
    """Another process could not take its share of the work, or ended before it was done."""


class ClusterError(WorkerError):
    """The cluster at `address` is of no use, for the `reason` given."""

    def __init__(self, address: str, reason: str) -> None:
        self.address = address
        self.reason = reason
        super().__init__(f"the cluster at {address} {reason}")


class RequestError(ReplayError):
    """The request cannot be met: an option, argument or statement is wrong."""


class TheoryError(RequestError):
    """The file at `path` cannot be taken for a theory, for all the `reasons` given."""

    def __init__(self, path: Path, reasons: Sequence[str]) -> None:
        self.path = path
        self.reasons = tuple(reasons)
        super().__init__("\n".join(f"{path}: {reason}" for reason in reasons))


class UnknownNameError(RequestError):
    """`found` names no `what`; `allowed` are the names there are, `nearest` the likeliest."""

    def __init__(self, what: str, found: str, allowed: Iterable[str]) -> None:
        self.what = what
        self.found = found
        self.allowed = tuple(sorted(allowed))
        self.nearest = nearest(found, self.allowed)
        hint = f"; did you mean '{self.nearest}'?" if self.nearest else ""
        names = f"there are: {', '.join(self.allowed)}" if self.allowed else "it takes none"
        if len(self.allowed) > SHORT:
            first, last = self.allowed[0], self.allowed[-1]
            many = f"there are {len(self.allowed)}, from '{first}' to '{last}'"
            names = f"see `replay list {LISTS[what]}`" if what in LISTS else many
        super().__init__(f"{what} was '{found}', which does not exist; {names}{hint}")


class MissingExtraError(RequestError):
    """What was asked for needs `package`, which the extra `extra` of this package brings."""

    def __init__(self, package: str, extra: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            f"this needs {package}, which is not installed; pip install 'replay-alliances[{extra}]' brings it"
        )
