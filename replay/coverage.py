"""What a timeline holds and what it lacks: counts of its events, and its gaps by state and year.

It counts rows; what they mean for a replay it does not know.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from replay.codebook import Event
from replay.tables import CONFIDENCE, PRECISIONS
from replay.timeline import Doctrine, Orientation, Regime, Spell, Timeline

STRIPS = 4
"""Decades whose years a terminal has room for beside the counts."""
MANY = 9
"""Events of a state in a year that a single figure still shows."""


def overview(timeline: Timeline) -> pl.DataFrame:
    """Say in a line each what the timeline is and how much of everything it has."""
    manifest, events = timeline.manifest, timeline.events
    marks = Counter(event.confidence for event in events)
    widths = Counter(event.precision for event in events)
    kinds = {event.kind.kind for event in events}
    quantities = [value for one in timeline.measurements for value in one.quantities.values()]
    pairs = {(one.a, one.b) for one in timeline.distances}
    states = len(timeline.roster)
    pacts = [f"{len({one.pact for one in timeline.parties_of(name)})} {name}" for name in timeline.codings]
    rows = [
        ("title", manifest.title),
        ("status", manifest.status),
        ("span", f"{manifest.span.begin} to {manifest.span.end}"),
        ("censuses", f"{manifest.first_census} to {manifest.span.end.year}"),
        ("scored", f"{manifest.scored.first} to {manifest.scored.last}"),
        ("states", f"{states}: {' '.join(timeline.roster.codes)}"),
        ("events", f"{len(events)} of {len(kinds)} kinds"),
        ("confidence", _shares(marks, CONFIDENCE)),
        ("precision", _shares(widths, PRECISIONS)),
        ("known later", f"{sum(map(_late, events))} became public after its day"),
        ("pacts, by coding", ", ".join(pacts)),
        ("not scored", ", ".join(manifest.unscored_pacts) or "none"),
        (
            "capabilities",
            f"{len(timeline.measurements)} state-years, {quantities.count(None)} values unknown",
        ),
        ("distances", f"{len(pairs)} of {states * (states - 1) // 2} pairs known"),
        ("regimes", f"{len(timeline.regimes)} spells, {len(timeline.ideologies)} ideologies"),
        ("orientations", _coded(timeline.orientations, "state")),
        ("doctrines", _coded(timeline.doctrines, "state")),
        ("assets", _coded(timeline.assets, "pact")),
        ("commitments", _coded(timeline.commitments, "pact")),
        ("adversaries", _coded(timeline.adversaries, "pact")),
        ("forces", _counts(timeline)),
        ("polarity", ", ".join(one.polarity for one in timeline.polarities) or "not coded"),
        ("sources", str(len(timeline.sources))),
        ("cite", manifest.citation),
        *(("caveat", text) for text in manifest.caveats),
    ]
    return pl.DataFrame(rows, schema=["what", "found"], orient="row")


def _coded(spells: Sequence[Spell], owner: str) -> str:
    owners = {getattr(one, owner) for one in spells}
    return f"{len(spells)} spells of {len(owners)} {owner}s" if spells else "not coded"


def _counts(timeline: Timeline) -> str:
    hosts = {(one.state, one.host) for one in timeline.forces}
    return f"{len(timeline.forces)} counts of {len(hosts)} pairs of state and host" if hosts else "not coded"


def kinds(timeline: Timeline) -> pl.DataFrame:
    """Count events by kind and decade, the commonest kind first, the sum last."""
    decades = sorted({_decade(event) for event in timeline.events})
    by_kind = defaultdict(list)
    for event in timeline.events:
        by_kind[event.kind.kind].append(event)
    ordered = sorted(by_kind.items(), key=lambda item: (-len(item[1]), item[0]))
    rows = [_counted(kind, found, decades) for kind, found in ordered]
    return pl.DataFrame([*rows, _counted("all", timeline.events, decades)])


def _counted(kind: str, events: Collection[Event], decades: Iterable[str]) -> dict[str, Any]:
    counts = Counter(map(_decade, events))
    return {"kind": kind, "events": len(events), **{decade: counts[decade] for decade in decades}}


def states(timeline: Timeline) -> pl.DataFrame:
    """Count the events that a state started, suffered or shared, by confidence; `day` are dated to the day.

    The last columns hold a sign for each of ten years: how many events, `+` for more than nine,
    `.` for none, a blank for none in a year outside the span or not lived through; where the span is
    longer than four decades, the count of each decade.
    """
    by_state = _by_state(timeline.events)
    return pl.DataFrame(
        [
            {
                "state": code,
                "events": len(by_state[code]),
                **{mark: sum(one.confidence == mark for one in by_state[code]) for mark in CONFIDENCE},
                "day": sum(event.precision == "day" for event in by_state[code]),
                **dict(_strips(timeline, code, by_state[code])),
            }
            for code in timeline.roster.codes
        ]
    )


def _strips(timeline: Timeline, code: str, events: Iterable[Event]) -> Iterator[tuple[str, str]]:
    counts = Counter(event.happened.nominal.year for event in events)
    lived = set(_lived(timeline, code))
    span = _years(timeline)
    decades = range(span.start // 10, span[-1] // 10 + 1)
    for decade in decades:
        years = range(decade * 10, decade * 10 + 10)
        if len(decades) > STRIPS:
            yield f"{decade % 10}0s", str(sum(counts[year] for year in years))
        else:
            yield f"{decade}0s", "".join(_sign(counts[year], throughout=year in lived) for year in years)


def _sign(count: int, *, throughout: bool) -> str:
    if count == 0:
        return "." if throughout else " "
    return str(count) if count <= MANY else "+"


def gaps(timeline: Timeline) -> pl.DataFrame:
    """List the years in which something of a state is not known: events, quantities, what rules it.

    Only years throughout which the state existed count, for quantities from the first year that
    any has one; orientations and doctrines only where the timeline has any.
    """
    by_state = _by_state(timeline.events)
    measured = {(one.year, one.state): one.quantities for one in timeline.measurements}
    quantities = list(dict.fromkeys(name for row in measured.values() for name in row))
    first = min((year for year, _ in measured), default=0)
    told: dict[str, Sequence[Regime | Orientation | Doctrine]] = {"regime": timeline.regimes}
    told |= {"orientation": timeline.orientations} if timeline.orientations else {}
    told |= {"doctrine": timeline.doctrines} if timeline.doctrines else {}
    rows = []
    for code in timeline.roster.codes:
        lived = _lived(timeline, code)
        busy = {event.happened.nominal.year for event in by_state[code]}
        rows.append((code, "event", [year for year in lived if year not in busy]))
        for name in quantities:
            unknown = [year for year in lived if measured.get((year, code), {}).get(name) is None]
            rows.append((code, name, [year for year in unknown if year >= first]))
        for name, spells in told.items():
            mine = [one for one in spells if one.state == code]
            rows.append((code, name, [year for year in lived if not _in_force(mine, year)]))
    found = [(code, what, len(years), _ranges(years)) for code, what, years in rows if years]
    return pl.DataFrame(found, schema=["state", "without", "years", "which"], orient="row")


def _in_force(spells: Iterable[Spell], year: int) -> bool:
    end = date(year, 12, 31)
    return any(
        (one.begins is None or one.begins <= end) and (one.ends is None or end < one.ends) for one in spells
    )


def _late(event: Event) -> bool:
    return event.known_on is not None and event.known_on > event.happened.nominal


def _years(timeline: Timeline) -> range:
    return range(timeline.manifest.span.begin.year, timeline.manifest.span.end.year + 1)


def _lived(timeline: Timeline, code: str) -> list[int]:
    """List the years throughout which a state existed."""
    return [
        year
        for year in _years(timeline)
        if any(
            spell.holds(date(year, 1, 1)) and spell.holds(date(year, 12, 31))
            for spell in timeline.roster.spells(code)
        )
    ]


def _by_state(events: Iterable[Event]) -> dict[str, list[Event]]:
    found = defaultdict(list)
    for event in events:
        for code in dict.fromkeys((*event.initiators, *event.targets)):
            found[code].append(event)
    return found


def _decade(event: Event) -> str:
    return f"{event.happened.nominal.year // 10}0s"


def _shares(counts: Counter[str], allowed: Iterable[str]) -> str:
    total = counts.total()
    return ", ".join(
        f"{name} {counts[name]} ({counts[name] / total:.0%})" for name in allowed if counts[name]
    )


def _ranges(years: Sequence[int]) -> str:
    """Write years as ranges, `1946-1949, 1953`."""
    runs = groupby(enumerate(years), key=lambda item: item[1] - item[0])
    spans = [[year for _, year in run] for _, run in runs]
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans)
