-- question: How many alignments stood, began and lapsed each year?
-- grain: One row a forecast year with known outcomes, in time order.
-- columns:
--   year: forecast year
--   at_risk: number of dyads forecast
--   aligned: number of them aligned on 31 December of the year before
--   onsets: number of ties that began
--   endings: number of ties that lapsed
--   censored: number of dyads of which a state ceased to exist
select
    forecast.year,
    count(*) as at_risk,
    count(*) filter (where forecast.aligned_before) as aligned,
    count(*) filter (where shift.kind = 'onset') as onsets,
    count(*) filter (where shift.kind = 'ending') as endings,
    count(*) filter (where shift.kind = 'censored') as censored
from forecast
join run using (run_id)
left join shift using (year, a, b)
where forecast.theory = 'persistence' and forecast.year <= run.last_census
group by forecast.year
order by forecast.year
