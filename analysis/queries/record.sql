-- question: How well did one theory forecast, beside each baseline?
-- grain: One row an outcome and baseline, over the scored years; the baseline that is hardest to beat first.
-- parameters: of_theory = 'balance_of_threat'
-- columns:
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   baseline: whom it has to beat
--   gain: log score of the theory minus that of the baseline, in nats; above 0 the theory is better
--   low: 5 % quantile of gain over resampled years
--   high: 95 % quantile of gain over resampled years
--   pr_auc: average precision of the theory; a forecaster without skill has events / n
--   events: number of shifts among the dyad-years compared
--   n: number of dyad-years to which both gave a probability
select outcome, baseline, log_gain as gain, low, high, pr_auc, events, n
from skill
where theory = of_theory
order by outcome desc, gain, baseline
