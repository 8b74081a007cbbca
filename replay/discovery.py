"""Scenario discovery: the boxes of parameter values in which most histories are of a kind, in words.

It owns how boxes are found and judged; what the parameters move, and why cases are of interest, it does
not know.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np

from replay.errors import MissingExtraError
from replay.parameters import key
from replay.situation import Booleans, Floats

PACKAGE, EXTRA = "ema_workbench", "discovery"
"""Who peels, and the extra of this package that brings it."""
MOST_BOXES = 3
"""Boxes at most: more are no longer read (Bryant and Lempert 2010: 41: a few boxes; number our choice)."""
MOST_RESTRICTED = 4
"""Restricted parameters of a box at most (Bryant and Lempert 2010: 41: three or four)."""
CHANCE = 0.05
"""Probability below which neither an end of a box nor the box is held to be chance (convention)."""
FEWEST, RAREST = 20, 0.05
"""Cases without which, and share of all histories without which, no box is sought (our choice)."""
PEEL = 0.1
"""Share of the histories left that a peel takes (Friedman and Fisher 1999: .05 to .1; of 1,000 histories
smaller peels, and gains a history peeled in the place of density, followed noise past planted boxes)."""
SPARED = 0.9
"""Share of a box's gain in density that it must keep for an end to be given up (our choice)."""
KINDS = {"", "exponent", "factor", "share", "shares"}
"""Units that say of what kind a number is, and are not said after it."""


@dataclass(frozen=True)
class Limit:
    """Between which values a parameter lies in a box; None where it is open."""

    parameter: str
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Box:
    """Where cases are dense, as measured on histories that the box was not found on.

    `limits` begin with the parameter without which density falls most. `coverage`: share of the cases
    inside; `density`: share of cases among those inside; `base`: share of cases among all; `share`: of
    all histories inside.
    """

    limits: tuple[Limit, ...]
    coverage: float
    density: float
    base: float
    share: float


def available() -> bool:
    """Say whether the package that peels is installed, without importing it."""
    return find_spec(PACKAGE) is not None


def boxes(parameters: Mapping[str, Floats], cases: Booleans, seed: int) -> list[Box]:
    """Find at most three boxes of parameters in which cases are denser than among all histories.

    `parameters` are arrays of shape (M,), a value a history, as is `cases`. A random half of the
    histories, keyed by seed, is peeled and pasted with PRIM; of the steps that one is taken at which the
    number of cases inside is furthest, in binomial standard deviations, above what the base rate gives.
    Then the end without which density is highest is given up, and again the next, as long as the box
    keeps nine tenths of its gain in density over the base without it, its quasi-p value is .05 or more,
    or more than four parameters are restricted. Where the box lies is then struck, and the next found in
    the rest. Each is reported on the other half, and the search ends at the first that is no denser there,
    outside the boxes before it, than the base (one-sided binomial p above .05): no box is better than a
    false one.

    No box, an empty list, where cases, or histories that are none, are fewer than 20 or than 5 %. What
    the parameters are called, and in which order they come, makes no difference. Raises MissingExtraError
    without the extra `discovery`.

    Sources: Friedman and Fisher 1999 (PRIM); Bryant and Lempert 2010 (scenario discovery, quasi-p
    values); Kwakkel 2017 (the implementation). The rule by which a step is taken and ends are given up
    is our choice.
    """
    if not available():
        raise MissingExtraError(PACKAGE, EXTRA)
    names = _in_order(parameters)
    if not names or _fewer(cases) < max(FEWEST, RAREST * len(cases)):
        return []
    values = np.array([parameters[name] for name in names])
    half = np.zeros(len(cases), dtype=bool)
    half[np.random.default_rng(key(seed, "discovery")).permutation(len(cases))[: len(cases) // 2]] = True
    left, new = half.copy(), ~half
    found: list[Box] = []
    while len(found) < MOST_BOXES and _fewer(cases[left]) >= FEWEST / 2:
        densest = _densest(values[:, left], cases[left])
        limits = _simplified(densest, values[:, left], cases[left])
        inside = _inside(limits, values)
        if _chance(cases[inside & new], cases[~half].mean()) > CHANCE:
            break
        found.append(_reported(names, limits, values[:, ~half], cases[~half]))
        left, new = left & ~inside, new & ~inside
    return found


def in_words(box: Box, phrases: Mapping[str, str], units: Mapping[str, str], cases_in_words: str) -> str:
    """Say a box in one sentence.

    `phrases` stand for parameters, and `units` are said, where they are given; `cases_in_words` is a clause
    in the present tense that says what happens in a case, such as 'NATO falls'.
    """
    where = [_in_words(limit, phrases, units.get(limit.parameter, "")) for limit in box.limits]
    listed = " and ".join([", ".join(where[:-1]), where[-1]] if len(where) > 1 else where)
    return (
        f"Where {listed} ({_percent(box.share)} of histories), {cases_in_words} in {_percent(box.density)} of"
        f" them, against {_percent(box.base)} of all; {_percent(box.coverage)} of all such cases are there."
    )


def _in_words(limit: Limit, phrases: Mapping[str, str], unit: str) -> str:
    named = phrases.get(limit.parameter, limit.parameter)
    counted = "" if unit in KINDS else f" {unit}"
    if limit.low is None and limit.high is not None:
        return f"{named} is below {_number(limit.high)}{counted}"
    if limit.high is None and limit.low is not None:
        return f"{named} is above {_number(limit.low)}{counted}"
    ends = [_number(end) for end in (limit.low, limit.high) if end is not None]
    return f"{named} is between {' and '.join(ends)}{counted}"


def _number(value: float) -> str:
    """Write three significant digits, and no powers of ten."""
    return f"{float(f'{value:.3g}'):,.15g}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _in_order(parameters: Mapping[str, Floats]) -> list[str]:
    """Order those that vary by their values, so that ties are not decided by what they are called."""
    varying = [name for name, values in parameters.items() if np.ptp(values) > 0]
    return sorted(varying, key=lambda name: (parameters[name].tolist(), name))


def _fewer(cases: Booleans) -> int:
    """Count cases, or histories that are none, whichever are fewer."""
    return int(min(cases.sum(), (~cases).sum()))


def _steps(values: Floats, cases: Booleans) -> list[Floats]:
    """Peel and paste values (K, M); return the limits (K, 2) of every step, infinite where open."""
    with warnings.catch_warnings():
        # It warns of packages that it could use and of what pandas will do without: nothing we can mend.
        warnings.filterwarnings("ignore", module=rf"{PACKAGE}\.")
        import pandas as pd
        from ema_workbench.analysis.prim import Prim, PRIMObjectiveFunctions

        columns = pd.DataFrame({str(number): each for number, each in enumerate(values)})
        peeled = Prim(
            columns,
            cases.astype(np.int64),
            threshold=1 / len(cases),  # of any box with a case: how dense it must be is judged later
            obj_function=PRIMObjectiveFunctions.ORIGINAL,
            peel_alpha=PEEL,
        ).find_box()
    limits = [np.asarray(step, dtype=np.float64).T for step in peeled.box_lims]
    return [np.where(each == limits[0], (-np.inf, np.inf), each) for each in limits]


def _densest(values: Floats, cases: Booleans) -> Floats:
    """Take the step whose number of cases is furthest above the base rate's, in standard deviations."""
    return max(_steps(values, cases), key=lambda limits: _surplus(cases[_inside(limits, values)], cases))


def _surplus(held: Booleans, cases: Booleans) -> float:
    """Measure how far cases exceed the base rate, in binomial standard deviations but for a constant."""
    return float((held.mean() - cases.mean()) * np.sqrt(len(held)))


def _simplified(limits: Floats, values: Floats, cases: Booleans) -> Floats:
    """Give up ends that add little, may be chance, or are too many: the weakest, whose quasi-p is highest."""
    while np.isfinite(limits).any():
        density = cases[_inside(limits, values)].mean()
        others = [_opened(limits, number, side) for number, side in np.argwhere(np.isfinite(limits))]
        densities = [cases[_inside(other, values)].mean() for other in others]
        weakest = int(np.argmax(densities))
        spared = densities[weakest] - cases.mean() >= SPARED * (density - cases.mean())
        quasi_p = _chance(cases[_inside(limits, values)], densities[weakest])
        many = np.isfinite(limits).any(axis=1).sum() > MOST_RESTRICTED
        if not (spared or many or quasi_p >= CHANCE):
            break
        limits = others[weakest]
    return limits


def _opened(limits: Floats, number: int, side: int | slice) -> Floats:
    other = limits.copy()
    other[number, side] = np.array([-np.inf, np.inf])[side]
    return other


def _inside(limits: Floats, values: Floats) -> Booleans:
    """Say which histories lie in limits (K, 2), shape (M,)."""
    return np.asarray(((values >= limits[:, :1]) & (values <= limits[:, 1:])).all(axis=0))


def _chance(held: Booleans, rate: float) -> float:
    """Return how probable so many cases are, or more, at a rate; 1 where there are no histories."""
    from scipy.stats import binomtest

    if not len(held):
        return 1.0
    return float(binomtest(int(held.sum()), len(held), rate, alternative="greater").pvalue)


def _reported(names: list[str], limits: Floats, values: Floats, cases: Booleans) -> Box:
    held = cases[_inside(limits, values)]
    restricted = np.flatnonzero(np.isfinite(limits).any(axis=1)).tolist()
    without = {one: cases[_inside(_opened(limits, one, slice(None)), values)].mean() for one in restricted}
    ends = {one: [float(end) if np.isfinite(end) else None for end in limits[one]] for one in restricted}
    return Box(
        tuple(Limit(names[one], *ends[one]) for one in sorted(restricted, key=lambda one: without[one])),
        coverage=float(held.sum() / cases.sum()),
        density=float(held.mean()),
        base=float(cases.mean()),
        share=len(held) / len(cases),
    )
