"""What is written takes its place whole or not at all, and nothing that stood there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from replay import atomic_files, run
from replay.errors import RequestError


def test_a_ledger_is_written_where_a_link_leads(tmp_path: Path) -> None:
    """The link stays one, and what it leads to is the new ledger."""
    real, link = tmp_path / "far" / "x.duckdb", tmp_path / "x.duckdb"
    real.parent.mkdir()
    link.symlink_to(real)

    run("miniature", out=link, theories=["base_rate"], histories=1, repeats=False, audits=False)

    assert link.is_symlink()
    assert real.read_bytes()[8:12] == b"DUCK"


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    """In a sentence, before anything is computed."""
    loop = tmp_path / "loop.html"
    loop.symlink_to(loop)

    with pytest.raises(RequestError, match="a link that leads to itself"):
        atomic_files.require_place(loop, [".html"])


@pytest.mark.parametrize("interrupted", [1, 2])
def test_a_folder_comes_back_when_either_renaming_is_interrupted(
    interrupted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where a system cannot swap two folders, the old one stands again, whole."""
    place = tmp_path / "out"
    place.mkdir()
    (place / "old.csv").write_text("old", encoding="utf-8")
    renamed = 0
    rename = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal renamed
        renamed += 1
        if renamed == interrupted == 2:
            raise KeyboardInterrupt
        done = rename(self, target)
        if renamed == interrupted:
            raise KeyboardInterrupt
        return done

    monkeypatch.setattr(atomic_files, "_swapped", lambda *_: False)
    monkeypatch.setattr(Path, "replace", replace)

    with pytest.raises(KeyboardInterrupt), atomic_files.folder(place) as draft:
        (draft / "new.csv").write_text("new", encoding="utf-8")

    assert [file.name for file in place.iterdir()] == ["old.csv"]
