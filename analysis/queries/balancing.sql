-- question: Did states that aligned balance, bandwagon, or follow ideology, aid or penetration more than by chance?
-- grain: One row a behaviour and reading of threat, over all years of which theories were asked.
-- parameters: of_sphere = 'region'
-- columns:
--   behaviour: what the decision shows, as in choice
--   reading: threat, or capability where capability alone is read as threat; NULL where the behaviour does not hang on either
--   n: number of decisions of which it is known
--   share: share of them that shows it
--   random: share that a random available partner would give
--   lift: share / random with its 90 % interval; 1 is chance
--   gravity: share that an available partner drawn by the forecasts of gravity would give
--   over_gravity: share / gravity with its 90 % interval; 1 is chance
select
    behaviour,
    reading,
    n,
    round(share, 2) as share,
    round(random, 2) as random,
    if(lift is null, null, format('{:.2f} [{:.2f}, {:.2f}]', lift, low, high)) as lift,
    round(gravity, 2) as gravity,
    if(
        lift_gravity is null,
        null,
        format('{:.2f} [{:.2f}, {:.2f}]', lift_gravity, low_gravity, high_gravity)
    ) as over_gravity
from decision_share
where among = of_sphere
order by
    list_position(
        ['balancing', 'bandwagoning', 'offensive', 'defensive', 'profit', 'alike', 'aided', 'penetrated'],
        behaviour
    ),
    reading desc
