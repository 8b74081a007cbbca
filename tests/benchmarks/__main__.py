"""Measure and print what the engine costs: `make bench`."""

from __future__ import annotations

import sys
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
from replay.study import conduct
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


def workers_gain(histories: int = 10_000, pairs: int = 3) -> Ratio:
    """Run the real timeline by one worker and by two, with all repeats and audits if histories are few."""
    timeline = load("middle-east")
    few = histories <= BLOCK
    wanted = Request(histories=histories, repeats=few, audits=few)
    shared = wanted.model_copy(update={"workers": 2})
    return ratio(lambda: conduct(timeline, wanted), lambda: conduct(timeline, shared), pairs=pairs)


if __name__ == "__main__":
    main()
