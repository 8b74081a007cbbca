"""Training on other timelines: what is taught, up to when, and that the pact asked about is left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import replay as package
from replay.accession import INDEX, PactPanel
from replay.calibration import Fitted, Fold
from replay.ensemble import Page, Passage, passed, together
from replay.errors import LedgerError, RequestError
from replay.forecast import Panel
from replay.lessons import Lesson, School
from replay.parameters import PERCEPTION, draw
from replay.standardisation import Standard, Total
from replay.theories import registry
from replay.theory import Theory
from replay.timeline import Party, Timeline
from replay.training import passages, school, shortened
from replay.verification import verify
from tests.miniature import copied
from tests.small_world import distance, event, measurement, pact, state, timeline
from tests.test_cli import ask as command

CODES = ("AAA", "BBB", "CCC", "DDD")
ASKED = ("balance_of_threat", "gravity", "base_rate")
KM = (100.0, 300.0, 400.0, 200.0, 700.0, 600.0)
DYADS = tuple((a, b) for n, a in enumerate(CODES) for b in CODES[n + 1 :])
TIES = (*pact("old", "AAA BBB", "1899-01-01", "1903-05-05"), *pact("new", "CCC DDD AAA", "1902-03-03"))
Said = dict[tuple[str, ...], float]


def world(*parties: Party, name: str = "small", until: int = 1905) -> Timeline:
    """Place four states that clash now and then; each year is standardised by itself."""
    made = timeline(
        [*map(state, CODES)],
        until=until,
        parties=parties,
        events=[
            event("clash", "border_clash", "AAA > CCC", "1900-05-05"),
            event("raid", "raid", "DDD > BBB", "1902-08-08"),
        ],
        distances=[distance(a, b, km) for (a, b), km in zip(DYADS, KM, strict=True)],
        measurements=[measurement(1899, code, number, 5 - number) for number, code in enumerate(CODES, 1)],
    )
    within = made.manifest.model_copy(update={"standardisation": "within-year"})
    return replace(made, name=name, manifest=within)


def theories() -> tuple[Theory, ...]:
    """Name an index, a ridge and a rate."""
    return tuple(registry()[name] for name in ASKED)


def passage(own: Timeline) -> Passage:
    """Replay three histories."""
    draws = {one.name: draw(one.tunable(), 3, 1, one.name, {}) for one in theories()}
    draws["perception"] = draw(PERCEPTION, 3, 1, "perception", {})
    return Passage(own, "first", theories(), draws, 1)


def seen(one: Passage) -> Iterator[Sequence[Page]]:
    """Replay it."""
    return together(map(passed, one.blocks()), lambda: None)


def told(own: Timeline, *others: Timeline, until: int | None = None) -> Said:
    """Ask about dyads and pacts, taught by the other timelines if there are any: p by row."""
    mine = passage(own)
    lectures = passages(mine, [shortened(one, until) for one in others])
    taught: School | None = school((one, seen(one)) for one in lectures)
    panel, pacts = Panel(mine.theories, school=taught), PactPanel(mine.theories, school=taught)
    said: Said = {}
    for pages in seen(mine):
        census, brought = pages[0].census, [page.standards for page in pages]
        for dyad in panel.ask(census, brought):
            rows = zip(dyad.a, dyad.b, dyad.forecast.p, strict=True)
            said |= {(dyad.theory, dyad.head, str(dyad.year), f"{a}-{b}"): float(p) for a, b, p in rows}
        for one in pacts.ask(census, brought):
            who = zip(one.pact, one.state, one.forecast.p, strict=True)
            said |= {
                (one.theory, one.outcome, str(one.year), str(name), str(who)): float(p)
                for name, who, p in who
            }
    return said


def differing(one: Said, other: Said) -> set[tuple[str, ...]]:
    """Name the rows of which two say something else; both must be asked about the same."""
    assert one.keys() == other.keys()
    return {key for key, p in one.items() if not np.isclose(p, other[key], rtol=1e-12, equal_nan=True)}


def test_who_trains_on_its_own_past_alone_says_of_dyads_what_it_says_without() -> None:
    """Every census knows the years before it, and the same of each; of pacts its own are left out."""
    own = world(*TIES)
    apart = differing(told(own), told(own, own))
    assert {key[1] for key in apart} == {"leave", "ending", "join"}


def test_another_timeline_teaches_what_its_own_past_does_not() -> None:
    """All theories that learn say something else in 1901, when their own past is empty."""
    own, other = world(*TIES), world(*TIES, name="other", until=1905)
    found = {key[0] for key in differing(told(own), told(own, shift(other, -20))) if key[2] == "1901"}
    assert found == set(ASKED)


def shift(one: Timeline, years: int) -> Timeline:
    """Lay the first census some years before; the states are idle until then."""
    manifest = one.manifest
    span = manifest.span.model_copy(update={"begin": manifest.span.begin.replace(year=1900 + years)})
    first = {"span": span, "first_census": 1900 + years, "burn_in": 1900 + years}
    return replace(one, manifest=manifest.model_copy(update=first))


def test_nothing_is_taught_of_a_year_before_it_is_over() -> None:
    """The old pact ends in 1903 in the one and in 1904 in the other: forecasts part from that for 1904 on."""
    own = world(*TIES)
    one = world(*TIES, name="other")
    other = world(*pact("old", "AAA BBB", "1899-01-01", "1904-05-05"), *TIES[2:], name="other")
    years = {key[2] for key in differing(told(own, one), told(own, other))}
    assert years == {"1904", "1905", "1906"}


def test_nothing_is_taught_after_the_year_until() -> None:
    """Up to 1902, the records of which differ only after, both teach the same."""
    own = world(*TIES)
    one = world(*TIES, name="other")
    other = world(*pact("old", "AAA BBB", "1899-01-01", "1904-05-05"), *TIES[2:], name="other")
    assert differing(told(own, one, until=1902), told(own, other, until=1902)) == set()


def test_the_pact_that_is_asked_about_is_left_out_of_what_is_taught_of_pacts() -> None:
    """Whether the old pact ended elsewhere changes what is said of the new, and nothing said of the old."""
    own = world(*TIES)
    one = world(*TIES, name="other")
    other = world(*pact("old", "AAA BBB", "1899-01-01"), *TIES[2:], name="other")
    of_pacts = {key for key in differing(told(own, one), told(own, other)) if len(key) == 5}
    assert of_pacts
    assert {key[3] for key in of_pacts} == {"new"}


def test_a_ledger_says_what_it_was_trained_on_and_is_verified(tmp_path: Path) -> None:
    """The miniature of 1899-1905 learns from a copy of itself, up to 1904, the way the command says it."""
    own = copied(tmp_path)
    other = own.rename(tmp_path / "other")
    own = copied(tmp_path)
    ledger = tmp_path / "run.duckdb"
    lean = ("--histories", "2", "--no-repeats", "--no-audits", "--theory", "balance_of_threat")
    command("run", str(own), "--train", str(other), "--until", "1904", "-o", str(ledger), *lean, at=tmp_path)

    run = package.sql(ledger, "from run").row(0, named=True)
    assert (run["train"], run["until"]) == ("other", 1904)
    taught = package.sql(
        ledger, "select max(year) as last, sum(rows) as n from training where head = 'onset'"
    )
    trained = package.sql(
        ledger, "select trained_on, \"until\" from calibration where head = 'onset' and year = 1905"
    )
    assert taught.row(0) == (1904, trained["trained_on"][0])
    assert trained["until"][0] == 1904
    left_out = package.sql(ledger, "select distinct left_out from calibration where head = 'termination'")
    assert left_out["left_out"].drop_nulls().len() > 0
    told, _ = command("compare", str(ledger), at=tmp_path)
    assert "Levels and slopes were fitted on other up to 1904" in " ".join(told.split())
    assert verify(ledger, train=[other]).same
    with pytest.raises(LedgerError, match="it was trained on 'other'; --train A,B says where that is now"):
        verify(ledger)
    with pytest.raises(LedgerError, match="it was trained on: other; --train A,B is allowed"):
        verify(ledger, train=[own])


def test_years_without_a_lesson_are_refused() -> None:
    """The first forecast that can be judged is that for 1901; and until means nothing without train."""
    with pytest.raises(RequestError, match="until was 1900; other teaches something from 1901 on"):
        shortened(world(name="other"), 1900)
    with pytest.raises(RequestError, match="until was 1900; it is allowed where train names timelines"):
        package.run("miniature", "never.duckdb", until=1900)
    late = "train was middle-east, which teaches something from 1955 on; miniature ends in 1905"
    with pytest.raises(RequestError, match=late):
        package.run("miniature", "never.duckdb", train=["middle-east"])


def test_what_a_pact_that_outlives_the_record_is_given_moves_on_with_what_is_taught() -> None:
    """Asked about a pact that the record no longer has, a fold is fitted anew at every census."""
    head = Fold("leave", INDEX, lessons=[lesson(1901, 0.0), lesson(1903, 1.0)])
    head.ask(1, [BROUGHT], 1901, "old")
    early = head.apply(1, [BROUGHT], "other").fitted
    head.ask(1, [BROUGHT], 1903)
    late = head.apply(1, [BROUGHT], "other").fitted
    assert early is not None
    assert late is not None
    assert (early.trained_on, early.until) == (1, 1901)
    assert (late.trained_on, late.until) == (2, 1903)
    assert head.apply(1, [BROUGHT], "old").fitted == Fitted(-4.0, 1.0, {}, 0, None)


BROUGHT = Standard(
    np.zeros((1, 1, 1)),
    np.ones((1, 1)),
    Total(np.zeros((1, 1)), 1),
    np.zeros((1, 1), bool),
    np.zeros(1, bool),
    {},
)
"""What a block of one history brings of one row: a term at its mean."""


def lesson(year: int, shifted: float) -> Lesson:
    """Teach one row about the pact `old`."""
    return Lesson("other", year, np.array([[0.5]]), np.array([shifted]), np.array(["old"]))
