"""Workers: work done here, in processes of its own or on a cluster; the answers are the same in any case.

It knows how processes begin, fail and end; what the work is, and how a cluster is reached, it does not.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from copyreg import pickle as travels
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, Thread
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from replay.cluster import engaged
from replay.errors import WorkerError

Task = TypeVar("Task")
Answer = TypeVar("Answer")
AHEAD = 2
"""Tasks handed over for each worker at a time: the one at hand, and the next one."""
PULSE = 5
"""Seconds after which we look whether anybody is left who could answer."""


def _frozen(shown: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(shown)


# A frozen mapping is a view, which Python does not pickle; it travels as the dictionary that it shows.
travels(MappingProxyType, lambda view: (_frozen, (dict(view),)))


class Spread(Protocol):
    """Sets work to tasks, and yields what it answers."""

    def __call__(
        self, work: Callable[[Task], Iterable[Answer]], tasks: Sequence[Task], /
    ) -> Iterator[Iterable[Answer]]:
        """Yield the answers to each task, in the order of the tasks.

        The work is done here when its answers are asked for, in other processes at once.
        """

    def as_ended(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], /
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the number of each task and the one answer to it, as they end, whatever the order.

        Few tasks are handed over at a time: the rest only when answers are asked for.
        """


@contextmanager
def crew(workers: int, cluster: str | None = None) -> Iterator[Spread]:
    """Engage workers while the block lasts: one is this process itself, several are processes of their own.

    With the address of a `cluster` its workers are engaged, and `workers` means nothing. Whatever ends the
    block ends the processes. Raises WorkerError when one of them dies, or cannot be handed a task, and
    what `replay.cluster` raises.
    """
    if cluster is not None:
        with engaged(cluster) as executor:
            yield Elsewhere(executor, executor.room)
    elif workers == 1:
        yield Here()
    else:
        with _processes(workers) as executor:
            yield Elsewhere(executor, lambda: AHEAD * workers)


class Here:
    """All work is done by this process itself, a task at a time, when its answers are asked for."""

    def __call__(
        self, work: Callable[[Task], Iterable[Answer]], tasks: Sequence[Task], /
    ) -> Iterator[Iterable[Answer]]:
        """Yield the answers to each task."""
        return map(work, tasks)

    def as_ended(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], /
    ) -> Iterator[tuple[int, Answer]]:
        """Yield the number of each task and the answer to it."""
        return enumerate(map(work, tasks))


class Elsewhere:
    """Spreads work over an executor of the standard library's kind.

    `room` says how many tasks it may hold at a time, and raises an error when nobody is left to do them.
    """

    def __init__(self, executor: Executor, room: Callable[[], int]) -> None:
        self._executor, self._room = executor, room

    def __call__(
        self, work: Callable[[Task], Iterable[Answer]], tasks: Sequence[Task], /
    ) -> Iterator[Iterable[Answer]]:
        """Hand over all tasks at once; yield the answers to each, in the order of the tasks."""
        _require_portable(work, tasks)
        with _undisturbed():
            return self._executor.map(partial(_whole, work), tasks)

    def as_ended(
        self, work: Callable[[Task], Answer], tasks: Sequence[Task], /
    ) -> Iterator[tuple[int, Answer]]:
        """Hand over as many tasks as there is room for; yield the number of each that ends and its answer."""
        _require_portable(work, tasks)
        waiting, left = enumerate(tasks), len(tasks)
        handed: dict[Future[Answer], int] = {}
        while left:
            free = max(self._room() - len(handed), 0)
            with _undisturbed():
                handed |= {self._executor.submit(work, task): nth for nth, task in islice(waiting, free)}
            heard = sorted(wait(handed, PULSE, FIRST_COMPLETED).done, key=_failed)
            while heard:
                # Nothing may hold on to the future: a cluster keeps the answer for it, and does the task
                # again when the worker that has the answer dies.
                nth, answer = handed.pop(heard[0]), heard.pop(0).result()
                left -= 1
                yield nth, answer


def _failed(future: Future[Answer]) -> bool:
    """Tell failures, so that what succeeded beside them is heard first."""
    return future.cancelled() or future.exception() is not None


@contextmanager
def _processes(workers: int) -> Iterator[Executor]:
    """Start processes, and end them all with the block, however it ends."""
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    executor = _Pool(workers, get_context("spawn"), _serve, (ours,))
    try:
        yield executor
    except BrokenProcessPool as error:
        raise WorkerError(
            "a worker process ended before its work was done: killed, out of memory, or started by a script"
            " without `if __name__ == '__main__':`; with workers = 1 there is no such process"
        ) from error
    except BaseException:
        os.write(theirs.fileno(), bytes(workers))
        raise
    finally:
        executor.shutdown(cancel_futures=True)
        theirs.close()
        ours.close()


class _Pool(ProcessPoolExecutor):
    """Processes that say when they are at work, so that they can be dismissed in the midst of it."""

    def submit(self, work: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        return super().submit(_at_work, work, *args, **kwargs)


def _whole(work: Callable[[Task], Iterable[Answer]], task: Task) -> list[Answer]:
    return list(work(task))


def _require_portable(work: object, tasks: Sequence[object]) -> None:
    """Try the first task: the others are of its kind."""
    try:
        pickle.dumps((work, *tasks[:1]))
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise WorkerError(
            f"the work cannot be handed to another process ({error}); with workers = 1 it need not be, or"
            " else a theory's functions must stand at the top of a module"
        ) from error


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold interruptions back, and for good from processes started meanwhile: it is we who end them."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_AT_REST = Lock()
"""In a worker: held while it takes a task, or hands an answer over, and not while it works."""


def _at_work(work: Callable[..., Answer], *args: Any, **kwargs: Any) -> Answer:
    _AT_REST.release()
    try:
        return work(*args, **kwargs)
    finally:
        _AT_REST.acquire()


def _serve(employer: Connection) -> None:
    """Begin as a worker: leave interruptions to the process that asked, and end when it ends, or says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _AT_REST.acquire()
    Thread(target=_heed, args=(employer.fileno(), employer), daemon=True).start()


def _heed(pipe: int, employer: Connection) -> None:
    """Wait for the word: a byte for each worker dismisses it, the end of the pipe is the end of all."""
    try:
        dismissed = os.read(pipe, 1)
    except OSError:
        dismissed = b""
    if dismissed:
        # Ended in the midst of handing an answer over, we would leave them waiting for the rest of it.
        _AT_REST.acquire()
    employer.close()
    os._exit(0)
