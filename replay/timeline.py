"""A timeline: every dated fact of a theatre, immutable and totally ordered.

It knows neither the files it was read from nor the engine that replays it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from replay.bibliography import Source
from replay.clock import Window
from replay.codebook import Event
from replay.errors import UnknownNameError
from replay.manifest import Manifest
from replay.notebook_html import notebook_html
from replay.pledges import Adversary, Commitment, Force
from replay.roster import Roster

BURDEN = "burden"
"""The column of `capabilities.csv` that holds military spending in % of the gross domestic product."""


@dataclass(frozen=True)
class Measurement:
    """What a state had in a year: raw quantities by column, None where unknown."""

    year: int
    state: str
    quantities: Mapping[str, float | None]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Distance:
    """How far two states lie apart (km between capitals), and whether they border, for a while."""

    a: str
    b: str
    km: float
    border: bool
    begins: date | None
    ends: date | None
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Ideology:
    """A creed that regimes profess, by its tag.

    It divides where it calls for one movement under one centre, so that those who share it
    become rivals. Source: Walt 1987: 35-37.
    """

    ideology: str
    name: str
    divides: bool
    definition: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Regime:
    """Who ruled a state for a while, and under which ideologies."""

    state: str
    begins: date | None
    ends: date | None
    regime: str
    ideology: tuple[str, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Party:
    """One state's spell in a pact, with the pact's own facts repeated.

    `left` is the first day on which it is out, None while it stays in.
    """

    pact: str
    name: str
    form: str
    outcome_kind: str
    state: str
    joined: Window
    left: Window | None
    against: tuple[str, ...]
    formal: bool
    coding: str
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Orientation:
    """What a state wanted of the order among states for a while, as was said and written then."""

    state: str
    begins: date | None
    ends: date | None
    orientation: str
    confidence: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Doctrine:
    """What a state's leaders and soldiers for a while believed to have the advantage in war."""

    state: str
    begins: date | None
    ends: date | None
    advantage: str
    confidence: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Asset:
    """An institution that a pact had for a while, and for how many purposes.

    `none`, without a scope, says that it had none. Source: Wallander 2000.
    """

    pact: str
    begins: date | None
    ends: date | None
    asset: str
    scope: str | None
    confidence: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Polarity:
    """How many powers the world was thought to turn around for a while."""

    begins: date | None
    ends: date | None
    polarity: str
    confidence: str
    note: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Case:
    """A story that historians know, from its first day to its last, and the dyads at stake in it.

    `others` are states that had a hand in it without being in one of its dyads.
    """

    name: str
    title: str
    begins: date
    ends: date
    dyads: tuple[tuple[str, str], ...]
    note: str
    sources: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overlay:
    """A feed as it was laid over a timeline: what it is, and what became of its rows.

    Of `rows`, `laid` came in; the others stood outside the span, named states that are not in the
    timeline on the day, were coded already, or repeated a row of the feed. `digest` covers them all.
    """

    feed: str
    title: str
    citation: str
    covers: str
    tolerance: int
    rows: int
    laid: int
    outside_span: int
    absent_states: int
    coded_already: int
    repeated: int
    digest: str


Spell = Distance | Regime | Orientation | Doctrine | Asset | Polarity | Commitment | Adversary
"""A row that holds from one day until another."""
Sourced = Event | Measurement | Ideology | Party | Spell | Case | Force
"""A row that names its sources."""


@dataclass(frozen=True)
class Timeline:
    """A theatre's whole record; events stand in canonical order, by nominal day and id."""

    name: str
    manifest: Manifest
    roster: Roster
    events: tuple[Event, ...]
    measurements: tuple[Measurement, ...]
    distances: tuple[Distance, ...]
    regimes: tuple[Regime, ...]
    ideologies: tuple[Ideology, ...]
    parties: tuple[Party, ...]
    sources: Mapping[str, Source]
    rows: Mapping[str, tuple[tuple[tuple[str, str], ...], ...]]
    overlays: tuple[Overlay, ...] = ()
    orientations: tuple[Orientation, ...] = ()
    doctrines: tuple[Doctrine, ...] = ()
    assets: tuple[Asset, ...] = ()
    polarities: tuple[Polarity, ...] = ()
    cases: tuple[Case, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    adversaries: tuple[Adversary, ...] = ()
    forces: tuple[Force, ...] = ()

    @cached_property
    def digest(self) -> str:
        """Hash manifest, sorted rows and feeds laid over, so that order, files and layout do not count."""
        content: dict[str, object] = {
            "manifest": self.manifest.model_dump(mode="json"),
            "rows": {name: sorted(rows) for name, rows in sorted(self.rows.items())},
            "sources": {key: source.bibtex for key, source in sorted(self.sources.items())},
        }
        if self.overlays:
            content["feeds"] = [overlay.digest for overlay in self.overlays]
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def cited(self) -> frozenset[str]:
        """The keys of the sources that any row names."""
        rows: tuple[Sourced, ...] = (
            *self.events,
            *self.measurements,
            *self.ideologies,
            *self.parties,
            *self.spells,
            *self.cases,
            *self.forces,
        )
        return frozenset(key for row in rows for key in row.sources)

    @property
    def spells(self) -> tuple[Spell, ...]:
        """All rows that hold from one day until another."""
        return (
            *self.distances,
            *self.regimes,
            *self.orientations,
            *self.doctrines,
            *self.assets,
            *self.polarities,
            *self.commitments,
            *self.adversaries,
        )

    @property
    def follows(self) -> bool:
        """Whether what parties commit to their pacts, or spend on them, is coded."""
        return bool(self.commitments or self.forces or BURDEN in self.manifest.capabilities.named)

    def __repr__(self) -> str:
        """Say in a line what it is: its rows would fill a book."""
        return f"<Timeline {self.name}: {len(self.roster.codes)} states, {len(self.events)} events>"

    def _repr_html_(self) -> str:
        """Show in a notebook what it is, how much it holds, and what limits it."""
        said = self.manifest
        scored = f"scored {said.scored.first}-{said.scored.last} ({said.status})"
        held = (
            f"{len(self.roster.codes)} states, {len(self.events):,} events, {len(self.parties_of()):,} spells"
            f" in pacts, {len(self.measurements):,} measurements, {len(self.sources):,} sources"
        )
        span = f"{said.span.begin} to {said.span.end}, {scored}"
        return notebook_html(said.title, [said.summary, span, held, said.citation, *said.caveats])

    @property
    def codings(self) -> tuple[str, ...]:
        """Name the codings that the alignments come in, in alphabetical order."""
        return tuple(sorted({party.coding for party in self.parties}))

    def parties_of(self, coding: str | None = None) -> tuple[Party, ...]:
        """Return the parties under one coding, the manifest's default unless named.

        Raises UnknownNameError when there is no such coding.
        """
        wanted = coding or self.manifest.default_coding
        if wanted not in self.codings:
            raise UnknownNameError("coding", wanted, self.codings)
        return tuple(party for party in self.parties if party.coding == wanted)
