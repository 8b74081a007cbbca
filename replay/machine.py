"""The machine on which numbers are made, as far as they may depend on it: libraries, system, processor.

Of a run it knows the row that says where and when it was made, and nothing that was computed.
"""

from __future__ import annotations

import platform
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import polars as pl

LIBRARIES = ("duckdb", "numpy", "polars", "scipy", "simpy")
EXTRA = ("numba",)
"""Libraries that make numbers where they are installed."""


def libraries() -> str:
    """Name the versions of the libraries that make the numbers."""
    there = [*LIBRARIES, *(name for name in EXTRA if find_spec(name))]
    return ", ".join(f"{name} {version(name)}" for name in there)


def machine() -> str:
    """Name the system and the instruction set of this machine, such as Linux x86_64."""
    return f"{platform.system()} {platform.machine()}"


def processor() -> str:
    """Name the processor as far as the system does; sums may be rounded otherwise on another."""
    told = Path("/proc/cpuinfo")
    lines = told.read_text(encoding="utf-8", errors="replace").splitlines() if told.is_file() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return models[0] if models else platform.processor() or "unknown"


def wall_clock(run_id: str, seconds: float, origin: str | None) -> pl.DataFrame:
    """Say in a row when, where and with what a run was made, which took so long."""
    return pl.DataFrame(
        {
            "run_id": [run_id],
            "finished": [datetime.now(UTC)],
            "seconds": [seconds],
            "version": [version("replay-alliances")],
            "python": [platform.python_version()],
            "libraries": [libraries()],
            "machine": [machine()],
            "processor": [processor()],
            "place": [origin],
        }
    )
