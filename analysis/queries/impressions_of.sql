-- question: Which events shaped what one state held of another?
-- grain: One row an event and sign, the most points first; deals in arms, aid and penetration are left out.
-- parameters: observer_is = 'EGY', observed_is = 'ISR', top = 20
-- columns:
--   date: day on which the observer came to know it
--   sign: hostile_words, hostile_deeds, cooperative_words or cooperative_deeds
--   points: points that it left, before fading
--   kind: kind of the event
--   description: what happened
--   event_id: the event
with held as (
    select event_id, date, sign, sum(points) as points
    from impression
    where observer = observer_is
        and observed = observed_is
        and sign in ('hostile_words', 'hostile_deeds', 'cooperative_words', 'cooperative_deeds')
    group by event_id, date, sign
)
select held.date, held.sign, held.points, event.kind, event.description, held.event_id
from held
join event using (event_id)
qualify row_number() over (order by held.points desc, held.date, held.event_id, held.sign) <= top
order by held.points desc, held.date, held.event_id, held.sign
