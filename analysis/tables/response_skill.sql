-- question: How much better than the base rate did each theory forecast how states responded, and how sure is that?
-- grain: One row a theory other than base_rate and response, on the scored state-years that could respond so.
-- columns:
--   run_id: the run
--   theory: who forecast
--   response: as in the table response
--   log_gain: log score of the theory minus that of the base rate of the response, summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years
--   high: 95 % quantile of log_gain over resampled years
--   gain_per_event: log_gain by response that was observed
--   brier_skill: 1 less the ratio of the squared errors of theory and base rate; above 0 the theory is better
--   expected: sum of the probabilities
--   actual: number of state-years that responded so
--   n: number of state-years compared
--   reason: why a number of this row is NULL; NULL where none is
-- source: intervals, year-block bootstrap, Kuensch 1989
with rivals as (
    select own.run_id, own.theory, own.response, own.year, own.p, rate.p as p_rate, own.observed
    from response as own
    join response as rate using (run_id, year, state, response)
    join run using (run_id)
    where rate.theory = 'base_rate'
        and own.theory <> 'base_rate'
        and own.year between run.scored_first and run.scored_last
        and own.observed is not null
),
gains as (
    select
        run_id,
        theory,
        response,
        year,
        p,
        observed,
        ln(if(observed, p, 1 - p)) - ln(if(observed, p_rate, 1 - p_rate)) as gain,
        (p - observed::integer) ** 2 as own_error,
        (p_rate - observed::integer) ** 2 as rate_error
    from rivals
    where p is not null
),
-- Sums of fixed-point numbers are the same in whatever order they are taken.
totals as (
    select
        run_id,
        theory,
        response,
        sum(gain::decimal(38, 18))::double as log_gain,
        1 - sum(own_error::decimal(38, 18))::double / sum(rate_error::decimal(38, 18))::double as brier_skill,
        sum(p::decimal(38, 18))::double as expected,
        count(*) filter (where observed) as actual,
        count(*) as n
    from gains
    group by run_id, theory, response
),
years as (
    select run_id, theory, response, year, sum(gain::decimal(38, 18))::double as gain
    from gains
    group by run_id, theory, response, year
),
every_draw as (
    select totals.run_id, totals.theory, totals.response, draws.draw
    from totals
    cross join (select distinct draw from resample) as draws
),
drawn as (
    select years.run_id, years.theory, years.response, resample.draw, sum((resample.times * years.gain)::decimal(38, 18))::double as gain
    from years
    join resample using (year)
    group by years.run_id, years.theory, years.response, resample.draw
),
intervals as (
    select
        every_draw.run_id,
        every_draw.theory,
        every_draw.response,
        quantile_cont(coalesce(drawn.gain, 0), 0.05) as low,
        quantile_cont(coalesce(drawn.gain, 0), 0.95) as high
    from every_draw
    left join drawn using (run_id, theory, response, draw)
    group by every_draw.run_id, every_draw.theory, every_draw.response
),
asked as (
    select distinct run_id, theory, response
    from response
    where theory <> 'base_rate'
)
select
    asked.run_id,
    asked.theory,
    asked.response,
    totals.log_gain,
    intervals.low,
    intervals.high,
    totals.log_gain / nullif(totals.actual, 0) as gain_per_event,
    totals.brier_skill,
    totals.expected,
    coalesce(totals.actual, 0) as actual,
    coalesce(totals.n, 0) as n,
    case
        when totals.n is null then 'no state-year could respond so and has a probability'
        when totals.actual = 0 then 'no state responded so'
        when intervals.low is null then 'no years were resampled'
    end as reason
from asked
left join totals using (run_id, theory, response)
left join intervals using (run_id, theory, response)
order by asked.response, asked.theory
