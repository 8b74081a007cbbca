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

    @cached_property
    def ever(self) -> Booleans:
        """Say which states are parties of a pact in some history, shape (P, S)."""
        return np.asarray(self.alliances.parties.any(axis=2))

    @cached_property
    def weights(self) -> Floats:
        """Weigh the states that are parties of a pact in some history by capability, shape (P, S)."""
        return single(self.sitting.weights(self.ever))

    def mixed(self, head: str, pact: Indices, state: Indices) -> Floats:
        """Mix what is said of states, (R,), with the other parties of pacts, (R,), by capability; (R, M)."""
        if self.said[head].base is None:
            return np.zeros((len(pact), self.sitting.chance.histories), dtype=np.float32)
        return mixed(self.square(head), self.alliances.parties, self.weights, pact, state)


def choose(name: str, choices: Choices) -> Decide:
    """Draw what is decided: ties founded or let lapse, bilateral pacts ended, larger ones joined and left."""
    said = choices.said
    return Decide(
        name,
        founded=_founding(choices) if "onset" in said else NONE,
        lapsed=_lapsing(choices) if "termination" in said else NONE,
        ended=_ending(choices) if "termination" in said else (NOWHERE, NOWHERE),
        joined=_joining(choices) if "join" in said else NONE,
        left=_leaving(choices) if "leave" in said else NONE,
    )


def where(falls: Booleans) -> tuple[Indices, Indices]:
    """List the rows and histories in which something falls; much faster flat than by two axes."""
    found = np.flatnonzero(falls)
    return found // falls.shape[1], found % falls.shape[1]


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
    first, last = (np.repeat(one[pacts, None], len(histories), axis=1) for one in ends(choices.ever))
    # Who is party to most pacts of two is the same in all histories.
    several = choices.ever[pacts].sum(axis=1) > LEAST
    first[several], last[several] = ends(alliances.parties[pacts[several]])
    odds = said.odds(choices.square("termination")[first, last, histories])
    drawn = sitting.of_pacts("end", pacts)
    barred = sitting.barred[pacts[:, None], first] | sitting.barred[pacts[:, None], last]
    asked = sitting.at_risk[first, last] & ~barred
    pact, m = where(bilateral[pacts] & asked & (drawn < odds))
    return pacts[pact], m


def ends(parties: Booleans) -> tuple[Indices, Indices]:
    """Return the first and the last state of groups, (P, S) or (P, S, M)."""
    return parties.argmax(axis=1), parties.shape[1] - 1 - parties[:, ::-1].argmax(axis=1)


def _leaving(choices: Choices) -> Triples:
    """Let parties leave pacts of more than two; one shock is common to all parties of a pact."""
    alliances, sitting = choices.alliances, choices.sitting
    able = alliances.parties & (choices.sizes > LEAST)[:, None]
    pact, state = np.nonzero(able.any(axis=2) & ~sitting.barred)
    odds = np.clip(choices.said["leave"].odds(choices.mixed("leave", pact, state)), -LIMIT, LIMIT)
    shocks, which = sitting.shocks("shock", pact)
    falls = (
        sitting.of_states("leave", pact, state, NO_LIMIT)
        < intercepts(odds) + np.float32(SHOCK) * shocks[which]
    )
    row, m = where(falls & able[pact, state])
    return pact[row], state[row], m


def _joining(choices: Choices) -> Triples:
    """Let states join pacts of more than two that they are near: with a party of it they are forecast."""
    sitting = choices.sitting
    larger = choices.sizes > LEAST
    pacts = np.flatnonzero(larger.any(axis=1))
    parties = choices.alliances.parties[pacts]
    able = single(sitting.at_risk) @ single(parties) > 0
    able &= ~parties & larger[pacts, None] & ~sitting.barred[pacts, :, None]
    which, state = np.nonzero(able.any(axis=2))
    pact = pacts[which]
    odds = choices.said["join"].odds(choices.mixed("join", pact, state))
    row, m = where((sitting.of_states("join", pact, state) < odds) & able[which, state])
    return pact[row], state[row], m
