"""An established SQL explorer, Harlequin, opened on a ledger in the terminal, read-only.

It owns how Harlequin is started and what it finds ready; what a query means it does not know.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from replay.errors import MissingExtraError, RequestError
from replay.ledger import read
from replay.queries import callable_by_name

PACKAGE, EXTRA = "harlequin", "browse"
"""Who explores, and the extra of this package that brings it."""
SHELF = "queries"
"""The database, in memory only, in which the canned queries stand beside the ledger with their defaults."""
_CALLABLE = (
    "select function_name from duckdb_functions() where not internal and function_type = 'table_macro'"
)
_QUESTIONS = """
create view {shelf}.main.canned as
select distinct
    function_name as query,
    split_part(comment, ' Grain: ', 1) as question,
    array_to_string(parameters, ', ') as parameters
from duckdb_functions()
where not internal and function_type = 'table_macro'
order by query"""


def explore(path: str | Path) -> None:
    """Open a ledger in Harlequin, and wait until the user has quit.

    Tables and views stand in its catalogue, the canned queries beside them: as macros to be called with
    parameters, and under `queries` as views with their defaults. Nothing can be written, and no other file
    be read. Raises LedgerError if the file is no ledger, MissingExtraError without Harlequin, RequestError
    where there is no terminal, and when Harlequin ends with a fault.
    """
    known = set(read(path, {"callable": _CALLABLE})["callable"].to_series())
    if find_spec(PACKAGE) is None:
        raise MissingExtraError(PACKAGE, EXTRA)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise RequestError(
            f"{path} can be explored in a terminal only; `replay sql` and `replay query` answer anywhere"
        )
    place = Path(path).resolve()
    with TemporaryDirectory(prefix="replay-explore-") as folder:
        script = Path(folder) / "ready.sql"
        script.write_text(ready(place, known), encoding="utf-8")
        ended = subprocess.run(_command(place, script), check=False)  # noqa: S603 - our own words
    if ended.returncode:
        raise RequestError(f"{PACKAGE} ended with exit code {ended.returncode}")


def ready(path: Path, known: set[str]) -> str:
    """Write what is done before the user sees the ledger, as a script of statements.

    One thread, as everywhere, so that float sums are the same; the canned queries that are `known` to the
    ledger; and then no way to any other file, as for `replay sql`.
    """
    shelf = SHELF if path.stem != SHELF else f"canned_{SHELF}"
    views = [
        f'create view {shelf}.main."{name}" as select * from "{name}"()'
        for name in callable_by_name()
        if name in known
    ]
    statements = [
        "set threads = 1",
        f"attach ':memory:' as {shelf} (read_write)",
        _QUESTIONS.format(shelf=shelf).strip(),
        *views,
        "set enable_external_access = false",
    ]
    return "".join(f"{one};\n" for one in statements)


def _command(place: Path, script: Path) -> list[str]:
    # No profile of the user's: it may name another adapter, with options that are none of this one.
    harlequin = [sys.executable, "-m", PACKAGE, "--profile", "None", "--adapter", "duckdb", "--read-only"]
    return [*harlequin, "--init-path", str(script), str(place)]
