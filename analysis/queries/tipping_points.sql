-- question: How large has a shock to be for survival to pass one half?
-- grain: One row an edit list that was scaled, outcome and theory; the smallest shock first.
-- parameters: none
-- columns:
--   edit: name of the list that was scaled
--   outcome: pact: it is in force at the end of the span; parties: the share of them that are still in
--   theory: who decides in these histories
--   factor: the factor at which survival passes one half; NULL where it does not between least and greatest
--   low: 5 % quantile of it over resampled histories; NULL beyond the range
--   high: 95 % quantile; NULL beyond the range
--   least: least factor of the histories
--   greatest: greatest factor
--   at_least: survival expected at the least factor
--   at_greatest: survival expected at the greatest factor
select edit, outcome, theory, factor, low, high, least, greatest, at_least, at_greatest
from tipping
order by edit, outcome, factor nulls last, at_greatest, theory
