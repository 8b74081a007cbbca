"""The closed vocabulary of event kinds, kept as data in `codebook.csv`, and the `Event` it codes.

It knows nothing of files of events, of arrays, or of what a theory makes of an impression.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from math import log10

from replay.clock import Window

LITERATURE = ("azar1980", "goldstein1992")
"""Keys of `literature.bib`: the scales that most points are after."""
DEATHS_SCALE = 0.3
"""How much a tenfold increase of deaths adds to an event's points, as a share (our choice)."""


@dataclass(frozen=True)
class Kind:
    """One kind of event: what it means, whom it touches, how much, and for how long.

    `sign` is `hostile`, `cooperative` or `none`; `touches` is `directed` (the target holds it
    against the initiator), `mutual` (both ways) or `state` (the initiator's own affair).
    `points` is the weight of one such event in an impression, or for kinds with the effect
    `regime` the share of the regime reset that it brings, 0 to 1.
    `against_share` is the share of the points that those it is aimed at hold against each partner.
    `fading` is the class `words` or `deeds`; `effects` names what else it moves: what is received,
    a `regime`, or words of demand and threat, which it `meets`.
    """

    kind: str
    sign: str
    touches: str
    points: float
    against_share: float
    fading: str
    effects: tuple[str, ...]
    cameo: str
    definition: str
    rule: str
    reference: str

    @property
    def received(self) -> tuple[str, ...]:
        """Name what the target receives from the initiator: arms, aid, penetration."""
        return tuple(effect for effect in self.effects if effect not in ("regime", "meets"))


@dataclass(frozen=True)
class Event:
    """One coded event: who did what to whom, when it happened, when it became known.

    `happened` and `known` are windows of days; initiator and target perceive it when it happens,
    those it was `against` when it is known. `intensity` multiplies the kind's points, `deaths` and
    `amount` (millions of current US dollars) are None where unknown. `feed` names the feed that it
    came from, and is empty where the timeline codes it itself.
    """

    id: str
    kind: Kind
    initiators: tuple[str, ...]
    targets: tuple[str, ...]
    against: tuple[str, ...]
    happened: Window
    precision: str
    known_on: date | None
    intensity: float
    deaths: float | None
    amount: float | None
    presupposes: tuple[str, ...]
    confidence: str
    description: str
    sources: tuple[str, ...]
    feed: str = ""

    @property
    def points(self) -> float:
        """Weigh the event: the kind's points, times intensity, times 1 + 0.3 log10(1 + deaths)."""
        scale = 1 + DEATHS_SCALE * log10(1 + (self.deaths or 0))
        return self.kind.points * self.intensity * scale

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """List who acted with or towards whom: initiators with targets, or with one another."""
        if self.targets:
            return tuple((a, b) for a in self.initiators for b in self.targets)
        several = self.initiators
        return tuple((a, b) for n, a in enumerate(several) for b in several[n + 1 :])


def miscast(
    kind: Kind, initiators: Sequence[str], targets: Sequence[str], against: Sequence[str]
) -> Iterator[tuple[str, str, str]]:
    """Find the roles that do not fit the kind of event: role, what was found, what is allowed."""
    if kind.touches == "state" and targets:
        yield "target", f"'{';'.join(targets)}'", f"{kind.kind} is a state's own affair and has no target"
    if kind.touches == "directed" and not targets:
        yield "target", "empty", f"{kind.kind} has one or more targets"
    if kind.touches == "mutual" and not targets and (kind.received or len(initiators) == 1):
        joint = "" if kind.received else " or several initiators"
        yield "target", "empty", f"{kind.kind} has a target{joint}"
    if against and kind.sign != "cooperative":
        allowed = f"only co-operation is aimed against others, and {kind.kind} is none"
        yield "against", f"'{';'.join(against)}'", allowed
        return
    for code in sorted((set(initiators) & set(targets)) | (set(against) & {*initiators, *targets})):
        role = "against" if code in against else "target"
        yield role, f"'{code}' in two roles", "a state has one role in an event"


@cache
def codebook() -> dict[str, Kind]:
    """Read the kinds of events, by name, in the order of `codebook.csv`."""
    text = files("replay").joinpath("codebook.csv").read_text(encoding="utf-8")
    return {row["kind"]: _kind(row) for row in csv.DictReader(text.splitlines())}


def _kind(row: dict[str, str]) -> Kind:
    return Kind(
        kind=row["kind"],
        sign=row["sign"],
        touches=row["touches"],
        points=float(row["points"]),
        against_share=float(row["against_share"] or 0),
        fading=row["fading"],
        effects=tuple(row["effects"].split(";")) if row["effects"] else (),
        cameo=row["cameo"],
        definition=row["definition"],
        rule=row["rule"],
        reference=row["reference"],
    )
