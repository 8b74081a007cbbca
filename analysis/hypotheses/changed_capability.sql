-- question: Do unequal alliances end when the capability of a member has changed?
-- grain: One row a year.
-- claim: Asymmetric alliances last until capability changes.
-- expectation: above 0
-- measure: share of ties between unequals, one at least three times as capable, that end in the year where the members' capabilities have changed more than the median since the tie began, less the share where they have changed less
-- without: the theory autonomy_security was not asked, or no tie is between unequals
-- columns:
--   block: forecast year
--   cases: unequal aligned dyads whose capabilities changed more than the median
--   total: those that parted in the year
--   cases_otherwise: unequal aligned dyads whose capabilities changed less
--   total_otherwise: those that parted in the year
-- source: Morrow 1991: 904-933; three to one for asymmetry and the median of the year for change are our choice
with ties as (
    select
        year,
        a,
        b,
        max(value) filter (where term = 'asymmetry') as asymmetry,
        max(value) filter (where term = 'capability_change') as change
    from contribution
    where theory = 'autonomy_security' and head = 'ending'
    group by year, a, b
),
unequal as (
    select year, a, b, change > median(change) over (partition by year) as changed
    from ties
    where asymmetry >= 0.75 and change is not null
)
select at_risk.year::varchar as block, unequal.changed as holds, at_risk.shifted::integer as outcome
from at_risk
join unequal using (year, a, b)
where at_risk.outcome = 'ending'
