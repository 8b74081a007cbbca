-- question: What did two states hold of one another when a year was forecast, event by event?
-- grain: One row an impression that either held of the other on 31 December of the year before, or inherited, in the nominal history; the most points left first.
-- parameters: first = 'EGY', second = 'ISR', in_year = 1967
-- columns:
--   observer: who holds it
--   observed: of whom
--   date: day on which the observer, or the state that it succeeded, came to know it
--   event_id: the event
--   sign: hostile_words, hostile_deeds, cooperative_words, cooperative_deeds, arms, aid or penetration
--   points: points when it was new; for arms, aid and penetration deals
--   fading: share that is left: halved with every half-life while both states exist, cut by changes of regime and by demands met
--   points_left: points that are left; they add up to hostile, cooperative, arms, aid and penetration in perception
--   kind: kind of the event
--   description: what happened
with recursive
-- One that enters on the day on which another merges into it takes over what that one held.
succession as (
    select gone.code as state, gone."into" as heir, gone.leaves as date
    from state as gone
    join state as heir on heir.code = gone."into" and heir.enters = gone.leaves
),
-- A way is the pairs through which an impression passed, each from a day, after an event of that day, until another.
passed as (
    select
        row_number() over (order by event_id, observer, observed, sign, date, points) as origin,
        observer,
        observed,
        event_id,
        sign,
        date,
        points,
        date as since,
        event_id as after,
        []::struct(observer varchar, observed varchar, since date, after varchar, until date)[] as way
    from impression
    where date < make_date(in_year, 1, 1)
    union all
    select
        origin,
        if(passed.observer = succession.state, heir, passed.observer),
        if(passed.observed = succession.state, heir, passed.observed),
        event_id,
        sign,
        passed.date,
        points,
        succession.date,
        '',
        list_append(
            way,
            {
                'observer': passed.observer,
                'observed': passed.observed,
                'since': since,
                'after': after,
                'until': succession.date
            }
        )
    from passed
    join succession
        on succession.state in (passed.observer, passed.observed)
        and succession.heir not in (passed.observer, passed.observed)
        and succession.date > since
        and succession.date < make_date(in_year, 1, 1)
    where exists (
        select 1
        from state
        where code = if(passed.observer = succession.state, passed.observed, passed.observer)
            and coalesce(enters <= succession.date, true)
            and coalesce(succession.date < leaves, true)
    )
),
held as (
    select
        row_number() over (order by origin, len(way), way) as number,
        observer,
        observed,
        event_id,
        sign,
        date,
        points,
        list_append(
            way,
            {
                'observer': observer,
                'observed': observed,
                'since': since,
                'after': after,
                'until': make_date(in_year, 1, 1)
            }
        ) as way
    from passed
    where (observer = first and observed = second) or (observer = second and observed = first)
),
leg as (
    select
        number,
        sign,
        step.observer as one,
        step.observed as other,
        step.since as since,
        step.after as after,
        step.until as until
    from (select number, sign, unnest(way) as step from held)
),
-- Days on which both states existed, its own among them.
lived as (
    select
        leg.number,
        sum(
            greatest(
                0,
                least(until, coalesce(a.leaves, until), coalesce(b.leaves, until))
                - greatest(since, coalesce(a.enters, since), coalesce(b.enters, since))
            )
        ) as days
    from leg
    join state as a on a.code = leg.one
    join state as b on b.code = leg.other
    group by leg.number
),
nominal as (
    select
        max(value) filter (where name = 'half_life_hostile') as hostile,
        max(value) filter (where name = 'half_life_cooperative') as cooperative,
        max(value) filter (where name = 'words_share') as words,
        max(value) filter (where name = 'half_life_received') as received,
        max(value) filter (where name = 'regime_reset') as reset
    from parameter
    where purpose = 'perception' and history = 0
),
-- What changes of regime left of it: those of either state after it while the other existed.
kept as (
    select leg.number, product(1 - nominal.reset * unsettled.share) as share
    from leg
    join unsettled
        on unsettled.state in (leg.one, leg.other)
        and (unsettled.date, unsettled.event_id) >= (leg.since, leg.after)
        and unsettled.date < leg.until
    cross join nominal
    where (leg.sign like 'hostile%' or leg.sign like 'cooperative%')
        and exists (
            select 1
            from state
            where code = if(unsettled.state = leg.one, leg.other, leg.one)
                and coalesce(enters <= unsettled.date, true)
                and coalesce(unsettled.date < leaves, true)
        )
    group by leg.number
),
-- What is left of hostile words after what they demanded was met.
relieved as (
    select leg.number, product(1 - met.share) as share
    from leg
    join met
        on met.a in (leg.one, leg.other)
        and met.b in (leg.one, leg.other)
        and (met.date, met.event_id) >= (leg.since, leg.after)
        and met.date < leg.until
    where leg.sign = 'hostile_words'
    group by leg.number
),
faded as (
    select
        held.number,
        coalesce(kept.share, 1)
        * coalesce(relieved.share, 1)
        * 2 ** (
            (1 - lived.days)
            / case
                when held.sign like 'hostile%' then nominal.hostile
                when held.sign like 'cooperative%' then nominal.cooperative
                else nominal.received
            end
            / if(held.sign like '%words', nominal.words, 1)
            / 365.25
        ) as fading
    from held
    join lived using (number)
    left join kept using (number)
    left join relieved using (number)
    cross join nominal
)
select
    held.observer,
    held.observed,
    held.date,
    held.event_id,
    held.sign,
    held.points,
    faded.fading,
    held.points * faded.fading as points_left,
    event.kind,
    event.description
from held
join faded using (number)
join event using (event_id)
semi join perception
    on perception.observer = held.observer
    and perception.observed = held.observed
    and perception.year = in_year - 1
order by points_left desc, held.date, held.event_id, held.sign, held.observer
