-- question: Which of the claims of Walt and his rivals does the record support, contradict, or not tell?
-- grain: One row a hypothesis; those that are supported first, then those contradicted.
-- columns:
--   name: the hypothesis, and the query that shows its cases block by block
--   expected: above 0 or below 0, written down before the record was looked at
--   estimate: mean outcome of the cases, less that of the cases otherwise
--   low: lower end of its interval: nominally, all intervals together hold with 90 %
--   high: upper end
--   n: number of cases on both sides, one that stands on both counted once
--   verdict: supported, contradicted, or cannot tell; why, the query claims says
select
    name,
    expectation as expected,
    estimate,
    low,
    high,
    n,
    verdict
from hypothesis
order by list_position(['supported', 'contradicted', 'cannot tell'], verdict), name
