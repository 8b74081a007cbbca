-- question: Which forecasts of pacts are no probabilities, or so sure that they cannot be scored?
-- grain: One row a forecast, with its first fault; none on a sound ledger.
-- columns:
--   edit: name of the edit list; NULL on record
--   theory: who forecast
--   year: forecast year
--   pact: the pact
--   state: who may join or leave; NULL for the pact itself
--   outcome: join, leave, downgrade or ending
--   p: the probability
--   p_low: its lower bound over histories
--   p_high: its upper bound
--   wrong: what is wrong
with said as (
    select null as edit, theory, year, pact, state, outcome, p, p_low, p_high
    from pact_forecast
    union all
    select edit, theory, year, pact, state, outcome, p, p_low, p_high
    from counterfactual_pact
),
judged as (
    select
        edit,
        theory,
        year,
        pact,
        state,
        outcome,
        p,
        p_low,
        p_high,
        case
            when isnan(p) or isnan(p_low) or isnan(p_high) then 'not a number, where unknown is NULL'
            -- 1 - (1 - 1e-4) falls short of 1e-4 by a rounding error
            when least(p, p_low, 1 - p, 1 - p_high) < 1e-4 - 1e-12 then 'nearer than 1e-4 to 0 or 1'
            when p_low > p_high then 'p_low above p_high'
            when (state is null) <> (outcome = 'ending') then 'a state for an ending, or none for another outcome'
        end as wrong
    from said
)
select edit, theory, year, pact, state, outcome, p, p_low, p_high, wrong
from judged
where wrong is not null
