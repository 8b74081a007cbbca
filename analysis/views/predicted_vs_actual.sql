-- question: What did each theory expect of each dyad, and did its alignment shift?
-- grain: One row a theory, forecast year and dyad at risk whose outcome is known; censored dyad-years are left out.
-- columns:
--   run_id: the run
--   theory: who forecast
--   year: forecast year
--   a: first state
--   b: second state
--   aligned_before: aligned on 31 December of the year before
--   p_shift: probability that was given to a shift, an onset or an ending; NULL where the theory knows nothing
--   shifted: whether the tie began (not aligned before) or lapsed (aligned before)
with outcome_known as (
    select
        forecast.run_id,
        forecast.theory,
        forecast.year,
        forecast.a,
        forecast.b,
        forecast.aligned_before,
        forecast.p_aligned,
        shift.kind
    from forecast
    join run using (run_id)
    left join shift using (year, a, b)
    where forecast.year <= run.last_census
)
select
    run_id,
    theory,
    year,
    a,
    b,
    aligned_before,
    case when aligned_before then 1 - p_aligned else p_aligned end as p_shift,
    kind is not null as shifted
from outcome_known
where kind is distinct from 'censored'
