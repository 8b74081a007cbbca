"""Alliance security dilemma: fear of abandonment tightens a tie, of entrapment loosens it (Snyder 1984)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.blocs import share, without
from replay.dyads import greater, greatest_third, mutual
from replay.priors import Draws, Positive
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory

SEVERITY = {"multipolar": 1.0, "bipolar": 0.5, "unipolar": 0.5}
"""How severe the dilemma is: most in multipolarity (Snyder 1984); the halves are our choice."""


def severity(polarity: str | None) -> float:
    """Weigh the dilemma by the system's polarity, unknown where it is not coded."""
    return np.nan if polarity is None else SEVERITY[polarity]


def dependence(threat: Floats, capability: Floats, aligned: Booleans) -> Floats:
    """Take the need that i has of j, the greater of directions.

    That is the greatest threat to i from a third state, times j's share of what i and all its
    allies have together.
    """
    needed = share(capability[None, :, None], without(capability, aligned))
    return greater(greatest_third(threat) * needed)


def alternatives(power: Floats, threat: Floats, aligned: Booleans) -> Floats:
    """Take the best other friend that either could find: powerful, not threatening, not yet its ally."""
    return greater(greatest_third(~aligned * power * (1 - threat)))


def conciliation(threat: Floats, cooperative: Floats) -> Floats:
    """Take how far j co-operates with whoever threatens i, of all third states; the greater of directions.

    For each third state it is the threat to i times the log of co-operation that it and j hold.
    """
    warmth = mutual(cooperative)
    found = np.full(threat.shape, np.nan)
    for k in range(threat.shape[0]):
        found = np.fmax(found, threat[:, k, None] * warmth[None, :, k])
    return greater(found)


def vagueness(general: Floats, specific: Floats) -> Floats:
    """Take 1 / (1 + the institutions of the tie): the fewer, the vaguer what the allies owe."""
    return np.asarray(1 / (1 + general + specific))


def entrapment(hostile: Floats) -> Floats:
    """Sum, over third states, how much more j has fought with each than i has; the greater of directions."""
    quarrel = mutual(hostile)
    total = np.zeros_like(quarrel)
    known = np.zeros(quarrel.shape, dtype=bool)
    for k in range(quarrel.shape[0]):
        excess = quarrel[None, :, k] - quarrel[:, k, None]
        total += np.maximum(0.0, np.nan_to_num(excess))
        known |= ~np.isnan(excess)
    return greater(np.where(known, total, np.nan))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name four fears of abandonment and one of entrapment, each times the dilemma's severity."""
    threat, aligned = situation.threat, situation.aligned
    found = {
        "dependence": dependence(threat, situation.capability, aligned),
        "alternatives": alternatives(situation.power, threat, aligned),
        "conciliation": conciliation(threat, situation.cooperative),
        "vagueness": vagueness(situation.general_assets, situation.specific_assets),
        "entrapment": entrapment(situation.hostile),
    }
    return {"ending": {name: severity(situation.polarity) * term for name, term in found.items()}}


TERMS = (
    Term("dependence", "one is threatened and needs the other", -1, Positive(0.4, 0.3)),
    Term("alternatives", "one could find another friend", -1, Positive(0.4, 0.3)),
    Term("conciliation", "one is on good terms with who threatens the other", -1, Positive(0.4, 0.3)),
    Term("vagueness", "the commitment has no institutions", -1, Positive(0.2, 0.3)),
    Term("entrapment", "one has quarrels that are not the other's", +1, Positive(0.4, 0.3)),
)


THEORY = Theory(
    name="security_dilemma",
    claim="Allies who fear to be abandoned draw closer, and those who fear to be entrapped draw away.",
    sources=(
        "snyder1984: 461-495",
        "our choice: what measures each fear, institutions for explicitness, and the priors of the weights",
    ),
    reads=(
        "polarity",
        "threat",
        "power",
        "capability",
        "aligned",
        "cooperative",
        "hostile",
        "general_assets",
        "specific_assets",
    ),
    heads={"ending": Index(TERMS)},
    terms=terms,
)
