-- question: Which shifts did a theory think likeliest in a year, and did they happen?
-- grain: One row a dyad at risk in the year, the likeliest shifts first.
-- parameters: in_year = 1967, of_theory = 'balance_of_threat', top = 15
-- columns:
--   a: first state
--   b: second state
--   outcome: onset, if not aligned before, or ending
--   p_shift: probability of the shift, as said on 31 December of the year before
--   p_low: 5 % of histories give less
--   p_high: 5 % of histories give more
--   shifted: whether it happened; NULL where that is not known or was censored
with asked as (
    select
        run_id,
        theory,
        year,
        a,
        b,
        case when aligned_before then 'ending' else 'onset' end as outcome,
        case when aligned_before then 1 - p_aligned else p_aligned end as p_shift,
        case when aligned_before then 1 - p_high else p_low end as p_low,
        case when aligned_before then 1 - p_low else p_high end as p_high
    from forecast
    where theory = of_theory and year = in_year and p_aligned is not null
)
select
    asked.a,
    asked.b,
    asked.outcome,
    asked.p_shift,
    asked.p_low,
    asked.p_high,
    predicted_vs_actual.shifted
from asked
left join predicted_vs_actual using (run_id, theory, year, a, b)
qualify row_number() over (order by asked.p_shift desc, asked.a, asked.b) <= top
order by asked.p_shift desc, asked.a, asked.b
