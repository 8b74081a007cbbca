"""Small systems of named states, as textbooks draw them, and the log-odds that a theory gives in them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import combinations
from math import log

import numpy as np

from replay.calibration import Fold
from replay.situation import Floats, Situation
from replay.standardisation import Scale
from replay.theories import registry
from replay.theory import Index

Values = Mapping[str, float]
"""By state, as `BEL`, or by holder and state it is about, as `BEL GER`."""


def concert(
    capability: Values,
    *,
    ties: Iterable[str] = (),
    threat: Values | None = None,
    hostile: Values | None = None,
    cooperative: Values | None = None,
    revisionism: Values | None = None,
    advantage: Values | None = None,
    then: Values | None = None,
    assets: Values | None = None,
    creeds: Mapping[str, str] | None = None,
    polarity: str | None = "multipolar",
) -> Situation:
    """Make a situation of one history in which power is what capabilities say.

    Threats, hostility and co-operation that are not named are 0; what is coded of states is unknown
    unless it is named. Capabilities were the same when ties began, unless `then` says otherwise.
    """
    states = tuple(capability)
    size = np.array(list(capability.values()))
    aligned = directed(states, {pair: 1.0 for tie in ties for pair in (tie, _turned(tie))}) == 1
    power = directed(states, {}, size[None, :, None] / (size[:, None, None] + size[None, :, None]))
    nothing = np.full(aligned.shape, np.nan)
    institutions = np.where(aligned, directed(states, assets or {}), np.nan)
    return Situation(
        year=1900,
        states=states,
        exists=np.ones(len(states), dtype=bool),
        great_power=np.zeros(len(states), dtype=bool),
        regime=(None,) * len(states),
        ideology=tuple(frozenset((creeds or {}).get(state, "national").split()) for state in states),
        divisive=frozenset(),
        polarity=polarity,
        revisionism=_of_states(states, revisionism),
        advantage=_of_states(states, advantage),
        openness=_of_states(states, None),
        strength=_of_states(states, None),
        capability=size,
        km=nothing[..., 0],
        border=np.zeros(aligned.shape[:2], dtype=bool),
        hostile=directed(states, hostile or {}),
        cooperative=directed(states, cooperative or {}),
        arms=directed(states, {}),
        aid=directed(states, {}),
        penetration=directed(states, {}),
        power=power,
        proximity=nothing,
        offence=nothing,
        intention=nothing,
        threat=directed(states, threat or {}),
        aligned=aligned,
        general_assets=institutions,
        specific_assets=np.where(aligned, 0.0, np.nan),
        adversary=nothing,
        capability_then=np.where(
            aligned, directed(states, then or {}, size[:, None, None] + 0 * power), np.nan
        ),
        tied_years=np.where(aligned, 1.0, np.nan),
        parted_years=nothing,
    )


def directed(states: tuple[str, ...], values: Values, rest: Floats | float = 0.0) -> Floats:
    """Lay out values by holder and state it is about, shape (S, S, 1); `rest` fills what is not named."""
    found = np.broadcast_to(rest, (len(states), len(states), 1)).copy()
    for pair, value in values.items():
        holder, about = pair.split()
        found[states.index(holder), states.index(about)] = value
    found[np.arange(len(states)), np.arange(len(states))] = np.nan
    return found


def odds(theory: str, head: str, *situations: Situation) -> list[dict[str, float]]:
    """Give the log-odds of every dyad at risk, situation by situation, as calibration does untrained.

    Terms are standardised over all situations together, weights are their priors' medians.
    Dyads go by both names in both orders, as `BEL GER` and `GER BEL`.
    """
    fit = registry()[theory].heads[head]
    assert isinstance(fit, Index)
    weights = {term.name: term.weight.nominal for term in fit.terms if term.weight}
    scale, fold = Scale(fit, weights, frozen_after=len(situations) - 1), Fold(head, fit)
    asked = []
    for seen in situations:
        risk = [pair for pair in combinations(range(len(seen.states)), 2) if _at_risk(seen, head, pair)]
        rows, columns = np.array(risk).T
        terms = {n: t[rows, columns] for n, t in registry()[theory].terms(seen, {})[head].items()}
        asked.append(([f"{seen.states[a]} {seen.states[b]}" for a, b in risk], terms))
    for year, (pairs, terms) in enumerate(asked):
        fold.ask(len(pairs), [scale.standard(year, terms)])
    given = []
    for pairs, terms in asked:
        p = fold.ask(len(pairs), [scale.standard(len(situations), terms)]).p
        named = {pair: log(one / (1 - one)) for pair, one in zip(pairs, p.tolist(), strict=True)}
        given.append(named | {_turned(pair): value for pair, value in named.items()})
    return given


def _at_risk(seen: Situation, head: str, pair: tuple[int, int]) -> bool:
    return bool(seen.aligned[pair][0]) == (head == "ending")


def _of_states(states: tuple[str, ...], values: Values | None) -> Floats:
    return np.array([(values or {}).get(state, np.nan) for state in states])


def _turned(pair: str) -> str:
    return " ".join(reversed(pair.split()))
