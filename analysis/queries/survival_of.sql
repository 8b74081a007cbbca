-- question: How likely is the pact to be in force, and each party still to be in it, year by year?
-- grain: One row an edit list, state and year, the pact itself first.
-- parameters: of_theory = 'pool', of_edit = 'none', of_party = 'all'
-- columns:
--   edit: name of the edit list, or none
--   state: the party; NULL for the pact itself, which is shown where all parties are asked for
--   year: year, on whose 31 December it is counted
--   survival: share of histories in which the pact is in force, or in which the party has not left by then
--   low: lower end of the 90 % interval of that share
--   high: its upper end
--   difference: survival less that of the record unedited; NULL for none
--   difference_low: 5 % quantile of that mean difference
--   difference_high: 95 % quantile
--   danger: probability that it ends, or leaves, in the year, over the histories in which it still can
select
    survival.edit,
    survival.state,
    survival.year,
    survival.survival,
    survival.low,
    survival.high,
    moved.difference,
    moved.low as difference_low,
    moved.high as difference_high,
    danger.p as danger
from survival
left join survival_difference as moved
    on moved.theory = survival.theory
    and moved.edit = survival.edit
    and moved.state is not distinct from survival.state
    and moved.year = survival.year
left join danger
    on danger.theory = survival.theory
    and danger.edit = survival.edit
    and danger.state is not distinct from survival.state
    and danger.year = survival.year
where survival.theory = of_theory
    and of_edit in ('all', survival.edit)
    and of_party in ('all', survival.state)
order by survival.edit <> 'none', survival.edit, survival.state nulls first, survival.year
