-- question: Whom did a state feel threatened by, and through which factors?
-- grain: One row a state that it perceived at the census of the year, the most threatening first.
-- parameters: of_state = 'EGY', in_year = 1966
-- columns:
--   observed: the state perceived
--   threat: threat perceived, 0 to 1; NULL where unknown
--   threat_low: 5 % of histories perceive less
--   threat_high: 5 % of histories perceive more
--   power: aggregate capability of the observed, as share of the two
--   proximity: nearness, 0 to 1
--   offence: offensive capability of the observed, as share of the two
--   intention: aggressive intention ascribed, 0 to 1
select observed, threat, threat_low, threat_high, power, proximity, offence, intention
from perception
where observer = of_state and year = in_year
order by threat desc nulls last, observed
