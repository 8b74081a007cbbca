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
drawn as (
    select
        totals.run_id,
        totals.outcome,
        totals.theory,
        totals.rival,
        resample.draw,
        sum(resample.times * coalesce(years.gain, 0)) as gain
    from totals
    cross join resample
    left join years using (run_id, outcome, theory, rival, year)
    group by totals.run_id, totals.outcome, totals.theory, totals.rival, resample.draw
),
intervals as (
    select
        run_id,
        outcome,
        theory,
        rival,
        quantile_cont(gain, 0.05) as low,
        quantile_cont(gain, 0.95) as high
    from drawn
    group by run_id, outcome, theory, rival
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
