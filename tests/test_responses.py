"""What states do about a threat, on small worlds with their arithmetic, and against an oracle in numpy.

In the small worlds everybody lies 100 km from everybody else; who fears whom is a matter of clashes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from replay import sql
from replay.codebook import Event, codebook
from replay.engine import replay
from replay.responses import FIGHTING, Deed, Responses, observed
from replay.scrambling import scrambled
from replay.timeline import Measurement, Party, Timeline
from replay.truncation import truncated
from tests import bare
from tests.small_world import distance, event, measurement, pact, state, timeline
from tests.worlds import Sketch, sketches, write

CODES = ("AAA", "BBB", "CCC", "DDD", "GGG")
"""Four states of a region, and a great power."""
NAMES = ("balance_of_threat", "bandwagoning")
RESPONSES = {
    "external_balancing",
    "bandwagoning",
    "internal_balancing",
    "appeasement",
    "hiding",
    "buck_passing",
}


def world(
    *,
    events: Sequence[Event] = (),
    parties: Sequence[Party] = (),
    soldiers: Sequence[Measurement] | None = None,
    until: int = 1904,
) -> Timeline:
    """Make a world of equals, in which D raids A and B, so that both fear it alone; G teases C."""
    years = range(1900, until + 1)
    raids = [event(f"raid-{on}", "raid", "DDD > AAA BBB", f"{on}-03-01") for on in years]
    raids += [event(f"tease-{on}", "raid", "GGG > CCC", f"{on}-03-01", intensity=0.2) for on in years]
    equal = [measurement(year, code, 10, 10) for year in range(1898, until + 1) for code in CODES]
    return timeline(
        [state(code) for code in CODES],
        until=until,
        events=[*raids, *events],
        parties=parties,
        measurements=equal if soldiers is None else soldiers,
        distances=[distance(a, b, 100) for a in CODES for b in CODES if a < b],
        great_powers=("GGG",),
    )


def armed(**growing: Sequence[int]) -> list[Measurement]:
    """Measure forces of ten that double in the years named for a state, 1898 to 1904."""
    found = []
    for code in CODES:
        forces = 10.0
        for year in range(1898, 1905):
            forces *= 2 if year in growing.get(code, ()) else 1
            found.append(measurement(year, code, 10, forces))
    return found


def asked(small: Timeline) -> Responses:
    """Ask about every year of a world, in its nominal history."""
    responses = Responses(small, NAMES)
    for census in replay(small):
        responses.ask(census)
    return responses


def deeds(small: Timeline, response: str, code: str) -> dict[int, tuple[float | None, float | None]]:
    """Return what a state did, and what was expected, by year."""
    return {
        one.year: (one.value, one.expected)
        for one in asked(small).deeds()
        if one.response == response and one.state == code
    }


def recorded(small: Timeline, folder: Path) -> Path:
    """Run a world with two theories and the baselines that the pools need, and keep the responses."""
    folder.mkdir(parents=True, exist_ok=True)
    return bare.recorded(
        small,
        folder / "small.duckdb",
        "response",
        theories=("balance_of_threat", "bandwagoning", "base_rate"),
    )


def answers(ledger: Path, response: str, theory: str = "base_rate") -> dict[tuple[str, int], Any]:
    """Return the rows of a response, by state and year."""
    rows = sql(
        ledger, f"from response where response = '{response}' and theory = '{theory}' order by state, year"
    )
    return {(row["state"], row["year"]): row for row in rows.iter_rows(named=True)}


def deed(value: float | None, expected: float | None) -> Deed:
    """Make a deed of which only the numbers matter."""
    return Deed(1901, "AAA", "internal_balancing", "soldiers", value, expected)


@pytest.mark.parametrize(
    ("told", "verdict"),
    [
        ([deed(0.2, 0.1)], True),
        ([deed(0.1, 0.1)], False),
        ([deed(0.2, 0.1), deed(None, 0.1)], True),
        ([deed(0.0, 0.1), deed(None, 0.1)], None),
        ([deed(0.2, None)], None),
        ([], None),
    ],
)
def test_one_deed_above_expectation_suffices_and_unknown_is_never_none(
    told: list[Deed], *, verdict: bool | None
) -> None:
    """What merely meets the expectation does not exceed it."""
    assert observed(told) is verdict


def test_arms_are_expected_to_grow_no_faster_than_the_upper_quartile_of_what_was_published() -> None:
    """On 31 December 1901 the growth of 1899 and 1900 is published: ten values, one of them log 2.

    Of ten values in order the upper quartile lies between the seventh and the eighth, both 0.
    """
    found = deeds(world(soldiers=armed(AAA=[1900, 1902])), "internal_balancing", "AAA")

    assert found[1902] == (pytest.approx(log(2)), 0.0)
    assert found[1903] == (0.0, 0.0)


def test_arms_of_a_year_are_not_known_before_the_july_of_the_next() -> None:
    """All double in 1901, published in July 1902: that is expected of 1903, not yet of 1902."""
    found = deeds(world(soldiers=armed(**{code: [1901] for code in CODES})), "internal_balancing", "AAA")

    assert [found[year][1] for year in (1901, 1902)] == [0.0, 0.0]
    assert found[1903][1] == pytest.approx(log(2))  # five of fifteen values are log 2, so the upper quartile


def test_arms_are_not_judged_where_too_little_was_measured() -> None:
    """Three measures of growth give no quartile, and an unknown quantity no growth."""
    few = [measurement(year, code, 10, 10) for year in (1899, 1900) for code in ("AAA", "BBB", "CCC")]
    found = deeds(world(soldiers=few), "internal_balancing", "AAA")

    assert found == dict.fromkeys(range(1901, 1905), (None, None))


def test_giving_way_is_co_operation_with_whom_one_fears_beyond_the_years_before() -> None:
    """A makes up with D, 4 points, in 1901 and 1903: over 1900 to 1902 that was a third of four a year."""
    made = [event(f"peace-{on}", "reconciliation", "AAA > DDD", f"{on}-06-01") for on in (1901, 1903)]
    found = deeds(world(events=made), "appeasement", "AAA")

    assert found[1903] == (4.0, pytest.approx(4 / 3))
    assert found[1904] == (0.0, pytest.approx(8 / 4))


def test_one_kind_word_is_no_appeasement_where_none_was_usual() -> None:
    """An apology is 1 point, which is what it has to exceed."""
    said = [event("sorry", "apology", "AAA > DDD", "1902-06-01")]

    assert deeds(world(events=said), "appeasement", "AAA")[1902] == (1.0, 1.0)


@pytest.mark.parametrize("kind", sorted(FIGHTING))
def test_who_ends_a_fight_does_not_appease(kind: str) -> None:
    """Whatever is agreed about a war is not counted, and the friendship signed beside it is."""
    done = [
        event("end", kind, "AAA > DDD", "1902-06-01"),
        event("hands", "friendship_treaty", "AAA > DDD", "1903-06-01"),
    ]
    found = deeds(world(events=done), "appeasement", "AAA")

    assert (found[1902], found[1903]) == ((0.0, 1.0), (5.0, 1.0))


def test_all_that_ends_a_fight_is_in_the_codebook_as_co_operation() -> None:
    """A kind renamed there would be counted again."""
    assert {codebook()[kind].sign for kind in FIGHTING} == {"cooperative"}


def test_what_the_feared_gives_is_no_appeasement() -> None:
    """D makes up with A, and A and B shake hands with one another."""
    said = [
        event("peace", "reconciliation", "DDD > AAA", "1902-06-01"),
        event("hands", "agreement", "AAA BBB", "1902-06-02"),
    ]

    assert deeds(world(events=said), "appeasement", "AAA")[1902] == (0.0, 1.0)


def test_a_joint_act_is_an_act_of_both() -> None:
    """An agreement of A with D has 2 points, whoever is named first."""
    both = world(events=[event("deal", "agreement", "DDD AAA", "1902-06-01")])

    assert deeds(both, "appeasement", "AAA")[1902] == (2.0, 1.0)


def test_a_tie_with_one_who_fears_the_same_state_balances(tmp_path: Path) -> None:
    """A and B fear D most and tie themselves in 1902: each balances, in that year alone."""
    found = answers(
        recorded(world(parties=pact("front", "AAA BBB", "1902-05-01")), tmp_path), "external_balancing"
    )

    assert [found["AAA", year]["observed"] for year in (1901, 1902)] == [False, True]
    assert found["AAA", 1903]["reason"] == "nobody free to align with shares its greatest threat"


def test_a_tie_with_whom_one_fears_is_bandwagoning_and_no_balancing(tmp_path: Path) -> None:
    """A ties itself to D, whom it fears most, and may still balance with B."""
    ledger = recorded(world(parties=pact("yoke", "AAA DDD", "1902-05-01")), tmp_path)

    assert answers(ledger, "bandwagoning")["AAA", 1902]["observed"]
    assert not answers(ledger, "external_balancing")["AAA", 1902]["observed"]


def test_a_tie_with_a_lesser_threat_against_the_greatest_balances(tmp_path: Path) -> None:
    """B raids A as well, more gently than D raids them both, and A ties itself to B."""
    raids = [event(f"quarrel-{on}", "raid", "BBB > AAA", f"{on}-04-01", intensity=0.5) for on in (1900, 1901)]
    small = world(events=raids, parties=pact("front", "AAA BBB", "1902-05-01"))
    ledger = recorded(small, tmp_path)
    feared = sql(
        ledger,
        "select threat_from, place from greatest_threat where state = 'AAA' and year = 1902 order by place",
    )

    assert feared.rows() == [("DDD", 1), ("BBB", 2)]
    assert answers(ledger, "external_balancing")["AAA", 1902]["observed"]
    assert not answers(ledger, "bandwagoning")["AAA", 1902]["observed"]


def test_a_threatened_state_without_such_an_ally_hides_when_it_does_nothing(tmp_path: Path) -> None:
    """A does nothing in 1901, arms in 1902 and is B's ally from May 1903 on."""
    small = world(soldiers=armed(AAA=[1902]), parties=pact("front", "AAA BBB", "1903-05-01"))
    found = answers(recorded(small, tmp_path), "hiding")

    assert [found["AAA", year]["observed"] for year in (1901, 1902, 1903)] == [True, False, False]
    assert found["AAA", 1904]["reason"] == "an ally shares its greatest threat"
    assert found["CCC", 1901]["reason"] == "it was not threatened"


def test_a_state_passes_the_buck_while_another_arms(tmp_path: Path) -> None:
    """B arms in 1902 against the D whom A fears as well; in 1901 neither pays, so that none is passed."""
    found = answers(recorded(world(soldiers=armed(BBB=[1902])), tmp_path), "buck_passing")

    assert [found["AAA", year]["observed"] for year in (1901, 1902)] == [False, True]
    assert found["BBB", 1902]["observed"] is False


def test_the_chance_of_a_tie_is_one_less_that_of_none_and_of_waiting_the_product(tmp_path: Path) -> None:
    """A may balance with B, and with nobody else; it hides if it ties itself to none and does not arm."""
    ledger = recorded(world(), tmp_path)
    ties = sql(
        ledger,
        "select p_aligned from forecast where theory = 'balance_of_threat' and year = 1902 and a = 'AAA'"
        " order by b",
    )["p_aligned"].to_list()
    [arms] = sql(
        ledger,
        "select p from inclination where theory = 'balance_of_threat' and year = 1902 and state = 'AAA'",
    )["p"]

    told = {
        name: answers(ledger, name, "balance_of_threat")["AAA", 1902]["p"]
        for name in RESPONSES - {"appeasement"}
    }

    assert len(ties) == 4
    assert told["external_balancing"] == pytest.approx(ties[0])  # with B
    assert told["bandwagoning"] == pytest.approx(ties[2])  # with D
    assert told["internal_balancing"] == arms
    assert told["hiding"] == pytest.approx(np.prod([1 - p for p in ties]) * (1 - arms))


def test_the_base_rate_counts_half_a_case_each_way_and_knows_arms_a_year_later(tmp_path: Path) -> None:
    """Four states are asked a year. A alone arms, in 1901: one of four, known on 31 December 1902.

    Nobody gives way in 1901 or 1902: none of four is known on 31 December 1901, none of eight a year later.
    """
    ledger = recorded(world(soldiers=armed(AAA=[1901])), tmp_path)
    arming, yielding = answers(ledger, "internal_balancing"), answers(ledger, "appeasement")

    assert arming["BBB", 1902]["p"] == 0.5  # (0 + 1/2) / (0 + 1)
    assert arming["BBB", 1903]["p"] == pytest.approx((1 + 0.5) / (4 + 1))
    assert yielding["BBB", 1902]["p"] == pytest.approx(0.5 / (4 + 1))
    assert yielding["BBB", 1903]["p"] == pytest.approx(0.5 / (8 + 1))


def test_a_state_that_ceases_to_exist_has_not_responded(tmp_path: Path) -> None:
    """B leaves in 1902: what it did in that year is not judged, and later it is not asked."""
    small = world(until=1903)
    states = [state(code) for code in CODES if code != "BBB"] + [state("BBB", leaves="1902-08-01")]
    kept = [one for one in small.measurements if one.state != "BBB" or one.year < 1902]
    events = [one for one in small.events if one.happened.nominal < date(1902, 8, 1)]
    gone = timeline(
        states,
        until=1903,
        events=events,
        measurements=kept,
        distances=small.distances,
        great_powers=("GGG",),
    )
    found = answers(recorded(gone, tmp_path), "bandwagoning")

    assert found["BBB", 1902]["reason"] == "it ceased to exist in the year"
    assert ("BBB", 1903) not in found


def oracle(ledger: Path) -> pl.DataFrame:
    """Judge all alignments of the Middle East that were responses, with dictionaries instead of SQL."""
    threat: dict[tuple[int, str], dict[str, float]] = {}
    for year, one, other, felt in sql(
        ledger, "select year + 1, observer, observed, threat from perception"
    ).iter_rows():
        if felt is not None:
            threat.setdefault((year, one), {})[other] = felt
    risk = sql(ledger, "select distinct year, a, b from forecast where not aligned_before").rows()
    begun = set(sql(ledger, "select year, a, b from shift where kind = 'onset'").rows())
    rows = []
    for (year, code), felt in threat.items():
        most = max(felt.values())
        chief = {other for other, value in felt.items() if value == most > 0}
        partners = {b if a == code else a for at, a, b in risk if at == year and code in (a, b)}
        sharing = set()
        for other in partners - chief:
            theirs = threat.get((year, other), {})
            bound = max(theirs.values(), default=0) / 2
            if any(theirs.get(foe, 0) >= bound > 0 for foe in chief):
                sharing.add(other)
        for response, free in (("external_balancing", sharing), ("bandwagoning", partners & chief)):
            if free:
                ties = [(year, *sorted((code, other))) in begun for other in free]
                rows.append((response, year, code, any(ties)))
    return pl.DataFrame(rows, ["response", "year", "state", "observed"], orient="row")


def test_balancing_and_bandwagoning_are_what_a_plain_loop_finds(middle_east_ledger: Path) -> None:
    """Every state and year of the Middle East, of those whose outcome is known."""
    found = sql(
        middle_east_ledger,
        "select response, year, state, observed from response where theory = 'base_rate'"
        " and response in ('external_balancing', 'bandwagoning') and observed is not null",
    )
    judged = found.join(oracle(middle_east_ledger), on=["response", "year", "state"], suffix="_oracle")

    assert judged.height == found.height > 500
    assert judged["observed"].to_list() == judged["observed_oracle"].to_list()
    assert 0 < judged["observed"].sum() < judged.height / 2


def test_arming_is_what_polars_finds_in_the_capabilities(middle_east_ledger: Path) -> None:
    """Growth of soldiers and spending above the upper quartile of what was published two years before."""
    measured = sql(
        middle_east_ledger,
        "select quantity, state, year, ln(value) as size from capability"
        " where quantity in ('personnel', 'spending') and value > 0",
    )
    before = measured.with_columns(pl.col("year") + 1)
    grown = measured.join(before, on=["quantity", "state", "year"]).with_columns(
        growth=pl.col("size") - pl.col("size_right")
    )
    told = sql(middle_east_ledger, "from deed where response = 'internal_balancing' and value is not null")
    for year in (1956, 1965, 1979):
        for quantity in ("personnel", "spending"):
            past = grown.filter(pl.col("quantity") == quantity, pl.col("year") <= year - 2)["growth"]
            rows = told.filter(year=year, what=quantity)
            values = grown.filter(year=year, quantity=quantity).join(rows, on=["state", "year"])
            assert rows["expected"].unique().to_list() == [pytest.approx(np.quantile(past, 0.75))]
            assert values["growth"].to_list() == pytest.approx(values["value"].to_list())
            assert values.height == rows.height > 5


def test_skill_is_the_sum_of_log_scores_over_the_base_rate(middle_east_ledger: Path) -> None:
    """Over the scored years, of state-years to which both gave a probability; the interval by the draws."""
    rows = sql(
        middle_east_ledger,
        "select own.theory, own.response, own.year, own.p, rate.p as q, own.observed from response as own"
        " join response as rate using (year, state, response) join run on true"
        " where rate.theory = 'base_rate' and own.theory = 'balance_of_threat' and own.p is not null"
        " and own.observed is not null and own.year between scored_first and scored_last",
    )
    draws = sql(middle_east_ledger, "from resample")
    scores = sql(middle_east_ledger, "from response_skill where theory = 'balance_of_threat'")
    for row in scores.iter_rows(named=True):
        of = rows.filter(response=row["response"])
        happened = of["observed"].to_numpy()
        p, q = of["p"].to_numpy(), of["q"].to_numpy()
        gain = np.log(np.where(happened, p, 1 - p)) - np.log(np.where(happened, q, 1 - q))
        by_year = pl.DataFrame({"year": of["year"], "gain": gain}).group_by("year").agg(pl.col("gain").sum())
        drawn = (
            draws.join(by_year, on="year", how="left")
            .group_by("draw")
            .agg((pl.col("times") * pl.col("gain").fill_null(0)).sum())
        )
        assert row["log_gain"] == pytest.approx(gain.sum())
        assert row["actual"] == happened.sum() > 0
        assert [row["low"], row["high"]] == pytest.approx(np.quantile(drawn["times"], [0.05, 0.95]).tolist())
    assert set(scores["response"]) == RESPONSES - {"appeasement"}


@pytest.mark.parametrize(
    ("theory", "found"), [("buck_passing", {True}), ("balance_of_threat", {True, False})]
)
def test_what_is_unknown_has_a_reason_and_what_has_a_reason_is_unknown(
    middle_east_ledger: Path, theory: str, found: set[bool]
) -> None:
    """Of a theory that knows nothing while there are two poles, and of one that knows."""
    rows = sql(
        middle_east_ledger,
        f"select p is null or observed is null as unknown, reason is not null as explained from response"
        f" where theory = '{theory}'",
    )

    assert rows["unknown"].to_list() == rows["explained"].to_list()
    assert set(rows["unknown"]) == found


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sketches(), st.sampled_from((1901, 1902, 1903)), st.sampled_from((truncated, partial(scrambled, seed=1)))
)
def test_no_response_is_forecast_otherwise_when_the_later_record_is_taken_away(
    tmp_path_factory: pytest.TempPathFactory,
    sketch: Sketch,
    year: int,
    altered: Callable[[Timeline, int], Timeline],
) -> None:
    """Of any small world, cut off after a year or scrambled, for all years up to the next."""
    folder = tmp_path_factory.mktemp("world")
    whole = write(folder / "dense", sketch)
    told = [
        sql(
            recorded(one, folder / name),
            "select theory, year, state, response, p, threat, usual, threatened"
            f" from response join threatened using (year, state) where year <= {year + 1}"
            " order by theory, response, year, state",
        )
        for name, one in (("whole", whole), ("other", altered(whole, year)))
    ]

    assert told[0].height > 50
    assert told[0].equals(told[1])
