-- question: How well did a theory forecast how states respond to threats, beside the base rate of each response?
-- grain: One row a response, over the scored years.
-- parameters: of_theory = 'balance_of_threat'
-- columns:
--   response: as in the table response
--   gain: log score of the theory minus that of the base rate, in nats; above 0 the theory is better
--   low: 5 % quantile of gain over resampled years
--   high: 95 % quantile of gain over resampled years
--   expected: number of state-years that it expected to respond so
--   actual: number that did
--   n: number of state-years that could
select response, log_gain as gain, low, high, expected, actual, n
from response_skill
where theory = of_theory
order by actual desc, response
