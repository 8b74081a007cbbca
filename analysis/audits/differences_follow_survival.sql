-- question: Which differences of survival do not follow from the survivals?
-- grain: One row a theory, edit list, state and year, with its first fault; none on a sound ledger.
-- columns:
--   theory: who decides in these histories
--   edit: name of the edit list
--   state: the party; NULL for the pact itself
--   year: year
--   difference: on record in the ledger; NULL where there is none
--   follows: what follows from the survivals; NULL where nothing does
--   wrong: what is wrong
with unedited as (
    select theory, pact, coalesce(state, '') as state, year, survival
    from survival
    where edit = 'none'
),
following as (
    select
        edited.theory,
        edited.edit,
        edited.pact,
        coalesce(edited.state, '') as state,
        edited.year,
        edited.survival - unedited.survival as follows
    from survival as edited
    join unedited
        on unedited.theory = edited.theory
        and unedited.pact = edited.pact
        and unedited.state = coalesce(edited.state, '')
        and unedited.year = edited.year
    where edited.edit <> 'none'
),
told as (
    select theory, edit, pact, coalesce(state, '') as state, year, difference, low, high
    from survival_difference
),
judged as (
    select
        theory,
        edit,
        nullif(state, '') as state,
        year,
        told.difference,
        following.follows,
        case
            when edit = 'none' then 'the record unedited differs from itself'
            when following.follows is null then 'follows from no survival'
            when told.difference is null then 'is missing'
            when not abs(told.difference - following.follows) <= 1e-9 then 'is another'
            when isnan(told.low) or isnan(told.high) then 'not a number'
            when told.low > told.high then 'low above high'
        end as wrong
    from told
    full join following using (theory, edit, pact, state, year)
)
select theory, edit, state, year, difference, follows, wrong
from judged
where wrong is not null
