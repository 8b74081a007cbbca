"""Preparation: what is simulated begins at what is forecast, and knows neither what comes nor names."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pytest

from replay import preparation, strands
from replay.accession import PactForecast
from replay.branching import until
from replay.chance import Chance
from replay.changes import Decide
from replay.choices import Choices
from replay.clock import census_day
from replay.course import expected
from replay.frozen import Forecaster
from replay.logistic import expit
from replay.preparation import Prepared
from replay.situation import Floats, Indices
from replay.strands import simulate
from replay.timeline import Timeline
from tests.simulated import BRANCH, CODES, LAST, Plan, courses, planned, prepared, record, strand
from tests.small_world import event

THEORIES = ("balance_of_power", "balance_of_threat", "buck_passing", "constructivism", "autonomy_security")


@dataclass
class Overheard:
    """What every theory had before it when it first decided."""

    choices: dict[str, Choices]

    def choose(self, name: str, choices: Choices) -> Decide:
        """Listen, and decide nothing."""
        as_they_stand = replace(choices, alliances=deepcopy(choices.alliances))
        self.choices.setdefault(name, as_they_stand)
        return Decide(name)


@pytest.fixture
def overheard(monkeypatch: pytest.MonkeyPatch) -> Overheard:
    """Listen to what is said at the branching date, at which nothing is decided."""
    listening = Overheard({})
    monkeypatch.setattr("replay.simulation.choose", listening.choose)
    return listening


def of_pact(known: Prepared, theory: str, outcome: str, name: str) -> tuple[Indices, Floats]:
    """Find what was forecast of a pact: states, and probabilities."""
    [found] = [one for one in known.of_pacts if (one.theory, one.outcome) == (theory, outcome)]
    rows = found.pact == name
    return found.state[rows], found.forecast.p[rows]


def nominal() -> tuple[Plan, Prepared]:
    """Prepare the nominal history alone, whose calibrations are those of the forecasts."""
    made = planned(record(), THEORIES, histories=1)
    return made, prepared(made)


def test_the_first_year_is_simulated_at_the_odds_that_are_forecast() -> None:
    """All parties are still in: danger is what `accession` forecasts of leaving and ending."""
    made, known = nominal()
    found = courses(made, known)["none"]
    spread = []
    for theory in (*THEORIES, "base_rate"):
        states, leaving = of_pact(known, theory, "leave", "p")
        assert states.tolist() == found[theory].parties.tolist()
        _, [ending] = of_pact(known, theory, "ending", "p")
        if theory == "base_rate":
            # The base rate says of all pacts the same; in a simulation a larger one ends as parties leave.
            ending = found[theory].danger[0, -1, 0]
        forecast = np.array([*leaving, ending])
        if not np.isnan(forecast).any():
            np.testing.assert_allclose(found[theory].danger[0, :, 0], forecast, rtol=1e-3)
            spread.append(float(np.ptp(leaving)))
    assert len(spread) >= 4
    assert max(spread) > 0.005, "probabilities that are all alike would agree by accident"


def test_decisions_are_taken_at_the_odds_that_are_forecast(overheard: Overheard) -> None:
    """Who founds a tie, joins the larger pact, and ends those of two: by the forecasts' own path."""
    made, known = nominal()
    courses(made, known)
    compared = {"onset": 0, "join": 0, "termination": 0}
    for theory in THEORIES:
        choices = overheard.choices[theory]
        names, said = choices.alliances.names, choices.said
        [onset] = [one for one in known.made if (one.theory, one.head) == (theory, "onset")]
        odds = said["onset"].odds(choices.square("onset")[onset.a, onset.b])
        compared["onset"] += _same(expit(odds[:, 0]), onset.forecast.p)
        p = names.index("p")
        states, joining = of_pact(known, theory, "join", "p")
        mixed = said["join"].odds(choices.mixed("join", np.full_like(states, p), states))
        compared["join"] += _same(expit(mixed[:, 0]), joining)
        for name in ("q", "r"):
            a, b = np.flatnonzero(choices.alliances.parties[names.index(name), :, 0])
            ends = said["termination"].odds(choices.square("termination")[a, b])
            compared["termination"] += _same(expit(ends), of_pact(known, theory, "ending", name)[1])
    assert min(compared.values()) >= 5, compared


def _same(found: Floats, forecast: Floats) -> int:
    """Compare where something is known; return how much is."""
    known = ~np.isnan(forecast)
    np.testing.assert_allclose(found[known], forecast[known], rtol=2e-4)
    return int(known.sum())


def scrambled(own: Timeline) -> Timeline:
    """Make of all that is dated after the branching date something else, and add to it."""
    end = census_day(BRANCH)
    later = [one for one in own.events if one.happened.nominal > end]
    events = [one for one in own.events if one not in later]
    events += [replace(one, targets=one.initiators, initiators=one.targets) for one in later[:2]]
    events.append(event("1906-more", "raid", "AAA > BBB CCC DDD", "1906-06-06", deaths=1000))
    parties = tuple(
        replace(one, left=None)
        if one.left and one.left.nominal > end
        else replace(one, joined=replace(one.joined, first=date(1906, 1, 1), last=date(1906, 1, 1)))
        if one.joined.nominal > end
        else one
        for one in own.parties
    )
    measured = tuple(
        replace(one, quantities=dict.fromkeys(one.quantities, 77.0)) if one.year >= BRANCH else one
        for one in own.measurements
    )
    ordered = sorted(events, key=lambda one: (one.happened.nominal, one.id))
    return replace(own, events=tuple(ordered), parties=parties, measurements=measured)


def calibrations(own: Timeline) -> tuple[list[Floats], Plan]:
    """List all numbers that are frozen at the branching date, and what effort begins at."""
    made = planned(own, THEORIES)
    one = strand(made, prepared(made))
    numbers = [number for forecaster in one.forecasters for number in _frozen(forecaster)]
    for start in one.effort.values():
        numbers += [start.log, start.years, np.array(list(start.sd.values()))]
    return numbers, made


def _frozen(one: Forecaster) -> list[Floats]:
    heads = [one.heads[name] for name in sorted(one.heads)] + [
        one.effort[name] for name in sorted(one.effort)
    ]
    found = [part for head in heads for part in (head.level, head.scale, head.weights) if part is not None]
    return found + [part for name in sorted(one.scales) for part in one.scales[name]]


def test_nothing_that_comes_after_the_branching_date_is_frozen_at_it() -> None:
    """Scrambling or forgetting all that is dated after it moves no calibration, scale or start by a bit."""
    own = record()
    frozen, made = calibrations(own)
    assert scrambled(own).events != own.events
    for other in (scrambled(own), replace(own, parties=until(own, BRANCH).parties)):
        again, _ = calibrations(other)
        assert len(again) == len(frozen) > 50
        for one, two in zip(frozen, again, strict=True):
            np.testing.assert_array_equal(one, two)
    assert made.branch == BRANCH


def test_what_came_before_the_branching_date_is_frozen_at_it() -> None:
    """The comparison can fail: without the raid of 1900, calibrations and scales are others."""
    own = record()
    other = replace(own, events=own.events[1:])
    pairs = zip(calibrations(own)[0], calibrations(other)[0], strict=True)
    assert any(not np.array_equal(one, two) for one, two in pairs)


def test_the_pact_starts_at_what_its_parties_last_spent_by_the_branching_date() -> None:
    """The figures of 1901 are out in July 1902: 1 + i/4 + 1901 % 3, where 1901 % 3 = 2; two years to 1903."""
    made = planned(record(), THEORIES[:1])
    own = strand(made, prepared(made))
    expected = [np.log(3 + number / 4) for number in range(4)]
    np.testing.assert_allclose(own.effort["burden"].log, expected)
    np.testing.assert_array_equal(own.effort["burden"].years, [2, 2, 2, 2])


def test_an_old_figure_counts_as_old() -> None:
    """Of CCC nothing is measured in 1901: its last figure, 1 + 2/4 + 1900 % 3, is three years old in 1903."""
    own = record()
    older = [one for one in own.measurements if (one.year, one.state) != (1901, "CCC")]
    made = planned(replace(own, measurements=tuple(older)), THEORIES[:1])
    start = strand(made, prepared(made)).effort["burden"]
    np.testing.assert_array_equal(start.years, [2, 2, 3, 2])
    assert start.log[2] == pytest.approx(np.log(1.5 + 1900 % 3))


def test_what_is_said_of_leaving_counts_once_whatever_the_age_of_a_figure() -> None:
    """Drift 0.1 a year: 0.2 and 0.5 over two and five years, 0.4 said of each; later half of that a year."""
    drift, leaning = np.array([0.1]), np.full((2, 1), 0.4)
    first = expected(drift, leaning, np.array([[2.0], [5.0]]))
    np.testing.assert_allclose(first, [[0.2 + 0.4], [0.5 + 0.4]])
    np.testing.assert_allclose(expected(drift, leaning, None), 0.1 + 0.4 / 2)


def test_what_is_observed_is_that_of_the_parties_of_the_branching_date() -> None:
    """1903 % 3 = 1: 2, 2.25, 2.5 and 2.75, 2.375 on average; of 1907 nothing is measured."""
    seen = preparation.observed(record(), CODES[:4], range(BRANCH + 1, LAST + 1), ["burden"])
    assert seen["burden"][0] == pytest.approx(2.375)
    assert np.isnan(seen["burden"][-1])


NEW = {"AAA": "ZZZ", "BBB": "CAB", "CCC": "BED", "DDD": "DAD", "EEE": "ABE", "FFF": "EVE"}
"""Other codes, in another order."""


class Translated(Chance):
    """The random numbers of the old codes, asked for by the new ones."""

    def _uniform(self, *who: str) -> Floats:
        return super()._uniform(*_old(who))


def _old(who: Sequence[str]) -> tuple[str, ...]:
    old = {new: code for code, new in NEW.items()}
    words = [old.get(word, word) for word in who]
    return (words[0], *sorted(words[1:])) if words[0] in {"found", "lapse"} else tuple(words)


def test_other_codes_permute_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Random numbers are keyed by codes: with those of the old codes, the same befalls the same states."""
    made = planned(record(), THEORIES[:2], histories=8)
    before = courses(made, readier=1.5)["none"]
    monkeypatch.setattr(strands, "Chance", Translated)
    renamed = planned(record(**NEW), THEORIES[:2], histories=8)
    after = courses(renamed, readier=1.5)["none"]
    place = [sorted(NEW.values()).index(NEW[code]) for code in CODES]
    for name, one in before.items():
        other = after[name]
        rows = [other.parties.tolist().index(place[state]) for state in one.parties.tolist()]
        np.testing.assert_array_equal(one.ended, other.ended)
        np.testing.assert_array_equal(one.left, other.left[rows])
        np.testing.assert_array_equal(one.joins, other.joins[:, place])
        np.testing.assert_array_equal(one.leaves, other.leaves[:, place])
        np.testing.assert_array_equal(one.provoked, other.provoked)
        np.testing.assert_allclose(one.danger, other.danger[:, [*rows, -1]], rtol=1e-3)
        for measure, values in one.effort.items():
            np.testing.assert_allclose(values, other.effort[measure], rtol=1e-3)
    assert sum(one.leaves.sum() for one in before.values()) > 10


def test_a_forecast_knows_whom_it_is_about(overheard: Overheard) -> None:
    """Of the pact that is tested all parties are asked about, and every theory of the plan is overheard."""
    made, known = nominal()
    simulate(strand(made, known))
    assert set(overheard.choices) == {*THEORIES, "base_rate", "pool"}
    found: list[PactForecast] = [one for one in known.of_pacts if one.outcome == "leave"]
    assert {one.year for one in found} == {BRANCH + 1}
