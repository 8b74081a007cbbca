-- question: How much better than each baseline did each theory forecast what parties put into their pacts?
-- grain: One row a theory, measure and baseline other than itself, on the scored rows that both forecast and whose figure is known.
-- columns:
--   run_id: the run
--   theory: who forecast
--   measure: burden, military spending in % of the product; forces, soldiers in other parties of the pact
--   baseline: whom it has to beat; drift, all parties move alike; no_change, the last figure stands
--   log_gain: log score of the theory minus that of the baseline, summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years
--   high: 95 % quantile of log_gain over resampled years
--   crps_skill: 1 less the ratio of the ranked probability scores of theory and baseline; above 0 the theory is better
--   inside: share of figures within the theory's 90 % interval
--   n: number of figures compared; those of a state in several pacts count as one
-- source: intervals, year-block bootstrap, Kuensch 1989; ranked probability score, Jordan, Krueger and Lerch 2019
with scored as (
    select
        effort.run_id,
        effort.theory,
        effort.measure,
        effort.year,
        effort.pact,
        effort.state,
        effort.log_score,
        effort.crps,
        -- What counts as a thousand soldiers, or 0.1 %, if it is less, as in its score.
        greatest(effort.observed, if(effort.measure = 'forces', 1, 0.1)) between effort.low and effort.high as inside,
        1.0 / count(*) over pacts as share
    from effort
    join run using (run_id)
    where effort.year between run.scored_first and run.scored_last and effort.log_score is not null
    window pacts as (partition by effort.run_id, effort.theory, effort.measure, effort.year, effort.state)
),
compared as (
    select
        scored.run_id,
        scored.theory,
        scored.measure,
        rivals.theory as baseline,
        scored.year,
        scored.share,
        scored.share * (scored.log_score - rivals.log_score) as gain,
        scored.share * scored.crps as own_crps,
        scored.share * rivals.crps as rival_crps,
        scored.share * scored.inside::integer as inside
    from scored
    join scored as rivals using (run_id, measure, year, pact, state)
    where rivals.theory in ('drift', 'no_change') and rivals.theory <> scored.theory
),
years as (
    select run_id, theory, measure, baseline, year, sum(gain) as gain
    from compared
    group by run_id, theory, measure, baseline, year
),
drawn as (
    select years.run_id, years.theory, years.measure, years.baseline, resample.draw, sum(resample.times * years.gain) as gain
    from years
    join resample using (year)
    group by years.run_id, years.theory, years.measure, years.baseline, resample.draw
),
totals as (
    select
        run_id,
        theory,
        measure,
        baseline,
        sum(gain) as log_gain,
        1 - sum(own_crps) / nullif(sum(rival_crps), 0) as crps_skill,
        sum(inside) / sum(share) as inside,
        sum(share) as n
    from compared
    group by run_id, theory, measure, baseline
),
every_draw as (
    select totals.run_id, totals.theory, totals.measure, totals.baseline, draws.draw
    from totals
    cross join (select distinct draw from resample) as draws
),
intervals as (
    select
        every_draw.run_id,
        every_draw.theory,
        every_draw.measure,
        every_draw.baseline,
        quantile_cont(coalesce(drawn.gain, 0), 0.05) as low,
        quantile_cont(coalesce(drawn.gain, 0), 0.95) as high
    from every_draw
    left join drawn using (run_id, theory, measure, baseline, draw)
    group by every_draw.run_id, every_draw.theory, every_draw.measure, every_draw.baseline
)
select
    totals.run_id,
    totals.theory,
    totals.measure,
    totals.baseline,
    totals.log_gain,
    intervals.low,
    intervals.high,
    totals.crps_skill,
    totals.inside,
    totals.n
from totals
left join intervals using (run_id, theory, measure, baseline)
