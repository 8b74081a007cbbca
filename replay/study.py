"""One run, from a request to a ledger: the timeline replayed, every theory asked, the rows laid out.

It knows the order of the stages and what a run's identity is made of, and leaves each to its file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from replay import codebook, inventory, perception, transcript
from replay.calibration import Remembering, Solve
from replay.chronicle import Occurrence, chronicle, feeds
from replay.engine import Census, replay
from replay.errors import RequestError, nearest
from replay.feed import load_feed, overlay
from replay.forecast import HeadForecast, forecasts
from replay.inventory import Frames
from replay.ledger import Draft
from replay.loading import load, origin
from replay.lookahead import compared
from replay.parameters import PERCEPTION, Parameter, draw, require_known
from replay.pool import POOL, pooled
from replay.priors import Draws
from replay.repeats import Repeat, repeats
from replay.theories import literature, select
from replay.theory import Theory
from replay.timeline import Timeline
from replay.transcript import Blocks

Progress = Callable[[int, int], None]
"""Told after every census: how many are done, of how many."""
Ask = Callable[[Timeline, Sequence[Occurrence]], Iterator[tuple[Census, list[HeadForecast]]]]
"""Replays a chronicle of a timeline, and asks everyone at every census."""


class Request(BaseModel):
    """What to run: how many histories, which seed, theories, coding and feeds, which parameters fixed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    histories: int = Field(default=32, ge=1, le=10_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
    theories: tuple[str, ...] = ()
    coding: str | None = None
    feeds: tuple[Path, ...] = ()
    fixed: Mapping[str, float] = Field(default_factory=dict)
    repeats: bool = True
    """Whether to forecast again under the other codings, and without co-operative events."""
    audits: bool = True
    """Whether to look for look-ahead, at three censuses."""


KINDS = {
    "bool": "true or false is allowed",
    "int": "a whole number is allowed",
    "float": "a number is allowed",
    "string": "a text is allowed",
    "tuple": "a list of names is allowed",
    "mapping": "a table of names and numbers is allowed",
}
"""What an option allows, by the first word of what Pydantic calls the error."""


def request(**options: object) -> Request:
    """Make a request from options; raise RequestError with all that is wrong with them at once."""
    try:
        return Request.model_validate(options)
    except ValidationError as error:
        raise RequestError("\n".join(map(_complaint, error.errors()))) from error


def _complaint(found: ErrorDetails) -> str:
    name = ".".join(str(part) for part in found["loc"])
    if found["type"] == "extra_forbidden":
        likely = nearest(name, Request.model_fields)
        return f"option '{name}' does not exist" + (f"; did you mean '{likely}'?" if likely else "")
    bounds = found.get("ctx", {})
    first_word = found["type"].partition("_")[0]
    allowed = {
        "greater_than_equal": f"{bounds.get('ge')} or more is allowed",
        "less_than_equal": f"{bounds.get('le')} or less is allowed",
        "less_than": f"less than {bounds.get('lt')} is allowed",
    }
    return f"{name} was {found['input']!r}; {allowed.get(found['type'], KINDS.get(first_word, found['msg']))}"


def run(
    timeline: Timeline | str | Path,
    out: str | Path,
    *,
    progress: Progress | None = None,
    **options: object,
) -> Path:
    """Replay a timeline in forecast mode and publish its ledger at `out`; return the path.

    `options` are the fields of `Request`: histories, seed, theories, coding, feeds (folders),
    fixed, repeats, audits. Raises RequestError for a wrong option or place, TimelineError for a timeline
    or a feed that is not valid.
    """
    wanted = request(**options)
    draft = Draft(Path(out))
    place = None if isinstance(timeline, Timeline) else origin(timeline)
    loaded = timeline if isinstance(timeline, Timeline) else load(timeline)
    run_id, frames = conduct(overlay(loaded, map(load_feed, wanted.feeds)), wanted, progress)
    draft.publish(run_id, frames, place)
    return draft.path


def conduct(timeline: Timeline, wanted: Request, progress: Progress | None = None) -> tuple[str, Frames]:
    """Replay a timeline, ask every theory every year; return the run's id and the ledger's rows.

    Raises UnknownNameError for a theory, coding or parameter that does not exist, RequestError
    for a parameter out of bounds.
    """
    theories = select(wanted.theories)
    coding = wanted.coding or timeline.manifest.default_coding
    timeline.parties_of(coding)
    tunable = {"perception": PERCEPTION} | {theory.name: theory.tunable() for theory in theories}
    require_known(wanted.fixed, [one for several in tunable.values() for one in several])
    draws = {
        purpose: draw(parameters, wanted.histories, wanted.seed, purpose, wanted.fixed)
        for purpose, parameters in tunable.items()
    }
    run_id = identity(timeline, wanted, theories, coding, tunable)
    scored = timeline.manifest.scored
    again = repeats(timeline, coding) if wanted.repeats else []
    tell = _counted(progress, timeline, 1 + len(again))
    solve = Remembering()
    ask = partial(_asked, theories=theories, draws=draws, solve=solve)
    parts = [
        _run_row(run_id, timeline, wanted, coding, theories),
        inventory.of_timeline(timeline),
        transcript.of_theories([*theories, POOL]),
        {"source": inventory.frame(_works([*theories, POOL], timeline))},
        transcript.of_resamples(scored.first, scored.last, wanted.seed),
        *transcript.of_parameters(run_id, tunable, draws),
        *_replayed(run_id, timeline, wanted, ask, tell),
        *(rows for one in again for rows in _repeated(run_id, one, wanted, ask, tell)),
        _audited(run_id, timeline, wanted, theories, coding, solve) if wanted.audits else {},
    ]
    return run_id, transcript.merge(parts)


def _counted(progress: Progress | None, timeline: Timeline, replays: int) -> Callable[[], None]:
    """Count the censuses of all replays together, and tell of each."""
    censuses = timeline.manifest.span.end.year - timeline.manifest.first_census + 1
    done = count(1)
    return lambda: progress(next(done), censuses * replays) if progress else None


def _replayed(
    run_id: str, timeline: Timeline, wanted: Request, ask: Ask, tell: Callable[[], None]
) -> Iterator[Blocks | Frames]:
    chronicled = chronicle(timeline, histories=wanted.histories, seed=wanted.seed, coding=wanted.coding)
    yield transcript.of_impressions(chronicled)
    codes = timeline.roster.codes
    for census, made in ask(timeline, chronicled):
        yield from transcript.of_census(run_id, census, codes)
        for one in made:
            yield transcript.of_forecast(run_id, one, codes)
        tell()


def _repeated(
    run_id: str, repeat: Repeat, wanted: Request, ask: Ask, tell: Callable[[], None]
) -> Iterator[Blocks]:
    timeline = repeat.timeline
    chronicled = chronicle(timeline, histories=wanted.histories, seed=wanted.seed, coding=repeat.coding)
    before: list[HeadForecast] = []
    for census, made in ask(timeline, chronicled):
        for one in before:
            yield transcript.of_repeat(run_id, repeat.variant, one, census, timeline.roster.codes)
        before = made
        tell()


def _asked(
    timeline: Timeline,
    chronicled: Sequence[Occurrence],
    theories: Sequence[Theory],
    draws: Mapping[str, Mapping[str, Draws]],
    solve: Solve,
) -> Iterator[tuple[Census, list[HeadForecast]]]:
    """Replay a chronicle, and ask every theory and then the pool at every census."""
    censuses = replay(timeline, parameters=draws["perception"], reports=feeds(chronicled))
    for census, made in forecasts(censuses, theories, draws, timeline.manifest, solve):
        yield census, [*made, *pooled(made, theories)]


def _works(theories: Sequence[Theory], timeline: Timeline) -> list[dict[str, Any]]:
    """Lay out what the program cites and what the timeline does; of one key the program's entry."""
    own = {key for theory in theories for key in theory.literature}
    own.update(codebook.LITERATURE, perception.LITERATURE)
    works = {key: {**vars(source), "of_program": False} for key, source in timeline.sources.items()}
    works |= {key: {**vars(literature()[key]), "of_program": True} for key in own}
    return [works[key] for key in sorted(works)]


def _audited(
    run_id: str, timeline: Timeline, wanted: Request, theories: Sequence[Theory], coding: str, solve: Solve
) -> Frames:
    """Look for look-ahead at the censuses before the first, the middle and the last scored year."""
    first, last = timeline.manifest.scored.first - 1, timeline.manifest.scored.last - 1
    years = sorted({first, (first + last) // 2, last})
    rows = compared(timeline, theories, coding, years, seed=wanted.seed, solve=solve)
    return {"audit": rows.select(pl.lit(run_id).alias("run_id"), pl.all())}


def _run_row(
    run_id: str, timeline: Timeline, wanted: Request, coding: str, theories: Sequence[Theory]
) -> Frames:
    manifest = timeline.manifest
    row = {
        "run_id": run_id,
        "timeline": timeline.name,
        "title": manifest.title,
        "status": manifest.status,
        "mode": "forecast",
        "coding": coding,
        "fixed": ";".join(f"{name}={_number(value)}" for name, value in sorted(wanted.fixed.items())),
        "histories": wanted.histories,
        "seed": wanted.seed,
        "first_census": manifest.first_census,
        "last_census": manifest.span.end.year,
        "scored_first": manifest.scored.first,
        "scored_last": manifest.scored.last,
        "timeline_digest": timeline.digest,
        "code_digest": code_digest(),
        "citation": manifest.citation,
        "asked": ";".join(theory.name for theory in theories),
        "repeats": wanted.repeats,
        "audits": wanted.audits,
        "feeds": ";".join(one.feed for one in timeline.overlays),
    }
    return {"run": inventory.frame([row])}


def _number(value: float) -> str:
    """Write a number in full, so that the run can be repeated."""
    return repr(float(value)).removesuffix(".0")


def identity(
    timeline: Timeline,
    wanted: Request,
    theories: Sequence[Theory],
    coding: str,
    tunable: Mapping[str, Sequence[Parameter]],
) -> str:
    """Hash all that decides the rows of a run: data, code, parameters, seed and choices."""
    content = {
        "name": timeline.name,
        "timeline": timeline.digest,
        "code": code_digest(),
        "parameters": {purpose: [repr(one) for one in several] for purpose, several in tunable.items()},
        "fixed": dict(sorted(wanted.fixed.items())),
        "edits": [],
        "seed": wanted.seed,
        "histories": wanted.histories,
        "mode": "forecast",
        "theories": [theory.name for theory in theories],
        "coding": coding,
        "repeats": wanted.repeats,
        "audits": wanted.audits,
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@cache
def code_digest() -> str:
    """Hash the package's own source, its codebook and its SQL."""
    digest = hashlib.sha256()
    for package in ("replay", "replay.analysis"):
        for name, entry in sorted(_sources(files(package), package)):
            digest.update(name.encode() + b"\0" + entry.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        name = f"{prefix}/{entry.name}"
        if entry.is_dir() and entry.name not in ("__pycache__", "timelines", "analysis"):
            yield from _sources(entry, name)
        elif entry.name.endswith((".py", ".sql", ".csv", ".bib")):
            yield name, entry
