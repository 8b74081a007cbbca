"""Beliefs: demands that are met, like and unlike creeds, what bystanders learn; each off unless it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings

from replay import audit, explain, query, sql
from replay import replay as censuses
from replay.beliefs import LITERATURE
from replay.bibliography import parse_sources
from replay.changes import Meet
from replay.chronicle import Occurrence, chronicle
from replay.errors import RequestError, UnknownNameError
from replay.parameters import PERCEPTION, draw
from replay.priors import Draws, Off
from replay.request import Request
from replay.study import conduct
from replay.timeline import Ideology, Regime, Timeline
from tests.bare import recorded
from tests.small_world import event, state, timeline
from tests.worlds import CODES, Sketch, sketches, write

STATES = (state("AAA"), state("BBB"), state("CCC"))
ALL_ON = {"met": 1.0, "bias": 0.5, "spillover": 0.3}
CREEDS = (
    Ideology("crown", "Crown", False, "", ()),  # noqa: FBT003 - it does not divide
    Ideology("union", "Union", True, "", ()),  # noqa: FBT003 - it divides
)


def believing(**fixed: float) -> dict[str, Draws]:
    """Take nominal parameters of perception in one history, but for those fixed."""
    return draw(PERCEPTION, 1, 1, "perception", fixed)


def held(world: Timeline, stock: str, observer: str, observed: str, **fixed: float) -> float:
    """Sum what a chronicle lets one state hold of another in a stock, in points when they were new."""
    return sum(
        one.impression.add.points * (1.0 if one.weight is None else float(one.weight[0]))
        for one in chronicle(world, histories=1, seed=1, parameters=believing(**fixed))
        if one.impression is not None
        and (one.impression.add.stock, one.impression.add.holder, one.impression.add.about)
        == (stock, observer, observed)
    )


def hostile(world: Timeline, year: int, observer: str, observed: str, **fixed: float) -> float:
    """Read from a replay without fading to speak of what one state holds against another at a census."""
    slow = believing(half_life_hostile=12.0, words_share=1.0, **fixed)
    census = next(one for one in censuses(world, parameters=slow) if one.year == year)
    index = world.roster.index
    return float(census.situation.hostile[index[observer], index[observed], 0])


def faded(on: str, year: int) -> float:
    """Say what is left of a point of a day at a census, with a half-life of twelve years."""
    return float(2 ** (-(date(year, 12, 31) - date.fromisoformat(on)).days / (12 * 365.25)))


def ruled(*creeds: tuple[str, str]) -> tuple[Regime, ...]:
    """Let states be ruled throughout by regimes with creeds, written with spaces between."""
    return tuple(Regime(code, None, None, "monarchy", tuple(creed.split()), ()) for code, creed in creeds)


DEMANDED = timeline(
    STATES,
    events=[
        event("a-claim", "claim", "AAA > BBB", "1901-03-01"),
        event("b-raid", "raid", "AAA > BBB", "1901-04-01"),
        event("c-claim", "claim", "AAA > CCC", "1901-05-01"),
        event("d-apology", "apology", "AAA > BBB", "1902-06-01"),
        event("e-threat", "threat", "AAA > BBB", "1902-07-01"),
    ],
)


@pytest.mark.parametrize("met", [0.0, 0.25, 1.0])
def test_words_fade_when_their_demand_is_met_and_deeds_do_not(met: float) -> None:
    """A claim of 2 and a raid of 5 points, then an apology that undoes a share of the claim alone.

    What is said afterwards, 2 points, and what another state holds, is as it was.
    """
    claim, raid, threat = (faded(day, 1902) for day in ("1901-03-01", "1901-04-01", "1902-07-01"))

    assert hostile(DEMANDED, 1902, "BBB", "AAA", met=met) == pytest.approx(
        2 * claim * (1 - met) + 5 * raid + 2 * threat
    )
    assert hostile(DEMANDED, 1902, "CCC", "AAA", met=met) == pytest.approx(2 * faded("1901-05-01", 1902))
    assert hostile(DEMANDED, 1901, "BBB", "AAA", met=met) == pytest.approx(
        2 * faded("1901-03-01", 1901) + 5 * faded("1901-04-01", 1901)
    )


def test_meeting_clears_the_words_of_both_sides() -> None:
    """Whoever apologises: each had accused the other of half a point, and nothing of it is left."""
    world = timeline(
        STATES,
        events=[
            event("a", "accusation", "AAA > BBB", "1901-03-01"),
            event("b", "accusation", "BBB > AAA", "1901-03-01"),
            event("c", "apology", "AAA > BBB", "1901-03-01"),
        ],
    )

    for pair in (("AAA", "BBB"), ("BBB", "AAA")):
        assert hostile(world, 1901, *pair) == pytest.approx(0.5 * faded("1901-03-01", 1901))
        assert hostile(world, 1901, *pair, met=1.0) == 0


def test_a_doubtful_day_meets_a_demand_in_each_history_on_its_own() -> None:
    """The apology comes in one of twelve months, the threat in July: it is undone where it came before."""
    world = timeline(
        STATES,
        events=[
            event("a", "threat", "AAA > BBB", "1901-07-01"),
            event("b", "apology", "AAA > BBB", "1901", precision="year"),
        ],
    )
    parameters = draw(PERCEPTION, 40, 1, "perception", {"met": 1.0})
    [census] = [one for one in censuses(world, parameters=parameters) if one.year == 1901]

    left = census.situation.hostile[1, 0] > 0
    assert 0 < left.sum() < 40
    assert not left[0]


LIKENESS = [
    ("crown", "crown", +1),
    ("crown", "union crown", +1),
    ("crown", "union", -1),
    ("union", "union", 0),
    ("crown", "", 0),
    ("", "", 0),
]


@pytest.mark.parametrize(("mine", "theirs", "likeness"), LIKENESS)
def test_like_creeds_soften_and_unlike_ones_sharpen(mine: str, theirs: str, likeness: int) -> None:
    """Of a raid of 5 and a visit of 1.5 points, by a bias of 0.4; a creed that divides does neither.

    Arms are deals, which count as they are: one.
    """
    world = timeline(
        STATES,
        events=[
            event("a", "raid", "AAA > BBB", "1901-03-01"),
            event("b", "visit", "AAA > BBB", "1901-04-01"),
            event("c", "arms_deal", "AAA > BBB", "1901-05-01"),
        ],
        regimes=ruled(("AAA", mine), ("BBB", theirs)),
        ideologies=CREEDS,
    )

    assert held(world, "hostile_deeds", "BBB", "AAA", bias=0.4) == pytest.approx(5 * (1 - 0.4 * likeness))
    for pair in (("AAA", "BBB"), ("BBB", "AAA")):
        friendly = held(world, "cooperative_words", *pair, bias=0.4)
        assert friendly == pytest.approx(1.5 * (1 + 0.4 * likeness))
    assert held(world, "arms", "BBB", "AAA", bias=0.4) == 1


def test_creeds_are_those_of_the_day() -> None:
    """A coup on 1 June turns a like mind into an unlike one, from that day on: 5 x 0.5, twice 5 x 1.5."""
    turned = (
        *ruled(("AAA", "crown")),
        Regime("BBB", None, date(1901, 6, 1), "monarchy", ("crown",), ()),
        Regime("BBB", date(1901, 6, 1), None, "military", ("union",), ()),
    )
    days = ("1901-05-31", "1901-06-01", "1901-06-02")
    raids = [event(f"raid-{day}", "raid", "AAA > BBB", day) for day in days]
    world = timeline(STATES, events=raids, regimes=turned, ideologies=CREEDS)

    weights = [
        float(one.weight[0])
        for one in chronicle(world, histories=1, seed=1, parameters=believing(bias=0.5))
        if one.impression is not None and one.weight is not None
    ]
    assert weights == [0.5, 1.5, 1.5]


def test_a_bystander_holds_a_share_of_a_deed_from_the_day_it_is_known() -> None:
    """Of a secret raid of 5 points, 0.2 x 5; the victim holds all, and held it since the deed.

    Those whom it touched hold nothing more; the victim is blamed by nobody.
    """
    states = (*STATES, state("DDD", "1903-01-01"))
    deed = event("a", "raid", "AAA > BBB", "1901-03-01", known_on="1902-02-01")
    world = timeline(states, events=[deed])

    assert hostile(world, 1901, "CCC", "AAA", spillover=0.2) == 0
    assert hostile(world, 1901, "BBB", "AAA", spillover=0.2) == pytest.approx(5 * faded("1901-03-01", 1901))
    learnt = 0.2 * 5 * faded("1902-02-01", 1903)
    assert hostile(world, 1903, "CCC", "AAA", spillover=0.2) == pytest.approx(learnt)
    assert hostile(world, 1903, "DDD", "AAA", spillover=0.2) == 0
    assert hostile(world, 1903, "CCC", "BBB", spillover=0.2) == 0
    assert hostile(world, 1903, "AAA", "BBB", spillover=0.2) == 0


@pytest.mark.parametrize(
    ("kind", "roles", "blamed"),
    [
        ("raid", "AAA > BBB", {"AAA": 0.5 * 5}),
        ("border_clash", "AAA > BBB", {"AAA": 0.5 * 5, "BBB": 0.5 * 5}),
        ("raid", "AAA > BBB CCC", {"AAA": 0.5 * 5}),
        ("threat", "AAA > BBB", {}),
        ("arms_deal", "AAA > BBB", {}),
    ],
)
def test_whoever_did_it_is_blamed_once(kind: str, roles: str, blamed: dict[str, float]) -> None:
    """However many it was done to; both sides of a clash; of words and of friendship nobody learns."""
    world = timeline((*STATES, state("DDD")), events=[event("a", kind, roles, "1901-03-01")])

    found = {code: held(world, "hostile_deeds", "DDD", code, spillover=0.5) for code in ("AAA", "BBB", "CCC")}
    assert found == {"AAA": 0, "BBB": 0, "CCC": 0} | blamed


def test_a_bystander_is_biased_too() -> None:
    """Of 5 points 0.2 spill over, and of like creeds a half counts: 5 x 0.2 x 0.5."""
    world = timeline(
        STATES,
        events=[event("a", "raid", "AAA > BBB", "1901-03-01")],
        regimes=ruled(("AAA", "crown"), ("CCC", "crown")),
        ideologies=CREEDS,
    )

    assert held(world, "hostile_deeds", "CCC", "AAA", spillover=0.2, bias=0.5) == pytest.approx(5 * 0.2 * 0.5)


def alike(one: Sequence[Occurrence], other: Sequence[Occurrence]) -> bool:
    """Say whether two chronicles are the same, change for change and weight for weight."""
    return len(one) == len(other) and all(
        replace(mine, weight=None) == replace(theirs, weight=None)
        and (mine.weight is theirs.weight or np.array_equal(mine.weight, theirs.weight))  # type: ignore[arg-type]
        for mine, theirs in zip(one, other, strict=True)
    )


@settings(max_examples=20)
@given(sketches())
def test_what_is_off_leaves_the_chronicle_as_it_was(sketch: Sketch) -> None:
    """With all parameters drawn, as without any: the same occurrences, and the same weights or none."""
    with TemporaryDirectory() as folder:
        world = write(Path(folder) / "world", sketch)
    drawn = draw(PERCEPTION, 8, 1, "perception", {})

    told = chronicle(world, histories=8, seed=1, parameters=drawn)

    assert alike(told, chronicle(world, histories=8, seed=1))


def test_a_block_of_histories_believes_what_it_believes_among_all() -> None:
    """The last five of twelve histories, each with shares of its own and a doubtful apology."""
    world = timeline(
        STATES,
        events=[
            event("a", "raid", "AAA > BBB", "1901-03-01"),
            event("b", "apology", "AAA > BBB", "1901", precision="year"),
        ],
        regimes=ruled(("AAA", "crown"), ("BBB", "union"), ("CCC", "crown")),
        ideologies=CREEDS,
    )
    shares = {name: np.linspace(0.1, 0.9, 12) for name in LITERATURE}
    last = {name: values[7:] for name, values in shares.items()}

    whole = chronicle(world, histories=12, seed=1, parameters=shares)
    part = chronicle(world, histories=5, first=7, seed=1, parameters=last)

    among = {one.day: one.weight for one in whole if one.id == "a" or isinstance(one.change, Meet)}
    alone = {one.day: one.weight for one in part if one.id == "a" or isinstance(one.change, Meet)}
    assert len(alone) > 1
    for day, weight in alone.items():
        assert weight is not None
        assert np.array_equal(weight, among[day][7:])  # type: ignore[index]


def test_switches_take_no_place_among_the_draws() -> None:
    """All other parameters draw what they draw without them, and what is off is zero everywhere."""
    without = [one for one in PERCEPTION if not isinstance(one.prior, Off)]
    assert {one.name for one in PERCEPTION} - {one.name for one in without} == set(LITERATURE)

    whole, rest = (draw(several, 50, 3, "perception", {}) for several in (PERCEPTION, without))

    assert all(np.array_equal(whole[name], values) for name, values in rest.items())
    assert all(whole[name].tolist() == [0.0] * 50 for name in LITERATURE)
    on = draw(PERCEPTION, 50, 3, "perception", ALL_ON)
    assert all(np.array_equal(on[name], values) for name, values in rest.items())
    assert on["bias"].tolist() == [0.5] * 50


@pytest.mark.parametrize("name", sorted(LITERATURE))
def test_a_switch_goes_from_zero_to_one(name: str) -> None:
    """Beyond it is refused."""
    with pytest.raises(RequestError, match=f"{name} was 1.5; from 0 to 1 is allowed"):
        draw(PERCEPTION, 2, 1, "perception", {name: 1.5})


def test_a_run_cites_what_its_switches_are_after_and_only_if_they_are_on() -> None:
    """The works that a switch alone cites are among the sources of a run that turns it on."""
    keys = {}
    for fixed in ({}, ALL_ON):
        _, frames = conduct(DEMANDED, Request(histories=1, repeats=False, audits=False, fixed=fixed))
        keys[bool(fixed)] = set(frames["source"]["key"])

    own = {key for several in LITERATURE.values() for key in several}
    assert own <= keys[True]
    assert not {"stein1988", "stein2013", "jervis1976", "haas2005", "crescenzi2007"} & keys[False]


def test_an_explanation_tells_what_meeting_a_demand_left(tmp_path: Path) -> None:
    """The claim of two points is gone, and without the apology it would not be; the ledger says so."""
    ledger = recorded(DEMANDED, tmp_path / "x.duckdb", "why", histories=3, fixed={"met": 1.0})

    found = explain(ledger, "BBB", "AAA", 1903).events.filter(observer="BBB", sign="hostile_words")
    left = dict(found.select("event_id", "points_left").iter_rows())
    assert left["a-claim"] == 0
    assert left["e-threat"] > 0
    why = query(ledger, "why", first="BBB", second="AAA", in_year=1903)
    told = dict(
        why.filter(observer="BBB", sign="hostile_words").select("event_id", "points_left").iter_rows()
    )
    assert told == pytest.approx(left)
    assert sql(ledger, "select event_id, a, b, date, share from met").rows() == [
        ("d-apology", "AAA", "BBB", date(1902, 6, 1), 1.0)
    ]


def test_every_impression_is_stored_with_the_points_that_it_had(tmp_path: Path) -> None:
    """Of a raid among unlike minds, with a bias of 0.5: 5 x 1.5 for the victim, 5 x 0.2 for others."""
    world = timeline(
        STATES,
        events=[event("a", "raid", "AAA > BBB", "1901-03-01")],
        regimes=ruled(("AAA", "crown"), ("BBB", "union")),
        ideologies=CREEDS,
    )
    fixed = {"bias": 0.5, "spillover": 0.2}
    ledger = recorded(world, tmp_path / "x.duckdb", histories=3, fixed=fixed)

    stored = sql(ledger, "select observer, observed, points from impression order by all").rows()
    assert stored == [("BBB", "AAA", 5 * 1.5), ("CCC", "AAA", 5 * 0.2)]


@settings(max_examples=8)
@given(sketches())
def test_beliefs_look_at_nothing_that_comes_later(sketch: Sketch) -> None:
    """With all three on, in dense worlds whose regimes change creed, no forecast changes."""
    with TemporaryDirectory() as folder:
        world = write(Path(folder) / "world", sketch)
    turns = (None, date(1901, 7, 1), date(1903, 1, 1), None)
    regimes = tuple(
        Regime(code, begins, ends, "monarchy", (("crown", "union")[(number + later) % 2],), ())
        for number, code in enumerate(CODES)
        for later, (begins, ends) in enumerate(pairwise(turns))
    )

    found = audit(replace(world, regimes=regimes, ideologies=CREEDS), fixed=ALL_ON)

    assert not {"changed", "escaped"} & set(found.rows["verdict"])


def test_the_miniature_is_sound_with_all_beliefs_on() -> None:
    """Every census, and the cheater is caught; a run audits under what it fixes as well."""
    found = audit("miniature", fixed=ALL_ON)

    assert found.sound


def test_an_audit_refuses_a_parameter_that_is_none() -> None:
    """With the nearest."""
    with pytest.raises(UnknownNameError, match="did you mean 'bias'"):
        audit("miniature", fixed={"bia": 0.5})


def test_the_literature_of_the_switches_is_known() -> None:
    """Every key is an entry of literature.bib."""
    path = Path(__file__).parent.parent / "replay" / "literature.bib"
    known, faults = parse_sources(path.read_text(encoding="utf-8"), "literature.bib")

    assert not faults
    assert {key for several in LITERATURE.values() for key in several} <= set(known)
