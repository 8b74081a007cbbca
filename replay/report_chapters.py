"""What a page tells: chapters of words, figures and tables, and what every page says of its run.

It knows what stands in every ledger, not what a run of forecasts or of a stress test comes to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import polars as pl

from replay import citation
from replay.charts import CHARTS
from replay.exhibits import Exhibit, Table, exhibit, table
from replay.figures import style
from replay.ledger import read

_FACTS = {
    "run": """
        select run.* exclude (citation), wall_clock.version, wall_clock.python, wall_clock.libraries,
            wall_clock.machine, wall_clock.finished::date::varchar as finished,
            (select count(distinct code) from state) as states,
            (select count(*) from event) as events,
            (select count(*) from theory where not baseline and not pool) as theories,
            (select count(*) from theory where baseline) as baselines
        from run join wall_clock using (run_id)""",
    "forecasters": "select name, baseline, claim from theory order by baseline, name",
    "audit": 'select year, "check", forecasts, differing, verdict from audit order by all',
}


@dataclass(frozen=True)
class Chapter:
    """A chapter of a page: its key and title, what it says, and its figures and tables in order."""

    key: str
    title: str
    said: tuple[str, ...] = ()
    exhibits: tuple[Exhibit, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: tuple[str, ...] = ()
    """Sentences that are shown only when they are asked for."""

    @property
    def hidden(self) -> bool:
        """Say whether nothing of it is shown on a screen unless it is asked for."""
        return not self.said and not self.exhibits and all(one.folded for one in self.tables)


@dataclass(frozen=True)
class Story:
    """What a page tells: of what, what was done, what was found and how sure that is, then its chapters."""

    title: str
    done: str
    short: str
    """What came of it in a sentence."""
    found: tuple[tuple[str, str], ...]
    """Each a sentence, and the key of the chapter that bears it out."""
    sure: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    """Words that the page uses, and what they mean."""
    chapters: tuple[Chapter, ...]


def facts(path: str | Path) -> tuple[dict[str, Any], pl.DataFrame, pl.DataFrame]:
    """Read what a page says of every run: the run itself, its forecasters and their claims, its audits."""
    found = read(path, _FACTS)
    return found["run"].row(0, named=True), found["forecasters"], found["audit"]


def spoken(sentence: str, names: Iterable[str]) -> str:
    """Write the names of theories in a sentence in words."""
    written = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return re.sub(rf"\b({written})\b", lambda one: style.spaced(one[0]), sentence) if written else sentence


def shown(path: str | Path, *names: str) -> tuple[Exhibit, ...]:
    """Take the named figures apart, but those that there are not, or that the ledger holds nothing for."""
    found = (exhibit(path, name) for name in names if name in CHARTS)
    return tuple(one for one in found if one is not None)


def kept(chapters: Iterable[Chapter], names: Iterable[str]) -> tuple[Chapter, ...]:
    """Keep the chapters that say or show something, the names of theories written in words."""
    return tuple(
        replace(
            one,
            said=tuple(spoken(sentence, names) for sentence in one.said),
            folded=tuple(spoken(sentence, names) for sentence in one.folded),
            exhibits=tuple(
                replace(figure, finding=spoken(figure.finding, names), below=spoken(figure.below, names))
                for figure in one.exhibits
            ),
        )
        for one in chapters
        if one.said or one.exhibits or one.tables or one.folded
    )


def ties(path: str | Path) -> Chapter:
    """Show who was aligned with whom, as a network and on a map."""
    return Chapter("ties", "Who was aligned with whom", exhibits=shown(path, "network", "atlas"))


def claims(forecasters: pl.DataFrame) -> Chapter:
    """List every theory, baseline and pool with what it holds."""
    kind = pl.when("baseline").then(pl.lit("baseline")).otherwise(pl.lit("theory or pool")).alias("kind")
    rows = forecasters.select(pl.col("name").alias("theory"), kind, "claim")
    return Chapter(
        "forecasters", "Who forecast", tables=(table("Theories, pools and baselines", rows, folded=True),)
    )


def provenance(path: str | Path, run: Mapping[str, Any], audits: pl.DataFrame) -> Chapter:
    """Say what a page rests on: the methods, hashes and seeds, audits, and every source that was touched."""
    methods, sources = citation.of_run(path)
    rows = {
        "run": run["run_id"],
        "timeline": f"{run['timeline']} ({run['title']})",
        "digest of the timeline": run["timeline_digest"],
        "digest of the code": run["code_digest"],
        "version of the program": run["version"],
        "seed": run["seed"],
        "histories": run["histories"],
        "coding of the alignments": run["coding"],
        "fixed parameters": run["fixed"] or "none",
        "feeds": run["feeds"] or "none",
        "calibrated on": (run["train"] or "its own past").replace(";", ", "),
        "Python, libraries": f"{run['python']}; {run['libraries']}",
        "machine": run["machine"],
        "run on": run["finished"],
    }
    of_run = pl.DataFrame({"what": [*rows], "is": [str(one) for one in rows.values()]})
    works = pl.DataFrame(
        {"key": [one.key for one in sources], "work": [one.citation for one in sources]},
        schema={"key": pl.String, "work": pl.String},
    )
    tables = [table("The run; replay verify computes all of it again", of_run)]
    if audits.height:
        tables.append(table("Audits: were forecasts changed by what came later?", audits))
    tables.append(table(f"The {works.height} sources and works that the run touched", works, folded=True))
    return Chapter("provenance", "How this was made", (methods,), tables=tuple(tables))
