"""Reconstruction: the request that a ledger says was made, from what it was made of as that now stands.

It knows the rows that say what was run; what was computed, and whether it is the same, it does not know.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from replay.edit_file import from_content
from replay.edits import EditList
from replay.errors import RequestError
from replay.feed import load_feed, overlay
from replay.loading import load, load_shipped, shipped
from replay.theories import registry
from replay.timeline import Timeline


def options(
    run: Mapping[str, Any], theories: Sequence[str | Path], train: Sequence[str | Path] | None
) -> dict[str, Any]:
    """Return the options that all runs have; raises RequestError for one that names what is gone."""
    return {
        **{name: run[name] for name in ("histories", "seed", "coding", "until")},
        "theories": _asked(run["asked"], theories),
        "fixed": _fixed(run["fixed"]),
        "train": _trained(run["train"], train),
    }


def stress_options(run: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options that only a stress run has."""
    return {"pact": run["tested"]} | {name: run[name] for name in ("branch", "largest", "boxes")}


def given(timeline: Timeline | str | Path, run: Mapping[str, Any]) -> Timeline:
    """Take the timeline that the request gives; it must have the name of the one that was run."""
    given = timeline if isinstance(timeline, Timeline) else load(timeline)
    if given.name != run["timeline"]:
        raise RequestError(
            f"it is a run of the timeline '{run['timeline']}', and '{given.name}' is another timeline; a"
            " folder must have the name that the timeline had"
        )
    return given


def found(clock: Mapping[str, Any], run: Mapping[str, Any]) -> Timeline:
    """Find the timeline where it was read, else among those shipped."""
    place = clock["place"]
    if place is not None and Path(place).is_absolute():
        if Path(place).is_dir():
            return load(place)
        raise RequestError(f"its timeline is no longer at {place}; --timeline FOLDER says where it is now")
    if run["timeline"] in shipped():
        return load_shipped(run["timeline"])
    raise RequestError(
        f"it does not say where its timeline '{run['timeline']}' was read; --timeline FOLDER says where it is"
    )


def fed(timeline: Timeline, folders: Sequence[str | Path], names: str) -> Timeline:
    """Lay the feeds over the timeline again; they must be those that the ledger names."""
    given = [load_feed(Path(folder)) for folder in folders]
    found = ";".join(feed.manifest.name for feed in given)
    if found != names:
        wanted = names.replace(";", ", ") or "none"
        raise RequestError(f"its feeds were: {wanted}; --feed DIR, in that order, says where they are")
    return overlay(timeline, given)


def _trained(names: str, given: Sequence[str | Path] | None) -> tuple[str | Path, ...]:
    """Take the timelines that the run was calibrated on from where they are now."""
    wanted = tuple(name for name in names.split(";") if name)
    if given is None:
        if strange := [name for name in wanted if name not in shipped()]:
            raise RequestError(f"it was trained on '{strange[0]}'; --train A,B says where that is now")
        return wanted
    if tuple(load(one).name for one in given) != wanted:
        raise RequestError(
            f"it was trained on: {', '.join(wanted) or 'none'}; --train A,B is allowed, in that order"
        )
    return tuple(given)


def edits(stored: Mapping[str, pl.DataFrame], timeline: Timeline) -> list[EditList]:
    """Read the edit lists of a run from the ledger, which holds them."""
    return _lists(stored, timeline, {"edit", "both"})


def tips(stored: Mapping[str, pl.DataFrame], timeline: Timeline) -> list[EditList]:
    """Read the lists that were applied to every degree."""
    return _lists(stored, timeline, {"tip", "both"})


def _lists(stored: Mapping[str, pl.DataFrame], timeline: Timeline, roles: set[str]) -> list[EditList]:
    lists = stored.get("departure", pl.DataFrame())
    if not {"number", "role", "content"} <= set(lists.columns):
        return []
    wanted = lists.filter(pl.col("role").is_in(roles)).sort("number")
    return [from_content(content, timeline) for content in wanted["content"]]


def _asked(names: str, files: Sequence[str | Path]) -> tuple[str | Path, ...]:
    """Put the user's files in the place of the theories that they hold."""
    own = {Path(file).stem: file for file in files}
    asked = [name for name in names.split(";") if name]
    if strange := sorted(set(own) - set(asked)):
        raise RequestError(f"{own[strange[0]]} was given; it asked: {', '.join(asked)}")
    for name in asked:
        if name not in own and name not in registry():
            hint = "if it was a file of your own, --theory FILE.py says where it is"
            raise RequestError(f"theory was '{name}', which does not exist; {hint}")
    return tuple(own.get(name, name) for name in asked)


def _fixed(text: str) -> dict[str, float]:
    pairs = (part.partition("=") for part in text.split(";") if part)
    try:
        return {name: float(value) for name, _, value in pairs}
    except ValueError:
        raise RequestError(f"its table run says that '{text}' was fixed; NAME=NUMBER is allowed") from None
