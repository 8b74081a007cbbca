-- question: Whom did each state join, on which day, and what was the partner to it on 31 December before?
-- grain: One row a state and partner that became aligned in a year of which theories were asked; both sides of each onset.
-- columns:
--   run_id: the run
--   year: year of the onset
--   state: who joined
--   partner: whom
--   day: first day tied
--   pact: the pact that tied them that day
--   outcome_kind: kind of that pact, security or rapprochement
--   sphere: regional, neither is a great power; client, the partner is; patron, the state is
--   threats: the three states that it perceived as most threatening, the greatest first, separated by ;
--   answer: balancing, the partner shares the greatest threat; bandwagoning, it is that threat; neither; NULL unknown
--   motive: of bandwagoning: offensive, the state was a revisionist; defensive, it was none and the weaker; neither; NULL unknown, and for other answers
--   answer_power: as answer, where capability alone is threat
--   alike: whether their regimes professed an ideology in common
--   aided: whether the state held half a deal of arms and aid, faded, or more from the partner
--   penetrated: whether it had suffered half an act of subversion, faded, or more from the partner
-- source: Walt 1987: 17-49, 147-180; the measures stand in the table choice
select
    choice.run_id,
    choice.year,
    choice.state,
    choice.partner,
    dated_shift.day,
    dated_shift.pact,
    dated_shift.outcome_kind,
    choice.sphere,
    choice.threats,
    case
        when choice.bandwagoning then 'bandwagoning'
        when choice.balancing then 'balancing'
        when not choice.balancing then 'neither'
    end as answer,
    case
        when not choice.bandwagoning then null
        when choice.offensive then 'offensive'
        when choice.defensive then 'defensive'
        when not choice.offensive and not choice.defensive then 'neither'
    end as motive,
    case
        when choice.bandwagoning_power then 'bandwagoning'
        when choice.balancing_power then 'balancing'
        when not choice.balancing_power then 'neither'
    end as answer_power,
    choice.alike,
    choice.aided,
    choice.penetrated
from choice
join dated_shift
    on dated_shift.outcome = 'onset'
    and dated_shift.year = choice.year
    and dated_shift.a = least(choice.state, choice.partner)
    and dated_shift.b = greatest(choice.state, choice.partner)
where choice.chosen
order by choice.run_id, choice.year, choice.state, choice.partner
