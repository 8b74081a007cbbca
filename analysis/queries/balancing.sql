-- question: Did states that aligned balance, bandwagon, or follow ideology, aid or penetration more than by chance?
-- grain: One row a behaviour and reading of threat, over all years of which theories were asked; unless another kind is named, of security pacts.
-- parameters: of_sphere = 'region', of_kind = 'security'
-- columns:
--   behaviour: what the decision shows, as in choice; followed by power where capability alone is read as threat
--   n: number of decisions of which it is known
--   share: share of them that shows it
--   random: share that a random available partner would give
--   lift: share / random, and its 90 % interval if there is one; 1 is chance
--   gravity: share that an available partner drawn by the forecasts of gravity would give
--   over_gravity: share / gravity, and its 90 % interval if there is one; 1 is chance
select
    if(reading = 'capability', concat(behaviour, ' power'), behaviour) as behaviour,
    n,
    share,
    random,
    concat(format('{:.2f}', lift), format(' [{:.2f}-{:.2f}]', low, high)) as lift,
    gravity,
    concat(format('{:.2f}', lift_gravity), format(' [{:.2f}-{:.2f}]', low_gravity, high_gravity)) as over_gravity
from decision_share
where among = of_sphere and kind = of_kind
order by
    list_position(
        ['balancing', 'bandwagoning', 'offensive', 'defensive', 'profit', 'alike', 'aided', 'penetrated'],
        decision_share.behaviour
    ),
    reading desc
