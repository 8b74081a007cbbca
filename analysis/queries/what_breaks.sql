-- question: Which smallest set of edit lists makes the pact fall in more than half of the histories?
-- grain: One row a theory; the smallest sets first, those that no set tried breaks last.
-- parameters: none
-- columns:
--   theory: who decides in these histories
--   baseline: whether it is one of the forecasters that theories have to beat
--   size: number of lists in the set; NULL where no set tried breaks the pact, both where sets were chosen and elsewhere
--   edits: names of the lists, empty for the record as it is; where no set breaks the pact, of the one that fared worst where sets were chosen
--   survival: survival of the pact at the end of the span under that set, in histories that it was not chosen by
--   low: lower end of the 90 % interval of that share
--   high: its upper end
--   tried: number of sets tried, of which this one fared worst
--   histories: of how many histories that is a share: those that did not choose the set
select
    cheapest_break.theory,
    theory.baseline,
    cheapest_break.size,
    cheapest_break.edits,
    cheapest_break.survival,
    cheapest_break.low,
    cheapest_break.high,
    cheapest_break.tried,
    cheapest_break.histories
from cheapest_break
join theory on theory.name = cheapest_break.theory
order by cheapest_break.size nulls last, cheapest_break.survival, cheapest_break.theory
