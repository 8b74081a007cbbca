-- question: Which sides were there at the end of each year, how strong was each, and how much threat did it face?
-- grain: One row a year and side, as of 31 December.
-- columns:
--   run_id: the run
--   year: census year
--   side: code of the state that leads it
--   kind: superpower: a great power at least half as capable as the greatest, with all who share a pact with it that no other such power is in, unscored ones (such as NATO) among them; regional: a state of the region with those of its direct partners in scored pacts that follow it: from the most capable state down, each follows the most capable leader before it with whom it shares such a pact and on whose side it is at odds with nobody, or else leads a side of its own; two states are at odds if a scored pact of one is against the other, or if each is the other's greatest threat
--   states: number of states on it
--   members: their codes in alphabetical order, separated by ;
--   capability_share: sum of their capability as share of that of all states, for regional sides of all states of the region; NULL where that of a member is unknown
--   threat_share: sum of the threats that members perceive from states outside, great powers among them, as share of all threats that states, for regional sides those of the region, perceive
--   posed: mean threat that the states of the region, members or not, perceive from the leader; NULL where none is known
-- source: Waltz 1979: 118-128, the balance that is restored; Walt 1987: 263-281, the larger coalition around the less threatening superpower; that an ally's allies are no allies, and who leads and follows, is our choice, of the region changed after a first look at the sides: whoever pacts connected through others stood on one side before, which put enemies on it
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
        party.scored,
        party.against
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
pacts_of_region as (
    select in_pacts.run_id, in_pacts.year, in_pacts.pact, in_pacts.state, in_pacts.against
    from in_pacts
    where in_pacts.scored and not in_pacts.great_power
),
tied as (
    select distinct own.run_id, own.year, own.state, partner.state as other
    from pacts_of_region as own
    join pacts_of_region as partner using (run_id, year, pact)
    where own.state <> partner.state
),
targets as (
    select run_id, year, state, unnest(string_split(against, ';')) as other
    from pacts_of_region
),
feared as (
    select run_id, year - 1 as year, state, threat_from as other
    from greatest_threat
    where place = 1
),
at_odds as (
    select run_id, year, state, other
    from targets
    union
    select run_id, year, other, state
    from targets
    union
    select feared.run_id, feared.year, feared.state, feared.other
    from feared
    join feared as returned
        on returned.run_id = feared.run_id
        and returned.year = feared.year
        and returned.state = feared.other
        and returned.other = feared.state
),
ranked as (
    select
        present.run_id,
        present.year,
        present.state,
        row_number() over (
            partition by present.run_id, present.year
            order by present.capability desc nulls last, present.state
        ) as place,
        coalesce(friends.found, []) as friends,
        coalesce(foes.found, []) as foes
    from present
    left join (select run_id, year, state, list(other) as found from tied group by all) as friends
        using (run_id, year, state)
    left join (select run_id, year, state, list(other) as found from at_odds group by all) as foes
        using (run_id, year, state)
    where not present.great_power
),
-- From the most capable state down: `states` are those placed so far, `leaders` whom each of them follows.
placed as (
    with recursive place as (
        select distinct run_id, year, 0::bigint as place, []::varchar[] as states, []::varchar[] as leaders
        from ranked
        union all
        select
            ranked.run_id,
            ranked.year,
            ranked.place,
            list_append(place.states, ranked.state),
            list_append(
                place.leaders,
                coalesce(
                    list_filter(
                        place.states,
                        lambda leader, i: place.leaders[i] = leader
                        and list_contains(ranked.friends, leader)
                        and not list_has_any(
                            ranked.foes, list_filter(place.states, lambda member, j: place.leaders[j] = leader)
                        )
                    )[1],
                    ranked.state
                )
            )
        from place
        join ranked
            on ranked.run_id = place.run_id and ranked.year = place.year and ranked.place = place.place + 1
    )
    select run_id, year, place, states, leaders
    from place
),
blocs as (
    select run_id, year, states[place] as state, leaders[place] as side
    from placed
    where place > 0
),
members as (
    select run_id, year, 'superpower' as kind, side, state
    from led
    union all
    select run_id, year, 'regional', side, state
    from blocs
),
-- Sums of fixed-point numbers are the same in whatever order they are taken.
strength as (
    select
        members.run_id,
        members.year,
        members.kind,
        members.side,
        count(*) as states,
        string_agg(members.state, ';' order by members.state) as members,
        case
            when count(present.capability) = count(*) then sum(present.capability::decimal(38, 18))::double
        end as capability
    from members
    join present using (run_id, year, state)
    group by members.run_id, members.year, members.kind, members.side
),
whole as (
    select
        run_id,
        year,
        sum(capability::decimal(38, 18))::double as capability_of_all,
        sum(capability::decimal(38, 18)) filter (where not great_power)::double as capability_of_region
    from present
    group by run_id, year
),
felt as (
    select
        perception.run_id,
        perception.year,
        sum(perception.threat::decimal(38, 18))::double as threat_to_all,
        sum(perception.threat::decimal(38, 18)) filter (where not present.great_power)::double as threat_to_region
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
        sum(perception.threat::decimal(38, 18))::double as threat
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
    select perception.run_id, perception.year, perception.observed as side, sum(perception.threat::decimal(38, 18))::double / count(perception.threat) as posed
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
