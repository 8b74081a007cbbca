"""From dyads to pacts: weighted means, one shock for all parties, and what is learnt year by year."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from math import log, prod
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import norm

from replay import lookahead, pacts
from replay.accession import PactForecast, PactPanel
from replay.cheater import NAME
from replay.engine import Census, replay
from replay.ensemble import BLOCK, Passage, passed, together
from replay.forecast import standards
from replay.logistic import FLOOR
from replay.membership import Pacts
from replay.pacts import mixture, too_few_remain
from replay.parameters import PERCEPTION, draw
from replay.pool import pooled
from replay.priors import Positive
from replay.theories import registry, select
from replay.theory import Index, Term, Theory
from replay.timeline import Party, Timeline
from replay.truncation import truncated
from tests.small_world import distance, measurement, pact, party, state, timeline
from tests.worlds import CODES as DENSE
from tests.worlds import Sketch, sketches, write

Floats = NDArray[np.float64]
Key = tuple[str, str, int, str, str]
CODES = ("AAA", "BBB", "CCC", "DDD")
CAPABILITY = {"AAA": 1, "BBB": 2, "CCC": 3, "DDD": 4}
KM = {
    ("AAA", "BBB"): 100, ("AAA", "CCC"): 300, ("AAA", "DDD"): 400,
    ("BBB", "CCC"): 200, ("BBB", "DDD"): 700, ("CCC", "DDD"): 600,
}  # fmt: skip
NEAR = Theory(
    name="near",
    claim="The far apart neither join nor stay.",
    sources=("our choice: for a test",),
    reads=("km",),
    heads={
        "onset": Index((Term("km", "distance", -1, Positive(0.4, 0.3)),)),
        "ending": Index((Term("km", "distance", +1, Positive(0.4, 0.3)),)),
    },
    terms=lambda situation, _: {head: {"km": situation.km[..., np.newaxis]} for head in ("onset", "ending")},
)


def world(*parties: Party, codes: Sequence[str] = CODES) -> Timeline:
    """Place some of four states, each as capable as it comes late in the alphabet."""
    return timeline(
        [*map(state, codes)],
        parties=parties,
        distances=[distance(a, b, km) for (a, b), km in KM.items() if {a, b} <= set(codes)],
        measurements=[measurement(1899, code, CAPABILITY[code], 1) for code in codes],
    )


def ask(
    small: Timeline,
    theories: Iterable[Theory] = (),
    histories: int = 3,
    seen: Iterable[Census] | None = None,
) -> dict[Key, tuple[float, float, float]]:
    """Ask theories, all unless told otherwise: p and bounds by theory, outcome, year, pact and state."""
    return {
        key: answer for one in _made(small, tuple(theories) or select(), histories, seen)
        for key, answer in _rows(one, small)
    }  # fmt: skip


def _made(
    small: Timeline, theories: Sequence[Theory], histories: int, seen: Iterable[Census] | None = None
) -> Iterator[PactForecast]:
    draws = {one.name: draw(one.tunable(), histories, 1, one.name, {}) for one in theories}
    parameters = draw(PERCEPTION, histories, 1, "perception", {})
    panel = PactPanel(theories)
    censuses = replay(small, parameters=parameters) if seen is None else seen
    for census, found in standards(censuses, theories, draws, small.manifest, pacts=True):
        made = panel.ask(census, [found])
        yield from [*made, *pooled(theories, made)]


def _rows(one: PactForecast, small: Timeline) -> Iterator[tuple[Key, tuple[float, float, float]]]:
    answer = one.forecast
    for name, who, *said in zip(one.pact, one.state, answer.p, answer.low, answer.high, strict=True):
        code = "" if who < 0 else small.roster.codes[who]
        yield (one.theory, one.outcome, one.year, str(name), code), tuple(map(float, said))  # type: ignore[misc]


def test_a_state_has_of_a_pact_what_it_has_of_its_parties_by_capability() -> None:
    """Of parties with 1 and 3, and what it has of each 10 and 20: (1 x 10 + 3 x 20) / 4 = 17.5."""
    force = Pacts(("p",), np.array([[True, True, False]]), np.ones((1, 3), dtype=bool))
    mixed = mixture(force, np.array([0]), np.array([2]), np.array([1.0, 3.0, 9.0]))

    assert list(zip(mixed.a, mixed.b, strict=True)) == [(0, 2), (1, 2)]
    assert mixed.of(np.array([[10.0], [20.0]])).tolist() == [[17.5]]


@pytest.mark.parametrize(
    ("capability", "expected"),
    [
        ((np.nan, 3.0, 1.0), (2 * 10 + 3 * 20 + 1 * 30) / 6),
        ((np.nan, 4.0, 2.0), (3 * 10 + 4 * 20 + 2 * 30) / 9),
        ((np.nan, np.nan, np.nan), 20),
        ((0.0, 0.0, 0.0), 20),
    ],
)
def test_a_party_of_unknown_capability_weighs_as_the_known_ones_do(
    capability: tuple[float, float, float], expected: float
) -> None:
    """The mean of 3 and 1 is 2, of 4 and 2 it is 3; if nothing is known, or all are nothing, all alike."""
    force = Pacts(("p",), np.array([[True, True, True, False]]), np.ones((1, 4), dtype=bool))
    known = np.array([*capability, 1.0])
    mixed = mixture(force, np.array([0]), np.array([3]), known)
    assert mixed.of(np.array([[10.0], [20.0], [30.0]]))[0, 0] == pytest.approx(expected)


def exactly(leaving: Sequence[float]) -> float:
    """Find by other means that fewer than two remain: intercepts by bisection, integrals by quadrature."""

    def over(shock: float, middles: Sequence[float]) -> float:
        each = [float(expit(middle + pacts.SHOCK * shock)) for middle in middles]
        alone = sum((1 - p) / p for p in each)
        return float(norm.pdf(shock)) * prod(each) * (1 + alone)

    def middle(p: float) -> float:
        def missed(at: float) -> float:
            return float(quad(lambda x: norm.pdf(x) * expit(at + pacts.SHOCK * x), -12, 12, limit=400)[0]) - p

        return float(brentq(missed, -40, 40, xtol=1e-10))

    middles = [middle(p) for p in leaving]
    return float(quad(over, -12, 12, args=(middles,), limit=400, epsabs=1e-12)[0])


@pytest.mark.parametrize("leaving", [(0.05, 0.05, 0.05), (0.5, 0.5, 0.9, 0.2), (0.001, 0.3, 0.2)])
def test_fewer_than_two_remain_as_often_as_integration_says(leaving: tuple[float, ...]) -> None:
    """To a millionth."""
    assert too_few_remain(np.array(leaving)) == pytest.approx(exactly(leaving), abs=1e-6)


@given(st.floats(1e-4, 1 - 1e-4))
def test_the_shock_keeps_the_probability_of_each_party(p: float) -> None:
    """Of two parties, one of whom never leaves, fewer than two remain just where the other leaves."""
    assert too_few_remain(np.array([p, 1e-9])) == pytest.approx(p, abs=2e-6)


chances = st.lists(st.floats(1e-4, 1 - 1e-4), min_size=3, max_size=6)


@given(st.floats(1e-4, 0.2), st.integers(3, 6))
def test_a_pact_ends_more_often_than_if_parties_left_independently(p: float, parties: int) -> None:
    """Independently, all leave or one stays: p ** n + n (1 - p) p ** (n - 1)."""
    independently = p**parties + parties * (1 - p) * p ** (parties - 1)

    assert too_few_remain(np.full(parties, p)) > independently


@given(chances)
def test_a_pact_ends_no_more_often_than_so_many_leavings_allow(leaving: list[float]) -> None:
    """Each end takes all parties but one, so that ends times n - 1 are at most the leavings expected."""
    assert too_few_remain(np.array(leaving)) <= sum(leaving) / (len(leaving) - 1) + 1e-6


@given(chances)
def test_who_is_likelier_to_leave_makes_an_end_likelier(leaving: list[float]) -> None:
    """And the order of the parties does not matter."""
    ended = too_few_remain(np.array(leaving))
    likelier = [(leaving[0] + 1) / 2, *leaving[1:]]

    assert too_few_remain(np.array(likelier)) >= ended - 1e-9
    assert too_few_remain(np.array(sorted(leaving))) == pytest.approx(ended, abs=1e-12)


def test_what_is_unknown_of_one_party_is_unknown_of_the_end() -> None:
    """History by history."""
    ended = too_few_remain(np.array([[0.1, np.nan], [0.2, 0.2], [0.3, 0.3]]))
    assert np.isnan(ended).tolist() == [False, True]


PACTS = (*pact("p", "AAA BBB CCC", "1890-01-01"), *pact("q", "BBB DDD", "1890-01-01"))


def z(km: float, among: Sequence[float]) -> float:
    """Standardise a distance among others."""
    return float((km - np.mean(among)) / np.std(among))


def test_a_first_forecast_is_made_of_the_prior_level_and_the_index_of_the_dyads() -> None:
    """Slope 1; DDD is tied to BBB, so that onsets are judged among AAA-DDD and CCC-DDD, at 400 and 600.

    AAA, BBB and CCC are of capability 1, 2 and 3; in the nominal history km weighs what its prior's
    median is.
    """
    said = ask(world(*PACTS), [NEAR], histories=1)
    weights = {
        head: float(draw(NEAR.tunable(), 1, 1, "near", {})[f"near.{head}.km"][0]) for head in NEAR.heads
    }
    tied = [100, 200, 300, 700]
    join = -weights["onset"] * (1 * z(400, [400, 600]) + 2 * z(700, [400, 600]) + 3 * z(600, [400, 600])) / 6
    leave = weights["ending"] * (2 * z(100, tied) + 3 * z(300, tied)) / 5
    end = weights["ending"] * z(700, tied)

    assert logit(said["near", "join", 1901, "p", "DDD"][0]) == pytest.approx(-4 + join)
    assert logit(said["near", "leave", 1901, "p", "AAA"][0]) == pytest.approx(-4 + leave)
    assert logit(said["near", "ending", 1901, "q", ""][0]) == pytest.approx(-2 + end)


def test_a_larger_pact_ends_as_its_parties_leave() -> None:
    """In the forecast itself; bounds are apart where histories are, and of one history they are the same."""
    small = world(*PACTS, party("r", "AAA", "1890-01-01"), *pact("r", "CCC DDD", "1890-01-01", "1902-05-01"))
    said = ask(small, [NEAR])
    for year in range(1901, 1907):
        leaving = np.array([said["near", "leave", year, "p", code] for code in CODES[:3]])
        p, low, high = said["near", "ending", year, "p", ""]
        assert p == pytest.approx(float(too_few_remain(leaving[:, 0])))
        assert low < high
    assert len(set(ask(small, [NEAR], histories=1)["near", "ending", 1904, "p", ""])) == 1


def test_the_base_rate_of_pacts_is_their_own() -> None:
    """In 1901 one of three leaves and nobody joins; in 1902 the pact of two that remains ends.

    Leaving: (1 + 1) / (1 + 8 + 3) for 1902; joining: 1 / (1 + 30 + 1); ending: 1 / (1 + 8 + 1) for 1902,
    and (1 + 1) / (1 + 8 + 2) for 1903, when there is no pact left but one made late in 1902.
    """
    small = world(
        *pact("p", "AAA BBB", "1890-01-01", "1902-03-01"),
        party("p", "CCC", "1890-01-01", "1901-03-01"),
        *pact("late", "AAA BBB DDD", "1902-12-01"),
    )
    said = ask(small, [registry()["base_rate"]])

    assert said["base_rate", "leave", 1901, "p", "AAA"][0] == pytest.approx(1 / 9)
    assert said["base_rate", "join", 1901, "p", "DDD"][0] == pytest.approx(1 / 31)
    assert said["base_rate", "ending", 1902, "p", ""][0] == pytest.approx(1 / 10)
    assert said["base_rate", "leave", 1903, "late", "AAA"][0] == pytest.approx(2 / 12)
    assert said["base_rate", "join", 1903, "late", "CCC"][0] == pytest.approx(1 / 32)
    assert said["base_rate", "ending", 1903, "late", ""][0] == pytest.approx(2 / 11)


def test_a_leaving_teaches_what_will_be_said_of_leavings() -> None:
    """After the far one of three has left, the theory that the far leave gives the far ones more."""
    far = party("p", "DDD", "1890-01-01", "1901-06-01")
    stayed = ask(world(*pact("p", "AAA BBB CCC DDD", "1890-01-01")), [NEAR])
    left = ask(world(*pact("p", "AAA BBB CCC", "1890-01-01"), far), [NEAR])

    assert stayed["near", "leave", 1901, "p", "AAA"] == left["near", "leave", 1901, "p", "AAA"]
    assert stayed["near", "leave", 1902, "p", "AAA"][0] < left["near", "leave", 1902, "p", "AAA"][0]


@pytest.mark.parametrize(
    "name", ["base_rate", "persistence", "great_power_client", "institutionalism", "near"]
)
def test_a_state_that_is_no_party_changes_no_leaving(name: str) -> None:
    """Of theories that look at the dyad alone, and of ties alone; the fourth state has none."""
    theory = NEAR if name == "near" else registry()[name]
    parties = (*pact("p", "AAA BBB CCC", "1890-01-01", "1904-05-01"), *pact("q", "AAA CCC", "1901-03-01"))
    three, four = ask(world(*parties, codes=CODES[:3]), [theory]), ask(world(*parties), [theory])

    assert {key for key in three if key[1] != "join"} == {key for key in four if key[1] != "join"}
    for key, expected in three.items():
        assert four[key] == pytest.approx(expected, abs=1e-12, nan_ok=True), key


def reversed_from(seen: Iterable[Census], year: int) -> Iterator[Census]:
    """Turn what became of pacts in a year and all later ones into its contrary."""
    for census in seen:
        became = census.became
        if became is not None and became.year >= year:
            became = replace(became, left=~became.left, joined=~became.joined, ended=~became.ended)
        yield replace(census, became=became)


CHANGING = (
    *pact("p", "AAA BBB", "1890-01-01"),
    party("p", "CCC", "1890-01-01", "1902-05-01"),
    party("p", "DDD", "1901-05-01"),
    *pact("q", "BBB DDD", "1890-01-01", "1903-05-01"),
)


@pytest.mark.parametrize("year", range(1901, 1906))
def test_what_becomes_of_pacts_touches_later_forecasts_alone(year: int) -> None:
    """With the contrary from a year on, forecasts up to that year are the same, those of the next are not."""
    small = world(*CHANGING)
    as_was = ask(small)
    as_was_not = ask(small, seen=reversed_from(
        replay(small, parameters=draw(PERCEPTION, 3, 1, "perception", {})), year
    ))  # fmt: skip

    for key, answer in as_was.items():
        if key[2] <= year:
            assert as_was_not[key] == pytest.approx(answer, abs=0, nan_ok=True), key
    changed = {key[0] for key, answer in as_was.items() if key[2] == year + 1 and answer != as_was_not[key]}
    assert {"base_rate", "balance_of_threat", "gravity", "pool"} <= changed
    assert "persistence" not in changed


def test_the_audit_compares_pacts_and_would_find_a_look_ahead_at_them() -> None:
    """Cut off after 1901 the record makes the same forecasts of pacts; those of the cheater are others."""
    small = world(*CHANGING)
    theories = (NEAR, registry()["gravity"])
    draws = {"perception": draw(PERCEPTION, 1, 1, "perception", {})}
    draws |= {one.name: draw(one.tunable(), 1, 1, one.name, {}) for one in theories}
    solve = lookahead.Remembering()
    whole, told = (
        lookahead._told(record, theories, None, 1901, [1901], solve, draws, None)  # noqa: SLF001 - only pacts are looked at
        for record in (small, truncated(small, 1901))
    )
    for one in (whole, told):
        for key in [key for key in one.made if "pacts" not in key[1]]:
            del one.made[key]

    compared, differing = lookahead._differing(whole, told, ["near", "gravity"])  # noqa: SLF001 - as above
    assert compared > 0
    assert differing == 0
    assert lookahead._differing(whole, told, [NAME])[1] > 0  # noqa: SLF001 - as above


def dense(sketch: Sketch, codes: Sequence[str] = DENSE) -> Timeline:
    """Load a sketch."""
    with TemporaryDirectory() as folder:
        return write(Path(folder) / "world", sketch, codes=codes)


@settings(max_examples=10)
@given(sketches())
def test_probabilities_of_pacts_are_kept_from_certainty(sketch: Sketch) -> None:
    """All of them, with bounds in order; unknown ones have none."""
    said = np.array(list(ask(dense(sketch)).values())).reshape(-1, 3)
    known = said[~np.isnan(said[:, 0])]

    assert np.isnan(said[np.isnan(said[:, 0])]).all()
    assert ((known >= FLOOR) & (known <= 1 - FLOOR)).all()
    assert (known[:, 1] <= known[:, 2]).all()


@settings(max_examples=8)
@given(sketches(), st.permutations(DENSE))
def test_other_names_permute_what_is_said_of_pacts(sketch: Sketch, order: list[str]) -> None:
    """Relabelling the states permutes every forecast, to 1e-9."""
    names = dict(zip(DENSE, order, strict=True))
    theirs = ask(dense(sketch.renamed(names), order))

    for (theory, outcome, year, name, code), expected in ask(dense(sketch)).items():
        found = theirs[theory, outcome, year, name, names.get(code, "")]
        assert found == pytest.approx(expected, rel=0, abs=1e-9, nan_ok=True)


def test_the_pool_is_the_mean_of_log_odds_of_its_members() -> None:
    """Of joining gravity, gravity_network and every theory that speaks of onsets; of the rest likewise."""
    said = ask(world(*CHANGING))
    members = {
        "join": {"gravity", "gravity_network"},
        "leave": {"great_power_client"},
        "ending": {"great_power_client"},
    }  # fmt: skip
    rivals = {name for name, one in registry().items() if not one.baseline}
    pools = {key: answer for key, answer in said.items() if key[0] == "pool"}
    assert {key[1] for key in pools} == {"join", "leave", "ending"}
    for (_, outcome, *row), (p, _, _) in pools.items():
        given = [
            answer[0] for (name, *other), answer in said.items()
            if other == [outcome, *row] and name in rivals | members[outcome] and not np.isnan(answer[0])
        ]  # fmt: skip
        assert log(p / (1 - p)) == pytest.approx(np.mean([log(one / (1 - one)) for one in given]))


def test_blocks_of_histories_say_together_what_all_at_once_say() -> None:
    """Of 256 and 4 histories, probabilities and bounds agree to 1e-9, and the histories are apart."""
    small, theories = world(*CHANGING), (NEAR, registry()["balance_of_threat"], registry()["gravity"])
    draws = {"perception": draw(PERCEPTION, BLOCK + 4, 1, "perception", {})}
    draws |= {one.name: draw(one.tunable(), BLOCK + 4, 1, one.name, {}) for one in theories}
    passage = Passage(small, "first", theories, draws, 1)
    panel = PactPanel(theories)
    apart = [
        dict(_rows(one, small))
        for pages in together(map(passed, passage.blocks()), lambda: None)
        for one in panel.ask(pages[0].census, [page.standards for page in pages])
    ]
    said = ask(small, theories, histories=BLOCK + 4)

    found = {key: answer for rows in apart for key, answer in rows.items()}
    assert {key for key in said if key[0] != "pool"} == set(found)
    for key, answer in found.items():
        assert answer == pytest.approx(said[key], rel=1e-9, nan_ok=True), key
    assert any(low < high for _, low, high in found.values())


def test_distances_are_as_they_stand_in_the_table() -> None:
    """Each of the six dyads once."""
    assert list(KM) == list(combinations(CODES, 2))
