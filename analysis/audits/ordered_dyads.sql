-- question: Which dyads do not name their states in alphabetical order, and so could be counted twice?
-- grain: One row a row of forecast, counterfactual, repeat, shift or alignment; none on a sound ledger.
-- columns:
--   found_in: the table
--   a: first state
--   b: second state
--   wrong: what is wrong
with dyads as (
    select 'forecast' as found_in, a, b from forecast
    union all
    select 'counterfactual', a, b from counterfactual
    union all
    select 'repeat', a, b from repeat
    union all
    select 'shift', a, b from shift
    union all
    select 'alignment', a, b from alignment
)
select found_in, a, b, 'a is not before b' as wrong
from dyads
where a >= b
