-- question: How far was each state's capital from each other at the end of each year?
-- grain: One row a census year, state and other state of which a distance is coded, both ways round.
-- columns:
--   year: census year, of which it is 31 December
--   state: code of the state
--   other: code of the other
--   km: kilometres between their capitals
with both_ways as (
    select a as state, b as other, km, begins, ends from distance
    union all
    select b, a, km, begins, ends from distance
)
select existing.year, both_ways.state, both_ways.other, both_ways.km
from existing
join both_ways
    on both_ways.state = existing.state
    and coalesce(both_ways.begins <= make_date(existing.year, 12, 31), true)
    and coalesce(both_ways.ends > make_date(existing.year, 12, 31), true)
