-- question: How much better than each baseline did each theory forecast, and how sure is that?
-- grain: One row a theory, outcome and baseline other than itself, on the scored dyad-years that both gave a probability.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   baseline: whom it has to beat
--   log_gain: log score of the theory minus that of the baseline, summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years
--   high: 95 % quantile of log_gain over resampled years
--   gain_per_event: log_gain by shift that happened
--   brier_skill: 1 less the ratio of the squared errors of theory and baseline; above 0 the theory is better
--   pr_auc: average precision of the theory; a forecaster without skill has events / n
--   roc_auc: chance that the theory gave a dyad that shifted more than one that did not, ties counting half
--   n: number of dyad-years compared
--   events: number of shifts among them
--   reason: why a number of this row is NULL; NULL where none is
select
    run_id,
    theory,
    outcome,
    baseline,
    log_gain,
    low,
    high,
    gain_per_event,
    brier_skill,
    pr_auc,
    roc_auc,
    n::bigint as n,
    events::bigint as events,
    reason
from robustness
where variant = 'all'
