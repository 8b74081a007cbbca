-- question: About which dyads is a class asked, and what became of them?
-- grain: One row a scored year and dyad, year by year, those that may part last; of each outcome the likeliest by all forecasters together, and some of the rest by lot.
-- parameters: likeliest = 3, lots = 1
-- columns:
--   year: forecast year
--   outcome: onset, of dyads not aligned on 31 December of the year before, or ending, of those aligned then
--   a: first state
--   b: second state
--   chosen: likeliest, or lot
--   shifted: whether the tie began, or lapsed; NULL where that is not known or was censored, and is not scored
--   day: on which day, if it shifted
--   pact: the pact that was made or ended that day
-- source: our choice; the view question tells by what the choice is made
with remaining as (
    select
        run_id,
        year,
        outcome,
        a,
        b,
        if(place <= likeliest, 'likeliest', 'lot') as chosen
    from question
    qualify place <= likeliest
        or row_number() over (partition by year, outcome, place <= likeliest order by lot) <= lots
)
select
    remaining.year,
    remaining.outcome,
    remaining.a,
    remaining.b,
    remaining.chosen,
    at_risk.shifted,
    dated_shift.day,
    dated_shift.pact
from remaining
left join at_risk using (run_id, year, a, b, outcome)
left join dated_shift using (year, a, b, outcome)
order by remaining.year, remaining.outcome desc, remaining.a, remaining.b
