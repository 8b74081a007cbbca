-- question: Does penetration bring alignment in open societies, where its aims are limited?
-- grain: One row a year.
-- claim: Penetration works in open societies and with limited aims.
-- expectation: above 0
-- measure: share of pairs, one penetrated by the other, that align in the year where the penetrated is more open than the median of the region and the other is no revisionist, less the share of the other such pairs
-- without: no penetration between states not aligned, of known openness and aims
-- columns:
--   block: forecast year
--   cases: open states of the region penetrated by a state of limited aims, not aligned with it
--   total: those that became aligned in the year
--   cases_otherwise: other states of the region penetrated by one with which they are not aligned
--   total_otherwise: those that became aligned in the year
-- source: Walt 1987: 46-49, 242-261; the median of the region as the bound of openness is our choice
with openness as (
    select year + 1 as year, state, openness > median(openness) over (partition by year) as open
    from condition
    where state not in (select code from state where great_power)
),
aims as (
    select year + 1 as year, state, revisionism < 1 as limited
    from condition
),
meddling as (
    select year + 1 as year, observer as state, observed as meddler
    from perception
    where penetration >= 0.5
)
select
    at_risk.year::varchar as block,
    openness.open and aims.limited as holds,
    at_risk.shifted::integer as outcome
from at_risk
join meddling
    on meddling.year = at_risk.year
    and least(meddling.state, meddling.meddler) = at_risk.a
    and greatest(meddling.state, meddling.meddler) = at_risk.b
join openness on openness.year = meddling.year and openness.state = meddling.state
join aims on aims.year = meddling.year and aims.state = meddling.meddler
where at_risk.outcome = 'onset'
