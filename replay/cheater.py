"""The cheater: a theory that peeks at the alignments of the coming year, so that an audit has to catch it.

It knows the record that it was given, whole, and says nothing of dyads that will not shift. It is
never asked in a run for its own sake; it shows that a look ahead would be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from replay.alignment import Alignment, alignments
from replay.clock import census_day
from replay.priors import Draws, Positive
from replay.roster import Roster
from replay.situation import Booleans, Situation
from replay.theory import Index, Term, Terms, Theory
from replay.timeline import Timeline

NAME = "cheater"


def cheater(timeline: Timeline, coding: str | None = None) -> Theory:
    """Make the theory that has read a timeline to its end.

    Its term is 1 for the dyads whose tie begins (at risk of onset) or stands open (at risk of
    ending) on any day of the coming year, and unknown for all others: whichever way it is
    calibrated, what it says of a year with a shift changes when that year's record is taken away.
    """
    ties = alignments(timeline, coding)

    def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:  # noqa: ARG001 - as all theories
        some, throughout = coming(ties, timeline.roster, situation.year + 1)
        return {
            "onset": {"foreseen": np.where(some, 1.0, np.nan)[..., np.newaxis]},
            "ending": {"foreseen": np.where(throughout, np.nan, 1.0)[..., np.newaxis]},
        }

    head = Index((Term("foreseen", "the tie begins, or lapses, in the coming year", +1, Positive(1, 0.5)),))
    return Theory(
        name=NAME,
        claim="What will happen next year is known already.",
        sources=("our choice: a cheat that every audit must catch",),
        reads=("year", "states"),
        heads={"onset": head, "ending": head},
        terms=terms,
    )


def coming(ties: Iterable[Alignment], roster: Roster, year: int) -> tuple[Booleans, Booleans]:
    """Say which dyads the record ties on some day of a year, and which on all, each of shape (S, S)."""
    first, last = census_day(year - 1).toordinal() + 1, census_day(year).toordinal()
    tied: dict[tuple[int, int], Booleans] = {}
    for tie in ties:
        begin = max(tie.formed.toordinal(), first) - first
        end = min(tie.ended.toordinal() if tie.ended else last + 1, last + 1) - first
        if begin < end:
            dyad = roster.index[tie.a], roster.index[tie.b]
            tied.setdefault(dyad, np.zeros(last + 1 - first, dtype=bool))[begin:end] = True
    some = np.zeros((len(roster),) * 2, dtype=bool)
    throughout = some.copy()
    for (a, b), days in tied.items():
        some[a, b] = some[b, a] = True
        throughout[a, b] = throughout[b, a] = days.all()
    return some, throughout
