"""Constructivism: shared values and long co-operation make states feel as one (Risse-Kappen 1996).

`cooperation` is measured as the `goodwill` of balance of threat, number by number: by this term the two
theories cannot be told apart, only by the others.
"""

from __future__ import annotations

from collections.abc import Mapping

from replay.dyads import common_creeds, lesser_of_two, logged, mutual
from replay.priors import Draws, Positive
from replay.situation import Situation
from replay.theory import Index, Term, Terms, Theory


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name values, liberal rule and co-operation; for ending also the age of the tie.

    values = creeds in common / all creeds of the two, those that Walt calls divisive among them
    liberal = openness of the less open: a community is as liberal as its less liberal half
    co-operation = log(1 + points of co-operation both hold / 10)
    age = log(1 + years of the tie)
    """
    found = {
        "values": common_creeds(situation.ideology).astype(situation.cooperative.dtype),
        "liberal": lesser_of_two(situation.openness),
        "cooperation": mutual(situation.cooperative),
    }
    return {"onset": found, "ending": found | {"age": logged(situation.tied_years)}}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("values", "creeds in common", sign, Positive(0.4, 0.3)),
        Term("liberal", "how open the less open of the two is", sign, Positive(0.4, 0.3)),
        Term("cooperation", "co-operation both have seen from one another", sign, Positive(0.4, 0.3)),
    )


AGE = Term("age", "years of the tie", -1, Positive(0.4, 0.3))


THEORY = Theory(
    name="constructivism",
    claim="Shared values and long co-operation make a we-feeling that brings states together and outlives"
    " the threat.",
    sources=(
        "rissekappen1996: 357-399",
        "barnett1996: 400-447: shared identity chooses allies beyond the democracies",
        "our choice: openness for liberal rule, and the priors",
    ),
    reads=("ideology", "openness", "cooperative", "tied_years"),
    heads={"onset": Index(_terms(+1)), "ending": Index((*_terms(-1), AGE))},
    terms=terms,
)
