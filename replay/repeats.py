"""Repeats: the same run again where a choice of the coder is undone, to see whether scores hang on it.

It knows which choices those are, neither how a run goes nor how it is scored.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from replay.timeline import Timeline

JUDGED = "openness"
"""The quantity that experts of another century judged."""


@dataclass(frozen=True)
class Repeat:
    """A timeline to replay again under a coding, and the name of the variant of the scores."""

    variant: str
    timeline: Timeline
    coding: str


def repeats(timeline: Timeline, coding: str) -> list[Repeat]:
    """List the repeats of a run: every other coding, hostile events only, and what needs no judgement only.

    Co-operative events coded by hand are left out of the second, since whoever chose them knew which
    states came to be aligned; those of a feed stay, and events without a sign. Orientations, doctrines
    and openness are left out of the last, which is made only where there are any: whoever judged them
    knew what came of them.
    """
    others = [name for name in timeline.codings if name != coding]
    kept = tuple(event for event in timeline.events if event.feed or event.kind.sign != "cooperative")
    found = [
        *(Repeat(f"coding:{name}", timeline, name) for name in others),
        Repeat("hostile_only", replace(timeline, events=kept), coding),
    ]
    unjudged = _unjudged(timeline)
    return found if unjudged == timeline else [*found, Repeat("unjudged", unjudged, coding)]


def _unjudged(timeline: Timeline) -> Timeline:
    """Forget what somebody who knew the outcome had to judge: it is unknown."""
    measured = tuple(
        replace(one, quantities={**one.quantities, JUDGED: None}) if JUDGED in one.quantities else one
        for one in timeline.measurements
    )
    return replace(timeline, orientations=(), doctrines=(), measurements=measured)
