"""Branching off: the record up to the branching date, and what of it, or of an edited one, stands after it.

It knows rows of a timeline; what is decided in the place of what is struck it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from textwrap import TextWrapper

from replay.clock import census_day
from replay.codebook import Event
from replay.errors import RequestError, UnknownNameError
from replay.timeline import Party, Timeline
from replay.truncation import altered, truncated

SIGNED = frozenset({"accession", "coalition", "defence_pact", "friendship_treaty", "union"})
VOIDED = frozenset({"abrogation", "dissolution"})
"""Kinds of events that are an alignment, or its end, where a membership begins or ends on their day."""
PAIR = 2
"""Parties of a pact that is named, not told, where pacts are listed."""


@dataclass(frozen=True)
class Branched:
    """A timeline of which the memberships that begin or end after the branching date are struck.

    `barred` are pacts and states of whose membership an edit says what becomes of it, so that nobody
    decides it from a year on: where it only leaves on another day, that of the earlier day, else the
    first. `struck` are the events that were nothing but what is now decided.
    """

    timeline: Timeline
    barred: Mapping[tuple[str, str], int]
    struck: tuple[str, ...]


def until(timeline: Timeline, branch: int) -> Timeline:
    """Return what was known at the census of the branching date, where the span then ends."""
    span = timeline.manifest.span.model_copy(update={"end": date(branch, 12, 31)})
    manifest = timeline.manifest.model_copy(update={"span": span})
    return replace(truncated(timeline, branch), manifest=manifest)


def branched(timeline: Timeline, record: Timeline, coding: str, branch: int) -> Branched:
    """Strike the memberships that the record dates after the branch; what an edit makes of them stays."""
    end = census_day(branch)
    theirs, ours = set(record.parties_of(coding)), timeline.parties_of(coding)
    kept = [one for one in (_kept(one, end) if one in theirs else one for one in ours) if one is not None]
    edited = theirs.symmetric_difference(ours)
    barred = {
        who: _since([one for one in edited if (one.pact, one.state) == who], theirs, branch)
        for who in sorted({(one.pact, one.state) for one in edited if _lasts(one, end)})
    }
    common = theirs.intersection(ours)
    gone = tuple(event for event in timeline.events if _is_alignment(event, common, end))
    manifest = timeline.manifest.model_copy(update={"first_census": branch})
    rest = replace(
        timeline,
        manifest=manifest,
        parties=tuple(kept),
        events=tuple(event for event in timeline.events if event not in gone),
        rows=altered(timeline, branched=str(branch)),
    )
    return Branched(rest, barred, tuple(event.id for event in gone))


def _lasts(party: Party, end: date) -> bool:
    return party.left is None or party.left.nominal > end


def _since(edited: Sequence[Party], record: AbstractSet[Party], branch: int) -> int:
    """Say from which year on nobody decides of a membership that an edit changes."""
    was = {one.joined for one in edited if one in record}
    if not was or was != {one.joined for one in edited if one not in record}:
        return branch + 1
    return max(branch + 1, min(one.left.nominal.year for one in edited if one.left is not None))


def _kept(party: Party, end: date) -> Party | None:
    if party.joined.nominal > end:
        return None
    return replace(party, left=None) if party.left is not None and party.left.nominal > end else party


def _is_alignment(event: Event, parties: set[Party], end: date) -> bool:
    """Say whether an event after the branching date is the beginning or the end of memberships on its day."""
    day, kind = event.happened.nominal, event.kind.kind
    if day <= end or kind not in SIGNED | VOIDED:
        return False
    actors = {*event.initiators, *event.targets}
    if kind in SIGNED:
        return any(one.joined.nominal == day and one.state in actors for one in parties)
    return any(one.left is not None and one.left.nominal == day and one.state in actors for one in parties)


def tested(timeline: Timeline, pact: str, coding: str) -> str:
    """Find a scored pact by its name, in any case; raises UnknownNameError, RequestError."""
    names = sorted({one.pact for one in timeline.parties_of(coding)})
    found = [name for name in names if name.casefold() == pact.strip().replace(" ", "-").casefold()]
    if not found:
        raise UnknownNameError("pact", pact, names)
    if found[0] in timeline.manifest.unscored_pacts:
        raise RequestError(
            f"pact was '{pact}', which {timeline.name} does not score: it ties almost everyone"
        )
    return found[0]


def testable(timeline: Timeline, coding: str | None) -> str:
    """List the scored pacts that can be tested, the largest first, and by name alone those of two.

    Parties are those of the branching date that is chosen where none is wanted.
    """
    coding = coding or timeline.manifest.default_coding
    full = {one.pact: one.name for one in timeline.parties_of(coding)}
    lines, pairs = [], []
    for pact in sorted(full.keys() - set(timeline.manifest.unscored_pacts)):
        if years := _in_force(timeline, pact, coding):
            branch = branching(timeline, pact, coding, None)
            size = len(standing(timeline, pact, coding, branch))
            if size == PAIR:
                pairs.append(pact)
            else:
                told = f"{pact}: {full[pact]}; {size} parties in {branch}; branch {_spell(years)}"
                lines.append((-size, told))
    of_two = [f"of two parties: {', '.join(pairs)}"] if pairs else []
    laid = [*(line for _, line in sorted(lines)), *of_two]
    wrap = TextWrapper(100, "  ", "    ", break_on_hyphens=False)
    return "\n".join(map(wrap.fill, laid))


def _in_force(timeline: Timeline, pact: str, coding: str) -> list[int]:
    """List the years with a census, but for the last, at which a pact has two parties or more."""
    years = range(timeline.manifest.first_census, timeline.manifest.span.end.year)
    return [year for year in years if len(standing(timeline, pact, coding, year)) > 1]


def _spell(years: Sequence[int]) -> str:
    return f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])


def standing(timeline: Timeline, pact: str, coding: str, year: int) -> tuple[str, ...]:
    """List the parties of a pact on 31 December of a year, those states that then exist."""
    day = census_day(year)
    return tuple(
        sorted(
            one.state
            for one in timeline.parties_of(coding)
            if one.pact == pact
            and one.joined.nominal <= day
            and (one.left is None or day < one.left.nominal)
            and timeline.roster.exists(one.state, day)
        )
    )


def branching(timeline: Timeline, pact: str, coding: str, wanted: int | None) -> int:
    """Choose the branching date: the year wanted, else the last before the scored span, else the first.

    Raises RequestError where the pact is not in force on its 31 December, or nothing is left to simulate.
    """
    there = _in_force(timeline, pact, coding)
    if not there:
        raise RequestError(f"pact was {pact}, which is in force at no census of {timeline.name} but the last")
    if wanted is None:
        usual = timeline.manifest.scored.first - 1
        return usual if usual in there else min((year for year in there if year > usual), default=there[-1])
    if wanted not in there:
        raise RequestError(f"branch was {wanted}; {pact} is in force at the censuses of {_spell(there)}")
    return wanted


def alive(timeline: Timeline, coding: str, branch: int) -> set[str]:
    """Name the pacts that have a party at the branching date, or come to have one after it."""
    day = census_day(branch)
    return {one.pact for one in timeline.parties_of(coding) if one.left is None or one.left.nominal > day}
