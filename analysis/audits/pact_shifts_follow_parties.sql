-- question: Which joinings, leavings and endings do not follow from the days on which parties joined and left?
-- grain: One row a pact, state and year of disagreement; none on a sound ledger.
-- columns:
--   year: forecast year
--   pact: the pact
--   state: who could join or leave; NULL for the pact itself
--   recorded: what the ledger says
--   follows: what follows from the parties; NULL where nothing does
--   wrong: what is wrong
with at_risk as (
    select distinct
        pact_forecast.year,
        pact_forecast.pact,
        pact_forecast.state,
        pact_forecast.outcome,
        make_date(pact_forecast.year - 1, 12, 31) as first_day,
        make_date(pact_forecast.year, 12, 31) as last_day
    from pact_forecast
    join run using (run_id)
    where pact_forecast.year <= run.last_census and pact_forecast.outcome <> 'downgrade'
),
lives as (
    select
        code,
        coalesce(enters, '-infinity'::date) as enters,
        coalesce(leaves, 'infinity'::date) as leaves
    from state
),
spells as (
    select
        party.pact,
        party.state,
        party.joined,
        least(coalesce(party."left", 'infinity'::date), lives.leaves) as until
    from party
    join run using (coding)
    join lives on lives.code = party.state and party.joined >= lives.enters and party.joined < lives.leaves
    where party.scored
),
survivors as (
    select distinct at_risk.year, lives.code
    from at_risk
    join lives on lives.enters <= at_risk.first_day and lives.leaves > at_risk.last_day
),
gaps as (
    select
        pact,
        state,
        max(until) over so_far as opened,
        lead(joined) over (partition by pact, state order by joined, until) as closed
    from spells
    window so_far as (
        partition by pact, state
        order by joined, until
        rows between unbounded preceding and current row
    )
),
lapsed as (
    select distinct pact, state, year(opened) as year
    from gaps
    where opened < coalesce(closed, 'infinity'::date)
        and (
            closed is null
            or closed > make_date(year(opened), 12, 31)
            or datediff('day', opened, closed) > 180
        )
),
begun as (
    select distinct pact, state, year(joined) as year
    from spells
),
days as (
    select pact, joined as day from spells
    union
    select pact, until from spells where until < 'infinity'::date
),
strength as (
    select days.pact, days.day, count(distinct spells.state) as parties
    from days
    left join spells
        on spells.pact = days.pact
        and spells.joined <= days.day
        and spells.until > days.day
    group by days.pact, days.day
),
turns as (
    select
        pact,
        day,
        parties >= 2 as alive,
        coalesce(lag(parties >= 2) over (partition by pact order by day), false) as alive_before
    from strength
),
stretches as (
    select pact, day, alive, lead(day) over (partition by pact order by day) as next_day
    from turns
    where alive <> alive_before
),
ended as (
    select distinct pact, year(day) as year
    from stretches
    where not alive
        and (
            next_day is null
            or next_day > make_date(year(day), 12, 31)
            or datediff('day', day, next_day) > 180
        )
),
outlived as (
    select at_risk.year, at_risk.pact, count(distinct survivors.code) as parties
    from at_risk
    join spells
        on spells.pact = at_risk.pact
        and spells.joined <= at_risk.first_day
        and spells.until > at_risk.first_day
    left join survivors on survivors.year = at_risk.year and survivors.code = spells.state
    where at_risk.outcome = 'ending'
    group by at_risk.year, at_risk.pact
),
judged as (
    select
        at_risk.year,
        at_risk.pact,
        at_risk.state,
        case
            when at_risk.outcome = 'ending' and coalesce(outlived.parties, 0) < 2 then 'censored'
            when at_risk.outcome <> 'ending' and survivors.code is null then 'censored'
            when at_risk.outcome = 'ending' and ended.pact is not null then 'ending'
            when at_risk.outcome = 'join' and begun.pact is not null then 'join'
            when at_risk.outcome = 'leave' and lapsed.pact is not null then 'leave'
        end as follows
    from at_risk
    left join survivors on survivors.year = at_risk.year and survivors.code = at_risk.state
    left join outlived on outlived.year = at_risk.year and outlived.pact = at_risk.pact
    left join ended on ended.pact = at_risk.pact and ended.year = at_risk.year
    left join begun
        on begun.pact = at_risk.pact
        and begun.state = at_risk.state
        and begun.year = at_risk.year
    left join lapsed
        on lapsed.pact = at_risk.pact
        and lapsed.state = at_risk.state
        and lapsed.year = at_risk.year
)
select
    coalesce(judged.year, pact_shift.year) as year,
    coalesce(judged.pact, pact_shift.pact) as pact,
    coalesce(judged.state, pact_shift.state) as state,
    pact_shift.kind as recorded,
    judged.follows,
    'what became of the pact' as wrong
from judged
full join (from pact_shift where kind <> 'downgrade') as pact_shift
    on pact_shift.year = judged.year
    and pact_shift.pact = judged.pact
    and pact_shift.state is not distinct from judged.state
where pact_shift.kind is distinct from judged.follows
