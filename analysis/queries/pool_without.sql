-- question: Which of its members does the pool owe its skill to?
-- grain: One row an outcome and member left out, over the scored years; the one that is missed most first.
-- parameters: none
-- columns:
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   left_out: the member without which the mean is taken
--   whole: log score of the pool minus that of the base rate, in nats
--   without: the same for the pool of the other members
--   owed: whole less without; below 0 the pool is better off without it
--   low: 5 % quantile of owed over resampled years
--   high: 95 % quantile of owed over resampled years
-- source: our choice; members are those that pool.py names, dyad-years those to which the base rate gave a probability
with told as (
    select run_id, theory, outcome, year, a, b, shifted, ln(p_shift / (1 - p_shift)) as odds
    from scored
),
members as (
    select told.run_id, told.theory, told.outcome, told.year, told.a, told.b, told.shifted, told.odds
    from told
    join theory on theory.name = told.theory
    where (not theory.baseline and not theory.pool)
        or (told.outcome = 'onset' and theory.name in ('gravity', 'gravity_network'))
        or (told.outcome = 'ending' and theory.name = 'great_power_client')
),
sums as (
    select run_id, outcome, year, a, b, any_value(shifted) as shifted, sum(odds) as total, count(*) as members
    from members
    group by run_id, outcome, year, a, b
),
names as (
    select distinct outcome, theory as left_out
    from members
),
pooled as (
    select
        names.left_out,
        sums.outcome,
        sums.year,
        if(sums.shifted, 1, -1) * sums.total / sums.members as whole,
        if(sums.shifted, 1, -1) * (sums.total - coalesce(members.odds, 0))
        / (sums.members - (members.odds is not null)::integer) as without_it,
        if(sums.shifted, 1, -1) * base.odds as base
    from sums
    join names using (outcome)
    join told as base using (run_id, outcome, year, a, b)
    left join members
        on members.run_id = sums.run_id
        and members.outcome = sums.outcome
        and members.theory = names.left_out
        and members.year = sums.year
        and members.a = sums.a
        and members.b = sums.b
    where base.theory = 'base_rate'
        and (sums.members > 1 or members.odds is null)
),
years as (
    select
        outcome,
        left_out,
        year,
        sum(ln(1 + exp(-base)) - ln(1 + exp(-whole))) as whole,
        sum(ln(1 + exp(-base)) - ln(1 + exp(-without_it))) as without_it
    from pooled
    group by outcome, left_out, year
),
drawn as (
    select years.outcome, years.left_out, resample.draw, sum(resample.times * (years.whole - years.without_it)) as owed
    from years
    join resample using (year)
    group by years.outcome, years.left_out, resample.draw
),
intervals as (
    select outcome, left_out, quantile_cont(owed, 0.05) as low, quantile_cont(owed, 0.95) as high
    from drawn
    group by outcome, left_out
)
select
    years.outcome,
    years.left_out,
    sum(years.whole) as whole,
    sum(years.without_it) as without,
    sum(years.whole) - sum(years.without_it) as owed,
    intervals.low,
    intervals.high
from years
join intervals using (outcome, left_out)
group by years.outcome, years.left_out, intervals.low, intervals.high
order by outcome desc, owed desc, left_out
