-- question: Do allies who believe in the advantage of attack stay together?
-- grain: One row a year.
-- claim: A perceived advantage of offence chains allies together.
-- expectation: below 0
-- measure: share of ties that end in the year where one of the two believes that attack has the advantage, less the share where neither does and the belief of one is known
-- without: no aligned state's belief about attack and defence is known
-- columns:
--   block: forecast year
--   cases: aligned dyads of which one believes that offence has the advantage
--   total: those that parted in the year
--   cases_otherwise: aligned dyads of which one is known to believe otherwise
--   total_otherwise: those that parted in the year
-- source: Christensen and Snyder 1990: 137-168
with beliefs as (
    select
        at_risk.year,
        at_risk.a,
        at_risk.b,
        any_value(at_risk.shifted) as shifted,
        max(condition.advantage) as advantage
    from at_risk
    join condition
        on condition.year = at_risk.year - 1
        and condition.state in (at_risk.a, at_risk.b)
    where at_risk.outcome = 'ending' and condition.advantage is not null
    group by at_risk.year, at_risk.a, at_risk.b
)
select year::varchar as block, advantage = 1 as holds, shifted::integer as outcome
from beliefs
