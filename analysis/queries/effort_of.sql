-- question: What did a theory expect the parties to put into a pact, year by year, and what did they?
-- grain: One row a measure and forecast year; the parties whose figure is known, all of them where none is yet.
-- parameters: of_pact = 'cento', of_theory = 'balance_of_threat'
-- columns:
--   measure: burden, military spending in % of the product, the mean of the parties; forces, thousands of soldiers in other parties, their sum
--   year: forecast year
--   parties: how many parties are counted
--   published: the same of the last figures published at the census before
--   forecast: the same of the medians of what was forecast
--   observed: the same of what came; NULL where no figure is known yet
--   inside: how many figures came out within their 90 % interval
--   log_gain: log scores of the theory minus those of drift, summed, in nats
with rows_of as (
    select
        effort.measure,
        effort.year,
        effort.published,
        effort.forecast,
        effort.observed,
        -- What counts as a thousand soldiers, or 0.1 %, if it is less, as in its score.
        effort.observed is not null
        and greatest(effort.observed, if(effort.measure = 'forces', 1, 0.1)) between effort.low and effort.high as inside,
        effort.log_score - drift.log_score as gain,
        count(effort.observed) over (partition by effort.measure, effort.year) as known
    from effort
    left join effort as drift
        on drift.theory = 'drift'
        and drift.run_id = effort.run_id
        and drift.measure = effort.measure
        and drift.year = effort.year
        and drift.pact = effort.pact
        and drift.state = effort.state
    where effort.pact = of_pact and effort.theory = of_theory
)
select
    rows_of.measure,
    rows_of.year,
    count(*) as parties,
    if(rows_of.measure = 'burden', avg(rows_of.published), sum(rows_of.published)) as published,
    if(rows_of.measure = 'burden', avg(rows_of.forecast), sum(rows_of.forecast)) as forecast,
    if(rows_of.measure = 'burden', avg(rows_of.observed), sum(rows_of.observed)) as observed,
    count(*) filter (where rows_of.inside) as inside,
    sum(rows_of.gain) as log_gain
from rows_of
where rows_of.observed is not null or rows_of.known = 0
group by rows_of.measure, rows_of.year
order by rows_of.measure, rows_of.year
