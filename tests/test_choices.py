"""Choices: decisions fall as often as they are likely, to those who may decide; parties leave together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest

from replay.alliances import Alliances
from replay.chance import Chance
from replay.changes import Decide, Triples
from replay.choices import Choices, choose
from replay.chronicle import Occurrence
from replay.engine import Census, replay
from replay.leanings import Leaning, single
from replay.pacts import too_few_remain
from replay.simulation import alliances_of, thinned
from replay.sitting import Sitting
from replay.situation import Booleans
from replay.timeline import Timeline
from replay.world import World
from tests.small_world import measurement, pact, state, timeline

HISTORIES = 4000
CODES = ("AAA", "BBB", "CCC", "DDD", "EEE")
A, B, C, D, E = range(5)
PEOPLE = (4, 3, 2, 1, None)
PACTS = {"large": "AAA BBB CCC", "two": "CCC DDD"}


def choices(
    said: Mapping[str, Leaning],
    *,
    barred: Sequence[tuple[str, str]] = (),
    excluded: tuple[str, ...] = (),
    seed: int = 1,
    histories: int = HISTORIES,
    founded: Sequence[tuple[int, int]] = (),
) -> Choices:
    """Sit down at the census of 1901, with a pact of three, one of two, and power 4, 3, 2, 1 and unknown."""
    small = timeline(
        [state(code) for code in CODES],
        until=1901,
        parties=[one for name, codes in PACTS.items() for one in pact(name, codes, "1890-01-01")],
        measurements=[measurement(1900, code, n, 1) for code, n in zip(CODES, PEOPLE, strict=True) if n],
        excluded_dyads=excluded,
    )
    census, world = _last(small)
    own = _of_all(alliances_of(world, sorted(PACTS)), histories)
    for i, j in founded:
        own.founded[[i, j], [j, i]] = True
        own.ties[[i, j], [j, i]] += 1
    a, b = np.nonzero(np.triu(np.ones((5, 5), dtype=bool), k=1))
    forbidden = np.zeros((len(PACTS), len(CODES)), dtype=bool)
    for name, code in barred:
        forbidden[sorted(PACTS).index(name), CODES.index(code)] = True
    chance = Chance(seed, 0, histories, CODES, range(1900, 1903), 1902)
    sitting = Sitting(
        1901, thinned(census.situation), world, census.at_risk, a, b, tuple(sorted(PACTS)), forbidden, chance
    )
    return Choices(sitting, own, said)


def _last(small: Timeline) -> tuple[Census, World]:
    """Replay the nominal history to the last census."""
    found: list[tuple[Census, World]] = []

    def listening(census: Census, made: World) -> list[Occurrence]:
        found.append((census, made))
        return []

    for _ in replay(small, histories=1, decide=listening):
        pass
    return found[-1]


def _of_all(own: Alliances, histories: int) -> Alliances:
    """Give every history the alliances of the first."""
    arrays = (np.repeat(value, histories, axis=-1) for value in list(vars(own).values())[1:])
    return Alliances(own.names, *arrays)


def logit(p: float) -> float:
    """Turn a probability into log-odds."""
    return float(np.log(p / (1 - p)))


def alike(p: float, histories: int = HISTORIES) -> Leaning:
    """Say the same of all dyads."""
    return Leaning(single(np.full(histories, logit(p))), single(np.ones(histories)), None, None)


def of_dyads(odds: Mapping[tuple[int, int], float], rest: float, histories: int = HISTORIES) -> Leaning:
    """Say log-odds of some dyads, and of all others the rest."""
    base = [odds.get(dyad, rest) for dyad in combinations(range(5), 2)]
    every = single(np.repeat(np.array(base)[:, None], histories, axis=1))
    return Leaning(single(np.zeros(histories)), single(np.ones(histories)), every, None)


def shares(moves: Triples, histories: int = HISTORIES) -> dict[tuple[int, ...], float]:
    """Say in which share of histories each was decided; nothing is decided twice in one."""
    listed = list(zip(*(one.tolist() for one in moves), strict=True))
    assert len(listed) == len(set(listed))
    who = [one[:-1] for one in listed]
    return {one: who.count(one) / histories for one in set(who)}


def likely(p: float, histories: int = HISTORIES) -> object:
    """Expect a share of a probability, within 4.5 standard errors: sqrt(p (1 - p) / n)."""
    return pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / histories))


def test_ties_are_founded_as_often_as_they_are_likely() -> None:
    """Between those not aligned: of ten dyads, less the three of the large pact and that of the small one."""
    found = shares(choose("t", choices({"onset": alike(0.2)})).founded)
    tied = {(A, B), (A, C), (B, C), (C, D)}
    assert found == {dyad: likely(0.2) for dyad in combinations(range(5), 2) if dyad not in tied}


def test_what_is_said_of_a_dyad_is_decided_of_it() -> None:
    """Log-odds of 1 of A and D, of -2 of all others."""
    found = shares(choose("t", choices({"onset": of_dyads({(A, D): 1.0}, -2.0)})).founded)
    assert found[A, D] == likely(1 / (1 + np.exp(-1)))
    assert found[B, E] == likely(1 / (1 + np.exp(2)))


def test_nobody_founds_a_tie_of_which_none_is_forecast_or_nothing_is_known() -> None:
    """A and E are excluded by the manifest; of B and D nothing is known in every second history."""
    said = of_dyads({}, 0.0)
    blank = np.zeros((10, HISTORIES), dtype=bool)
    blank[list(combinations(range(5), 2)).index((B, D)), ::2] = True
    said = Leaning(said.level, said.scale, said.base, blank)
    decided = choose("t", choices({"onset": said}, excluded=("AAA-EEE",))).founded
    found = shares(decided)
    assert (A, E) not in found
    assert found[A, D] == likely(0.5)
    of_b_and_d = (decided[0] == B) & (decided[1] == D)
    assert (decided[2][of_b_and_d] % 2 == 1).all()
    assert of_b_and_d.sum() / (HISTORIES / 2) == likely(0.5, HISTORIES // 2)


def test_ties_that_were_founded_lapse_and_pacts_of_two_end() -> None:
    """Log-odds of -1 of the tie of A and E, of 0.5 of the pact of C and D; the pact of three does not end."""
    said = {"termination": of_dyads({(A, E): -1.0, (C, D): 0.5}, 3.0)}
    decided = choose("t", choices(said, founded=[(A, E)]))
    assert shares(decided.lapsed) == {(A, E): likely(1 / (1 + np.exp(1)))}
    assert shares(decided.ended) == {(1,): likely(1 / (1 + np.exp(-0.5)))}
    assert not decided.left[0].size


def test_parties_leave_as_often_as_they_are_likely_though_they_leave_together() -> None:
    """The common shock keeps the probability of each, 0.3, and that too few remain is what `pacts` computes.

    Were they independent, fewer than two of three would remain with 3 * 0.3^2 * 0.7 + 0.3^3 = 0.216.
    """
    decided = choose("t", choices({"leave": alike(0.3)})).left
    assert shares(decided) == {(0, party): likely(0.3) for party in (A, B, C)}
    leavers = np.bincount(decided[2], minlength=HISTORIES)
    together = float(too_few_remain(np.full((3, 1), 0.3))[0])
    assert (leavers >= 2).mean() == likely(together)
    assert together > 0.216 + 5 * np.sqrt(0.216 * 0.784 / HISTORIES)


def test_the_shock_is_that_of_a_pact_and_of_no_other() -> None:
    """Leaving the large pact and the end of the small one are not correlated, within 4.5 s.e."""
    decided = choose("t", choices({"leave": alike(0.3), "termination": alike(0.3)}))
    left = np.isin(np.arange(HISTORIES), decided.left[2])
    ended = np.isin(np.arange(HISTORIES), decided.ended[1])
    assert abs(np.corrcoef(left, ended)[0, 1]) < 4.5 / np.sqrt(HISTORIES)


def test_a_party_is_mixed_with_the_others_by_their_power() -> None:
    """Of A, 3/5 of what is said of it with B (3) and 2/5 of that with C (2); of C, 4/7 and 3/7."""
    said = of_dyads({(A, B): 1.0, (A, C): -1.0, (B, C): -3.0}, 9.0)
    decided = choose("t", choices({"leave": said}))
    odds = {
        A: 3 / 5 * 1 + 2 / 5 * -1,
        B: 4 / 6 * 1 + 2 / 6 * -3,
        C: 4 / 7 * -1 + 3 / 7 * -3,
    }
    assert shares(decided.left) == {(0, party): likely(1 / (1 + np.exp(-one))) for party, one in odds.items()}


def test_who_joins_is_mixed_with_all_parties() -> None:
    """D and E, with A (4 of 9), B (3) and C (2); nobody joins the pact of two, which has no third place."""
    said = of_dyads({(A, D): 1.0, (B, D): 0.0, (C, D): -2.0, (A, E): -1.0, (B, E): -1.0, (C, E): -1.0}, 9.0)
    decided = choose("t", choices({"join": said}))
    odds = {D: (4 * 1 + 3 * 0 + 2 * -2) / 9, E: -1.0}
    assert shares(decided.joined) == {(0, who): likely(1 / (1 + np.exp(-one))) for who, one in odds.items()}


def test_unknown_power_weighs_as_that_of_the_others_on_average() -> None:
    """Of E nothing is measured: of 4, 3, 2 and 1 the average is 2.5, whoever is in; shares of 10 people."""
    groups = np.array([[True] * 5, [False, True, False, True, True], [False] * 4 + [True]])
    weights = choices({}, histories=1).sitting.weights(groups)
    np.testing.assert_allclose(weights[0], [0.4, 0.3, 0.2, 0.1, 0.25], rtol=1e-6)
    np.testing.assert_allclose(weights[1], [0, 0.3, 0, 0.1, 0.25], rtol=1e-6)
    np.testing.assert_allclose(weights[2], [0, 0, 0, 0, 0.25], rtol=1e-6)


def test_only_who_is_near_joins() -> None:
    """E is excluded with every party of the large pact, so that of its joining nothing is forecast."""
    far = ("AAA-EEE", "BBB-EEE", "CCC-EEE")
    found = shares(choose("t", choices({"join": alike(0.5)}, excluded=far)).joined)
    assert found == {(0, D): likely(0.5)}


def test_who_is_barred_neither_joins_nor_leaves_nor_ends_a_pact() -> None:
    """An edit says what becomes of A and D in the large pact, and of D in the small one."""
    said = {head: alike(0.5) for head in ("join", "leave", "termination")}
    decided = choose("t", choices(said, barred=[("large", "AAA"), ("large", "DDD"), ("two", "DDD")]))
    assert shares(decided.left).keys() == {(0, B), (0, C)}
    assert shares(decided.joined).keys() == {(0, E)}
    assert not decided.ended[0].size


def test_who_is_barred_moves_nobody_else() -> None:
    """The others' numbers are their own: what B, C and E decide is the same with A and D barred."""
    said = {head: alike(0.4) for head in ("join", "leave", "termination")}
    free, bound = (
        choose("t", choices(said, barred=barred)) for barred in ([], [("large", "AAA"), ("large", "DDD")])
    )
    for kind in ("joined", "left"):
        every, fewer = (
            set(zip(*(one.tolist() for one in getattr(of, kind)), strict=True)) for of in (free, bound)
        )
        assert fewer == {move for move in every if move[1] not in (A, D)}
    np.testing.assert_array_equal(free.ended, bound.ended)


def test_a_theory_that_says_nothing_decides_nothing() -> None:
    """Nor does one that has only an account of how ties begin end any."""
    assert _counts(choose("t", choices({}))) == [0] * 5
    assert _counts(choose("t", choices({"onset": alike(0.5)})))[1:] == [0] * 4


def _counts(decided: Decide) -> list[int]:
    return [
        len(one[0]) for one in (decided.founded, decided.lapsed, decided.ended, decided.joined, decided.left)
    ]


@pytest.mark.parametrize(("odds", "most", "least"), [(60.0, 1.0, 0.999), (-60.0, 0.001, 0.0)])
def test_nothing_is_so_likely_or_unlikely_that_it_cannot_be_decided(
    odds: float, most: float, least: float
) -> None:
    """Log-odds of 60 all but always fall, those of -60 all but never, in whatever is decided."""
    said = dict.fromkeys(("onset", "join", "leave", "termination"), of_dyads({}, odds))
    decided = choose("t", choices(said))
    for moves, able in ((decided.founded, 6), (decided.joined, 2), (decided.left, 3), (decided.ended, 1)):
        assert least <= len(moves[0]) / able / HISTORIES <= most


def test_the_same_numbers_decide_whatever_is_said() -> None:
    """Who founds a tie at odds of -1 founds it at odds of 0 too: common random numbers."""
    few, many = (_fell(choices({"onset": of_dyads({}, odds)})) for odds in (-1.0, 0.0))
    assert (few <= many).all()
    assert few.sum() < many.sum()


def _fell(of: Choices) -> Booleans:
    found = np.zeros((5, 5, HISTORIES), dtype=bool)
    found[choose("t", of).founded] = True
    return found
