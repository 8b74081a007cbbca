"""The engine: a SimPy calendar on which feeds report, the day settles, and the census comes.

The only file that knows SimPy. It knows neither files, nor the ledger, nor which theories exist.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

import numpy as np
import simpy
from numpy.typing import DTypeLike

from replay.chronicle import CANONICAL, Occurrence, chronicle, feeds
from replay.clock import Phase, census_day, tick
from replay.membership import PactOutcome, Pacts, became, in_force
from replay.notebook_html import notebook_html
from replay.parameters import PERCEPTION, draw
from replay.perception import half_lives, perceive
from replay.priors import Draws
from replay.shifts import Outcome, eligible, outcome
from replay.situation import Booleans, Situation
from replay.timeline import Timeline
from replay.world import World

Process = Generator[simpy.Event, None, None]
Decider = Callable[["Census", World], Sequence[Occurrence]]
"""Asked at every census what states decide for the next year; it sees the census and the world it is of."""


@dataclass(frozen=True)
class Census:
    """The moment, 31 December of `year`, when every theory is asked about the next year.

    `at_risk`, shape (S, S): the dyads to forecast; `pacts`: the pacts. `closed` and `became` are what
    became of dyads and pacts in the year that ends, for calibration only; None at the first census.
    """

    year: int
    situation: Situation
    at_risk: Booleans
    closed: Outcome | None
    pacts: Pacts
    became: PactOutcome | None

    def __repr__(self) -> str:
        """Say in a line what it is, without its arrays."""
        return f"<Census of 31 December {self.year}: {int(self.situation.exists.sum())} states>"

    def _repr_html_(self) -> str:
        """Show in a notebook how the states stand, in the nominal history."""
        import polars as pl

        seen = self.situation
        threat, aligned = seen.threat[..., 0], seen.aligned[..., 0]
        rows = []
        for one in np.flatnonzero(seen.exists):
            most = int(np.nan_to_num(threat[one], nan=-1.0).argmax())
            known = bool(threat[one, most] >= 0)
            rows.append(
                {
                    "state": seen.states[one],
                    "feels most threatened by": seen.states[most] if known else None,
                    "threat": float(threat[one, most]) if known else None,
                    "aligned with": ", ".join(seen.states[other] for other in np.flatnonzero(aligned[one])),
                }
            )
        schema = dict.fromkeys(("state", "feels most threatened by"), pl.String)
        frame = pl.DataFrame(rows, schema=schema | {"threat": pl.Float64, "aligned with": pl.String})
        said = f"{int(np.triu(self.at_risk).sum())} dyads to forecast for {self.year + 1}"
        return notebook_html(f"31 December {self.year}", [said], {"Threat, 0 to 1, and ties": frame})


@dataclass
class Inbox:
    """What feeds have reported and the day has not yet settled."""

    env: simpy.Environment
    reported: list[Occurrence] = field(default_factory=list)
    filled: simpy.Event = field(init=False)

    def __post_init__(self) -> None:
        """Wait for the first report."""
        self.filled = self.env.event()

    def put(self, occurrences: Iterable[Occurrence]) -> None:
        """Hand in what became known; the first report of a day wakes the settling process."""
        self.reported.extend(occurrences)
        if not self.filled.triggered:
            self.filled.succeed()

    def empty(self) -> list[Occurrence]:
        """Take out the day's reports in canonical order."""
        day, self.reported = sorted(self.reported, key=CANONICAL), []
        self.filled = self.env.event()
        return day


def feed(env: simpy.Environment, inbox: Inbox, occurrences: Sequence[Occurrence]) -> Process:
    """Report occurrences, sorted by day, on their days: one timeout a day, not one an event."""
    for day, reports in groupby(occurrences, key=attrgetter("day")):
        yield env.timeout(tick(day, Phase.REPORT) - env.now)
        inbox.put(reports)


def settle(env: simpy.Environment, inbox: Inbox, world: World) -> Process:
    """Apply each day's reports in canonical order, whichever feed handed them in first."""
    while True:
        yield inbox.filled
        yield env.timeout(Phase.SETTLE - Phase.REPORT)
        day = inbox.empty()
        world.settle(day[0].day, [(one.change, one.weight) for one in day])


def replay(
    timeline: Timeline,
    *,
    histories: int = 1,
    seed: int = 1,
    coding: str | None = None,
    parameters: Mapping[str, Draws] | None = None,
    reports: Sequence[Sequence[Occurrence]] | None = None,
    decide: Decider | None = None,
    institutions: bool = True,
    precision: DTypeLike = np.float64,
) -> Iterator[Census]:
    """Replay a timeline and yield its censuses, one a year.

    `parameters` are draws of `parameters.PERCEPTION`, one value a history, by default drawn with
    the seed. `reports` are the feeds, each sorted by day, by default the timeline's own chronicle;
    how the same occurrences are split into feeds makes no difference. `decide` makes it simulate: what it
    answers to a census is reported on its days, as any feed's. Without `institutions` nothing is known
    of what pacts have and whom they are against, which who decides may tell otherwise.
    Impressions are kept in double precision; `precision` is that of what is perceived of them at a census.
    """
    manifest = timeline.manifest
    if parameters is None:
        parameters = draw(PERCEPTION, histories, seed, "perception", {})
    if reports is None:
        histories = parameters["rho"].size
        told = chronicle(timeline, histories=histories, seed=seed, coding=coding, parameters=parameters)
        reports = feeds(told)
    scored = {party.pact for party in timeline.parties} - set(manifest.unscored_pacts)
    world = World(
        timeline.roster,
        half_lives(parameters),
        parameters["regime_reset"],
        frozenset(scored),
        frozenset(one.ideology for one in timeline.ideologies if one.divides),
        manifest.capabilities.power,
    )
    env = simpy.Environment(initial_time=tick(manifest.span.begin, Phase.REPORT) - 1)
    inbox = Inbox(env)
    for occurrences in reports:
        env.process(feed(env, inbox, occurrences))
    env.process(settle(env, inbox, world))
    pairs = eligible(timeline.roster, manifest)
    before: Census | None = None
    for year in range(manifest.first_census, manifest.span.end.year + 1):
        day = census_day(year)
        env.run(until=env.timeout(tick(day, Phase.CENSUS) - env.now))
        situation = perceive(world, parameters, manifest, day, precision, institutions=institutions)
        closed, pacts_closed = _close(year, world, timeline, before, pairs)
        at_risk = pairs & situation.exists[:, None] & situation.exists[None]
        members = {name: world.members[name] for name in scored & world.members.keys()}
        pledged = world.commitments if timeline.commitments else None
        pacts = in_force(members, timeline.roster.index, at_risk, pledged, followed=timeline.follows)
        before = Census(year, situation, at_risk, closed, pacts, pacts_closed)
        if decide is not None:
            env.process(feed(env, inbox, decide(before, world)))
        yield before


def _close(
    year: int, world: World, timeline: Timeline, before: Census | None, pairs: Booleans
) -> tuple[Outcome | None, PactOutcome | None]:
    if before is None:
        return None, None
    survived = np.array([_survived(timeline, code, year) for code in timeline.roster.codes])
    seen = before.situation
    closed = outcome(year, world.ties_log, seen.aligned[..., 0], seen.exists, survived, pairs)
    return closed, became(year, before.pacts, world.moves_log, survived, world.commitments_log)


def _survived(timeline: Timeline, code: str, year: int) -> bool:
    spells = timeline.roster.spells(code)
    first, last = census_day(year - 1), census_day(year)
    return any(spell.holds(first) and spell.holds(last) for spell in spells)
