"""What two states' threats would be without each event: impressions and arms struck, threat composed anew.

It composes as `perception` does, from what is left of every impression; it knows no ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from replay.memory import Memory, Trace
from replay.perception import compose, intention
from replay.priors import Draws
from replay.situation import Floats

HOSTILE = ("hostile_words", "hostile_deeds")


@dataclass(frozen=True)
class Struck:
    """The threats between two states as they are, and without each of the events that move them.

    `whole[i, j]`, shape (2, 2): what i perceives from j; `without`, shape (2, 2, events), in the
    order of `events`. NaN where unknown, and on the diagonal.
    """

    whole: Floats
    events: tuple[str, ...]
    without: Floats


def strike(
    memory: Memory,
    pair: tuple[str, str],
    present: Sequence[str],
    until: date,
    perceived: Mapping[str, Floats],
    parameters: Mapping[str, Draws],
) -> Struck:
    """Strike every event by itself that moves a threat between two states at the beginning of `until`.

    `present` are the states that exist; `perceived` holds power, proximity and offence at [i, j],
    shape (2, 2); `parameters` those of perception, in one history.
    """
    one, other = pair
    held = {two: _hostile(memory, two, until) for two in ((one, other), (other, one))}
    bought = replace(memory, held=tuple(each for each in memory.held if each.stock == "arms"))
    arms = [
        [trace for giver in present if giver != taker for trace in bought.traces(taker, giver, until)]
        for taker in present
    ]
    events = sorted(
        {event for traces in (*held.values(), *arms) for trace in traces for event in _moved(trace)}
    )
    hostile = np.zeros((2, 2, 1 + len(events)))
    hostile[0, 1], hostile[1, 0] = (_sums(held[two], events) for two in ((one, other), (other, one)))
    armed = _armed(np.array([_sums(traces, events) for traces in arms]))
    armed = armed[[present.index(code) for code in pair]]
    given = [
        np.repeat(perceived[name][..., None], 1 + len(events), axis=-1) for name in ("power", "proximity")
    ]
    factors = [
        *given,
        _offence(perceived["offence"], armed),
        intention(hostile, parameters["saturation"], parameters["base_intention"]),
    ]
    threat = compose(np.array(factors), parameters["weights"], parameters["rho"])
    threat[np.eye(2, dtype=bool)] = np.nan
    moved = np.nan_to_num(threat - threat[..., :1]) != 0
    moving = np.flatnonzero(moved.any(axis=(0, 1)))
    return Struck(threat[..., 0], tuple(events[n - 1] for n in moving), threat[..., moving])


def elasticities(factors: Floats, threat: float, parameters: Mapping[str, Draws]) -> Floats:
    """Say by how many per cent threat rises if one factor rises by one per cent: w (x / threat)^rho.

    `factors` has shape (4,), in the order of their weights; the four add up to 1. NaN where threat
    is zero or unknown.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = parameters["weights"][:, 0] * (factors / threat) ** parameters["rho"][0]
    return np.asarray(np.where(threat > 0, shares, np.nan))


def _hostile(memory: Memory, pair: tuple[str, str], until: date) -> list[Trace]:
    return [trace for trace in memory.traces(*pair, until) if trace.held.stock in HOSTILE]


def _moved(trace: Trace) -> Iterable[str]:
    """Name the events that decide what is left of an impression: its own, changes of regime, demands met."""
    return (trace.held.event_id, *(event for event, _ in trace.kept))


def _sums(traces: Sequence[Trace], events: Sequence[str]) -> Floats:
    """Sum what is left: first of all, then without each event; shape (1 + events,)."""
    place = {event: number for number, event in enumerate(events, 1)}
    total = np.zeros(1 + len(events))
    for trace in traces:
        left = np.full(total.shape, trace.left())
        for event in set(_moved(trace)):
            left[place[event]] = trace.left(event)
        total += left
    return total


def _armed(received: Floats) -> Floats:
    """Say by how much arms multiply forces, 1 to 2, as in `perception.offensive`; shape (S, events)."""
    most = received.max(axis=0)
    supplied = np.divide(received, most, out=np.zeros_like(received), where=most > 0)
    return np.asarray(1 + supplied)


def _offence(offence: Floats, armed: Floats) -> Floats:
    """Shift shares of two as far as arms do: `offence` at [i, j] as it is, `armed` of shape (2, events)."""
    change = armed / armed[:, :1]
    own, others = (1 - offence)[..., None] * change[:, None], offence[..., None] * change[None]
    with np.errstate(invalid="ignore"):
        return np.asarray(others / (own + others))
