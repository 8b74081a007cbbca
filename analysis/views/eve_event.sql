-- question: What was known to have happened, on the eve of each forecast year?
-- grain: One row a forecast year and event that became known in the year before it.
-- columns:
--   run_id: the run
--   year: forecast year
--   day: day on which it became known
--   date: nominal day on which it happened
--   precision: day, month or year
--   kind: kind, from the codebook
--   initiator: who acted; several separated by ;
--   target: towards whom
--   against: at whom co-operation was aimed
--   points: points of the event, deaths counted in
--   description: what happened, as the coder wrote it
--   source: keys of the table source
--   event_id: the event
with learnt as (
    select
        date,
        precision,
        greatest(date, coalesce(known_on, date)) as day,
        kind,
        initiator,
        target,
        against,
        points,
        description,
        source,
        event_id
    from event
)
select
    run.run_id,
    year(learnt.day)::integer + 1 as year,
    learnt.day,
    learnt.date,
    learnt.precision,
    learnt.kind,
    learnt.initiator,
    learnt.target,
    learnt.against,
    learnt.points,
    learnt.description,
    learnt.source,
    learnt.event_id
from run
join learnt on year(learnt.day) between run.first_census and run.last_census
