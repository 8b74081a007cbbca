"""A cluster of real processes: the same answers, whoever dies, and a word where it is of no use."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import count
from json import loads
from pathlib import Path
from time import sleep

import numpy as np
import pytest

from replay import cluster, workers
from replay.errors import ClusterError, MissingExtraError, RequestError, WorkerError
from replay.keeping import kept
from replay.situation import Floats
from replay.workers import crew

CODE = Path(__file__).parent.parent


class Cluster:
    """A scheduler and workers of one thread each, processes on this machine that end with the stack."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack, self._numbers = folder, stack, count()
        told = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--host=127.0.0.1", "--port=0", f"--scheduler-file={told}")
        while not told.is_file() or not told.read_bytes():
            sleep(0.05)
        self.address = loads(told.read_bytes())["address"]
        self._workers: list[subprocess.Popen[bytes]] = []

    def join(self, code: Path = CODE, number: int = 1) -> list[subprocess.Popen[bytes]]:
        """Start workers that import the code in a folder, and wait until they say that they have joined."""
        joining = [self._worker(code) for _ in range(number)]
        for worker in joining:
            while b"Registered to" not in (self._folder / f"{worker.pid}.log").read_bytes():
                assert worker.poll() is None
                sleep(0.05)
        self._workers += joining
        return joining

    def staff(self) -> str:
        """See that there are two workers, whatever befell them before; return the address."""
        self.join(number=2 - len([one for one in self._workers if one.poll() is None]))
        return self.address

    def _worker(self, code: Path) -> subprocess.Popen[bytes]:
        spool = f"--local-directory={self._folder / str(next(self._numbers))}"
        return self._start("worker", self.address, "--nthreads=1", "--no-nanny", spool, code=code)

    def _start(self, what: str, *options: str, code: Path = CODE) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", *options, "--no-dashboard"]
        log = self._folder / f"{next(self._numbers)}.new"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, stdout=out, stderr=out, cwd=self._folder, env=os.environ | {"PYTHONPATH": str(code)}
            )
        log.rename(self._folder / f"{process.pid}.log")
        self._stack.callback(process.wait)
        self._stack.callback(process.kill)
        return process


@pytest.fixture(scope="module")
def dask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Start a scheduler once for all tests here."""
    with ExitStack() as stack:
        yield Cluster(tmp_path_factory.mktemp("dask"), stack)


@dataclass(frozen=True)
class Task:
    """A number, the folder where every attempt leaves its trace, and draws."""

    number: int
    folder: Path
    draws: Floats


def total(task: Task) -> tuple[int, float]:
    """Add up the draws."""
    with (task.folder / str(task.number)).open("ab") as trace:
        trace.write(b"x")
    return task.number, float(task.draws.sum())


def total_where_one_dies(task: Task) -> tuple[int, float]:
    """Add up the draws; the third task ends the process that tries it first."""
    found = total(task)
    if task.number == 2 and (task.folder / "2").stat().st_size == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    return found


def total_where_all_die(task: Task) -> tuple[int, float]:
    """Add up the draws, except those of the third task, which ends every process that tries it."""
    if task.number == 2:
        while len([*task.folder.parent.glob("run-1/*.answer")]) != 3:
            sleep(0.02)
        os.kill(os.getpid(), signal.SIGKILL)
    return total(task)


def refuse(task: Task) -> None:
    """Refuse to work."""
    raise RequestError(f"no {task.number}")


class Desk:
    """Tasks, the folder of their traces, and where their answers are kept."""

    def __init__(self, folder: Path, tasks: int = 4, draws: int = 10) -> None:
        self.traces, self.answers = folder / "traces", folder / "run-1"
        self.traces.mkdir(exist_ok=True)
        random = np.random.default_rng(1)
        self.tasks = [Task(number, self.traces, random.random(draws)) for number in range(tasks)]
        self.right = [(one.number, float(one.draws.sum())) for one in self.tasks]

    def run(self, spread: workers.Spread, work: object = total, stop: int | None = None) -> object:
        """Do all, or stop with an error when so many are done."""

        def tell(done: int, _: int) -> None:
            if done == stop:
                raise RuntimeError

        names = [str(one.number) for one in self.tasks]
        return list(kept(work, self.tasks, names, self.answers, spread, tell))

    def attempts(self) -> dict[str, int]:
        """Count the attempts at each task so far."""
        return {one.name: one.stat().st_size for one in sorted(self.traces.iterdir())}

    def forget(self) -> None:
        """Forget the attempts, not the answers."""
        shutil.rmtree(self.traces)
        self.traces.mkdir()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Four small tasks."""
    return Desk(tmp_path)


@pytest.mark.parametrize("where", ["here", "two processes", "a cluster"])
def test_answers_are_the_same_wherever_the_work_is_done(where: str, tmp_path: Path, dask: Cluster) -> None:
    """To the last bit, in the order of the tasks, from tasks of 12 MB each, of which nobody is warned."""
    desk = Desk(tmp_path, 3, 1_500_000)
    engaged = {"here": crew(1), "two processes": crew(2)}.get(where) or crew(1, dask.staff())
    with engaged as spread:
        assert desk.run(spread) == desk.right
        assert [list(one) for one in spread(partial(map, abs), [[-1, 2], [-3]])] == [[1, 2], [3]]


def test_an_error_is_the_same_from_a_cluster(desk: Desk, dask: Cluster) -> None:
    """Its type and its message; the cluster is there for the next run."""
    with pytest.raises(RequestError, match=r"^no 0$"), crew(1, dask.staff()) as spread:
        next(spread.as_ended(refuse, desk.tasks[:1]))
    with crew(1, dask.staff()) as spread:
        assert desk.run(spread) == desk.right


def test_nothing_is_lost_when_a_worker_of_a_cluster_is_killed(desk: Desk, dask: Cluster) -> None:
    """The one that remains does what the other had begun."""
    with crew(1, dask.staff()) as spread:
        assert desk.run(spread, total_where_one_dies) == desk.right
    assert desk.attempts()["2"] == 2


def test_the_last_worker_may_be_replaced_and_the_scheduler_may_not(desk: Desk, tmp_path: Path) -> None:
    """The only worker is killed at work, which goes on when another has joined; then the scheduler is."""
    with ExitStack() as stack:
        alone = Cluster(tmp_path, stack)
        alone.join()
        with crew(1, alone.address) as spread:
            ending = spread.as_ended(total_where_one_dies, desk.tasks)
            found = [next(ending), next(ending)]
            alone.join()
            assert sorted([*found, *ending]) == [*enumerate(desk.right)]
        with pytest.raises(ClusterError, match=f"{alone.address} was lost"), crew(1, alone.address) as spread:
            _ = [alone.scheduler.kill() for _ in spread.as_ended(total, desk.tasks * 50)]


def test_a_run_stopped_on_a_cluster_goes_on_elsewhere(desk: Desk, dask: Cluster) -> None:
    """Two of four were told of; of these nothing is done again."""
    with pytest.raises(RuntimeError), crew(1, dask.staff()) as spread:
        desk.run(spread, stop=2)
    assert len([*desk.answers.glob("*.answer")]) == 2
    desk.forget()
    with crew(1) as spread:
        assert desk.run(spread) == desk.right
    assert len(desk.attempts()) == 2


def test_other_code_is_refused_from_the_first_or_when_it_joins(
    desk: Desk, dask: Cluster, tmp_path: Path
) -> None:
    """A worker whose copy of the package differs by a comment."""
    other = tmp_path / "other"
    shutil.copytree(CODE / "replay", other / "replay", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(CODE / "tests", other / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    with (other / "replay" / "clock.py").open("a", encoding="utf-8") as clock:
        clock.write("# another version\n")
    with crew(1, dask.staff()) as spread:
        [joined] = dask.join(other)
        with pytest.raises(ClusterError, match="joined by a worker with another version of this package"):
            list(spread.as_ended(total, desk.tasks * 50))
    with pytest.raises(ClusterError, match=r"at tcp\S+ a worker with another version"), crew(1, dask.address):
        pass
    joined.terminate()
    joined.wait()


def test_a_worker_without_the_package_is_refused(dask: Cluster, tmp_path: Path) -> None:
    """Here it is installed for all, so that the worker is given one that cannot be imported."""
    (tmp_path / "replay").mkdir()
    absent = "raise ModuleNotFoundError(\"No module named 'replay'\")\n"
    (tmp_path / "replay" / "__init__.py").write_text(absent, encoding="utf-8")
    dask.staff()
    [joined] = dask.join(tmp_path)
    with pytest.raises(ClusterError, match=r"at tcp\S+ a worker without this package"), crew(1, dask.address):
        pass
    joined.terminate()
    joined.wait()


def test_a_worker_with_other_libraries_is_refused(dask: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it has and what is here are told."""
    address = dask.staff()
    monkeypatch.setattr(cluster, "libraries", lambda: "numpy 1.0")
    refused = pytest.raises(ClusterError, match=r"with .*numpy.*, where this process has numpy 1\.0")
    with refused, crew(1, address):
        pass


def test_a_cluster_that_all_workers_have_left_is_an_error(
    desk: Desk, dask: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not a run that waits for ever; what was done is kept, and later the cluster is refused at once."""
    monkeypatch.setattr(workers, "PULSE", 0.2)
    monkeypatch.setattr(cluster, "ALONE", 1)
    monkeypatch.setattr(cluster, "REACHED", 1)
    with (
        pytest.raises(ClusterError, match="no worker for 1 seconds") as caught,
        crew(1, dask.staff()) as spread,
    ):
        desk.run(spread, total_where_all_die)
    assert caught.value.address == dask.address
    with pytest.raises(ClusterError, match="has no worker; `dask worker tcp"), crew(1, dask.address):
        pass
    desk.forget()
    with crew(1) as spread:
        assert desk.run(spread) == desk.right
    assert desk.attempts() == {"2": 1}


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nowhere", "carrier-pigeon://roof:1", "mute"])
def test_a_cluster_that_cannot_be_reached_is_an_error_in_seconds(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody listens, where somebody listens who is no scheduler, and at what is no address."""
    monkeypatch.setattr(cluster, "REACHED", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        place = address.replace("mute", f"tcp://127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(ClusterError, match="cannot be reached") as caught, crew(1, place):
            pass
    assert caught.value.address == place
    assert place in str(caught.value)
    assert isinstance(caught.value, WorkerError)


def test_what_is_not_installed_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As after a plain `pip install replay-alliances`."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setitem(sys.modules, "distributed.scheduler", None)
    refused = pytest.raises(MissingExtraError, match=r"pip install 'replay-alliances\[cluster\]'")
    with refused as caught, crew(1, "tcp://127.0.0.1:1"):
        pass
    assert (caught.value.package, caught.value.extra) == ("distributed", "cluster")
