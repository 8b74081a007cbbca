-- question: Of the dyads that a theory named for a year, how many shifted, and how many shifts did it not name of those it spoke of?
-- grain: One row a theory, outcome and forecast year; dyads to which it gave no probability are left out, and their shifts are no misses.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   year: forecast year
--   scored: whether the year counts in skill and reliability
--   actual: number of shifts among the dyads that it gave a probability
--   named: number of dyads named: the likeliest, as many as the theory expected shifts, rounded; dyads that tie for the last places are not named
--   hits: named and shifted
--   misses: given a probability and shifted, not named
--   false_alarms: named, not shifted
--   by_chance: hits that so many names drawn at random would have on average
-- source: our choice, so that a theory names neither more nor fewer than it expects, by nothing that came later
with ranked as (
    select
        run_id,
        theory,
        aligned_before,
        year,
        shifted,
        rank() over (partition by run_id, theory, year, aligned_before order by p_shift desc) as first_place,
        count(*) over (partition by run_id, theory, year, aligned_before, p_shift) as ties,
        sum(p_shift) over (partition by run_id, theory, year, aligned_before) as expected
    from predicted_vs_actual
    where p_shift is not null
),
judged as (
    select
        run_id,
        theory,
        if(aligned_before, 'ending', 'onset') as outcome,
        year,
        shifted,
        first_place + ties - 1 <= round(expected) as named
    from ranked
)
select
    judged.run_id,
    judged.theory,
    judged.outcome,
    judged.year,
    judged.year between any_value(run.scored_first) and any_value(run.scored_last) as scored,
    count(*) filter (where judged.shifted) as actual,
    count(*) filter (where judged.named) as named,
    count(*) filter (where judged.named and judged.shifted) as hits,
    count(*) filter (where judged.shifted and not judged.named) as misses,
    count(*) filter (where judged.named and not judged.shifted) as false_alarms,
    count(*) filter (where judged.named) * count(*) filter (where judged.shifted) / count(*) as by_chance
from judged
join run using (run_id)
group by judged.run_id, judged.theory, judged.outcome, judged.year
