"""Simulated worlds for tests: a small record, edit lists of it, and blocks of histories.

It knows in which order a stress test prepares what; what comes of it the tests say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from replay import branching, preparation
from replay.course import Course
from replay.edit_file import from_toml
from replay.edits import EditList
from replay.ensemble import Passage, cut
from replay.preparation import Prepared
from replay.request import stress_request
from replay.strands import Branch, Strand, simulate
from replay.stress_test import Plan, plan
from replay.theory import Theory
from replay.timeline import Timeline
from replay.workers import crew
from tests.small_world import distance, event, measurement, pact, party, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF")
BRANCH, LAST = 1902, 1907
HEAD = 'title = "Otherwise"\nclaim = "It would have been otherwise."\n'
Courses = dict[str, dict[str, Course]]


def record(**other: str) -> Timeline:
    """Put a record together: a pact of four that EEE joins late, two of two, and raids; FFF goes in 1905.

    `other` gives some of the states other codes.
    """
    a, b, c, d, e, f = (other.get(code, code) for code in CODES)
    return timeline(
        [*(state(code) for code in (a, b, c, d, e)), state(f, leaves="1905-05-01")],
        until=LAST,
        parties=[
            *pact("p", f"{a} {b} {c} {d}", "1890-01-01"),
            party("p", e, "1904-03-03"),
            *pact("q", f"{d} {e}", "1899-01-01", "1903-05-05"),
            *pact("r", f"{e} {f}", "1901-01-01"),
            *pact("s", f"{b} {e}", "1905-07-07", "1907-02-02"),
        ],
        events=[
            event("1900-raid", "raid", f"{e} > {a}", "1900-05-05", deaths=9),
            event("1901-clash", "border_clash", f"{e} > {b}", "1901-08", precision="month", deaths=99),
            event("1902-words", "threat", f"{f} > {c}", "1902-02-02"),
            event("1903-raid", "raid", f"{e} > {d}", "1903-06-06", deaths=50),
            event("1904-clash", "border_clash", f"{a} > {f}", "1904-04", precision="month", deaths=30),
            event("1905-arms", "arms_deal", f"{a} > {b} ! {e}", "1905-02-02"),
            event("1906-raid", "raid", f"{d} > {a}", "1906-03-03", deaths=90),
        ],
        distances=[
            distance(min(one, two), max(one, two), 300 + 100 * i + 50 * j, border=i + 1 == j)
            for i, one in enumerate((a, b, c, d, e, f))
            for j, two in enumerate((a, b, c, d, e, f))
            if i < j
        ],
        measurements=[
            measurement(year, code, 10 + 3 * i + (year * (i + 1)) % 5, 5 + i, burden=1.0 + i / 4 + year % 3)
            for year in range(1900, LAST)
            for i, code in enumerate((a, b, c, d, e, f))
        ],
        others=("burden",),
    )


def listed(text: str, world: Timeline, name: str = "otherwise") -> EditList:
    """Read an edit list that is sound."""
    made, faults = from_toml(name, f"{name}.toml", HEAD + text, world)
    assert made is not None, faults
    return made


def toml(action: str, **said: object) -> str:
    """Write an edit; texts and days go in quotes."""
    rows = "".join(f"{key.rstrip('_')} = {value!r}\n" for key, value in said.items())
    return f'[[{action}]]\n{rows}reason = "why"\n'


def planned(
    own: Timeline,
    theories: Sequence[str] = (),
    edits: Mapping[str, str] | None = None,
    tips: Mapping[str, str] | None = None,
    *,
    histories: int = 4,
    branch: int = BRANCH,
) -> Plan:
    """Plan a stress test of the pact p, by those theories alone and the base rate."""
    wanted = stress_request(pact="p", branch=branch, histories=histories, theories=tuple(theories))
    lists, shocks = (
        [listed(text, own, name) for name, text in (several or {}).items()] for several in (edits, tips)
    )
    made = plan(own, wanted, lists, shocks)
    kept: tuple[Theory, ...] = tuple(one for one in made.theories if one.name in {*theories, "base_rate"})
    tunable = {name: made.tunable[name] for name in ("perception", *(one.name for one in kept))}
    return replace(made, theories=kept, tunable=tunable)


def prepared(made: Plan) -> Prepared:
    """Calibrate everything at the branching date."""
    with crew(1) as spread:
        return preparation.prepare(
            made.passage, made.pact, made.branch, made.trained_on, spread, lambda: None
        )


def block_of(made: Plan, histories: slice) -> Passage:
    """Cut a block of histories out of all."""
    first = histories.start or 0
    return replace(made.passage, draws=cut(made.passage.draws, histories), first=first)


def strand(
    made: Plan,
    known: Prepared,
    *,
    histories: slice = slice(None),
    branches: Sequence[Branch] | None = None,
    readier: float = 0.0,
) -> Strand:
    """Lay out a block of histories; `readier` is added to the log-odds of everything that is decided."""
    block = block_of(made, histories)
    past = replace(block, timeline=branching.until(made.timeline, made.branch))
    scales = preparation.moments(past)
    parties = branching.standing(made.timeline, made.pact, made.coding, made.branch)
    names = [one.name for one in made.theories]
    starts = preparation.starts(past.timeline, made.pact, parties, known, names)
    forecasters = []
    for theory in made.theories:
        own = {head: moments for (name, head), moments in scales.items() if name == theory.name}
        one = known.frost.forecaster(theory, block.draws[theory.name], own, block.first, block.histories)
        heads = {head: replace(it, level=it.level + readier) for head, it in one.heads.items()}
        forecasters.append(replace(one, heads=heads))
    return Strand(
        made.record,
        (*made.worlds, *made.shocked(block)) if branches is None else tuple(branches),
        made.coding,
        made.pact,
        parties,
        starts,
        tuple(forecasters),
        block.draws["perception"],
        made.wanted.seed,
        block.first,
        made.pacts,
    )


def courses(made: Plan, known: Prepared | None = None, **how: object) -> Courses:
    """Simulate a block of histories in every world."""
    return simulate(strand(made, known or prepared(made), **how))  # type: ignore[arg-type]  # as strand says


ARRAYS = ("parties", "ended", "left", "danger", "joins", "leaves", "provoked")


def require_same(one: Course, other: Course) -> None:
    """Fail where two courses differ in a single bit."""
    assert (one.theory, one.pact, one.years) == (other.theory, other.pact, other.years)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), name)
    assert one.effort.keys() == other.effort.keys()
    for measure, values in one.effort.items():
        np.testing.assert_array_equal(values, other.effort[measure], measure)


def differ(one: Course, other: Course) -> bool:
    """Say whether anything at all differs between two courses."""
    try:
        require_same(one, other)
    except AssertionError:
        return True
    return False
