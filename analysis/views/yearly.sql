-- question: How well did each theory forecast each year, and did it expect as many shifts as there were?
-- grain: One row a theory, outcome and forecast year; rows without a probability are left out.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   year: forecast year
--   scored: whether the year counts in skill and reliability
--   at_risk: number of dyads given a probability
--   expected: sum of the probabilities of a shift
--   actual: number of shifts
--   brier: mean squared error of the probabilities; 0 is perfect
--   log_score: sum of the natural logarithms of the probabilities of what happened, in nats; negative, 0 is perfect
with forecasts as (
    select
        run_id,
        theory,
        case when aligned_before then 'ending' else 'onset' end as outcome,
        year,
        p_shift,
        shifted,
        case when shifted then p_shift else 1 - p_shift end as p_happened
    from predicted_vs_actual
    where p_shift is not null
)
select
    forecasts.run_id,
    forecasts.theory,
    forecasts.outcome,
    forecasts.year,
    forecasts.year between any_value(run.scored_first) and any_value(run.scored_last) as scored,
    count(*) as at_risk,
    sum(forecasts.p_shift) as expected,
    count(*) filter (where forecasts.shifted) as actual,
    avg((1 - forecasts.p_happened) ** 2) as brier,
    sum(ln(forecasts.p_happened)) as log_score
from forecasts
join run using (run_id)
group by forecasts.run_id, forecasts.theory, forecasts.outcome, forecasts.year
