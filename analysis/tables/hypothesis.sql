-- question: Which of the claims of Walt and his rivals does the record support, contradict, or not tell?
-- grain: One row a hypothesis, from its cases in the table tally.
-- columns:
--   run_id: the run
--   name: the hypothesis, and the query that shows its cases block by block
--   claim: what it holds
--   source: who holds it, and which bounds are our choice
--   expectation: above 0 or below 0, written down before the record was looked at
--   measure: what the estimate is
--   estimate: mean outcome of the cases, less that of the cases otherwise
--   low: lower end of its interval: nominally, all intervals together hold with 90 %; of few blocks they are too narrow
--   high: upper end
--   n: number of cases on both sides, one that stands on both counted once; 0 where there is none on either
--   blocks: number of blocks with cases on the side that has fewer
--   tested: number of hypotheses with cases on both sides, for which the intervals are widened
--   verdict: supported, the interval lies where it was expected; contradicted, it lies on the other side; cannot tell
--   reason: why it cannot be told; NULL otherwise
-- source: Bonferroni: each of k intervals at 1 - 0.1 / k (Dunn 1961); block bootstrap with Poisson weights, Hanley and MacGibbon 2006; five blocks as the least that tell are our choice
with sums as (
    select
        name,
        sum(cases)::double as cases,
        sum(total order by block) as total,
        sum(cases_otherwise)::double as cases_otherwise,
        sum(total_otherwise order by block) as total_otherwise,
        least(count(*) filter (where cases > 0), count(*) filter (where cases_otherwise > 0)) as blocks,
        count(*) filter (where total <> 0 or total_otherwise <> 0) as happened
    from tally
    group by name
),
told as (
    select
        name,
        total / nullif(cases, 0) - total_otherwise / nullif(cases_otherwise, 0) as estimate,
        if(claim.paired, cases, cases + cases_otherwise)::bigint as n,
        blocks,
        happened,
        count(*) filter (where cases > 0 and cases_otherwise > 0) over () as tested
    from sums
    join claim using (name)
),
drawn as (
    select
        tally.name,
        redraw.draw,
        sum((redraw.times * tally.total)::decimal(38, 18))::double / nullif(sum(redraw.times * tally.cases::double), 0)
            - sum((redraw.times * tally.total_otherwise)::decimal(38, 18))::double
            / nullif(sum(redraw.times * tally.cases_otherwise::double), 0) as estimate
    from tally
    join redraw using (block)
    group by tally.name, redraw.draw
),
ordered as (
    select name, list(estimate order by estimate) filter (where estimate is not null) as estimates
    from drawn
    group by name
),
places as (
    select
        ordered.name,
        ordered.estimates,
        told.tested,
        (len(ordered.estimates) - 1) * 0.05 / told.tested as below
    from ordered
    join told using (name)
    where told.tested > 0 and len(ordered.estimates) > 0
),
intervals as (
    select
        name,
        estimates[floor(below)::integer + 1] * (1 - below + floor(below))
            + estimates[ceil(below)::integer + 1] * (below - floor(below)) as low,
        estimates[len(estimates) - floor(below)::integer] * (1 - below + floor(below))
            + estimates[len(estimates) - ceil(below)::integer] * (below - floor(below)) as high
    from places
),
judged as (
    select
        claim.name,
        claim.claim,
        claim.source,
        claim.expectation,
        claim.measure,
        told.estimate,
        if(told.estimate is null, null, intervals.low) as low,
        if(told.estimate is null, null, intervals.high) as high,
        coalesce(told.n, 0) as n,
        coalesce(told.blocks, 0) as blocks,
        coalesce(max(told.tested) over (), 0) as tested,
        case
            when coalesce(told.n, 0) = 0 then claim.without
            when told.estimate is null then 'there are cases on one side only'
            when told.blocks < 5 then 'cases stand in fewer than five blocks on one side'
            when told.happened < 5 then 'what is counted happened in fewer than five blocks'
            when intervals.low is null then 'no blocks were redrawn'
            when intervals.low <= 0 and intervals.high >= 0 then 'the interval holds zero'
        end as reason
    from claim
    left join told using (name)
    left join intervals using (name)
)
select
    run.run_id,
    judged.name,
    judged.claim,
    judged.source,
    judged.expectation,
    judged.measure,
    judged.estimate,
    judged.low,
    judged.high,
    judged.n,
    judged.blocks,
    judged.tested,
    case
        when judged.reason is not null then 'cannot tell'
        when (judged.low > 0) = (judged.expectation = 'above 0') then 'supported'
        else 'contradicted'
    end as verdict,
    judged.reason
from judged
cross join run
order by run.run_id, judged.name
