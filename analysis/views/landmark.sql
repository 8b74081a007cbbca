-- question: Which events left most with each state about each other, for good or ill?
-- grain: One row an observer, observed and event, of each pair the six with the most points since 1 January of the first census at which it perceives; deals in arms, aid and penetration are left out.
-- columns:
--   observer: who holds it
--   observed: of whom
--   place: 1 the one with the most points, then the earlier
--   date: day on which the observer came to know it
--   hostile: whether hostile points outweigh co-operative ones
--   points: points that it left, before fading, of the sign that outweighs
--   kind: kind of the event
--   description: what happened
--   event_id: the event
-- source: our choice of six
with held as (
    select
        observer,
        observed,
        event_id,
        min(date) as date,
        sum(points) filter (where sign like 'hostile%') as hostile,
        sum(points) filter (where sign like 'cooperative%') as cooperative
    from impression
    where sign like 'hostile%' or sign like 'cooperative%'
    group by observer, observed, event_id
    having coalesce(min(impression.date) >= (select make_date(min(perception.year), 1, 1) from perception), true)
),
weighed as (
    select
        observer,
        observed,
        event_id,
        date,
        coalesce(hostile, 0) >= coalesce(cooperative, 0) as hostile,
        greatest(coalesce(hostile, 0), coalesce(cooperative, 0)) as points
    from held
)
select
    weighed.observer,
    weighed.observed,
    row_number() over most as place,
    weighed.date,
    weighed.hostile,
    weighed.points,
    event.kind,
    event.description,
    weighed.event_id
from weighed
join event using (event_id)
window most as (
    partition by weighed.observer, weighed.observed
    order by weighed.points desc, weighed.date, weighed.event_id
)
qualify place <= 6
