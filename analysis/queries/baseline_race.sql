-- question: Which forecaster had the best log score?
-- grain: One row a forecaster, over the scored years, the best first; compare log scores of equal at_risk only.
-- parameters: of_outcome = 'onset'
-- columns:
--   theory: the forecaster
--   baseline: whether it is one of those that theories have to beat
--   at_risk: number of dyad-years given a probability
--   log_score: sum of the natural logarithms of the probabilities of what happened, in nats; 0 is perfect
--   expected: sum of the probabilities of a shift
--   actual: number of shifts
select
    yearly.theory,
    theory.baseline,
    sum(yearly.at_risk)::bigint as at_risk,
    sum(yearly.log_score) as log_score,
    sum(yearly.expected) as expected,
    sum(yearly.actual)::bigint as actual
from yearly
join theory on theory.name = yearly.theory
where yearly.outcome = of_outcome and yearly.scored
group by yearly.theory, theory.baseline
order by log_score desc, yearly.theory
