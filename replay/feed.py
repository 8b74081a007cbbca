"""A feed: dated acts of the whole world, from a published data set, laid over a timeline's own events.

It knows rows of events and which of them are one act; where a feed comes from it does not know.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from types import MappingProxyType

from replay.bibliography import Source, read_sources
from replay.clock import Window
from replay.codebook import Event, miscast
from replay.errors import Fault, RequestError, TimelineError, nearest
from replay.loading import in_places, read_events
from replay.manifest import FeedManifest, read_feed_manifest
from replay.reading import Table
from replay.records import coded_event, in_order
from replay.soundness import Report, judge_event
from replay.timeline import Overlay, Timeline

CLASSES: Mapping[str, tuple[str, ...]] = {
    "words": ("accusation", "propaganda", "demand", "claim", "threat", "ultimatum"),
    "show": ("show_of_force", "alert", "border_violation", "mobilisation"),
    "force": ("seizure", "blockade", "occupation", "raid", "border_clash", "war", "war_battle"),
    "treaty": (
        *("friendship_treaty", "defence_pact", "accession", "joint_command", "union", "coalition"),
        *("basing", "exercise"),
    ),
    "peace": ("ceasefire", "withdrawal", "disengagement", "peace_treaty", "reconciliation"),
    "relations": ("recognition", "relations_restored"),
    "border": ("border_agreement",),
    "agreement": ("agreement",),
    "aid": ("aid_promise", "aid", "military_aid", "arms_deal", "airlift"),
}
"""Kinds that two chronicles may give to one act. A kind of no class is doubled by its own kind only."""
SIGNED = ("treaty", "peace", "relations", "border", "agreement", "aid")
"""Classes of what is signed: where two states sign on one day, two chronicles mean one instrument."""
CAMPAIGNS = ("war", "war_battle")
"""Kinds of which the codebook counts one row a war and year, or campaign."""
_CLASS = {kind: name for name, kinds in CLASSES.items() for kind in kinds}

Act = tuple[str, str, str]
"""A class of acts, who acted, and towards whom."""


@dataclass(frozen=True)
class Feed:
    """A feed as it was read: what it says of itself, its rows, its sources, a digest of all of them."""

    manifest: FeedManifest
    table: Table
    sources: Mapping[str, Source]
    digest: str


def load_feed(folder: str | Path) -> Feed:
    """Read and judge a feed's folder.

    Raises RequestError when there is no such folder, TimelineError with all its faults at once.
    """
    place = Path(folder)
    if not place.is_dir():
        raise RequestError(f"feed {place} does not exist; `replay import SOURCE FILE -o DIR` makes one")
    manifest, faults = read_feed_manifest(place / "feed.toml")
    table, table_faults = read_events(place)
    sources, source_faults = read_sources(place / "sources.bib")
    faults += table_faults + source_faults + _inconsistencies(table, None if source_faults else sources)
    if faults or manifest is None:
        raise TimelineError(f"feed {place.resolve().name}", in_places(faults))
    content = {
        "manifest": manifest.model_dump(mode="json"),
        "rows": sorted(table.texts),
        "sources": {key: source.bibtex for key, source in sorted(sources.items())},
    }
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    return Feed(manifest, table, sources, digest)


def _inconsistencies(table: Table, sources: Collection[str] | None) -> list[Fault]:
    """Find what is wrong between the rows of a feed; which states and days fit a timeline shows there."""
    faults: list[Fault] = []
    ids = Counter(table.values["id"])
    for file, line, row in table.rows():
        report: Report = partial(_report, faults, file, line)
        if ids[row["id"]] > 1:
            report("id", f"'{row['id']}'", "an id stands once in all event files")
        judge_event(report, row)
        known = row["source"] if sources is None else sources
        for key in row["source"]:
            if key not in known:
                report("source", f"'{key}'", "a source is a key of sources.bib", nearest(key, known))
        for name in row["presupposes"] or ():
            if table.complete and name not in ids:
                report("presupposes", f"'{name}'", "an event id of the feed fits", nearest(name, ids))
    return faults


def _report(faults: list[Fault], file: str, line: int, *told: str) -> None:
    faults.append(Fault(file, line, *told))


def overlay(timeline: Timeline, feeds: Iterable[Feed]) -> Timeline:
    """Lay feeds over a timeline, each cut to its span and to its states as they exist on the day.

    A row yields to an act of its class between the same states, in the same direction, that stands in
    the timeline, or in a feed laid before, within the feed's tolerance; to anything signed by the two
    on the same day; and a battle to a war or battle of the same year, of which the codebook counts
    one row. Rows of a feed with the same states, kind and days are one. The sources of the
    timeline go before those of a feed with the same key. Raises RequestError when a feed comes twice,
    TimelineError when a row has the id of an event that stands already.
    """
    for feed in feeds:
        timeline = _laid(timeline, feed)
    return timeline


def _laid(timeline: Timeline, feed: Feed) -> Timeline:
    name = feed.manifest.name
    if any(one.feed == name for one in timeline.overlays):
        raise RequestError(f"feed {name} was given twice")
    _require_new(timeline, feed)
    laid, fates = _sifted(timeline, feed)
    told = feed.manifest
    record = Overlay(
        feed=name,
        title=told.title,
        citation=told.citation,
        covers=told.covers,
        tolerance=told.tolerance,
        rows=len(feed.table.lines),
        laid=len(laid),
        digest=feed.digest,
        **fates,
    )
    return replace(
        timeline,
        events=in_order([*timeline.events, *laid]),
        sources=MappingProxyType({**feed.sources, **timeline.sources}),
        overlays=(*timeline.overlays, record),
    )


def _sifted(timeline: Timeline, feed: Feed) -> tuple[list[Event], dict[str, int]]:
    """Return the events of a feed that come in, and how many do not, by reason."""
    fates = dict.fromkeys(("outside_span", "absent_states", "coded_already", "repeated"), 0)
    standing = _acts(timeline.events)
    kept: dict[tuple[object, ...], Event] = {}
    for event in in_order(coded_event(row, feed.manifest.name) for _, _, row in feed.table.rows()):
        cut = _cut(event, timeline)
        if isinstance(cut, str):
            fates[cut] += 1
        elif _stands(cut, standing, feed.manifest.tolerance):
            fates["coded_already"] += 1
        elif (same := _sameness(cut)) in kept:
            fates["repeated"] += 1
        else:
            kept[same] = cut
    ids = {event.id for event in kept.values()}
    return [
        replace(event, presupposes=tuple(name for name in event.presupposes if name in ids))
        for event in kept.values()
    ], fates


def _require_new(timeline: Timeline, feed: Feed) -> None:
    known = {event.id for event in timeline.events}
    faults = [
        Fault(file, line, "id", f"'{row['id']}'", f"no event of {timeline.name} has the same id")
        for file, line, row in feed.table.rows()
        if row["id"] in known
    ]
    if faults:
        raise TimelineError(f"feed {feed.manifest.name}", faults)


def _cut(event: Event, timeline: Timeline) -> Event | str:
    """Cut an event to the span and the states of a timeline, or say why nothing is left of it."""
    span, day = timeline.manifest.span, event.happened.nominal
    if event.happened.first < span.begin or event.happened.last > span.end:
        return "outside_span"
    learnt = min(max(event.known_on or day, day), span.end)
    initiators, targets = (_present(codes, timeline, day) for codes in (event.initiators, event.targets))
    against = _present(event.against, timeline, learnt)
    if not initiators or (event.targets and not targets):
        return "absent_states"
    if any(miscast(event.kind, initiators, targets, against)):
        return "absent_states"
    return replace(event, initiators=initiators, targets=targets, against=against)


def _present(codes: Iterable[str], timeline: Timeline, day: date) -> tuple[str, ...]:
    roster = timeline.roster
    return tuple(code for code in codes if code in roster.index and roster.exists(code, day))


def _sameness(event: Event) -> tuple[object, ...]:
    """Name what two rows of one feed share that tell the same: kind, days and states in their roles."""
    joint = event.kind.touches == "mutual" and not event.kind.received
    roles = (event.initiators + event.targets,) if joint else (event.initiators, event.targets)
    return (event.kind.kind, event.happened, *map(frozenset, roles))


def _pairs(event: Event) -> tuple[tuple[str, str], ...]:
    """List the pairs of an event; a state's own affair is between it and itself."""
    own = event.kind.touches == "state"
    return tuple((code, code) for code in event.initiators) if own else event.pairs


def _ways(event: Event, pair: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """Say in which directions an act runs between a pair: both where it is mutual."""
    a, b = pair
    return ((a, b), (b, a)) if event.kind.touches == "mutual" else ((a, b),)


def _acts(events: Iterable[Event]) -> dict[Act, list[Window]]:
    """Lay out when which acts stand; a war or battle as a campaign too, which fills its year.

    What is hostile stands, on its day, between two states whichever way it ran, and so does what
    others did together against a state.
    """
    found: dict[Act, list[Window]] = defaultdict(list)
    for event in events:
        year = event.happened.nominal.year
        for pair in _pairs(event):
            for a, b in _ways(event, pair):
                for name in _classes(event):
                    found[name, a, b].append(event.happened)
                if event.kind.kind in CAMPAIGNS:
                    found["campaign", a, b].append(Window(date(year, 1, 1), date(year, 12, 31)))
        if event.happened.first == event.happened.last:
            for a, b in _quarrels(event):
                found["quarrel", a, b].append(event.happened)
                found["quarrel", b, a].append(event.happened)
    return found


def _quarrels(event: Event) -> list[tuple[str, str]]:
    """List the pairs between which an event is hostile."""
    if event.kind.sign == "hostile":
        return list(event.pairs)
    partners = (*event.initiators, *event.targets) if event.kind.against_share else ()
    return [(partner, other) for partner in partners for other in event.against]


def _classes(event: Event) -> tuple[str, ...]:
    name = _CLASS.get(event.kind.kind, event.kind.kind)
    return (name, "signed") if name in SIGNED else (name,)


def _stands(event: Event, standing: Mapping[Act, list[Window]], tolerance: int) -> bool:
    """Say whether an act that stands already is this one, for every pair of its states.

    An act of a later year is another: what stands on a census must not hang on what comes after it.
    """
    year = event.happened.nominal.year
    reach = {name: 0 if name == "signed" else tolerance for name in _classes(event)}
    if event.kind.kind in CAMPAIGNS:
        reach["campaign"] = 0
    if event.kind.sign == "hostile":
        reach["quarrel"] = 0
    return all(
        any(
            window.nominal.year <= year and _apart(event.happened, window) <= days
            for a, b in _ways(event, pair)
            for name, days in reach.items()
            for window in standing.get((name, a, b), ())
        )
        for pair in _pairs(event)
    )


def _apart(one: Window, other: Window) -> int:
    """Count the days between two windows, 0 where they meet."""
    return max(0, (one.first - other.last).days, (other.first - one.last).days)
