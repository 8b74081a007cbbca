"""Predicted against actual: the year-by-year table, the skill table, and what they do and do not show.

It reads what the tables and views of the ledger have computed and computes no score itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from replay import motives, verdicts
from replay.errors import RequestError, UnknownNameError
from replay.ledger import read
from replay.lookahead import in_words
from replay.notebook_html import notebook_html
from replay.pool import POOL
from replay.theories import registry

CONTRAST = "balance_of_threat"
"""The theory shown beside the baselines, if it was asked, no other is wanted, and the user has none."""
_READS = {
    "run": """
        select timeline, mode, status, scored_first, scored_last, first_census, last_census, coding, train,
            "until",
            exists (from repeat) as repeated,
            (select list(distinct party.coding order by party.coding) from party) as codings
        from run""",
    "asked": "select name, baseline, pool from theory order by name",
    "years": """
        select year, outcome, theory, scored, at_risk, actual, expected, brier, log_score
        from yearly order by outcome desc, year, theory""",
    "skill": """
        select theory, outcome, baseline, log_gain, low, high, gain_per_event, brier_skill, pr_auc,
            roc_auc, n, events, reason
        from skill order by outcome desc, baseline, theory""",
    "robustness": """
        select theory, outcome, baseline, variant, log_gain, low, high, gain_per_event, brier_skill,
            pr_auc, roc_auc, n, events, reason
        from robustness order by outcome desc, baseline, theory, variant <> 'all', variant""",
    "contest": """
        select contest.outcome, contest.theory, contest.rival, contest.log_gain, contest.low, contest.high,
            contest.n, contest.events, contest.real
        from contest
        join theory as own on own.name = contest.theory
        join theory as other on other.name = contest.rival
        where not own.baseline and not own.pool
            and not other.baseline and not other.pool
        order by all""",
    "said": f"""
        select outcome, theory, above, list(p_shift order by year, a, b) as said,
            count(*) filter (where shifted) as actual
        from scored
        join (select unnest([0, {verdicts.BOLD}]) as above) on p_shift > above
        group by all order by all""",  # noqa: S608 - the number is our own
    "slopes": """
        select theory, head as outcome, count(*) as years, count(*) filter (where slope < 0) as reversed
        from calibration join run using (run_id)
        where slope is not null and head in ('onset', 'ending') and year between scored_first and scored_last
        group by all order by all""",
    "decisions": """
        select among, kind, behaviour, reading, n, blocs, share, random, gravity, lift, low, high,
            lift_gravity, low_gravity, high_gravity
        from decision_share order by all""",
    "hypotheses": """
        select name, claim, source, expectation, measure, estimate, low, high, n, tested, verdict, reason
        from hypothesis
        order by list_position(['supported', 'contradicted', 'cannot tell'], verdict), name""",
    "departures": """
        select edit, struck, followed, added, moved, scaled, quantities + memberships + spells as others,
            share, first_day
        from departure order by number""",
    "edited": """
        with moved as (
            select counterfactual.edit, counterfactual.year, counterfactual.a, counterfactual.b,
                forecast.p_aligned as p_record, counterfactual.p_aligned as p_edited
            from counterfactual join forecast using (run_id, theory, year, a, b, aligned_before)
            where theory = 'pool' and counterfactual.p_aligned <> forecast.p_aligned
            qualify row_number() over (
                partition by counterfactual.edit
                order by abs(counterfactual.p_aligned - forecast.p_aligned) desc, year, a, b
            ) = 1
        ),
        shifts as (
            select edit, sum(delta) filter (where outcome = 'onset') as onsets,
                sum(delta) filter (where outcome = 'ending') as endings
            from difference where theory = 'pool' group by edit
        )
        select departure.edit, claim, share, first_day, onsets, endings, year, a, b, p_record, p_edited
        from departure left join shifts using (edit) left join moved using (edit)
        order by departure.number""",
    "audited": 'select year, "check", forecasts, differing, verdict from audit order by all',
}
"""What is read of a ledger."""


@dataclass(frozen=True)
class Comparison:
    """What a ledger says of the forecasts: frames for every forecaster, and sentences.

    `years`: a row a year, outcome and theory; `skill`: a row a theory, outcome and baseline;
    `robustness`: a row a theory, outcome, baseline and variant of the scores; `contest`: a row an
    outcome and ordered pair of theories, baselines and pool left out; `decisions`: a row a group
    of decisions, kind of pact, behaviour and reading of threat; `hypotheses`: a row a claim;
    `departures`: a row an edit list, `others` being quantities, memberships, regimes and institutions;
    `theory`: the one set beside the baselines; `reading`: what the numbers show of it and of the pool,
    and do not; `limits`: those sentences of it, its last ones, that say what limits the whole run.
    """

    years: pl.DataFrame
    skill: pl.DataFrame
    robustness: pl.DataFrame
    contest: pl.DataFrame
    decisions: pl.DataFrame
    hypotheses: pl.DataFrame
    departures: pl.DataFrame
    theory: str
    reading: tuple[str, ...]
    limits: tuple[str, ...]

    def _repr_html_(self) -> str:
        """Show the reading in a notebook, with the theory's skill and its years."""
        own = pl.col("theory") == self.theory
        skill = self.skill.filter(own).select("outcome", "baseline", "log_gain", "low", "high", "n", "events")
        years = self.years.filter(own).select("year", "outcome", "at_risk", "expected", "actual", "log_score")
        tables = {"Gain over baselines in nats, with 90 % intervals": skill, "Shifts by year": years}
        return notebook_html(f"{self.theory}: predicted and actual", self.reading, tables)


def compare(path: str | Path, theory: str | None = None) -> Comparison:
    """Compare a ledger's forecasts with what happened, and read the scores of one theory and the pool.

    The theory, unless named, is the user's own if there is one, or else balance of threat. Raises
    LedgerError if the file is no ledger, RequestError if it holds a stress run, UnknownNameError when the
    theory was not asked in this run.
    """
    found = read(path, _READS)
    _require_forecasts(path, found["run"])
    chosen = _chosen(found["asked"], theory)
    limits = (*_limits(found), in_words(found["audited"]))
    reading = (*_reading(found, list(dict.fromkeys((chosen, POOL.name)))), *limits)
    return Comparison(
        years=found["years"],
        skill=found["skill"],
        robustness=found["robustness"],
        contest=found["contest"],
        decisions=found["decisions"],
        hypotheses=found["hypotheses"],
        departures=found["departures"],
        theory=chosen,
        reading=reading,
        limits=limits,
    )


def chosen_of(path: str | Path, theory: str | None) -> str:
    """Choose the theory that is told of a ledger of forecasts, as `compare` does; raises what it raises."""
    found = read(path, {name: _READS[name] for name in ("run", "asked")})
    _require_forecasts(path, found["run"])
    return _chosen(found["asked"], theory)


def _require_forecasts(path: str | Path, run: pl.DataFrame) -> None:
    if run["mode"].item() == "stress":
        raise RequestError(f"{path} holds a stress run; `replay compare` and replay.outlook read it")


def _chosen(asked: pl.DataFrame, theory: str | None) -> str:
    """Choose the theory that is named, or else the user's own, balance of threat, or the first asked."""
    names = asked["name"].to_list()
    if theory is not None and theory not in names:
        raise UnknownNameError("theory", theory, names)
    rivals = asked.filter(~pl.col("baseline") & ~pl.col("pool"))["name"].to_list()
    own = [name for name in rivals if name not in registry()]
    return theory or [*own, *(name for name in rivals if name == CONTRAST), *rivals, POOL.name][0]


def _reading(found: Mapping[str, pl.DataFrame], theories: Sequence[str]) -> Iterator[str]:
    run = found["run"].row(0, named=True)
    span = f"{run['scored_first']}-{run['scored_last']}"
    for outcome in verdicts.RIVALS:
        own = (pl.col("outcome") == outcome) & pl.col("theory").is_in(theories)
        yield from verdicts.of_outcome(outcome, theories, found["robustness"], span)
        contest = found["contest"].filter(outcome=outcome)
        field = found["skill"].filter(pl.col("theory").is_in(contest["theory"].implode()), outcome=outcome)
        yield from verdicts.of_field(outcome, field)
        yield from verdicts.of_contest(outcome, contest)
        yield from verdicts.of_calibration(found["said"].filter(own).iter_rows(named=True))
        yield from verdicts.of_slopes(found["slopes"].filter(own).iter_rows(named=True))
    years = f"{run['first_census'] + 1}-{run['last_census']}"
    yield from motives.of_decisions(found["decisions"], found["hypotheses"], years)
    yield from motives.of_hypotheses(found["hypotheses"])
    yield from verdicts.of_edits(found["edited"].iter_rows(named=True))


def _limits(found: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    run = found["run"].row(0, named=True)
    yield from verdicts.of_run(run, f"{run['scored_first']}-{run['scored_last']}")


def abreast(comparison: Comparison) -> pl.DataFrame:
    """Set actual and expected shifts side by side, a row a year, for two baselines and one theory.

    Columns end in the forecaster: expected counts of onsets by the base rate, gravity and network,
    and the theory; of endings by the base rate, the great-power client, and the theory.
    """
    parts = []
    for outcome, (*_, rival) in verdicts.RIVALS.items():
        rows = comparison.years.filter(pl.col("outcome") == outcome)
        counts = rows.filter(pl.col("theory") == "base_rate").select(
            "year",
            pl.col("at_risk").alias(f"{outcome} at risk"),
            pl.col("actual").alias(f"{outcome} actual"),
        )
        for name in dict.fromkeys(("base_rate", rival, comparison.theory)):
            expected = rows.filter(pl.col("theory") == name)
            expected = expected.select("year", pl.col("expected").alias(f"{outcome} {name}"))
            counts = counts.join(expected, on="year", how="left") if expected.height else counts
        parts.append(counts)
    return parts[0].join(parts[1], on="year", how="full", coalesce=True).sort("year")
