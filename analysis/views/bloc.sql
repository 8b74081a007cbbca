-- question: Which shifts were one decision: how many dyads did one pact shift on one day?
-- grain: One row an outcome, day and pact that shifted at least one dyad at risk.
-- columns:
--   outcome: onset or ending
--   day: the day
--   pact: the pact that was made or ended, or that states joined or left
--   year: year of the day
--   dyads: number of dyads that it shifted
select outcome, day, pact, year, count(*) as dyads
from dated_shift
group by outcome, day, pact, year
