"""What there is to choose from, as frames: timelines, theories, queries, event kinds, parameters.

It reads the registries; it keeps none of its own.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from replay import queries as sql_files
from replay.codebook import codebook
from replay.edit_file import shipped_lists
from replay.errors import TimelineError
from replay.importers import registry as importers
from replay.loading import load, shipped
from replay.parameters import PERCEPTION
from replay.pool import POOLS
from replay.theories import registry
from replay.theory import OWN


def timelines() -> pl.DataFrame:
    """List the shipped timelines with their spans."""
    found = [(name, load(name).manifest) for name in shipped()]
    return pl.DataFrame(
        {
            "timeline": [name for name, _ in found],
            "span": [f"{one.span.begin.year}-{one.span.end.year}" for _, one in found],
            "status": [one.status for _, one in found],
            "title": [one.title for _, one in found],
        }
    )


def theories() -> pl.DataFrame:
    """List the theories and baselines with claims and sources, and the pools, which are always asked last."""
    found = registry().values()
    return pl.DataFrame(
        {
            "theory": [one.name for one in (*found, *POOLS)],
            "role": [*("baseline" if one.baseline else "theory" for one in found), *["pool"] * len(POOLS)],
            "claim": [one.claim for one in (*found, *POOLS)],
            "sources": [", ".join(one.literature) or OWN for one in (*found, *POOLS)],
        }
    )


def queries() -> pl.DataFrame:
    """List the canned queries with their parameters and defaults, then the hypotheses, a query each."""
    found = sql_files.callable_by_name().values()
    return pl.DataFrame(
        {
            "query": [one.name for one in found],
            "parameters": [_defaults(one.parameters) for one in found],
            "question": [one.question for one in found],
        }
    )


def _defaults(parameters: Mapping[str, str]) -> str:
    return " ".join(key + "=" + default.strip("'") for key, default in parameters.items())


def kinds() -> pl.DataFrame:
    """List the kinds of events with sign, direction, points and definition."""
    found = codebook().values()
    return pl.DataFrame(
        {
            "kind": [one.kind for one in found],
            "sign": [one.sign for one in found],
            "touches": [one.touches for one in found],
            "points": [one.points for one in found],
            "fading": [one.fading for one in found],
            "definition": [one.definition for one in found],
        }
    )


def parameters() -> pl.DataFrame:
    """List the parameters that `--set` takes, with unit, bounds, meaning and source."""
    found = [one for one in PERCEPTION if one.prior.parts == 1]
    found += [one for theory in registry().values() for one in theory.tunable()]
    return pl.DataFrame(
        {
            "parameter": [one.name for one in found],
            "unit": [one.unit for one in found],
            "from": [float(one.prior.bounds[0]) for one in found],
            "to": [float(one.prior.bounds[1]) for one in found],
            "nominal": [float(one.prior.nominal[0]) for one in found],
            "meaning": [one.meaning for one in found],
        }
    )


def sources() -> pl.DataFrame:
    """List the published data sets that `replay import` makes into feeds, with the columns they need."""
    found = importers().values()
    return pl.DataFrame(
        {
            "source": [one.name for one in found],
            "title": [one.title for one in found],
            "covers": [one.covers for one in found],
            "columns": [", ".join(one.columns) for one in found],
        }
    )


def edits() -> pl.DataFrame:
    """List the edit lists of the shipped timelines, with what each says would have been otherwise."""
    found = [(name, one) for name in shipped() for one in shipped_lists(name)]
    return pl.DataFrame(
        {
            "timeline": [name for name, _ in found],
            "edits": [one.name for _, one in found],
            "title": [one.title for _, one in found],
            "claim": [one.claim for _, one in found],
        },
        dict.fromkeys(("timeline", "edits", "title", "claim"), pl.String),
    )


def faults(error: TimelineError) -> pl.DataFrame:
    """Lay out the faults of a timeline, a row each."""
    return pl.DataFrame([vars(fault) for fault in error.faults], infer_schema_length=None)
