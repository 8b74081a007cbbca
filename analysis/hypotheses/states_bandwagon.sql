-- question: Do states shun whom they fear most as a partner?
-- grain: One row a bloc.
-- claim: Bandwagoning is rare: states do not join their greatest threat.
-- expectation: below 0
-- measure: share of decisions for a security pact that join the greatest threat, less the share that random available partners would give
-- without: no decision for a security pact of a state that knows a threat
-- paired: each decision stands on both sides
-- columns:
--   block: pact and day of the decisions
--   cases: decisions for a security pact of states that are no great powers
--   total: those that join the greatest threat
--   cases_otherwise: the same decisions
--   total_otherwise: what random available partners would give
-- source: Walt 1987: 17-33, 147-180; security pacts alone: changed after a first look, in which, with rapprochements, it could not be told, since a rapprochement is with a former enemy, which counted as bandwagoning
select block, unnest([true, false]) as holds, unnest([showed, random]) as outcome
from decision_chance
where behaviour = 'bandwagoning' and reading = 'threat' and outcome_kind = 'security'
    and sphere in ('regional', 'client')
