"""A textbook case: a few states in a world or two, and which shifts a theory finds likelier than which.

It knows how a theory is asked, not what the textbook says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import log
from typing import Any

import numpy as np

from replay.calibration import Fold
from replay.situation import Floats, Situation
from replay.standardisation import Scale
from replay.theories import registry
from replay.theory import Index

Table = Mapping[str, float]
"""By state, `EGY`, by tie, `EGY-SYR`, or by directed pair, `EGY < RUS`: of or by Egypt, from Russia."""
OF_STATES = ("revisionism", "advantage", "openness", "strength", "capability")
OF_PAIRS = ("threat", "hostile", "cooperative", "arms", "aid", "penetration")
OF_TIES = ("general_assets", "specific_assets", "adversary")


def case(
    codes: str,
    *,
    tied: str = "",
    creeds: Mapping[str, str] | None = None,
    divisive: str = "",
    polarity: str | None = "multipolar",
    **coded: Table,
) -> Situation:
    """Lay out a world of one history, in which power is what capabilities say.

    What is not coded of a pair is 0, and of a state or a tie unknown; `coded` tables are named as
    fields of a situation. Those `tied`, as `FRA-RUS GER-AUS`, have been so for a year unless
    `tied_years` says otherwise; then capabilities were what they are, unless `capability_then` does.
    """
    states = tuple(codes.split())
    assert coded.keys() <= {*OF_STATES, *OF_PAIRS, *OF_TIES, "tied_years", "capability_then"}

    def of_states(name: str) -> Floats:
        return np.array([coded.get(name, {}).get(code, np.nan) for code in states], dtype=float)

    def of_pairs(name: str, rest: Floats | float = 0.0) -> Floats:
        values = np.broadcast_to(rest, (len(states), len(states), 1)).copy()
        for pair, value in coded.get(name, {}).items():
            a, b = (states.index(code) for code in pair.replace("-", " < ").split(" < "))
            values[a, b] = value
            if "-" in pair:
                values[b, a] = value
        values[np.arange(len(states)), np.arange(len(states))] = np.nan
        return values

    coded["tied_years"] = dict.fromkeys(tied.split(), 1.0) | dict(coded.get("tied_years", {}))
    size, nothing = of_states("capability"), of_pairs("nothing", np.nan)
    years = of_pairs("tied_years", np.nan)
    then = of_pairs("capability_then", size[:, None, None])
    return Situation(
        year=1900,
        states=states,
        exists=np.ones(len(states), dtype=bool),
        great_power=np.zeros(len(states), dtype=bool),
        regime=(None,) * len(states),
        ideology=tuple(frozenset((creeds or {}).get(code, "").split()) for code in states),
        divisive=frozenset(divisive.split()),
        polarity=polarity,
        km=nothing[..., 0],
        border=np.zeros((len(states), len(states)), dtype=bool),
        power=of_pairs("power", size[None, :, None] / (size[:, None, None] + size[None, :, None])),
        proximity=nothing,
        offence=nothing,
        intention=nothing,
        aligned=~np.isnan(years),
        capability_then=np.where(np.isnan(years), np.nan, then),
        tied_years=years,
        parted_years=nothing,
        **{name: of_states(name) for name in OF_STATES},
        **{name: of_pairs(name) for name in OF_PAIRS},
        **{name: of_pairs(name, np.nan) for name in OF_TIES},
    )


def odds(head: str, fit: Index, theory: str, worlds: Mapping[str, Situation]) -> dict[str, float]:
    """Give the log-odds of every dyad at risk, world by world, as calibration does untrained.

    Terms are standardised over all worlds together, weights are their priors' medians. Dyads go by
    both names in both orders, as `BEL-GER` and `GER-BEL`, with the world's name, if it has one,
    behind: `BEL-GER@1936`.
    """
    weights = {term.name: term.weight.nominal for term in fit.terms if term.weight}
    scale, fold = Scale(fit, weights, frozen_after=len(worlds) - 1), Fold(head, fit)
    asked = []
    for year, (name, seen) in enumerate(worlds.items()):
        tied = seen.aligned[..., 0]
        dyads = [pair for pair in combinations(range(len(tied)), 2) if tied[pair] == (head == "ending")]
        if dyads:
            a, b = np.array(dyads).T
            terms = {term: t[a, b] for term, t in registry()[theory].terms(seen, {})[head].items()}
            fold.ask(len(dyads), [scale.standard(year, terms)])
            asked.append((f"@{name}" if name else "", seen.states, dyads, terms))
    given = {}
    for behind, states, dyads, terms in asked:
        p = fold.ask(len(dyads), [scale.standard(len(worlds), terms)]).p
        for (a, b), one in zip(dyads, p.tolist(), strict=True):
            for pair in (f"{states[a]}-{states[b]}", f"{states[b]}-{states[a]}"):
                given[pair + behind] = log(one / (1 - one))
    return given


@dataclass(frozen=True)
class Case:
    """What a textbook says: dyads from the likeliest shift to the least, those alike side by side.

    `order` is as `IRQ-JOR JOR-SAU > EGY-JOR`, or `FIN-GER@1944 > FIN-GER@1941` where worlds have names.
    """

    theory: str
    head: str
    told: str
    order: str
    worlds: Mapping[str, Situation]

    def misplaced(self, fit: Index | None = None) -> list[str]:
        """List what stands in the wrong place, with the theory's own terms or with others; none, if right."""
        own = registry()[self.theory].heads[self.head]
        assert isinstance(own, Index)
        found = odds(self.head, fit or own, self.theory, self.worlds)
        tiers = [tier.split() for tier in self.order.split(" > ")]
        return [
            f"{above} {found[above]:.3f} is not above {below} {found[below]:.3f}"
            for higher, lower in pairwise(tiers)
            for above in higher
            for below in lower
            if not found[above] > found[below] + 1e-9
        ]


def onset(theory: str, told: str, order: str, **worlds: dict[str, Any]) -> Case:
    """Say who aligns rather than who."""
    return Case(theory, "onset", told, order, _laid_out(worlds))


def ending(theory: str, told: str, order: str, **worlds: dict[str, Any]) -> Case:
    """Say who parts rather than who."""
    return Case(theory, "ending", told, order, _laid_out(worlds))


def both(theory: str, told: str, order: str, **worlds: dict[str, Any]) -> tuple[Case, Case]:
    """Say who aligns rather than who, and that those of them who are tied part in the reverse order."""
    tied = {
        name: one | {"tied": f"{one.get('tied', '')} {_named(order, name)}"} for name, one in worlds.items()
    }
    backwards = " > ".join(reversed(order.split(" > ")))
    return onset(theory, told, order, **worlds), ending(theory, told, backwards, **tied)


def _named(order: str, world: str) -> str:
    """List the dyads that an order names of a world."""
    dyads = (dyad.partition("@") for dyad in order.split() if dyad != ">")
    return " ".join(dyad for dyad, _, where in dyads if where == world.strip("_"))


def _laid_out(worlds: Mapping[str, dict[str, Any]]) -> dict[str, Situation]:
    return {name.strip("_"): case(**world) for name, world in worlds.items()}
