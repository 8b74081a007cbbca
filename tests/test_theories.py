"""What every theory and baseline keeps beyond the contract, which `test_theory_file` asks; then formulas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from math import log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from replay.calibration import Fold
from replay.dyads import greater, mutual, shared_threat
from replay.errors import UnknownNameError
from replay.parameters import draw
from replay.priors import Draws
from replay.situation import Situation
from replay.standardisation import Scale
from replay.theories import balance_of_threat, gravity, great_power_client, network, registry, select
from replay.theory import Fixed, Index, Rate, Ridge, Theory

STATES, HISTORIES = 6, 5
ABSENT = 4
RIVALS = {
    "aid",
    "autonomy_security",
    "balance_of_interests",
    "balance_of_power",
    "balance_of_threat",
    "bandwagoning",
    "buck_passing",
    "constructivism",
    "hiding",
    "ideology",
    "institutionalism",
    "penetration",
    "security_dilemma",
}
each_theory = pytest.mark.parametrize("theory", registry().values(), ids=registry())
with_terms = pytest.mark.parametrize(
    "theory", [one for one in registry().values() if one.reads], ids=lambda one: one.name
)
with_priors = pytest.mark.parametrize(
    ("theory", "head"),
    [(one, head) for one in registry().values() for head, fit in one.heads.items() if isinstance(fit, Index)],
    ids=lambda one: one if isinstance(one, str) else one.name,
)


def situation(seed: int = 1, *, states: int = STATES, histories: int = HISTORIES) -> Situation:
    """Draw a situation in which everything differs; the state ABSENT does not exist."""
    rng = np.random.default_rng(seed)
    exists = np.arange(states) != ABSENT
    gone = ~(exists[:, None] & exists[None]) | np.eye(states, dtype=bool)

    def perceived(scale: float) -> NDArray[np.float64]:
        values = scale * rng.random((states, states, histories))
        values[gone] = np.nan
        return values

    def of_states(values: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(exists, values, np.nan)

    upper = np.triu(rng.random((states, states)), 1)
    tied = np.triu(rng.random((states, states, histories)).transpose(2, 0, 1) < 0.4, 1).transpose(1, 2, 0)
    aligned = (tied | tied.swapaxes(0, 1)) & ~gone[..., None]
    years = np.round(10 * (upper + upper.T), 3)[..., None] * np.ones(histories)
    return Situation(
        year=1950,
        states=tuple("ABCDEFGH"[:states]),
        exists=exists,
        great_power=np.arange(states) % 3 == seed - 1,
        regime=tuple(f"regime {n}" for n in range(states)),
        ideology=tuple(
            frozenset({f"creed {n % (seed + 1)}", "creed"} | ({"non-aligned"} if n % 3 == seed else set()))
            for n in range(states)
        ),
        divisive=frozenset({f"creed {seed % 2}"}),
        polarity=("bipolar", "multipolar")[seed % 2],
        revisionism=of_states(np.round(2 * rng.random(states)) / 2),
        advantage=of_states(rng.random(states)),
        openness=of_states(rng.random(states)),
        strength=of_states(np.round(30 * rng.random(states))),
        general_assets=np.where(aligned, np.round(4 * upper + 4 * upper.T)[..., None], np.nan),
        specific_assets=np.where(aligned, np.round(3 * upper + 3 * upper.T)[..., None], np.nan),
        adversary=np.where(aligned, (upper + upper.T)[..., None], np.nan),
        capability=np.where(exists, rng.random(states), np.nan),
        km=np.where(np.eye(states), np.nan, 5000 * (upper + upper.T)),
        border=(upper + upper.T) > 0.5,
        hostile=perceived(20),
        cooperative=perceived(20),
        arms=perceived(3),
        aid=perceived(3),
        penetration=perceived(3),
        power=perceived(1),
        proximity=perceived(1),
        offence=perceived(1),
        intention=perceived(1),
        threat=perceived(1),
        aligned=aligned,
        capability_then=np.where(aligned & exists[:, None, None], rng.random((states, states, 1)), np.nan),
        tied_years=np.where(aligned, years, np.nan),
        parted_years=np.where(aligned | gone[..., None] | (years < 5), np.nan, years),
    )


def unknown(seen: Situation, name: str) -> object:
    """Leave a field uncoded; who is aligned, like who exists and which creeds divide, is always known."""
    value = getattr(seen, name)
    if isinstance(value, np.ndarray):
        return np.full(value.shape, np.nan) if value.dtype == float else value
    if isinstance(value, tuple):
        return tuple(frozenset() if isinstance(one, frozenset) else None for one in value)
    return value if isinstance(value, frozenset) else None


def draws(theory: Theory, histories: int = HISTORIES) -> Mapping[str, Draws]:
    """Draw what a theory can tune."""
    return draw(theory.tunable(), histories, 1, theory.name, {})


def terms(theory: Theory, seen: Situation) -> dict[tuple[str, str], NDArray[np.float64]]:
    """Ask for all terms, by head and name."""
    histories = seen.threat.shape[-1]
    found = theory.terms(seen, draws(theory, histories))
    return {(head, name): term for head, several in found.items() for name, term in several.items()}


def same(one: Mapping[tuple[str, str], NDArray[np.float64]], other: Mapping[tuple[str, str], object]) -> bool:
    """Say whether two answers are alike to 1e-12, unknowns in the same places."""
    return one.keys() == other.keys() and all(
        np.allclose(one[key], np.asarray(other[key], dtype=float), rtol=1e-12, atol=1e-12, equal_nan=True)
        for key in one
    )


def relabelled(seen: Situation, order: NDArray[np.int64]) -> Situation:
    """List the same states in another order."""
    changed: dict[str, object] = {}
    for one in fields(seen):
        value = getattr(seen, one.name)
        if isinstance(value, tuple):
            changed[one.name] = tuple(value[n] for n in order)
        elif isinstance(value, np.ndarray):
            changed[one.name] = value[order] if value.ndim == 1 else value[order][:, order]
    return replace(seen, **changed)  # type: ignore[arg-type]


def in_histories(seen: Situation, order: NDArray[np.int64]) -> Situation:
    """Choose histories of a situation, in any order."""
    arrays = {one.name: getattr(seen, one.name) for one in fields(seen)}
    chosen = {name: a[..., order] for name, a in arrays.items() if isinstance(a, np.ndarray) and a.ndim == 3}
    return replace(seen, **chosen)  # type: ignore[arg-type]


def test_the_theories_and_baselines_are_those_of_the_literature() -> None:
    """The rivals, and six baselines that they have to beat."""
    assert {name for name, theory in registry().items() if not theory.baseline} == RIVALS
    assert {name for name, theory in registry().items() if theory.baseline} == {
        "base_rate",
        "gravity",
        "gravity_network",
        "great_power_client",
        "network",
        "persistence",
    }


@pytest.mark.parametrize("name", registry())
def test_a_theory_is_named_as_its_file(name: str) -> None:
    """The registry finds it by the file's stem."""
    assert registry()[name].name == name


@each_theory
def test_a_theory_declares_fields_once_and_gives_no_undeclared_head(theory: Theory) -> None:
    """The contract, which every shipped theory keeps, does not ask it, nor that terms have a meaning."""
    assert len(set(theory.reads)) == len(theory.reads)
    assert set(theory.terms(situation(), draws(theory))) <= {*theory.heads}
    assert all(term.meaning for fit in theory.heads.values() for term in fit.terms)


@with_terms
def test_a_theory_reads_all_that_it_declares(theory: Theory) -> None:
    """Any one of the fields as it is in another situation changes its answer."""
    seen, other = situation(1), situation(2)
    for name in theory.reads:
        disturbed = replace(seen, **{name: getattr(other, name)})
        assert not same(terms(theory, seen), terms(theory, disturbed)), name


@with_priors
def test_what_is_unknown_is_not_guessed(theory: Theory, head: str) -> None:
    """Where a field that a theory reads is unknown of everyone, no term takes another value than it had."""
    seen = situation()
    before = theory.terms(seen, draws(theory))[head]
    for name in theory.reads:
        after = theory.terms(replace(seen, **{name: unknown(seen, name)}), draws(theory))[head]
        for term, values in after.items():
            known = ~np.isnan(values)
            np.testing.assert_array_equal(values[known], np.broadcast_to(before[term], values.shape)[known])


@with_priors
def test_a_theory_that_knows_nothing_says_nothing(theory: Theory, head: str) -> None:
    """With all that it reads unknown, so are all its terms."""
    seen = situation()
    blank = replace(seen, **{name: unknown(seen, name) for name in theory.reads})
    for term in theory.terms(blank, draws(theory))[head].values():
        assert np.isnan(term[np.triu_indices(STATES, 1)]).all()


@each_theory
def test_what_absent_states_are_said_to_be_does_not_touch_the_others(theory: Theory) -> None:
    """With other places and sizes for the absent state, the terms of existing dyads are the same."""
    seen = situation()
    km, border, great = seen.km.copy(), seen.border.copy(), seen.great_power.copy()
    km[ABSENT], km[:, ABSENT] = 1.0, 1.0
    border[ABSENT] ^= True
    border[:, ABSENT] ^= True
    great[ABSENT] ^= True
    moved = replace(seen, km=km, border=border, great_power=great)
    there = np.flatnonzero(seen.exists)
    before, after = terms(theory, seen), terms(theory, moved)
    for key, term in before.items():
        np.testing.assert_array_equal(term[there][:, there], after[key][there][:, there])


@each_theory
def test_histories_do_not_know_of_one_another(theory: Theory) -> None:
    """Permuting them permutes the terms, and each alone gets what it gets among others."""
    seen = situation()
    together = terms(theory, seen)
    for order in (np.array([3, 1, 4, 0, 2]), np.array([2])):
        chosen = {key: t[..., order] if t.shape[-1] > 1 else t for key, t in together.items()}
        assert same(terms(theory, in_histories(seen, order)), chosen)


@each_theory
@given(order=st.permutations(range(STATES)))
def test_relabelling_states_permutes_terms(theory: Theory, order: list[int]) -> None:
    """Names and places in the roster decide nothing, to 1e-12."""
    seen, moved = situation(), np.array(order)
    expected = {key: term[moved][:, moved] for key, term in terms(theory, seen).items()}
    assert same(terms(theory, relabelled(seen, moved)), expected)


@with_priors
def test_each_term_moves_the_odds_as_its_sign_declares(theory: Theory, head: str) -> None:
    """A term raised for one dyad raises, or lowers, the chance of that dyad alone."""
    fit = theory.heads[head]
    weights = {term.name: draws(theory)[f"{theory.name}.{head}.{term.name}"] for term in fit.terms}
    rng = np.random.default_rng(1)
    base = {term.name: rng.random((9, HISTORIES)) for term in fit.terms}
    scale, fold = Scale(fit, weights, frozen_after=1950), Fold(head, fit)

    def ask(year: int, given: dict[str, NDArray[np.float64]]) -> NDArray[np.float64]:
        return fold.ask(9, [scale.standard(year, given)]).p

    ask(1950, base)
    before = ask(1951, base)
    for term in fit.terms:
        raised = base[term.name].copy()
        raised[4] += 0.2
        after = ask(1951, base | {term.name: raised})
        assert np.sign(after - before).tolist() == [0, 0, 0, 0, term.sign, 0, 0, 0, 0]


def odds_of(seen: Situation, changed: Situation, head: str) -> NDArray[np.float64]:
    """Say by how much balance of threat moves its index for A and B from one situation to another."""
    theory = registry()["balance_of_threat"]
    before, after = terms(theory, seen), terms(theory, changed)
    return np.asarray(
        sum(
            term.sign * (after[head, term.name] - before[head, term.name])[0, 1]
            for term in theory.heads[head].terms
        )
    )


def test_a_third_states_threat_draws_two_states_together_and_their_own_drives_them_apart() -> None:
    """Raised to both: onset rises, ending falls. Raised from one to the other: the reverse."""
    seen = situation()
    third, own = seen.threat.copy(), seen.threat.copy()
    third[[0, 1], 2] += 0.5
    own[0, 1] = own[1, 0] = 1.5
    for head, sign in (("onset", 1), ("ending", -1)):
        assert (sign * odds_of(seen, replace(seen, threat=third), head) > 0).all()
        assert (sign * odds_of(seen, replace(seen, threat=own), head) < 0).all()


def test_co_operation_draws_two_states_together() -> None:
    """Points of either for the other make onset likelier, and ending less likely."""
    seen = situation()
    more = seen.cooperative.copy()
    more[1, 0] += 5
    assert (odds_of(seen, replace(seen, cooperative=more), "onset") > 0).all()
    assert (odds_of(seen, replace(seen, cooperative=more), "ending") < 0).all()


def test_shared_threat_sums_the_lesser_threats_of_third_states() -> None:
    """From the third state .2 and .5, from the fourth .7 and .3: .2 + .3; an unknown one is left out."""
    threat = np.full((4, 4, 1), 0.9)
    threat[0, 2], threat[1, 2], threat[0, 3], threat[1, 3] = 0.2, 0.5, 0.7, 0.3
    threat[np.arange(4), np.arange(4)] = np.nan
    assert shared_threat(threat)[0, 1, 0] == pytest.approx(0.2 + 0.3)
    threat[0, 3] = np.nan
    assert shared_threat(threat)[0, 1, 0] == pytest.approx(0.2)
    threat[1, 2] = np.nan
    assert np.isnan(shared_threat(threat)[0, 1, 0])


def test_the_greater_of_two_directions_and_the_log_of_what_both_hold() -> None:
    """Of .2 and .6: .6. Of 4 and 6 points: log(1 + 10 / 10)."""
    pair = np.array([[np.nan, 0.2], [0.6, np.nan]])[..., None]
    assert greater(pair)[0, 1, 0] == greater(pair)[1, 0, 0] == 0.6
    points = np.array([[np.nan, 4], [6, np.nan]])[..., None]
    assert mutual(points)[1, 0, 0] == pytest.approx(log(2))


def test_leadership_is_the_greater_share_of_the_power_of_both_and_keeps_a_tie() -> None:
    """It says nothing of ties that are not yet there."""
    seen = situation()
    found = balance_of_threat.terms(seen, {})
    assert set(found["ending"]) - set(found["onset"]) == {"leadership"}
    np.testing.assert_array_equal(found["ending"]["leadership"], greater(seen.power))
    (leads,) = (term for term in balance_of_threat.THEORY.heads["ending"].terms if term.name == "leadership")
    assert leads.sign == -1


def test_the_terms_of_gravity() -> None:
    """For 99 km, a border, shares of .2 and .4 and one great power."""
    seen = situation()
    km, border = seen.km.copy(), seen.border.copy()
    km[0, 1] = km[1, 0] = 99
    border[0, 1] = border[1, 0] = True
    sizes = seen.capability.copy()
    sizes[:2] = 0.2, 0.4
    found = gravity.terms(replace(seen, km=km, border=border, capability=sizes), {})["onset"]
    assert {name: float(term[0, 1, 0]) for name, term in found.items()} == pytest.approx(
        {
            "distance": log(1 + 99),
            "border": 1,
            "size": log(0.2 * 0.4),
            "ratio": log(0.4 / 0.2),
            "great_power": 1,
        }
    )


def test_a_state_without_capability_has_no_size_for_gravity() -> None:
    """The log of nothing is unknown, not minus infinity."""
    seen = situation()
    sizes = seen.capability.copy()
    sizes[0] = 0
    found = gravity.terms(replace(seen, capability=sizes), {})["onset"]
    assert np.isnan(found["size"][0, 1, 0])
    assert np.isnan(found["ratio"][1, 0, 0])


def test_the_terms_of_the_network() -> None:
    """A is tied with C and D, B with C, and A and B for three years; their last tie ended five years ago."""
    seen = situation()
    tied = np.zeros((STATES, STATES, HISTORIES), dtype=bool)
    for a, b in ((0, 2), (0, 3), (1, 2), (0, 1)):
        tied[a, b] = tied[b, a] = True
    years = np.full(tied.shape, np.nan)
    years[0, 1] = years[1, 0] = 3
    parted = np.full(tied.shape, np.nan)
    parted[0, 1] = parted[1, 0] = 5
    found = network.terms(replace(seen, aligned=tied, tied_years=years, parted_years=parted), {})
    assert {name: float(term[0, 1, 0]) for name, term in found["ending"].items()} == pytest.approx(
        {
            "shared_allies": log(1 + 1),
            "past_tie": 0.5,
            "degree": log(1 + 2 + 1),
            "age": log(1 + 3),
        }
    )
    assert found["onset"]["past_tie"][0, 2, 0] == 0, "who never parted has no past tie"
    assert set(found["ending"]) - set(found["onset"]) == {"age"}


def test_a_client_is_tied_to_a_great_power_and_is_none() -> None:
    """Of A and D, both great powers, neither is the other's client."""
    found = great_power_client.terms(situation(), {})["ending"]["client"][..., 0]
    assert (found[0, 1], found[1, 3], found[0, 3], found[1, 2]) == (1, 1, 0, 0)


def test_gravity_and_network_together_are_the_two() -> None:
    """Term by term, for both heads."""
    theories = registry()
    seen = situation()
    both = terms(theories["gravity"], seen) | terms(theories["network"], seen)
    assert same(terms(theories["gravity_network"], seen), both)


def test_the_fits_of_the_baselines_are_as_the_design_says() -> None:
    """A fixed .005; Beta(1, 30) and Beta(1, 8); ridges that draw towards zero with s.d. 0.5."""
    assert registry()["persistence"].heads == {"onset": Fixed(0.005), "ending": Fixed(0.005)}
    assert registry()["base_rate"].heads == {"onset": Rate(1, 30), "ending": Rate(1, 8)}
    for name in ("gravity", "network", "gravity_network", "great_power_client"):
        for fit in registry()[name].heads.values():
            assert isinstance(fit, Ridge)
            assert fit.sd == 0.5


def test_baselines_are_always_chosen_and_an_unknown_theory_is_refused() -> None:
    """None named means all; a wrong name comes with the nearest."""
    names = set(registry())
    assert {one.name for one in select()} == names
    baselines = {name for name, theory in registry().items() if theory.baseline}
    assert {one.name for one in select(["network"])} == baselines
    assert {one.name for one in select(["balance_of_threat"])} == baselines | {"balance_of_threat"}
    with pytest.raises(UnknownNameError) as caught:
        select(["balance_of_treat"])
    assert (caught.value.what, caught.value.nearest) == ("theory", "balance_of_threat")


@with_terms
def test_terms_keep_the_precision_of_the_situation(theory: Theory) -> None:
    """In single precision those by history stay single, and near to what they are in double."""
    seen = situation()
    arrays = {one.name: getattr(seen, one.name) for one in fields(seen)}
    singles = {name: a.astype(np.float32) for name, a in arrays.items() if np.asarray(a).dtype.kind == "f"}
    double, single = terms(theory, seen), terms(theory, replace(seen, **singles))
    for key, term in single.items():
        assert term.dtype == np.float32 or term.shape[-1] == 1
        np.testing.assert_allclose(term, double[key], rtol=1e-4, atol=1e-5)
