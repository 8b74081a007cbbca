"""The chronicle of a timeline: every dated fact as changes of the world, in one canonical order.

It knows what happened and when it became known; how the world takes a change it does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

import numpy as np

from replay.beliefs import Beliefs
from replay.changes import (
    Change,
    Commit,
    Enter,
    Equip,
    Govern,
    Join,
    Leave,
    Measure,
    Meet,
    Part,
    Place,
    Polarise,
    Stand,
    Succeed,
    Unsettle,
)
from replay.codebook import Event
from replay.parameters import key
from replay.perception import Impression, impressions
from replay.pledges import Adversary, Commitment
from replay.priors import Draws
from replay.roster import Roster
from replay.situation import Floats
from replay.tables import ADVANTAGES, ORIENTATIONS
from replay.timeline import (
    Asset,
    Distance,
    Doctrine,
    Measurement,
    Orientation,
    Party,
    Polarity,
    Regime,
    Timeline,
)

Standing = Distance | Regime | Orientation | Doctrine | Asset | Polarity | Commitment
"""What the world comes to stand at; whom a pact is against it need not know."""

STRATA = (
    "leaving",
    "entering",
    "succeeding",
    "geography",
    "regime",
    "orientation",
    "doctrine",
    "polarity",
    "asset",
    "commitment",
    "capability",
    "event",
    "joining",
    "parting",
)
"""On one day, who exists and where comes before what is done, and that before who is tied.

Pacts are joined before others are left, so that a tie handed from one to the next never lapses.
"""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A change on a day, with its weight in each history (None: 1 in all), and what brought it."""

    day: date
    stratum: int
    id: str
    number: int
    change: Change
    weight: Floats | None = None
    impression: Impression | None = None


CANONICAL = attrgetter("day", "stratum", "id", "number")
"""The canonical order: day, stratum, id of what brought the change, number within that."""


def chronicle(
    timeline: Timeline,
    *,
    histories: int,
    seed: int,
    coding: str | None = None,
    first: int = 0,
    parameters: Mapping[str, Draws] | None = None,
    weights: Mapping[str, Floats] | None = None,
) -> list[Occurrence]:
    """Turn a timeline into occurrences in canonical order, for some histories from the number `first`.

    A doubtful event stands on the last day of its window in history 0; each other history draws a
    day of its own, keyed by seed and event, so that no other event's draw is touched. `parameters`
    of perception say what observers believe of an event; without them, and as a rule, its points.
    `weights` of events, by id, one a history, multiply what an event leaves; 1 if not given.
    """
    beliefs = Beliefs(timeline, parameters or {})
    found: list[Occurrence] = []
    found += _roster(timeline)
    found += _spells(timeline)
    found += _capabilities(timeline.measurements, timeline.manifest.span.begin)
    for event in timeline.events:
        drawn = _days(event, timeline.roster, range(first, first + histories), seed)
        found += _event(event, timeline, _weighed(drawn, (weights or {}).get(event.id)), beliefs)
    found += _alignments(timeline.parties_of(coding), timeline)
    end = timeline.manifest.span.end
    return sorted((one for one in found if one.day <= end), key=CANONICAL)


def feeds(chronicled: Iterable[Occurrence]) -> list[list[Occurrence]]:
    """Split a chronicle into feeds, one a stratum, each in canonical order."""
    by_stratum: dict[int, list[Occurrence]] = defaultdict(list)
    for occurrence in chronicled:
        by_stratum[occurrence.stratum].append(occurrence)
    return [by_stratum[stratum] for stratum in sorted(by_stratum)]


def _roster(timeline: Timeline) -> Iterator[Occurrence]:
    begin = timeline.manifest.span.begin
    entries = {(spell.code, spell.enters) for spell in timeline.roster.existences}
    for spell in timeline.roster.existences:
        if spell.leaves is not None and spell.leaves <= begin:
            continue
        start = max(spell.enters or begin, begin)
        yield Occurrence(start, STRATA.index("entering"), spell.code, 0, Enter(spell.code))
        if spell.leaves is not None:
            yield Occurrence(spell.leaves, STRATA.index("leaving"), spell.code, 0, Leave(spell.code))
        if spell.into is not None and spell.leaves is not None and (spell.into, spell.leaves) in entries:
            heir = Succeed(spell.code, spell.into)
            yield Occurrence(spell.leaves, STRATA.index("succeeding"), spell.code, 0, heir)


def _spells(timeline: Timeline) -> Iterator[Occurrence]:
    """Let every spell begin, at the earliest with the span, and end; on one day ends come first."""
    begin = timeline.manifest.span.begin
    for one in timeline.spells:
        if isinstance(one, Adversary) or (one.ends is not None and one.ends <= begin):
            continue
        stratum, name, begun, ended = _change(one)
        number = STRATA.index(stratum)
        yield Occurrence(max(one.begins or begin, begin), number, name, 1, begun)
        if one.ends is not None:
            yield Occurrence(one.ends, number, name, 0, ended)


def _change(spell: Standing) -> tuple[str, str, Change, Change]:
    """Say what a spell changes as it begins, and as it ends and nothing is known: stratum, id, changes."""
    match spell:
        case Distance(a, b, km, border):
            return "geography", f"{a}-{b}", Place(a, b, km, border), Place(a, b, None, border=False)
        case Regime(state):
            begun = Govern(state, spell.regime, spell.ideology)
            return "regime", state, begun, Govern(state, None, ())
        case Orientation(state):
            wanted = Stand(state, "revisionism", ORIENTATIONS[spell.orientation])
            return "orientation", state, wanted, Stand(state, "revisionism", None)
        case Doctrine(state):
            believed = Stand(state, "advantage", ADVANTAGES[spell.advantage])
            return "doctrine", state, believed, Stand(state, "advantage", None)
        case Asset() | Commitment():
            return _of_pact(spell)
        case Polarity():
            return "polarity", "", Polarise(spell.polarity), Polarise(None)


def _of_pact(spell: Asset | Commitment) -> tuple[str, str, Change, Change]:
    if isinstance(spell, Asset):
        equipped = Equip(spell.pact, spell.asset, spell.scope)
        return "asset", f"{spell.pact}/{spell.asset}", equipped, Equip(spell.pact, spell.asset, None)
    pledged = Commit(spell.pact, spell.state, spell.commitment)
    return "commitment", f"{spell.pact}/{spell.state}", pledged, Commit(spell.pact, spell.state, None)


def _capabilities(measurements: Iterable[Measurement], begin: date) -> Iterator[Occurrence]:
    stratum = STRATA.index("capability")
    for one in measurements:
        known = max(date(one.year + 1, 7, 1), begin)
        for number, (column, value) in enumerate(sorted(one.quantities.items())):
            if value is not None:
                change = Measure(one.state, column, value)
                yield Occurrence(known, stratum, f"{one.year}-{one.state}", number, change)


Days = list[tuple[date, Floats | None]]
"""On which days an event stands, and its weight there in each history; None is 1 in all."""


def _weighed(days: Days, weights: Floats | None) -> Days:
    if weights is None:
        return days
    return [(day, weights if drawn is None else drawn * weights) for day, drawn in days]


def _event(event: Event, timeline: Timeline, days: Days, beliefs: Beliefs) -> Iterator[Occurrence]:
    stratum, roster = STRATA.index("event"), timeline.roster
    for day, weight in days:
        number = 0
        for impression in (*impressions(event), *beliefs.bystanders(event)):
            seen = max(day, event.known_on or day) if impression.public else day
            add = impression.add
            if roster.exists(add.holder, seen) and roster.exists(add.about, seen):
                believed = beliefs.weigh(impression, seen, weight)
                yield Occurrence(seen, stratum, event.id, number, add, believed, impression)
                number += 1
        if "regime" in event.kind.effects:
            for state in event.initiators:
                share = min(1.0, event.kind.points * event.intensity)
                yield Occurrence(day, stratum, event.id, number, Unsettle(state, share), weight)
                number += 1
        for a, b in beliefs.met(event):
            if roster.exists(a, day) and roster.exists(b, day):
                yield Occurrence(day, stratum, event.id, number, Meet(a, b), beliefs.undone(weight))
                number += 1


def _days(event: Event, roster: Roster, histories: range, seed: int) -> Days:
    """Place an event on its nominal day in history 0, elsewhere on a day on which its actors exist."""
    if histories == range(1) or not event.happened.doubtful:
        return [(event.happened.nominal, None)]
    drawable = event.happened.candidates(months=event.precision == "year")
    actors = (*event.initiators, *event.targets)
    possible = {day for day in drawable if all(roster.exists(actor, day) for actor in actors)}
    candidates = sorted({*possible, event.happened.nominal})
    drawn = np.random.default_rng(key(seed, "date", event.id)).random(histories.stop)
    chosen = np.minimum((drawn * len(candidates)).astype(int), len(candidates) - 1)
    chosen[0] = len(candidates) - 1
    chosen = chosen[histories.start :]
    return [
        (day, (chosen == number).astype(float))
        for number, day in enumerate(candidates)
        if (chosen == number).any()
    ]


def _alignments(parties: Sequence[Party], timeline: Timeline) -> Iterator[Occurrence]:
    begin, roster = timeline.manifest.span.begin, timeline.roster
    joining, parting = STRATA.index("joining"), STRATA.index("parting")
    joined = {(one.pact, one.state, one.joined.nominal) for one in parties}
    for one in parties:
        name, start = f"{one.pact}/{one.state}", max(one.joined.nominal, begin)
        if one.left is not None and one.left.nominal <= begin:
            continue
        # A state that ceased to exist before the span does not come back into its pacts.
        if any(spell.holds(one.joined.nominal) and spell.holds(start) for spell in roster.spells(one.state)):
            yield Occurrence(start, joining, name, 0, Join(one.pact, one.state, one.against))
        if one.left is not None and (one.pact, one.state, one.left.nominal) not in joined:
            yield Occurrence(one.left.nominal, parting, name, 0, Part(one.pact, one.state))
