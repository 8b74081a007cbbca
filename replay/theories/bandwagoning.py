"""Bandwagoning: states align with the source of danger (Walt 1987).

Threat holds power already, as one of its four factors. `appeasement` multiplies it by power again,
because Walt claims that, under the same danger, the weak yield and the strong do not. Condition and base
can hardly be told apart, and `defeat`, which grows with fighting and the same preponderance, hardly
from `appeasement` (on the Middle East they correlate above .8).

Left out: war, and its last phase. Walt's states desert or join when the outcome is all but certain; no
field says who is at war or since when, so that it is read off hostility, which fades with the years,
and preponderance. Left out too: the difference between defensive bandwagoning, from fear, and
offensive, for gain (Schweller 1994). `spoils` is all that stands for gain: it sees who leads the
preponderant side, not what there is to share, nor how much is left for those who come late.
"""

from __future__ import annotations

from collections.abc import Mapping

from replay.blocs import dominance, share, without
from replay.dyads import greater, greater_of_two, greatest_third, mutual, preponderance
from replay.priors import Draws, Positive
from replay.recall import recalled
from replay.situation import Booleans, Floats, Situation
from replay.theory import Index, Term, Terms, Theory


@recalled
def appeasement(threat: Floats, power: Floats) -> Floats:
    """Take the threat from j to i times j's share of the power of both, the greater of directions."""
    return greater(threat * power)


def isolation(threat: Floats, capability: Floats, aligned: Booleans) -> Floats:
    """Take the threat from j to i times j's share beside the allies of i, the greater of directions.

    That share is 1 for a state without another ally, and falls with what its allies can bring.
    """
    help_for = without(capability, aligned) - capability[:, None, None]
    return greater(threat * share(capability[None, :, None], help_for))


@recalled
def defeat(hostile: Floats, power: Floats) -> Floats:
    """Take how hard j and i have fought times how far j outweighs i: at [i, j], i is overwhelmed."""
    return mutual(hostile) * preponderance(power)


def spoils(capability: Floats, aligned: Booleans) -> Floats:
    """Take the greater of the two states' shares beside the greatest rival of their blocs."""
    return greater_of_two(dominance(capability, aligned))


@recalled
def losing_side(hostile: Floats, power: Floats) -> Floats:
    """Take the defeat of either at the hands of the third state that overwhelms it most."""
    return greater(greatest_third(defeat(hostile, power)))


def terms(situation: Situation, parameters: Mapping[str, Draws]) -> Mapping[str, Terms]:
    """Name appeasement, isolation and spoils for both heads, defeat for onset, the losing side for ending."""
    found = {
        "appeasement": appeasement(situation.threat, situation.power),
        "isolation": isolation(situation.threat, situation.capability, situation.aligned),
        "spoils": spoils(situation.capability, situation.aligned),
    }
    defeated = greater(defeat(situation.hostile, situation.power))
    deserted = losing_side(situation.hostile, situation.power)
    return {"onset": found | {"defeat": defeated}, "ending": found | {"losing_side": deserted}}


def _terms(sign: int) -> tuple[Term, ...]:
    return (
        Term("appeasement", "the weak yield to whoever threatens them", sign, Positive(0.4, 0.3)),
        Term("isolation", "the threatened have no ally to help them", sign, Positive(0.4, 0.3)),
        Term("spoils", "one of the two leads the preponderant side", sign, Positive(0.2, 0.3)),
    )


DEFEAT = Term("defeat", "one is overwhelmed by the other in fighting", +1, Positive(0.4, 0.3))
LOSING = Term("losing_side", "one is overwhelmed in fighting by a third state", +1, Positive(0.4, 0.3))


THEORY = Theory(
    name="bandwagoning",
    claim="States align with the source of danger: the weak, the isolated, and those being overwhelmed.",
    sources=(
        "walt1987: 17-33, 173-178",
        "schweller1994: 88-107: joining for gain, of which spoils is a first measure",
        "our choice: power, allies and recent fighting as measures of Walt's conditions, and the priors",
    ),
    reads=("threat", "power", "capability", "aligned", "hostile"),
    heads={"onset": Index((*_terms(+1), DEFEAT)), "ending": Index((*_terms(-1), LOSING))},
    terms=terms,
)
