"""The baselines that are fitted, walk-forward on the Middle East, against scikit-learn year by year.

Everything is worked out anew here from situations and outcomes: rows, scales, coefficients, forecasts.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]

from replay import calibration
from replay.engine import Census, replay
from replay.forecast import HeadForecast, forecasts
from replay.theories import registry
from replay.theory import Ridge
from tests.shipped import MIDDLE_EAST

FITTED = [
    (name, head)
    for name, theory in registry().items()
    for head, fit in theory.heads.items()
    if isinstance(fit, Ridge)
]
Floats = NDArray[np.float64]


@pytest.fixture(scope="module")
def censuses() -> list[Census]:
    """Replay the nominal history."""
    return list(replay(MIDDLE_EAST, histories=1))


def rows_of(census: Census, head: str) -> tuple[Floats, Floats]:
    """Name the dyads at risk of an outcome."""
    tied = census.situation.aligned[..., 0] == (head == "ending")
    return np.nonzero(np.triu(census.at_risk & tied, 1))


def standardised(raw: Mapping[int, Floats], year: int, standardisation: str) -> dict[int, Floats]:
    """Scale rows up to a year; clip at 3, put the unknown at the mean.

    By those of burn-in known then, or the rows of each year by themselves.
    """
    known = {at: one for at, one in raw.items() if at <= year}
    burn_in = [one for at, one in known.items() if at <= MIDDLE_EAST.manifest.burn_in]
    return {
        at: scaled(one, np.concatenate(burn_in) if standardisation == "burn-in" else one)
        for at, one in known.items()
    }


def scaled(rows: Floats, by: Floats) -> Floats:
    """Take rows in standard deviations from the mean of others; without a spread they are zero."""
    mean, sd = np.nanmean(by, axis=0), np.nanstd(by, axis=0)
    return np.nan_to_num(np.clip((rows - mean) / np.where(sd > 0, sd, np.inf), -3, 3))


@pytest.mark.parametrize("standardisation", ["burn-in", "within-year"])
@pytest.mark.parametrize(("name", "head"), FITTED)
def test_a_fitted_baseline_is_the_ridge_of_scikit_learn_on_closed_years(
    censuses: list[Census], name: str, head: str, standardisation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a level that is as good as free, as scikit-learn's is; the penalty C is the prior s.d. squared."""
    monkeypatch.setitem(calibration.LEVELS, head, (0.0, 1e6))
    theory = registry()[name]
    manifest = MIDDLE_EAST.manifest.model_copy(update={"standardisation": standardisation})
    said: dict[int, HeadForecast] = {
        one.year: one
        for _, made in forecasts(censuses, [theory], {name: {}}, manifest)
        for one in made
        if one.head == head
    }
    raw: dict[int, Floats] = {}
    shifted: dict[int, Floats] = {}
    compared = 0
    for census in censuses:
        if census.closed is not None:
            at = rows_of(censuses[census.year - 1 - censuses[0].year], head)
            lost = census.closed.censored[at]
            shifted[census.year - 1] = np.where(lost, np.nan, census.closed.shifted[at])
        terms = theory.terms(census.situation, {})[head]
        raw[census.year] = np.stack(
            [terms[term.name][rows_of(census, head)][..., 0] for term in theory.heads[head].terms], axis=1
        )
        z = standardised(raw, census.year, standardisation)
        past = np.concatenate([np.empty(0), *shifted.values()])
        if np.unique(past[~np.isnan(past)]).size < 2:
            continue
        design = np.concatenate([z[at] for at in shifted])[~np.isnan(past)]
        ridge = LogisticRegression(C=0.5**2, solver="newton-cholesky", tol=1e-10).fit(
            design, past[~np.isnan(past)]
        )
        fitted = said[census.year + 1].forecast.fitted
        assert fitted is not None
        found = [fitted.level, *fitted.coefficients.values()]
        assert found == pytest.approx([*ridge.intercept_, *ridge.coef_[0]], abs=1e-4)
        p = ridge.predict_proba(z[census.year])[:, 1]
        assert said[census.year + 1].forecast.p == pytest.approx(np.clip(p, 1e-4, 1 - 1e-4), abs=1e-5)
        compared += 1
    assert compared >= len(censuses) - 3
