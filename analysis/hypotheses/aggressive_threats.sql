-- question: Do states balance more often against those who seem aggressive?
-- grain: One row a year.
-- claim: States balance more against more aggressive states.
-- expectation: above 0
-- measure: share of other states against whom a state joined a pact in the year, those whose aggressive intention is above the median of all that it perceived on 31 December before, less the same share of the rest
-- without: no scored pact is coded as against a state
-- columns:
--   block: forecast year
--   cases: pairs of a state that is no great power and another state whose aggressive intention it perceives as above its median
--   total: those in which it joined a scored pact against the other in the year
--   cases_otherwise: the other pairs
--   total_otherwise: those in which it joined such a pact
-- source: Walt 1987: 22-26; the median as the bound, and the pacts' coded adversaries as the mark of balancing, are our choice
select year::varchar as block, above as holds, balanced::integer as outcome
from threat_source
where factor = 'intention'
