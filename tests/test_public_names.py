"""What `import replay` offers: every public name works, whatever else has been imported."""

from __future__ import annotations

import doctest
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import replay


@pytest.mark.parametrize("name", replay.__all__)
def test_every_public_name_is_callable_after_all_modules_are_imported(name: str) -> None:
    """No submodule hides a public function of the same name."""
    for module in walk_packages(replay.__path__, "replay."):
        import_module(module.name)

    assert callable(getattr(replay, name))


def test_a_name_that_does_not_exist_is_an_attribute_error() -> None:
    """Asking for another name fails as it does for any module."""
    with pytest.raises(AttributeError, match="no attribute 'repaly'"):
        _ = replay.repaly


def test_the_example_of_the_package_is_true() -> None:
    """The example in the package's docstring gives what it shows."""
    failures, tried = doctest.testmod(replay)

    assert (failures, tried) == (0, 3)


def test_a_run_is_written_read_and_exported_without_pyarrow(tmp_path: Path) -> None:
    """DuckDB and Polars exchange frames by themselves; the explorer brings pyarrow, nobody else needs it."""
    program = """
import sys
sys.modules["pyarrow"] = None
import replay
plain = {"histories": 1, "theories": ["persistence"], "repeats": False, "audits": False}
ledger = replay.run("miniature", "a.duckdb", **plain)
print(replay.sql(ledger, "select count(*) > 0 as some from forecast").item())
print(replay.export(ledger, "parquet"))
"""
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=tmp_path
    )

    assert ran.stdout.split() == ["True", "a-parquet"]


def test_importing_the_package_imports_no_slow_library() -> None:
    """The command line starts without Polars, DuckDB, NumPy and SimPy, so that help comes at once."""
    program = (
        "import sys, replay.cli;"
        " print({'polars', 'duckdb', 'numpy', 'simpy', 'scipy', 'altair', 'vl_convert', 'networkx'}"
        " & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"
