"""Workers: work done here, or side by side in processes of its own; the answers come in order either way.

It knows how processes begin, fail and end; what the work is it does not know.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from copyreg import pickle as travels
from functools import partial
from itertools import takewhile
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Event, Thread
from types import MappingProxyType
from typing import Protocol, TypeVar

from replay.errors import WorkerError

Task = TypeVar("Task")
Answer = TypeVar("Answer")


def _frozen(shown: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(shown)


# A frozen mapping is a view, which Python does not pickle; it travels as the dictionary that it shows.
travels(MappingProxyType, lambda view: (_frozen, (dict(view),)))


class Spread(Protocol):
    """Sets work to tasks; yields what it answers to each, in the order of the tasks."""

    def __call__(
        self, work: Callable[[Task], Iterable[Answer]], tasks: Sequence[Task], /
    ) -> Iterator[Iterable[Answer]]:
        """Do the work, here when its answers are asked for, in other processes at once."""


@contextmanager
def crew(workers: int) -> Iterator[Spread]:
    """Engage workers while the block lasts: one is this process itself, several are processes of their own.

    Whatever ends the block ends the processes. Raises WorkerError when one of them dies,
    or cannot be handed a task.
    """
    if workers == 1:
        yield map
        return
    ours, theirs = get_context("spawn").Pipe(duplex=False)
    executor = ProcessPoolExecutor(workers, get_context("spawn"), _serve, (ours,))
    try:
        yield over(executor)
    except BrokenProcessPool as error:
        raise WorkerError(
            "a worker process ended before its work was done: killed, out of memory, or started by a script"
            " without `if __name__ == '__main__':`; with workers = 1 there is no such process"
        ) from error
    except BaseException:
        # Each worker leaves off after the answer at hand: ended in the midst of handing one over, it would
        # leave us waiting for the rest.
        os.write(theirs.fileno(), bytes(workers))
        raise
    finally:
        executor.shutdown(cancel_futures=True)
        theirs.close()
        ours.close()


def over(executor: Executor) -> Spread:
    """Spread work over an executor of the standard library's kind, all tasks at once."""

    def spread(
        work: Callable[[Task], Iterable[Answer]], tasks: Sequence[Task], /
    ) -> Iterator[Iterable[Answer]]:
        for task in tasks[:1]:
            _require_portable(task)
        with _undisturbed():
            return executor.map(partial(_whole, work), tasks)

    return spread


def _whole(work: Callable[[Task], Iterable[Answer]], task: Task) -> list[Answer]:
    return list(takewhile(lambda _: not _DISMISSED.is_set(), work(task)))


def _require_portable(task: object) -> None:
    try:
        pickle.dumps(task)
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


_DISMISSED = Event()
"""In a worker: that nobody waits any longer for what it does."""


def _serve(employer: Connection) -> None:
    """Begin as a worker: leave interruptions to the process that asked, and end when it ends, or says so."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_heed, args=(employer.fileno(), employer), daemon=True).start()


def _heed(pipe: int, employer: Connection) -> None:
    """Wait for the word: a byte for each worker dismisses it, the end of the pipe is the end of all."""
    try:
        dismissed = os.read(pipe, 1)
    except OSError:
        dismissed = b""
    if not dismissed:
        os._exit(0)
    _DISMISSED.set()
    employer.close()
