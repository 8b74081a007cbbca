-- question: How often did states that aligned balance, bandwagon, or follow ideology, aid or penetration, and how often would they by chance?
-- grain: One row a group of decisions, kind of pact, behaviour and reading of threat, over all years of which theories were asked.
-- columns:
--   run_id: the run
--   among: region, decisions of states that are no great powers: regional, partners among themselves, and client, partners of great powers; patron, decisions of the great powers
--   kind: kind of the pacts that the decisions made: security, rapprochement, or all
--   behaviour: balancing, bandwagoning, offensive, defensive, profit, alike, aided or penetrated, as in choice
--   reading: threat, or capability where capability alone is read as threat; NULL where the behaviour does not hang on either
--   n: number of decisions of which it is known
--   blocs: number of pacts and days that made them
--   share: share of them that shows it
--   random: share that a random available partner would give
--   gravity: share that an available partner drawn by the forecasts of gravity would give
--   lift: share / random; 1 is chance
--   low: 5 % quantile of lift over redrawn blocs; NULL where fewer than five blocs show the behaviour
--   high: 95 % quantile of lift over redrawn blocs
--   lift_gravity: share / gravity
--   low_gravity: 5 % quantile of lift_gravity over redrawn blocs; NULL as low
--   high_gravity: 95 % quantile of lift_gravity over redrawn blocs
-- source: bloc-block bootstrap with Poisson weights, Hanley and MacGibbon 2006; each interval by itself, at 90 %; five blocs as the least that tell are our choice; kinds of pact apart: changed after a first look, since a rapprochement is with a former enemy, which counted as bandwagoning
with grouped as (
    select
        run_id,
        unnest(if(sphere = 'patron', ['patron'], ['region', sphere])) as among,
        outcome_kind,
        behaviour,
        reading,
        block,
        showed,
        random,
        gravity
    from decision_chance
),
-- Sums of fixed-point numbers are the same in whatever order they are taken.
blocs as (
    select
        run_id,
        among,
        kind,
        behaviour,
        reading,
        block,
        count(*) as n,
        sum(showed) as showed,
        sum(random::decimal(38, 18))::double as random,
        sum(showed) filter (where gravity is not null) as showed_weighted,
        sum(gravity::decimal(38, 18))::double as gravity,
        count(gravity) as n_weighted
    from grouped
    join (select unnest(['all', 'security', 'rapprochement']) as kind) as kinds
        on kinds.kind in ('all', grouped.outcome_kind)
    group by run_id, among, kind, behaviour, reading, block
),
totals as (
    select
        run_id,
        among,
        kind,
        behaviour,
        reading,
        sum(n)::bigint as n,
        count(*) as blocs,
        sum(showed order by block) / sum(n) as share,
        sum(random order by block) / sum(n) as random,
        sum(gravity order by block) / sum(n_weighted) as gravity,
        sum(showed order by block) / nullif(sum(random order by block), 0) as lift,
        sum(showed_weighted order by block) / nullif(sum(gravity order by block), 0) as lift_gravity
    from blocs
    group by run_id, among, kind, behaviour, reading
),
drawn as (
    select
        blocs.run_id,
        blocs.among,
        blocs.kind,
        blocs.behaviour,
        blocs.reading,
        redraw.draw,
        sum(redraw.times * blocs.showed) / nullif(sum((redraw.times * blocs.random)::decimal(38, 18))::double, 0) as lift,
        sum(redraw.times * blocs.showed_weighted)
            / nullif(sum((redraw.times * blocs.gravity)::decimal(38, 18))::double, 0) as lift_gravity
    from blocs
    join redraw using (block)
    where redraw.draw < 1000
    group by blocs.run_id, blocs.among, blocs.kind, blocs.behaviour, blocs.reading, redraw.draw
),
telling as (
    select run_id, among, kind, behaviour, reading
    from blocs
    group by run_id, among, kind, behaviour, reading
    having count(*) filter (where showed > 0) >= 5
),
intervals as (
    select
        drawn.run_id,
        drawn.among,
        drawn.kind,
        drawn.behaviour,
        drawn.reading,
        quantile_cont(lift, 0.05) as low,
        quantile_cont(lift, 0.95) as high,
        quantile_cont(lift_gravity, 0.05) as low_gravity,
        quantile_cont(lift_gravity, 0.95) as high_gravity
    from drawn
    join telling
        on telling.run_id = drawn.run_id
        and telling.among = drawn.among
        and telling.kind = drawn.kind
        and telling.behaviour = drawn.behaviour
        and telling.reading is not distinct from drawn.reading
    group by drawn.run_id, drawn.among, drawn.kind, drawn.behaviour, drawn.reading
)
select
    totals.run_id,
    totals.among,
    totals.kind,
    totals.behaviour,
    totals.reading,
    totals.n,
    totals.blocs,
    totals.share,
    totals.random,
    totals.gravity,
    totals.lift,
    intervals.low,
    intervals.high,
    totals.lift_gravity,
    intervals.low_gravity,
    intervals.high_gravity
from totals
left join intervals
    on intervals.run_id = totals.run_id
    and intervals.among = totals.among
    and intervals.kind = totals.kind
    and intervals.behaviour = totals.behaviour
    and intervals.reading is not distinct from totals.reading
order by totals.run_id, totals.among, totals.kind, totals.behaviour, totals.reading
