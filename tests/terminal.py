"""A terminal in which a program runs and is typed to, and whose screen can be read."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import termios
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import Self

import pyte

LINES, COLUMNS = 50, 160
PATIENCE = 60
"""Seconds after which a screen that never comes is given up, on the slowest of machines."""


class Terminal:
    """A program in a terminal of its own, which ends with the block."""

    def __init__(self, words: Sequence[str], at: Path, environment: Mapping[str, str]) -> None:
        """Start the program; its terminal is wide and high enough for three panes."""
        self._screen = pyte.Screen(COLUMNS, LINES)
        self._stream = pyte.ByteStream(self._screen)
        self._pid, self._end = pty.fork()
        if self._pid == 0:
            os.chdir(at)
            os.execve(words[0], [*words], {**environment})  # noqa: S606 - the program itself
        fcntl.ioctl(self._end, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

    def __enter__(self) -> Self:
        """Be the terminal of a block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the terminal, which ends what still runs in it."""
        os.close(self._end)
        with suppress(ChildProcessError):
            os.waitpid(self._pid, 0)

    @property
    def shown(self) -> str:
        """Read the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def type(self, keys: str) -> None:
        """Type keys."""
        os.write(self._end, keys.encode())

    def wait(self, until: Callable[[str], bool]) -> str:
        """Read until the screen is as wanted; return it. Fails with the screen if it never is."""
        begun = monotonic()
        while not until(self.shown):
            assert monotonic() - begun < PATIENCE, self.shown
            assert self._read(), f"it ended:\n{self.shown}"
        return self.shown

    def ended(self) -> int:
        """Wait until the program ends; return its exit code."""
        begun = monotonic()
        while self._read():
            assert monotonic() - begun < PATIENCE, self.shown
        return os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])

    def _read(self) -> bool:
        """Take in what came within a moment; say whether more can come."""
        if select.select([self._end], [], [], 0.2)[0]:
            try:
                self._stream.feed(os.read(self._end, 65536))
            except OSError:
                return False
        return True
