-- question: What do parties that are still in do for the pact, under each edit list and on record?
-- grain: One row an edit list and year.
-- parameters: of_measure = 'burden', of_theory = 'pool', of_edit = 'all'
-- columns:
--   edit: name of the edit list, or none
--   year: year
--   forecast: mean of histories; burden in % of product, forces in thousands of soldiers
--   low: 5 % of histories give less
--   high: 5 % of histories give more
--   observed: what was recorded; NULL where unknown
--   remaining: how many parties of the branching date are expected not to have left
select
    effort_course.edit,
    effort_course.year,
    effort_course.forecast,
    effort_course.low,
    effort_course.high,
    effort_course.observed,
    remaining.remaining
from effort_course
left join remaining using (run_id, theory, edit, pact, year)
where effort_course.measure = of_measure
    and effort_course.theory = of_theory
    and of_edit in ('all', effort_course.edit)
order by effort_course.edit <> 'none', effort_course.edit, effort_course.year
