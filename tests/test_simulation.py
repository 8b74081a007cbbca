"""Simulating: what one theory decides changes what it says next, and nothing of what another does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from replay import simulation
from replay.branching import branched
from replay.changes import Decide
from replay.choices import Choices
from replay.course import Course
from replay.frozen import Forecaster, Frozen
from replay.parameters import PERCEPTION, draw
from replay.priors import Draws
from replay.situation import Booleans, Floats, Situation
from replay.strands import Branch, Strand, simulate
from replay.theory import Index, Term, Terms, Theory
from replay.timeline import Timeline
from tests.small_world import asset, distance, measurement, pact, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD", "EEE")
A, B, C, D, E = range(5)
BRANCH, LAST, HISTORIES = 1901, 1904, 3
INDEX = Index((Term("term", "", +1),))
Told = Callable[[Situation], Floats]


def world() -> Timeline:
    """Place five equal states in a row, of which three have a pact with a council."""
    return timeline(
        [state(code) for code in CODES],
        until=LAST,
        parties=[*pact("p", "AAA BBB CCC", "1890-01-01", against="EEE"), *pact("q", "CCC DDD", "1899-01-01")],
        distances=[distance(a, b, 500) for a in CODES for b in CODES if a < b],
        measurements=[measurement(1900, code, 1 + n, 1) for n, code in enumerate(CODES)],
        assets=[asset("p", "council", "general", "1900-01-01")],
    )


def forecaster(name: str, told: Told, *reads: str, level: float = 0.0) -> Forecaster:
    """Let a theory say the same term of onset and ending; log-odds are the level and the term itself."""

    def terms(situation: Situation, _parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
        found = {"term": told(situation)}
        return {"onset": found, "ending": found}

    theory = Theory(name, "", (), reads, {"onset": INDEX, "ending": INDEX}, terms)
    moments = np.zeros((1, 1, 1)), np.ones((1, 1, 1))
    frozen = Frozen(np.full(HISTORIES, level), np.ones(HISTORIES), np.ones((1, HISTORIES)))
    heads = dict.fromkeys(("onset", "join", "leave", "termination"), frozen)
    return Forecaster(theory, {}, {"onset": moments, "ending": moments}, heads, {})


def ties_of_others(situation: Situation) -> Floats:
    """Count, of each dyad, the ties among all third states: the bloc that it faces."""
    aligned = situation.aligned.astype(float)
    whole: Floats = aligned.sum(axis=(0, 1)) / 2
    each: Floats = aligned.sum(axis=1)
    found: Floats = (whole - each[:, None] - each[None] + aligned) / 4
    return found


def powers(situation: Situation) -> Floats:
    """Take a term that no decision touches: how much more powerful the stronger is."""
    power = np.fmax(situation.power, situation.power.swapaxes(0, 1))
    return np.nan_to_num(np.asarray(power))


@dataclass
class Script:
    """Who decides what in which year, and what everybody said at every census."""

    decided: Mapping[tuple[str, int], Decide] = field(default_factory=dict)
    said: dict[tuple[str, int], Floats] = field(default_factory=dict)
    aligned: dict[tuple[str, int], Booleans] = field(default_factory=dict)

    def choose(self, name: str, choices: Choices) -> Decide:
        """Take down what is said of founding ties, shape (S, S, M), and decide by the script."""
        asked = name, choices.sitting.year
        said = choices.said["onset"]
        self.said[asked] = said.odds(choices.square("onset"))
        self.aligned[asked] = choices.alliances.aligned
        return self.decided.get(asked, Decide(name))


def run(
    forecasters: Sequence[Forecaster],
    monkeypatch: pytest.MonkeyPatch | None = None,
    script: Script | None = None,
) -> dict[str, Course]:
    """Simulate the small world from 1901 on; by a script if there is one."""
    if monkeypatch and script:
        monkeypatch.setattr(simulation, "choose", script.choose)
    own = world()
    record = Branch("none", branched(own, own, "first", BRANCH), None)
    perception = draw(PERCEPTION, HISTORIES, 1, "perception", {})
    made = Strand(
        record, (), "first", "p", ("AAA", "BBB", "CCC"), {}, tuple(forecasters), perception, 1, 0, ("p", "q")
    )
    return simulate(made)["none"]


def founds(name: str, *ties: tuple[int, int, int]) -> Decide:
    """Found ties: two states and a history each."""
    a, b, m = (np.array(one) for one in zip(*ties, strict=True))
    return Decide(name, founded=(a, b, m))


def test_alliances_provoke_counter_alliances(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once D and E are tied, in history 1 alone, A and B face a tie more, and are likelier to found one.

    Ties among C, D and E before: that of C and D; after: two. A tie counts 1/4 in log-odds.
    """
    script = Script({("wary", 1901): founds("wary", (D, E, 1))})
    run([forecaster("wary", ties_of_others, "aligned")], monkeypatch, script)
    before, after = script.said["wary", 1901], script.said["wary", 1902]
    assert before[A, B].tolist() == [0.25, 0.25, 0.25]
    assert after[A, B].tolist() == [0.25, 0.5, 0.25]
    assert after[D, A].tolist() == before[D, A].tolist(), "a tie of its own is none that it faces"


def test_theories_do_not_touch_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """What one decides changes its own alliances; another of the same mind says what it said before."""
    script = Script({("one", 1901): founds("one", *((D, E, m) for m in range(HISTORIES)))})
    run([forecaster(name, ties_of_others, "aligned") for name in ("one", "two")], monkeypatch, script)
    assert script.aligned["one", 1902][D, E].all()
    for name in ("two", "pool"):
        assert not script.aligned[name, 1902][D, E].any()
        np.testing.assert_array_equal(script.said[name, 1902], script.said["two", 1901])
    assert (script.said["one", 1902] != script.said["two", 1902]).any()


def test_who_decides_is_the_same_whoever_else_is_asked() -> None:
    """A theory comes to the same course alone and beside others."""
    own = forecaster("one", ties_of_others, "aligned", level=-2)
    alone = run([own])["one"]
    beside = run([forecaster("a", powers, "power"), own, forecaster("z", ties_of_others, "aligned")])["one"]
    for name in ("ended", "left", "danger", "joins", "leaves", "provoked"):
        np.testing.assert_array_equal(getattr(alone, name), getattr(beside, name))
    assert alone.provoked[1:, 1:].sum() > 0


def test_the_pool_says_the_mean_of_log_odds_of_its_own_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """It asks its members about its own alliances: what one of them decided elsewhere is no part of it."""
    script = Script({
        ("one", 1901): founds("one", (D, E, 0)),
        ("pool", 1901): founds("pool", (A, D, 2)),
    })  # fmt: skip
    members = [forecaster("one", ties_of_others, "aligned"), forecaster("two", powers, "power", level=-1)]
    run(members, monkeypatch, script)
    first = (script.said["one", 1901] + script.said["two", 1901]) / 2
    off = ~np.eye(5, dtype=bool)
    np.testing.assert_allclose(script.said["pool", 1901][off], first[off], atol=1e-6)
    more = script.said["pool", 1902][B, E] - script.said["pool", 1901][B, E]
    np.testing.assert_allclose(more, [0, 0, 0.25 / 2], atol=1e-6)


def test_what_no_decision_touches_is_asked_once_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Perceptions are shared: who reads no alliances is asked once a year, others for each world."""
    asked: list[str] = []

    def counted(name: str, told: Told) -> Told:
        def of(situation: Situation) -> Floats:
            asked.append(name)
            return told(situation)

        return of

    run(
        [
            forecaster("blind", counted("blind", powers), "power"),
            forecaster("sees", counted("sees", ties_of_others), "aligned"),
        ],
        monkeypatch,
        Script(),
    )
    years = LAST - BRANCH + 1
    assert (asked.count("blind"), asked.count("sees")) == (years, 2 * years), "its own world, and the pool's"


def test_decisions_are_seen_at_the_next_census_and_the_last_decides_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is decided in 1903 stands in 1904, the last year, at which nobody is asked to decide."""
    script = Script({("one", 1903): founds("one", (A, E, 0), (A, E, 1))})
    course = run([forecaster("one", powers, "power")], monkeypatch, script)["one"]
    assert [year for name, year in script.said if name == "one"] == [1901, 1902, 1903]
    assert course.provoked[:, 0].tolist() == [12, 12, 12, 14], "four ties in three histories, and two"
    assert course.provoked[:, 1].tolist() == [0, 0, 0, 2]


def test_the_course_takes_down_who_leaves_and_joins_and_when_the_pact_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A goes in two histories; B and C are out when the pact is over; in the third D joins, A goes later."""
    zero, one = np.array([0, 0]), np.array([0])
    script = Script({
        ("one", 1901): Decide("one", left=(zero, np.array([A, A]), np.array([0, 1]))),
        ("one", 1902): Decide(
            "one", ended=(one, np.array([1])), joined=(one, np.array([D]), np.array([2]))
        ),
        ("one", 1903): Decide("one", left=(one, np.array([A]), np.array([2]))),
    })  # fmt: skip
    course = run([forecaster("one", powers, "power")], monkeypatch, script)["one"]
    assert course.ended.tolist() == [0, 1903, 0]
    assert course.left.tolist() == [[1902, 1902, 1904], [0, 1903, 0], [0, 1903, 0]]
    assert course.leaves[:, :4].tolist() == [[0, 0, 0, 0], [2, 0, 0, 0], [0, 1, 1, 0], [1, 0, 0, 0]]
    assert course.joins.sum(axis=0).tolist() == [0, 0, 0, 1, 0]
    assert course.provoked[:, 1:].tolist() == [[0, 0, 0, 0], [0, 0, 0, 2], [0, 1, 1, 0], [0, 0, 0, 1]]


def test_danger_is_that_of_those_who_are_still_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the history in which all have left there is none; in the others it is a probability, the same."""
    everybody = np.zeros(3, dtype=int), np.array([A, B, C]), np.zeros(3, dtype=int)
    script = Script({("one", 1901): Decide("one", left=everybody)})
    course = run([forecaster("one", powers, "power", level=-3)], monkeypatch, script)["one"]
    assert course.ended.tolist() == [1902, 0, 0]
    assert np.isnan(course.danger[1][:, 0]).all()
    np.testing.assert_array_equal(course.danger[1][:, 1], course.danger[1][:, 2])
    assert ((course.danger[1][:, 1:] > 0) & (course.danger[1][:, 1:] < 1)).all()


@pytest.mark.parametrize(
    "what", ["tied_years", "parted_years", "capability_then", "general_assets", "adversary"]
)
def test_situations_show_the_alliances_that_decisions_made(
    what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D joins in history 0: a tie with A of two years at the census of 1903, with council and adversary.

    Until then there was none, and in the others there is none still; once D has left it was parted.
    """
    seen: dict[int, Floats] = {}

    def told(situation: Situation) -> Floats:
        seen.setdefault(situation.year, getattr(situation, what)[A, D].copy())
        return np.zeros((5, 5, HISTORIES))

    zero = np.array([0])
    script = Script({
        ("one", 1901): Decide("one", joined=(zero, np.array([D]), zero)),
        ("one", 1903): Decide("one", left=(zero, np.array([D]), zero)),
    })  # fmt: skip
    run([forecaster("one", told, "aligned", what)], monkeypatch, script)
    tied = [year for year, values in seen.items() if not np.isnan(values[0])]
    assert tied == ([1904] if what == "parted_years" else [1902, 1903])
    assert all(np.isnan(values[1:]).all() for values in seen.values())
    expected = {
        "tied_years": (1903, (365 + 364) / 365.25),
        "parted_years": (1904, 365 / 365.25),
        "capability_then": (1902, 1 / 15),
        "general_assets": (1902, 1.0),
    }
    if what in expected:
        year, value = expected[what]
        assert seen[year][0] == pytest.approx(value, rel=1e-5)
