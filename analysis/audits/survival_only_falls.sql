-- question: Where is survival no share of histories, or rises from one year to the next?
-- grain: One row a theory, edit list, state and year, with its first fault; none on a sound ledger.
-- columns:
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   state: the party; NULL for the pact itself
--   year: year
--   survival: share of histories
--   low: its lower quantile
--   high: its upper quantile
--   wrong: what is wrong
with courses as (
    select
        theory,
        edit,
        state,
        year,
        survival,
        low,
        high,
        lag(survival) over (partition by theory, edit, pact, state order by year) as before
    from survival
),
of_two as (
    select theory, edit
    from survival
    group by theory, edit
    having count(distinct state) = 2
),
-- Of a state that has ceased to exist there is no row.
bilateral as (
    select survival.theory, survival.edit, survival.year
    from survival
    join of_two using (theory, edit)
    group by survival.theory, survival.edit, survival.year
    having count(survival.state) = 2
),
of_pact as (
    select theory, edit, year, survival
    from survival
    where state is null
),
judged as (
    select
        courses.theory,
        courses.edit,
        courses.state,
        courses.year,
        courses.survival,
        courses.low,
        courses.high,
        case
            when isnan(courses.survival) or isnan(courses.low) or isnan(courses.high)
                then 'not a number'
            when least(courses.survival, courses.low) < -1e-9 or greatest(courses.survival, courses.high) > 1 + 1e-9
                then 'no share'
            when courses.low > courses.high then 'low above high'
            when courses.survival > courses.before + 1e-9 then 'rises from the year before'
            when bilateral.theory is not null
                and not exists (
                    from movement
                    where movement.theory = courses.theory
                        and movement.edit = courses.edit
                        and movement.kind = 'join'
                )
                and abs(courses.survival - of_pact.survival) > 1e-9
                then 'a party of a bilateral pact does not share its fate'
        end as wrong
    from courses
    left join of_pact using (theory, edit, year)
    left join bilateral using (theory, edit, year)
)
select theory, edit, state, year, survival, low, high, wrong
from judged
where wrong is not null
