-- question: Which dyads could shift in which year, and which did?
-- grain: One row a forecast year and dyad at risk whose outcome is known; censored dyad-years are left out.
-- columns:
--   run_id: the run
--   year: forecast year
--   a: first state
--   b: second state
--   outcome: onset, not aligned on 31 December of the year before, or ending, aligned then
--   shifted: whether the tie began, or lapsed
select distinct
    run_id,
    year,
    a,
    b,
    if(aligned_before, 'ending', 'onset') as outcome,
    shifted
from predicted_vs_actual
order by run_id, year, a, b
