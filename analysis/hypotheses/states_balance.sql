-- question: Do states choose partners who share their greatest threat?
-- grain: One row a bloc.
-- claim: States balance: they join those who share their greatest threat.
-- expectation: above 0
-- measure: share of decisions that balance, less the share that random available partners would give
-- without: no decision of a state that knows a threat
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of states that are no great powers
--   total: those that balance
--   cases_otherwise: the same decisions
--   total_otherwise: what random available partners would give
-- source: Walt 1987: 17-33, 147-180
select
    block,
    count(*) as cases,
    sum(showed) as total,
    count(*) as cases_otherwise,
    sum(random) as total_otherwise
from decision_chance
where behaviour = 'balancing' and reading = 'threat' and sphere in ('regional', 'client')
group by block
order by block
