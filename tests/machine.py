"""A run in a process of its own, under chosen settings of the machine, told as one digest.

It knows how to start the program and what to compare; which settings matter the tests say.
"""

from __future__ import annotations

import csv
import os
import random
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

PROGRAM = """
import hashlib, json, sys
import replay
path = replay.run(sys.argv[1], sys.argv[2], **json.loads(sys.argv[3]))
tables = replay.sql(path, "select table_name from duckdb_tables() order by all")["table_name"]
digest = hashlib.sha256()
for table in tables:
    if table != "wall_clock":
        rows = replay.sql(path, f'from "{table}"')
        digest.update(f"{table} {rows.schema} {rows.write_csv(float_precision=17)}".encode())
print(replay.sql(path, "select run_id from run").item(), digest.hexdigest())
"""


def told(world: Path, ledger: Path, machine: Mapping[str, str], options: str = '{"histories": 3}') -> str:
    """Run a timeline on a machine with such settings; return the run id and a digest of all its tables.

    `options` are the run's, as JSON: what decides only how the work is done goes there too.
    """
    environment = {**os.environ, **machine}
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(world), str(ledger), options],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout


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
