"""The engine: when the census comes, what it sees of a hand-computed world, and from which day on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from math import exp, log10, sqrt

import numpy as np
import pytest

import replay as package
from replay.chronicle import CANONICAL, chronicle, feeds
from replay.codebook import Event
from replay.dyads import shared_threat
from replay.engine import Census, replay
from replay.parameters import PERCEPTION, draw
from replay.situation import Situation
from replay.timeline import Regime
from tests.small_world import distance, event, measurement, pact, state, timeline

TWO = (state("AAA"), state("BBB"))
THREE = (*TWO, state("CCC"))
TIES = pact("p", "AAA BBB", "1904-01-01")
HOSTILE, COOPERATIVE, RECEIVED = sqrt(0.5 * 12), sqrt(0.5 * 10), sqrt(2 * 10)
"""Nominal half-lives in years: medians of log-uniform priors."""
WORDS = sqrt(0.1 * 1)
"""Nominal share of the half-life of deeds that words have."""


def left(points: float, half_life: float, since: str, until: str) -> float:
    """Fade points from one day to another: points x 2^(-(days / 365.25) / half-life)."""
    days = (date.fromisoformat(until) - date.fromisoformat(since)).days
    return points * 2 ** (-(days / 365.25) / half_life)


@pytest.fixture(scope="module")
def miniature() -> Mapping[int, Census]:
    """Replay the nominal history of the miniature."""
    return {census.year: census for census in replay(package.load("miniature"))}


def pair(situation: Situation, field: str, i: str, j: str, history: int = 0) -> float:
    """Read one field, of the first state about the second."""
    a, b = situation.states.index(i), situation.states.index(j)
    return float(getattr(situation, field)[a, b, history])


def test_censuses_come_on_31_december_of_every_year_in_order(miniature: Mapping[int, Census]) -> None:
    """From the first census to the end of the span; each closes its year but the first."""
    assert list(miniature) == [1900, 1901, 1902, 1903, 1904, 1905]
    assert [census.situation.year for census in miniature.values()] == list(miniature)
    assert miniature[1900].closed is None
    closed = [census.closed.year for census in miniature.values() if census.closed]
    assert closed == [1901, 1902, 1903, 1904, 1905]


def test_the_clash_of_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Nine dead in a clash: 5 x (1 + 0.3 x log10(10)) = 6.5 points, 3.895 of them left in 1900."""
    expected = left(6.5, HOSTILE, "1899-03-10", "1900-12-31")
    assert expected == pytest.approx(3.895, abs=0.0005)
    seen = miniature[1900].situation
    assert pair(seen, "hostile", "ARD", "BRO") == pytest.approx(expected)
    assert pair(seen, "hostile", "BRO", "ARD") == pytest.approx(expected)


def test_the_raid_of_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Ninety-nine dead: 5 x (1 + 0.3 x log10(100)) = 8 points, held by Cesland alone."""
    seen = miniature[1900].situation
    points = 5 * (1 + 0.3 * log10(1 + 99))
    assert pair(seen, "hostile", "CES", "BRO") == pytest.approx(
        left(points, HOSTILE, "1900-05-01", "1900-12-31")
    )
    assert pair(seen, "hostile", "BRO", "CES") == 0


def test_power_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Ardania has 2,000 of 20,000 people and 20 of 200 spent, Brovia 3,000 and 30: .15 / (.10 + .15)."""
    seen = miniature[1900].situation
    assert seen.capability == pytest.approx([0.10, 0.15, 0.05, 0.70])
    assert pair(seen, "power", "ARD", "BRO") == pytest.approx(0.15 / (0.10 + 0.15))
    assert pair(seen, "power", "ARD", "VAL") == pytest.approx(0.70 / (0.10 + 0.70))


def test_proximity_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Neighbours are at 1, 400 km at exp(-400 / sqrt(300 x 3000)); Valmark reaches all by .475."""
    seen, scale = miniature[1900].situation, sqrt(300 * 3000)
    assert pair(seen, "proximity", "ARD", "BRO") == 1
    assert pair(seen, "proximity", "ARD", "CES") == pytest.approx(exp(-400 / scale))
    assert pair(seen, "proximity", "ARD", "VAL") == pytest.approx((0.05 + 0.9) / 2)
    assert pair(seen, "proximity", "VAL", "ARD") == pytest.approx(exp(-3000 / scale))


def test_offence_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Forces of 40 and 80: .2 / (.1 + .2); with Valmark's rifles Ardania's count double in 1901."""
    assert pair(miniature[1900].situation, "offence", "ARD", "BRO") == pytest.approx(0.2 / (0.1 + 0.2))
    assert pair(miniature[1901].situation, "offence", "ARD", "BRO") == pytest.approx(0.2 / (0.2 + 0.2))


def test_threat_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """What Ardania perceives from Brovia in 1900, from its four factors at rho = -0.85."""
    enmity = 2 * left(6.5, HOSTILE, "1899-03-10", "1900-12-31")
    intent = 0.025 + 0.975 * (1 - exp(-enmity / sqrt(3 * 60)))
    seen = miniature[1900].situation
    assert pair(seen, "intention", "ARD", "BRO") == pytest.approx(intent)
    power, near, offence, rho = 0.6, 1, 2 / 3, -0.85
    total = 0.2 * power**rho + 0.2 * near**rho + 0.2 * offence**rho + 0.4 * intent**rho
    assert pair(seen, "threat", "ARD", "BRO") == pytest.approx(total ** (1 / rho))


def test_arms_and_co_operation_of_a_doubtful_month_in_the_miniature(
    miniature: Mapping[int, Census],
) -> None:
    """The rifles of February 1901 stand on its last day: 4 points for both, one deal for Ardania."""
    seen = miniature[1901].situation
    friendship = left(4, COOPERATIVE, "1901-02-28", "1901-12-31")
    assert pair(seen, "cooperative", "ARD", "VAL") == pytest.approx(friendship)
    assert pair(seen, "cooperative", "VAL", "ARD") == pytest.approx(friendship)
    assert pair(seen, "arms", "ARD", "VAL") == pytest.approx(left(1, RECEIVED, "1901-02-28", "1901-12-31"))
    assert pair(seen, "arms", "VAL", "ARD") == 0


def test_the_secret_treaty_of_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Its partners share 5 points from 14 July 1901; Brovia holds half against each from 1 September."""
    seen = miniature[1901].situation
    assert pair(seen, "cooperative", "ARD", "CES") == pytest.approx(
        left(5, COOPERATIVE, "1901-07-14", "1901-12-31")
    )
    before = left(6.5, HOSTILE, "1899-03-10", "1901-12-31")
    learned = left(5 * 0.5, HOSTILE, "1901-09-01", "1901-12-31")
    assert pair(seen, "hostile", "BRO", "ARD") == pytest.approx(before + learned)
    assert pair(seen, "hostile", "BRO", "CES") == pytest.approx(learned)


def test_words_fade_faster_than_deeds_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Brovia's note of 5 October 1902 has 2 points, and a half-life of sqrt(6) x sqrt(.1) years."""
    deeds = left(6.5, HOSTILE, "1899-03-10", "1902-12-31")
    words = left(2, HOSTILE * WORDS, "1902-10-05", "1902-12-31")
    assert pair(miniature[1902].situation, "hostile", "ARD", "BRO") == pytest.approx(deeds + words)


def test_the_coup_of_the_miniature_undoes_a_share(miniature: Mapping[int, Census]) -> None:
    """The coup of August 1903 keeps 1 - .15 of what Ardania and Brovia hold of one another."""
    deeds = left(6.5, HOSTILE, "1899-03-10", "1903-12-31")
    words = left(2, HOSTILE * WORDS, "1902-10-05", "1903-12-31")
    seen = miniature[1903].situation
    assert pair(seen, "hostile", "ARD", "BRO") == pytest.approx((1 - 0.15) * (deeds + words))
    assert (seen.regime[1], seen.ideology[1]) == ("military", frozenset({"republican"}))
    assert miniature[1902].situation.regime[1] == "monarchy"


def test_aid_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Valmark's loan of 3 March 1903 is one deal that Cesland received."""
    seen = miniature[1903].situation
    assert pair(seen, "aid", "CES", "VAL") == pytest.approx(left(1, RECEIVED, "1903-03-03", "1903-12-31"))
    assert pair(seen, "aid", "VAL", "CES") == 0


def test_ties_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """The pact of 1 April 1902 is 274 days old that year; Valmark's tie ended 113 days before the last."""
    assert pair(miniature[1902].situation, "tied_years", "ARD", "CES") == pytest.approx(274 / 365.25)
    then = pair(miniature[1903].situation, "capability_then", "ARD", "CES")
    assert then == miniature[1901].situation.capability[0], "what was known on 1 April 1902"
    assert pair(miniature[1905].situation, "parted_years", "VAL", "ARD") == pytest.approx(113 / 365.25)
    aligned = {
        year: {f"{a}-{b}" for a in "ABCV" for b in "ABCV" if a < b and _tied(census, a, b)}
        for year, census in miniature.items()
    }
    assert aligned == {
        1900: set(),
        1901: {"A-V"},
        1902: {"A-C", "A-V"},
        1903: {"A-C", "A-V"},
        1904: {"A-V"},
        1905: {"A-B"},
    }


def _tied(census: Census, a: str, b: str) -> bool:
    first, second = ("ABCV".index(letter) for letter in (a, b))
    return bool(census.situation.aligned[first, second, 0])


def test_a_state_that_is_gone_is_unknown(miniature: Mapping[int, Census]) -> None:
    """After the merger of June 1904 nothing is perceived of or by Cesland, and nothing forecast."""
    seen = miniature[1904].situation
    assert seen.exists.tolist() == [True, True, False, True]
    for name in ("threat", "hostile", "cooperative", "power", "proximity", "offence", "intention", "arms"):
        assert np.isnan(getattr(seen, name)[2]).all()
        assert np.isnan(getattr(seen, name)[:, 2]).all()
    assert np.isnan(seen.capability[2])
    assert seen.capability[[0, 1, 3]] == pytest.approx(np.array([10, 15, 70]) / 95)
    assert not miniature[1904].at_risk[2].any()


def test_threats_from_third_states_are_shared_in_the_miniature(miniature: Mapping[int, Census]) -> None:
    """Ardania and Cesland share the lesser of Brovia's threats and the lesser of Valmark's."""
    seen = miniature[1900].situation
    expected = sum(
        min(pair(seen, "threat", "ARD", third), pair(seen, "threat", "CES", third))
        for third in ("BRO", "VAL")
    )
    assert shared_threat(seen.threat)[0, 2, 0] == pytest.approx(expected)


def test_capability_of_a_year_is_not_known_before_the_next_july() -> None:
    """What 1900 measured is unknown at its own census, and seen by that of 1901."""
    measured = [measurement(year, code, people, 1) for year, code, people in MEASURED]
    small = timeline(TWO, until=1902, parties=TIES, measurements=measured)
    seen = [census.situation.capability.tolist() for census in replay(small)]
    assert np.isnan(seen[0]).all()
    assert seen[1:] == [pytest.approx([1 / 4, 3 / 4]), pytest.approx([1 / 2, 1 / 2])]


MEASURED = [(1900, "AAA", 1), (1900, "BBB", 3), (1901, "AAA", 3), (1902, "AAA", 900)]
"""Brovia's 3 stand, as nothing newer is known; what 1902 measured comes after the last census."""


def test_capability_becomes_known_on_1_july() -> None:
    """The chronicle places 1900 on 1 July 1901, and what is older than the span on its first day."""
    measured = [measurement(1900, "AAA", 1, None), measurement(1890, "AAA", 2, None)]
    small = timeline(TWO, parties=TIES, measurements=measured)
    days = [one.day for one in chronicle(small, histories=1, seed=1) if one.id.endswith("-AAA")]
    assert days == [date(1900, 1, 1), date(1901, 7, 1)]


def test_a_secret_is_seen_by_its_partners_at_once_and_by_others_when_it_is_known() -> None:
    """Signed in 1901, known in 1903: in between, the state it is against holds nothing."""
    secret = event("pact", "defence_pact", "AAA BBB ! CCC", "1901-03-01", known_on="1903-03-01")
    small = timeline(THREE, parties=TIES, events=[secret])
    seen = {census.year: census.situation for census in replay(small)}
    assert pair(seen[1901], "cooperative", "AAA", "BBB") == pytest.approx(
        left(8, COOPERATIVE, "1901-03-01", "1901-12-31")
    )
    assert [pair(seen[year], "hostile", "CCC", "AAA") for year in (1901, 1902)] == [0, 0]
    assert pair(seen[1903], "hostile", "CCC", "BBB") == pytest.approx(
        left(8 * 0.5, HOSTILE, "1903-03-01", "1903-12-31")
    )


def test_what_comes_out_after_the_span_is_never_known_in_it_to_those_it_was_against() -> None:
    """Its partners see it on the day; the state it is against holds nothing to the end."""
    secret = event("pact", "defence_pact", "AAA BBB ! CCC", "1901-03-01", known_on="1950-01-01")
    *_, last = replay(timeline(THREE, parties=TIES, events=[secret]))
    assert pair(last.situation, "cooperative", "AAA", "BBB") > 0
    assert pair(last.situation, "hostile", "CCC", "AAA") == 0


def dated(one: Event, histories: int, seed: int = 1, *others: Event) -> list[date]:
    """Say on which day an event takes place in each history, from what it leaves at the last census."""
    small = timeline(TWO, until=1901, parties=TIES, events=[one, *others])
    days: dict[int, date] = {}
    for occurrence in chronicle(small, histories=histories, seed=seed):
        if occurrence.id == one.id and occurrence.impression is not None:
            weight = np.ones(histories) if occurrence.weight is None else occurrence.weight
            assert set(weight) <= {0.0, 1.0}
            days |= dict.fromkeys(np.flatnonzero(weight).tolist(), occurrence.day)
    return [days[m] for m in range(histories)]


MONTH = event("m", "raid", "AAA > BBB", "1901-02", precision="month")


def test_a_doubtful_day_is_the_last_of_its_window_in_history_0_and_anywhere_in_it_elsewhere() -> None:
    """Of 500 histories each day of February has its share, about 500 / 28 = 18."""
    days = dated(MONTH, 500)
    assert days[0] == date(1901, 2, 28)
    counts = [days.count(date(1901, 2, 1) + timedelta(days=n)) for n in range(28)]
    assert sum(counts) == 500
    assert min(counts) >= 5
    assert max(counts) <= 40


def test_a_doubtful_year_is_its_last_day_in_history_0_and_a_months_end_elsewhere() -> None:
    """Twelve days are possible."""
    days = dated(event("y", "raid", "AAA > BBB", "1901", precision="year"), 300)
    assert days[0] == date(1901, 12, 31)
    assert len(set(days)) == 12
    assert all((day + timedelta(days=1)).day == 1 for day in days)


def test_a_window_over_the_new_year_is_drawn_within_the_nominal_year() -> None:
    """Of 20 December 1900 to 5 January 1901 only January's days are drawn, for 1901 is nominal."""
    days = dated(event("w", "raid", "AAA > BBB", "1900-12-20/1901-01-05", precision="month"), 100)
    assert days[0] == date(1901, 1, 5)
    assert set(days) == {date(1901, 1, day) for day in (1, 2, 3, 4, 5)}


@pytest.mark.parametrize(
    ("window", "others"),
    [("1901-02-10/1901-04-15", {"1901-02-28", "1901-03-31"}), ("1901-02-10/1901-02-20", set())],
)
def test_a_window_of_year_precision_that_ends_within_a_month_keeps_its_last_day(
    window: str, others: set[str]
) -> None:
    """The nominal day is the window's last, no month's end before it; and no event is lost."""
    days = dated(event("w", "raid", "AAA > BBB", window, precision="year"), 100)
    last = date.fromisoformat(window.partition("/")[2])
    assert days[0] == last
    assert set(days) == {last, *map(date.fromisoformat, others)}


def test_drawing_a_day_does_not_depend_on_other_events_but_on_seed_and_name() -> None:
    """With another doubtful event before it, and among more histories, the draws are the same."""
    alone = dated(MONTH, 50)
    other = event("a", "raid", "BBB > AAA", "1901-01", precision="month")
    assert dated(MONTH, 50, 1, other) == alone
    assert dated(MONTH, 200)[:50] == alone
    assert dated(MONTH, 50, 2) != alone
    assert dated(replace(MONTH, id="n"), 50) != alone


def test_every_history_fades_from_its_own_day() -> None:
    """With the same half-life in all, the day can be read off what is left on 31 December."""
    parameters = draw(PERCEPTION, 50, 1, "perception", {"half_life_hostile": HOSTILE})
    small = timeline(TWO, until=1901, parties=TIES, events=[MONTH])
    *_, last = replay(small, parameters=parameters)
    elapsed = -np.log2(last.situation.hostile[1, 0] / 5) * HOSTILE * 365.25
    days = [date(1901, 12, 31) - timedelta(days=round(days)) for days in elapsed]
    assert days == dated(MONTH, 50)


@pytest.mark.parametrize("seed", range(5))
def test_how_occurrences_are_split_into_feeds_makes_no_difference(seed: int) -> None:
    """The miniature's chronicle dealt at random to five feeds, handed in in any order."""
    small = package.load("miniature")
    chronicled = chronicle(small, histories=3, seed=1)
    parameters = draw(PERCEPTION, 3, 1, "perception", {})
    dealt = np.random.default_rng(seed).integers(5, size=len(chronicled))
    split = [[one for one, to in zip(chronicled, dealt, strict=True) if to == n] for n in range(5)]
    ours = replay(small, parameters=parameters, reports=split)
    for one, other in zip(ours, replay(small, parameters=parameters), strict=True):
        for name, value in vars(one.situation).items():
            assert np.array_equal(value, getattr(other.situation, name), equal_nan=_numeric(value))


def _numeric(value: object) -> bool:
    return isinstance(value, np.ndarray) and value.dtype == np.float64


def test_there_is_a_feed_for_each_stratum_in_order() -> None:
    """All occurrences are handed in once."""
    chronicled = chronicle(package.load("miniature"), histories=1, seed=1)
    split = feeds(chronicled)
    assert [len({one.stratum for one in reports}) for reports in split] == [1] * len(split)
    assert sorted((one for reports in split for one in reports), key=CANONICAL) == chronicled


def test_the_arrays_of_a_situation_cannot_be_written_to(miniature: Mapping[int, Census]) -> None:
    """Each refuses, so that no theory can disturb another."""
    arrays = [one for one in vars(miniature[1903].situation).values() if isinstance(one, np.ndarray)]
    assert len(arrays) == 26
    for array in arrays:
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_an_earlier_situation_does_not_move_as_the_replay_goes_on() -> None:
    """What a theory was shown in 1901 stands when 1905 is reached."""
    censuses = replay(package.load("miniature"))
    next(censuses)
    seen = next(censuses).situation
    copies = {name: np.copy(value) for name, value in vars(seen).items() if isinstance(value, np.ndarray)}
    list(censuses)
    for name, copy in copies.items():
        assert np.array_equal(getattr(seen, name), copy, equal_nan=_numeric(copy))


def test_a_place_that_ended_before_the_span_is_nowhere() -> None:
    """A distance until 1895 leaves the states' distance unknown; one until 1902 is seen until then."""
    places = [
        distance("AAA", "BBB", 100, "1880-01-01", "1895-01-01"),
        distance("AAA", "BBB", 200, "1895-01-01", "1900-01-01"),
        distance("AAA", "BBB", 300, "1901-06-01", "1902-06-01", border=True),
        distance("AAA", "BBB", 400, "1902-06-01", "1903-06-01"),
    ]
    small = timeline(TWO, until=1903, parties=TIES, distances=places)
    seen = [(census.situation.km[0, 1], bool(census.situation.border[1, 0])) for census in replay(small)]
    assert np.array_equal([km for km, _ in seen], [np.nan, 300, 400, np.nan], equal_nan=True)
    assert [border for _, border in seen] == [False, True, False, False]


def test_a_regime_rules_until_the_next() -> None:
    """One from before the span is in force from its first day."""
    regimes = [
        Regime("AAA", None, date(1901, 5, 1), "monarchy", ("royalist",), ()),
        Regime("AAA", date(1901, 5, 1), None, "republic", (), ()),
    ]
    small = timeline(TWO, until=1901, parties=TIES, regimes=regimes)
    assert [census.situation.regime for census in replay(small)] == [("monarchy", None), ("republic", None)]


def test_a_doubtful_day_is_drawn_among_those_on_which_its_actors_exist() -> None:
    """BBB enters on 15 February, so that no history places an event of that month before it."""
    small = timeline((state("AAA"), state("BBB", "1901-02-15")), until=1901, parties=TIES, events=[MONTH])
    days = {one.day for one in chronicle(small, histories=100, seed=1) if one.impression is not None}
    *_, last = replay(small, histories=100)

    assert min(days) >= date(1901, 2, 15)
    assert len(days) > 5
    assert (last.situation.hostile[1, 0] > 0).all()


def test_impressions_freeze_while_a_state_is_away() -> None:
    """From March 1901 to March 1903 nothing fades between the two."""
    states = (state("AAA"), state("BBB", leaves="1901-03-01"), state("BBB", "1903-03-01"))
    raid = event("r", "raid", "AAA > BBB", "1901-01-01")
    seen = {one.year: one.situation for one in replay(timeline(states, parties=TIES, events=[raid]))}
    assert np.isnan(pair(seen[1902], "hostile", "BBB", "AAA"))
    days = (date(1901, 3, 1) - date(1901, 1, 1)).days + (date(1903, 12, 31) - date(1903, 3, 1)).days
    assert pair(seen[1903], "hostile", "BBB", "AAA") == pytest.approx(5 * 2 ** (-days / 365.25 / HOSTILE))
