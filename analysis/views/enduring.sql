-- question: How likely are the pact and each of its parties to last to the end of each year, and how far does each edit list move that?
-- grain: One row a theory, edit list, year, and state for the parties of the branching date; of a stress run.
-- columns:
--   run_id: the run
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   pact: the pact
--   state: the party; NULL for the pact itself
--   year: year, on whose 31 December it is counted
--   survival: share of histories in which the pact is in force, or in which the party has not left by then
--   low: lower end of the 90 % interval of that share
--   high: its upper end
--   difference: survival less that of the record unedited; NULL for none
--   difference_low: 5 % quantile of that mean difference
--   difference_high: 95 % quantile
select
    survival.run_id,
    survival.theory,
    survival.edit,
    survival.pact,
    survival.state,
    survival.year,
    survival.survival,
    survival.low,
    survival.high,
    moved.difference,
    moved.low as difference_low,
    moved.high as difference_high
from survival
left join survival_difference as moved
    on moved.run_id = survival.run_id
    and moved.theory = survival.theory
    and moved.edit = survival.edit
    and moved.pact = survival.pact
    and moved.state is not distinct from survival.state
    and moved.year = survival.year
