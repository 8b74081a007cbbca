"""Frozen calibrations: the mode in the nominal history, doubt in the others, nothing of the tested pact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from replay.accession import PactPanel
from replay.calibration import prior
from replay.forecast import Panel, Standards
from replay.frozen import DRAWN, Forecaster, Frost, Frozen, members
from replay.lessons import Lesson, School
from replay.logistic import covariance, expit, posterior_mode
from replay.priors import Positive
from replay.situation import Floats
from replay.standardisation import Standard, Total
from replay.theories import registry
from replay.theory import Fit, Fixed, Index, Rate, Ridge, Term, Theory, no_terms

NOW, TESTED = 1902, "tested"
INDEXED = Index((Term("near", "", -1, Positive(0.4, 0.3)),))
FITTED = Ridge((Term("near", ""), Term("strong", "")))
FITS: Mapping[str, Fit] = {"index": INDEXED, "ridge": FITTED, "rate": Rate(1, 8), "fixed": Fixed(0.005)}
WIDTH = {"index": 1, "ridge": 2, "rate": 0, "fixed": 0}
SIGNED = np.array([-0.5, -0.3, -0.7, -0.1, -0.2, -0.4, -0.6, -0.8])


def theory(name: str) -> Theory:
    """Let a theory speak of endings alone."""
    return Theory(name, "", (), (), {"ending": FITS[name]}, no_terms)


def lesson(name: str, pact: str, year: int, seed: int, rows: int = 40) -> Lesson:
    """Draw what a year teaches of leaving a pact: a third of the parties leave."""
    drawn = np.random.default_rng(seed)
    shifted = (drawn.random(rows) < 1 / 3).astype(float)
    shifted[0] = np.nan
    return Lesson("other", year, drawn.normal(size=(rows, WIDTH[name])), shifted, np.full(rows, pact))


def frost(lessons: Mapping[str, Sequence[Lesson]], brought: Standards | None = None) -> Frost:
    """Freeze what is taught by the census of 1902."""
    theories = [theory(name) for name in lessons]
    school = School(("other",), {(name, "leave"): several for name, several in lessons.items()})
    panel, pacts = Panel(theories), PactPanel(theories, school=school)
    for fold in pacts.folds.values():
        fold.now = NOW
    return Frost(panel, pacts, [], TESTED, 1, brought or {})


def leaving(of: Frost, name: str, *, first: int = 0, histories: int = 8) -> Frozen:
    """Draw what a theory says of leaving in a block of histories."""
    draws = {f"{name}.ending.near": np.resize(SIGNED, first + histories)[first:] * -1}
    made: Forecaster = of.forecaster(theory(name), draws, {}, first, histories)
    return made.heads["leave"]


def fitted(name: str, lessons: Sequence[Lesson]) -> tuple[Floats, Floats]:
    """Find the mode and the covariance of the same rows, in the plain way."""
    rows = np.concatenate([one.design for one in lessons])
    came = np.concatenate([one.shifted for one in lessons])
    known = ~np.isnan(came)
    fit = Index((Term("index", "", +1),)) if name == "index" else FITTED
    means, sds = prior("leave", fit)
    mode = posterior_mode(rows[known], came[known], means, sds)
    return mode, covariance(rows[known], mode, sds)


def drawn(frozen: Frozen, name: str) -> Floats:
    """Lay out what was drawn, level first, shape (1 + k, M)."""
    assert frozen.weights is not None
    return np.stack([frozen.level, *([frozen.scale] if name == "index" else frozen.weights)])


@pytest.mark.parametrize("name", ["index", "ridge"])
def test_the_nominal_history_has_the_mode_and_the_others_its_covariance(name: str) -> None:
    """Of n = 4,000 draws means lie within 4.5 s.d./sqrt(n), covariances within 4.5 sqrt((v v' + c^2)/n)."""
    lessons = [lesson(name, "other", 1901, 1), lesson(name, "more", 1902, 2)]
    mode, spread = fitted(name, lessons)
    found = drawn(leaving(frost({name: lessons}), name, histories=4001), name)
    np.testing.assert_allclose(found[:, 0], mode, rtol=1e-9)
    others, n = found[:, 1:], 4000
    variances = np.diag(spread)
    assert (np.abs(others.mean(axis=1) - mode) < 4.5 * np.sqrt(variances / n)).all()
    bound = 4.5 * np.sqrt((np.outer(variances, variances) + spread**2) / n)
    assert (np.abs(np.cov(others) - spread) < bound).all()


@pytest.mark.parametrize("name", FITS)
def test_a_history_is_calibrated_alike_whatever_its_block(name: str) -> None:
    """Histories 5 to 7, drawn by themselves and with those before them."""
    own = frost({name: [lesson(name, "other", 1901, 1)]})
    whole, part = leaving(own, name), leaving(own, name, first=5, histories=3)
    np.testing.assert_array_equal(part.level, whole.level[5:])
    np.testing.assert_array_equal(part.scale, whole.scale[5:])
    if whole.weights is not None and part.weights is not None:
        np.testing.assert_array_equal(part.weights, whole.weights[:, 5:])


@pytest.mark.parametrize("name", ["index", "ridge", "rate"])
def test_nothing_is_used_of_what_is_taught_of_the_tested_pact_or_later(name: str) -> None:
    """Lessons of the pact itself, or of 1903, change nothing; one more of another pact does."""
    known = [lesson(name, "other", 1901, 1)]
    plain = leaving(frost({name: known}), name).level
    for hidden in (lesson(name, TESTED, 1901, 7), lesson(name, "other", 1903, 7)):
        np.testing.assert_array_equal(leaving(frost({name: [*known, hidden]}), name).level, plain)
    more = leaving(frost({name: [*known, lesson(name, "more", 1902, 7)]}), name).level
    assert (more != plain).all()


def test_the_weights_of_an_index_are_those_that_histories_drew_with_their_sign() -> None:
    """The term counts against leaving: sign -1, times the drawn weights."""
    frozen = leaving(frost({"index": [lesson("index", "other", 1901, 1)]}), "index")
    assert frozen.weights is not None
    np.testing.assert_array_equal(frozen.weights, SIGNED[None])


def test_a_base_rate_is_drawn_from_its_beta_distribution() -> None:
    """Of 39 known rows k left: Beta(1 + k, 8 + 39 - k), of which the nominal history has the mean.

    Of 4,000 draws the mean is within 4.5 standard errors of it: sqrt(p (1 - p) / (48 + 1) / n).
    """
    own = lesson("rate", "other", 1901, 1)
    p = (1 + np.nansum(own.shifted)) / (1 + 8 + 39)
    found = leaving(frost({"rate": [own]}), "rate", histories=4001)
    assert found.weights is None
    shares = expit(found.level)
    assert shares[0] == pytest.approx(p)
    assert shares[1:].mean() == pytest.approx(p, abs=4.5 * np.sqrt(p * (1 - p) / 49 / 4000))
    assert shares[1:].var() == pytest.approx(p * (1 - p) / 49, rel=0.15)


def test_what_is_fixed_is_the_same_in_all_histories() -> None:
    """The chance of persistence is 0.005."""
    found = leaving(frost({"fixed": []}), "fixed")
    np.testing.assert_allclose(expit(found.level), 0.005)
    assert found.weights is None


def test_slopes_are_drawn_apart_and_levels_together() -> None:
    """Taught the same, an index and its like under another name have the same mode and other slopes.

    How common it is to leave they learnt from the same shifts: the doubt of it is common, and levels differ
    only as far as a level goes with its slope.
    """
    taught = [lesson("index", "other", 1901, 1)]
    own = theory("index")
    twin = Theory("twin", "", (), (), {"ending": INDEXED}, no_terms)
    school = School(("other",), {(name, "leave"): taught for name in ("index", "twin")})
    pacts = PactPanel([own, twin], school=school)
    for fold in pacts.folds.values():
        fold.now = NOW
    frozen = Frost(Panel([own, twin]), pacts, [], TESTED, 1, {})
    one, other = (
        frozen.forecaster(each, {f"{each.name}.ending.near": -SIGNED}, {}, 0, 8).heads["leave"]
        for each in (own, twin)
    )
    assert (one.level[0], one.scale[0]) == (other.level[0], other.scale[0])
    assert (one.scale[1:] != other.scale[1:]).all()
    np.testing.assert_array_equal(one.level, other.level)


@pytest.mark.parametrize("name", ["index", "ridge"])
def test_all_histories_together_decide_as_often_as_is_forecast(name: str) -> None:
    """On average over the rows of the branching date, a row of which nothing is known left out.

    Forecast is what the mode makes of the mean of the histories' indices; unmoved, it would be less often.
    Of the rows eight histories are known, so that all others go through them in turn.
    """
    rng = np.random.default_rng(3)
    z = rng.normal(size=(WIDTH[name], 5, 8))
    blank = np.array([False, False, True, False, False])
    signed = SIGNED[None] if name == "index" else None
    brought = Standard(z, signed, Total(z.sum(axis=-1), 8), np.zeros((WIDTH[name], 5), bool), blank, {})
    taught = [lesson(name, "other", 1901, 1)]
    unmoved, moved = (
        leaving(frost({name: taught}, given), name, histories=DRAWN)
        for given in ({}, {(name, "leave"): brought})
    )
    spoken = np.tile(z[:, ~blank], DRAWN // 8)
    said = {
        how: expit(one.level + one.scale * np.einsum("tm,trm->rm", one.weights, spoken))
        for how, one in (("unmoved", unmoved), ("moved", moved))
    }
    mode = unmoved.scale[0] * np.einsum("tm,trm->rm", unmoved.weights, spoken).mean(axis=-1)
    if name == "ridge":
        mode = np.einsum("t,tr->r", unmoved.weights[:, 0], spoken.mean(axis=-1))
    forecast = expit(unmoved.level[0] + mode).mean()
    moves = moved.level - unmoved.level
    assert moves[0] == 0
    assert np.ptp(moves[1:]) < 1e-12
    together = expit(moved.level + moves[1] * (np.arange(DRAWN) == 0) + _index(moved, spoken)).mean()
    assert together == pytest.approx(forecast, abs=1e-12)
    assert said["unmoved"].mean() != pytest.approx(forecast, abs=1e-4)


def _index(one: Frozen, z: Floats) -> Floats:
    assert one.weights is not None
    return np.asarray(one.scale * np.einsum("tm,trm->rm", one.weights, z))


def test_the_pool_has_the_members_that_it_has_in_forecasts() -> None:
    """All theories that say something of it, and of the baselines the strongest: gravity, and clients."""
    everyone = list(registry().values())
    found = members(everyone)
    rivals = {one.name for one in everyone if not one.baseline}
    for head, source, baselines in (
        ("onset", "onset", {"gravity", "gravity_network"}),
        ("join", "onset", {"gravity", "gravity_network"}),
        ("leave", "ending", {"great_power_client"}),
        ("termination", "ending", {"great_power_client"}),
    ):
        speak = {one.name for one in everyone if source in one.heads}
        assert set(found[head]) == (rivals | baselines) & speak
