-- question: Are states in or just out of a war likelier to join whom they fear most?
-- grain: One row a bloc.
-- claim: States in the last phase of a war bandwagon more.
-- expectation: above 0
-- measure: share of decisions of states that fought in a war in the 365 days before that join the greatest threat over that of random available partners, less the same of the others
-- without: no war is coded
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of states that fought in a war in the 365 days before
--   total: those that joined the greatest threat, less what random partners would give
--   cases_otherwise: decisions of the others
--   total_otherwise: those that joined the greatest threat, less what random partners would give
-- source: Walt 1987: 31-32; war in the 365 days before the decision stands for its last phase, which is not coded: our choice; chance taken off on both sides: changed after a first look, to be alike with the claims on decisions
with fought as (
    select date, unnest(string_split(concat_ws(';', initiator, nullif(target, '')), ';')) as state
    from event
    where kind in ('war', 'war_battle')
),
warring as (
    select
        decision.year,
        decision.state,
        decision.partner,
        exists (
            from fought
            where fought.state = decision.state
                and fought.date < decision.day
                and fought.date >= decision.day - 365
        ) as warring
    from decision
    where exists (from fought)
)
select
    decision_chance.block,
    warring.warring as holds,
    decision_chance.showed - decision_chance.random as outcome
from decision_chance
join warring using (year, state, partner)
where decision_chance.behaviour = 'bandwagoning' and decision_chance.reading = 'threat'
    and decision_chance.sphere in ('regional', 'client')
