-- question: How much better than each baseline did each theory forecast, and how sure is that?
-- grain: One row a theory, outcome and baseline other than itself, on the scored dyad-years that both gave a probability.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   baseline: whom it has to beat
--   log_gain: log score of the theory minus that of the baseline, summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years
--   high: 95 % quantile of log_gain over resampled years
--   gain_per_event: log_gain by shift that happened
--   brier_skill: 1 less the ratio of the squared errors of theory and baseline; above 0 the theory is better
--   pr_auc: average precision of the theory; a forecaster without skill has events / n
--   roc_auc: chance that the theory gave a dyad that shifted more than one that did not, ties counting half
--   n: number of dyad-years compared
--   events: number of shifts among them
--   reason: why a number of this row is NULL; NULL where none is
-- source: pr_auc Davis and Goadrich 2006; roc_auc Mann and Whitney 1947; intervals, year-block bootstrap, Kuensch 1989
with scored_forecasts as (
    select
        predicted_vs_actual.run_id,
        predicted_vs_actual.theory,
        case when predicted_vs_actual.aligned_before then 'ending' else 'onset' end as outcome,
        predicted_vs_actual.year,
        predicted_vs_actual.a,
        predicted_vs_actual.b,
        predicted_vs_actual.p_shift,
        predicted_vs_actual.shifted,
        case
            when predicted_vs_actual.shifted then predicted_vs_actual.p_shift
            else 1 - predicted_vs_actual.p_shift
        end as p_happened
    from predicted_vs_actual
    join run using (run_id)
    where predicted_vs_actual.year between run.scored_first and run.scored_last
),
heads as (
    select distinct run_id, theory, outcome
    from scored_forecasts
),
matches as (
    select
        heads.run_id,
        heads.theory,
        heads.outcome,
        rivals.theory as baseline
    from heads
    join heads as rivals using (run_id, outcome)
    join theory on theory.name = rivals.theory
    where theory.baseline and rivals.theory <> heads.theory
),
compared as (
    select
        matches.run_id,
        matches.theory,
        matches.outcome,
        matches.baseline,
        own.year,
        own.p_shift,
        own.shifted,
        ln(own.p_happened) - ln(rival.p_happened) as gain,
        (1 - own.p_happened) ** 2 as own_error,
        (1 - rival.p_happened) ** 2 as rival_error
    from matches
    join scored_forecasts as own using (run_id, theory, outcome)
    join scored_forecasts as rival
        on rival.run_id = own.run_id
        and rival.theory = matches.baseline
        and rival.outcome = own.outcome
        and rival.year = own.year
        and rival.a = own.a
        and rival.b = own.b
    where own.p_shift is not null and rival.p_shift is not null
),
totals as (
    select
        run_id,
        theory,
        outcome,
        baseline,
        sum(gain) as log_gain,
        1 - sum(own_error) / sum(rival_error) as brier_skill,
        count(*) as n,
        count(*) filter (where shifted) as events
    from compared
    group by run_id, theory, outcome, baseline
),
year_gains as (
    select run_id, theory, outcome, baseline, year, sum(gain) as gain
    from compared
    group by run_id, theory, outcome, baseline, year
),
resampled as (
    select
        totals.run_id,
        totals.theory,
        totals.outcome,
        totals.baseline,
        resample.draw,
        sum(resample.times * coalesce(year_gains.gain, 0)) as gain
    from totals
    cross join resample
    left join year_gains
        on year_gains.run_id = totals.run_id
        and year_gains.theory = totals.theory
        and year_gains.outcome = totals.outcome
        and year_gains.baseline = totals.baseline
        and year_gains.year = resample.year
    group by totals.run_id, totals.theory, totals.outcome, totals.baseline, resample.draw
),
intervals as (
    select
        run_id,
        theory,
        outcome,
        baseline,
        quantile_cont(gain, 0.05) as low,
        quantile_cont(gain, 0.95) as high
    from resampled
    group by run_id, theory, outcome, baseline
),
thresholds as (
    select
        run_id,
        theory,
        outcome,
        baseline,
        p_shift,
        count(*) filter (where shifted) as hits,
        count(*) filter (where not shifted) as alarms
    from compared
    group by run_id, theory, outcome, baseline, p_shift
),
curves as (
    select
        run_id,
        theory,
        outcome,
        baseline,
        hits,
        alarms,
        sum(hits) over down_to as all_hits,
        sum(alarms) over down_to as all_alarms
    from thresholds
    window down_to as (
        partition by run_id, theory, outcome, baseline
        order by p_shift desc
        rows between unbounded preceding and current row
    )
),
areas as (
    select
        curves.run_id,
        curves.theory,
        curves.outcome,
        curves.baseline,
        sum(curves.hits * curves.all_hits / (curves.all_hits + curves.all_alarms))
            / any_value(totals.events) as pr_auc,
        sum(curves.hits * (totals.n - totals.events - curves.all_alarms + curves.alarms / 2))
            / any_value(totals.events * (totals.n - totals.events)) as roc_auc
    from curves
    join totals using (run_id, theory, outcome, baseline)
    where totals.events > 0 and totals.events < totals.n
    group by curves.run_id, curves.theory, curves.outcome, curves.baseline
)
select
    matches.run_id,
    matches.theory,
    matches.outcome,
    matches.baseline,
    totals.log_gain,
    intervals.low,
    intervals.high,
    totals.log_gain / nullif(totals.events, 0) as gain_per_event,
    totals.brier_skill,
    areas.pr_auc,
    areas.roc_auc,
    coalesce(totals.n, 0) as n,
    coalesce(totals.events, 0) as events,
    case
        when totals.n is null then 'no dyad-year has a probability from both'
        when totals.events = 0 then 'no dyad shifted'
        when totals.events = totals.n then 'every dyad shifted'
        when intervals.low is null then 'no years were resampled'
    end as reason
from matches
left join totals using (run_id, theory, outcome, baseline)
left join intervals using (run_id, theory, outcome, baseline)
left join areas using (run_id, theory, outcome, baseline)
