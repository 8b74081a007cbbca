"""Workers: answers in order, errors as they were, and no process left behind, however the work ends."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import FrozenInstanceError, replace
from pathlib import Path
from time import sleep

import pytest

import replay as package
from replay.errors import (
    AuditError,
    ClusterError,
    Fault,
    LedgerError,
    MissingExtraError,
    ReplayError,
    RequestError,
    TimelineError,
    UnknownNameError,
    WorkerError,
)
from replay.workers import crew

ERRORS: list[ReplayError] = [
    TimelineError(
        "world", [Fault("a.csv", 2, "b", "found", "allowed"), Fault("c.csv", 0, "", "x", "y", "z")]
    ),
    LedgerError(Path("a.duckdb"), "is none"),
    AuditError("gaps", 3, "(1, 2)"),
    WorkerError("died"),
    ClusterError("tcp://127.0.0.1:1", "is gone"),
    MissingExtraError("distributed", "cluster"),
    RequestError("too many"),
    UnknownNameError("theory", "balance", ["balance_of_threat", "gravity"]),
]


def numbers(upto: int) -> Iterator[int]:
    """Count; the first tasks take longest."""
    for number in range(upto):
        sleep(0.05)
        yield number


def fail(which: int) -> Iterator[int]:
    """Say something, and then fail."""
    yield which
    raise ERRORS[which]


def die(_: int) -> Iterator[int]:
    """End the process as the system does when memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
    yield 0


def interruption() -> Iterator[int]:
    """Be interrupted here, where the answers are awaited."""
    raise KeyboardInterrupt
    yield


def whoever(_: int) -> Iterator[int]:
    """Name the process."""
    yield os.getpid()


@pytest.mark.parametrize("workers", [1, 2])
def test_answers_come_in_the_order_of_the_tasks(workers: int) -> None:
    """However long each takes; two pieces of work go on side by side."""
    with crew(workers) as spread:
        first, second = spread(numbers, [5, 0, 1]), spread(numbers, [2])
        assert [list(one) for one in second] == [[0, 1]]
        assert [list(one) for one in first] == [[0, 1, 2, 3, 4], [], [0]]


def test_one_worker_is_this_process_and_several_are_others() -> None:
    """And all are gone when the block ends."""
    with crew(1) as spread:
        assert [list(one) for one in spread(whoever, [0])] == [[os.getpid()]]
    with crew(2) as spread:
        [[found]] = spread(whoever, [0])
        assert found in [child.pid for child in multiprocessing.active_children()]
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("which", range(len(ERRORS)))
def test_an_error_is_the_same_from_a_worker(which: int, workers: int) -> None:
    """Its type, its message and its attributes; and no process is left."""
    with pytest.raises(type(ERRORS[which])) as caught, crew(workers) as spread:
        list(map(list, spread(fail, [which])))
    assert type(caught.value) is type(ERRORS[which])
    assert str(caught.value) == str(ERRORS[which])
    assert vars(caught.value) == vars(ERRORS[which])
    assert multiprocessing.active_children() == []


def test_a_worker_that_dies_is_an_error_that_says_so() -> None:
    """Not a run that waits for ever."""
    with pytest.raises(WorkerError, match="ended before its work was done"), crew(2) as spread:
        list(spread(die, [0, 0]))
    assert multiprocessing.active_children() == []


def test_work_that_cannot_leave_the_process_is_done_by_one_worker_and_refused_by_two() -> None:
    """A function within a function has no name by which another process would find it."""
    task = [lambda: 7]
    with crew(1) as spread:
        assert [list(one) for one in spread(iter, [task])] == [task]
    with pytest.raises(WorkerError, match=r"cannot be handed .* with workers = 1"), crew(2) as spread:
        spread(iter, [task])


def test_workers_end_at_once_with_what_goes_wrong_here() -> None:
    """An hour's work is given up."""
    with pytest.raises(KeyboardInterrupt), crew(2) as spread:
        list(zip(interruption(), spread(numbers, [72_000] * 3), strict=True))
    assert multiprocessing.active_children() == []


ASKING = """
from replay.workers import crew
from tests.test_workers import numbers, whoever
with crew(2) as spread:
    print([list(one) for one in spread(whoever, [0])], flush=True)
    list(spread(numbers, [72_000, 72_000]))
"""


def test_workers_end_with_the_process_that_asked_for_them() -> None:
    """Even if it is killed: nobody is left who could still write to its output, which therefore ends."""
    with subprocess.Popen([sys.executable, "-c", ASKING], stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        assert asking.stdout.readline().startswith(b"[[")
        asking.kill()
        assert asking.stdout.read() == b""


def test_a_timeline_travels_whole_and_stays_frozen() -> None:
    """Its mappings are views that Python alone does not pickle."""
    timeline = package.load("miniature")
    there = pickle.loads(pickle.dumps(timeline))  # noqa: S301 - our own
    assert replace(there, roster=timeline.roster) == timeline
    assert there.roster.existences == timeline.roster.existences
    assert there.digest == timeline.digest
    with pytest.raises(FrozenInstanceError):
        there.name = "other"
    with pytest.raises(TypeError):
        there.rows["events"] = ()
