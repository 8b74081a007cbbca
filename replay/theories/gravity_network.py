"""Gravity and network together: the strongest baseline that knows nothing of threat."""

from __future__ import annotations

from collections.abc import Mapping

from replay.priors import Draws
from replay.situation import Situation
from replay.theories import gravity, network
from replay.theory import Ridge, Terms, Theory


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Join the terms of the two baselines."""
    near, tied = gravity.terms(situation, parameters), network.terms(situation, parameters)
    return {head: {**near[head], **tied[head]} for head in near}


THEORY = Theory(
    name="gravity_network",
    claim="Distance, size and existing ties together decide who aligns.",
    sources=(*gravity.THEORY.sources, *network.THEORY.sources),
    reads=(*gravity.THEORY.reads, *network.THEORY.reads),
    heads={
        "onset": Ridge((*gravity.TERMS, *network.TERMS)),
        "ending": Ridge((*gravity.TERMS, *network.TERMS, network.AGE)),
    },
    terms=terms,
    baseline=True,
)
