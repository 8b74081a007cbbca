"""Cases from the theories' own literature: who joins or leaves whom, in systems of four to six states.

Each case asserts the order of log-odds that a theory gives, not their size. Capabilities are
rounded shares that keep the order of the time; threats and hostility are as the texts tell them.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from replay.situation import Situation
from tests.concert import concert, odds


@dataclass(frozen=True)
class Case:
    """One example: dyads in one situation, from the likeliest shift to the least likely."""

    name: str
    theory: str
    head: str
    order: tuple[str, ...]
    situation: Situation


SECONDARY = concert({"FIRST": 0.40, "SECOND": 0.28, "THIRD": 0.18, "FOURTH": 0.10, "FIFTH": 0.04})

AGGRESSOR = concert(
    {"RISING": 0.50, "MIDDLE": 0.30, "WEAK": 0.05, "FRIEND": 0.15},
    ties=("MIDDLE FRIEND",),
    threat={"MIDDLE RISING": 0.6, "WEAK RISING": 0.6, "FRIEND RISING": 0.3},
)

FINLAND = {"SOV": 0.45, "GER": 0.25, "FIN": 0.02, "ROM": 0.05, "SWE": 0.08, "SUI": 0.05}
FINLAND_1944 = concert(
    FINLAND,
    ties=("FIN GER", "ROM GER"),
    threat={"FIN SOV": 0.8, "ROM SOV": 0.6, "GER SOV": 0.7, "SWE SOV": 0.3, "SOV GER": 0.6},
    hostile={"FIN SOV": 60, "SOV FIN": 60, "GER SOV": 90, "SOV GER": 90},
)

AXIS = {"GER": 0.22, "SOV": 0.18, "BRI": 0.16, "FRA": 0.10, "JAP": 0.09, "ITA": 0.06}
JACKALS = concert(
    AXIS, revisionism={"GER": 1, "SOV": 1, "BRI": 0, "FRA": 0, "JAP": 1, "ITA": 1}, ties=("BRI FRA",)
)
VICTORS = concert(
    {"USA": 0.45, "BRI": 0.15, "GER": 0.15, "TUR": 0.02, "ITA": 0.03},
    ties=("USA BRI",),
    revisionism={"USA": 0, "BRI": 0, "GER": 1, "TUR": 0, "ITA": 0.5},
)

JULY_1914 = concert(
    {"GER": 0.22, "RUS": 0.20, "FRA": 0.12, "AUS": 0.10, "ITA": 0.05, "SER": 0.01},
    ties=("GER AUS", "GER ITA", "FRA RUS"),
    threat={"GER RUS": 0.7, "GER FRA": 0.6, "FRA GER": 0.7, "RUS GER": 0.5, "AUS RUS": 0.6, "ITA FRA": 0.1},
)

PATRONS = concert(
    {"USA": 0.50, "CHN": 0.25, "JAP": 0.12, "ROK": 0.03, "PHI": 0.02, "BUR": 0.02},
    threat={"ROK CHN": 0.7, "PHI CHN": 0.3, "JAP CHN": 0.3, "USA CHN": 0.2},
)

INTERWAR = concert(
    {"GER": 0.30, "FRA": 0.25, "BEL": 0.05, "POL": 0.08, "SPA": 0.06},
    threat={"BEL GER": 0.6, "POL GER": 0.6, "FRA GER": 0.5},
    creeds={"BEL": "national neutral"},
    ties=("FRA POL",),
)

CASES = (
    Case(
        "Waltz 1979: 126: secondary states flock to the weaker side",
        "balance_of_power",
        "onset",
        ("SECOND THIRD", "FIRST THIRD"),
        SECONDARY,
    ),
    Case(
        "Waltz 1979: 126: no secondary state joins the strongest first",
        "balance_of_power",
        "onset",
        ("SECOND FOURTH", "FIRST FOURTH"),
        SECONDARY,
    ),
    Case(
        "Walt 1987: 17-33: under the same threat the weak bandwagon before the strong",
        "bandwagoning",
        "onset",
        ("RISING WEAK", "RISING FRIEND", "MIDDLE WEAK"),
        AGGRESSOR,
    ),
    Case(
        "Walt 1987: 17-33: what balances against the threat is the contrary",
        "balance_of_threat",
        "onset",
        ("MIDDLE WEAK", "RISING WEAK"),
        AGGRESSOR,
    ),
    Case(
        "Walt 1987: 17-33: Finland, alone and overwhelmed, comes to terms with the Soviet Union",
        "bandwagoning",
        "onset",
        ("FIN SOV", "SWE SOV", "FIN SWE"),
        FINLAND_1944,
    ),
    Case(
        "Schweller 1994: 88-99: Italy follows the strongest revisionist, not Britain",
        "balance_of_interests",
        "onset",
        ("GER ITA", "BRI ITA"),
        JACKALS,
    ),
    Case(
        "Schweller 1994: 88-99: Japan follows the strongest revisionist, before the other jackal",
        "balance_of_interests",
        "onset",
        ("GER JAP", "ITA JAP", "BRI JAP"),
        JACKALS,
    ),
    Case(
        "Schweller 1994: 88-99: the Soviet Union, discontent too, joins Germany, not France",
        "balance_of_interests",
        "onset",
        ("GER SOV", "FRA SOV"),
        JACKALS,
    ),
    Case(
        "Schweller 1994: 88-99: content neutrals pile on with the winning side",
        "balance_of_interests",
        "onset",
        ("USA TUR", "GER TUR"),
        VICTORS,
    ),
    Case(
        "Snyder 1984: 461-495: Germany clings to Austria, whom it needs more than Italy",
        "security_dilemma",
        "ending",
        ("GER ITA", "GER AUS"),
        JULY_1914,
    ),
    Case(
        "Morrow 1991: 904-933: the threatened minor and its patron, before two minors or two majors",
        "autonomy_security",
        "onset",
        ("USA ROK", "USA PHI", "ROK PHI"),
        PATRONS,
    ),
    Case(
        "Schroeder 1994: 108-148: Belgium keeps out, under a danger that does not keep out Poland",
        "hiding",
        "onset",
        ("GER POL", "BEL FRA"),
        INTERWAR,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_theory_orders_dyads_as_its_own_example_does(case: Case) -> None:
    """From the likeliest shift to the least likely, each strictly above the next."""
    (given,) = odds(case.theory, case.head, case.situation)
    found = [given[pair] for pair in case.order]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)


def test_a_coalition_parts_on_the_day_after_victory() -> None:
    """Waltz 1979: 126: the tie of the winners is likelier to end once the rival has fallen."""
    powers = {"USA": 0.35, "SOV": 0.25, "BRI": 0.10, "ITA": 0.05}
    ties = ("USA SOV", "USA BRI")
    war, victory = odds(
        "balance_of_power",
        "ending",
        concert({**powers, "GER": 0.25}, ties=ties),
        concert({**powers, "GER": 0.02}, ties=ties),
    )
    assert victory["USA SOV"] > war["USA SOV"]


def test_finland_leaves_the_side_that_is_being_overwhelmed() -> None:
    """Walt 1987: 17-33: its tie with Germany is likelier to end in 1944 than in 1941."""
    ties, fighting = ("FIN GER", "ROM GER"), {"GER SOV": 90.0, "SOV GER": 90.0}
    strong = {"SOV": 0.30, "GER": 0.30, "FIN": 0.02, "ROM": 0.05}
    weak = {"SOV": 0.50, "GER": 0.10, "FIN": 0.02, "ROM": 0.05}
    then, later = odds(
        "bandwagoning", "ending", *(concert(one, ties=ties, hostile=fighting) for one in (strong, weak))
    )
    assert later["FIN GER"] > then["FIN GER"]


def test_an_allys_quarrel_that_is_not_ones_own_loosens_the_tie() -> None:
    """Snyder 1984: France and Czechoslovakia, before and after the Sudeten quarrel of 1938."""
    powers, ties = {"GER": 0.30, "FRA": 0.20, "CZE": 0.05, "BRI": 0.25}, ("FRA CZE", "FRA BRI")
    calm, quarrel = (
        concert(powers, ties=ties, threat={"FRA GER": 0.5}, hostile=hostile)
        for hostile in ({}, {"CZE GER": 30.0, "GER CZE": 30.0})
    )
    before, after = odds("security_dilemma", "ending", calm, quarrel)
    assert after["FRA CZE"] > before["FRA CZE"]
    assert after["FRA CZE"] > after["FRA BRI"]


def test_an_ally_who_courts_the_adversary_is_held_the_closer() -> None:
    """Snyder 1984 on conciliation, drawn as Russia's talks with Germany in 1910-11."""
    powers, ties = {"GER": 0.30, "FRA": 0.20, "RUS": 0.25, "BRI": 0.25}, ("FRA RUS", "FRA BRI")
    cold, warm = (
        concert(powers, ties=ties, threat={"FRA GER": 0.6}, cooperative=courted)
        for courted in ({}, {"RUS GER": 20.0, "GER RUS": 20.0})
    )
    before, after = odds("security_dilemma", "ending", cold, warm)
    assert after["FRA RUS"] < before["FRA RUS"]
    assert after["FRA BRI"] == pytest.approx(before["FRA BRI"])


def test_the_dilemma_is_milder_in_bipolarity() -> None:
    """Snyder 1984: the same needs and quarrels set two ties further apart in multipolarity."""
    world = {
        "capability": {"USA": 0.4, "SOV": 0.3, "GER": 0.2, "TUR": 0.05},
        "ties": ("USA GER", "USA TUR"),
        "threat": {"GER SOV": 0.7, "USA SOV": 0.4, "TUR SOV": 0.3},
        "hostile": {"TUR SOV": 20.0, "SOV TUR": 20.0},
    }
    multipolar, bipolar = odds(
        "security_dilemma",
        "ending",
        *(concert(polarity=polarity, **world) for polarity in ("multipolar", "bipolar")),
    )
    assert multipolar["USA TUR"] > multipolar["USA GER"]
    assert multipolar["USA TUR"] - multipolar["USA GER"] > bipolar["USA TUR"] - bipolar["USA GER"] > 0


def test_unequal_allies_stay_until_their_capabilities_change() -> None:
    """Morrow 1991: the unequal tie outlasts the equal one, unless it has changed since it began."""
    (given,) = odds(
        "autonomy_security",
        "ending",
        concert(
            {"MAJOR": 0.5, "MINOR": 0.05, "CLIMBER": 0.05, "PEER": 0.4},
            ties=("MAJOR MINOR", "MAJOR CLIMBER", "MAJOR PEER"),
            then={"CLIMBER MAJOR": 0.01},
        ),
    )
    assert given["MAJOR PEER"] > given["MAJOR MINOR"]
    assert given["MAJOR CLIMBER"] > given["MAJOR MINOR"]


def entente(believed: float, polarity: str) -> Situation:
    """Draw France, Russia, Britain and Germany with the same belief about offence."""
    powers = {"GER": 0.30, "FRA": 0.20, "RUS": 0.25, "BRI": 0.25}
    threat = {"FRA GER": 0.7, "RUS GER": 0.5, "BRI GER": 0.3}
    return concert(
        powers, threat=threat, ties=("FRA RUS",), advantage=dict.fromkeys(powers, believed), polarity=polarity
    )


def test_allies_are_chained_in_1914_and_pass_the_buck_in_1939() -> None:
    """Christensen & Snyder 1990: offence believed to win holds and makes ties, defence undoes them."""
    worlds = (entente(1.0, "multipolar"), entente(0.0, "multipolar"))
    early, late = odds("buck_passing", "onset", *worlds)
    assert early["BRI FRA"] > late["BRI FRA"]
    assert early["BRI FRA"] > early["FRA GER"], "those who share a threat, and not with whom it comes from"
    early, late = odds("buck_passing", "ending", *worlds)
    assert early["FRA RUS"] < late["FRA RUS"]


def test_in_bipolarity_there_is_nobody_to_pass_the_buck_to() -> None:
    """Christensen & Snyder 1990, after Waltz: beliefs about offence then tell no dyad from another."""
    for given in odds("buck_passing", "onset", entente(1.0, "bipolar"), entente(0.0, "bipolar")):
        assert len(set(given.values())) == 1


def test_rising_danger_keeps_out_those_who_have_a_way_out() -> None:
    """Schroeder 1994: as Germany grows, a tie of neutral Belgium with France becomes less likely."""
    powers = {"GER": 0.30, "FRA": 0.25, "BEL": 0.05, "SPA": 0.06}
    calm, danger = odds(
        "hiding",
        "onset",
        *(concert(powers, threat={"BEL GER": one}, creeds={"BEL": "neutral"}) for one in (0.2, 0.8)),
    )
    assert danger["BEL FRA"] < calm["BEL FRA"]
    assert danger["FRA SPA"] == pytest.approx(calm["FRA SPA"])


def test_exposed_bavaria_hides_and_leaves() -> None:
    """Schroeder 1994: between Austria and France it stays out; in a coalition it is the first to go."""
    powers = {"FRA": 0.35, "AUS": 0.25, "PRU": 0.15, "BAV": 0.03, "SAX": 0.03}
    threat = {"BAV FRA": 0.7, "BAV AUS": 0.6, "PRU FRA": 0.1, "SAX FRA": 0.1}
    (free,) = odds("hiding", "onset", concert(powers, threat=threat))
    assert free["BAV PRU"] < free["PRU SAX"]
    (tied,) = odds("hiding", "ending", concert(powers, threat=threat, ties=("PRU BAV", "PRU SAX")))
    assert tied["BAV PRU"] > tied["PRU SAX"]
