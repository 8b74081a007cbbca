"""The report: one page of HTML that needs nothing else, of a run of forecasts or of a pact under stress.

It knows the template and what goes into it; what a chapter says it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

from replay import atomic_files
from replay.charts import bundle
from replay.embedding import embedded
from replay.errors import RequestError
from replay.figures.threat import END, Course, courses
from replay.forecast_chapters import of_forecasts
from replay.report_chapters import Story
from replay.stress_chapters import of_stress
from replay.stress_reading import is_stress

YEARS = 12_000
"""Years of pairs of which a page shows the threat over time: of the pairs between which it moved most."""


def report(path: str | Path, out: str | Path) -> Path:
    """Write the report of a ledger as one page, whole or not at all, and return its path.

    It works offline, in print, on a telephone and by keyboard. Raises LedgerError if the file is no ledger,
    RequestError for an ending that is not .html or a folder that cannot be written to.
    """
    place = Path(out)
    atomic_files.require_place(place, (".html",))
    stress = is_stress(path)
    story = of_stress(path) if stress else of_forecasts(path)
    pairs = {} if stress else _pairs(path)
    return atomic_files.write(place, page(story, pairs).encode())


def page(story: Story, pairs: Mapping[str, Any]) -> str:
    """Fill the template; all words of the story appear as text."""
    from jinja2 import Environment, PackageLoader

    environment = Environment(
        loader=PackageLoader("replay", "pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    exhibits = [one for chapter in story.chapters for one in chapter.exhibits]
    store = {
        "data": {name: rows for one in exhibits for name, rows in one.data.items()},
        "figures": {
            one.name: {"wide": one.wide, "narrow": one.narrow, "data": [*one.data]} for one in exhibits
        },
        "pairs": pairs,
    }
    return environment.get_template("report.html.j2").render(
        story=story,
        titles={chapter.key: chapter.title for chapter in story.chapters},
        pairs=pairs,
        style=_own("report.css"),
        script=_own("report.js"),
        vega=bundle() if exhibits else "",
        store=embedded(store, story.title),
    )


def _own(name: str) -> str:
    return files("replay").joinpath("pages", name).read_text(encoding="utf-8")


def _pairs(path: str | Path) -> dict[str, Any]:
    """Lay out the threat between any two states, compactly: rows without names, each event once."""
    try:
        every = courses(path)
    except RequestError:
        return {}
    years = accumulate(len(course.rows) for course in every.values())
    known = {pair: every[pair] for pair, so_far in zip(every, years, strict=True) if so_far <= YEARS}
    texts: dict[str, int] = {}
    names = {code: name for pair, one in known.items() for code, name in zip(pair, one.names, strict=True)}
    return {
        "observers": sorted({one for one, _ in known}, key=names.__getitem__),
        "names": names,
        "end": END,
        "there_are": len(every),
        "of": {f"{one} {other}": _compact(course, texts) for (one, other), course in known.items()},
        "texts": list(texts),
    }


def _compact(course: Course, texts: dict[str, int]) -> list[Any]:
    rows = [[row["year"], row["threat"], row["low"], row["high"]] for row in course.rows]
    events = [
        [row["at"], row["date"], row["sign"], row["points"], texts.setdefault(row["what"], len(texts))]
        for row in course.events
    ]
    return [course.finding, rows, events]
