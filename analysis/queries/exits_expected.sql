-- question: Which parties are expected to have left by the end of the span, and who to join?
-- grain: One row an edit list and state that was a party on the branching date, or joins in any history; likeliest leavers first.
-- parameters: of_theory = 'pool', of_edit = 'none'
-- columns:
--   edit: name of the edit list, or none
--   state: the state
--   party: whether it was a party on the branching date
--   left: share of histories in which that party has left by then; NULL for others
--   difference: that share less the one of the record unedited; NULL for none
--   leave_year: year in which most histories have it leave; NULL where none does
--   joined: expected number of its joinings
--   join_year: year in which most histories have it join; NULL where none does
with leavers as (
    select edit, state, 1 - survival as share, -difference as difference
    from lasting
    where theory = of_theory and state is not null
),
moves as (
    select
        edit,
        state,
        coalesce(sum(share) filter (where kind = 'join'), 0) as joined,
        arg_max(year, (share, -year)) filter (where kind = 'leave') as leave_year,
        arg_max(year, (share, -year)) filter (where kind = 'join') as join_year
    from movement
    where theory = of_theory
    group by edit, state
)
select
    edit,
    state,
    leavers.state is not null as party,
    leavers.share as "left",
    leavers.difference,
    moves.leave_year,
    coalesce(moves.joined, 0) as joined,
    moves.join_year
from leavers
full join moves using (edit, state)
where of_edit in ('all', edit)
order by edit <> 'none', edit, leavers.share desc nulls last, joined desc, state
