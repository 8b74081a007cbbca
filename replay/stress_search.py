"""The search for what breaks a pact: sets of edit lists, simulated in some histories, confirmed in others.

It knows in which histories a set is tried; which sets are, and how a world is simulated, it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from replay.breaking import Break, Edits, Survivals, cheapest
from replay.course import Course
from replay.ensemble import Passage, cut
from replay.overlap import Fact, changed, overlap
from replay.plan import Plan
from replay.standardisation import Moments
from replay.strands import Branch, Strand
from replay.stress_rows import Stressed
from replay.survival import NONE, fate

SEARCHED = 64
"""Histories by which sets of several lists are chosen (our choice: one half is then known to a tenth)."""
WIDTH = 3
"""Sets of a theory that are extended by one list more, from three on."""
Scales = Mapping[tuple[str, str], Moments]
Courses = Mapping[str, Course]
"""What comes of the pact in a block of histories, by theory."""


@dataclass(frozen=True)
class Search:
    """Which sets of edit lists break the pact that was tested, and whether they do in other histories too.

    `strand` makes of a block of histories, its scales and a world what can be simulated; `simulated` does
    so, and keeps what comes of it under a name.
    """

    made: Plan
    stressed: Stressed
    blocks: Sequence[Passage]
    scales: Sequence[Scales]
    strand: Callable[[Passage, Scales, tuple[Branch, ...], Branch], Strand]
    simulated: Callable[[Sequence[Strand], str], Sequence[Mapping[str, Courses]]]

    @cached_property
    def changes(self) -> Mapping[str, frozenset[Fact]]:
        """What each list changes of the record."""
        record = self.made.timeline
        return {
            one.edits.name: changed(record, one.timeline, one.departure.followed) for one in self.made.edits
        }

    def apart(self, edits: Edits) -> bool:
        """Say whether lists can be put together: no two of them change the same."""
        return not overlap([self.changes[name] for name in edits])

    def breaks(self) -> dict[str, Break]:
        """Find for each theory the smallest set of lists under which the pact falls."""
        lists = [one.edits.name for one in self.made.edits]
        names, largest = self.stressed.names, self.made.wanted.largest
        return cheapest(lists, self.survival_of, self.confirmed, names, largest, WIDTH)

    def survival_of(self, sets: Sequence[Edits]) -> Survivals:
        """Take what is simulated already of none and of single lists; simulate others in a few histories.

        None is judged by all histories, since nothing is chosen there; lists by the first half of them.
        """
        chosen, _ = self.stressed.halves
        known = {
            one: self.stressed.surviving(next(iter(one), NONE), chosen if one else slice(None))
            for one in sets
            if len(one) <= 1
        }
        worlds = {one: self.made.together(one) for one in sets if len(one) > 1 and self.apart(one)}
        whole = {one: world for one, world in worlds.items() if world is not None}
        few = slice(min(SEARCHED, chosen.stop))
        block, scales = _few(self.blocks[0], few), _few_scales(self.scales[0], few)
        tried = [self.strand(block, scales, (), world) for world in whole.values()]
        found = self.simulated(tried, "+".join(sorted(map(repr, map(sorted, whole)))))
        return known | {one: _surviving([each]) for one, each in zip(whole, found, strict=True)}

    def confirmed(self, winners: Mapping[str, Edits]) -> dict[str, float]:
        """Find survival by theory under the set found for it, in the half that chose none of them."""
        held = {edits: self._confirmed(edits) for edits in sorted(set(winners.values()), key=sorted)}
        return {theory: held[edits][theory] for theory, edits in winners.items()}

    def _confirmed(self, edits: Edits) -> Mapping[str, float]:
        _, other = self.stressed.halves
        if len(edits) <= 1:
            return self.stressed.surviving(next(iter(edits), NONE), other if edits else slice(None))
        world = self.made.together(edits)
        rest = [
            self.strand(block, scales, (), world)
            for block, scales in zip(self.blocks, self.scales, strict=True)
            if block.first + block.histories > other.start and world is not None
        ]
        found = self.simulated(rest, f"confirmed {sorted(edits)!r}")
        return _surviving(found, other.start - rest[0].first)


def _surviving(blocks: Sequence[Mapping[str, Courses]], first: int = 0) -> dict[str, float]:
    """Say by theory in which share of histories, from one on, the pact is in force at the end."""
    told = [courses for worlds in blocks for courses in worlds.values()]
    return {name: float(fate([one[name] for one in told]).stays[-1, -1, first:].mean()) for name in told[0]}


def _few(block: Passage, which: slice) -> Passage:
    """Leave out all but the first histories of a block."""
    return replace(block, draws=cut(block.draws, which))


def _few_scales(scales: Scales, which: slice) -> Scales:
    return {key: (mean[..., which], sd[..., which]) for key, (mean, sd) in scales.items()}
