-- question: Which sides were there at the end of each year, how strong was each, and how much threat did it face?
-- grain: One row a year and side, as of 31 December.
-- columns:
--   run_id: the run
--   year: census year
--   side: code of the state that leads it
--   kind: superpower: a great power at least half as capable as the greatest, with all who share a pact with it that no other such power is in, unscored ones (such as NATO) among them; regional: states of the region that scored pacts connect, directly or through others, a state without any being a side of its own, led by the most capable
--   states: number of states on it
--   members: their codes in alphabetical order, separated by ;
--   capability_share: sum of their capability as share of that of all states, for regional sides of all states of the region; NULL where that of a member is unknown
--   threat_share: sum of the threats that members perceive from states outside, great powers among them, as share of all threats that states, for regional sides those of the region, perceive
--   posed: mean threat that the states of the region, members or not, perceive from the leader; NULL where none is known
-- source: Waltz 1979: 118-128, the balance that is restored; Walt 1987: 263-281, the larger coalition around the less threatening superpower; an ally's allies are no allies of a superpower (our choice)
with present as (
    select distinct
        condition.run_id,
        condition.year,
        condition.state,
        condition.capability,
        state.great_power,
        run.coding
    from condition
    join run using (run_id)
    join state on state.code = condition.state
),
in_pacts as (
    select
        present.run_id,
        present.year,
        present.state,
        present.great_power,
        party.pact,
        party.scored
    from present
    join party
        on party.state = present.state
        and party.coding = present.coding
        and party.joined <= make_date(present.year, 12, 31)
        and coalesce(party."left", 'infinity'::date) > make_date(present.year, 12, 31)
),
superpowers as (
    select run_id, year, state
    from present
    where great_power
    qualify capability >= max(capability) over (partition by run_id, year) / 2
),
banners as (
    select run_id, year, in_pacts.pact, any_value(state) as side
    from superpowers
    join in_pacts using (run_id, year, state)
    group by run_id, year, in_pacts.pact
    having count(distinct state) = 1
),
led as (
    select run_id, year, state as side, state
    from superpowers
    union
    select banners.run_id, banners.year, banners.side, in_pacts.state
    from banners
    join in_pacts using (run_id, year, pact)
),
neighbours as (
    select distinct own.run_id, own.year, own.state, partner.state as other
    from in_pacts as own
    join in_pacts as partner using (run_id, year, pact)
    where own.scored and not own.great_power and not partner.great_power
),
reached as (
    with recursive reach as (
        select run_id, year, state, state as other
        from present
        where not great_power
        union
        select reach.run_id, reach.year, reach.state, neighbours.other
        from reach
        join neighbours
            on neighbours.run_id = reach.run_id
            and neighbours.year = reach.year
            and neighbours.state = reach.other
    )
    select run_id, year, state, other
    from reach
),
blocs as (
    select
        reached.run_id,
        reached.year,
        reached.state,
        arg_min(reached.other, (-coalesce(present.capability, 0), reached.other)) as side
    from reached
    join present
        on present.run_id = reached.run_id and present.year = reached.year and present.state = reached.other
    group by reached.run_id, reached.year, reached.state
),
members as (
    select run_id, year, 'superpower' as kind, side, state
    from led
    union all
    select run_id, year, 'regional', side, state
    from blocs
),
strength as (
    select
        members.run_id,
        members.year,
        members.kind,
        members.side,
        count(*) as states,
        string_agg(members.state, ';' order by members.state) as members,
        case
            when count(present.capability) = count(*) then sum(present.capability)
        end as capability
    from members
    join present using (run_id, year, state)
    group by members.run_id, members.year, members.kind, members.side
),
whole as (
    select
        run_id,
        year,
        sum(capability) as capability_of_all,
        sum(capability) filter (where not great_power) as capability_of_region
    from present
    group by run_id, year
),
felt as (
    select
        perception.run_id,
        perception.year,
        sum(perception.threat) as threat_to_all,
        sum(perception.threat) filter (where not present.great_power) as threat_to_region
    from perception
    join present
        on present.run_id = perception.run_id
        and present.year = perception.year
        and present.state = perception.observer
    group by perception.run_id, perception.year
),
faced as (
    select
        members.run_id,
        members.year,
        members.kind,
        members.side,
        sum(perception.threat) as threat
    from members
    join perception
        on perception.run_id = members.run_id
        and perception.year = members.year
        and perception.observer = members.state
    where not exists (
        from members as friend
        where friend.run_id = members.run_id
            and friend.year = members.year
            and friend.kind = members.kind
            and friend.side = members.side
            and friend.state = perception.observed
    )
    group by members.run_id, members.year, members.kind, members.side
),
posed as (
    select perception.run_id, perception.year, perception.observed as side, avg(perception.threat) as posed
    from perception
    join present
        on present.run_id = perception.run_id
        and present.year = perception.year
        and present.state = perception.observer
    where not present.great_power
    group by perception.run_id, perception.year, perception.observed
)
select
    strength.run_id,
    strength.year,
    strength.side,
    strength.kind,
    strength.states,
    strength.members,
    strength.capability / nullif(
        if(strength.kind = 'superpower', whole.capability_of_all, whole.capability_of_region), 0
    ) as capability_share,
    coalesce(faced.threat, 0) / nullif(
        if(strength.kind = 'superpower', felt.threat_to_all, felt.threat_to_region), 0
    ) as threat_share,
    posed.posed
from strength
join whole using (run_id, year)
left join felt using (run_id, year)
left join faced using (run_id, year, kind, side)
left join posed using (run_id, year, side)
order by strength.year, strength.kind desc, strength.capability desc, strength.side
