"""Choices: who could decide what at a census, the odds of it, and how chance has it.

It knows prospects, alliances and chance; what becomes of the decisions it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from replay.alliances import LEAST, Alliances
from replay.chance import LIMIT, NO_LIMIT
from replay.changes import NOWHERE, Decide, Pairs, Triples
from replay.leanings import Leaning, dense, mixed, single
from replay.pacts import SHOCK, intercepts
from replay.sitting import Sitting
from replay.situation import Booleans, Floats, Indices

NONE: Triples = (NOWHERE, NOWHERE, NOWHERE)


@dataclass
class Choices:
    """What a theory says at a census of its own alliances: prospects of dyads, by decision."""

    sitting: Sitting
    alliances: Alliances
    said: Mapping[str, Leaning]

    @cached_property
    def _squares(self) -> dict[int, Floats]:
        return {}

    @cached_property
    def apart(self) -> Booleans:
        """Say which dyads, in the order of the sitting, are forecast and not tied, shape (D, M)."""
        a, b = self.sitting.a, self.sitting.b
        return np.asarray((self.alliances.ties[a, b] == 0) & self.sitting.at_risk[a, b][:, None])

    @cached_property
    def sizes(self) -> Indices:
        """Count the parties of every pact, shape (P, M)."""
        return self.alliances.sizes

    def square(self, head: str) -> Floats:
        """Lay out what is said of all dyads by both their states, shape (S, S, M)."""
        base = self.said[head].base
        states, histories = self.alliances.ties.shape[1:]
        if base is None:
            return np.zeros((states, states, histories), dtype=np.float32)
        if id(base) not in self._squares:
            self._squares[id(base)] = dense(base, self.sitting.a, self.sitting.b, states, histories)
        return self._squares[id(base)]

    def mixed(self, head: str, rows: Indices, parties: Booleans) -> Floats:
        """Mix what is said of some states with the parties of a pact, (S, M), by capability; (rows, M)."""
        others = np.flatnonzero(parties.any(axis=1))
        weight = parties[others] * self.sitting.weights(others)[:, None]
        return mixed(self.square(head), rows, others, single(weight))


def choose(name: str, choices: Choices) -> Decide:
    """Draw what is decided: ties founded or let lapse, bilateral pacts ended, larger ones joined and left."""
    said = choices.said
    larger = np.flatnonzero((choices.sizes > LEAST).any(axis=1)).tolist()
    joined = [_joining(choices, pact) for pact in larger] if "join" in said else []
    left = [_leaving(choices, pact) for pact in larger] if "leave" in said else []
    return Decide(
        name,
        founded=_founding(choices) if "onset" in said else NONE,
        lapsed=_lapsing(choices) if "termination" in said else NONE,
        ended=_ending(choices) if "termination" in said else (NOWHERE, NOWHERE),
        joined=_together(joined),
        left=_together(left),
    )


def where(falls: Booleans) -> tuple[Indices, Indices]:
    """List the rows and histories in which something falls; much faster flat than by two axes."""
    found = np.flatnonzero(falls)
    return found // falls.shape[1], found % falls.shape[1]


def _together(rows: list[Triples]) -> Triples:
    pact, state, m = (np.concatenate([NOWHERE, *(one[n] for one in rows)]) for n in range(3))
    return pact, state, m


def _founding(choices: Choices) -> Triples:
    """Found ties between states that are not aligned and of whom it is forecast."""
    sitting, said = choices.sitting, choices.said["onset"]
    base = single(np.zeros((len(sitting.a), 1))) if said.base is None else said.base
    falls = sitting.thresholds("found") < said.odds(base)
    falls &= choices.apart
    if said.blank is not None:
        falls &= ~said.blank
    row, m = where(falls)
    return sitting.a[row], sitting.b[row], m


def _lapsing(choices: Choices) -> Triples:
    """Let ties lapse that decisions have founded."""
    sitting, said = choices.sitting, choices.said["termination"]
    dyad, m = where(choices.alliances.founded[sitting.a, sitting.b])
    base = np.zeros(len(m), dtype=np.float32) if said.base is None else said.base[dyad, m]
    falls = sitting.thresholds("lapse")[dyad, m] < said.level[m] + said.scale[m] * base
    return sitting.a[dyad[falls]], sitting.b[dyad[falls]], m[falls]


def _ending(choices: Choices) -> Pairs:
    """End pacts of two parties of whom it is forecast."""
    alliances, sitting, said = choices.alliances, choices.sitting, choices.said["termination"]
    histories = np.arange(alliances.ties.shape[-1])
    bilateral = choices.sizes == LEAST
    pacts = np.flatnonzero(bilateral.any(axis=1))
    parties = alliances.parties[pacts]
    first = parties.argmax(axis=1)
    last = parties.shape[1] - 1 - parties[:, ::-1].argmax(axis=1)
    odds = said.odds(choices.square("termination")[first, last, histories])
    names = [alliances.names[pact] for pact in pacts]
    drawn = np.array([sitting.chance.pact(sitting.year + 1, "end", name) for name in names]).reshape(
        odds.shape
    )
    barred = sitting.barred[pacts[:, None], first] | sitting.barred[pacts[:, None], last]
    asked = sitting.at_risk[first, last] & ~barred
    pact, m = where(bilateral[pacts] & asked & (drawn < odds))
    return pacts[pact], m


def _leaving(choices: Choices, pact: int) -> Triples:
    """Let parties leave a pact of more than two; one shock is common to all of them."""
    alliances, sitting, said = choices.alliances, choices.sitting, choices.said["leave"]
    parties = alliances.parties[pact]
    larger = parties.sum(axis=0) > LEAST
    rows = np.flatnonzero((parties & larger).any(axis=1) & ~sitting.barred[pact])
    if not len(rows):
        return NONE
    odds = np.clip(said.odds(choices.mixed("leave", rows, parties)), -LIMIT, LIMIT)
    name = alliances.names[pact]
    shock = np.float32(SHOCK) * sitting.chance.shock(sitting.year + 1, "shock", name)
    drawn = sitting.chance.states(sitting.year + 1, "leave", name, NO_LIMIT)[rows]
    row, m = where((drawn < intercepts(odds) + shock) & parties[rows] & larger)
    return np.full_like(row, pact), rows[row], m


def _joining(choices: Choices, pact: int) -> Triples:
    """Let states join a pact of more than two that they are near: with a party of it they are forecast."""
    alliances, sitting, said = choices.alliances, choices.sitting, choices.said["join"]
    parties = alliances.parties[pact]
    larger = parties.sum(axis=0) > LEAST
    others = np.flatnonzero(parties.any(axis=1))
    with_others = np.einsum("so,om->sm", single(sitting.at_risk[:, others]), single(parties[others]))
    near = with_others > 0
    able = near & ~parties & larger & ~sitting.barred[pact][:, None]
    rows = np.flatnonzero(able.any(axis=1))
    odds = said.odds(choices.mixed("join", rows, parties))
    drawn = sitting.chance.states(sitting.year + 1, "join", alliances.names[pact])
    row, m = where((drawn[rows] < odds) & able[rows])
    return np.full_like(row, pact), rows[row], m
