-- question: How does the pact stand at the end of the span, theory by theory and under each edit list?
-- grain: One row a theory and edit list, the record unedited first, then the list under which the pact is least likely to last; of a list the theory that gives it least.
-- parameters: of_edit = 'all'
-- columns:
--   edit: name of the edit list, or none
--   theory: who decides in these histories
--   baseline: whether it is one of the forecasters that theories have to beat
--   year: last year of the span
--   survival: share of histories in which the pact is in force
--   low: lower end of the 90 % interval of that share
--   high: its upper end
--   difference: survival less that of the record unedited; NULL for none
--   difference_low: 5 % quantile of that mean difference
--   difference_high: 95 % quantile
--   real: whether that difference is more than chance, all theories and lists tested together; NULL for none, the pool and baselines
--   parties: parties of the branching date that still exist
--   remaining: how many of them are expected not to have left
--   joined: how many joinings are expected, over all years
--   danger_year: the year of greatest danger to the pact, had its parties stayed
--   danger: probability that it ends in that year
with joinings as (
    select theory, edit, sum(share) as joined
    from movement
    where kind = 'join'
    group by theory, edit
)
select
    lasting.edit,
    lasting.theory,
    theory.baseline,
    lasting.year,
    lasting.survival,
    lasting.low,
    lasting.high,
    lasting.difference,
    lasting.difference_low,
    lasting.difference_high,
    moved.real,
    remaining.parties,
    remaining.remaining,
    coalesce(joinings.joined, 0) as joined,
    peril.year as danger_year,
    peril.p as danger
from lasting
join theory on theory.name = lasting.theory
join remaining
    on remaining.theory = lasting.theory
    and remaining.edit = lasting.edit
    and remaining.year = lasting.year
left join moved on moved.theory = lasting.theory and moved.edit = lasting.edit
left join joinings on joinings.theory = lasting.theory and joinings.edit = lasting.edit
left join peril
    on peril.theory = lasting.theory
    and peril.edit = lasting.edit
    and peril.state is null
where lasting.state is null and of_edit in ('all', lasting.edit)
order by
    lasting.edit <> 'none',
    avg(lasting.survival) over (partition by lasting.edit),
    lasting.edit,
    lasting.survival,
    remaining.remaining,
    lasting.theory
