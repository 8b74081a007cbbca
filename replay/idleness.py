"""Rules that never fired: kinds never used, terms and parameters that move nothing, exclusions in vain.

It knows what a rule would have to do to count as used; whether it is a good rule it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from replay.chronicle import chronicle, feeds
from replay.codebook import codebook
from replay.engine import Census, replay
from replay.forecast import at_risk
from replay.parameters import PERCEPTION, Parameter, draw
from replay.priors import Draws, Off
from replay.shifts import eligible
from replay.situation import Situation
from replay.standardisation import FLAT
from replay.theory import Theory
from replay.timeline import Timeline


def idle_rules(timeline: Timeline, theories: Sequence[Theory], coding: str | None) -> tuple[str, ...]:
    """Say of the nominal history which rules never fired, a sentence each."""
    # In one replay, history 0 is nominal and each other one moves a single parameter.
    moved = _one_by_one(PERCEPTION)
    reports = feeds(chronicle(timeline, histories=1, seed=0, coding=coding))
    censuses = list(replay(timeline, parameters=moved, reports=reports))
    return (
        *_kinds(timeline),
        *_pacts(timeline, coding),
        *_exclusions(timeline, censuses),
        *_parameters(censuses),
        *(sentence for theory in theories for sentence in _terms(theory, censuses)),
    )


def _one_by_one(parameters: Sequence[Parameter]) -> dict[str, Draws]:
    """Lay out nominal values in all histories, but a lower quantile of the n-th parameter in history n."""
    values = {name: one.repeat(len(parameters) + 1, -1) for name, one in _nominal(parameters).items()}
    for number, parameter in enumerate(parameters, 1):
        parts = parameter.prior.parts
        quantiles = np.linspace(0.25, 0.5, parts, endpoint=False)[:, None]
        values[parameter.name][..., number] = parameter.prior.quantile(quantiles)[:, 0].squeeze()
    return values


def _nominal(parameters: Sequence[Parameter]) -> dict[str, Draws]:
    return draw(parameters, 1, 0, "nominal", {})


def _kinds(timeline: Timeline) -> Iterator[str]:
    used = {event.kind.kind for event in timeline.events}
    unused = [name for name in codebook() if name not in used]
    if unused:
        yield f"{len(unused)} of {len(codebook())} kinds code no event: {', '.join(unused)}."


def _pacts(timeline: Timeline, coding: str | None) -> Iterator[str]:
    manifest = timeline.manifest
    begin, end = manifest.span.begin, manifest.span.end
    in_force = {
        party.pact
        for party in timeline.parties_of(coding)
        if party.joined.nominal <= end and (party.left is None or party.left.nominal > begin)
    }
    for pact in manifest.unscored_pacts:
        if pact not in in_force:
            yield f"The unscored pact {pact} was never in force in the span."
    for pact in sorted({party.pact for party in timeline.parties_of(coding)} - in_force):
        if pact not in manifest.unscored_pacts:
            yield f"The pact {pact} was never in force in the span."


def _exclusions(timeline: Timeline, censuses: Sequence[Census]) -> Iterator[str]:
    """Find the dyads that would not have been at risk anyway."""
    open_ = eligible(timeline.roster, timeline.manifest.model_copy(update={"excluded_dyads": ()}))
    for dyad in timeline.manifest.excluded_dyads:
        a, b = (timeline.roster.index[code] for code in dyad.split("-"))
        if not any(open_[a, b] and {a, b} <= set(np.flatnonzero(one.situation.exists)) for one in censuses):
            yield f"The excluded dyad {dyad} was never at risk."


def _parameters(censuses: Sequence[Census]) -> Iterator[str]:
    """Find the parameters that change no census when they are moved, but for those that are off."""
    for number, parameter in enumerate(PERCEPTION, 1):
        switched_off = isinstance(parameter.prior, Off)
        if not switched_off and not any(_moves(census.situation, number) for census in censuses):
            yield f"The parameter {parameter.name} moves nothing that any state perceives."


def _moves(situation: Situation, history: int) -> bool:
    return any(
        not np.array_equal(value[..., 0], value[..., history], equal_nan=value.dtype == np.float64)
        for value in vars(situation).values()
        if isinstance(value, np.ndarray) and value.ndim == 3  # noqa: PLR2004 - those with histories
    )


def _terms(theory: Theory, censuses: Sequence[Census]) -> Iterator[str]:
    """Find the terms that are unknown for all dyads at risk, or alike for all, at every census."""
    draws = _nominal(theory.tunable())
    named = [theory.terms(census.situation, draws) for census in censuses]
    for head, fit in theory.heads.items():
        rows = [at_risk(census)[head] for census in censuses]
        for term in fit.terms:
            values = [one[head][term.name][..., 0][at] for one, at in zip(named, rows, strict=True)]
            known = np.concatenate([one[~np.isnan(one)] for one in values])
            where = f"The term {term.name} of {theory.name} for {head}s"
            if not known.size:
                yield f"{where} is unknown for every dyad at risk."
            elif np.ptp(known) <= FLAT * abs(known.mean()):
                yield f"{where} is the same for every dyad at risk: it has no spread."
