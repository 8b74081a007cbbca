-- question: How much better than each baseline did each theory forecast who joins, leaves and downgrades pacts, and which pacts end?
-- grain: One row a theory, outcome and baseline other than itself, on the scored rows that both gave a probability.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: join or leave, of a pact with more than two parties; ending, of every pact; downgrade, of every party where commitments are coded
--   baseline: whom it has to beat; base_rate is what has happened so far
--   log_gain: log score of the theory minus that of the baseline, summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years
--   high: 95 % quantile of log_gain over resampled years
--   gain_per_event: log_gain by joining, leaving, ending or downgrade that happened; NULL where none did
--   n: number of years of pacts, or of pacts and states, compared
--   events: number of those in which it happened
-- source: intervals, year-block bootstrap, Kuensch 1989
with scored as (
    select
        pact_predicted_vs_actual.run_id,
        pact_predicted_vs_actual.theory,
        pact_predicted_vs_actual.outcome,
        pact_predicted_vs_actual.year,
        pact_predicted_vs_actual.pact,
        coalesce(pact_predicted_vs_actual.state, '') as member,
        pact_predicted_vs_actual.shifted,
        ln(if(pact_predicted_vs_actual.shifted, p_shift, 1 - p_shift)) as log_score
    from pact_predicted_vs_actual
    join run using (run_id)
    where pact_predicted_vs_actual.year between run.scored_first and run.scored_last and p_shift is not null
),
rivals as (
    select scored.run_id, scored.theory, scored.outcome, scored.year, scored.pact, scored.member, scored.log_score
    from scored
    join theory on theory.name = scored.theory
    where theory.baseline
),
years as (
    select
        scored.run_id,
        scored.theory,
        scored.outcome,
        rivals.theory as baseline,
        scored.year,
        sum(scored.log_score - rivals.log_score) as gain,
        count(*) as n,
        count(*) filter (where scored.shifted) as events
    from scored
    join rivals using (run_id, outcome, year, pact, member)
    where scored.theory <> rivals.theory
    group by scored.run_id, scored.theory, scored.outcome, rivals.theory, scored.year
),
totals as (
    select
        row_number() over (order by theory, outcome, baseline) as comparison,
        run_id,
        theory,
        outcome,
        baseline,
        sum(gain) as log_gain,
        sum(n)::bigint as n,
        sum(events)::bigint as events
    from years
    group by run_id, theory, outcome, baseline
),
year_gains as (
    select totals.comparison, years.year, years.gain
    from years
    join totals using (run_id, theory, outcome, baseline)
),
drawn as (
    select year_gains.comparison, resample.draw, sum(resample.times * year_gains.gain) as gain
    from year_gains
    join resample using (year)
    group by year_gains.comparison, resample.draw
),
every_draw as (
    select totals.comparison, draws.draw
    from totals
    cross join (select distinct draw from resample) as draws
),
intervals as (
    select
        every_draw.comparison,
        quantile_cont(coalesce(drawn.gain, 0), 0.05) as low,
        quantile_cont(coalesce(drawn.gain, 0), 0.95) as high
    from every_draw
    left join drawn using (comparison, draw)
    group by every_draw.comparison
)
select
    totals.run_id,
    totals.theory,
    totals.outcome,
    totals.baseline,
    totals.log_gain,
    intervals.low,
    intervals.high,
    totals.log_gain / nullif(totals.events, 0) as gain_per_event,
    totals.n,
    totals.events
from totals
left join intervals using (comparison)
