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
    enduring.edit,
    enduring.state,
    enduring.year,
    enduring.survival,
    enduring.low,
    enduring.high,
    enduring.difference,
    enduring.difference_low,
    enduring.difference_high,
    danger.p as danger
from enduring
left join danger
    on danger.theory = enduring.theory
    and danger.edit = enduring.edit
    and danger.state is not distinct from enduring.state
    and danger.year = enduring.year
where enduring.theory = of_theory
    and of_edit in ('all', enduring.edit)
    and of_party in ('all', enduring.state)
order by enduring.edit <> 'none', enduring.edit, enduring.state nulls first, enduring.year
