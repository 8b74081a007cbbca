-- question: Which forecasts of an edited history differ from the record, though they were made before it did?
-- grain: One row a forecast of dyads or pacts, with its first fault; none on a sound ledger.
-- columns:
--   edit: name of the list
--   theory: who forecast
--   year: forecast year
--   outcome: aligned, of dyads, or join, leave, downgrade or ending, of pacts
--   first: first state, or the pact
--   second: second state, or who may join, leave or honour less
--   p: probability on record
--   p_edited: probability in the edited history
--   wrong: what is wrong
with record as (
    select departure.edit, theory, year, 'aligned' as outcome, a as first, b as second, p_aligned as p, p_low, p_high
    from forecast
    join departure using (run_id)
    union all
    select departure.edit, theory, year, outcome, pact, coalesce(state, ''), p, p_low, p_high
    from pact_forecast
    join departure using (run_id)
),
edited as (
    select edit, theory, year, 'aligned' as outcome, a as first, b as second, p_aligned as p, p_low, p_high
    from counterfactual
    union all
    select edit, theory, year, outcome, pact, coalesce(state, ''), p, p_low, p_high
    from counterfactual_pact
)
select
    edit,
    theory,
    year,
    outcome,
    first,
    second,
    record.p,
    edited.p as p_edited,
    'the first day that differs comes after the census' as wrong
from record
full join edited using (edit, theory, year, outcome, first, second)
join departure using (edit)
where year <= coalesce(year(departure.first_day), 9999)
    and (
        record.p is distinct from edited.p
        or record.p_low is distinct from edited.p_low
        or record.p_high is distinct from edited.p_high
        or record.edit is null
        or edited.edit is null
    )
