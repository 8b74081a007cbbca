-- question: Do decisions balance threat rather than capability?
-- grain: One row a bloc.
-- claim: States balance threats, not capability alone.
-- expectation: above 0
-- measure: share of decisions for a security pact that balance over that of random available partners, less the same where the most capable state is taken for the most threatening
-- without: no decision for a security pact of a state that knows a threat
-- columns:
--   block: pact and day of the decisions
--   cases: decisions, threat read as perceived
--   total: those that balance, less what random available partners would give
--   cases_otherwise: decisions, threat read as capability
--   total_otherwise: those that balance, less what random available partners would give
-- source: Walt 1987: 21-26, 263-266; Waltz 1979: 118-128; security pacts alone: changed after a first look, since a rapprochement is with a former enemy, which counted as bandwagoning
select
    block,
    count(*) filter (where reading = 'threat') as cases,
    coalesce(sum(showed - random) filter (where reading = 'threat'), 0) as total,
    count(*) filter (where reading = 'capability') as cases_otherwise,
    coalesce(sum(showed - random) filter (where reading = 'capability'), 0) as total_otherwise
from decision_chance
where behaviour = 'balancing' and outcome_kind = 'security'
    and sphere in ('regional', 'client')
group by block
order by block
