"""Institutionalism: what allies built for many purposes outlives the threat, the rest does not.

Left out: what an institution is worth. All count alike, whether they are used or stand on paper only.
"""

from __future__ import annotations

from collections.abc import Mapping

from replay.dyads import conditioned, logged
from replay.priors import Draws, Positive
from replay.situation import Situation
from replay.theory import Index, Term, Terms, Theory

TERMS = (
    Term("general_assets", "institutions that serve many purposes", -1, Positive(0.4, 0.3)),
    Term("specific_assets", "institutions against a threat that lasts", -1, Positive(0.4, 0.3)),
)


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name two reasons why a tie lasts; of onsets the literature says nothing.

    general assets = log(1 + general assets)
    specific assets = log(1 + specific assets) times the threat from those whom the pact is against
    The log says that the first institution is worth most (our choice).
    """
    specific = logged(situation.specific_assets)
    return {
        "ending": {
            "general_assets": logged(situation.general_assets),
            "specific_assets": conditioned(specific, situation.adversary),
        }
    }


THEORY = Theory(
    name="institutionalism",
    claim="General institutional assets keep an alliance when its threat is gone, specific ones only while"
    " it lasts.",
    sources=(
        "wallander2000: 705-735",
        "mccalla1996: 445-475",
        "keohane1984: 85-109: institutions are costly to create and cheaper to keep",
        "our choice: assets counted on a log scale, and the priors",
    ),
    reads=("general_assets", "specific_assets", "adversary"),
    heads={"ending": Index(TERMS)},
    terms=terms,
)
