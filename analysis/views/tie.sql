-- question: Which dyads were aligned before, began or ended in a year, and which of them had each theory named?
-- grain: One row a theory, forecast year whose outcome is known, and dyad at risk that was aligned before, shifted, or was named.
-- columns:
--   run_id: the run
--   theory: who forecast
--   year: forecast year
--   a: first state
--   b: second state
--   aligned_before: aligned on 31 December of the year before
--   shifted: whether the tie began, or lapsed
--   named: whether the theory named the dyad as one that would shift, as the view alarm counts it: among the likeliest, as many as it expected
--   p_shift: probability that was given to the shift; NULL where the theory knew nothing
with ranked as (
    select
        run_id,
        theory,
        year,
        a,
        b,
        aligned_before,
        shifted,
        p_shift,
        rank() over (
            partition by run_id, theory, year, aligned_before
            order by p_shift desc nulls last
        ) as first_place,
        count(*) over (partition by run_id, theory, year, aligned_before, p_shift) as ties,
        sum(p_shift) over (partition by run_id, theory, year, aligned_before) as expected
    from predicted_vs_actual
),
told as (
    select
        run_id,
        theory,
        year,
        a,
        b,
        aligned_before,
        shifted,
        p_shift is not null and first_place + ties - 1 <= round(expected) as named,
        p_shift
    from ranked
)
select run_id, theory, year, a, b, aligned_before, shifted, named, p_shift
from told
where aligned_before or shifted or named
