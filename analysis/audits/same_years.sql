-- question: Which theory or edit list of a stress run lacks a year, or a party, that others have?
-- grain: One row a table, theory, edit list, state and year that is missing; none on a sound ledger.
-- columns:
--   found_in: the table, of danger with the party
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   state: the party; empty for the pact itself, and where the table has none
--   year: year
--   wrong: what is wrong
with held as (
    select 'survival' as found_in, theory, edit, coalesce(state, '') as state, year
    from survival
    union all
    -- A theory may know nothing of what ends a pact, and much of who leaves it.
    select concat_ws(' ', 'danger', state), theory, edit, coalesce(state, ''), year
    from danger
    union all
    select 'provoked', theory, edit, '', year
    from provoked
),
-- Baselines decide in the record alone, unless nobody else was asked.
beside as (
    select name
    from theory
    where baseline
        and exists (from theory as rival where not rival.baseline and not rival.pool)
),
theories as (
    select distinct found_in, theory, theory in (from beside) as of_record
    from held
),
series as (
    select distinct found_in, edit, state
    from held
),
-- A party that ceases to exist has no rows from then on.
years as (
    select distinct found_in, state, year
    from held
)
select theories.found_in, theories.theory, series.edit, state, years.year, 'is missing' as wrong
from theories
join series using (found_in)
join years using (found_in, state)
anti join held using (found_in, theory, edit, state, year)
where series.edit = 'none' or not theories.of_record
