"""Penetration: meddling with limited aims in open societies attracts, subversion repels (Walt 1987).

`open_door` and `fair_means` multiply the same penetration by one condition each: where most pairs do
not meddle with one another, they can hardly be told apart (on the Middle East they correlate above .8 at
endings), and what the data say they say of the two together.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.dyads import conditioned, greater
from replay.priors import Draws, Positive
from replay.situation import Floats, Situation
from replay.theory import Index, Term, Terms, Theory


def unlimited(revisionism: Floats) -> Floats:
    """Say how far aims are unlimited, shape (S,): 0 up to limited aims (0.5), then rising to 1."""
    return np.maximum(0.0, 2 * revisionism - 1)


def legitimacy(cooperative: Floats, hostile: Floats) -> Floats:
    """Take the friendly share of what the target holds of the penetrator, one half where it holds nothing.

    Means seem legitimate to the target when they come with co-operation and not with hostile acts.
    """
    return np.asarray((cooperative + 1) / (cooperative + hostile + 2))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name penetration of an open society, by legitimate means, and without limits; greater direction each.

    open door = log(1 + penetration) times openness of the target, times (1 - unlimited aims)
    fair means = log(1 + penetration) times friendly share of impressions, times (1 - unlimited aims)
    subversion = log(1 + penetration) times unlimited aims
    Aims are the penetrator's. Where nobody meddles all three are 0, whatever else is unknown.
    """
    size = np.log1p(situation.penetration)
    boundless = unlimited(situation.revisionism)[None, :, None]
    welcome = conditioned(size, 1 - boundless)
    fair = legitimacy(situation.cooperative, situation.hostile)
    directed = {
        "open_door": conditioned(welcome, situation.openness[:, None, None]),
        "fair_means": conditioned(welcome, fair),
        "subversion": conditioned(size, boundless),
    }
    found = {name: greater(one) for name, one in directed.items()}
    return {"onset": found, "ending": found}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("open_door", "penetration of an open society with limited aims", sign, Positive(0.4, 0.3)),
        Term("fair_means", "penetration among friends with limited aims", sign, Positive(0.4, 0.3)),
        Term("subversion", "penetration by a revisionist", -sign, Positive(0.4, 0.3)),
    )


THEORY = Theory(
    name="penetration",
    claim="Manipulation of another's politics brings alignment where the society is open, the aims are"
    " limited and the means legitimate, and repels where they are not.",
    sources=(
        "walt1987: 46-49, 218-261",
        "walt1985",
        "our choice: the friendly share of impressions for legitimate means, and the priors",
    ),
    reads=("penetration", "openness", "revisionism", "cooperative", "hostile"),
    heads={"onset": Index(_terms(+1)), "ending": Index(_terms(-1))},
    terms=terms,
)
