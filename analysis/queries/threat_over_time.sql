-- question: How did the threat that one state perceived from another change?
-- grain: One row a census year, in time order.
-- parameters: observer_is = 'EGY', observed_is = 'ISR'
-- columns:
--   year: census year
--   threat: threat perceived on 31 December, 0 to 1; NULL where unknown
--   threat_low: 5 % of histories perceive less
--   threat_high: 5 % of histories perceive more
--   power: aggregate capability of the observed, as share of the two
--   proximity: nearness, 0 to 1
--   offence: offensive capability of the observed, as share of the two
--   intention: aggressive intention ascribed, 0 to 1
--   hostile: hostile points that the observer holds against the observed
--   cooperative: co-operative points
select
    year,
    threat,
    threat_low,
    threat_high,
    power,
    proximity,
    offence,
    intention,
    hostile,
    cooperative
from perception
where observer = observer_is and observed = observed_is
order by year
