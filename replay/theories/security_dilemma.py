"""Alliance security dilemma: fear of abandonment tightens a tie, of entrapment loosens it (Snyder 1984).

Snyder holds the dilemma to be most severe in multipolarity, so that every term is multiplied by its
severity. That is one number for all dyads of a census: where terms are standardised within each year
(`standardisation = "within-year"`, as for the Middle East) it divides out, and polarity is inert but for
being known. It counts where the scale comes from a burn-in and the poles change after it.

The fear is directed: one's own alternatives lessen one's dependence, those of the ally raise the fear
to be abandoned, the more so the more one depends on it; as it multiplies dependence, the two can hardly be
told apart (on the Middle East they correlate above .9). Vagueness is not: what the treaty leaves open,
it leaves open to both.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.blocs import share, without
from replay.dyads import greater, greatest_third, mutual
from replay.priors import Draws, Positive
from replay.recall import recalled
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory
from replay.thirds import greater_sum_of_excess, greatest_product, known_to_both

SEVERITY = {"multipolar": 1.0, "bipolar": 0.5, "unipolar": 0.5}
"""How severe the dilemma is: most in multipolarity (Snyder 1984); the halves are our choice."""


def severity(polarity: str | None) -> float:
    """Weigh the dilemma by the system's polarity, unknown where it is not coded."""
    return np.nan if polarity is None else SEVERITY[polarity]


def need(threat: Floats, capability: Floats, aligned: Booleans) -> Floats:
    """Take, at [i, j], the greatest threat to i from a third state, times what j has to give of all help.

    That is j's share of what i and all its allies have together.
    """
    return greatest_third(threat) * share(capability[None, :, None], without(capability, aligned))


def other_friend(power: Floats, threat: Floats, aligned: Booleans) -> Floats:
    """Take, at [i, j], how good a friend i could find beside j: strong, not threatening, no ally yet."""
    return greatest_third(~aligned * power * (1 - threat))


@recalled
def conciliation(threat: Floats, cooperative: Floats) -> Floats:
    """Take how far j co-operates with whoever threatens i, of all third states; the greater of directions.

    For each third state it is the threat to i times the log of co-operation that it and j hold.
    """
    return greater(greatest_product(threat, mutual(cooperative)))


def vagueness(general: Floats, specific: Floats) -> Floats:
    """Take 1 / (1 + the institutions of the tie): the fewer, the vaguer what the allies owe."""
    return np.asarray(1 / (1 + general + specific))


@recalled
def entrapment(hostile: Floats) -> Floats:
    """Sum, over third states, how much more j has fought with each than i has; the greater of directions."""
    quarrel = mutual(hostile)
    return np.where(known_to_both(~np.isnan(quarrel)), greater_sum_of_excess(quarrel), np.nan)


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name four fears of abandonment and one of entrapment, each times the dilemma's severity.

    dependence = i's need of j, times what its own best other friend leaves wanting (1 - that friend)
    alternatives = dependence of i on j, times the best other friend that j could find
    Of both, as of conciliation and entrapment, the greater of the two directions.
    """
    threat, aligned = situation.threat, situation.aligned
    friend = other_friend(situation.power, threat, aligned)
    dependence = need(threat, situation.capability, aligned) * (1 - friend)
    found = {
        "dependence": greater(dependence),
        "alternatives": greater(dependence * friend.swapaxes(0, 1)),
        "conciliation": conciliation(threat, situation.cooperative),
        "vagueness": vagueness(situation.general_assets, situation.specific_assets),
        "entrapment": entrapment(situation.hostile),
    }
    return {"ending": {name: severity(situation.polarity) * term for name, term in found.items()}}


TERMS = (
    Term("dependence", "one is threatened, and has no help but the other", -1, Positive(0.4, 0.3)),
    Term("alternatives", "one depends on an ally who could find another", -1, Positive(0.4, 0.3)),
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
