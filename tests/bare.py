"""Ledgers with no more than a test asks for: the rows of a run, and the tables and views named.

They are audited, but have no comments and none of the other views and queries, which cost more than all
the rest; those the tests of whole ledgers look at.
"""

from __future__ import annotations

from contextlib import closing
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from replay import queries
from replay.ledger import insert
from replay.machine import wall_clock
from replay.request import Request
from replay.study import conduct
from replay.timeline import Timeline

SCHEMA = files("replay").joinpath("schema.sql").read_text(encoding="utf-8")
TABLES = "\n".join(line for line in SCHEMA.splitlines() if not line.startswith("comment on"))
AUDITED = "at_risk"
"""The one computed table that audits read."""


def recorded(world: Timeline, path: Path, *asked: str, **options: Any) -> Path:
    """Run a timeline, and write its rows and what is asked of tables, views and queries; return the path.

    What these read is there too. The run has one history, no repeats and no audits, unless told otherwise.
    """
    lean = {"histories": 1, "repeats": False, "audits": False}
    run_id, frames = conduct(world, Request(**lean | options))
    path.unlink(missing_ok=True)
    with closing(duckdb.connect(path, config={"threads": 1})) as connection:
        connection.execute("set force_compression = 'uncompressed'")
        connection.execute("begin")
        connection.execute(TABLES)
        insert(connection, {**frames, "wall_clock": wall_clock(run_id, 0, None)})
        for name in queries.behind(AUDITED, *asked):
            queries.create(connection, name)
        queries.audit(connection)
        connection.execute("commit")
    return path
