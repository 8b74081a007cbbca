"""Runs in a process of their own, under chosen settings of the machine, each told as one digest.

It knows how to start the program and what to compare; which settings matter the tests say.
"""

from __future__ import annotations

import csv
import json
import os
import random
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

PROGRAM = """
import hashlib, json, sys
from pathlib import Path
import replay
from replay.ledger import read, sql
for world, options in json.loads(sys.argv[1]):
    digest = hashlib.sha256()
    ledger = replay.run(world, Path(world).parent / "run.duckdb", **options)
    names = sql(ledger, "select table_name from duckdb_tables() order by all")["table_name"]
    tables = read(ledger, {name: f'from "{name}"' for name in names if name != "wall_clock"})
    for name, rows in tables.items():
        digest.update(f"{name} {rows.schema} {rows.write_csv(float_precision=17)}".encode())
    print(tables["run"]["run_id"].item(), digest.hexdigest())
"""
Run = tuple[Path, Mapping[str, int]]
"""The folder of a timeline, and the options of a run, those that decide only how the work is done too."""


def told(runs: Sequence[Run], machine: Mapping[str, str]) -> list[str]:
    """Run timelines one after the other on a machine with such settings, each ledger beside its timeline.

    Returns for each the run id and a digest of all its tables.
    """
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(runs, default=str)],
        env={**os.environ, **machine},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.splitlines()


def shuffled(world: Path, seed: int) -> None:
    """Shuffle the rows of every table of a timeline, and deal its events to other files."""
    order = random.Random(seed)  # noqa: S311 - a shuffle that can be repeated
    for path in sorted(world.glob("*.csv")):
        header, *rows = _rows(path)
        order.shuffle(rows)
        _write(path, [header, *rows])
    header: list[str] = []
    events: list[list[str]] = []
    for path in sorted((world / "events").glob("*.csv")):
        header, *rows = _rows(path)
        events += rows
        path.unlink()
    order.shuffle(events)
    for number in range(3):
        _write(world / "events" / f"{'zxy'[number]}.csv", [header, *events[number::3]])


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
