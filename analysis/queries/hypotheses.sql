-- question: Which of the claims of Walt and his rivals does the record support, contradict, or not tell?
-- grain: One row a hypothesis; those that are supported first, then those contradicted.
-- columns:
--   name: the hypothesis, and the query that shows its cases block by block
--   expected: above 0 or below 0, written down before the record was looked at
--   estimate: mean outcome of the cases, less that of the cases otherwise
--   low: lower end of its interval: all intervals together hold with 90 %
--   high: upper end
--   n: number of cases on both sides
--   verdict: supported, contradicted, or cannot tell
--   reason: why it cannot be told; NULL otherwise
select
    name,
    expectation as expected,
    round(estimate, 3) as estimate,
    round(low, 3) as low,
    round(high, 3) as high,
    n,
    verdict,
    reason
from hypothesis
order by list_position(['supported', 'contradicted', 'cannot tell'], verdict), name
