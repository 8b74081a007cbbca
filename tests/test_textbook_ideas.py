"""Textbook cases of ideology, aid, penetration, institutions and community: who aligns, who parts, and why.

The numbers are ours, the order is the literature's; each case says where it is told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pytest

from replay.dyads import common_creeds, conditioned, greater, greater_of_two, lesser_of_two
from replay.situation import Situation
from replay.theories import registry
from replay.theories.aid import asymmetry, monopoly
from replay.theories.ideology import security, want_of_legitimacy
from replay.theories.penetration import legitimacy, unlimited
from tests.textbook import case, chances, misplaced

UNKNOWN = float("nan")
KING, NASSER = "monarchist conservative", "nasserist arab-nationalist non-aligned republican"
PAN_ARAB = "arab-nationalist nasserist baath baath-syria baath-iraq"

ARABS = {
    "codes": "EGY IRQ JOR SAU SYR",
    "creeds": {"EGY": NASSER, "SYR": "arab-nationalist republican", "IRQ": KING, "JOR": KING, "SAU": KING},
    "divisive": PAN_ARAB,
    "threat": {"JOR < EGY": 0.5, "IRQ < EGY": 0.4, "SAU < EGY": 0.4, "EGY < IRQ": 0.3, "SYR < IRQ": 0.4},
    "strength": {"EGY": 5, "IRQ": 16, "JOR": 0, "SAU": 30, "SYR": 3},
}
KINGS_1957 = case(**ARABS)
"""Jordan's throne survived a plot in April 1957; the kings visited one another that spring."""
UNION_1958 = case(**ARABS, tied_years={"EGY-SYR": 0, "IRQ-JOR": 0, "JOR-SAU": 1, "IRQ-SAU": 1})
"""Nasser's republics united in February 1958, and two thrones in answer; Syria left in 1961."""
BAATH_1975 = case(
    "IRQ JOR SAU SYR",
    creeds={
        "IRQ": "baath-iraq arab-nationalist republican",
        "SYR": "baath-syria arab-nationalist republican",
        "JOR": KING,
        "SAU": KING,
    },
    divisive=PAN_ARAB,
    strength={"IRQ": 7, "JOR": 5, "SAU": 6, "SYR": 5},
)
"""Two parties of one name, each with the only lawful National Command."""
SALES = {
    "codes": "EGY ISR JOR RUS UKG USA",
    "arms": {"EGY < RUS": 4, "ISR < USA": 4, "JOR < USA": 2, "JOR < UKG": 2},
    "capability": {"EGY": 0.03, "ISR": 0.02, "JOR": 0.01, "RUS": 0.4, "UKG": 0.1, "USA": 0.44},
    "openness": {"EGY": 0.1, "ISR": 0.7, "JOR": 0.2, "RUS": 0.1, "UKG": 0.8, "USA": 0.8},
}
ARMS_1965 = case(**SALES)
"""As much to Egypt as to Israel, and as much to Jordan, which has two sellers to choose from."""
CLIENTS_1965 = case(**SALES, tied_years={"EGY-RUS": 9, "ISR-USA": 3, "JOR-USA": 8, "EGY-JOR": 1})
MEDDLERS = {
    "codes": "EGY ISR JOR SAU USA YAR",
    "penetration": {"USA < ISR": 1, "YAR < SAU": 1, "JOR < EGY": 1},
    "cooperative": {"USA < ISR": 6, "YAR < SAU": 2},
    "hostile": {"YAR < SAU": 3, "JOR < EGY": 9},
    "openness": {"EGY": 0.1, "ISR": 0.7, "JOR": 0.2, "SAU": 0.02, "USA": 0.8, "YAR": 0.05},
    "revisionism": {"EGY": 1, "ISR": 0.5, "JOR": 0, "SAU": 0, "USA": 0, "YAR": 0},
}
MEDDLING = case(**MEDDLERS)
"""Israel's friends in Congress, Saudi money among Yemen's tribes, Cairo's plots in Amman."""
MEDDLING_ALLIES = case(**MEDDLERS, tied_years={"ISR-USA": 5, "SAU-YAR": 2, "EGY-JOR": 1, "JOR-SAU": 5})
PACTS_1991 = case(
    "GFR POL ROK RUS USA",
    tied_years={"GFR-USA": 36, "POL-RUS": 36, "ROK-USA": 37},
    general_assets={"GFR-USA": 6, "POL-RUS": 0, "ROK-USA": 1},
    specific_assets={"GFR-USA": 4, "POL-RUS": 4, "ROK-USA": 4},
    adversary={"GFR-USA": 0.1, "POL-RUS": 0.1, "ROK-USA": 0.8},
)
"""The threat is gone from Europe and not from Korea; only NATO had built for more than the threat."""
NATIONS = {
    "codes": "GFR POL RUS TUR UKG USA",
    "creeds": {
        "GFR": "liberal-democratic western",
        "UKG": "liberal-democratic western",
        "USA": "liberal-democratic western",
        "TUR": "kemalist western",
        "POL": "marxist",
        "RUS": "marxist",
    },
    "openness": {"GFR": 0.9, "POL": 0.1, "RUS": 0.1, "TUR": 0.4, "UKG": 0.9, "USA": 0.8},
    "cooperative": {"USA < UKG": 30, "USA < GFR": 30, "USA < TUR": 15, "RUS < POL": 10},
}
COMMUNITY_1949 = case(**NATIONS)
"""Democracies, a half-democratic applicant, and an empire that calls itself a brotherhood."""
COMMUNITY_1989 = case(**NATIONS, tied_years={"UKG-USA": 40, "GFR-USA": 34, "TUR-USA": 37, "POL-RUS": 34})


@dataclass(frozen=True)
class Case:
    """What a textbook says of a case: the likelier shifts stand first, those alike beside one another."""

    theory: str
    head: str
    seen: Situation
    order: str
    told: str


KINGS_ORDER = "IRQ-JOR JOR-SAU > IRQ-SAU > EGY-JOR EGY-SAU IRQ-SYR > EGY-SYR"
CASES = (
    Case("ideology", "onset", KINGS_1957, KINGS_ORDER, "Walt 1987, ch. 6: the kings against Nasser"),
    Case("ideology", "ending", UNION_1958, "EGY-SYR > IRQ-SAU > IRQ-JOR JOR-SAU", "ch. 6: unions divide"),
    Case("ideology", "onset", BAATH_1975, "JOR-SAU > IRQ-JOR SAU-SYR > IRQ-SYR", "ch. 6: the two Ba'ths"),
    Case("aid", "onset", ARMS_1965, "EGY-RUS > ISR-USA > JOR-USA > EGY-USA RUS-USA", "ch. 2, 7: monopoly"),
    Case("aid", "ending", CLIENTS_1965, "EGY-JOR > JOR-USA > ISR-USA > EGY-RUS", "ch. 2, 7: monopoly"),
    Case("penetration", "onset", MEDDLING, "ISR-USA > SAU-YAR > EGY-USA > EGY-JOR", "ch. 2, 7: the lobby"),
    Case("penetration", "ending", MEDDLING_ALLIES, "EGY-JOR > JOR-SAU > SAU-YAR > ISR-USA", "ch. 2, 7"),
    Case("institutionalism", "ending", PACTS_1991, "POL-RUS > GFR-USA ROK-USA", "Wallander 2000"),
    Case("constructivism", "onset", COMMUNITY_1949, "UKG-USA GFR-USA > TUR-USA > POL-USA", "Risse-Kappen"),
    Case("constructivism", "ending", COMMUNITY_1989, "POL-RUS TUR-USA > GFR-USA > UKG-USA", "Risse-Kappen"),
)


@pytest.mark.parametrize("one", CASES, ids=lambda one: f"{one.theory}-{one.head}-{one.told}")
def test_a_theory_orders_a_textbook_case_as_the_textbook_does(one: Case) -> None:
    """Every dyad of a tier is likelier to shift than every dyad of the next."""
    assert misplaced(chances(one.theory, one.head, one.seen), one.order) == []


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
    bare = case("AAA BBB", tied_years={"AAA-BBB": 3})
    assert np.isnan(chances("institutionalism", "ending", bare)["AAA-BBB"])


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
    assert common_creeds(creeds, without={"one"})[0, 1, 0] == pytest.approx(1 / 3)
    assert np.isnan(shares[0, 2])
    assert np.isnan(shares[2, 2])


def test_of_two_states_the_lesser_and_the_greater_and_of_two_directions_the_greater() -> None:
    """Of .2 and .6; one unknown makes the dyad unknown."""
    values = np.array([0.2, 0.6, UNKNOWN])
    assert (lesser_of_two(values)[0, 1, 0], greater_of_two(values)[0, 1, 0]) == (0.2, 0.6)
    assert np.isnan(lesser_of_two(values)[0, 2, 0])
    pair = np.array([[UNKNOWN, 0.2], [0.6, UNKNOWN]])[..., None]
    assert greater(pair)[0, 1, 0] == greater(pair)[1, 0, 0] == 0.6


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
