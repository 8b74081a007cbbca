"""Balance of threat: states align against the greatest perceived threat (Walt 1985, 1987).

`goodwill` is measured as the `cooperation` of constructivism, and `leadership` as the `asymmetry` of
autonomy and security, number by number: by these terms the theories cannot be told apart, only by the
others.
"""

from __future__ import annotations

from collections.abc import Mapping

from replay.dyads import greater, mutual, shared_threat
from replay.priors import Draws, Positive
from replay.situation import Situation
from replay.theory import Index, Term, Terms, Theory


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name three terms for onset, and the same with opposite signs for ending, beside leadership."""
    found = {
        "shared_threat": shared_threat(situation.threat),
        "mutual_threat": greater(situation.threat),
        "goodwill": mutual(situation.cooperative),
    }
    return {"onset": found, "ending": found | {"leadership": greater(situation.power)}}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("shared_threat", "threats from the same third states", sign, Positive(0.4, 0.3)),
        Term("mutual_threat", "the threat that one is to the other", -sign, Positive(0.2, 0.3)),
        Term("goodwill", "co-operation both have seen from one another", sign, Positive(0.4, 0.3)),
    )


LEADERSHIP = Term("leadership", "how far the stronger outweighs the weaker", -1, Positive(0.4, 0.3))


THEORY = Theory(
    name="balance_of_threat",
    claim="States align with those who perceive the same threats, and not with those who threaten them.",
    sources=(
        "walt1987: 17-49, 147-180",
        "walt1985",
        "walt1997: a strong leader keeps a tie that its threat no longer explains",
        "our choice: goodwill as a term, and the priors of the weights",
    ),
    reads=("threat", "cooperative", "power"),
    heads={"onset": Index(_terms(+1)), "ending": Index((*_terms(-1), LEADERSHIP))},
    terms=terms,
)
