-- question: Which actual shifts did a theory see coming, and how much better than the base rate?
-- grain: One row an actual shift, in time order, in every year with a known outcome.
-- parameters: of_theory = 'balance_of_threat'
-- columns:
--   year: year of the shift
--   a: first state
--   b: second state
--   outcome: onset or ending
--   rank: its place among the dyads at risk of that outcome in that year, 1 the likeliest, ties at their average place
--   of: number of dyads so ranked
--   p_shift: probability that the theory gave; NULL where it knew nothing
--   p_base_rate: probability that the base rate gave, the same to every dyad at risk
with base_rates as (
    select run_id, year, a, b, p_shift
    from called
    where theory = 'base_rate'
)
select
    called.year,
    called.a,
    called.b,
    called.outcome,
    called.rank,
    called."of",
    called.p_shift,
    base_rates.p_shift as p_base_rate
from called
left join base_rates using (run_id, year, a, b)
where called.theory = of_theory
order by called.year, called.a, called.b
