-- question: Do states choose partners who share their greatest threat?
-- grain: One row a bloc.
-- claim: States balance: they join those who share their greatest threat.
-- expectation: above 0
-- measure: share of decisions for a security pact that balance, less the share that random available partners would give
-- without: no decision for a security pact of a state that knows a threat
-- paired: each decision stands on both sides
-- columns:
--   block: pact and day of the decisions
--   cases: decisions for a security pact of states that are no great powers
--   total: those that balance
--   cases_otherwise: the same decisions
--   total_otherwise: what random available partners would give
-- source: Walt 1987: 17-33, 147-180; security pacts alone: changed after a first look, in which, with rapprochements, it could not be told, since a rapprochement is with a former enemy, which counted as bandwagoning
select block, unnest([true, false]) as holds, unnest([showed, random]) as outcome
from decision_chance
where behaviour = 'balancing' and reading = 'threat' and outcome_kind = 'security'
    and sphere in ('regional', 'client')
