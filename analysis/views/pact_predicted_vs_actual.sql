-- question: What did each theory expect of each pact and of who could join or leave it, and did it happen?
-- grain: One row a theory, forecast year, outcome, pact and, for join and leave, state whose outcome is known; the censored are left out.
-- columns:
--   run_id: the run
--   theory: who forecast
--   year: forecast year
--   pact: the pact
--   state: who could join or leave; NULL where it is about the pact itself
--   outcome: join or leave, of a pact with more than two parties on 31 December of the year before; ending, of every pact
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
    pact_shift.kind is not null as shifted
from pact_forecast
join run using (run_id)
left join pact_shift
    on pact_shift.year = pact_forecast.year
    and pact_shift.pact = pact_forecast.pact
    and pact_shift.state is not distinct from pact_forecast.state
where pact_forecast.year <= run.last_census and pact_shift.kind is distinct from 'censored'
