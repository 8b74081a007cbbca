-- question: In which order would a class be asked about the dyads of a year, by nothing but what was known before it?
-- grain: One row a scored year and dyad at risk to which the base rate gave a probability; what became of it plays no part.
-- columns:
--   run_id: the run
--   year: forecast year
--   a: first state
--   b: second state
--   outcome: onset, of dyads not aligned on 31 December of the year before, or ending, of those aligned then
--   place: 1 for the likeliest shift of the year and outcome by the mean log-odds of all theories and baselines
--   lot: place of the dyad among those of the year and outcome, drawn by lot; the lots follow from the seed of the run alone
-- source: our choice
with said as (
    select
        forecast.run_id,
        run.seed,
        forecast.year,
        forecast.a,
        forecast.b,
        if(forecast.aligned_before, 'ending', 'onset') as outcome,
        avg(ln(forecast.p_aligned / (1 - forecast.p_aligned))) * if(forecast.aligned_before, -1, 1) as odds
    from forecast
    join run using (run_id)
    where forecast.year between run.scored_first and run.scored_last
        and forecast.p_aligned is not null
    group by forecast.run_id, run.seed, forecast.year, forecast.a, forecast.b, forecast.aligned_before
    having bool_or(forecast.theory = 'base_rate')
)
select
    run_id,
    year,
    a,
    b,
    outcome,
    row_number() over (partition by run_id, year, outcome order by odds desc, a, b) as place,
    row_number() over (
        partition by run_id, year, outcome
        order by md5(concat_ws(' ', 'question', seed, year, a, b)), a, b
    ) as lot
from said
