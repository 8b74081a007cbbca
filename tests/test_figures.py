"""Figures show what views and queries hold: their numbers are compared, their titles say the finding."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from scipy.stats import binomtest

from replay import charts, outlook, query, sql
from replay.errors import RequestError, UnknownNameError
from replay.figures import style
from replay.figures.threat import courses
from replay.theory_file import POOL_NAMES
from tests import charted, stressed
from tests.small_world import event, pact, state, timeline

OF_FORECASTS = ("by_year", "calls", "skill", "threat_map", "threat", "surprises", "reliability")
OF_STRESS = ("survival", "effort", "tipping")
POOL = "theory = 'pool'"


@pytest.fixture(scope="module")
def league(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Publish the ledger of the League."""
    return stressed.publish(tmp_path_factory.mktemp("figures") / "league.duckdb")


def drawn(path: Path, name: str, **options: object) -> dict[str, Any]:
    """Make a chart, as Vega-Lite."""
    specification: dict[str, Any] = charts.chart(path, name, **options).to_dict()
    return specification


def rows(specification: dict[str, Any], *columns: str) -> pl.DataFrame:
    """Gather the rows of all data of a chart that have these columns."""
    parts = [
        pl.DataFrame([*one], infer_schema_length=None).select(columns)
        for one in specification["datasets"].values()
        if not isinstance(one, str) and one and {*columns} <= {*one[0]}
    ]
    return pl.concat(parts).unique()


def title(specification: dict[str, Any]) -> str:
    """Join the lines of a title."""
    return " ".join(specification["title"]["text"])


def equal(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Assert that two frames hold the same rows, in whatever order, sums of floats to twelve places."""
    one, other = (frame.with_columns(pl.col(pl.Float64).round(12)).rows() for frame in (found, expected))
    assert one
    assert sorted(map(str, one)) == sorted(map(str, other))


def parts_of(found: Any) -> Iterator[Any]:
    """Walk through everything in a specification."""
    yield found
    inner = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    for part in inner:
        yield from parts_of(part)


def test_every_chart_is_of_forecasts_or_of_a_stress_run() -> None:
    """And none is left out here, but for those that other files look at."""
    assert {*OF_FORECASTS, *OF_STRESS} <= {*charts.CHARTS}


@pytest.mark.parametrize("name", [*OF_FORECASTS, *OF_STRESS])
def test_each_has_a_title_axes_with_words_and_colours_that_a_page_can_change(
    miniature_ledger: Path, league: Path, name: str
) -> None:
    """Wide and on a telephone; every colour has a name, so that a page shows another in the dark."""
    path = miniature_ledger if name in OF_FORECASTS else league
    for width in (style.WIDTH, 300):
        specification = drawn(path, name, width=width)
        assert len(title(specification)) > 20
        without_data = {key: part for key, part in specification.items() if key != "datasets"}
        colours = {one for one in parts_of(without_data) if isinstance(one, str) and one.startswith("#")}
        assert colours <= {*style.NAMES}
        assert max(len(line) for line in specification["title"]["text"]) <= width / style.TITLE + 1


@pytest.mark.parametrize("name", [*OF_FORECASTS, *OF_STRESS])
def test_each_refuses_the_other_kind_of_run(miniature_ledger: Path, league: Path, name: str) -> None:
    """In a sentence, before anything is drawn."""
    with pytest.raises(RequestError):
        drawn(league if name in OF_FORECASTS else miniature_ledger, name)


def test_years_are_those_of_the_view(miniature_ledger: Path) -> None:
    """What was expected by each of three, and what came."""
    found = drawn(miniature_ledger, "by_year")
    columns = ("year", "outcome", "forecaster", "expected")
    equal(
        rows(found, *columns),
        sql(
            miniature_ledger,
            "select year, outcome, replace(theory, '_', ' '), expected from yearly"
            " where theory in ('pool', 'balance_of_threat', 'base_rate')",
        ),
    )
    sums = dict(
        sql(
            miniature_ledger,
            "select theory, sum(expected) from yearly where outcome = 'onset' and scored group by theory",
        ).rows()
    )
    came = sql(
        miniature_ledger,
        f"select sum(actual)::int from yearly where {POOL} and outcome = 'onset' and scored",
    ).item()
    assert (
        f"{came} alignments began (expected by the pool {sums['pool']:.1f}, balance of threat"
        f" {sums['balance_of_threat']:.1f}, the base rate {sums['base_rate']:.1f})" in title(found)
    )


def test_a_year_bears_the_name_of_a_pact_that_moved_half_of_its_ties(tmp_path: Path) -> None:
    """Of three ties that began in 1901 the league has one, of two in 1902 the entente one."""
    began = {1901: ("AB", "CD", "EF"), 1902: ("AC", "BD"), 1903: ()}
    parties = {"league": ("AB", 1901), "other": ("CD", 1901), "third": ("EF", 1901), "entente": ("AC", 1902)}
    ledger = charted.write(
        tmp_path / "years.duckdb",
        timeline(
            [state(code * 3) for code in "ABCDEF"],
            until=1903,
            parties=[
                one
                for name, (dyad, year) in parties.items()
                for one in pact(name, " ".join(code * 3 for code in dyad), f"{year}-03-01")
            ],
        ),
        forecast=[
            {
                "theory": theory,
                "year": year,
                "horizon": 1,
                "a": a * 3,
                "b": b * 3,
                "aligned_before": any(a + b in began[before] for before in range(1901, year)),
                "p_aligned": 0.5,
            }
            for theory in ("hiding", "base_rate")
            for year in began
            for a, b in combinations("ABCDEF", 2)
        ],
        shift=[
            {"year": year, "a": a * 3, "b": b * 3, "kind": "onset"}
            for year, dyads in began.items()
            for a, b in dyads
        ],
    )
    labels = rows(drawn(ledger, "by_year"), "year", "actual", "label")

    assert labels.rows() == [(1902, 2, "1902: entente")]


def test_calls_are_those_of_the_view(miniature_ledger: Path) -> None:
    """False alarms are drawn below the line, all else above it."""
    found = drawn(miniature_ledger, "calls", theory="balance_of_threat")
    kinds = {"hits": "named and came", "misses": "came, not named", "false_alarms": "named, did not come"}
    view = sql(miniature_ledger, "select * from alarm where theory = 'balance_of_threat'")
    long = view.unpivot(list(kinds), index=["year", "outcome"], variable_name="kind", value_name="ties")
    equal(
        rows(found, "year", "outcome", "kind", "ties"),
        long.with_columns(pl.col("kind").replace_strict(kinds)).select("year", "outcome", "kind", "ties"),
    )
    heights = rows(found, "kind", "ties", "height")
    below = heights.filter(pl.col("height") != pl.col("ties"))
    assert (below["height"] == -below["ties"]).all()
    assert {*below["kind"]} <= {"named, did not come"}


@pytest.mark.parametrize("theory", ["pool", "balance_of_threat", "gravity", "base_rate"])
def test_a_theory_names_as_many_dyads_as_it_expects(miniature_ledger: Path, theory: str) -> None:
    """The likeliest of a year, counted here dyad by dyad; one that ties with too many is not named."""
    said = sql(miniature_ledger, f"select * from predicted_vs_actual where theory = '{theory}'")
    expected = []
    for (year, aligned), part in said.drop_nulls("p_shift").group_by("year", "aligned_before"):
        room = round(part["p_shift"].sum())
        named = [p for p in part["p_shift"] if (part["p_shift"] >= p).sum() <= room]
        of_named = part.filter(pl.col("p_shift").is_in(named))
        hits = int(of_named["shifted"].sum())
        came = int(part["shifted"].sum())
        outcome = "ending" if aligned else "onset"
        by_chance = len(named) * came / part.height
        expected.append((outcome, year, came, len(named), hits, came - hits, len(named) - hits, by_chance))
    found = sql(
        miniature_ledger,
        "select outcome, year, actual, named, hits, misses, false_alarms, by_chance from alarm"
        f" where theory = '{theory}' order by all",
    )
    assert found.drop("by_chance").rows() == [row[:-1] for row in sorted(expected)]
    assert found["by_chance"].to_list() == pytest.approx([row[-1] for row in sorted(expected)])


def test_skill_is_that_of_the_view(middle_east_ledger: Path) -> None:
    """Of theories and pools over the leading baselines; the title counts who beats the first and the last."""
    found = drawn(middle_east_ledger, "skill")
    rivals = {
        "onset": ("base_rate", "gravity", "gravity_network"),
        "ending": ("base_rate", "great_power_client"),
    }
    view = sql(
        middle_east_ledger,
        "select skill.* from skill join theory on name = theory"
        " where not theory.baseline and low is not null",
    )
    own = [view.filter(pl.col("baseline").is_in(names), outcome=one) for one, names in rivals.items()]
    spoken = pl.col("theory", "baseline").str.replace_all("_", " ")
    columns = ("outcome", "baseline", "theory", "log_gain", "low", "high")
    equal(
        rows(found, "outcome", "baseline", "theory", "gain", "low", "high"),
        pl.concat(own).with_columns(spoken).select(columns),
    )
    theories = view.filter(~pl.col("theory").is_in(POOL_NAMES), outcome="onset", baseline="base_rate")
    better = theories.filter(pl.col("low") > 0).height
    assert f"f {theories.height} theories at onsets {better} did better than the base rate" in title(found)


def test_reliability_is_that_of_the_view_with_intervals_of_wilson(middle_east_ledger: Path) -> None:
    """As SciPy has them."""
    columns = ("theory", "outcome", "bin_low", "n", "forecast_mean", "observed_share", "low", "high")
    found = rows(drawn(middle_east_ledger, "reliability"), *columns)
    names = "theory in ('pool', 'balance_of_threat')"
    view = sql(middle_east_ledger, f"select {', '.join(columns)} from reliability where {names}")
    equal(found, view.with_columns(pl.col("theory").str.replace_all("_", " ")))
    for row in view.iter_rows(named=True):
        came = round(row["n"] * row["observed_share"])
        known = binomtest(came, row["n"]).proportion_ci(0.9, "wilson")
        assert (row["low"], row["high"]) == pytest.approx((known.low, known.high), abs=1e-4)


def test_the_map_of_threats_holds_every_perception(miniature_ledger: Path) -> None:
    """In thousandths, a column a census; the last is shown first, unless another is asked for."""
    found = drawn(miniature_ledger, "threat_map")
    wide = pl.read_csv(io.StringIO(found["datasets"]["threats"]), infer_schema_length=None)
    long = wide.unpivot(
        index=["observer", "observed"], variable_name="year", value_name="threat"
    ).drop_nulls()
    equal(
        long.select(pl.col("year").cast(pl.Int32), "observer", "observed", pl.col("threat").cast(pl.Float64)),
        sql(
            miniature_ledger,
            "select year, observer, observed, round(threat, 3) from perception where threat is not null",
        ),
    )
    [slider] = found["params"]
    assert (slider["value"], slider["bind"]["min"], slider["bind"]["max"]) == (1905, 1900, 1905)
    assert drawn(miniature_ledger, "threat_map", year=1902)["params"][0]["value"] == 1902
    with pytest.raises(RequestError, match="year was 1850; 1900-1905 is allowed"):
        drawn(miniature_ledger, "threat_map", year=1850)


def test_the_title_of_the_map_names_whom_most_states_feared_most(miniature_ledger: Path) -> None:
    """As the view of greatest threats counts."""
    most = sql(
        miniature_ledger,
        "select name, count(*) as times from greatest_threat join (select distinct code, name from state)"
        " on code = threat_from where place = 1 group by name order by times desc, name",
    ).row(0)
    assert f"Most feared of all was {most[0]}: the greatest threat to a state in {most[1]} of" in title(
        drawn(miniature_ledger, "threat_map")
    )


def test_threat_between_any_two_states_is_that_of_the_query(miniature_ledger: Path) -> None:
    """Year by year, with its bounds; the pair that moved most comes first."""
    known = courses(miniature_ledger)
    for (observer, observed), course in known.items():
        asked = query(miniature_ledger, "threat_over_time", observer_is=observer, observed_is=observed)
        asked = asked.drop_nulls("threat").select(
            "year", pl.col("threat", "threat_low", "threat_high").round(3)
        )
        assert [
            tuple(row[key] for key in ("year", "threat", "low", "high")) for row in course.rows
        ] == asked.rows()
    reach = [
        max(row["threat"] for row in one.rows) - min(row["threat"] for row in one.rows)
        for one in known.values()
    ]
    assert reach[0] == max(reach)
    found = drawn(miniature_ledger, "threat")
    assert title(found) == next(iter(known.values())).finding


def test_the_events_are_those_that_left_most(miniature_ledger: Path) -> None:
    """Counted here from impressions: six at most, the points of one sign added up, in order of their days."""
    known = courses(miniature_ledger)
    held = sql(
        miniature_ledger,
        "select observer, observed, event_id, min(date)::varchar as date, split_part(sign, '_', 1) as sign,"
        " sum(points) as points from impression"
        " where sign like 'hostile%' or sign like 'cooperative%' group by all",
    )
    first = sql(miniature_ledger, "select min(year) from perception").item()
    for (observer, observed), course in known.items():
        own = held.filter(observer=observer, observed=observed)
        most = own.sort("points", "date", "event_id", descending=[True, False, False]).unique(
            "event_id", keep="first", maintain_order=True
        )
        leading = most.head(6).filter(pl.col("date") >= f"{first}-01-01").sort("date", "event_id")
        assert [row["date"] for row in course.events] == leading["date"].to_list()
        assert [row["points"] for row in course.events] == pytest.approx(leading["points"].round(1).to_list())
        assert [row["number"] for row in course.events] == [*range(1, leading.height + 1)]


def test_a_pair_that_there_is_not_is_refused(miniature_ledger: Path) -> None:
    """By name, with the nearest."""
    with pytest.raises(UnknownNameError, match="observer was 'ADR'"):
        drawn(miniature_ledger, "threat", observer="ADR")
    with pytest.raises(RequestError, match="ARD perceives nothing of ARD"):
        drawn(miniature_ledger, "threat", observer="ARD", observed="ARD")


def test_surprises_are_those_of_the_query(miniature_ledger: Path) -> None:
    """The least expected first, with the probability by whoever gave it most."""
    found = rows(drawn(miniature_ledger, "surprises"), "shift", "given by", "probability")
    most = found.filter(pl.col("given by") == "whoever gave it most")["probability"].to_list()
    asked = [
        query(miniature_ledger, "surprises", of_outcome=one, top=10)["p_best"] for one in ("onset", "ending")
    ]
    assert sorted(most) == sorted(pl.concat(asked))


@pytest.mark.parametrize("outcome", ["onset", "ending"])
def test_causes_have_a_part_of_both_states_in_two_years(middle_east_ledger: Path, outcome: str) -> None:
    """Three at most of each surprise, in time order."""
    causes = query(middle_east_ledger, "causes_of", of_outcome=outcome, top=10)
    asked = query(middle_east_ledger, "surprises", of_outcome=outcome, top=10)
    assert {*causes.select("year", "a", "b").rows()} <= {*asked.select("year", "a", "b").rows()}
    events = sql(middle_east_ledger, "select event_id, initiator, target, against from event")
    by = {event: set(";".join(parties).split(";")) for event, *parties in events.rows()}
    shifts = sql(middle_east_ledger, f"select year, a, b, day from dated_shift where outcome = '{outcome}'")
    days = {(year, a, b): day for year, a, b, day in shifts.rows()}
    for row in causes.iter_rows(named=True):
        assert row["year"] - 1 <= row["date"].year
        assert row["date"] < days[row["year"], row["a"], row["b"]]
        assert {row["a"], row["b"]} <= by[row["event_id"]]
    for _, part in causes.group_by("year", "a", "b", maintain_order=True):
        assert part.height <= 3
        assert part["date"].is_sorted()


def test_effort_is_that_of_the_ledger(league: Path) -> None:
    """The pool tells of it; 3 % less a tenth a year, in 1905 half a per cent less, and recorded to 1904."""
    found = drawn(league, "effort")
    told = rows(found, "measure", "edit list", "year", "forecast")
    unedited = told.filter(pl.col("edit list") == "none: as recorded").sort("year")
    assert unedited["forecast"].to_list() == pytest.approx([2.9, 2.8, 2.7, 2.6, 2.5])
    assert rows(found, "year", "recorded").sort("year").rows() == [(year, 2.9) for year in range(1901, 1905)]
    assert "pool parties still in spend 2.5 % of product" in title(found)
    with pytest.raises(UnknownNameError):
        drawn(league, "effort", theory="gravity")


def test_tipping_points_are_those_of_the_outlook(league: Path) -> None:
    """Of theories and the pool; those that do not tip are said to tip nowhere."""
    found = rows(
        drawn(league, "tipping"), "outcome", "theory", "without", "at its greatest", "passes one half at"
    )
    known = outlook(league).tipping
    expected = [
        (
            row["outcome"],
            row["theory"].replace("_", " "),
            row["at_least"],
            row["at_greatest"],
            "nowhere" if row["factor"] is None else "at 3.10",
        )
        for row in known.iter_rows(named=True)
    ]
    assert sorted(found.rows()) == sorted(expected)


@pytest.mark.parametrize("name", OF_FORECASTS)
def test_the_same_ledger_gives_the_same_figure(miniature_ledger: Path, name: str) -> None:
    """To the last letter."""
    one, other = (json.dumps(drawn(miniature_ledger, name), sort_keys=True) for _ in range(2))
    assert re.sub(r"view_\d+", "view", one) == re.sub(r"view_\d+", "view", other)


def test_a_name_with_hyphens_is_not_broken_in_a_heading() -> None:
    """Joined again, the lines read as what was said."""
    said = "With no-enlargement-of-the-alliance it lasts " * 6
    heading = style.heading(said, said, width=300).to_dict()

    assert " ".join(heading["text"]) == said.strip()
    assert " ".join(heading["subtitle"]) == said.strip()


def test_landmarks_are_the_six_greatest_since_states_perceive(tmp_path: Path) -> None:
    """Two greater ones of before the first census take no place of six of after."""
    days = ["1898-05-01", "1899-05-01", *(f"1901-0{month}-01" for month in range(1, 8))]
    names = [f"e{number}" for number, _ in enumerate(days)]
    ledger = charted.write(
        tmp_path / "landmarks.duckdb",
        timeline(
            [state("AAA"), state("BBB")],
            until=1903,
            events=[
                event(name, "threat", "BBB > AAA", day) for name, day in zip(names, days, strict=True)
            ],
        ),
        impression=[
            {"event_id": name, "observer": "AAA", "observed": "BBB", "sign": "hostile_words",
             "date": date.fromisoformat(day), "points": 20.0 - number}
            for number, (name, day) in enumerate(zip(names, days, strict=True))
        ],
        perception=[{"year": 1900, "observer": "AAA", "observed": "BBB", "threat": 0.5}],
    )  # fmt: skip

    found = sql(ledger, "select event_id from landmark order by place")["event_id"].to_list()
    assert found == names[2:8]
    assert [row["date"] for row in courses(ledger)["AAA", "BBB"].events] == days[2:8]


def test_what_was_called_certain_is_in_the_last_group(tmp_path: Path) -> None:
    """Of a probability of 1 that came true it is said that it did."""
    ledger = charted.write(
        tmp_path / "certain.duckdb",
        timeline([state("AAA"), state("BBB")], until=1903),
        forecast=[
            {"theory": "hiding", "year": year, "horizon": 1, "a": "AAA", "b": "BBB",
             "aligned_before": False, "p_aligned": 1.0}
            for year in (1901, 1902)
        ],
    )  # fmt: skip

    found = sql(ledger, "select bin_low, n from reliability where theory = 'hiding' and outcome = 'onset'")
    assert found.rows() == [(0.5, 2)]


def test_terms_that_never_differ_are_alike_to_none(tmp_path: Path) -> None:
    """Their correlation is no number; that of two that go together is 1."""
    values = {"still": (1.0, 1.0, 1.0), "one": (1.0, 2.0, 4.0), "other": (2.0, 4.0, 8.0)}
    ledger = charted.write(
        tmp_path / "still.duckdb",
        timeline([state("AAA"), state("BBB")], until=1903),
        contribution=[
            {"theory": "hiding", "head": "onset", "year": 1901 + place, "a": "AAA", "b": "BBB",
             "term": term, "value": value, "log_odds": 0.0}
            for term, known in values.items()
            for place, value in enumerate(known)
        ],
    )  # fmt: skip

    found = query(ledger, "terms_alike")
    assert found.select("one", "other", "n").rows() == [("hiding.one", "hiding.other", 3)]
    assert found["correlation"].to_list() == pytest.approx([1])
