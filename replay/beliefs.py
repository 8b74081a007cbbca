"""Beliefs: what observers make of an event beside its points, by creeds, as bystanders, when demands are met.

It says which share of an impression is held, in each history; neither the calendar nor the world it knows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import reduce
from operator import mul

from replay.changes import Add
from replay.codebook import Event
from replay.perception import Impression
from replay.priors import Draws
from replay.situation import Floats
from replay.timeline import Regime, Timeline

LITERATURE = {
    "met": ("stein1988", "stein2013"),
    "bias": ("haas2005", "jervis1976"),
    "spillover": ("crescenzi2007", "walt1987"),
}
"""Keys of `literature.bib` behind each switch; each is a parameter of perception that is off unless set."""
FAVOUR = {"hostile": -1, "cooperative": +1}
"""Whether likeness of creeds adds to an impression or takes from it; what is received has no sign."""


def switched_on(parameters: Mapping[str, Draws]) -> list[str]:
    """Name the switches that are on in some history."""
    return [name for name in LITERATURE if name in parameters and parameters[name].any()]


class Beliefs:
    """What the observers of a timeline believe of an event, in some histories; off, just its points."""

    def __init__(self, timeline: Timeline, parameters: Mapping[str, Draws]) -> None:
        on = {name: parameters[name] for name in switched_on(parameters)}
        self._met, self._bias, self._spillover = (on.get(name) for name in ("met", "bias", "spillover"))
        self._codes = timeline.roster.codes
        self._divisive = frozenset(one.ideology for one in timeline.ideologies if one.divides)
        self._regimes: dict[str, list[Regime]] = defaultdict(list)
        for regime in timeline.regimes:
            self._regimes[regime.state].append(regime)

    def bystanders(self, event: Event) -> Iterator[Impression]:
        """Say what those whom a hostile deed did not touch hold against whoever did it, once it is known.

        All alike, and whoever is near no more than others: nearness is a factor of threat by itself.
        Where a deed is mutual both sides did it.
        """
        if self._spillover is None or (event.kind.sign, event.kind.fading) != ("hostile", "deeds"):
            return
        doers = {a for a, _ in event.pairs}
        if event.kind.touches == "mutual":
            doers.update(b for _, b in event.pairs)
        for observer in self._codes:
            if observer not in (*event.initiators, *event.targets):
                for doer in sorted(doers):
                    add = Add("hostile_deeds", observer, doer, event.points)
                    yield Impression(event.id, add, public=True, bystander=True)

    def weigh(self, impression: Impression, day: date, weight: Floats | None) -> Floats | None:
        """Weigh an impression of a day in each history: its weight, as a bystander's, and by creeds.

        With like creeds hostile points count 1 - bias and co-operative ones 1 + bias, with unlike
        ones the reverse; deals count as they are. None is 1 in all histories.
        """
        if self._bias is None and self._spillover is None:
            return weight
        shares = [] if weight is None else [weight]
        if impression.bystander and self._spillover is not None:
            shares.append(self._spillover)
        sign = FAVOUR.get(impression.add.stock.partition("_")[0], 0)
        if self._bias is not None and sign:
            likeness = self._likeness(impression.add.holder, impression.add.about, day)
            if likeness:
                shares.append(1 + sign * likeness * self._bias)
        return reduce(mul, shares) if shares else None

    def met(self, event: Event) -> Sequence[tuple[str, str]]:
        """List the pairs between whom an event meets what was demanded."""
        return () if self._met is None or "meets" not in event.kind.effects else event.pairs

    def undone(self, weight: Floats | None) -> Floats | None:
        """Say which share of hostile words an event that meets a demand undoes in each history."""
        return self._met if weight is None or self._met is None else self._met * weight

    def _likeness(self, one: str, other: str, day: date) -> int:
        """Say 1 of two who share a creed that unites, -1 where all differ, 0 of others and unknowns."""
        mine, theirs = self._creeds(one, day), self._creeds(other, day)
        common = mine & theirs
        if not mine or not theirs:
            return 0
        return 1 if common - self._divisive else 0 if common else -1

    def _creeds(self, state: str, day: date) -> frozenset[str]:
        for one in self._regimes[state]:
            if (one.begins is None or one.begins <= day) and (one.ends is None or day < one.ends):
                return frozenset(one.ideology)
        return frozenset()
