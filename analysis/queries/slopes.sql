-- question: Did the past run with a theory, or against it?
-- grain: One row an outcome, over the scored years; none for what has no signs of its own, a baseline or the pool.
-- parameters: of_theory = 'balance_of_threat'
-- columns:
--   outcome: onset or ending
--   years: number of years forecast
--   against: years in which the slope was below zero, so that the theory's signs were turned round
--   lowest: least slope, in log-odds per unit of the index; it starts at 1, before any outcome is seen
--   median: the slope of the middle year
--   highest: greatest slope
select
    calibration.head as outcome,
    count(*) as years,
    count(*) filter (where calibration.slope < 0) as against,
    min(calibration.slope) as lowest,
    median(calibration.slope) as median,
    max(calibration.slope) as highest
from calibration
join run using (run_id)
where calibration.theory = of_theory
    and calibration.slope is not null
    and calibration.head in ('onset', 'ending')
    and calibration.year between run.scored_first and run.scored_last
group by calibration.head
order by outcome desc
