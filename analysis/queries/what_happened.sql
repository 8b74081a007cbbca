-- question: What did a state do, suffer or have aimed at it in a year?
-- grain: One row an event in which the state is initiator, target or against, in time order.
-- parameters: of_state = 'EGY', in_year = 1956
-- columns:
--   date: nominal day, the last on which it may have happened
--   kind: kind, from the codebook
--   initiator: who acted, several separated by ;
--   target: towards whom
--   against: at whom co-operation was aimed
--   points: points of the event, deaths counted in
--   description: what happened
--   confidence: A seen in the source, B standard fact not opened, C doubtful
--   source: keys of the table source
--   event_id: the event
select date, kind, initiator, target, against, points, description, confidence, source, event_id
from event
where year(date) = in_year
    and (
        list_contains(string_split(initiator, ';'), of_state)
        or list_contains(string_split(target, ';'), of_state)
        or list_contains(string_split(against, ';'), of_state)
    )
order by date, event_id
