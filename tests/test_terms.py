"""What the terms of the theories measure: their parts by hand, and what each needs to know."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from replay.dyads import (
    common_creeds,
    conditioned,
    greater_of_two,
    greatest_shared,
    lesser_of_two,
)
from replay.situation import Situation
from replay.standardisation import Scale
from replay.theories import registry
from replay.theories.aid import asymmetry, monopoly
from replay.theories.ideology import security, want_of_legitimacy
from replay.theories.penetration import legitimacy, unlimited
from replay.theory import Index
from tests.textbook import case, odds

UNKNOWN = float("nan")
WHOLE = case(
    "AAA BBB CCC",
    creeds={"AAA": "one two", "BBB": "one", "CCC": "two"},
    tied_years={"AAA-BBB": 3},
    general_assets={"AAA-BBB": 2},
    specific_assets={"AAA-BBB": 1},
    adversary={"AAA-BBB": 0.5},
    **{name: {"AAA < BBB": 2} for name in ("arms", "aid", "penetration", "cooperative", "hostile")},
    **{name: dict.fromkeys(("AAA", "BBB", "CCC"), 0.5) for name in ("openness", "capability", "revisionism")},
    strength={"AAA": 1, "BBB": 2, "CCC": 3},
)
"""All that the five theories read is known of A and B."""
SILENT = (
    ("ideology", "ideology", "likeness secure_likeness needy_likeness rivalry"),
    ("ideology", "threat", "secure_likeness"),
    ("ideology", "strength", "needy_likeness"),
    ("aid", "arms", "aid monopoly dependence free_hand"),
    ("aid", "capability", "dependence"),
    ("aid", "openness", "free_hand"),
    ("penetration", "penetration", "open_door fair_means subversion"),
    ("penetration", "revisionism", "open_door fair_means subversion"),
    ("penetration", "openness", "open_door"),
    ("penetration", "hostile", "fair_means"),
    ("institutionalism", "general_assets", "general_assets"),
    ("institutionalism", "specific_assets", "specific_assets"),
    ("institutionalism", "adversary", "specific_assets"),
    ("constructivism", "ideology", "values"),
    ("constructivism", "openness", "liberal"),
    ("constructivism", "cooperative", "cooperation"),
    ("constructivism", "tied_years", "age"),
)


def index(name: str, head: str) -> Index:
    """Return the fit of a theory's head."""
    fit = registry()[name].heads[head]
    assert isinstance(fit, Index)
    return fit


def said(name: str, head: str, seen: Situation) -> dict[str, float]:
    """Ask a theory about one world."""
    return odds(head, index(name, head), name, {"": seen})


def dilemma(polarity: str | None) -> Situation:
    """Draw two allies of the United States: one in need of it, and one with a quarrel of its own."""
    return case(
        "USA SOV GER TUR",
        capability={"USA": 0.4, "SOV": 0.3, "GER": 0.2, "TUR": 0.05},
        tied="USA-GER USA-TUR",
        threat={"GER < SOV": 0.7, "USA < SOV": 0.4, "TUR < SOV": 0.3},
        hostile={"TUR-SOV": 20},
        polarity=polarity,
    )


def test_on_the_scale_of_a_burn_in_the_dilemma_is_milder_in_bipolarity() -> None:
    """The same needs and quarrels set two ties further apart in multipolarity (Snyder 1984)."""
    worlds = {one: dilemma(one) for one in ("multipolar", "bipolar")}
    found = odds("ending", index("security_dilemma", "ending"), "security_dilemma", worlds)
    apart = {one: found[f"USA-TUR@{one}"] - found[f"USA-GER@{one}"] for one in worlds}
    assert apart["multipolar"] > apart["bipolar"] > 0


def test_standardised_within_the_year_the_dilemma_is_as_severe_under_any_polarity() -> None:
    """One number for all dyads divides out; only where nobody knows the poles nothing is said."""
    fit = index("security_dilemma", "ending")
    scale = Scale(fit, {term.name: np.ones(1) for term in fit.terms}, frozen_after=None)
    z = {
        one: scale.standard(
            1900,
            {
                name: term[[0, 0], [2, 3]]
                for name, term in registry()["security_dilemma"].terms(dilemma(one), {})["ending"].items()
            },
        ).z
        for one in ("multipolar", "bipolar", None)
    }
    assert (z["multipolar"] != 0).any()
    np.testing.assert_allclose(z["bipolar"], z["multipolar"], rtol=1e-12)
    assert (z[None] == 0).all()


@pytest.mark.parametrize("polarity", ["bipolar", "unipolar", None])
def test_outside_multipolarity_there_is_nobody_to_pass_the_buck_to(polarity: str | None) -> None:
    """Christensen & Snyder 1990, after Waltz: the theory says nothing, not even the level."""
    codes = ("GER", "FRA", "RUS", "BRI")
    world = case(
        " ".join(codes),
        tied="FRA-RUS",
        threat={"FRA < GER": 0.7, "RUS < GER": 0.5, "BRI < GER": 0.3},
        advantage=dict.fromkeys(codes, 1.0),
        polarity="multipolar",
    )
    for head in ("onset", "ending"):
        assert np.isfinite([*said("buck_passing", head, world).values()]).all()
        silent = said("buck_passing", head, replace(world, polarity=polarity))
        assert np.isnan([*silent.values()]).all()


def test_of_third_states_the_greatest_that_two_share() -> None:
    """Of the third .2 and .5, of the fourth .7 and .3: .3; without the fourth .2; without both unknown."""
    held = np.full((4, 4, 1), 0.9)
    held[0, 2], held[1, 2], held[0, 3], held[1, 3] = 0.2, 0.5, 0.7, 0.3
    held[np.arange(4), np.arange(4)] = UNKNOWN
    assert greatest_shared(held)[0, 1, 0] == 0.3
    held[0, 3] = UNKNOWN
    assert greatest_shared(held)[0, 1, 0] == 0.2
    held[1, 2] = UNKNOWN
    assert np.isnan(greatest_shared(held)[0, 1, 0])


@pytest.mark.parametrize(("name", "field", "silent"), SILENT)
def test_what_is_unknown_is_not_guessed(name: str, field: str, silent: str) -> None:
    """With one field uncoded, the terms that need it are unknown of A and B, and no others are."""
    coded = getattr(WHOLE, field)
    unknown = (frozenset(),) * 3 if isinstance(coded, tuple) else np.full_like(coded, np.nan)
    known = registry()[name].terms(WHOLE, {})["ending"]
    found = registry()[name].terms(replace(WHOLE, **{field: unknown}), {})["ending"]

    assert not any(np.isnan(term[0, 1]).any() for term in known.values())
    assert {term for term, values in found.items() if np.isnan(values[0, 1]).any()} == set(silent.split())


def test_where_no_asset_is_coded_institutionalism_has_no_word_to_say() -> None:
    """Not even the level of its calibration: the forecast is unknown."""
    assert np.isnan(said("institutionalism", "ending", case("AAA BBB", tied="AAA-BBB"))["AAA-BBB"])


def test_who_meddles_with_nobody_may_be_unknown() -> None:
    """B meddles in A and its aims are known; C's are not, and it meddles with nobody: nothing is unknown."""
    aims = np.array([UNKNOWN, 0.0, UNKNOWN])
    for term in registry()["penetration"].terms(replace(WHOLE, revisionism=aims), {})["onset"].values():
        assert not np.isnan(term[[0, 0, 1], [1, 2, 2]]).any()


def test_creeds_in_common_are_a_share_of_all_that_two_states_hold() -> None:
    """Of one, two, three they share two: 2/3; without the one that divides 1/3; unknown of who holds none."""
    creeds = (frozenset({"one", "two"}), frozenset({"one", "two", "three"}), frozenset[str]())
    shares = common_creeds(creeds)[..., 0]
    assert shares[0, 1] == pytest.approx(2 / 3)
    assert common_creeds(creeds, without=frozenset({"one"}))[0, 1, 0] == pytest.approx(1 / 3)
    assert np.isnan(shares[0, 2])
    assert np.isnan(shares[2, 2])


def test_of_two_states_the_lesser_and_the_greater() -> None:
    """Of .2 and .6; one unknown makes the dyad unknown."""
    values = np.array([0.2, 0.6, UNKNOWN])
    assert (lesser_of_two(values)[0, 1, 0], greater_of_two(values)[0, 1, 0]) == (0.2, 0.6)
    assert np.isnan(lesser_of_two(values)[0, 2, 0])


def test_of_nothing_there_is_nothing_whatever_the_condition() -> None:
    """2 x .5, 0 x unknown, 2 x unknown."""
    found = conditioned(np.array([2.0, 0.0, 2.0]), np.array([0.5, UNKNOWN, UNKNOWN]))
    np.testing.assert_array_equal(found, [1.0, 0.0, UNKNOWN])


def test_the_parts_of_ideology() -> None:
    """The greatest threats .3 and .7 leave .7 and .3; twenty quiet years leave a quarter of the want."""
    threat = np.array([[UNKNOWN, 0.3], [0.7, UNKNOWN]])[..., None]
    assert security(threat)[:, 0] == pytest.approx([0.7, 0.3])
    assert want_of_legitimacy(np.array([0.0, 10.0, 20.0])) == pytest.approx([1, 1 / 2, 1 / 4])


def test_the_parts_of_aid() -> None:
    """A gets 3 from B and 1 from C: 3/4 and 1/4; B has .6 of .2 + .6; who gets nothing has no monopolist."""
    received = np.zeros((3, 3, 1))
    received[0, 1], received[0, 2] = 3, 1
    received[np.arange(3), np.arange(3)] = UNKNOWN
    assert monopoly(received)[0, 1:, 0] == pytest.approx([3 / 4, 1 / 4])
    assert monopoly(received)[1, 0, 0] == 0
    shares = asymmetry(np.array([0.2, 0.6, 0.0]))
    assert (shares[0, 1, 0], shares[1, 0, 0]) == pytest.approx((0.6 / 0.8, 0.2 / 0.8))
    assert np.isnan(asymmetry(np.zeros(2))[0, 1, 0]), "of two without capability neither is the stronger"


def test_the_parts_of_penetration() -> None:
    """Limited aims are not unlimited; 5 friendly and 2 hostile points make 6/9, none at all one half."""
    assert unlimited(np.array([0.0, 0.5, 0.75, 1.0])).tolist() == [0, 0, 0.5, 1]
    points = legitimacy(np.array([5.0, 0.0]), np.array([2.0, 0.0]))
    assert points == pytest.approx([6 / 9, 1 / 2])
