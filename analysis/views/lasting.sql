-- question: How likely are the pact and each of its parties to last to the end of the span, and how far does each edit list move that?
-- grain: One row a theory, edit list, and state for the parties of the branching date; of a stress run.
-- columns:
--   run_id: the run
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   pact: the pact
--   state: the party; NULL for the pact itself
--   year: last year of the span
--   survival: share of histories in which the pact is in force, or in which the party has not left by then
--   low: lower end of the 90 % interval of that share
--   high: its upper end
--   difference: survival less that of the record unedited; NULL for none
--   difference_low: 5 % quantile of that mean difference
--   difference_high: 95 % quantile
select
    run_id,
    theory,
    edit,
    pact,
    state,
    year,
    survival,
    low,
    high,
    difference,
    difference_low,
    difference_high
from enduring
where year = (select max(year) from survival)
