-- question: Which numbers of a stress run are no shares, probabilities or counts, or have their bounds in the wrong order?
-- grain: One row a number, with its first fault; none on a sound ledger.
-- columns:
--   found_in: the table
--   item: theory, edit list, state and year, or what else the row is about
--   value: the number
--   wrong: what is wrong
with numbers as (
    select
        'movement' as found_in,
        row(theory, edit, state, year, kind)::varchar as item,
        share as value,
        null as low,
        null as high,
        1 as most
    from movement
    union all
    select 'danger', row(theory, edit, state, year)::varchar, p, low, high, 1
    from danger
    union all
    select 'provoked', row(theory, edit, year)::varchar, unnest([ties, founded, ended, joined, "left"]), null, null, null
    from provoked
    union all
    select 'effort_course', row(theory, edit, measure, year)::varchar, forecast, low, high, null
    from effort_course
    union all
    select
        'box',
        row(theory, edit, number, parameter)::varchar,
        unnest([share_of_histories, coverage, density, base]),
        null,
        null,
        1
    from box
    union all
    select 'shock', row(theory, edit, factor)::varchar, unnest([survival, parties]), null, null, 1
    from shock
    union all
    select 'tipping', row(theory, edit, outcome)::varchar, unnest([at_least, at_greatest]), low, high, 1
    from tipping
    union all
    select 'cheapest_break', theory, survival, low, high, 1
    from cheapest_break
),
judged as (
    select
        found_in,
        item,
        value,
        case
            when isnan(value) or isnan(low) or isnan(high) then 'not a number, where unknown is NULL'
            when value < -1e-9 then 'below 0'
            when value > most + 1e-9 then 'above 1'
            when low > high then 'low above high'
        end as wrong
    from numbers
    union all
    select 'movement', row(theory, edit, state, year, kind)::varchar, share, 'neither join nor leave'
    from movement
    where kind not in ('join', 'leave')
    union all
    select 'tipping', row(theory, edit, outcome)::varchar, factor, 'not between least and greatest'
    from tipping
    where not factor between least and greatest
)
select found_in, item, value, wrong
from judged
where wrong is not null
