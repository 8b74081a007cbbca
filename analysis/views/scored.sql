-- question: What is scored: what did each theory give to a shift in the scored years, and did it come?
-- grain: One row a theory, scored year and dyad at risk whose outcome is known and to which the theory gave a probability.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   year: forecast year
--   a: first state
--   b: second state
--   p_shift: probability that was given to a shift
--   shifted: whether it came
--   log_score: natural logarithm of what was given to what happened, in nats; 0 is perfect
select
    predicted_vs_actual.run_id,
    predicted_vs_actual.theory,
    if(predicted_vs_actual.aligned_before, 'ending', 'onset') as outcome,
    predicted_vs_actual.year,
    predicted_vs_actual.a,
    predicted_vs_actual.b,
    predicted_vs_actual.p_shift,
    predicted_vs_actual.shifted,
    ln(if(predicted_vs_actual.shifted, predicted_vs_actual.p_shift, 1 - predicted_vs_actual.p_shift)) as log_score
from predicted_vs_actual
join run using (run_id)
where predicted_vs_actual.year between run.scored_first and run.scored_last
    and predicted_vs_actual.p_shift is not null
