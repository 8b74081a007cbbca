-- question: How many onsets and endings does each theory expect under each edit list, and how many on record?
-- grain: One row an edit list, theory, outcome and forecast year; rows without a probability are left out.
-- columns:
--   run_id: the run
--   edit: name of the list
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned, each in its own history
--   year: forecast year
--   at_risk: number of dyads at risk on record, of those of which the theory knows something
--   at_risk_edited: the same in the edited history
--   expected: sum of the probabilities of a shift on record
--   expected_edited: the same in the edited history; over other dyads where the edit ties or parts some
--   delta: by how many shifts the edit moves what is expected, be it of the same dyads or of others
with said as (
    select forecast.run_id, departure.edit, theory, year, aligned_before, p_aligned, false as edited
    from forecast
    join departure using (run_id)
    union all
    select run_id, edit, theory, year, aligned_before, p_aligned, true as edited
    from counterfactual
),
shifts as (
    select
        run_id,
        edit,
        theory,
        case when aligned_before then 'ending' else 'onset' end as outcome,
        year,
        case when aligned_before then 1 - p_aligned else p_aligned end as p_shift,
        edited
    from said
    where p_aligned is not null
)
select
    run_id,
    edit,
    theory,
    outcome,
    year,
    count(*) filter (where not edited) as at_risk,
    count(*) filter (where edited) as at_risk_edited,
    coalesce(sum(p_shift) filter (where not edited), 0) as expected,
    coalesce(sum(p_shift) filter (where edited), 0) as expected_edited,
    coalesce(sum(p_shift) filter (where edited), 0) - coalesce(sum(p_shift) filter (where not edited), 0) as delta
from shifts
group by run_id, edit, theory, outcome, year
