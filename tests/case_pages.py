"""The pages of the well-known cases, as `replay case` tells them of one run, and their index.

`python -m tests.theory_pages` writes them anew, of the run that the theories' index makes. It does
not know what a case says.
"""

from __future__ import annotations

from pathlib import Path

from replay.cases import case, cases

FOLDER = Path(__file__).parent.parent / "docs" / "cases" / "middle-east"
INDEX = """# Well-known cases of the Middle East

Each page is what `replay case middle-east.duckdb NAME` prints of a run of
`replay run middle-east`; `make golden` writes all of them anew. Which cases
there are, which pairs of states were at stake and who else had a hand stands in
`timelines/middle-east/cases.csv`.

"""


def told(ledger: Path) -> dict[str, str]:
    """Write every page of a ledger's cases, by the name of its file."""
    known = cases(ledger)
    rows = (
        f"- [{title}]({name}.md),\n  {begins} to {ends}\n" for name, title, begins, ends in known.iter_rows()
    )
    return {"README.md": INDEX + "".join(rows)} | {f"{name}.md": case(ledger, name) for name in known["name"]}


def write(ledger: Path) -> None:
    """Write the pages of a ledger into their folder, and nothing else."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for stale in FOLDER.iterdir():
        stale.unlink()
    for name, text in told(ledger).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
