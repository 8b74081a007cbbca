"""Measure and print what the engine costs: `make bench`."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import timedelta

import numpy as np
import simpy

from replay import load
from replay.changes import Add
from replay.chronicle import STRATA, Occurrence, chronicle, feeds
from replay.engine import replay
from replay.ensemble import BLOCK
from replay.parameters import PERCEPTION, draw
from replay.request import Request
from replay.situation import Situation
from replay.study import conduct
from replay.theories import select
from tests.benchmarks.paired import Ratio, ratio

EVENTS = 300_000
PER_DAY = 33
STRATUM = STRATA.index("event")


def main() -> None:
    """Print one line a measurement."""
    report(
        "one history, 300,000 events at 33 a day, beside a bare SimPy loop of as many timeouts", event_cost()
    )
    report("a run of the Middle East with 32 histories, beside one with 1", histories_cost())
    report("all theories at a census of NATO with 256 histories, beside with 1", theories_cost())
    report("the same, beside single precision", theories_cost(single=True))
    report("a run of the Middle East with 10,000 histories by one worker, beside two", workers_gain())
    report("a run of the Middle East with 32 histories by one worker, beside two", workers_gain(32, pairs=7))


def report(what: str, found: Ratio) -> None:
    """Print a measurement."""
    sys.stdout.write(f"{what}: {found}\n")


def event_cost() -> Ratio:
    """Replay a crowded chronicle, and let SimPy alone step as often."""
    timeline = load("middle-east")
    codes = timeline.roster.codes
    begin = timeline.manifest.span.begin + timedelta(days=1)
    chance = np.random.default_rng(1)
    pairs = chance.integers(len(codes), size=(EVENTS, 2))
    occurrences = [
        Occurrence(
            begin + timedelta(n // PER_DAY),
            STRATUM,
            f"{n:06d}",
            0,
            Add("hostile_deeds", codes[i], codes[j], 1.0),
        )
        for n, (i, j) in enumerate(pairs.tolist())
    ]
    parameters = draw(PERCEPTION, 1, 1, "perception", {})
    reports = [*feeds(chronicle(timeline, histories=1, seed=1)), occurrences]

    def ours() -> None:
        for _ in replay(timeline, parameters=parameters, reports=reports):
            pass

    def bare() -> None:
        env = simpy.Environment()

        def step() -> simpy.events.ProcessGenerator:
            for _ in range(EVENTS):
                yield env.timeout(1)

        env.process(step())
        env.run()

    return ratio(ours, bare)


def histories_cost() -> Ratio:
    """Run the real timeline with many histories and with one."""
    timeline = load("middle-east")
    return ratio(
        lambda: conduct(timeline, Request(histories=32)),
        lambda: conduct(timeline, Request(histories=1)),
        pairs=7,
    )


def theories_cost(*, single: bool = False) -> Ratio:
    """Ask all theories of many histories at once, and of one, or of as many in single precision."""
    timeline, theories = load("nato"), select()
    seen = next(iter(replay(timeline, parameters=draw(PERCEPTION, BLOCK, 1, "perception", {})))).situation
    draws = {theory.name: draw(theory.tunable(), BLOCK, 1, theory.name, {}) for theory in theories}

    def ask(situation: Situation, precision: type) -> None:
        fresh = copied(situation, precision)
        for theory in theories:
            theory.terms(fresh, draws[theory.name])

    def other() -> None:
        if single:
            ask(seen, np.float32)
        else:
            ask(seen.nominal(), np.float64)

    return ratio(lambda: ask(seen, np.float64), other)


def copied(situation: Situation, precision: type) -> Situation:
    """Copy all arrays of a situation, so that nothing is recalled of those asked of before."""
    arrays = {name: value for name, value in vars(situation).items() if isinstance(value, np.ndarray)}
    copies = {
        name: value.astype(precision if value.dtype.kind == "f" else value.dtype)
        for name, value in arrays.items()
    }
    for copy in copies.values():
        copy.setflags(write=False)
    return replace(situation, **copies)  # type: ignore[arg-type]


def workers_gain(histories: int = 10_000, pairs: int = 3) -> Ratio:
    """Run the real timeline by one worker and by two, with all repeats and audits if histories are few."""
    timeline = load("middle-east")
    few = histories <= BLOCK
    wanted = Request(histories=histories, repeats=few, audits=few)
    shared = wanted.model_copy(update={"workers": 2})
    return ratio(lambda: conduct(timeline, wanted), lambda: conduct(timeline, shared), pairs=pairs)


if __name__ == "__main__":
    main()
