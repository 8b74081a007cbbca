"""One run, from a request to a ledger: the timeline replayed, every theory asked, the rows laid out.

It knows the order of the stages and what a run's identity is made of, and leaves each to its file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from replay import inventory, transcript
from replay.chronicle import chronicle, feeds
from replay.engine import replay
from replay.errors import RequestError, nearest
from replay.feed import load_feed, overlay
from replay.forecast import forecasts
from replay.inventory import Frames
from replay.ledger import Draft
from replay.loading import load
from replay.parameters import PERCEPTION, Parameter, draw, require_known
from replay.priors import Draws
from replay.theories import literature, select
from replay.theory import Theory
from replay.timeline import Timeline

Progress = Callable[[int, int], None]
"""Told after every census: how many are done, of how many."""


class Request(BaseModel):
    """What to run: how many histories, which seed, theories, coding and feeds, which parameters fixed."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    histories: int = Field(default=32, ge=1, le=10_000)
    seed: int = Field(default=1, ge=0, lt=2**63)
    theories: tuple[str, ...] = ()
    coding: str | None = None
    feeds: tuple[Path, ...] = ()
    fixed: Mapping[str, float] = Field(default_factory=dict)


KINDS = {
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

    `options` are the fields of `Request`: histories, seed, theories, coding, feeds (folders), fixed.
    Raises RequestError for a wrong option or place, TimelineError for a timeline or a feed that is
    not valid.
    """
    wanted = request(**options)
    draft = Draft(Path(out))
    loaded = timeline if isinstance(timeline, Timeline) else load(timeline)
    run_id, frames = conduct(overlay(loaded, map(load_feed, wanted.feeds)), wanted, progress)
    draft.publish(run_id, frames)
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
    parts = [
        _run_row(run_id, timeline, wanted, coding),
        inventory.of_timeline(timeline),
        transcript.of_theories(theories),
        {"source": inventory.frame(_literature(theories, timeline))},
        transcript.of_resamples(scored.first, scored.last, wanted.seed),
        *_parameters(run_id, tunable, draws),
        *_replayed(run_id, timeline, wanted, theories, draws, progress),
    ]
    return run_id, transcript.merge(parts)


def _replayed(
    run_id: str,
    timeline: Timeline,
    wanted: Request,
    theories: Sequence[Theory],
    draws: Mapping[str, Mapping[str, Draws]],
    progress: Progress | None,
) -> Iterator[Frames]:
    chronicled = chronicle(timeline, histories=wanted.histories, seed=wanted.seed, coding=wanted.coding)
    yield transcript.of_impressions(chronicled)
    censuses = replay(timeline, parameters=draws["perception"], reports=feeds(chronicled))
    manifest, codes = timeline.manifest, timeline.roster.codes
    total = manifest.span.end.year - manifest.first_census + 1
    for done, (census, made) in enumerate(forecasts(censuses, theories, draws, manifest), 1):
        yield transcript.of_census(run_id, census, codes)
        for one in made:
            yield transcript.of_forecast(run_id, one, codes)
        if progress is not None:
            progress(done, total)


def _parameters(
    run_id: str, tunable: Mapping[str, Sequence[Parameter]], draws: Mapping[str, Mapping[str, Draws]]
) -> Iterator[Frames]:
    for purpose, parameters in tunable.items():
        yield {"parameter": transcript.of_parameters(run_id, purpose, parameters, draws[purpose])}


def _literature(theories: Sequence[Theory], timeline: Timeline) -> list[dict[str, str]]:
    """Lay out what the theories cite and the timeline does not."""
    keys = {key for theory in theories for key in theory.literature} - timeline.sources.keys()
    return [vars(literature()[key]) for key in sorted(keys)]


def _run_row(run_id: str, timeline: Timeline, wanted: Request, coding: str) -> Frames:
    manifest = timeline.manifest
    row = {
        "run_id": run_id,
        "timeline": timeline.name,
        "title": manifest.title,
        "status": manifest.status,
        "mode": "forecast",
        "coding": coding,
        "fixed": ";".join(f"{name}={value:g}" for name, value in sorted(wanted.fixed.items())),
        "histories": wanted.histories,
        "seed": wanted.seed,
        "first_census": manifest.first_census,
        "last_census": manifest.span.end.year,
        "scored_first": manifest.scored.first,
        "scored_last": manifest.scored.last,
        "timeline_digest": timeline.digest,
        "code_digest": code_digest(),
        "citation": manifest.citation,
        "feeds": ";".join(one.feed for one in timeline.overlays),
    }
    return {"run": inventory.frame([row])}


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
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


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
