"""How one event changes what states perceive, how impressions fade, and how threat is composed.

It knows neither the simulation that calls it nor the theories that read its results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import DTypeLike

from replay.bonds import adversary, assets
from replay.changes import STOCKS, Add, Stock
from replay.clock import DAYS_PER_YEAR
from replay.codebook import Event
from replay.manifest import Manifest
from replay.priors import Draws
from replay.situation import Booleans, Floats, Situation
from replay.world import World, capability

LITERATURE = ("arrow1961", "boulding1962", "brandes2009", "walt1987")
"""Keys of `literature.bib`: how impressions fade, power declines, and threat is composed."""
NEARLY_ZERO = 1e-6
"""Size of rho below which the mean is taken as geometric, its limit."""


@dataclass(frozen=True)
class Impression:
    """What one state holds of, or has received from, another because of one event.

    `public` impressions arise when the event becomes known, the others when it happens; those of
    a `bystander` are learnt from what was done to others.
    """

    event_id: str
    add: Add
    public: bool
    bystander: bool = False


def impressions(event: Event) -> Iterator[Impression]:
    """Say what an event leaves behind, and with whom.

    Hostile and directed, a to b: b holds it against a. Mutual, and all co-operation: both ways.
    Those whom co-operation is against hold a share of its points against each partner, once it is
    known. Arms, aid and penetration are received by the target from the initiator, one deal an
    event, times its intensity.
    """
    kind = event.kind
    if kind.sign == "none":
        return
    stock = cast("Stock", f"{kind.sign}_{kind.fading}")
    for a, b in event.pairs:
        yield Impression(event.id, Add(stock, b, a, event.points), public=False)
        if kind.touches == "mutual":
            yield Impression(event.id, Add(stock, a, b, event.points), public=False)
        for effect in kind.received:
            yield Impression(event.id, Add(cast("Stock", effect), b, a, event.intensity), public=False)
    share = event.points * kind.against_share
    if share:
        for partner in (*event.initiators, *event.targets):
            for observer in event.against:
                add = Add(
                    "hostile_words" if kind.fading == "words" else "hostile_deeds", observer, partner, share
                )
                yield Impression(event.id, add, public=True)


def half_lives(parameters: Mapping[str, Draws]) -> Floats:
    """Lay out the half-lives of all stocks in days, shape (stocks, M)."""
    hostile, cooperative = parameters["half_life_hostile"], parameters["half_life_cooperative"]
    words, received = parameters["words_share"], parameters["half_life_received"]
    years = {
        "hostile_words": hostile * words,
        "hostile_deeds": hostile,
        "cooperative_words": cooperative * words,
        "cooperative_deeds": cooperative,
    }
    return np.array([years.get(stock, received) for stock in STOCKS]) * DAYS_PER_YEAR


def share_of_two(values: Floats) -> Floats:
    """Return x_j / (x_i + x_j) at [i, j], from values of shape (S, M); NaN where both are zero."""
    with np.errstate(invalid="ignore"):
        return np.asarray(values[None] / (values[:, None] + values[None]))


def intention(hostile: Floats, saturation: Draws, base: Draws) -> Floats:
    """Ascribe intention from enmity on both sides, 0 to 1: i0 + (1 - i0)(1 - exp(-S / s))."""
    enmity = hostile + hostile.swapaxes(0, 1)
    return np.asarray(base + (1 - base) * (1 - np.exp(enmity / -saturation)))


def proximity(km: Floats, border: Booleans, projected: Floats, scale: Draws) -> Floats:
    """Measure nearness, 0 to 1: the greatest of exp(-km / scale), a border, and reach.

    `projected` has shape (S, M): how far the observed state projects force. NaN where km or reach
    is unknown and no border is.
    """
    near = np.exp(-km[..., None] / scale)
    return np.asarray(np.where(border[..., None], 1.0, np.maximum(near, projected[None])))


def compose(factors: Sequence[Floats] | Floats, weights: Draws, rho: Draws) -> Floats:
    """Compose threat from its factors: (sum of w x^rho)^(1 / rho), rho = 0 the geometric mean.

    `factors` are four of shape (S, S, M) in the order power, proximity, offence, intention; `weights`
    (4, M); `rho` (M,). For rho <= 0 a factor of zero with a positive weight makes threat zero.
    Source: constant elasticity of substitution (Arrow et al. 1961); its use here is our choice.
    """
    precision = factors[0].dtype
    powered = np.abs(rho) >= NEARLY_ZERO
    exponent, weights = np.where(powered, rho, 1.0).astype(precision), weights.astype(precision)
    composed = np.zeros_like(factors[0])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for total, row in zip(composed, zip(*factors, strict=True), strict=True):
            for factor, weight in zip(row, weights, strict=True):
                part = np.log(factor)
                part *= exponent
                np.exp(part, out=part, where=powered)
                part *= weight
                np.add(total, part, out=total, where=weight > 0)
            np.log(total, out=total, where=powered)
            np.exp(np.divide(total, exponent, out=total), out=total)
    return composed


def offensive(world: World, columns: tuple[str, ...], arms: Floats) -> Floats:
    """Weigh forces by arms received: shares of the columns, doubled for the best supplied that exists.

    `arms` has shape (S, S, M); returns shape (S, M). The doubling is our choice.
    """
    present = world.exists[:, None] & world.exists[None]
    received = np.where(present[..., None], arms, 0.0).sum(axis=1)
    most = received.max(axis=0)
    supplied = np.divide(received, most, out=np.zeros_like(received), where=most > 0)
    return np.asarray(capability(world, columns)[:, None] * (1 + supplied))


def reach(world: World, manifest: Manifest) -> Floats:
    """Return each state's share of a superpower's reach, shape (S,): NaN unknown, 0 where none is coded."""
    column = manifest.capabilities.reach
    if column is None:
        return np.zeros(len(world.roster))
    return world.quantities.get(column, np.full(len(world.roster), np.nan))


def coded(world: World, values: Mapping[str, Floats], name: str) -> Floats:
    """Return what is coded under a name of each existing state, shape (S,); NaN unknown."""
    return np.where(world.exists, values.get(name, np.nan), np.nan)


def factors(
    world: World, parameters: Mapping[str, Draws], manifest: Manifest, stocks: Mapping[Stock, Floats]
) -> dict[str, Floats]:
    """Measure the four factors of threat, each of shape (S, S, M), in the order of their weights."""
    columns = manifest.capabilities
    power = np.repeat(capability(world, columns.power)[:, None], parameters["rho"].size, axis=1)
    projected = reach(world, manifest)[:, None] * parameters["reach"]
    hostile = stocks["hostile_words"] + stocks["hostile_deeds"]
    return {
        "power": share_of_two(power),
        "proximity": proximity(world.km, world.border, projected, parameters["distance_scale"]),
        "offence": share_of_two(offensive(world, columns.offence, stocks["arms"])),
        "intention": intention(hostile, parameters["saturation"], parameters["base_intention"]),
    }


def perceive(
    world: World,
    parameters: Mapping[str, Draws],
    manifest: Manifest,
    day: date,
    precision: DTypeLike = np.float64,
    *,
    institutions: bool = True,
) -> Situation:
    """Look at the world on a day: fade every impression, compose every threat, in a precision.

    The `institutions` of the record's pacts, and whom these are against, are left unknown where nobody looks.
    """
    stocks = dict(zip(STOCKS, world.faded(day), strict=True))
    measured = factors(world, parameters, manifest, stocks)
    arrays = {name: np.asarray(one, dtype=precision) for name, one in measured.items()}
    made = {
        "threat": compose(list(arrays.values()), parameters["weights"], parameters["rho"]),
        "hostile": stocks["hostile_words"] + stocks["hostile_deeds"],
        "cooperative": stocks["cooperative_words"] + stocks["cooperative_deeds"],
        "arms": stocks["arms"],
        "aid": stocks["aid"],
        "penetration": stocks["penetration"],
        "tied_years": (day.toordinal() - world.tied_since) / DAYS_PER_YEAR,
        "parted_years": (day.toordinal() - world.parted_on) / DAYS_PER_YEAR,
    }
    arrays |= {name: np.asarray(one, dtype=precision) for name, one in made.items()}
    absent = ~(world.exists[:, None] & world.exists[None, :]) | np.eye(len(world.roster), dtype=bool)
    for array in arrays.values():
        array[absent] = np.nan
    governed = [world.regimes.get(code) for code in world.roster.codes]
    others = {
        name: world.quantities[name] for name in manifest.capabilities.other if name in world.quantities
    }
    if institutions:
        general, specific = assets(world, precision)
        against = adversary(world, arrays["threat"])
    else:
        general, specific, against = (np.full(world.ties.shape, np.nan, precision) for _ in range(3))
    situation = Situation(
        year=day.year,
        states=world.roster.codes,
        exists=world.exists.copy(),
        great_power=np.array([code in manifest.great_powers for code in world.roster.codes]),
        regime=tuple(one.regime if one else None for one in governed),
        ideology=tuple(frozenset(one.ideology if one else ()) for one in governed),
        divisive=world.divisive,
        polarity=world.polarity,
        revisionism=coded(world, world.stances, "revisionism"),
        advantage=coded(world, world.stances, "advantage"),
        openness=coded(world, others, "openness"),
        strength=coded(world, others, "strength"),
        general_assets=general,
        specific_assets=specific,
        adversary=against,
        capability=capability(world, manifest.capabilities.power),
        capability_then=world.capability_then.copy(),
        km=world.km.copy(),
        border=world.border.copy(),
        aligned=world.ties > 0,
        **arrays,
    )
    for value in vars(situation).values():
        if isinstance(value, np.ndarray):
            value.setflags(write=False)
    return situation
