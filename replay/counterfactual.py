"""The rows of a ledger about edits of history: how far they go, and what was said of the edited record.

It knows the schema's columns, neither the database nor how an edited record was replayed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from replay.accession import PactForecast, PactPanel
from replay.departure import Departure, edited
from replay.edits import EditList
from replay.engine import Census
from replay.ensemble import Page
from replay.forecast import HeadForecast, Panel
from replay.inventory import Frames, frame
from replay.pact_rows import forecasts
from replay.pool import Pools, pooled
from replay.theory import Theory
from replay.timeline import Timeline
from replay.transcript import Blocks, Rows, probabilities


@dataclass(frozen=True)
class Edited:
    """An edit list and what it makes of a timeline: another, how far it goes, and each of its edits."""

    edits: EditList
    timeline: Timeline
    departure: Departure
    steps: tuple[Departure, ...]


@dataclass(frozen=True)
class Said:
    """What everyone said of an edited record at a census: of dyads, and of pacts."""

    census: Census
    made: Sequence[HeadForecast]
    of_pacts: Sequence[PactForecast]


def apply(timeline: Timeline, lists: Sequence[EditList], coding: str) -> tuple[Edited, ...]:
    """Make of a timeline what each edit list says, each by itself."""
    return tuple(Edited(edits, *edited(timeline, edits, coding)) for edits in lists)


def ask(
    pages: Sequence[Page],
    theories: Sequence[Theory],
    panel: Panel,
    pools: Pools,
    pact_panel: PactPanel,
) -> list[Said]:
    """Ask everyone of each edited record at the census at which they were last asked of the record itself."""
    found = []
    for blocks in zip(*(page.edited for page in pages), strict=True):
        census, brought = blocks[0].census, [page.standards for page in blocks]
        made, of_pacts = panel.apply(census, brought), pact_panel.apply(census, brought)
        of_pacts += pooled(theories, of_pacts)
        found.append(Said(census, [*made, *pools.apply(made)], of_pacts))
    return found


def of_edits(run_id: str, several: Sequence[Edited], scaled: Sequence[Edited] = ()) -> Frames:
    """Lay out the edit lists of a run, and those that are scaled: each list, and each of its edits."""
    lists, rows = [], []
    as_they_are, to_degrees = ({one.edits.name for one in them} for them in (several, scaled))
    only_scaled = [one for one in scaled if one.edits.name not in as_they_are]
    for number, one in enumerate([*several, *only_scaled], 1):
        found = one.departure
        counts = {
            name: len(getattr(found, name)) for name in ("struck", "followed", "added", "moved", "scaled")
        }
        measures = ("points", "share", "quantities", "memberships", "spells", "first_day")
        lists.append(
            {
                "run_id": run_id,
                "number": number,
                "edit": one.edits.name,
                "title": one.edits.title,
                "claim": one.edits.claim,
                **counts,
                **{name: getattr(found, name) for name in measures},
                "role": _role(one.edits.name in as_they_are, one.edits.name in to_degrees),
                "content": one.edits.content,
            }
        )
        rows += [
            {
                "run_id": run_id,
                "edit": one.edits.name,
                "number": edit.number,
                "action": edit.action,
                "selector": edit.selector,
                "reason": edit.reason,
                "touched": step.touched,
                "followed": len(step.followed),
                "points": step.points,
            }
            for edit, step in zip(one.edits.edits, one.steps, strict=True)
        ]
    return {"departure": frame(lists), "edit": frame(rows)}


def _role(as_it_is: bool, to_degrees: bool) -> str:  # noqa: FBT001 - both say where a list stands
    return "both" if as_it_is and to_degrees else "edit" if as_it_is else "tip"


def of_said(run_id: str, edit: str, said: Said, codes: Sequence[str]) -> Iterator[Blocks | Frames]:
    """Lay out what was said of an edited record at a census, and the threats in it."""
    where = {"run_id": run_id, "edit": edit}
    for one in said.made:
        rows = probabilities(one, codes)
        yield {"counterfactual": Rows({**where, **rows.same}, rows.columns)}
    of_pacts = forecasts(said.census, said.of_pacts, codes)
    yield {"counterfactual_pact": of_pacts.with_columns(**{key: pl.lit(name) for key, name in where.items()})}
    seen, names = said.census.situation, np.array(codes)
    i, j = seen.pairs()
    columns = {"observer": names[i], "observed": names[j], "threat": seen.threat[i, j, 0]}
    yield {"counterfactual_threat": Rows({**where, "year": said.census.year}, columns)}
