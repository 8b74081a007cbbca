-- question: Which dyads at risk has a theory not been asked about, though it forecasts their outcome?
-- grain: One row a theory, year and dyad that another theory was asked about; none on a sound ledger.
-- columns:
--   theory: who did not forecast
--   outcome: onset, if not aligned before, or ending
--   year: forecast year
--   a: first state
--   b: second state
--   wrong: what is wrong
with asked as (
    select
        run_id,
        theory,
        case when aligned_before then 'ending' else 'onset' end as outcome,
        year,
        a,
        b
    from forecast
),
heads as (
    select run_id, theory, outcome from asked
    union
    select run_id, theory, head from calibration
),
at_risk as (
    select distinct run_id, outcome, year, a, b
    from asked
)
select heads.theory, at_risk.outcome, at_risk.year, at_risk.a, at_risk.b, 'no forecast' as wrong
from at_risk
join heads using (run_id, outcome)
anti join asked
    on asked.run_id = at_risk.run_id
    and asked.theory = heads.theory
    and asked.outcome = at_risk.outcome
    and asked.year = at_risk.year
    and asked.a = at_risk.a
    and asked.b = at_risk.b
