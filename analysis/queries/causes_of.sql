-- question: What had passed between two states before an alignment of theirs shifted in a way that nobody expected?
-- grain: One row a surprise and event in which both states have a part, known before the day of the shift, in its year or the year before; of each surprise the three with the most points, in time order.
-- parameters: of_outcome = 'onset', top = 15
-- columns:
--   year: forecast year of the surprise
--   a: first state
--   b: second state
--   date: nominal day of the event
--   kind: kind, from the codebook
--   description: what happened
--   event_id: the event
-- source: our choice of three, and of two years
with surprise as (
    select year, a, b, max(p_shift) as p_best
    from scored
    where shifted and outcome = of_outcome
    group by year, a, b
    order by p_best, year, a, b
    limit top
),
involved as (
    select
        event_id,
        date,
        greatest(date, coalesce(known_on, date)) as known,
        kind,
        description,
        points,
        string_split(concat_ws(';', initiator, target, against), ';') as parties
    from event
)
select surprise.year, surprise.a, surprise.b, involved.date, involved.kind, involved.description, involved.event_id
from surprise
join dated_shift
    on dated_shift.outcome = of_outcome
    and dated_shift.year = surprise.year
    and dated_shift.a = surprise.a
    and dated_shift.b = surprise.b
join involved
    on involved.known < dated_shift.day
    and year(involved.date) >= surprise.year - 1
    and list_contains(involved.parties, surprise.a)
    and list_contains(involved.parties, surprise.b)
qualify row_number() over (
    partition by surprise.year, surprise.a, surprise.b
    order by involved.points desc, involved.date, involved.event_id
) <= 3
order by surprise.year, surprise.a, surprise.b, involved.date, involved.event_id
