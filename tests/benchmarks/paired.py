"""Timing two pieces of work in alternating pairs, and noticing whether anything else was running."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import numpy as np

PAIRS = 9
BUSY = 0.25
"""Cores used by other processes above which a pair gives no verdict."""

Work = Callable[[], object]


@dataclass(frozen=True)
class Ratio:
    """The ratio of two pieces of work over quiet pairs: quartiles, seconds of each, pairs dropped."""

    low: float
    median: float
    high: float
    first: float
    second: float
    dropped: int

    def __str__(self) -> str:
        """Say the ratio in one line."""
        if np.isnan(self.median):
            return f"no verdict: other processes were busy in all {self.dropped} pairs"
        return (
            f"{self.median:.2f} [{self.low:.2f}, {self.high:.2f}]"
            f" ({self.first * 1e3:.1f} ms beside {self.second * 1e3:.1f} ms; {self.dropped} pairs dropped)"
        )


def ratio(first: Work, second: Work, pairs: int = PAIRS) -> Ratio:
    """Time two pieces of work one after the other, in pairs after one warm-up; drop contended pairs."""
    first(), second()
    kept: list[tuple[float, float]] = []
    for _ in range(pairs):
        others = _others()
        began = perf_counter()
        times = _seconds(first), _seconds(second)
        if (_others() - others) / (perf_counter() - began) <= BUSY:
            kept.append(times)
    if not kept:
        return Ratio(np.nan, np.nan, np.nan, np.nan, np.nan, pairs)
    times_a, times_b = np.array(kept).T
    low, median, high = np.quantile(times_a / times_b, [0.25, 0.5, 0.75])
    return Ratio(low, median, high, float(np.median(times_a)), float(np.median(times_b)), pairs - len(kept))


def _seconds(work: Work) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _others() -> float:
    """Return the CPU seconds that others than this process and its workers have used, 0 if not told."""
    stat = Path("/proc/stat")
    if not stat.exists():
        return 0.0
    user, nice, system = map(int, stat.read_text(encoding="ascii").split()[1:4])
    return (user + nice + system) / os.sysconf("SC_CLK_TCK") - sum(os.times()[:4])
