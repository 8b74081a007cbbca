"""The rows of a ledger that a stress test makes: survival, danger, effort, boxes, shocks, what breaks a pact.

It knows the schema's columns; how a world was simulated it does not know.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from replay import counterfactual, inventory, provenance, survival, tipping, training, transcript
from replay.accession import PactForecast
from replay.breaking import Break
from replay.clock import census_day
from replay.counterfactual import Edited
from replay.inventory import Frames, frame
from replay.parameters import Parameter
from replay.pool import POOL
from replay.preparation import Prepared, observed
from replay.priors import Draws
from replay.situation import Booleans, Floats
from replay.survival import NONE, Fates
from replay.theory import Theory
from replay.timeline import Timeline
from replay.tipping import Tipping
from replay.transcript import Blocks


@dataclass(frozen=True)
class Stressed:
    """A stress test, simulated: what was asked for, what was known at the branching date, what came of it."""

    run_id: str
    timeline: Timeline
    coding: str
    pact: str
    parties: Sequence[str]
    theories: Sequence[Theory]
    tunable: Mapping[str, Sequence[Parameter]]
    draws: Mapping[str, Mapping[str, Draws]]
    trained_on: Sequence[Timeline]
    asked: Mapping[str, Any]
    """What was wanted, by option."""
    edits: Sequence[Edited]
    tips: Sequence[Edited]
    prepared: Prepared
    fates: Fates
    """What came of the pact, by edit list and theory; lists that are scaled stand under their names."""
    scaled: Fates
    factor: Floats
    """The size of the shock in every history, shape (M,)."""

    @property
    def names(self) -> tuple[str, ...]:
        """Name who decides under edit lists too, the pool last; baselines where there is nobody else."""
        rivals = [one.name for one in self.theories if not one.baseline]
        return (*(rivals or [one.name for one in self.theories]), POOL.name)

    @property
    def years(self) -> range:
        """From the branching date to the last year."""
        return self.fates[NONE, POOL.name].years

    def exists(self) -> Booleans:
        """Say which states exist at the end of each year, shape (Y, S)."""
        roster = self.timeline.roster
        return np.array(
            [[roster.exists(code, census_day(year)) for code in roster.codes] for year in self.years]
        )

    @property
    def halves(self) -> tuple[slice, slice]:
        """Name the histories by which sets of lists are chosen, and those that confirm them."""
        middle = self.factor.size // 2
        return slice(0, max(middle, 1)), slice(middle, None)

    def surviving(self, edit: str, which: slice) -> dict[str, float]:
        """Say with which probability the pact is in force at the end in some histories, by theory."""
        return {name: float(self.fates[edit, name].stays[-1, -1, which].mean()) for name in self.names}


def frames(stressed: Stressed, breaks: Mapping[str, Break], boxes: Sequence[Mapping[str, Any]]) -> Frames:
    """Lay out the ledger's rows."""
    return transcript.merge(_parts(stressed, breaks, boxes))


def _parts(
    stressed: Stressed, breaks: Mapping[str, Break], boxes: Sequence[Mapping[str, Any]]
) -> Iterator[Blocks | Frames]:
    run_id, timeline = stressed.run_id, stressed.timeline
    everyone = [*stressed.theories, POOL]
    yield provenance.of_run(
        run_id, timeline, stressed.coding, stressed.theories, stressed.trained_on, stressed.asked
    )
    yield inventory.of_timeline(timeline)
    yield transcript.of_theories(stressed.theories, [POOL])
    yield {"source": frame(provenance.works_cited(everyone, timeline, stressed.draws))}
    yield from transcript.of_parameters(run_id, stressed.tunable, stressed.draws)
    yield counterfactual.of_edits(run_id, stressed.edits, stressed.tips)
    if stressed.prepared.school:
        yield {"training": training.counted(stressed.prepared.school)}
    yield from _calibrated(stressed)
    yield from _courses(stressed)
    yield from _shocks(stressed)
    told = {"run_id": run_id, "edit": NONE, "pact": stressed.pact}
    yield {"box": frame([{**told, **row} for row in boxes])}
    yield {
        "cheapest_break": frame(
            [_break(stressed, one, one.survival) for one in breaks.values() if one.survival is not None]
        )
    }


def _calibrated(stressed: Stressed) -> Iterator[Blocks]:
    """Lay out what everything was calibrated to at the branching date."""
    made: Sequence[Any] = (*stressed.prepared.made, *stressed.prepared.of_pacts)
    for one in made:
        if one.forecast.fitted is not None:
            head, left_out = one.head if hasattr(one, "head") else _head(one), getattr(one, "left_out", "")
            where = {"run_id": stressed.run_id, "theory": one.theory, "head": head, "year": one.year}
            yield transcript.calibrated(where, one.forecast.fitted, left_out)


def _head(one: PactForecast) -> str:
    return "termination" if one.outcome == "ending" else one.outcome


def _courses(stressed: Stressed) -> Iterator[Frames]:
    codes, exists = stressed.timeline.roster.codes, stressed.exists()
    measures = list(stressed.fates[NONE, stressed.theories[0].name].effort)
    came = observed(stressed.timeline, stressed.parties, stressed.years[1:], measures)
    for (edit, name), found in stressed.fates.items():
        where = {"run_id": stressed.run_id, "theory": name, "edit": edit}
        ours = where | {"pact": stressed.pact}
        tables = {
            "survival": survival.survival(found, codes, exists),
            "danger": survival.dangers(found, codes, exists),
            "movement": survival.movements(found, codes),
            "effort_course": survival.efforts(found, came),
        }
        if edit != NONE:
            record = stressed.fates[NONE, name]
            tables["survival_difference"] = survival.differences(found, record, codes, exists)
        for table, rows in tables.items():
            yield {table: frame([{**ours, **row} for row in rows])}
        yield {"provoked": frame([{**where, **row} for row in survival.provoked(found)])}


def _shocks(stressed: Stressed) -> Iterator[Frames]:
    for (edit, name), found in stressed.scaled.items():
        where = {"run_id": stressed.run_id, "theory": name, "edit": edit, "pact": stressed.pact}
        lasting = {
            "pact": found.stays[-1, -1].astype(float),
            "parties": survival.inside(found, stressed.exists()),
        }
        courses = [tipping.course(stressed.factor, one) for one in lasting.values()]
        touched = not np.array_equal(found.stays, stressed.fates[NONE, name].stays)
        yield {
            "shock": frame(
                [
                    {
                        **where,
                        "factor": one.factor,
                        "histories": one.histories,
                        "survival": one.survival,
                        "parties": other.survival,
                    }
                    for one, other in zip(*courses, strict=True)
                ]
            ),
            "tipping": frame(
                [
                    {
                        **where,
                        "outcome": outcome,
                        **vars(_tipped(stressed, one, touched=touched)),
                    }
                    for outcome, one in lasting.items()
                ]
            ),
        }


def _tipped(stressed: Stressed, lasting: Floats, *, touched: bool) -> Tipping:
    """Find the tipping point of a theory; there is none where the shock reaches nothing that it reads."""
    if touched:
        return tipping.tipping(stressed.factor, lasting, stressed.asked["seed"])
    ends, everywhere = (float(stressed.factor.min()), float(stressed.factor.max())), float(lasting.mean())
    return Tipping(None, None, None, *ends, everywhere, everywhere)


def _break(stressed: Stressed, one: Break, share: float) -> dict[str, Any]:
    _, other = stressed.halves
    histories = stressed.factor.size - (other.start if one.edits else 0)
    low, high = survival.jeffreys(round(share * histories), histories)
    return {
        "run_id": stressed.run_id,
        "theory": one.theory,
        "pact": stressed.pact,
        "low": low,
        "high": high,
        "size": one.size,
        "edits": "; ".join(one.edits or ()),
        "survival": share,
        "tried": one.tried,
        "histories": histories,
    }
