"""Alliances as decisions make them: how ties begin, end and are handed over, and that none is miscounted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from replay.alliances import Alliances
from replay.changes import STOCKS, Decide, Enter, Join, Leave, Measure, Part
from replay.chronicle import STRATA, Occurrence
from replay.engine import Census, replay
from replay.roster import Roster
from replay.simulation import alliances_of
from replay.situation import Floats
from replay.world import World
from tests.small_world import pact, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD")
A, B, C, D = range(4)
BEFORE, NOW, LATER = date(1900, 1, 1), date(1901, 1, 1), date(1902, 1, 1)
CAPABILITY = np.array([0.4, 0.3, 0.2, 0.1])
Moves = Sequence[tuple[int, ...]]


def alliances(pacts: Mapping[str, Sequence[int]], *, histories: int = 1) -> Alliances:
    """Let pacts be in force since 1900, the same in all histories; capabilities were then all 0.25."""
    parties = np.zeros((len(pacts), len(CODES), histories), dtype=bool)
    for number, name in enumerate(sorted(pacts)):
        parties[number, list(pacts[name])] = True
    founded = np.zeros((len(CODES), len(CODES), histories), dtype=bool)
    ties = recounted(parties, founded)
    since = np.where(ties > 0, np.float32(BEFORE.toordinal()), np.float32(np.nan))
    then = np.where(ties > 0, np.float32(0.25), np.float32(np.nan))
    return Alliances(tuple(sorted(pacts)), parties, founded, ties, then, since, np.full_like(since, np.nan))


def recounted(parties: np.ndarray, founded: np.ndarray) -> np.ndarray:
    """Count the pacts that tie two states anew, from who is party to what."""
    shared = np.einsum("psm,ptm->stm", parties.astype(np.int16), parties.astype(np.int16))
    shared[np.arange(len(CODES)), np.arange(len(CODES))] = 0
    return np.asarray(shared + founded, dtype=np.int16)


def rows(moves: Moves, width: int = 3) -> Any:
    """Lay moves out as arrays, one an axis."""
    return tuple(np.array([one[n] for one in moves], dtype=np.int64) for n in range(width))


def decide(
    founded: Moves = (), lapsed: Moves = (), ended: Moves = (), joined: Moves = (), left: Moves = ()
) -> Decide:
    """Write down what is decided."""
    return Decide("t", rows(founded), rows(lapsed), rows(ended, 2), rows(joined), rows(left))


def tie(own: Alliances, i: int, j: int, m: int = 0) -> tuple[int, float, float]:
    """Say how many pacts tie two states, since when, and since when they were without a tie."""
    return int(own.ties[i, j, m]), float(own.tied_since[i, j, m]), float(own.parted_on[i, j, m])


def test_a_tie_begins_and_ends() -> None:
    """It is remembered since when, at which capability of either, and when it ended."""
    own = alliances({}, histories=2)
    own.take(decide(founded=[(A, C, 1)]), NOW, CAPABILITY)
    for i, j in ((A, C), (C, A)):
        np.testing.assert_array_equal(tie(own, i, j, 1), [1, NOW.toordinal(), np.nan])
    assert own.capability_then[[A, C], [C, A], 1] == pytest.approx([0.4, 0.2])
    assert not own.aligned[..., 0].any(), "in the other history nothing was decided"
    assert own.aligned[..., 1].sum() == 2

    own.take(decide(lapsed=[(A, C, 1)]), LATER, CAPABILITY)
    np.testing.assert_array_equal(tie(own, A, C, 1), [0, np.nan, LATER.toordinal()])
    assert np.isnan(own.capability_then).all()
    assert not own.founded.any()


def test_years_are_counted_from_the_days() -> None:
    """A tie of 1 January 1901 is 365 days old a year later; one that ended on that day ended as long ago."""
    own = alliances({"p": (A, B)})
    own.take(decide(founded=[(C, D, 0)], ended=[(0, 0)]), NOW, CAPABILITY)
    tied, parted = own.years(LATER)
    assert (tied[C, D, 0], parted[A, B, 0]) == pytest.approx((365 / 365.25, 365 / 365.25))
    assert np.isnan(tied[A, B, 0])
    assert np.isnan(parted[C, D, 0])


def test_a_tie_that_is_handed_over_does_not_lapse() -> None:
    """A leaves the pact with B on the day on which both join another: their tie goes on from 1900."""
    own = alliances({"p": (A, B, C), "q": (B, C, D)})
    own.take(decide(joined=[(1, A, 0)], left=[(0, A, 0)]), NOW, CAPABILITY)
    assert tie(own, A, B)[:2] == (1, BEFORE.toordinal())
    assert np.isnan(own.parted_on[A, B, 0])
    assert own.capability_then[A, B, 0] == 0.25, "it is that of 1900"
    assert tie(own, A, D)[:2] == (1, NOW.toordinal())


def test_a_tie_is_counted_once_for_every_pact() -> None:
    """Three pacts tie A and B; of one the other two remain, and only the last that ends parts them."""
    own = alliances({"p": (A, B), "q": (A, B, C), "r": (A, B)})
    assert own.ties[A, B, 0] == 3
    own.take(decide(ended=[(0, 0), (2, 0)]), NOW, CAPABILITY)
    assert tie(own, A, B)[:2] == (1, BEFORE.toordinal())
    own.take(decide(left=[(1, B, 0)]), LATER, CAPABILITY)
    assert (own.ties[A, B, 0], own.parted_on[A, B, 0]) == (0, LATER.toordinal())
    assert own.ties[A, C, 0] == 1


def test_who_joins_together_is_tied_to_one_another_once() -> None:
    """C and D join the pact of A and B at once: all six pairs of the four are tied by one pact."""
    own = alliances({"p": (A, B)})
    own.take(decide(joined=[(0, C, 0), (0, D, 0)]), NOW, CAPABILITY)
    assert own.sizes.tolist() == [[4]]
    assert [int(own.ties[i, j, 0]) for i, j in combinations(range(4), 2)] == [1] * 6


def test_who_leaves_together_was_tied_once() -> None:
    """C and D leave the pact of four at once: of six ties that of A and B alone remains."""
    own = alliances({"p": (A, B, C, D)})
    own.take(decide(left=[(0, C, 0), (0, D, 0)]), NOW, CAPABILITY)
    ties = {(i, j): int(own.ties[i, j, 0]) for i, j in combinations(range(4), 2)}
    assert ties == dict.fromkeys(ties, 0) | {(A, B): 1}


def test_a_pact_with_fewer_than_two_parties_is_over() -> None:
    """Two of three leave: the third is in no pact any more, in that history alone."""
    own = alliances({"p": (A, B, C)}, histories=2)
    own.take(decide(left=[(0, A, 1), (0, B, 1)]), NOW, CAPABILITY)
    assert own.sizes.tolist() == [[3, 0]]
    assert own.aligned.sum(axis=(0, 1)).tolist() == [6, 0]


def test_a_pact_of_two_ends_for_both() -> None:
    """A bilateral pact has no leavers, only an end."""
    own = alliances({"p": (A, B), "q": (A, B)})
    own.take(decide(ended=[(1, 0)]), NOW, CAPABILITY)
    assert own.sizes.tolist() == [[2], [0]]
    assert tie(own, A, B)[:2] == (1, BEFORE.toordinal())


def test_a_state_that_is_gone_is_in_nothing() -> None:
    """B leaves the pact of three, which goes on, that of two, which is over, and the tie that it founded."""
    own = alliances({"p": (A, B, C), "q": (B, D)}, histories=2)
    own.take(decide(founded=[(B, D, 1)]), NOW, CAPABILITY)
    own.leave(B, LATER, CAPABILITY)
    assert own.sizes.tolist() == [[2, 2], [0, 0]]
    assert not own.ties[B].any()
    assert not own.founded.any()
    assert own.ties[A, C].tolist() == [1, 1]
    assert own.parted_on[B, D].tolist() == [LATER.toordinal()] * 2


def test_what_is_imposed_happens_in_every_history_that_has_it_not_yet() -> None:
    """A left in one of two histories already, and joins in both, then leaves in both."""
    own = alliances({"p": (A, B, C, D)}, histories=2)
    own.take(decide(left=[(0, A, 1)]), NOW, CAPABILITY)
    own.move("p", A, joins=True, day=LATER, capability=CAPABILITY)
    assert own.sizes.tolist() == [[4, 4]]
    assert own.tied_since[A, B].tolist() == [BEFORE.toordinal(), LATER.toordinal()]
    own.move("p", A, joins=False, day=LATER, capability=CAPABILITY)
    assert own.sizes.tolist() == [[3, 3]]
    own.move("another", A, joins=True, day=LATER, capability=CAPABILITY)
    assert not own.ties[A].any(), "of a pact that nobody decides about nothing is known"


def test_a_pact_that_is_imposed_is_founded_by_one_party_after_the_other() -> None:
    """Those who join on one day come one by one; until the second comes nobody is tied."""
    own = alliances({"p": (), "q": (A, B)}, histories=2)
    own.move("p", C, joins=True, day=NOW, capability=CAPABILITY)
    assert not own.ties[C].any()
    own.move("p", D, joins=True, day=NOW, capability=CAPABILITY)
    assert own.sizes.tolist() == [[2, 2], [2, 2]]
    assert own.ties[C, D].tolist() == [1, 1]


@dataclass
class Books:
    """The alliances of one history kept by hand, as sets."""

    parties: dict[int, set[int]]
    founded: set[tuple[int, int]] = field(default_factory=set)
    since: dict[tuple[int, int], int] = field(default_factory=dict)
    parted: dict[tuple[int, int], int] = field(default_factory=dict)

    @property
    def tied(self) -> set[tuple[int, int]]:
        """List the pairs that are tied."""
        bound = (combinations(sorted(several), 2) for several in self.parties.values())
        return self.founded.union(*bound)

    def take(self, decided: Mapping[str, Moves], day: date) -> None:
        """Join first, leave then; where someone left and fewer than two remain, all are out."""
        before = self.tied
        self.founded |= {(a, b) for a, b in decided["founded"]}
        self.founded -= {(a, b) for a, b in decided["lapsed"]}
        for p, s in decided["joined"]:
            self.parties[p].add(s)
        for p, s in decided["left"]:
            self.parties[p].discard(s)
        for p in {p for p, _ in decided["left"]}:
            if len(self.parties[p]) < 2:
                self.parties[p] = set()
        for (p,) in decided["ended"]:
            self.parties[p] = set()
        for dyad in self.tied - before:
            self.since[dyad] = day.toordinal()
        for dyad in before - self.tied:
            self.parted[dyad] = day.toordinal()
            del self.since[dyad]


@settings(max_examples=60)
@given(st.data())
def test_ties_always_equal_those_counted_anew_from_the_parties(data: st.DataObject) -> None:
    """Six years of random decisions in two histories, beside books kept with sets."""
    start = {name: data.draw(st.sets(st.integers(0, 3), min_size=2), label=name) for name in ("p", "q", "r")}
    own = alliances({name: sorted(several) for name, several in start.items()}, histories=2)
    books = [Books({number: set(start[name]) for number, name in enumerate(sorted(start))}) for _ in "01"]
    for one in books:
        one.since = dict.fromkeys(one.tied, BEFORE.toordinal())
    for year in range(1901, 1907):
        day = date(year, 1, 1)
        drawn = [_decisions(data, one) for one in books]
        decided = {kind: [(*move, m) for m, of in enumerate(drawn) for move in of[kind]] for kind in drawn[0]}
        own.take(decide(**decided), day, CAPABILITY)
        for one, of in zip(books, drawn, strict=True):
            one.take(of, day)
        np.testing.assert_array_equal(own.ties, recounted(own.parties, own.founded))
        for m, one in enumerate(books):
            _same(own, one, m)


def _decisions(data: st.DataObject, one: Books) -> dict[str, list[tuple[int, ...]]]:
    """Draw what may be decided: nobody joins what it is in, or leaves what it is not in."""
    every = [(p, s) for p in one.parties for s in range(4)]
    able: dict[str, list[tuple[int, ...]]] = {
        "founded": [dyad for dyad in combinations(range(4), 2) if dyad not in one.founded],
        "lapsed": sorted(one.founded),
        "ended": [(p,) for p, several in one.parties.items() if len(several) == 2],
        "joined": [(p, s) for p, s in every if s not in one.parties[p] and len(one.parties[p]) > 2],
        "left": [(p, s) for p, s in every if s in one.parties[p] and len(one.parties[p]) > 2],
    }
    return {
        kind: data.draw(st.lists(st.sampled_from(moves), unique=True, max_size=3)) if moves else []
        for kind, moves in able.items()
    }


def _same(own: Alliances, one: Books, m: int) -> None:
    for p, several in one.parties.items():
        assert set(np.flatnonzero(own.parties[p, :, m]).tolist()) == several
    for a, b in combinations(range(4), 2):
        assert own.aligned[a, b, m] == own.aligned[b, a, m] == ((a, b) in one.tied)
        expected = [one.since.get((a, b), np.nan), one.parted.get((a, b), np.nan)]
        np.testing.assert_array_equal([own.tied_since[a, b, m], own.parted_on[a, b, m]], expected)
        begun = one.since.get((a, b))
        then = (
            [np.nan] * 2
            if begun is None
            else [0.25] * 2
            if begun == BEFORE.toordinal()
            else [*CAPABILITY[[a, b]]]
        )
        np.testing.assert_allclose(own.capability_then[[a, b], [b, a], m], then, rtol=1e-6)


def world(members: Mapping[str, str], histories: int = 1) -> World:
    """Let four equal states exist, and pacts of the record be in force since 1900."""
    made = World(
        Roster(state(code) for code in CODES),
        np.full((len(STOCKS), histories), 1000.0),
        np.zeros(histories),
        frozenset(members) | {"p", "q"},
        power=("people",),
    )
    begin: list[tuple[Enter | Measure | Join, None]] = [(Enter(code), None) for code in CODES]
    begin += [(Measure(code, "people", 1.0), None) for code in CODES]
    begin += [(Join(name, code, ()), None) for name in members for code in members[name].split()]
    made.settle(BEFORE, begin)
    return made


def test_decisions_of_a_theory_change_its_own_alliances_and_not_the_record() -> None:
    """Two theories begin where the record stands; one of them founds a tie of B and C."""
    made = world({"p": "AAA BBB"})
    made.decided = {name: alliances_of(made, ["p"]) for name in ("one", "other")}
    made.settle(NOW, [(Decide("one", founded=rows([(B, C, 0)])), None)])
    assert made.decided["one"].ties[B, C, 0] == 1
    assert made.decided["one"].capability_then[B, C, 0] == 0.25, "one of four equal states"
    assert made.decided["other"].ties[B, C, 0] == made.ties[B, C, 0] == 0
    assert made.decided["one"].ties[A, B, 0] == made.decided["other"].ties[A, B, 0] == 1


def test_what_the_record_still_says_happens_in_every_theory() -> None:
    """An imposed departure, and the end of a state, reach the alliances of all, as they do the record's."""
    made = world({"p": "AAA BBB CCC", "q": "CCC DDD"}, histories=2)
    made.decided = {name: alliances_of(made, ["p", "q"]) for name in ("one", "other")}
    made.settle(NOW, [(Part("p", "AAA"), None)])
    made.settle(LATER, [(Leave("DDD"), None)])
    for own in made.decided.values():
        assert own.sizes.tolist() == [[2, 2], [0, 0]]
        np.testing.assert_array_equal(own.aligned, made.ties > 0)
        np.testing.assert_array_equal(own.parted_on, made.parted_on.astype(np.float32))


def test_a_decision_takes_effect_on_its_day_and_not_before() -> None:
    """Decided at the census of 1901 for 1 January 1902: seen at the census of 1902, not at that of 1901."""
    small = timeline([state(code) for code in CODES], parties=pact("p", "AAA BBB", "1890-01-01"), until=1903)
    seen: dict[int, tuple[int, int]] = {}

    def decider(census: Census, made: World) -> list[Occurrence]:
        if not made.decided:
            made.decided = {"t": alliances_of(made, ["p"])}
        seen[census.year] = int(made.decided["t"].ties[C, D, 0]), int(made.ties[C, D, 0])
        founded = decide(founded=[(C, D, 0)]) if census.year == 1901 else Decide("t")
        return [Occurrence(date(census.year + 1, 1, 1), STRATA.index("joining"), "t", 0, founded)]

    assert [census.year for census in replay(small, decide=decider)] == [1900, 1901, 1902, 1903]
    assert seen == {1900: (0, 0), 1901: (0, 0), 1902: (1, 0), 1903: (1, 0)}


def test_a_replay_in_which_nothing_is_decided_is_the_record() -> None:
    """A decider that answers nothing changes no tie."""
    small = timeline([state(code) for code in CODES], parties=pact("p", "AAA BBB", "1901-05-01"), until=1903)
    plain: list[Floats] = [census.situation.tied_years for census in replay(small)]
    asked = [census.situation.tied_years for census in replay(small, decide=lambda _census, _world: [])]
    np.testing.assert_array_equal(plain, asked)
