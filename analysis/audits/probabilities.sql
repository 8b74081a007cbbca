-- question: Which forecasts are no probabilities, or so sure that they cannot be scored?
-- grain: One row a forecast, with its first fault; none on a sound ledger.
-- columns:
--   edit: name of the edit list; NULL on record
--   theory: who forecast
--   year: forecast year
--   a: first state
--   b: second state
--   p_aligned: the probability
--   p_low: its lower bound over histories
--   p_high: its upper bound
--   wrong: what is wrong
with said as (
    select null as edit, theory, year, a, b, p_aligned, p_low, p_high
    from forecast
    union all
    select edit, theory, year, a, b, p_aligned, p_low, p_high
    from counterfactual
),
judged as (
    select
        edit,
        theory,
        year,
        a,
        b,
        p_aligned,
        p_low,
        p_high,
        case
            when isnan(p_aligned) or isnan(p_low) or isnan(p_high) then 'not a number, where unknown is NULL'
            -- 1 - (1 - 1e-4) falls short of 1e-4 by a rounding error
            when least(p_aligned, p_low, 1 - p_aligned, 1 - p_high) < 1e-4 - 1e-12 then 'nearer than 1e-4 to 0 or 1'
            when p_low > p_high then 'p_low above p_high'
        end as wrong
    from said
)
select edit, theory, year, a, b, p_aligned, p_low, p_high, wrong
from judged
where wrong is not null
