-- question: Which states of the region were threatened on the eve of each forecast year?
-- grain: One row a forecast year and state of the region: scored, and no great power.
-- columns:
--   run_id: the run
--   year: forecast year
--   state: the state
--   threat: the greatest threat that it perceived on 31 December before; NULL where unknown
--   usual: median of the greatest threats to all states of the region at all censuses so far, that one included
--   threatened: whether the threat is at least the usual one
--   lives: whether the state existed throughout the forecast year
-- source: our choice, so that half of all states are threatened by the standards of their time
with region as (
    select distinct perception.run_id, perception.year + 1 as year, perception.observer as state
    from perception
    join state on state.code = perception.observer
    where state.role = 'scored' and not state.great_power
),
weighed as (
    select region.run_id, region.year, region.state, max(greatest_threat.threat) as threat
    from region
    left join greatest_threat using (run_id, year, state)
    group by region.run_id, region.year, region.state
)
select
    weighed.run_id,
    weighed.year,
    weighed.state,
    weighed.threat,
    median(weighed.threat) over so_far as usual,
    weighed.threat >= median(weighed.threat) over so_far as threatened,
    not exists (
        from state
        where state.code = weighed.state and year(state.leaves) = weighed.year
    ) as lives
from weighed
window so_far as (
    partition by weighed.run_id
    order by weighed.year
    range between unbounded preceding and current row
)
