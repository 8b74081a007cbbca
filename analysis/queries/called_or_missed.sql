-- question: How loose did each theory hold a pact in the five years before it ended, or in the last five if it endured?
-- grain: One row a theory, those that held it loosest first.
-- parameters: of_pact = 'cento'
-- columns:
--   theory: who forecast
--   fate: ended, endured or dissolved
--   years: the forecast years looked at
--   p_loosening: mean probability that a party leaves, of a pact of two that it ends
--   p_base: the same as the base rate gives it
--   place: mean place among the pacts of its kind then in force, of two parties or of more, 1 the loosest
--   alive: how many these are on average
--   verdict: called, missed or false alarm, as the view pact_called has it
select
    theory,
    fate,
    first_year || '-' || last_year as years,
    p_loosening,
    p_base,
    place,
    alive,
    verdict
from pact_called
where pact = of_pact
order by loosest_share nulls last, theory
