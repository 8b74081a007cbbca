-- question: Do decisions balance threat rather than capability?
-- grain: One row a bloc.
-- claim: States balance threats, not capability alone.
-- expectation: above 0
-- measure: share of decisions for a security pact that balance over that of random available partners, less the same where the most capable state is taken for the most threatening
-- without: no variation: wherever a state made a security pact, capability alone has nearly every available partner balance
-- paired: each decision stands on both sides
-- columns:
--   block: pact and day of the decisions
--   cases: decisions for a security pact of states that are no great powers, where capability alone tells partners apart: fewer than 95 % of those available would balance by it
--   total: those that balance, threat read as perceived, less what random available partners would give
--   cases_otherwise: the same decisions
--   total_otherwise: those that balance, threat read as capability, less what random available partners would give
-- source: Walt 1987: 21-26, 263-266; Waltz 1979: 118-128; 95 % as the bound is our choice; changed after a first look: security pacts alone, since a rapprochement is with a former enemy, which counted as bandwagoning, and only where capability varies, since among states of the region it had every partner balance
with twice as (
    select
        block,
        max(showed - random) filter (where reading = 'threat') as by_threat,
        max(showed - random) filter (where reading = 'capability') as by_capability
    from decision_chance
    where behaviour = 'balancing' and outcome_kind = 'security'
        and sphere in ('regional', 'client')
    group by run_id, year, state, partner, block
    having max(random) filter (where reading = 'capability') < 0.95
        and count(*) = 2
)
select block, unnest([true, false]) as holds, unnest([by_threat, by_capability]) as outcome
from twice
