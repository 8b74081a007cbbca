-- question: Which downgrades do not follow from the days on which parties honoured less of a pact, or left it?
-- grain: One row a pact, state and year of disagreement; none on a sound ledger.
-- columns:
--   year: forecast year
--   pact: the pact
--   state: the party
--   recorded: whether the ledger says so
--   follows: whether it follows
--   wrong: what is wrong
with at_risk as (
    select distinct
        pact_forecast.year,
        pact_forecast.pact,
        pact_forecast.state,
        make_date(pact_forecast.year - 1, 12, 31) as first_day,
        make_date(pact_forecast.year, 12, 31) as last_day
    from pact_forecast
    join run using (run_id)
    where pact_forecast.outcome = 'downgrade' and pact_forecast.year <= run.last_census
),
spells as (
    select
        party.pact,
        party.state,
        party.joined,
        least(
            coalesce(party."left", 'infinity'::date), coalesce(lives.leaves, 'infinity'::date)
        ) as until
    from party
    join run using (coding)
    join state as lives
        on lives.code = party.state
        and coalesce(party.joined >= lives.enters, true)
        and coalesce(party.joined < lives.leaves, true)
    where party.scored
),
levels as (
    select
        pact,
        state,
        coalesce(begins, '-infinity'::date) as begins,
        coalesce(ends, 'infinity'::date) as ends,
        if(commitment = 'dormant', 0, 1) as level
    from commitment
),
turns as (
    select pact, joined as day from spells
    union
    select pact, until from spells
    union
    select pact, begins from levels
    union
    select pact, ends from levels
),
days as (
    select at_risk.year, at_risk.pact, at_risk.state, at_risk.first_day as day
    from at_risk
    union
    select at_risk.year, at_risk.pact, at_risk.state, turns.day
    from at_risk
    join turns on turns.pact = at_risk.pact and turns.day > at_risk.first_day and turns.day <= at_risk.last_day
),
strength as (
    select days.pact, days.day, count(distinct spells.state) >= 2 as alive
    from (select distinct pact, day from days) as days
    left join spells
        on spells.pact = days.pact
        and spells.joined <= days.day
        and spells.until > days.day
    group by days.pact, days.day
),
honoured as (
    select
        days.year,
        days.pact,
        days.state,
        days.day,
        case
            when not any_value(strength.alive) or count(spells.state) = 0 then 0
            else coalesce(min(levels.level), 2)
        end as level
    from days
    join strength using (pact, day)
    left join spells
        on spells.pact = days.pact
        and spells.state = days.state
        and spells.joined <= days.day
        and spells.until > days.day
    left join levels
        on levels.pact = days.pact
        and levels.state = days.state
        and levels.begins <= days.day
        and levels.ends > days.day
    group by days.year, days.pact, days.state, days.day
),
compared as (
    select
        year,
        pact,
        state,
        day,
        level < first(level) over so_far as below
    from honoured
    window so_far as (
        partition by year, pact, state
        order by day
        rows between unbounded preceding and current row
    )
),
changes as (
    select
        year,
        pact,
        state,
        day,
        below,
        coalesce(lag(below) over (partition by year, pact, state order by day), false) as below_before
    from compared
),
stretches as (
    select
        year,
        pact,
        state,
        day,
        below,
        lead(day) over (partition by year, pact, state order by day) as next_day
    from changes
    where below <> below_before
),
fallen as (
    select distinct year, pact, state
    from stretches
    where below and (next_day is null or datediff('day', day, next_day) > 180)
),
survivors as (
    select distinct at_risk.year, lives.code
    from at_risk
    join state as lives
        on coalesce(lives.enters <= at_risk.first_day, true)
        and coalesce(lives.leaves > at_risk.last_day, true)
),
outlived as (
    select at_risk.year, at_risk.pact, count(distinct survivors.code) as parties
    from (select distinct year, pact, first_day from at_risk) as at_risk
    join spells
        on spells.pact = at_risk.pact
        and spells.joined <= at_risk.first_day
        and spells.until > at_risk.first_day
    left join survivors on survivors.year = at_risk.year and survivors.code = spells.state
    group by at_risk.year, at_risk.pact
),
judged as (
    select
        at_risk.year,
        at_risk.pact,
        at_risk.state,
        fallen.pact is not null and survivors.code is not null and outlived.parties >= 2 as follows
    from at_risk
    join outlived using (year, pact)
    left join fallen using (year, pact, state)
    left join survivors on survivors.year = at_risk.year and survivors.code = at_risk.state
)
select
    year,
    pact,
    state,
    pact_shift.kind is not null as recorded,
    coalesce(judged.follows, false) as follows,
    'whether a party came to honour less' as wrong
from judged
full join (from pact_shift where kind = 'downgrade') as pact_shift using (year, pact, state)
where (pact_shift.kind is not null) <> coalesce(judged.follows, false)
