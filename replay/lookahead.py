"""The audit against looking ahead: no forecast may change when what came after it is taken away.

It knows that a forecast is made from the record up to its census, and compares; what a forecast
is worth it does not know. In every audited year a cheater is run along, which has to be caught.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from replay.accession import PactForecast, PactPanel
from replay.cheater import NAME, cheater
from replay.effort import BASELINES, Effort, EffortForecast
from replay.engine import replay
from replay.errors import RequestError
from replay.feed import load_feed, overlay
from replay.forecast import HeadForecast, Panel, standards
from replay.idleness import idle_rules
from replay.lessons import School
from replay.loading import load
from replay.logistic import Remembering, Solve
from replay.notebook_html import notebook_html
from replay.parameters import PERCEPTION, draw, require_known
from replay.priors import Draws
from replay.responses import Responses
from replay.scrambling import scrambled
from replay.situation import Booleans, Floats
from replay.theories import registry, select
from replay.theory import Theory
from replay.theory_file import require_meant
from replay.timeline import Timeline
from replay.truncation import truncated

SCHEMA = {
    "year": pl.Int64,
    "check": pl.String,
    "forecasts": pl.Int64,
    "differing": pl.Int64,
    "verdict": pl.String,
}
Progress = Callable[[int, int], None]
"""Told after every audited year: how many are done, of how many."""


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    `rows`: a row a census year and check (`cut off`, `scrambled`, `cheater`), with the number of
    forecasts compared, how many differ, and the verdict: `unchanged` or `changed`; for the cheater
    `caught`, `escaped`, or `nothing to steal` where no dyad at risk shifted in the next year.
    `idle`: sentences on rules of the timeline or the theories that never fired.
    """

    rows: pl.DataFrame
    idle: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Say whether no forecast changes and the cheater was caught wherever it stole, at least once."""
        found = set(self.rows["verdict"])
        return "caught" in found and not found & {"changed", "escaped"}

    @property
    def verdict(self) -> str:
        """Say in words what was found."""
        return in_words(self.rows)

    def _repr_html_(self) -> str:
        """Show the verdict in a notebook, and each check."""
        return notebook_html("Audit against looking ahead", [self.verdict, *self.idle], {"Checks": self.rows})


def audit(
    timeline: Timeline | str | Path,
    *,
    theories: Iterable[str | Path] = (),
    coding: str | None = None,
    feeds: Iterable[str | Path] = (),
    years: Sequence[int] | None = None,
    seed: int = 1,
    fixed: Mapping[str, float] | None = None,
    progress: Progress | None = None,
) -> Audit:
    """Look for look-ahead: replay the nominal history with the later record cut off, and scrambled.

    `feeds` are folders laid over the timeline; `years` are census years, all but the last unless told
    otherwise; `seed` scrambles; `fixed` parameters take their values instead of the nominal ones. Raises
    UnknownNameError for a theory, coding, parameter or timeline that does not exist, TheoryError for a
    file that holds no theory, TimelineError for a timeline or a feed that is not valid, RequestError for a
    year without a census or without a next one.
    """
    plain = timeline if isinstance(timeline, Timeline) else load(timeline)
    loaded = overlay(plain, map(load_feed, feeds))
    named = tuple(theories)
    require_meant(named, registry())
    asked = select(named)
    loaded.parties_of(coding)
    tunable = {"perception": PERCEPTION} | {theory.name: theory.tunable() for theory in asked}
    require_known(fixed or {}, [one for several in tunable.values() for one in several])
    draws = {name: draw(several, 1, 0, name, fixed or {}) for name, several in tunable.items()}
    rows = compared(loaded, asked, coding, years, seed=seed, draws=draws, progress=progress)
    return Audit(rows, idle_rules(loaded, asked, coding))


def compared(
    timeline: Timeline,
    theories: Sequence[Theory],
    coding: str | None,
    years: Sequence[int] | None = None,
    *,
    seed: int,
    solve: Solve | None = None,
    draws: Mapping[str, Mapping[str, Draws]] | None = None,
    school: School | None = None,
    progress: Progress | None = None,
) -> pl.DataFrame:
    """Compare all forecasts made up to each year with those that the altered records give: the rows.

    `draws` are those of the nominal history by purpose and name, medians of the priors if not given;
    `school` is what other timelines teach, where the run is calibrated on them.
    """
    draws = draws or _medians(theories)
    solve = solve or Remembering()
    manifest = timeline.manifest
    auditable = range(manifest.first_census, manifest.span.end.year)
    chosen = list(auditable if years is None else years)
    if strange := set(chosen) - set(auditable):
        raise RequestError(
            f"year was {min(strange)}; a census year from {auditable[0]} to {auditable[-1]} is allowed"
            if auditable
            else f"{timeline.name} has one census, and nothing after it to look ahead to"
        )
    names = [*(theory.name for theory in theories), *BASELINES]
    until = max(chosen, default=manifest.first_census) + 1
    whole = _told(timeline, theories, coding, until, chosen, solve, draws, school)
    rows: list[tuple[object, ...]] = []
    for done, year in enumerate(chosen, 1):
        cheated = np.zeros(2, dtype=int)
        for check, other in (
            ("cut off", truncated(timeline, year)),
            ("scrambled", scrambled(timeline, year, seed)),
        ):
            told = _told(other, theories, coding, year, [year], solve, draws, school)
            count, differing = _differing(whole, told, names)
            rows.append((year, check, count, differing, "changed" if differing else "unchanged"))
            cheated += _differing(whole, told, [NAME])
        rows.append((year, "cheater", *map(int, cheated), _caught(cheated[1], year + 1 in whole.shifts)))
        if progress is not None:
            progress(done, len(chosen))
    return pl.DataFrame(rows, SCHEMA, orient="row")


def _medians(theories: Sequence[Theory]) -> dict[str, dict[str, Draws]]:
    tunable = {"perception": PERCEPTION} | {theory.name: theory.tunable() for theory in theories}
    return {purpose: draw(parameters, 1, 0, purpose, {}) for purpose, parameters in tunable.items()}


def _caught(differing: int, shifted: bool) -> str:  # noqa: FBT001 - two facts, one verdict
    if differing:
        return "caught"
    return "escaped" if shifted else "nothing to steal"


Made = HeadForecast | PactForecast | EffortForecast


@dataclass(frozen=True)
class _Told:
    """All forecasts of a replay by theory, head or outcome, and year; the years in which a dyad shifted."""

    made: dict[tuple[str, str, int], Made]
    shifts: frozenset[int]


def _told(
    timeline: Timeline,
    theories: Sequence[Theory],
    coding: str | None,
    until: int,
    asking: Collection[int],
    solve: Solve,
    draws: Mapping[str, Mapping[str, Draws]],
    school: School | None,
) -> _Told:
    """Replay the nominal history up to a census and keep what every theory, and the cheater, says.

    Of pacts they are asked in the years `asking` alone: what they say then is made of all that they
    were shown in the censuses before, so that it differs if any of that does.
    """
    peeking = cheater(timeline, coding)
    asked = (*theories, peeking)
    drawn = {**draws, peeking.name: draw(peeking.tunable(), 1, 0, peeking.name, {})}
    censuses = islice(
        replay(timeline, parameters=drawn["perception"], coding=coding),
        until - timeline.manifest.first_census + 1,
    )
    responses = Responses(timeline, [theory.name for theory in theories], solve)
    made: dict[tuple[str, str, int], Made] = {}
    shifts = set()
    panel, pact_panel, effort = (
        Panel(asked, solve, school),
        PactPanel(asked, solve, school),
        Effort(timeline, asked),
    )
    for census, brought in standards(censuses, asked, drawn, timeline.manifest, pacts=True):
        several = (*panel.ask(census, [brought]), *responses.ask(census))
        made |= {(one.theory, one.head, one.year): one for one in several}
        if census.year in asking:
            of_pacts = pact_panel.ask(census, [brought])
            made |= {(one.theory, f"{one.outcome} of pacts", one.year): one for one in of_pacts}
            efforts = effort.ask(census, [brought])
            made |= {(one.theory, f"{one.measure} of parties", one.year): one for one in efforts}
        else:
            pact_panel.take(census, [brought])
            effort.take(census, [brought])
        if census.closed is not None and census.closed.shifted.any():
            shifts.add(census.year)
    return _Told(made, frozenset(shifts))


def _differing(whole: _Told, told: _Told, names: Sequence[str]) -> tuple[int, int]:
    """Count the forecasts of some theories in the shorter replay, and those unlike the whole record's."""
    pairs = [(whole.made[key], one) for key, one in told.made.items() if key[0] in names]
    return sum(len(_by_row(one)[0]) for _, one in pairs), sum(_unlike(*pair) for pair in pairs)


def _unlike(one: Made, other: Made) -> int:
    """Count the rows of which two forecasts say something else, to the last bit, or one says nothing."""
    mine, theirs = _by_row(one), _by_row(other)
    if np.array_equal(mine[0], theirs[0]):
        return int((~_same(mine[1], theirs[1])).sum())
    common, at, there = np.intersect1d(mine[0], theirs[0], assume_unique=True, return_indices=True)
    alike = int(_same(mine[1][:, at], theirs[1][:, there]).sum())
    return len(mine[0]) + len(theirs[0]) - len(common) - alike


def _by_row(made: Made) -> tuple[np.ndarray[Any, Any], Floats]:
    """Name each row by its dyad, or by its pact and state, and stack what is said of it."""
    if isinstance(made, EffortForecast):
        answer = np.stack([made.known, *(made.change.quantile(share) for share in (0.5, 0.05, 0.95))])
    else:
        answer = np.stack([made.forecast.p, made.forecast.low, made.forecast.high])
    if isinstance(made, HeadForecast):
        return made.a * (1 << 31) + made.b, answer
    return np.array([f"{pact} {state}" for pact, state in zip(made.pact, made.state, strict=True)]), answer


def _same(one: Floats, other: Floats) -> Booleans:
    return np.asarray(((one == other) | (np.isnan(one) & np.isnan(other))).all(axis=0))


def in_words(rows: pl.DataFrame) -> str:
    """Say in a sentence what the rows of an audit show; without rows, that there was none."""
    if not rows.height:
        return "Not audited: no forecast was made again from a record cut off; `replay audit` does that."
    changed = rows.filter(pl.col("verdict") == "changed")
    found = "no forecast changes when the later record is cut off or scrambled"
    if changed.height:
        worst = changed.row(0, named=True)
        found = (
            f"forecasts change when the later record is cut off or scrambled, first in {worst['year']}"
            f" ({worst['check']}: {worst['differing']} of {worst['forecasts']}); they use what came later"
        )
    return f"Audited at {_listed(rows['year'].unique().sort().to_list())}: {found}; {_of_cheater(rows)}."


def _of_cheater(rows: pl.DataFrame) -> str:
    cheats = rows.filter(pl.col("check") == "cheater")
    escaped = cheats.filter(pl.col("verdict") == "escaped")
    if escaped.height:
        years = _listed(escaped["year"].to_list())
        return f"the cheater was not caught in {years}, so that the audit itself failed"
    if "caught" not in cheats["verdict"]:
        return "the cheater had nothing to steal, so that the audit itself is not tested"
    return "the cheater was caught"


def _listed(years: Sequence[int]) -> str:
    if len(years) > 3 and years == list(range(years[0], years[-1] + 1)):  # noqa: PLR2004 - a few are named
        return f"every census from {years[0]} to {years[-1]}"
    return ", ".join(map(str, years))
