-- question: Where was a theory most wrong?
-- grain: One row a dyad-year of the scored years: of onsets and of endings the largest losses in log score each, the largest first.
-- parameters: of_theory = 'balance_of_threat', top = 15
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   outcome: onset, if not aligned before, or ending
--   p_shift: probability that was given to the shift
--   shifted: whether it happened
--   loss: what the dyad-year took from the log score, in nats
with losses as (
    select
        predicted_vs_actual.year,
        predicted_vs_actual.a,
        predicted_vs_actual.b,
        case when predicted_vs_actual.aligned_before then 'ending' else 'onset' end as outcome,
        predicted_vs_actual.p_shift,
        predicted_vs_actual.shifted,
        case
            when predicted_vs_actual.shifted then -ln(predicted_vs_actual.p_shift)
            else -ln(1 - predicted_vs_actual.p_shift)
        end as loss
    from predicted_vs_actual
    join run using (run_id)
    where predicted_vs_actual.theory = of_theory
        and predicted_vs_actual.year between run.scored_first and run.scored_last
        and predicted_vs_actual.p_shift is not null
)
select year, a, b, outcome, p_shift, shifted, loss
from losses
qualify row_number() over (partition by outcome order by loss desc, year, a, b) <= top
order by loss desc, year, a, b
