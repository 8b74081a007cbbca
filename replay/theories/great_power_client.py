"""Great-power client: ties between a great power and a regional state last longer."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from replay.priors import Draws
from replay.situation import Situation
from replay.theory import Ridge, Term, Terms, Theory


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Mark the dyads of a great power with a regional state."""
    great = situation.great_power
    client = great[:, None] ^ great[None]
    return {"ending": {"client": client.astype(float)[..., np.newaxis]}}


THEORY = Theory(
    name="great_power_client",
    claim="A tie between a great power and its client ends less often than one between neighbours.",
    sources=("our choice: one dummy variable, the strongest baseline for endings in trials",),
    reads=("great_power",),
    heads={"ending": Ridge((Term("client", "1 where one of the two is a great power"),))},
    terms=terms,
    baseline=True,
)
