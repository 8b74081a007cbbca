-- question: Which of two forecasters forecast better, and is the difference more than the luck of a few years?
-- grain: One row an outcome and ordered pair of forecasters, on the scored dyad-years that both gave a probability.
-- columns:
--   run_id: the run
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   theory: who forecast
--   rival: against whom
--   log_gain: log score of the theory minus that of the rival, summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years, the same years for both
--   high: 95 % quantile of log_gain over resampled years
--   n: number of dyad-years compared
--   events: number of shifts among them
--   real: whether the interval excludes zero, on 30 shifts or more; of ten differences that are none one looks real
-- source: our choice of 30 shifts, below which resampled years say little
with years as (
    select
        own.run_id,
        own.outcome,
        own.theory,
        other.theory as rival,
        own.year,
        sum(own.log_score - other.log_score) as gain,
        count(*) as n,
        count(*) filter (where own.shifted) as events
    from scored as own
    join scored as other using (run_id, outcome, year, a, b)
    where own.theory < other.theory
    group by own.run_id, own.outcome, own.theory, other.theory, own.year
),
totals as (
    select run_id, outcome, theory, rival, sum(gain) as log_gain, sum(n)::bigint as n, sum(events)::bigint as events
    from years
    group by run_id, outcome, theory, rival
),
resampled_years as (
    select distinct year
    from resample
),
series as (
    select
        totals.run_id,
        totals.outcome,
        totals.theory,
        totals.rival,
        list(coalesce(years.gain, 0) order by resampled_years.year) as gains
    from totals
    cross join resampled_years
    left join years using (run_id, outcome, theory, rival, year)
    group by totals.run_id, totals.outcome, totals.theory, totals.rival
),
draws as (
    select every.draw, list(coalesce(resample.times, 0)::double order by resampled_years.year) as times
    from (select distinct draw from resample) as every
    cross join resampled_years
    left join resample using (draw, year)
    group by every.draw
),
intervals as (
    select
        series.run_id,
        series.outcome,
        series.theory,
        series.rival,
        quantile_cont(list_dot_product(series.gains, draws.times), 0.05) as low,
        quantile_cont(list_dot_product(series.gains, draws.times), 0.95) as high
    from series
    cross join draws
    group by series.run_id, series.outcome, series.theory, series.rival
),
pairs as (
    select run_id, outcome, theory, rival, log_gain, low, high, n, events
    from totals
    left join intervals using (run_id, outcome, theory, rival)
    union all
    select run_id, outcome, rival, theory, -log_gain, -high, -low, n, events
    from totals
    left join intervals using (run_id, outcome, theory, rival)
)
select run_id, outcome, theory, rival, log_gain, low, high, n, events, events >= 30 and (low > 0 or high < 0) as real
from pairs
