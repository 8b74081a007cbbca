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
--   real: whether the interval excludes zero; of ten differences that are none one looks real
with scored_forecasts as (
    select
        predicted_vs_actual.run_id,
        predicted_vs_actual.theory,
        case when predicted_vs_actual.aligned_before then 'ending' else 'onset' end as outcome,
        predicted_vs_actual.year,
        predicted_vs_actual.a,
        predicted_vs_actual.b,
        ln(if(predicted_vs_actual.shifted, predicted_vs_actual.p_shift, 1 - predicted_vs_actual.p_shift)) as log_score
    from predicted_vs_actual
    join run using (run_id)
    where predicted_vs_actual.year between run.scored_first and run.scored_last
        and predicted_vs_actual.p_shift is not null
),
years as (
    select
        own.run_id,
        own.outcome,
        own.theory,
        other.theory as rival,
        own.year,
        sum(own.log_score - other.log_score) as gain,
        count(*) as n
    from scored_forecasts as own
    join scored_forecasts as other using (run_id, outcome, year, a, b)
    where own.theory < other.theory
    group by own.run_id, own.outcome, own.theory, other.theory, own.year
),
drawn as (
    select
        years.run_id,
        years.outcome,
        years.theory,
        years.rival,
        resample.draw,
        sum(resample.times * years.gain) as gain
    from years
    join resample using (year)
    group by years.run_id, years.outcome, years.theory, years.rival, resample.draw
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
totals as (
    select run_id, outcome, theory, rival, sum(gain) as log_gain, sum(n)::bigint as n
    from years
    group by run_id, outcome, theory, rival
),
pairs as (
    select run_id, outcome, theory, rival, log_gain, low, high, n
    from totals
    left join intervals using (run_id, outcome, theory, rival)
    union all
    select run_id, outcome, rival, theory, -log_gain, -high, -low, n
    from totals
    left join intervals using (run_id, outcome, theory, rival)
)
select run_id, outcome, theory, rival, log_gain, low, high, n, low > 0 or high < 0 as real
from pairs
