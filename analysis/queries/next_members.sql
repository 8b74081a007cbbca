-- question: Who did a theory think likeliest to join, leave or downgrade a pact in a year, how likely its end, and did it happen?
-- grain: One row a joining, leaving, downgrade or ending at risk in the year, ending, leaving, joining and downgrades apart, the likeliest of each first; `top` of each.
-- parameters: of_pact = 'cento', in_year = 1979, of_theory = 'balance_of_threat', top = 15
-- columns:
--   state: who joins, leaves or honours less; NULL where it is the pact that ends
--   outcome: join, leave, downgrade or ending
--   p_shift: its probability, as said on 31 December of the year before
--   p_low: 5 % of histories give less
--   p_high: 5 % of histories give more
--   shifted: whether it happened; NULL where that is not known or was censored
select
    pact_forecast.state,
    pact_forecast.outcome,
    pact_forecast.p as p_shift,
    pact_forecast.p_low,
    pact_forecast.p_high,
    actual.shifted
from pact_forecast
left join pact_predicted_vs_actual as actual
    on actual.run_id = pact_forecast.run_id
    and actual.theory = pact_forecast.theory
    and actual.year = pact_forecast.year
    and actual.outcome = pact_forecast.outcome
    and actual.pact = pact_forecast.pact
    and actual.state is not distinct from pact_forecast.state
where pact_forecast.pact = of_pact
    and pact_forecast.year = in_year
    and pact_forecast.theory = of_theory
    and pact_forecast.p is not null
qualify row_number() over (
    partition by pact_forecast.outcome
    order by pact_forecast.p desc, pact_forecast.state nulls first
) <= top
order by
    array_position(['ending', 'leave', 'join', 'downgrade'], pact_forecast.outcome),
    pact_forecast.p desc,
    pact_forecast.state nulls first
