-- question: Which shifts, or dyads called aligned, do not follow from the dates of the alignments alone?
-- grain: One row a dyad-year and disagreement; none on a sound ledger.
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   recorded: what the ledger says
--   follows: what follows from the alignments; NULL where nothing does
--   wrong: what is wrong
-- source: our choice; that gaps of 180 days are bridged is spelt out here again on purpose, an independent check of dated_shift
with at_risk as (
    select
        forecast.year,
        forecast.a,
        forecast.b,
        forecast.aligned_before,
        make_date(forecast.year - 1, 12, 31) as first_day,
        make_date(forecast.year, 12, 31) as last_day
    from forecast
    join run using (run_id)
    where forecast.theory = 'persistence' and forecast.year <= run.last_census
),
spells as (
    select
        alignment.a,
        alignment.b,
        alignment.formed,
        coalesce(alignment.ended, 'infinity'::date) as ended
    from alignment
    join run using (coding)
),
reaches as (
    select
        a,
        b,
        max(ended) over so_far as tied_until,
        lead(formed) over (partition by a, b order by formed, ended) as next_formed
    from spells
    window so_far as (
        partition by a, b
        order by formed, ended
        rows between unbounded preceding and current row
    )
),
gaps as (
    select a, b, tied_until as opened, next_formed as closed
    from reaches
    where tied_until < coalesce(next_formed, 'infinity'::date)
),
aligned as (
    select distinct at_risk.year, at_risk.a, at_risk.b
    from at_risk
    join spells
        on spells.a = at_risk.a
        and spells.b = at_risk.b
        and spells.formed <= at_risk.first_day
        and spells.ended > at_risk.first_day
),
begun as (
    select distinct year(formed) as year, a, b
    from spells
),
lapsed as (
    select distinct year(opened) as year, a, b
    from gaps
    where closed is null
        or closed > make_date(year(opened), 12, 31)
        or datediff('day', opened, closed) > 180
),
survivors as (
    select distinct at_risk.year, state.code
    from at_risk
    join state
        on coalesce(state.enters, '-infinity'::date) <= at_risk.first_day
        and coalesce(state.leaves, 'infinity'::date) > at_risk.last_day
),
judged as (
    select
        at_risk.year,
        at_risk.a,
        at_risk.b,
        at_risk.aligned_before,
        aligned.year is not null as follows_aligned,
        case
            when survivor_a.code is null or survivor_b.code is null then 'censored'
            when aligned.year is null and begun.year is not null then 'onset'
            when aligned.year is not null and lapsed.year is not null then 'ending'
        end as follows
    from at_risk
    left join aligned using (year, a, b)
    left join begun using (year, a, b)
    left join lapsed using (year, a, b)
    left join survivors as survivor_a on survivor_a.year = at_risk.year and survivor_a.code = at_risk.a
    left join survivors as survivor_b on survivor_b.year = at_risk.year and survivor_b.code = at_risk.b
),
disagreements as (
    select
        year,
        a,
        b,
        shift.kind as recorded,
        judged.follows,
        'the shift' as wrong
    from judged
    full join shift using (year, a, b)
    where shift.kind is distinct from judged.follows
    union all
    select
        year,
        a,
        b,
        case when aligned_before then 'aligned before' else 'not aligned before' end,
        case when follows_aligned then 'aligned before' else 'not aligned before' end,
        'aligned_before'
    from judged
    where aligned_before <> follows_aligned
)
select year, a, b, recorded, follows, wrong
from disagreements
