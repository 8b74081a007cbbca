-- question: What do Walt and his rivals claim, and what does the record say of it, in words?
-- grain: One row a hypothesis; those that are supported first, then those contradicted.
-- columns:
--   claim: what it holds
--   source: who holds it, and which bounds are our choice
--   verdict: supported, contradicted, or cannot tell, and why
select
    claim,
    source,
    concat(verdict, ': ' || reason) as verdict
from hypothesis
order by list_position(['supported', 'contradicted', 'cannot tell'], hypothesis.verdict), name
