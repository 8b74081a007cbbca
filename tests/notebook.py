"""The notebook: run as it stands, from nothing, in a folder.

`python -m tests.notebook` writes its outputs anew, in place.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

NOTEBOOK = Path(__file__).parent.parent / "examples" / "middle_east.ipynb"


def executed(folder: Path) -> nbformat.NotebookNode:
    """Run all cells in order in a kernel of its own, started in the folder; fails as the first cell does."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.record_timing = False
    ran = client.execute()
    ran.metadata["language_info"] = {"name": "python"}
    return ran


if __name__ == "__main__":
    with TemporaryDirectory() as own:
        nbformat.write(executed(Path(own)), NOTEBOOK)
