-- question: What became of two states, year by year, and what was expected of them?
-- grain: One row a year in which the dyad was at risk, in time order; the two may be named in either order.
-- parameters: first = 'EGY', second = 'SYR', of_theory = 'balance_of_threat'
-- columns:
--   year: forecast year
--   aligned_before: aligned on 31 December of the year before
--   threat_to_first: threat that the first perceived from the second on that day, 0 to 1
--   threat_to_second: threat that the second perceived from the first on that day, 0 to 1
--   p_shift: probability of a shift by the theory; NULL where it says nothing
--   shift: onset, ending or censored; NULL where nothing changed, or the year is not over
with at_risk as (
    select run_id, year, a, b, aligned_before
    from forecast
    where theory = 'persistence' and a = least(first, second) and b = greatest(first, second)
),
of_the_theory as (
    select
        run_id,
        year,
        a,
        b,
        case when aligned_before then 1 - p_aligned else p_aligned end as p_shift
    from forecast
    where theory = of_theory
),
threats_to_first as (
    select run_id, year + 1 as year, threat
    from perception
    where observer = first and observed = second
),
threats_to_second as (
    select run_id, year + 1 as year, threat
    from perception
    where observer = second and observed = first
)
select
    at_risk.year,
    at_risk.aligned_before,
    threats_to_first.threat as threat_to_first,
    threats_to_second.threat as threat_to_second,
    of_the_theory.p_shift,
    shift.kind as shift
from at_risk
left join of_the_theory using (run_id, year, a, b)
left join threats_to_first using (run_id, year)
left join threats_to_second using (run_id, year)
left join shift using (year, a, b)
order by at_risk.year
