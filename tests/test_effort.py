"""Effort: what parties spend, and how many soldiers they have abroad, forecast from what is published."""

from __future__ import annotations

from dataclasses import replace
from math import log
from pathlib import Path

import duckdb
import numpy as np
import pytest

import replay as package
from replay import queries
from replay.effort import BASELINES, Effort, EffortForecast
from replay.engine import replay
from replay.forecast import standards
from replay.lookahead import compared
from replay.parameters import PERCEPTION, draw
from replay.pledges import Force
from replay.scrambling import scrambled
from replay.theories import select
from replay.timeline import Measurement, Timeline
from replay.truncation import truncated
from tests.small_world import distance, event, force, measurement, pact, state, timeline

CODES = ("AAA", "BBB", "CCC", "DDD")
ASKED = ("balance_of_threat", "base_rate", "gravity")
BURDENS = {"AAA": 2.0, "BBB": 4.0, "CCC": 1.0, "DDD": 3.0}


def burdens(growth: float, *, until: int = 1905) -> list[Measurement]:
    """Let every state spend its share of the product in 1899, and then more by the same growth each year."""
    return [
        measurement(year, code, 1, 1, burden=first * growth ** (year - 1900))
        for year in range(1900, until + 1)
        for code, first in BURDENS.items()
    ]


def world(
    *forces: Force, measurements: list[Measurement] | None = None, others: tuple[str, ...] = ("burden",)
) -> Timeline:
    """Let three states be in p, and AAA and CCC in q too; DDD is in neither."""
    known = [measurement(1900, code, 1, 1) for code in CODES]
    return timeline(
        [*map(state, CODES)],
        parties=[*pact("p", "AAA BBB CCC", "1890-01-01"), *pact("q", "AAA CCC", "1890-01-01")],
        distances=[distance(a, b, 300) for a in CODES for b in CODES if a < b],
        measurements=known if measurements is None else measurements,
        events=[event("1901-02-01-clash", "border_clash", "AAA BBB", "1901-02-01")],
        forces=forces,
        others=others,
    )


def asked(small: Timeline, year: int) -> dict[tuple[str, str], EffortForecast]:
    """Ask every theory about the efforts of a year, by theory and measure."""
    theories = select(ASKED)
    draws = {one.name: draw(one.tunable(), 1, 1, one.name, {}) for one in theories}
    seen = draw(PERCEPTION, 1, 1, "perception", {})
    effort = Effort(small, theories)
    for census, brought in standards(
        replay(small, parameters=seen), theories, draws, small.manifest, pacts=True
    ):
        if census.year == year - 1:
            return {(one.theory, one.measure): one for one in effort.ask(census, [brought])}
        effort.take(census, [brought])
    raise AssertionError(year)


def figures(made: EffortForecast) -> dict[str, tuple[float, float]]:
    """Say by pact and state what was published, and what came."""
    rows = zip(made.pact, made.state, made.published, made.came, strict=True)
    return {f"{pact} {CODES[state]}": (float(last), float(came)) for pact, state, last, came in rows}


def test_a_forecast_starts_from_the_last_figure_that_is_published() -> None:
    """On 31 December 1902 that of 1901 is, since 1 July 1902; it is about 1903, two years on."""
    made = asked(world(measurements=burdens(1.1)), 1903)["no_change", "burden"]

    assert figures(made)["p BBB"] == pytest.approx((4 * 1.1, 4 * 1.1**3))
    assert figures(made)["q AAA"] == pytest.approx((2 * 1.1, 2 * 1.1**3))
    assert made.at(0.5) == pytest.approx(made.published)


def test_nothing_is_said_of_whom_nothing_is_published() -> None:
    """Of BBB no figure is known, and of DDD none is asked, which is in no pact."""
    known = [one for one in burdens(1.1) if one.state != "BBB"]
    made = asked(world(measurements=known), 1903)["drift", "burden"]

    assert set(figures(made)) == {"p AAA", "p CCC", "q AAA", "q CCC"}


def test_the_drift_is_that_of_the_changes_published_so_far() -> None:
    """By the census of 1904 the figures up to 1903 are: of 1902 and 1903, from 1900 and 1901, two years each.

    Three states count once each in both years, all by 2 log 1.1, and half since years overlap: precision
    1 / 0.5 ** 2 + 6 / 2 x 2 ** 2 / 2, and in proportion to it 6 / 2 x 2 x 2 log 1.1 / 2.
    """
    made = asked(world(measurements=burdens(1.1)), 1905)["drift", "burden"]

    assert made.trained_on == pytest.approx(6)
    assert made.until == 1903
    assert made.fitted.coefficients == pytest.approx([6 * log(1.1) / 10])
    assert made.at(0.5) == pytest.approx(made.published * np.exp(2 * 6 * log(1.1) / 10))


def test_soldiers_count_who_stand_in_other_parties_of_the_pact() -> None:
    """Of AAA's in BBB, CCC and DDD two count in p, one in q."""
    small = world(
        *(force(1901, "AAA", host, n) for host, n in (("BBB", 5), ("CCC", 2), ("DDD", 9))),
        *(force(1903, "AAA", host, n) for host, n in (("BBB", 4), ("CCC", 0), ("DDD", 1))),
        others=(),
    )

    assert figures(asked(small, 1903)["no_change", "forces"]) == {"p AAA": (7, 4), "q AAA": (2, 0)}


def test_soldiers_are_compared_over_the_hosts_that_have_a_figure_in_both_years() -> None:
    """Of CCC no figure came, so that those in BBB are compared and q has none; a coded 0 is a figure."""
    small = world(
        force(1901, "AAA", "BBB", 5),
        force(1901, "AAA", "CCC", 2),
        force(1901, "BBB", "CCC", 3),
        force(1903, "AAA", "BBB", 4),
        force(1903, "BBB", "AAA", 8),
        force(1903, "BBB", "CCC", 0),
        others=(),
    )
    made = asked(small, 1903)["no_change", "forces"]

    assert figures(made) == {
        "p AAA": (5, 4),
        "p BBB": (3, 0),
        "q AAA": (2, pytest.approx(np.nan, nan_ok=True)),
    }
    assert made.known.tolist() == [7, 3, 2]
    assert made.moved[:2] == pytest.approx([log(4 / 5), log(1 / 3)])


def test_a_host_that_has_ceased_to_exist_is_left_out() -> None:
    """BBB does so in October 1903, so that of seven in p two are compared, though a 0 is coded of it."""
    ceasing = timeline(
        [state("AAA"), state("BBB", leaves="1903-10-03"), state("CCC"), state("DDD")],
        parties=[
            *pact("p", "AAA CCC", "1890-01-01"),
            *pact("p", "BBB", "1890-01-01", "1903-10-03"),
        ],
        distances=[distance(a, b, 300) for a in CODES for b in CODES if a < b],
        measurements=[measurement(1900, code, 1, 1) for code in CODES],
        forces=[
            force(year, "AAA", host, n)
            for year, host, n in ((1901, "BBB", 5), (1901, "CCC", 2), (1903, "BBB", 0), (1903, "CCC", 3))
        ],
    )

    assert figures(asked(ceasing, 1903)["no_change", "forces"])["p AAA"] == (2, 3)


def test_soldiers_of_a_state_in_several_pacts_count_once() -> None:
    """AAA's change is known in p, over BBB and CCC, and in q, a half each; BBB's in p alone."""
    small = world(
        *(force(year, "AAA", host, 5) for year in (1900, 1902) for host in ("BBB", "CCC")),
        *(force(year, "BBB", "CCC", 5) for year in (1900, 1902)),
        others=(),
    )

    assert asked(small, 1904)["drift", "forces"].trained_on == pytest.approx(0.5 + 0.5 + 1)


def test_an_older_figure_is_carried_on_with_more_doubt() -> None:
    """That of 1901 for 1904 is three years old, that of 1902 two: without figures, 0.25 ** 2 a year."""
    small = world(force(1901, "AAA", "BBB", 5), force(1902, "CCC", "BBB", 5), others=())
    made = asked(small, 1904)["no_change", "forces"]

    scale = dict(zip(figures(made), made.change.scale**2, strict=True))
    assert scale == pytest.approx({"p AAA": 3 * 0.0625, "p CCC": 2 * 0.0625})


def test_fewer_than_a_thousand_soldiers_count_as_a_thousand() -> None:
    """A log needs some: from 3,000 to none is log(1 / 3)."""
    small = world(force(1901, "AAA", "BBB", 3), force(1903, "AAA", "BBB", 0), others=())

    assert asked(small, 1903)["drift", "forces"].moved == pytest.approx([log(1 / 3)])


def test_who_is_expected_to_leave_is_told_apart_by_theories_alone() -> None:
    """The baselines say the same of all; a theory that reads a clash does not, once it has learnt."""
    changing = [
        replace(one, quantities={**one.quantities, "burden": BURDENS[one.state] ** (one.year - 1898)})
        for one in burdens(1.1)
    ]
    made = asked(world(measurements=changing), 1905)

    assert {*BASELINES, "balance_of_threat", "gravity"} < {name for name, _ in made}
    assert "base_rate" not in {name for name, _ in made}
    for name in BASELINES:
        assert np.ptp(made[name, "burden"].change.location) == 0
    assert np.ptp(made["balance_of_threat", "burden"].change.location) > 0
    assert made["balance_of_threat", "burden"].fitted.coefficients.shape == (2,)
    assert made["gravity", "burden"].fitted.coefficients.shape[0] > 2


def test_figures_published_later_change_no_forecast() -> None:
    """Neither those of the year before, nor soldiers, nor in which hosts, nor who is in the pacts then."""
    small = world(
        *(force(year, "AAA", "BBB", year - 1895) for year in range(1900, 1906)),
        force(1902, "AAA", "CCC", 9),
        measurements=burdens(1.1),
    )
    whole = asked(small, 1904)
    for other in (truncated(small, 1903), scrambled(small, 1903, 1)):
        told = asked(other, 1904)
        assert told.keys() == whole.keys()
        for key, one in told.items():
            np.testing.assert_array_equal(one.known, whole[key].known, err_msg=str(key))
            for share in (0.05, 0.5):
                mine, theirs = (made.change.quantile(share) for made in (one, whole[key]))
                np.testing.assert_array_equal(mine, theirs, err_msg=str(key))

    rows = compared(small, select(ASKED), None, [1902, 1904], seed=1)
    assert set(rows.filter(rows["check"] != "cheater")["verdict"]) == {"unchanged"}


GROWING = world(
    *(force(year, "AAA", "BBB", n) for year, n in enumerate((5, 6, 4, 3, 3, 0), 1900)),
    *(force(year, "CCC", "AAA", 2) for year in range(1900, 1906)),
    measurements=burdens(1.1),
)


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run a world in which all arm, and one withdraws its soldiers."""
    out = tmp_path_factory.mktemp("effort") / "run.duckdb"
    return package.run(GROWING, out, histories=2, repeats=False, theories=ASKED)


def test_the_skill_is_the_gain_over_the_baselines_with_each_state_counted_once(published: Path) -> None:
    """AAA and CCC are in two pacts, so that each counts a half in each; 1902 to 1905 are forecast."""
    scores = package.sql(
        published, "select year, pact, state, theory, log_score, crps from effort where measure = 'burden'"
    ).rows()
    by_row = {(year, pact, code, theory): (score, crps) for year, pact, code, theory, score, crps in scores}
    share = {"AAA": 0.5, "BBB": 1.0, "CCC": 0.5}
    rows = [key[:3] for key in by_row if key[3] == "drift" and by_row[key][0] is not None]
    both = [(share[row[2]], by_row[*row, "balance_of_threat"], by_row[*row, "drift"]) for row in rows]
    [found] = package.sql(
        published,
        "select log_gain, crps_skill, n from effort_skill"
        " where theory = 'balance_of_threat' and baseline = 'drift' and measure = 'burden'",
    ).rows()

    assert {year for year, _, _ in rows} == {1902, 1903, 1904, 1905}
    assert found == (
        pytest.approx(sum(weight * (mine[0] - theirs[0]) for weight, mine, theirs in both)),
        pytest.approx(
            1
            - sum(weight * mine[1] for weight, mine, _ in both) / sum(w * theirs[1] for w, _, theirs in both)
        ),
        pytest.approx(4 * 3),
    )


def test_a_drift_beats_no_change_where_all_grow_alike(published: Path) -> None:
    """Their burden grows by a tenth in each year, as the drift learns and no change does not."""
    [gain] = package.sql(
        published,
        "select log_gain, low, high from effort_skill"
        " where theory = 'drift' and baseline = 'no_change' and measure = 'burden'",
    ).rows()

    assert gain[0] > 0
    assert gain[1] <= gain[0] <= gain[2]


def test_the_skill_counts_soldiers_of_a_state_in_several_pacts_once(published: Path) -> None:
    """From 1902 to 1905 CCC's in AAA are forecast in p and q, AAA's in BBB in p."""
    rows, counted = (
        package.sql(published, f"select {what} and measure = 'forces'").row(0)[0]
        for what in (
            "count(log_score) from effort where theory = 'drift' and year between 1902 and 1905",
            "n from effort_skill where theory = 'drift' and baseline = 'no_change'",
        )
    )

    assert rows == 4 * 3
    assert counted == pytest.approx(4 * (1 / 2 + 1 / 2 + 1))


def test_the_query_tells_mean_spending_and_the_sum_of_soldiers_by_year(published: Path) -> None:
    """In 1905 the three spend (2 + 4 + 1) / 3 x 1.1 ** 5 of their product; AAA has none left, CCC two."""
    rows = package.query(published, "effort_of", of_pact="p").rows(named=True)
    told = {(row["measure"], row["year"]): row for row in rows}

    assert told["burden", 1905]["observed"] == pytest.approx(7 / 3 * 1.1**5)
    assert told["burden", 1905]["published"] == pytest.approx(7 / 3 * 1.1**3)
    assert told["burden", 1905]["parties"] == 3
    assert told["burden", 1906]["observed"] is None
    assert (told["forces", 1905]["published"], told["forces", 1905]["observed"]) == (3 + 2, 0 + 2)


def test_where_neither_measure_is_coded_there_are_no_rows(tmp_path: Path) -> None:
    """As in a timeline without the column and the file."""
    path = package.run(
        world(others=()), tmp_path / "run.duckdb", histories=1, repeats=False, audits=False, theories=ASKED
    )

    assert package.sql(path, "select count(*) from effort").row(0) == (0,)


@pytest.mark.parametrize(
    ("audit", "defect"),
    [
        ("known_in_time", 'update effort_fit set "until" = year - 1'),
        ("one_row", "insert into effort from effort where year = 1904"),
        ("known_states", "update effort set state = 'ZZZ' where year = 1904"),
    ],
)
def test_an_audit_fires_on_a_damaged_effort(published: Path, audit: str, defect: str) -> None:
    """Figures of the year before are not published at its end; of a party and year there is one row."""
    with held(published) as connection:
        connection.execute(defect)
        assert connection.execute(queries.catalogue("audits")[audit].select).fetchall()


def held(path: Path) -> duckdb.DuckDBPyConnection:
    """Hold a copy of the ledger in memory, to damage it."""
    connection = duckdb.connect()
    connection.execute(f"attach '{path}' as sound (read_only)")
    connection.execute("copy from database sound to memory")
    return connection
