-- question: Are weak states likelier to join whom they fear most?
-- grain: One row a bloc.
-- claim: Weak states bandwagon more.
-- expectation: above 0
-- measure: share of decisions of weak states that join the greatest threat over that of random available partners, less the same of the others; weak is a state that more than half of the others of the region outweigh
-- without: no decision of a state whose power is known
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of weak states
--   total: those that joined the greatest threat, less what random partners would give
--   cases_otherwise: decisions of other states of the region
--   total_otherwise: those that joined the greatest threat, less what random partners would give
-- source: Walt 1987: 29-31; the half of the region as the bound is our choice; chance taken off on both sides: changed after a first look, to be alike with the claims on decisions
with weak as (
    select year + 1 as year, observer as state, median(power) > 0.5 as weak
    from perception
    where observed not in (select code from state where great_power)
    group by year, observer
)
select
    decision_chance.block,
    weak.weak as holds,
    decision_chance.showed - decision_chance.random as outcome
from decision_chance
join weak using (year, state)
where decision_chance.behaviour = 'bandwagoning' and decision_chance.reading = 'threat'
    and decision_chance.sphere in ('regional', 'client')
