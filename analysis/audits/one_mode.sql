-- question: Which rows does a run hold that are not of its mode, of its pact, or of its theories?
-- grain: One row a table and fault; none on a sound ledger.
-- columns:
--   found_in: the table
--   item: what the rows are about
--   wrong: what is wrong
with stressed as (
    select 'survival' as found_in, theory, pact, min(year) as year from survival group by all
    union all
    select 'survival_difference', theory, pact, min(year) from survival_difference group by all
    union all
    select 'danger', theory, pact, min(year) from danger group by all
    union all
    select 'movement', theory, pact, min(year) from movement group by all
    union all
    select 'provoked', theory, null, min(year) from provoked group by all
    union all
    select 'effort_course', theory, pact, min(year) from effort_course group by all
    union all
    select 'box', theory, pact, null from box group by all
    union all
    select 'shock', theory, pact, null from shock group by all
    union all
    select 'tipping', theory, pact, null from tipping group by all
    union all
    select 'cheapest_break', theory, pact, null from cheapest_break group by all
),
forecasts as (
    select distinct 'forecast' as found_in, theory from forecast
    union all
    select distinct 'pact_forecast', theory from pact_forecast
    union all
    select distinct 'counterfactual', theory from counterfactual
)
select 'run' as found_in, run.mode as item, 'a pact and a branch, or their lack, that are not of this mode' as wrong
from run
where run.mode not in ('forecast', 'stress')
    or (run.mode = 'stress') <> (run.tested is not null)
    or (run.mode = 'stress') <> (run.branch is not null)
union all
select stressed.found_in, concat_ws(' ', stressed.theory, stressed.pact), 'in a run that is no stress run'
from stressed
cross join run
where run.mode <> 'stress'
union all
select forecasts.found_in, forecasts.theory, 'in a run that is no forecast run'
from forecasts
cross join run
where run.mode = 'stress'
union all
select stressed.found_in, stressed.pact, 'not the pact of the run'
from stressed
cross join run
where run.mode = 'stress' and stressed.pact <> run.tested
union all
select stressed.found_in, stressed.theory, 'before the branch'
from stressed
cross join run
where stressed.year < run.branch
union all
select stressed.found_in, stressed.theory, 'not in the table theory'
from stressed
anti join theory on theory.name = stressed.theory
