"""The ledger: the DuckDB file of one run, written under another name, audited, published by rename.

It knows files and transactions, not what a score means.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import duckdb
import polars as pl

from replay import atomic_files, queries
from replay.errors import LedgerError, OldLedgerError, RequestError, UnknownNameError
from replay.machine import wall_clock

STORAGE = "v1.0.0"
"""DuckDB's oldest stable storage version, so that older clients open the file."""
MEMORY = "1500MB"
"""What DuckDB may keep in memory while a ledger is written; more waits in a file beside the draft."""
FOREIGN = ("INTERVAL", "UNION", "BIGNUM", "BIT", "WITH TIME ZONE")
"""Types of DuckDB that Polars does not read, or not alike on all machines."""
UNREADABLE = (
    duckdb.IOException,
    duckdb.FatalException,
    duckdb.InternalException,
    duckdb.SerializationException,
)
"""What DuckDB raises of a broken file, whatever was asked of it; of a wrong checksum, its bare Error."""


class _Stream:
    """A frame or a relation as a bare Arrow stream: all that either library needs of the other.

    DuckDB then reads frames without pyarrow, and Polars keeps no reference to DuckDB's classes,
    of which DuckDB 2.0 complains on standard error when Python ends.
    """

    def __init__(self, source: pl.DataFrame | duckdb.DuckDBPyRelation) -> None:
        self._source = source

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._source.__arrow_c_stream__(requested_schema)


def require_place(path: Path) -> None:
    """Raise RequestError unless a ledger may be written at the path: nothing but a ledger stands there."""
    atomic_files.require_parent(path)
    if path.exists():
        try:
            open_ledger(path).close()
        except OldLedgerError:
            return
        except LedgerError as error:
            raise RequestError(f"{path} is left as it is: it {error.reason}") from error


class Draft:
    """A ledger in the making: its place is looked at before the work, and taken only when all is well."""

    def __init__(self, path: Path) -> None:
        require_place(path)
        self.path = path
        self._began = perf_counter()

    def publish(self, run_id: str, frames: Mapping[str, pl.DataFrame], origin: str | None = None) -> None:
        """Write the rows to a new file beside the path, audit it, and rename it into its place.

        `origin` is where the timeline was read from, if it was read. Raises AuditError when an audit
        finds rows; what stood at the path is then as it was.
        """
        place = atomic_files.final(self.path)
        with TemporaryDirectory(prefix=".ledger-", dir=place.parent) as folder:
            draft = Path(folder) / "draft.duckdb"
            clock = wall_clock(run_id, perf_counter() - self._began, origin)
            _write(draft, {**frames, "wall_clock": clock})
            draft.replace(place)


def _write(draft: Path, frames: Mapping[str, pl.DataFrame]) -> None:
    with closing(duckdb.connect()) as connection:
        connection.execute("set threads = 1")
        _hush(connection)
        connection.execute(f"set memory_limit = '{MEMORY}'")
        connection.execute("set temp_directory = ?", [str(draft.parent)])
        connection.execute(
            "set disabled_compression_methods = 'fsst'"
        )  # half of all writing, and saves nothing
        place = str(draft).replace("'", "''")
        connection.execute(f"attach '{place}' as ledger (storage_version '{STORAGE}')")
        connection.execute("use ledger")
        connection.execute("begin")
        connection.execute(files("replay").joinpath("schema.sql").read_text(encoding="utf-8"))
        insert(connection, frames)
        # Rows of an open transaction stay in memory: computing on them takes longer and twice the space.
        connection.execute("commit")
        connection.execute("begin")
        queries.apply(connection)
        queries.audit(connection)
        connection.execute("commit")
        connection.execute("use memory")
        connection.execute("detach ledger")


def insert(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, pl.DataFrame]) -> None:
    """Put the rows of each frame into the table of its name."""
    for table, frame in frames.items():
        # A column of nothing but unknowns has no type that DuckDB reads: left out, it is NULL.
        stream = _Stream(frame.select(pl.exclude(pl.Null)))  # noqa: F841 - DuckDB finds it by its name
        connection.execute(f"insert into {table} by name select * from stream")


def _is_duckdb(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(12)[8:] == b"DUCK"


def open_ledger(path: str | Path, into: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a ledger for reading only, on one thread, so that float sums are reproducible.

    Files can be written into the folder `into`, if one is named, and nowhere else. Raises LedgerError when
    there is no file, or when it is not a ledger of one run.
    """
    place = Path(path)
    if place.exists() and not place.is_file():
        raise LedgerError(place, "is not a file")
    if not place.is_file():
        raise LedgerError(place, "there is no such file; `replay run TIMELINE -o FILE` writes one")
    if not _is_duckdb(place):
        raise LedgerError(place, "is not a DuckDB file")
    try:
        connection = duckdb.connect(str(place), read_only=True, config={"threads": 1})
    except duckdb.Error as error:
        raise LedgerError(place, f"cannot be opened: {first_line(error)}") from error
    try:
        _hush(connection)
        if into:
            connection.execute("set allowed_directories = ?", [[str(into)]])
        connection.execute("set enable_external_access = false")
        _require_one_run(connection, place)
    except duckdb.Error as error:
        connection.close()
        raise LedgerError(place, f"cannot be read: {first_line(error)}") from error
    except LedgerError:
        connection.close()
        raise
    return connection


def _hush(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn off what is data on standard output; in notebooks without widgets it is off and cannot be set."""
    [(shown,)] = connection.execute("select current_setting('enable_progress_bar')").fetchall()
    if shown:
        connection.execute("set enable_progress_bar = false")


def _require_one_run(connection: duckdb.DuckDBPyConnection, place: Path) -> None:
    known = set().union(*(_columns(connection, table) for table in ("run", "condition", "theory")))
    if not {"run_id", "timeline_digest", "code_digest"} <= known:
        raise LedgerError(place, "is a DuckDB file, but no ledger of this program")
    if not {"repeats", "audits", "revisionism", "tested", "pool"} <= known:
        raise OldLedgerError(place)
    [(runs,)] = connection.execute("select count(*) from run").fetchall()
    if runs != 1:
        raise LedgerError(place, f"holds {runs} runs in its table run; a ledger holds one")


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    try:
        # The catalogue would have every view bound first, which takes longer than most questions.
        return {name for name, *_ in connection.execute(f"from {table} limit 0").description or ()}
    except duckdb.CatalogException:
        return set()


def is_ledger(what: str | Path) -> bool:
    """Say whether a text means a ledger's file rather than a timeline."""
    return Path(what).is_file() or (Path(what).suffix == ".duckdb" and not Path(what).is_dir())


def sql(path: str | Path, statement: str) -> pl.DataFrame:
    """Ask a ledger a question in SQL and return a Polars frame; types that Polars lacks come as texts.

    Raises RequestError when DuckDB refuses the statement, LedgerError as `open_ledger` does and when
    the file is broken where the statement reads.
    """
    with closing(open_ledger(path)) as connection:
        try:
            return _answer(connection, Path(path), statement)
        except duckdb.Error as error:
            raise _refused(error) from error


def query(path: str | Path, name: str, **arguments: object) -> pl.DataFrame:
    """Ask a ledger a canned query by its name, with its parameters as keywords.

    Raises UnknownNameError for a query, parameter, state, theory or outcome that does not exist, given
    or by default, RequestError for a text where a number is wanted, LedgerError when the file lacks what
    is asked.
    """
    texts = {key: str(value) for key, value in arguments.items()}
    statement = queries.call(name, texts)
    with closing(open_ledger(path)) as connection:
        try:
            _require_there(connection, Path(path), name, texts)
            return _answer(connection, Path(path), statement)
        except (duckdb.CatalogException, duckdb.BinderException) as error:
            raise lacking(Path(path), error) from error
        except duckdb.Error as error:
            raise _refused(error) from error


def _require_there(
    connection: duckdb.DuckDBPyConnection, place: Path, name: str, given: Mapping[str, str]
) -> None:
    """Raise UnknownNameError where a parameter names what the ledger does not hold, given or by default."""
    defaults = queries.callable_by_name()[name].parameters
    for key in sorted(defaults.keys() & queries.DOMAINS.keys()):
        what, naming = queries.DOMAINS[key]
        found = given.get(key, defaults[key].strip("'"))
        names = _answer(connection, place, naming).to_series().to_list()
        if found not in names:
            by_default = "" if key in given else f", the default of {key},"
            raise UnknownNameError(what + by_default, found, names)


def read(path: str | Path, statements: Mapping[str, str]) -> dict[str, pl.DataFrame]:
    """Ask a ledger what this program wants to know of it; return a frame for each statement, by its name.

    Raises LedgerError as `open_ledger` does, and when the file does not hold what is asked.
    """
    with closing(open_ledger(path)) as connection:
        try:
            return {name: _answer(connection, Path(path), one) for name, one in statements.items()}
        except duckdb.Error as error:
            raise lacking(Path(path), error) from error


def _answer(connection: duckdb.DuckDBPyConnection, place: Path, statement: str) -> pl.DataFrame:
    try:
        relation = connection.sql(statement)
        if relation is None:
            raise RequestError("the statement yields no rows; a select is allowed")
        return pl.DataFrame(_Stream(_readable(relation)))
    except duckdb.Error as error:
        if type(error) is duckdb.Error or isinstance(error, UNREADABLE):
            raise LedgerError(place, f"cannot be read: {first_line(error)}") from error
        raise


def _refused(error: duckdb.Error) -> RequestError:
    return RequestError(f"DuckDB refuses the statement: {first_line(error)}")


def lacking(place: Path, error: duckdb.Error) -> LedgerError:
    """Say of a ledger that it is not laid out as it is read."""
    return LedgerError(place, f"does not hold what a ledger holds: {first_line(error)}")


def _readable(relation: duckdb.DuckDBPyRelation) -> duckdb.DuckDBPyRelation:
    """Name every column once, and turn types that Polars does not read into texts."""
    twice = [name for name, count in Counter(relation.columns).items() if count > 1]
    if twice:
        raise RequestError(f"columns share the name {twice[0]}; give each a name of its own with `as`")
    foreign = [any(word in str(kind) for word in FOREIGN) for kind in relation.types]
    if not any(foreign):
        return relation
    quoted = ['"' + name.replace('"', '""') + '"' for name in relation.columns]
    chosen = [
        f"{name}::varchar as {name}" if odd else name for name, odd in zip(quoted, foreign, strict=True)
    ]
    return relation.project(", ".join(chosen))


def first_line(error: Exception) -> str:
    """Take of a message what says the fault; the rest shows where."""
    return str(error).strip().splitlines()[0]
