-- question: On which superpower's side did each state stand at the end of each year?
-- grain: One row a census year and state.
-- columns:
--   year: census year, of which it is 31 December
--   state: code of the state
--   side: code of the superpower that leads its side, as the table coalition has it; several if on more than one, neither if on none
with members as (
    select year, side, unnest(string_split(members, ';')) as state
    from coalition
    where kind = 'superpower'
),
sides as (
    select year, state, count(*) as number, any_value(side) as side
    from members
    group by year, state
)
select
    existing.year,
    existing.state,
    case
        when sides.number is null then 'neither'
        when sides.number > 1 then 'several'
        else sides.side
    end as side
from existing
left join sides using (year, state)
