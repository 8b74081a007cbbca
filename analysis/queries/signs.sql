-- question: Which reasons of a theory did the record bear out, each looked at alone?
-- grain: One row an outcome and term, over the scored years; dyad-years where the term is unknown are left out.
-- parameters: of_theory = 'balance_of_threat'
-- columns:
--   outcome: onset or ending
--   term: the reason
--   sign: what the theory holds: +1 the shift is likelier where the term is high, -1 less likely; 0 where it is fitted
--   above: dyad-years in which the term stood above its mean
--   shifted_above: share of them that shifted
--   below: dyad-years in which it stood at its mean or below
--   shifted_below: share of them that shifted
--   held: whether the shares differ as the sign says; few dyad-years show little, and no other reason is held constant
with shares as (
    select
        contribution.head as outcome,
        contribution.term,
        term.sign,
        count(*) filter (where contribution.z > 0) as above,
        avg(predicted_vs_actual.shifted::integer) filter (where contribution.z > 0) as shifted_above,
        count(*) filter (where contribution.z <= 0) as below,
        avg(predicted_vs_actual.shifted::integer) filter (where contribution.z <= 0) as shifted_below
    from contribution
    join run using (run_id)
    join predicted_vs_actual using (run_id, theory, year, a, b)
    join term
        on term.theory = contribution.theory
        and term.head = contribution.head
        and term.term = contribution.term
    where contribution.theory = of_theory
        and contribution.value is not null
        and contribution.year between run.scored_first and run.scored_last
    group by contribution.head, contribution.term, term.sign
)
select
    outcome,
    term,
    sign,
    above,
    shifted_above,
    below,
    shifted_below,
    case when sign <> 0 then (shifted_above - shifted_below) * sign > 0 end as held
from shares
order by outcome desc, term
