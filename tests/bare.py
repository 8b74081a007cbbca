"""Ledgers with no more than a test asks for: the rows of a run, and the tables and views named.

Comments, other views and queries, and audits, which cost more than all the rest, are left to the tests
of what is published.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from replay import queries
from replay.ledger import insert, schema
from replay.study import Request, conduct
from replay.timeline import Timeline

TABLES = "\n".join(line for line in schema().splitlines() if not line.startswith("comment on"))


def recorded(world: Timeline, path: Path, *asked: str, **options: Any) -> Path:
    """Run a timeline, and write its rows and what is asked of tables, views and queries; return the path.

    What these read is there too. The run has one history, no repeats and no audits, unless told otherwise.
    """
    lean = {"histories": 1, "repeats": False, "audits": False}
    _, frames = conduct(world, Request(**lean | options))
    with closing(duckdb.connect(path, config={"threads": 1})) as connection:
        connection.execute("set force_compression = 'uncompressed'")
        connection.execute("begin")
        connection.execute(TABLES)
        insert(connection, frames)
        for name in queries.behind(*asked):
            queries.create(connection, name)
        connection.execute("commit")
    return path
