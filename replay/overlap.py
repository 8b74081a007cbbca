"""Overlap: what an edit list changes of a timeline, fact by fact, and whether two lists change the same.

It knows two timelines side by side; how the one was made of the other it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterator

from replay.timeline import Timeline

Fact = tuple[Hashable, ...]
"""What a row is about, its sort first: an event, a state's membership, quantity or regime, an institution."""


def changed(record: Timeline, other: Timeline, followed: Collection[str] = ()) -> frozenset[Fact]:
    """Name the facts of which two timelines hold other rows; `followed` are events that do not count."""
    before, after = _by_fact(record), _by_fact(other)
    facts = {fact for fact in {**before, **after} if before.get(fact) != after.get(fact)}
    return frozenset(facts - {("event", name) for name in followed})


def overlap(several: Collection[frozenset[Fact]]) -> bool:
    """Say whether any two sets of facts have one in common."""
    return len(frozenset[Fact]().union(*several)) < sum(map(len, several))


def _by_fact(timeline: Timeline) -> dict[Fact, list[object]]:
    found: dict[Fact, list[object]] = defaultdict(list)
    for fact, row in _rows(timeline):
        found[fact].append(row)
    return found


def _rows(timeline: Timeline) -> Iterator[tuple[Fact, object]]:
    for event in timeline.events:
        yield ("event", event.id), event
    for party in timeline.parties:
        yield ("membership", party.pact, party.state), party
    for measured in timeline.measurements:
        for name, value in measured.quantities.items():
            yield ("quantity", measured.state, name, measured.year), value
    for rule in timeline.regimes:
        yield ("regime", rule.state, rule.begins), rule
    for asset in timeline.assets:
        if asset.scope is None:  # the row that says that a pact has none follows from the others
            continue
        yield ("institution", asset.pact, asset.asset), asset
