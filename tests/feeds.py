"""Small feeds for tests: a folder of a few rows, written as an importer writes it.

It knows the files of a feed, not which timeline it is laid over.
"""

from __future__ import annotations

from pathlib import Path

HEADER = (
    "id,date,precision,known_on,kind,initiator,target,against,intensity,deaths,amount,presupposes,"
    "confidence,description,source\n"
)
SETTINGS = """name = "{name}"
title = "Annals"
citation = "Nobody. 1910. Annals."
covers = "Everything that happened."
tolerance = {tolerance}
"""


def row(name: str, day: str, kind: str, roles: str, *, known_on: str = "", presupposes: str = "") -> str:
    """Write a row; its roles are initiators, targets and whom it is against, as `AAA;BBB > CCC ! DDD`."""
    actors, _, against = (part.strip() for part in roles.partition("!"))
    initiator, _, target = (part.strip() for part in actors.partition(">"))
    precision = {4: "year", 7: "month"}.get(len(day), "day")
    cells = (name, day, precision, known_on, kind, initiator, target, against, "", "", "", presupposes)
    return ",".join((*cells, "A", "It is told.", "annals")) + "\n"


def feed(to: Path, *rows: str, name: str = "annals", tolerance: int = 7) -> Path:
    """Write a feed of the rows into a folder of its name; return the folder."""
    folder = to / name
    (folder / "events").mkdir(parents=True)
    (folder / "feed.toml").write_text(SETTINGS.format(name=name, tolerance=tolerance), encoding="utf-8")
    (folder / "sources.bib").write_text("@book{annals,\n  title = {Annals}\n}\n", encoding="utf-8")
    (folder / "events" / "all.csv").write_text(HEADER + "".join(rows), encoding="utf-8")
    return folder
