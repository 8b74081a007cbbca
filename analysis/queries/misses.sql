-- question: Where was a theory most wrong?
-- grain: One row a dyad-year of the scored years: of onsets and of endings the largest losses in log score each, the largest first.
-- parameters: of_theory = 'balance_of_threat', top = 15
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   outcome: onset, if not aligned before, or ending
--   p_shift: probability that was given to the shift
--   shifted: whether it happened
--   loss: what the dyad-year took from the log score, in nats
select year, a, b, outcome, p_shift, shifted, -log_score as loss
from scored
where theory = of_theory
qualify row_number() over (partition by outcome order by loss desc, year, a, b) <= top
order by loss desc, year, a, b
