"""The machine on which numbers are made, as far as they may depend on it: libraries, system, processor.

It knows no run.
"""

from __future__ import annotations

import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

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
