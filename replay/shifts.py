"""Actual alignment shifts: which dyads were at risk in a year, and which began or lost a tie.

It knows the record's ties and who existed; forecasts it does not know.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from replay.manifest import Manifest
from replay.roster import Roster
from replay.situation import Booleans

LONGEST_GAP = 180
"""Days without a tie that are no ending, if they close within their calendar year (our choice)."""

Tie = tuple[date, int, int, bool]
"""A day, two states' indices, the lower first, and whether the tie began (True) or ended."""


@dataclass(frozen=True)
class Outcome:
    """What became of every dyad in a year; all arrays have shape (S, S), symmetric."""

    year: int
    aligned_before: Booleans
    """Tied on 31 December of the year before."""
    at_risk: Booleans
    """Scored, and both states existed on that day."""
    censored: Booleans
    """At risk, but a state ceased to exist during the year: not scored."""
    shifted: Booleans
    """At risk, not censored, and the tie began (not aligned before) or lapsed (aligned before)."""


def eligible(roster: Roster, manifest: Manifest) -> Booleans:
    """Say which dyads are forecast: both states scored, not excluded, not both great powers unless wanted."""
    codes = roster.codes
    scored = np.array([roster.scored(code) for code in codes])
    great = np.array([code in manifest.great_powers for code in codes])
    outside = great[:, None] & great[None] & (not manifest.great_power_dyads)
    pairs: Booleans = scored[:, None] & scored[None] & ~outside
    for name in manifest.excluded_dyads:
        a, b = (roster.index[code] for code in name.split("-"))
        pairs[a, b] = pairs[b, a] = False
    np.fill_diagonal(pairs, val=False)
    return pairs


def outcome(
    year: int,
    ties: Sequence[Tie],
    aligned_before: Booleans,
    existed: Booleans,
    survived: Booleans,
    pairs: Booleans,
) -> Outcome:
    """Judge a year by the ties that began and ended in it.

    `existed` and `survived`, shape (S,): on the last day of the year before, and without a break
    to this year's. An onset is any tie that begins, however short; an ending any gap, unless it
    closes within the year and lasts at most 180 days.
    """
    at_risk = pairs & existed[:, None] & existed[None]
    lost = ~(survived[:, None] & survived[None])
    begun, lapsed = np.zeros_like(at_risk), np.zeros_like(at_risk)
    for (a, b), moves in _by_dyad(ties, year).items():
        begun[a, b] = begun[b, a] = any(began for _, began in moves)
        lapsed[a, b] = lapsed[b, a] = lapses(moves)
    shifted = np.where(aligned_before, lapsed, begun) & at_risk & ~lost
    return Outcome(year, aligned_before & at_risk, at_risk, at_risk & lost, shifted)


def _by_dyad(ties: Sequence[Tie], year: int) -> dict[tuple[int, int], list[tuple[date, bool]]]:
    moves: dict[tuple[int, int], list[tuple[date, bool]]] = defaultdict(list)
    for day, a, b, began in ties:
        if day.year == year:
            moves[a, b].append((day, began))
    return moves


def lapses(moves: Sequence[tuple[date, bool]]) -> bool:
    """Say whether what stood at a year's beginning lapsed in it, by the days on which it began and ended."""
    ended: date | None = None
    for day, began in moves:
        if not began:
            ended = day
        elif ended is not None and (day - ended).days <= LONGEST_GAP:
            ended = None
        elif ended is not None:
            return True
    return ended is not None
