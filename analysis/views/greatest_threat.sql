-- question: By whom did each state feel most threatened on the eve of each forecast year?
-- grain: One row a forecast year, state and other state at least half as threatening to it as the most threatening one.
-- columns:
--   run_id: the run
--   year: forecast year; the threat is that of 31 December before
--   state: who is threatened
--   threat_from: by whom
--   threat: threat perceived, above 0 and up to 1
--   place: 1 the most threatening, ties alike
-- source: the prevailing threat, Walt 1987: 17-22; half of the greatest as the bound is our choice
select
    run_id,
    year + 1 as year,
    observer as state,
    observed as threat_from,
    threat,
    rank() over (partition by run_id, year, observer order by threat desc) as place
from perception
where threat > 0
qualify threat >= max(threat) over (partition by run_id, year, observer) / 2
