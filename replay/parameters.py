"""Every tunable number with its unit, bounds, prior and source, and how histories draw them.

It does not know who uses a number, only its name. History 0 is nominal: the median of every
prior (of a Dirichlet the mean); the others are points of a scrambled Sobol sequence.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from replay.errors import RequestError, UnknownNameError
from replay.priors import Dirichlet, Draws, LogUniform, Off, Prior, Uniform


@dataclass(frozen=True)
class Parameter:
    """A number with a meaning: its name, unit, prior, what it does, and where the prior is from."""

    name: str
    unit: str
    prior: Prior
    meaning: str
    source: str


PERCEPTION = (
    Parameter(
        "half_life_hostile",
        "years",
        LogUniform(0.5, 12),
        "until a hostile deed counts half",
        "our choice; exponential decay as in Brandes, Lerner and Snijders 2009",
    ),
    Parameter(
        "half_life_cooperative",
        "years",
        LogUniform(0.5, 10),
        "until a friendly deed counts half",
        "our choice",
    ),
    Parameter(
        "words_share", "share", LogUniform(0.1, 1), "half-life of words beside that of deeds", "our choice"
    ),
    Parameter(
        "half_life_received",
        "years",
        LogUniform(2, 10),
        "until arms, aid or penetration received counts half",
        "our choice: service life of arms",
    ),
    Parameter(
        "saturation", "points", LogUniform(3, 60), "enmity at which intention is 1 - 1/e", "our choice"
    ),
    Parameter(
        "base_intention", "share", Uniform(0, 0.05), "intention ascribed without any enmity", "our choice"
    ),
    Parameter(
        "distance_scale",
        "km",
        LogUniform(300, 3_000),
        "distance at which proximity is 1/e",
        "Boulding 1962: loss of strength; range our choice",
    ),
    Parameter(
        "reach",
        "share",
        Uniform(0.05, 0.9),
        "proximity of a superpower to everyone",
        "Walt 1987: 23-24; range our choice",
    ),
    Parameter(
        "rho",
        "exponent",
        Uniform(-2, 0.3),
        "how far one factor of threat replaces another",
        "our choice; 0 is the geometric mean, 1 would be the sum",
    ),
    Parameter(
        "weights",
        "shares",
        Dirichlet((1, 1, 1, 2)),
        "power, proximity, offence, intention",
        "Walt 1987: 22-26 names the factors and gives no weights",
    ),
    Parameter(
        "regime_reset",
        "share",
        Uniform(0, 0.3),
        "of impressions that a change of regime undoes",
        "our choice",
    ),
    Parameter(
        "met",
        "share",
        Off(1),
        "of hostile words that is undone when what they demanded is met; off unless set",
        "Stein 1988: signalled threats are conditional, situational ones are not; size our choice",
    ),
    Parameter(
        "bias",
        "share",
        Off(1),
        "by which like creeds soften and unlike ones sharpen what is seen; off unless set",
        "Jervis 1976: 117-202; Haas 2005; equation and size our choice",
    ),
    Parameter(
        "spillover",
        "share",
        Off(1),
        "of a hostile deed's points that bystanders hold against its doer; off unless set",
        "Crescenzi 2007; Walt 1987: 25-26; size our choice",
    ),
)


def key(*identity: object) -> int:
    """Turn an identity (seed, purpose, names) into the seed of a stream of its own."""
    text = "/".join(map(str, identity))
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")


def draw(
    parameters: Sequence[Parameter],
    histories: int,
    seed: int,
    purpose: str,
    fixed: Mapping[str, float],
) -> dict[str, Draws]:
    """Draw the parameters of one purpose for all histories, keyed by seed and purpose.

    Returns arrays of shape (histories,), or (parts, histories) where a parameter has parts; the
    draw of history m does not depend on how many histories there are. A name in `fixed` takes
    that value in every history; RequestError when it is out of bounds or has several parts. What
    is off unless fixed takes no place in the sequence, so that it moves no other draw.
    """
    width = sum(_width(parameter.prior) for parameter in parameters)
    points = _points(width, histories - 1, key(seed, purpose))
    drawn: dict[str, Draws] = {}
    row = 0
    for parameter in parameters:
        prior = parameter.prior
        nominal = prior.nominal[:, None]
        uniforms = points[row : row + _width(prior)] if _width(prior) else np.zeros((1, histories - 1))
        values = np.concatenate([nominal, prior.quantile(np.clip(uniforms, 1e-9, 1 - 1e-9))], axis=1)
        row += _width(prior)
        if parameter.name in fixed:
            values = np.full_like(values, _within(parameter, fixed[parameter.name]))
        drawn[parameter.name] = values if prior.parts > 1 else values[0]
    return drawn


def _points(width: int, count: int, seed: int) -> Draws:
    """Take points of a scrambled Sobol sequence, shape (width, count)."""
    if not width or not count:
        return np.empty((width, 0))  # without scipy.stats, which is slow to import
    from scipy.stats.qmc import Sobol

    sequence = Sobol(width, scramble=True, rng=np.random.default_rng(seed))
    return np.asarray(sequence.random_base2(math.ceil(math.log2(count)))[:count].T)


def _width(prior: Prior) -> int:
    """Count the uniforms that a prior takes: one a part, but none where it is off."""
    return 0 if isinstance(prior, Off) else prior.parts


def _within(parameter: Parameter, value: float) -> float:
    low, high = parameter.prior.bounds
    if parameter.prior.parts > 1:
        raise RequestError(
            f"{parameter.name} has {parameter.prior.parts} parts and cannot be set to one number"
        )
    if not (math.isfinite(value) and low <= value <= high):
        raise RequestError(f"{parameter.name} was {value:g}; from {low:g} to {high:g} is allowed")
    return value


def require_known(fixed: Mapping[str, float], parameters: Sequence[Parameter]) -> None:
    """Raise UnknownNameError when a fixed name is no parameter."""
    names = [parameter.name for parameter in parameters]
    for name in fixed:
        if name not in names:
            raise UnknownNameError("parameter", name, names)
