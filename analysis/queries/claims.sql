-- question: What do Walt and his rivals claim, and what does the record say of it, in words?
-- grain: One row a hypothesis; those that are supported first, then those contradicted. Their sources stand in the table hypothesis.
-- columns:
--   claim: what it holds
--   verdict: supported, contradicted, or cannot tell, and why
select
    claim,
    concat(verdict, ': ' || reason) as verdict
from hypothesis
order by list_position(['supported', 'contradicted', 'cannot tell'], hypothesis.verdict), name
