-- question: How far does each edit list go from the record, and how far does it move what is expected?
-- grain: One row an edit list, in the order of the run.
-- parameters: of_theory = 'pool'
-- columns:
--   edit: name of the list
--   struck: events that do not happen, those that follow among them
--   followed: of these, events that presuppose what is struck
--   added: events that happen besides
--   moved: events that happen on another day
--   scaled: events that weigh more or less
--   share: points of all these events, as a share of those of the record
--   quantities: quantities of states and years that are otherwise
--   memberships: states in pacts whose membership is otherwise
--   spells: states whose regimes, and pacts whose institutions are otherwise
--   first_day: first day that differs
--   onsets: by how many the onsets differ that the theory expects, over all years
--   endings: the same of endings
select
    departure.edit,
    departure.struck,
    departure.followed,
    departure.added,
    departure.moved,
    departure.scaled,
    departure.share,
    departure.quantities,
    departure.memberships,
    departure.spells,
    departure.first_day,
    sum(difference.delta) filter (where difference.outcome = 'onset') as onsets,
    sum(difference.delta) filter (where difference.outcome = 'ending') as endings
from departure
left join difference
    on difference.run_id = departure.run_id and difference.edit = departure.edit and difference.theory = of_theory
group by all
order by any_value(departure.number)
