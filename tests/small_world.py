"""Small timelines for tests, written in a few words: states, pacts, events, nothing else.

It knows how a timeline is put together; what a replay makes of it the tests say.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from types import MappingProxyType

from replay.clock import parse_window
from replay.codebook import Event, codebook
from replay.manifest import Manifest
from replay.pledges import Adversary, Commitment, Force
from replay.roster import Existence, Roster
from replay.timeline import (
    Asset,
    Distance,
    Doctrine,
    Ideology,
    Measurement,
    Orientation,
    Party,
    Polarity,
    Regime,
    Timeline,
)


def state(code: str, enters: str = "", leaves: str = "", *, role: str = "scored") -> Existence:
    """Let a state exist, throughout unless told otherwise."""
    return Existence(code, code, _day(enters), _day(leaves), None, role, "")


def party(
    pact: str, code: str, joined: str, left: str = "", *, coding: str = "first", against: str = ""
) -> Party:
    """Let a state be in a pact from one day until another, the first on which it is out."""
    return Party(
        pact=pact,
        name=pact,
        form="alliance",
        outcome_kind="security",
        state=code,
        joined=parse_window(joined),
        left=parse_window(left) if left else None,
        against=tuple(against.split()),
        formal=True,
        coding=coding,
        confidence="A",
        sources=(),
    )


def pact(name: str, codes: str, joined: str, left: str = "", *, against: str = "") -> tuple[Party, ...]:
    """Let several states, named with spaces between, be in a pact together."""
    return tuple(party(name, code, joined, left, against=against) for code in codes.split())


def event(
    name: str,
    kind: str,
    roles: str,
    on: str,
    *,
    known_on: str = "",
    intensity: float = 1.0,
    deaths: float | None = None,
    precision: str = "day",
) -> Event:
    """Code an event; its roles are initiators, targets and whom it is against, as `AAA BBB > CCC ! DDD`."""
    actors, _, against = roles.partition("!")
    initiators, _, targets = actors.partition(">")
    return Event(
        id=name,
        kind=codebook()[kind],
        initiators=tuple(initiators.split()),
        targets=tuple(targets.split()),
        against=tuple(against.split()),
        happened=parse_window(on),
        precision=precision,
        known_on=_day(known_on),
        intensity=intensity,
        deaths=deaths,
        amount=None,
        presupposes=(),
        confidence="A",
        description="",
        sources=(),
    )


def distance(
    a: str, b: str, km: float, begins: str = "", ends: str = "", *, border: bool = False
) -> Distance:
    """Place two states apart, throughout unless told otherwise."""
    return Distance(a, b, km, border, _day(begins), _day(ends), ())


def measurement(
    year: int, code: str, people: float | None, soldiers: float | None, **others: float | None
) -> Measurement:
    """Measure a state's power, which is `people`, and its forces, which are `soldiers`."""
    return Measurement(year, code, {"people": people, "soldiers": soldiers, **others}, ())


def orientation(code: str, wish: str, begins: str = "", ends: str = "") -> Orientation:
    """Let a state want something of the order, throughout unless told otherwise."""
    return Orientation(code, _day(begins), _day(ends), wish, "A", "", ())


def doctrine(code: str, advantage: str, begins: str = "", ends: str = "") -> Doctrine:
    """Let a state believe something of war, throughout unless told otherwise."""
    return Doctrine(code, _day(begins), _day(ends), advantage, "A", "", ())


def asset(pact: str, name: str, scope: str | None, begins: str = "", ends: str = "") -> Asset:
    """Let a pact have an institution, throughout unless told otherwise; `none` has no scope."""
    return Asset(pact, _day(begins), _day(ends), name, scope, "A", "", ())


def commitment(pact: str, code: str, level: str, begins: str = "", ends: str = "") -> Commitment:
    """Let a party honour less of a pact, `reduced` or `dormant`, throughout unless told otherwise."""
    return Commitment(pact, code, _day(begins), _day(ends), level, "A", "", ())


def adversary(pact: str, code: str, basis: str = "founding", begins: str = "", ends: str = "") -> Adversary:
    """Let a pact be against a state, throughout unless told otherwise."""
    return Adversary(pact, code, _day(begins), _day(ends), basis, "A", "", ())


def force(year: int, code: str, host: str, soldiers: float) -> Force:
    """Count a state's thousands of soldiers in another at the end of a year."""
    return Force(year, code, host, soldiers, "A", ())


def polarity(poles: str, begins: str = "", ends: str = "") -> Polarity:
    """Let the world turn around some powers, throughout unless told otherwise."""
    return Polarity(_day(begins), _day(ends), poles, "A", "", ())


def timeline(
    states: Sequence[Existence],
    *,
    until: int = 1905,
    parties: Sequence[Party] = (),
    events: Sequence[Event] = (),
    distances: Sequence[Distance] = (),
    measurements: Sequence[Measurement] = (),
    regimes: Sequence[Regime] = (),
    ideologies: Sequence[Ideology] = (),
    orientations: Sequence[Orientation] = (),
    doctrines: Sequence[Doctrine] = (),
    assets: Sequence[Asset] = (),
    polarities: Sequence[Polarity] = (),
    commitments: Sequence[Commitment] = (),
    adversaries: Sequence[Adversary] = (),
    forces: Sequence[Force] = (),
    others: tuple[str, ...] = (),
    great_powers: tuple[str, ...] = (),
    excluded_dyads: tuple[str, ...] = (),
) -> Timeline:
    """Put a timeline together: it begins in 1900, and the first census is that of the same year.

    A pact of all, named `blanket`, ties nobody, so that there is always a coding to replay. `others`
    are quantities that are measured beside power and forces.
    """
    manifest = Manifest.model_validate(
        {
            "title": "Small world",
            "summary": "",
            "status": "invented",
            "span": {"begin": date(1900, 1, 1), "end": date(until, 12, 31)},
            "first_census": 1900,
            "burn_in": min(1902, until),
            "scored": {"first": 1901, "last": until},
            "great_powers": great_powers,
            "excluded_dyads": excluded_dyads,
            "unscored_pacts": ("blanket",),
            "capabilities": {"power": ("people",), "offence": ("soldiers",), "other": others},
            "citation": "",
        }
    )
    blanket = pact("blanket", " ".join(sorted({spell.code for spell in states})), "1890-01-01")
    return Timeline(
        name="small",
        manifest=manifest,
        roster=Roster(states),
        events=tuple(sorted(events, key=lambda one: (one.happened.nominal, one.id))),
        measurements=tuple(measurements),
        distances=tuple(distances),
        regimes=tuple(regimes),
        ideologies=tuple(ideologies),
        parties=(*blanket, *parties),
        sources=MappingProxyType({}),
        rows=MappingProxyType({}),
        orientations=tuple(orientations),
        doctrines=tuple(doctrines),
        assets=tuple(assets),
        polarities=tuple(polarities),
        commitments=tuple(commitments),
        adversaries=tuple(adversaries),
        forces=tuple(forces),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
