-- question: Which states existed at the end of each year?
-- grain: One row a census year and state.
-- columns:
--   year: census year, of which it is 31 December
--   state: code of the state
--   name: its name
--   great_power: named a great power in the manifest
with censuses as (
    select unnest(generate_series(first_census, last_census))::integer as year
    from run
)
select censuses.year, state.code as state, state.name, state.great_power
from censuses
join state
    on coalesce(state.enters <= make_date(censuses.year, 12, 31), true)
    and coalesce(state.leaves > make_date(censuses.year, 12, 31), true)
