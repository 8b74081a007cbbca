-- question: Which sides stood against one another at the end of a year?
-- grain: One row a side of more than one state, superpowers' first, the strongest first.
-- parameters: in_year = 1966
-- columns:
--   kind: superpower or regional
--   side: the state that leads it
--   capability: its share of the capability of all states, of regional sides of the region's
--   threat: its share of the threat that all, or the region's, states perceived
--   members: its states, separated by ;
select kind, side, capability_share as capability, threat_share as threat, members
from coalition
where year = in_year and states > 1
order by kind desc, capability_share desc nulls last, side
