"""A textbook case as a table: a few states, what is coded of them, and how likely a theory finds each shift.

It knows how a theory is asked, not what the textbook says.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, pairwise

import numpy as np
from numpy.typing import NDArray

from replay.calibration import Fold
from replay.situation import Situation
from replay.standardisation import Scale
from replay.theories import registry

Table = Mapping[str, float]
"""A number a state, `EGY`, or a number a directed pair, `EGY < RUS`: of or by Egypt, from Russia."""


def case(
    codes: str, *, creeds: Mapping[str, str] | None = None, divisive: str = "", **coded: Table
) -> Situation:
    """Lay out a case of one history; what is not coded of a pair is 0, and of a state or a tie unknown.

    `tied` lists dyads with the years of their tie; `coded` tables are named as fields of a situation.
    Whoever is not said to threaten threatens by 0.1.
    """
    states = tuple(codes.split())
    index = {code: n for n, code in enumerate(states)}
    own = np.eye(len(states), dtype=bool)
    unknown = np.full(len(states), np.nan)

    def pairs(name: str, default: float, *, mutual: bool = False) -> NDArray[np.float64]:
        values = np.full((len(states), len(states), 1), default)
        for pair, value in coded.get(name, {}).items():
            a, b = (index[code] for code in pair.replace("-", " < ").split(" < "))
            values[a, b] = value
            if mutual:
                values[b, a] = value
        values[own] = np.nan
        return values

    def each(name: str) -> NDArray[np.float64]:
        return np.array([coded.get(name, {}).get(code, np.nan) for code in states], dtype=float)

    held = creeds or {}
    years = pairs("tied_years", np.nan, mutual=True)
    return Situation(
        year=1950,
        states=states,
        exists=np.ones(len(states), dtype=bool),
        great_power=np.zeros(len(states), dtype=bool),
        regime=(None,) * len(states),
        ideology=tuple(frozenset(held.get(code, "").split()) for code in states),
        divisive=frozenset(divisive.split()),
        polarity=None,
        revisionism=each("revisionism"),
        advantage=unknown,
        openness=each("openness"),
        strength=each("strength"),
        capability=each("capability"),
        km=np.full((len(states), len(states)), np.nan),
        border=np.zeros((len(states), len(states)), dtype=bool),
        **{name: pairs(name, 0.0) for name in ("hostile", "cooperative", "arms", "aid", "penetration")},
        **{name: pairs(name, np.nan) for name in ("power", "proximity", "offence", "intention")},
        threat=pairs("threat", 0.1),
        aligned=~np.isnan(years),
        general_assets=pairs("general_assets", np.nan, mutual=True),
        specific_assets=pairs("specific_assets", np.nan, mutual=True),
        adversary=pairs("adversary", np.nan, mutual=True),
        capability_then=pairs("capability_then", np.nan),
        tied_years=years,
        parted_years=pairs("parted_years", np.nan, mutual=True),
    )


def chances(name: str, head: str, seen: Situation) -> dict[str, float]:
    """Ask a theory how likely it finds each shift: that the tied part, or that the others align.

    Every weight is at the median of its prior, and nothing is learnt yet.
    """
    theory = registry()[name]
    fit = theory.heads[head]
    weights = {term.name: term.weight.nominal for term in fit.terms if term.weight}
    tied = seen.aligned[..., 0]
    dyads = [(i, j) for i, j in combinations(range(len(tied)), 2) if tied[i, j] == (head == "ending")]
    a, b = np.array(dyads).T
    rows = {term: values[a, b] for term, values in theory.terms(seen, {})[head].items()}
    standard = Scale(fit, weights, frozen_after=None).standard(seen.year, rows)
    p = Fold(head, fit).ask(len(dyads), [standard]).p
    return {f"{seen.states[i]}-{seen.states[j]}": float(one) for (i, j), one in zip(dyads, p, strict=True)}


def misplaced(found: Mapping[str, float], order: str) -> list[str]:
    """List what stands in the wrong place of an order such as `EGY-SYR > EGY-JOR IRQ-SAU`; none, if right."""
    tiers = [tier.split() for tier in order.split(">")]
    return [
        f"{above} {found[above]:.3f} is not above {below} {found[below]:.3f}"
        for higher, lower in pairwise(tiers)
        for above in higher
        for below in lower
        if not found[above] > found[below]
    ]
