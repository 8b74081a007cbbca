-- question: In which year is the danger to the pact, or to the membership of a party, greatest?
-- grain: One row a theory, edit list, and state for the parties of the branching date; of a stress run. Of equal years the first.
-- columns:
--   run_id: the run
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   pact: the pact
--   state: the party; NULL for the pact itself
--   year: the year of greatest danger
--   p: mean probability that it happens in that year, over the histories in which it still can
--   low: 5 % of histories give less
--   high: 5 % of histories give more
select run_id, theory, edit, pact, state, year, p, low, high
from danger
where p is not null
qualify row_number() over (
    partition by run_id, theory, edit, pact, state
    order by p desc, year
) = 1
