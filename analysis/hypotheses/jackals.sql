-- question: Do revisionists join stronger revisionists more than other states do?
-- grain: One row a bloc.
-- claim: Revisionists bandwagon for profit.
-- expectation: above 0
-- measure: share of partners who are stronger revisionists over that of random available ones among decisions of revisionists, less the same among the others
-- without: no decision between states whose orientations are known
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of revisionists
--   total: those that joined a stronger revisionist, less what random partners would give
--   cases_otherwise: decisions of the others
--   total_otherwise: those that joined a stronger revisionist, less what random partners would give
-- source: Schweller 1994: 88-99
with aims as (
    select year + 1 as year, state, revisionism = 1 as revisionist
    from condition
)
select
    decision_chance.block,
    aims.revisionist as holds,
    decision_chance.showed - decision_chance.random as outcome
from decision_chance
join aims using (year, state)
where decision_chance.behaviour = 'profit'
    and decision_chance.sphere in ('regional', 'client')
