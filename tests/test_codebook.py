"""The codebook is complete, and an event weighs what its kind, intensity and deaths say."""

from __future__ import annotations

from dataclasses import replace
from math import isclose, log10

import pytest

from replay.changes import STOCKS
from replay.clock import parse_window
from replay.codebook import Event, Kind, codebook, miscast

KINDS = list(codebook().values())


def coded(
    kind: str, initiators: str, targets: str = "", *, intensity: float = 1, deaths: float | None = None
) -> Event:
    """Code an event of a kind between states, with spaces between several."""
    return Event(
        id="event",
        kind=codebook()[kind],
        initiators=tuple(initiators.split()),
        targets=tuple(targets.split()),
        against=(),
        happened=parse_window("1956-07-26"),
        precision="day",
        known_on=None,
        intensity=intensity,
        deaths=deaths,
        amount=None,
        presupposes=(),
        confidence="A",
        description="",
        sources=(),
    )


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
def test_a_kind_is_defined_whole(kind: Kind) -> None:
    """It says what it is, when to code it and after whom, in full sentences."""
    assert kind.definition.endswith(".")
    assert kind.rule.endswith(".")
    assert kind.reference
    assert kind.sign in {"hostile", "cooperative", "none"}
    assert kind.touches in {"directed", "mutual", "state"}
    assert kind.cameo == "" or kind.cameo.isdecimal()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
def test_a_kind_moves_stocks_that_there_are(kind: Kind) -> None:
    """Its sign and fading name an impression; its effects are other stocks, the regime, or words it meets."""
    if kind.sign == "none":
        assert (kind.fading, kind.touches) == ("", "state")
        assert set(kind.effects) <= {"regime"}
    else:
        assert f"{kind.sign}_{kind.fading}" in STOCKS
        assert set(kind.effects) - {"meets"} == set(kind.received) <= set(STOCKS[4:])
        assert "meets" not in kind.effects or (kind.sign, kind.touches) == ("cooperative", "mutual")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
def test_points_are_positive_where_there_is_an_impression(kind: Kind) -> None:
    """A kind without a sign has points only as the share of the regime reset, at most 1."""
    if kind.sign == "none":
        assert 0 <= kind.points <= 1
        assert (kind.points > 0) == ("regime" in kind.effects)
    else:
        assert kind.points > 0


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: str(kind.kind))
def test_only_cooperation_is_held_against_partners(kind: Kind) -> None:
    """The share of the points that those it is aimed at hold is none for all else."""
    assert 0 <= kind.against_share <= 1
    assert kind.against_share == 0 or kind.sign == "cooperative"


@pytest.mark.parametrize(
    ("kind", "intensity", "deaths", "points"),
    [
        ("raid", 1, None, 5),
        ("raid", 1, 0, 5 * (1 + 0.3 * 0)),
        ("border_clash", 1, 9, 5 * (1 + 0.3 * 1)),
        ("raid", 1, 99, 5 * (1 + 0.3 * 2)),
        ("war", 1, 999, 8 * (1 + 0.3 * 3)),
        ("arms_deal", 2, None, 4 * 2),
        ("assassination", 0.5, 9, 4 * 0.5 * (1 + 0.3 * 1)),
        ("accusation", 0, 99, 0),
        ("raid", 1, 50, 5 * (1 + 0.3 * log10(51))),
        ("coup", 1, None, 1),
    ],
)
def test_points_grow_with_intensity_and_tenfold_deaths(
    kind: str, intensity: float, deaths: float | None, points: float
) -> None:
    """Points of the kind x intensity x (1 + 0.3 log10(1 + deaths)); unknown deaths count as none."""
    event = coded(kind, "AAA", "BBB", intensity=intensity, deaths=deaths)
    assert isclose(event.points, points)


@pytest.mark.parametrize(
    ("initiators", "targets", "pairs"),
    [
        ("AAA", "BBB", [("AAA", "BBB")]),
        ("AAA BBB", "CCC DDD", [("AAA", "CCC"), ("AAA", "DDD"), ("BBB", "CCC"), ("BBB", "DDD")]),
        ("AAA BBB", "", [("AAA", "BBB")]),
        ("AAA BBB CCC", "", [("AAA", "BBB"), ("AAA", "CCC"), ("BBB", "CCC")]),
        ("AAA", "", []),
    ],
)
def test_pairs_are_initiators_with_targets_or_with_one_another(
    initiators: str, targets: str, pairs: list[tuple[str, str]]
) -> None:
    """Two by two make four pairs; three among themselves make 3 x 2 / 2."""
    assert list(coded("summit", initiators, targets).pairs) == pairs


@pytest.mark.parametrize(
    ("kind", "initiators", "targets", "against", "roles"),
    [
        ("raid", ["A"], ["B"], [], []),
        ("raid", ["A"], [], [], ["target"]),
        ("raid", ["A"], ["B"], ["C"], ["against"]),
        ("raid", ["A"], ["B"], ["B"], ["against"]),
        ("war", ["A", "B"], [], [], []),
        ("war", ["A"], [], [], ["target"]),
        ("coup", ["A"], [], [], []),
        ("coup", ["A"], ["B"], [], ["target"]),
        ("coup", ["A"], [], ["B"], ["against"]),
        ("defence_pact", ["A", "B"], [], ["C"], []),
        ("defence_pact", ["A", "B"], ["B"], ["A"], ["against", "target"]),
    ],
)
def test_a_role_that_does_not_fit_the_kind_is_found(
    kind: str, initiators: list[str], targets: list[str], against: list[str], roles: list[str]
) -> None:
    """Each wrong role is found once."""
    found = miscast(codebook()[kind], initiators, targets, against)
    assert [role for role, _, _ in found] == roles


def test_kinds_and_events_do_not_change() -> None:
    """They are frozen; a changed copy is another."""
    event = coded("raid", "AAA", "BBB")
    assert replace(event, intensity=2.0).points == 2 * event.points
    with pytest.raises(AttributeError):
        event.intensity = 2.0  # type: ignore[misc]


def test_names_of_kinds_are_unique() -> None:
    """The table has as many rows as the codebook has kinds: a name used twice would hide one."""
    from importlib.resources import files

    text = files("replay").joinpath("codebook.csv").read_text(encoding="utf-8")
    assert len(text.splitlines()) == 1 + len(KINDS)
