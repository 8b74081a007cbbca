"""A Dask cluster: reached, held to the code that runs here, and given work as any executor is.

It alone knows Dask; what the work is it does not know.
"""

from __future__ import annotations

import asyncio
import logging
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from replay.errors import ClusterError, MissingExtraError
from replay.machine import libraries
from replay.own_code import own_code

if TYPE_CHECKING:
    from distributed import Client

Answer = TypeVar("Answer")
REACHED = 10
"""Seconds within which a cluster must answer, and have a worker."""
ALONE = 60
"""Seconds for which work waits for another worker when the last one has gone."""
AHEAD = 2
"""Tasks that are handed over for each thread of the cluster: one at hand, and the next one there."""

TALKATIVE = ("distributed", "distributed.client", "distributed.gc", "tornado", "tornado.application")
"""The loggers that Dask gives a level and a place on standard error; all its others heed these."""


@contextmanager
def engaged(address: str) -> Iterator[Engaged]:
    """Reach the scheduler at `address`, such as tcp://127.0.0.1:8786, and employ its workers.

    Whatever ends the block releases them; a task that one of them has begun it finishes, unheard.
    Raises MissingExtraError without the package `distributed`, and ClusterError when the cluster is not
    reached, has no worker, runs other code than this process, or is lost.
    """
    try:
        import dask
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise MissingExtraError("distributed", "cluster") from error
    # Few tasks wait at a time, so that one of some megabytes does no harm.
    with _quiet(), dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}):
        client = _reached(address)
        try:
            _require_same(client, address)
            yield Engaged(client, address)
        except KilledWorker as error:
            raise ClusterError(
                address, "lost several workers, one after the other, with the same task"
            ) from error
        except CancelledError as error:
            raise ClusterError(address, "was lost: its scheduler ended, or the way to it") from error
        finally:
            client.close()


class Engaged(Executor):
    """A cluster at work: tasks and answers travel pickled, and a task goes to another when a worker dies."""

    def __init__(self, client: Client, address: str) -> None:
        self._client, self._address = client, address
        self._executor = client.get_executor()
        self._code = own_code().hexdigest()
        self._last_seen = monotonic()

    def submit(self, work: Callable[..., Answer], /, *args: Any, **kwargs: Any) -> Future[Answer]:
        """Hand over one task, whole: the scheduler keeps it until it is done, whoever dies meanwhile."""
        handed = _Handed(pickle.dumps((work, args, kwargs), pickle.HIGHEST_PROTOCOL))
        answer: Future[Answer] = self._executor.submit(_there, self._address, self._code, handed)
        return answer

    def room(self) -> int:
        """Say how many tasks to hand over at a time; raise ClusterError when workers stay away."""
        try:
            threads: int = sum(self._client.nthreads().values())
        except (OSError, RuntimeError) as error:
            raise ClusterError(self._address, f"was lost ({error})") from error
        if threads:
            self._last_seen = monotonic()
        elif monotonic() - self._last_seen > ALONE:
            raise ClusterError(self._address, f"has had no worker for {ALONE} seconds")
        return max(AHEAD * threads, 1)


@dataclass(frozen=True)
class _Handed:
    """Work and what to do it on, pickled."""

    content: bytes

    def __dask_tokenize__(self) -> str:
        """Name it by chance: Dask would write it all out as text to hash it, which takes longest of all."""
        return uuid4().hex


def _there(address: str, code: str, handed: _Handed) -> object:
    """Do a task in a worker of the cluster, which may have joined after the others were looked at."""
    if own_code().hexdigest() != code:
        raise ClusterError(address, f"was joined by {OTHER_CODE}")
    work, args, kwargs = pickle.loads(handed.content)  # noqa: S301 - from the process that asked
    return work(*args, **kwargs)


OTHER_CODE = (
    "a worker with another version of this package, or with files edited since it began: tables would"
    " differ; install the same version there and start the workers again"
)


def _reached(address: str) -> Client:
    from distributed import Client

    try:
        # A client that nobody answers would be closed only after long; in a thread of its own the
        # question disturbs no loop of events that runs here, as in a notebook.
        with ThreadPoolExecutor(1) as aside:
            aside.submit(lambda: asyncio.run(_knock(address))).result()
        client = Client(address, timeout=REACHED, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(
            address,
            f"cannot be reached ({_first_line(error)}); allowed is the address of a running Dask"
            " scheduler, such as tcp://127.0.0.1:8786",
        ) from error
    try:
        client.wait_for_workers(1, timeout=REACHED)
    except TimeoutError as error:
        client.close()
        raise ClusterError(address, f"has no worker; `dask worker {address}` starts one") from error
    return client


async def _knock(address: str) -> None:
    from distributed.comm.core import connect

    # What listens there may be no scheduler, and never say a word.
    comm = await asyncio.wait_for(connect(address, timeout=REACHED), REACHED + 1)
    await comm.close()


def _first_line(error: Exception) -> str:
    return (str(error) or "no answer").partition("\n")[0]


def _require_same(client: Client, address: str) -> None:
    """Refuse a cluster of which a worker has other code, or other libraries, than this process."""
    own = _makers()
    for worker, told in sorted(client.run(_makers, on_error="return").items()):
        if isinstance(told, Exception):
            raise ClusterError(
                address,
                f"has at {worker} a worker without this package ({_first_line(told)}): install"
                " replay-alliances there, in the same version",
            )
        if told[0] != own[0]:
            raise ClusterError(address, f"has at {worker} {OTHER_CODE}")
        if told[1] != own[1]:
            raise ClusterError(
                address,
                f"has at {worker} a worker with {told[1]}, where this process has {own[1]}: tables"
                " might differ",
            )


def _makers() -> tuple[str, str]:
    """Say what makes the numbers in this process: the hash of the package's code, and its libraries."""
    return own_code().hexdigest(), libraries()


@contextmanager
def _quiet() -> Iterator[None]:
    """Hold back what Dask logs while the block lasts: what a user needs of it is in our errors."""
    loggers = [logging.getLogger(name) for name in TALKATIVE]
    before = [one.level for one in loggers]
    for one in loggers:
        one.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for one, level in zip(loggers, before, strict=True):
            one.setLevel(level)
