-- question: Was the balance restored, and did the less threatening superpower lead the larger coalition?
-- grain: One row a census year with two superpowers or more, as of 31 December; of more than two the two with the strongest sides.
-- columns:
--   year: census year
--   side: superpower with the stronger side
--   n: states on its side, itself among them
--   share: capability of its side, as share of all states'
--   posed: mean threat that the states of the region perceived from it
--   rival: superpower with the next side
--   n_2: states on that side
--   share_2: capability of that side
--   posed_2: mean threat that the states of the region perceived from it
--   walt: whether the stronger side is led by the less threatening superpower
--   waltz: whether the strongest side leads by less than a year before; NULL in the first year
--   bloc: share of the region's capability that its strongest side has; above one half all others together are weaker
with sides as (
    select
        year,
        side,
        states,
        capability_share,
        posed,
        row_number() over (partition by year order by capability_share desc, side) as place
    from coalition
    where kind = 'superpower' and capability_share is not null
),
regional as (
    select year, max(capability_share) as bloc
    from coalition
    where kind = 'regional'
    group by year
),
pairs as (
    select
        strong.year,
        strong.side,
        strong.states as n,
        strong.capability_share as share,
        strong.posed,
        weak.side as rival,
        weak.states as n_2,
        weak.capability_share as share_2,
        weak.posed as posed_2
    from sides as strong
    join sides as weak using (year)
    where strong.place = 1 and weak.place = 2
)
select
    pairs.year,
    pairs.side,
    pairs.n,
    pairs.share,
    pairs.posed,
    pairs.rival,
    pairs.n_2,
    pairs.share_2,
    pairs.posed_2,
    pairs.posed < pairs.posed_2 as walt,
    pairs.share - pairs.share_2 < lag(pairs.share - pairs.share_2) over (order by pairs.year) as waltz,
    regional.bloc
from pairs
left join regional using (year)
order by pairs.year
