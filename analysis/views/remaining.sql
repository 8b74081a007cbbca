-- question: How many parties of the branching date are still in, year by year, and is the pact in force?
-- grain: One row a theory, edit list and year; of a stress run.
-- columns:
--   run_id: the run
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   pact: the pact
--   year: year, on whose 31 December it is counted
--   parties: parties of the branching date that exist at the end of the year
--   remaining: how many of them are expected not to have left by then
--   survival: share of histories in which the pact is in force
--   low: lower end of the 90 % interval of that share
--   high: 95 % quantile
select
    run_id,
    theory,
    edit,
    pact,
    year,
    count(state) as parties,
    sum(survival) filter (where state is not null) as remaining,
    any_value(survival) filter (where state is null) as survival,
    any_value(low) filter (where state is null) as low,
    any_value(high) filter (where state is null) as high
from survival
group by run_id, theory, edit, pact, year
