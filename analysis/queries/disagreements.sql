-- question: In which years and dyads did the theories part most, and who was right?
-- grain: One row a dyad-year, the widest disagreement first.
-- parameters: of_outcome = 'onset', top = 15
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   highest: the theory that gave a shift the highest probability
--   p_highest: its probability of a shift
--   lowest: the theory that gave it the lowest
--   p_lowest: its probability of a shift
--   spread: difference of the two in log-odds
--   shifted: whether the shift came
--   right: the one of the two that gave what happened the higher probability
with said as (
    select
        predicted_vs_actual.year,
        predicted_vs_actual.a,
        predicted_vs_actual.b,
        predicted_vs_actual.shifted,
        predicted_vs_actual.theory,
        predicted_vs_actual.p_shift
    from predicted_vs_actual
    join run using (run_id)
    join theory on theory.name = predicted_vs_actual.theory
    where if(predicted_vs_actual.aligned_before, 'ending', 'onset') = of_outcome
        and predicted_vs_actual.p_shift is not null
        and predicted_vs_actual.year between run.scored_first and run.scored_last
        and not theory.baseline
        and not starts_with(theory.name, 'pool')
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
    highest,
    p_highest,
    lowest,
    p_lowest,
    ln(p_highest / (1 - p_highest)) - ln(p_lowest / (1 - p_lowest)) as spread,
    shifted,
    if(shifted, highest, lowest) as "right"
from widest
order by spread desc, year, a, b
limit top
