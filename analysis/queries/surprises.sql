-- question: Which shifts did nobody see coming?
-- grain: One row a shift of the scored years, the one that everyone expected least first.
-- parameters: of_outcome = 'onset', top = 15
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   pact: the pact by which it came about
--   best: who gave it the highest probability, of all theories and baselines
--   p_best: that probability
--   p_base_rate: the probability that the base rate gave it
--   p_pool: the probability that the pool gave it
with said as (
    select
        year,
        a,
        b,
        arg_max(theory, (p_shift, theory)) as best,
        max(p_shift) as p_best,
        any_value(p_shift) filter (where theory = 'base_rate') as p_base_rate,
        any_value(p_shift) filter (where theory = 'pool') as p_pool
    from scored
    where shifted and outcome = of_outcome
    group by year, a, b
)
select said.year, said.a, said.b, dated_shift.pact, said.best, said.p_best, said.p_base_rate, said.p_pool
from said
left join dated_shift
    on dated_shift.year = said.year
    and dated_shift.a = said.a
    and dated_shift.b = said.b
    and dated_shift.outcome = of_outcome
order by said.p_best, said.year, said.a, said.b
limit top
