-- question: In which years and dyads did the theories part most, and who was right?
-- grain: One row a dyad-year, the widest disagreement, in log-odds, first.
-- parameters: of_outcome = 'onset', top = 15
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   right: of the two that were furthest apart the one that gave what happened the higher probability
--   p_right: its probability of a shift
--   wrong: the other
--   p_wrong: its probability of a shift
--   shifted: whether the shift came
with said as (
    select scored.year, scored.a, scored.b, scored.shifted, scored.theory, scored.p_shift
    from scored
    join theory on theory.name = scored.theory
    where scored.outcome = of_outcome
        and not theory.baseline
        and not theory.pool
),
widest as (
    select
        year,
        a,
        b,
        any_value(shifted) as shifted,
        arg_max(theory, (p_shift, theory)) as highest,
        max(p_shift) as p_highest,
        arg_min(theory, (p_shift, theory)) as lowest,
        min(p_shift) as p_lowest
    from said
    group by year, a, b
    having count(*) > 1
)
select
    year,
    a,
    b,
    if(shifted, highest, lowest) as "right",
    if(shifted, p_highest, p_lowest) as p_right,
    if(shifted, lowest, highest) as wrong,
    if(shifted, p_lowest, p_highest) as p_wrong,
    shifted
from widest
order by ln(p_highest / (1 - p_highest)) - ln(p_lowest / (1 - p_lowest)) desc, year, a, b
limit top
