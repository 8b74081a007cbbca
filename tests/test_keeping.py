"""Keeping: a run that was stopped, however it was, goes on from what it had done, and answers the same."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import mkstemp
from time import sleep

import pytest

from replay import keeping
from replay.errors import WorkerError
from replay.keeping import clear, folder_of, kept
from replay.workers import crew

Job = tuple[int, str]
"""A number to square, and the folder where every attempt leaves a file."""


def squared(job: Job) -> dict[str, int]:
    """Square a number."""
    number, folder = job
    os.close(mkstemp(prefix=f"{number}-", dir=folder)[0])
    return {"square": number**2}


def squared_but_dies(job: Job) -> dict[str, int]:
    """Square a number, except 3, at which the process ends when the others' answers are kept."""
    if job[0] == 3:
        until_kept(job, 3)
        os.kill(os.getpid(), signal.SIGKILL)
    return squared(job)


def squared_at_leisure(job: Job) -> dict[str, int]:
    """Square a number, 0 only when all others have been, and their answers are kept."""
    if job[0] == 0:
        until_kept(job, 5)
    return squared(job)


def until_kept(job: Job, answers: int) -> None:
    """Wait until so many answers stand in the folder beside that of the attempts."""
    while len([*Path(job[1]).parent.glob(".run-*/*.answer")]) < answers:
        sleep(0.02)


def squared_but_lingers(job: Job) -> dict[str, int]:
    """Square a number; from 3 on it takes an hour."""
    sleep(3600 if job[0] >= 3 else 0)
    return squared(job)


class Ledger:
    """A folder for answers, a folder for attempts, and what was told of progress."""

    def __init__(self, folder: Path, jobs: int = 6) -> None:
        self.answers, self.attempts = folder / ".run-1a2b", folder / "attempts"
        self.attempts.mkdir()
        self.jobs = [(number, str(self.attempts)) for number in range(jobs)]
        self.names = [f"edit {number}: block/{number}" for number, _ in self.jobs]
        self.told: list[tuple[int, int]] = []

    def run(
        self, workers: int = 1, stop: int | None = None, work: Callable[[Job], dict[str, int]] = squared
    ) -> Sequence[dict[str, int]]:
        """Do all, or stop with an error when so many have been told of."""
        self.told.clear()

        def tell(done: int, total: int) -> None:
            self.told.append((done, total))
            if done == stop:
                raise RuntimeError

        with crew(workers) as spread:
            return list(kept(work, self.jobs, self.names, self.answers, spread, tell))

    def tried(self) -> list[int]:
        """Say which numbers were squared, each as often as it was, and forget it."""
        found = [*self.attempts.iterdir()]
        for one in found:
            one.unlink()
        return sorted(int(one.name.partition("-")[0]) for one in found)


SQUARES = [{"square": square} for square in (0, 1, 4, 9, 16, 25)]


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """Six numbers, of which nothing is known yet."""
    return Ledger(tmp_path)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_second_run_finds_all_done(workers: int, ledger: Ledger) -> None:
    """Progress is told from none to all, and then of all at once."""
    assert ledger.run(workers) == SQUARES
    assert ledger.told == [(done, 6) for done in range(7)]
    assert ledger.tried() == [0, 1, 2, 3, 4, 5]
    assert ledger.run(workers) == SQUARES
    assert ledger.told == [(6, 6)]
    assert ledger.tried() == []


def test_answers_are_kept_as_they_end_and_come_in_the_order_of_the_tasks(ledger: Ledger) -> None:
    """The first task waits until all others' answers are on disk."""
    assert ledger.run(workers=2, work=squared_at_leisure) == SQUARES
    clear(ledger.answers)
    with pytest.raises(RuntimeError):
        ledger.run(workers=2, stop=5, work=squared_at_leisure)
    ledger.tried()
    assert ledger.run() == SQUARES
    assert ledger.tried() == [0]


def test_a_stopped_run_does_only_the_rest(ledger: Ledger) -> None:
    """An error after two of six: four are left, and what was found is told at once."""
    with pytest.raises(RuntimeError):
        ledger.run(stop=2)
    assert ledger.tried() == [0, 1]
    assert ledger.run(workers=2) == SQUARES
    assert ledger.tried() == [2, 3, 4, 5]
    assert ledger.told == [(2, 6), (3, 6), (4, 6), (5, 6), (6, 6)]


def test_a_worker_that_dies_takes_no_answers_with_it(ledger: Ledger) -> None:
    """The others are answered by the time that one process is killed; the next run does the fourth."""
    ledger.jobs, ledger.names = ledger.jobs[:4], ledger.names[:4]
    with pytest.raises(WorkerError):
        ledger.run(workers=2, work=squared_but_dies)
    assert ledger.tried() == [0, 1, 2]
    assert ledger.run() == SQUARES[:4]
    assert ledger.tried() == [3]


INTERRUPTED = """
import sys
from pathlib import Path
from replay.keeping import kept
from replay.workers import crew
from tests.test_keeping import Ledger, squared_but_lingers
if __name__ == "__main__":
    ledger = Ledger(Path(sys.argv[1]))
    def tell(done, total):
        print(done, flush=True)
    with crew(int(sys.argv[2])) as spread:
        list(kept(squared_but_lingers, ledger.jobs, ledger.names, ledger.answers, spread, tell))
"""


@pytest.mark.parametrize("workers", [1, 2])
def test_a_run_stopped_by_the_user_ends_at_once_and_does_only_the_rest(workers: int, tmp_path: Path) -> None:
    """Ctrl-C reaches all processes of a terminal, in the midst of tasks that would take an hour."""
    place = tmp_path / "run"
    place.mkdir()
    script = tmp_path / "interrupted.py"
    script.write_text(INTERRUPTED, encoding="utf-8")
    command = [sys.executable, script, place, str(workers)]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)},
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        assert [run.stdout.readline() for _ in range(4)] == [b"0\n", b"1\n", b"2\n", b"3\n"]
        os.killpg(run.pid, signal.SIGINT)
        assert b"KeyboardInterrupt" in run.stderr.read()
    (place / "attempts").rename(tmp_path / "before")
    ledger = Ledger(place)
    assert ledger.run() == SQUARES
    assert ledger.tried() == [3, 4, 5]


@pytest.mark.parametrize("damage", ["cut", "changed", "emptied", "another task's", "another run's"])
def test_a_file_that_is_not_the_answer_is_done_again(damage: str, ledger: Ledger, tmp_path: Path) -> None:
    """Nothing of it is unpickled; the others are as they were."""
    ledger.run()
    ledger.tried()
    first, second, *_ = sorted(ledger.answers.glob("*.answer"))
    whole = first.read_bytes()
    if damage == "cut":
        first.write_bytes(whole[:-1])
    elif damage == "changed":
        first.write_bytes(whole[:-20] + bytes(20))
    elif damage == "emptied":
        first.write_bytes(b"")
    elif damage == "another task's":
        first.write_bytes(second.read_bytes())
    else:
        other = tmp_path / "other"
        other.mkdir()
        elsewhere = Ledger(other)
        elsewhere.answers = other / ".run-3c4d"
        elsewhere.run()
        first.write_bytes((elsewhere.answers / first.name).read_bytes())
    assert ledger.run() == SQUARES
    assert len(ledger.tried()) == 1
    assert first.read_bytes() == whole


def test_what_other_libraries_made_is_not_taken_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another run, another library and another Python each have a folder of their own, beside the ledger."""
    ledger = Path("/somewhere/nato.duckdb")
    first = folder_of(ledger, "a1")
    assert (first.parent, first.name[:6]) == (ledger.parent, ".nato-")
    assert folder_of(ledger, "a1") == first
    others = {folder_of(ledger, "b2")}
    for name in ("libraries", "python_version"):
        monkeypatch.setattr(keeping, name, lambda: "numpy 9")
        others.add(folder_of(ledger, "a1"))
        monkeypatch.undo()
    assert len(others | {first}) == 4


def test_tasks_must_have_names_of_their_own(ledger: Ledger) -> None:
    """Two of one name would take one another's answer."""
    ledger.names[1] = ledger.names[0]
    with pytest.raises(ValueError, match="6 tasks have 5 different names"):
        ledger.run()


def test_a_folder_is_cleared_of_what_was_kept_and_of_nothing_else(ledger: Ledger) -> None:
    """With what a run that was killed left half-written; a folder that is not there is clear."""
    ledger.run()
    (ledger.answers / "tmp0.unfinished").write_bytes(b"")
    note = ledger.answers / "note.txt"
    note.write_text("mine", encoding="utf-8")
    clear(ledger.answers)
    assert [*ledger.answers.iterdir()] == [note]
    note.unlink()
    clear(ledger.answers)
    assert not ledger.answers.exists()
    clear(ledger.answers)


def much(job: Job) -> bytes:
    """Answer with much, so that handing it over takes a while."""
    return bytes(job[0])


@pytest.mark.parametrize("size", [1, 50_000_000])
def test_workers_end_whatever_they_are_handing_over(size: int) -> None:
    """Dismissed before, in the midst of and after an answer, nobody waits for the rest of it."""
    with pytest.raises(ZeroDivisionError), crew(2) as spread:
        _ = [0 / 0 for _ in spread.as_ended(much, [(size, "")] * 8)]
    assert multiprocessing.active_children() == []


def test_work_that_cannot_leave_the_process_is_refused_before_any_is_done(ledger: Ledger) -> None:
    """A function within a function has no name by which another process would find it."""
    with pytest.raises(WorkerError, match="with workers = 1"), crew(2) as spread:
        next(spread.as_ended(lambda job: job, ledger.jobs))
