-- question: Do secure states choose partners of like ideology more than threatened ones?
-- grain: One row a bloc.
-- claim: Ideology counts for more when states are secure.
-- expectation: above 0
-- measure: share of alike partners over that of random available ones among decisions of secure states, less the same among the others; secure is a state whose greatest threat is below the median of the region
-- without: no decision between states whose ideologies are known
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of secure states
--   total: those with an alike partner, less what random partners would give
--   cases_otherwise: decisions of the others
--   total_otherwise: those with an alike partner, less what random partners would give
-- source: Walt 1987: 33-37, 200-202; the median of the region as the bound is our choice
with greatest as (
    select year + 1 as year, observer as state, max(threat) as threat
    from perception
    where observer not in (select code from state where great_power) and threat is not null
    group by year, observer
),
secure as (
    select year, state, threat < median(threat) over (partition by year) as secure
    from greatest
)
select
    decision_chance.block,
    secure.secure as holds,
    decision_chance.showed - decision_chance.random as outcome
from decision_chance
join secure using (year, state)
where decision_chance.behaviour = 'alike'
    and decision_chance.sphere in ('regional', 'client')
