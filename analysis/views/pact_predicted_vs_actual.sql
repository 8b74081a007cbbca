-- question: What did each theory expect of each pact and of who could join or leave it, and did it happen?
-- grain: One row a theory, forecast year, outcome, pact and, for join, leave and downgrade, state whose outcome is known; the censored are left out.
-- columns:
--   run_id: the run
--   theory: who forecast
--   year: forecast year
--   pact: the pact
--   state: who could join, leave or honour less; NULL where it is about the pact itself
--   outcome: join or leave, of a pact with more than two parties on 31 December of the year before; ending, of every pact; downgrade, of every party that honours anything of a pact, where commitments are coded
--   p_shift: probability that was given to it; NULL where the theory knows nothing
--   shifted: whether it happened
select
    pact_forecast.run_id,
    pact_forecast.theory,
    pact_forecast.year,
    pact_forecast.pact,
    pact_forecast.state,
    pact_forecast.outcome,
    pact_forecast.p as p_shift,
    came.kind is not null as shifted
from pact_forecast
join run using (run_id)
left join pact_shift as came
    on came.year = pact_forecast.year
    and came.pact = pact_forecast.pact
    and came.state is not distinct from pact_forecast.state
    and came.kind = pact_forecast.outcome
anti join pact_shift as lost
    on lost.kind = 'censored'
    and lost.year = pact_forecast.year
    and lost.pact = pact_forecast.pact
    -- Where a pact lost so many states that its ending is not scored, neither is what its parties honour of it.
    and (
        lost.state is not distinct from pact_forecast.state
        or (lost.state is null and pact_forecast.outcome = 'downgrade')
    )
where pact_forecast.year <= run.last_census
