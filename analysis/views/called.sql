-- question: How high on its list for the year did each theory have each shift that happened?
-- grain: One row a theory and actual shift, in every year with a known outcome.
-- columns:
--   run_id: the run
--   theory: who forecast
--   year: year of the shift
--   a: first state
--   b: second state
--   outcome: onset or ending
--   p_shift: probability that was given to it; NULL where the theory knew nothing
--   rank: its place among the dyads at risk of that outcome in that year, 1 the likeliest, ties at their average place
--   of: number of dyads so ranked
with ranked as (
    select
        run_id,
        theory,
        year,
        a,
        b,
        aligned_before,
        p_shift,
        shifted,
        rank() over likeliest as first_place,
        count(*) over (partition by run_id, theory, year, aligned_before, p_shift) as ties,
        count(p_shift) over (partition by run_id, theory, year, aligned_before) as forecasts
    from predicted_vs_actual
    window likeliest as (
        partition by run_id, theory, year, aligned_before
        order by p_shift desc nulls last
    )
)
select
    run_id,
    theory,
    year,
    a,
    b,
    case when aligned_before then 'ending' else 'onset' end as outcome,
    p_shift,
    case when p_shift is not null then first_place + (ties - 1) / 2 end as rank,
    forecasts as of
from ranked
where shifted
