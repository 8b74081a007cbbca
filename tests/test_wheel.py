"""The wheel carries timelines and SQL, and gives the same run as the working tree, from any folder."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from replay import load
from replay.request import Request
from replay.study import conduct

ROOT = Path(__file__).parent.parent
PROGRAM = """
import sys
sys.path.insert(0, sys.argv[1])
import replay
from replay.request import Request
from replay.study import conduct
assert replay.__file__.startswith(sys.argv[1]), replay.__file__
print(conduct(replay.load("miniature"), Request(histories=2, repeats=False, audits=False))[0])
"""


def test_the_wheel_gives_the_same_run_from_any_folder(tmp_path: Path) -> None:
    """Unpacked anywhere, the wheel finds its data, and the run id equals the working tree's."""
    source = tmp_path / "source"
    for folder in ("replay", "timelines", "analysis"):
        shutil.copytree(ROOT / folder, source / folder)
    for file in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / file, source)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", str(tmp_path), str(source)], check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    unpacked = tmp_path / "unpacked"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(unpacked)

    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(unpacked)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )

    expected, _ = conduct(load("miniature"), Request(histories=2, repeats=False, audits=False))
    assert ran.stdout.strip() == expected
