-- question: Where is the pool not the mean, on the scale of log-odds, of what its members say?
-- grain: One row a dyad-year at which they differ by more than rounding; none on a sound ledger.
-- columns:
--   year: forecast year
--   a: first state
--   b: second state
--   p_aligned: what the pool says
--   mean: what its members give
--   wrong: what is wrong
-- source: our choice; the members that pool.py has in BASELINES are spelt out here again on purpose, an independent check
with members as (
    select
        forecast.run_id,
        forecast.year,
        forecast.a,
        forecast.b,
        1 / (1 + exp(-avg(ln(forecast.p_aligned / (1 - forecast.p_aligned))))) as mean
    from forecast
    join theory on theory.name = forecast.theory
    where (not theory.baseline and not theory.pool)
        or (not forecast.aligned_before and theory.name in ('gravity', 'gravity_network'))
        or (forecast.aligned_before and theory.name = 'great_power_client')
    group by forecast.run_id, forecast.year, forecast.a, forecast.b
)
select
    members.year,
    members.a,
    members.b,
    forecast.p_aligned,
    members.mean,
    'not the mean of its members' as wrong
from members
left join forecast
    on forecast.run_id = members.run_id
    and forecast.theory = 'pool'
    and forecast.year = members.year
    and forecast.a = members.a
    and forecast.b = members.b
where (forecast.p_aligned is null) <> (members.mean is null)
    or abs(forecast.p_aligned - members.mean) > 1e-9
