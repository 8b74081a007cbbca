"""Forecasting: whom each theory is asked about, what it has learnt by then, and that it sees no further."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import replay as package
from replay.codebook import Event
from replay.engine import Census, replay
from replay.forecast import HeadForecast, forecasts
from replay.parameters import PERCEPTION, draw
from replay.theories import registry, select
from replay.theory import Theory
from replay.timeline import Party, Timeline
from tests.small_world import distance, event, measurement, pact, party, state, timeline

HISTORIES = 3
YEARS = range(1901, 1906)
CODES = ("AAA", "BBB", "CCC", "DDD")
Key = tuple[str, str, int]


def world(parties: Sequence[Party] = (), events: Sequence[Event] = (), leaves: str = "") -> Timeline:
    """Place four states on a line, of different sizes; the last may cease to exist."""
    places = [
        distance(a, b, 100 * (j - i), border=j - i == 1)
        for i, a in enumerate(CODES)
        for j, b in enumerate(CODES)
        if i < j
    ]
    measured = [measurement(1899, code, 2**n, 3**n) for n, code in enumerate(CODES)]
    return timeline(
        [*map(state, CODES[:3]), state("DDD", leaves=leaves)],
        parties=parties,
        events=events,
        distances=places,
        measurements=measured,
        great_powers=("CCC",),
    )


def censuses(small: Timeline) -> Iterator[Census]:
    """Replay in three histories."""
    return replay(small, parameters=draw(PERCEPTION, HISTORIES, 1, "perception", {}))


def ask(small: Timeline, seen: Iterable[Census], theories: Iterable[Theory] = ()) -> dict[Key, HeadForecast]:
    """Ask theories, all unless told otherwise, and keep what they say by theory, head and year."""
    asked = tuple(theories) or tuple(registry().values())
    draws = {one.name: draw(one.tunable(), HISTORIES, 1, one.name, {}) for one in asked}
    made = [one for _, several in forecasts(seen, asked, draws, small.manifest) for one in several]
    return {(one.theory, one.head, one.year): one for one in made}


def same(one: HeadForecast, other: HeadForecast) -> bool:
    """Say whether two forecasts are alike to the last bit: rows, probabilities and what was fitted."""
    return (
        np.array_equal(one.a, other.a)
        and np.array_equal(one.b, other.b)
        and all(
            np.array_equal(getattr(one.forecast, name), getattr(other.forecast, name), equal_nan=True)
            for name in ("p", "low", "high")
        )
        and one.forecast.fitted == other.forecast.fitted
        and one.forecast.unknown == other.forecast.unknown
    )


RAIDS = tuple(event(f"r{year}", "raid", "CCC > AAA BBB", f"{year}-03-01") for year in (1900, 1902, 1904))
TIES = (
    *pact("p", "AAA BBB", "1901-05-01", "1903-05-01"),
    *pact("q", "BBB CCC", "1890-01-01"),
    *pact("r", "AAA DDD", "1902-02-01", "1904-02-01"),
)


def reversed_from(seen: Iterable[Census], year: int) -> Iterator[Census]:
    """Turn every outcome of a year and all later ones into its contrary, and leave situations alone."""
    for census in seen:
        closed = census.closed
        if closed is not None and closed.year >= year:
            closed = replace(closed, shifted=closed.at_risk & ~closed.shifted & ~closed.censored)
        yield replace(census, closed=closed)


@pytest.mark.parametrize("year", YEARS)
def test_outcomes_of_a_year_do_not_touch_the_forecast_for_it_or_for_earlier_ones(year: int) -> None:
    """With the contrary of all that happened from a year on, forecasts up to that year are the same."""
    small = world(TIES, RAIDS)
    as_was = ask(small, censuses(small))
    as_was_not = ask(small, reversed_from(censuses(small), year))
    assert as_was.keys() == as_was_not.keys()
    for key, one in as_was.items():
        if one.year <= year:
            assert same(one, as_was_not[key]), key


@pytest.mark.parametrize("year", YEARS[:-1])
def test_outcomes_of_a_year_teach_the_forecast_for_the_next(year: int) -> None:
    """With the contrary, every theory that learns says something else of onsets; persistence does not."""
    small = world(TIES, RAIDS)
    as_was = ask(small, censuses(small))
    as_was_not = ask(small, reversed_from(censuses(small), year))
    for theory in ("balance_of_threat", "base_rate", "gravity", "gravity_network", "network"):
        key = theory, "onset", year + 1
        assert not same(as_was[key], as_was_not[key]), key
    assert same(as_was["persistence", "onset", year + 1], as_was_not["persistence", "onset", year + 1])


days = st.sampled_from(["-01-01", "-06-30", "-12-31"])
dated = st.builds(lambda year, day: f"{year}{day}", st.integers(1901, 1905), days)
some_events = st.lists(
    st.tuples(
        dated, st.sampled_from(["raid", "border_clash", "defence_pact", "coup"]), st.permutations(CODES)
    ),
    max_size=6,
)
some_spells = st.lists(
    st.tuples(dated, st.none() | dated, st.permutations(CODES), st.integers(2, 3)), max_size=5
)


def spelled(drawn: list[tuple[str, str | None, list[str], int]], end: str = "9999") -> list[Party]:
    """Make each drawn spell a pact of its own, without what is dated after an end."""
    return [
        party(f"p{n}", code, joined, left if left and joined < left <= end else "")
        for n, (joined, left, codes, members) in enumerate(drawn)
        for code in codes[:members]
        if joined <= end
    ]


def happened(drawn: list[tuple[str, str, list[str]]], end: str = "9999") -> list[Event]:
    """Code each drawn event, without those dated after an end."""
    return [
        event(f"e{n}", kind, codes[0] if kind == "coup" else f"{codes[0]} > {codes[1]}", on)
        for n, (on, kind, codes) in enumerate(drawn)
        if on <= end
    ]


@settings(max_examples=25)
@given(done=some_events, tied=some_spells, year=st.sampled_from(YEARS), dies=st.booleans())
def test_what_comes_after_a_census_does_not_touch_its_forecasts(
    done: list[tuple[str, str, list[str]]],
    tied: list[tuple[str, str | None, list[str], int]],
    year: int,
    dies: bool,  # noqa: FBT001
) -> None:
    """Without any event, tie, ending or death dated after a census, its forecasts are the same."""
    end = f"{year - 1}-12-31"
    whole = world(spelled(tied), happened(done), "1903-06-30" if dies else "")
    cut = world(spelled(tied, end), happened(done, end), "1903-06-30" if dies and end > "1903-06-30" else "")
    known = ask(whole, censuses(whole))
    unknown = ask(cut, takewhile(lambda census: census.year < year, censuses(cut)))
    for key, one in known.items():
        if one.year <= year:
            assert same(one, unknown[key]), key


def test_onsets_are_asked_of_those_not_tied_and_endings_of_those_tied() -> None:
    """At each census the two together are the dyads at risk, each once, lower index first."""
    small = world(TIES, RAIDS)
    made = ask(small, censuses(small))
    for census in censuses(small):
        rows = {head: made["persistence", head, census.year + 1] for head in ("onset", "ending")}
        asked = {
            (int(a), int(b)): head for head, one in rows.items() for a, b in zip(one.a, one.b, strict=True)
        }
        assert list(asked) == sorted(asked, key=lambda dyad: (asked[dyad] != "onset", dyad))
        upper = zip(*np.nonzero(np.triu(census.at_risk)), strict=True)
        aligned = census.situation.aligned[..., 0]
        assert asked == {(int(a), int(b)): "ending" if aligned[a, b] else "onset" for a, b in upper}


def test_every_theory_is_asked_about_the_same_rows_in_every_year() -> None:
    """The forecast of a census is for the year after it."""
    small = world(TIES, RAIDS)
    made = ask(small, censuses(small))
    heads = [(one.name, head) for one in registry().values() for head in one.heads]
    assert set(made) == {(theory, head, year) for theory, head in heads for year in range(1901, 1907)}
    for (_, head, year), one in made.items():
        assert np.array_equal(one.a, made["persistence", head, year].a)
        assert np.array_equal(one.b, made["persistence", head, year].b)
        assert one.forecast.p.shape == one.a.shape


def test_the_base_rate_counts_what_happened_up_to_each_census() -> None:
    """Six dyads, one tied: five at risk of onset, of which AAA-BBB shifts in 1901, AAA-DDD in 1902.

    In 1902 four are at risk, in 1903 three; AAA-BBB lapses in 1903 and is back among them in 1904.
    """
    small = world(TIES)
    made = ask(small, censuses(small), [registry()["base_rate"]])
    onset = [made["base_rate", "onset", year].forecast for year in range(1901, 1905)]
    p = [one.p[0] for one in onset]
    assert p == pytest.approx([1 / 31, (1 + 1) / (31 + 5), (1 + 2) / (31 + 9), (1 + 2) / (31 + 12)])
    assert [one.fitted.trained_on for one in onset] == [0, 5, 5 + 4, 5 + 4 + 3]
    ending = made["base_rate", "ending", 1904].forecast
    assert ending.p[0] == pytest.approx((1 + 1) / (9 + 1 + 2 + 3)), "one of 1, 2 and 3 tied dyads lapsed"


def test_dyads_that_a_states_end_censors_are_not_learnt_from() -> None:
    """Three of the six dyads are DDD's, who ends in 1902: the other three alone are counted that year."""
    small = world(leaves="1902-06-01")
    made = ask(small, censuses(small), [registry()["base_rate"]])
    trained = [
        made["base_rate", "onset", year].forecast.fitted.trained_on for year in (1901, 1902, 1903, 1904)
    ]
    assert trained == [0, 6, 6 + 3, 6 + 3 + 3]


def test_a_theory_says_the_same_whoever_else_is_asked() -> None:
    """Alone, among the baselines, and in the opposite order."""
    small = world(TIES, RAIDS)
    every = ask(small, censuses(small), select())
    backwards = ask(small, censuses(small), reversed(select()))
    alone = ask(small, censuses(small), [registry()["balance_of_threat"]])
    assert all(same(one, backwards[key]) for key, one in every.items())
    assert all(same(one, every[key]) for key, one in alone.items())


def test_the_manifest_says_how_terms_are_standardised() -> None:
    """Within each year forecasts of a first census are the same, and those of later ones are not."""
    small = world(TIES, RAIDS)
    within = replace(small, manifest=small.manifest.model_copy(update={"standardisation": "within-year"}))
    burnt_in, yearly = ask(small, censuses(small)), ask(within, censuses(within))
    assert same(burnt_in["gravity", "onset", 1901], yearly["gravity", "onset", 1901])
    assert not same(burnt_in["network", "onset", 1905], yearly["network", "onset", 1905])


def test_shifts_are_rare_and_bounds_are_in_order() -> None:
    """Probabilities are always those of a shift: over all years of the miniature below a half on average.

    What is unknown is so together with its bounds.
    """
    small = package.load("miniature")
    said: dict[tuple[str, str], list[float]] = {}
    for (theory, head, _), one in ask(small, censuses(small)).items():
        p, low, high = one.forecast.p, one.forecast.low, one.forecast.high
        silent = np.isnan(p)
        assert ((p >= 1e-4) & (p <= 1 - 1e-4) & (low <= high))[~silent].all()
        assert np.isnan(low[silent]).all()
        assert np.isnan(high[silent]).all()
        said.setdefault((theory, head), []).extend(p[~np.isnan(p)])
    assert said
    assert all(np.mean(several) < 0.5 for several in said.values() if several)
