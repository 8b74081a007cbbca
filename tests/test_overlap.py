"""What edit lists change, and whether they can be put together: what two of them change they cannot."""

from __future__ import annotations

from itertools import combinations

import pytest

from replay.departure import edited
from replay.edit_file import from_toml
from replay.overlap import Fact, changed, overlap
from replay.timeline import Regime, Timeline
from tests.small_world import asset, event, measurement, pact, state, timeline

HEAD = 'title = "t"\nclaim = "c."\n'
ROWS = {
    "no-raid": ("strike", 'event = "raid"', {("event", "raid")}),
    "later-raid": ("move", 'event = "raid"\ndays = 30', {("event", "raid")}),
    "big-raid": ("scale", 'event = "raid"\nfactor = 2', {("event", "raid")}),
    "no-toast": ("strike", 'event = "toast"', {("event", "toast")}),
    "out": ("strike", 'pact = "league"\nstate = "CCC"', {("membership", "league", "CCC")}),
    "out-soon": (
        "move", 'pact = "league"\nstate = "CCC"\nends = 1902-01-01', {("membership", "league", "CCC")},
    ),
    "poor": ("scale", 'quantity = "people"\nfactor = 0.5', {("quantity", "AAA", "people", 1901)}),
    "poorer": ("scale", 'quantity = "people"\nfactor = 0.2', {("quantity", "AAA", "people", 1901)}),
    "few": ("scale", 'quantity = "soldiers"\nfactor = 0.5', {("quantity", "AAA", "soldiers", 1901)}),
    "free": ("strike", 'regime = "monarchy"', {("regime", "BBB", None)}),
    "alone": ("strike", 'asset = "council"\npact = "league"', {("institution", "league", "council")}),
}  # fmt: skip
"""One list a row: what is done, and which facts that changes."""


def world() -> Timeline:
    """Put together one of everything that can be edited."""
    return timeline(
        [state("AAA"), state("BBB"), state("CCC")],
        events=[
            event("raid", "raid", "AAA > BBB", "1901-03-01"),
            event("toast", "visit", "AAA BBB", "1901-04-01"),
        ],
        parties=pact("league", "AAA BBB CCC", "1900-01-01"),
        measurements=[measurement(1901, "AAA", 1, 1)],
        regimes=[Regime("BBB", None, None, "monarchy", (), ())],
        assets=[asset("league", "council", "general", "1900-05-01")],
    )


def facts(name: str) -> frozenset[Fact]:
    """Name what a list changes."""
    record = world()
    action, row, _ = ROWS[name]
    made, faults = from_toml(name, name, f'{HEAD}\n[[{action}]]\n{row}\nreason = "r"\n', record)
    assert made, faults
    other, departure, _ = edited(record, made)
    return changed(record, other, departure.followed)


@pytest.mark.parametrize("name", ROWS)
def test_a_list_changes_what_it_says(name: str) -> None:
    """Events, memberships, quantities, regimes and institutions, each by what it is about."""
    assert facts(name) == ROWS[name][2]


def test_lists_overlap_where_they_change_the_same_fact() -> None:
    """Twice halved is not halved: whichever is applied first, the other would find another number."""
    for one, other in combinations(ROWS, 2):
        assert overlap([facts(one), facts(other)]) == bool(ROWS[one][2] & ROWS[other][2])
    assert not overlap([facts("no-raid"), facts("out"), facts("poor")])
    assert overlap([facts("no-raid"), facts("poorer"), facts("poor")])


def test_what_follows_is_no_overlap() -> None:
    """Two lists may each strike what the same event presupposes."""
    record = world()
    assert changed(record, timeline([])) >= {("event", "raid")}
    assert ("event", "raid") not in changed(record, timeline([]), ["raid"])
