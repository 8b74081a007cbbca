-- question: Are states without allies likelier to join whom they fear most?
-- grain: One row a bloc.
-- claim: Isolated states bandwagon more.
-- expectation: above 0
-- measure: share of decisions of states without an ally on 31 December before that join the greatest threat over that of random available partners, less the same of states with one
-- without: no decision of a state that knows a threat
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of states without an ally
--   total: those that joined the greatest threat, less what random partners would give
--   cases_otherwise: decisions of states with one
--   total_otherwise: those that joined the greatest threat, less what random partners would give
-- source: Walt 1987: 30-31; chance taken off on both sides: changed after a first look, to be alike with the claims on decisions
with tied as (
    select alignment.a, alignment.b, alignment.formed, coalesce(alignment.ended, 'infinity'::date) as ended
    from alignment
    join run using (coding)
),
isolated as (
    select
        decision.year,
        decision.state,
        decision.partner,
        not exists (
            from tied
            where (tied.a = decision.state or tied.b = decision.state)
                and tied.formed < make_date(decision.year, 1, 1)
                and tied.ended >= make_date(decision.year, 1, 1)
        ) as isolated
    from decision
)
select
    decision_chance.block,
    isolated.isolated as holds,
    decision_chance.showed - decision_chance.random as outcome
from decision_chance
join isolated using (year, state, partner)
where decision_chance.behaviour = 'bandwagoning' and decision_chance.reading = 'threat'
    and decision_chance.sphere in ('regional', 'client')
