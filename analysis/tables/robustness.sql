-- question: Does the skill of a theory over a baseline hold where blocs, kinds of tie, codings or co-operative events are taken otherwise?
-- grain: One row a theory, outcome, baseline other than itself and variant, on the scored dyad-years that both gave a probability.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   baseline: whom it has to beat
--   variant: all; blocs_once: the dyads that one pact shifts on one day weigh 1 together; without_largest_bloc: without those of the largest such bloc; security, rapprochement: onsets made by pacts of that kind, endings among dyads under such a pact; coding:NAME, hostile_only and unjudged: see the table repeat
--   log_gain: log score of the theory minus that of the baseline, weighted and summed, in nats; above 0 the theory is better
--   low: 5 % quantile of log_gain over resampled years
--   high: 95 % quantile of log_gain over resampled years
--   gain_per_event: log_gain by shift that happened
--   brier_skill: 1 less the ratio of the squared errors of theory and baseline; above 0 the theory is better
--   pr_auc: average precision of the theory; a forecaster without skill has events / n
--   roc_auc: chance that the theory gave a dyad that shifted more than one that did not, ties counting half
--   n: number of dyad-years compared, by weight
--   events: number of shifts among them, by weight; a bloc that counts once is one
--   reason: why a number of this row is NULL; NULL where none is
-- source: pr_auc Davis and Goadrich 2006; roc_auc Mann and Whitney 1947; intervals, year-block bootstrap, Kuensch 1989
with forecasts as (
    select run_id, 'all' as replayed, theory, year, a, b, aligned_before, p_shift, shifted
    from predicted_vs_actual
    union all
    select run_id, variant, theory, year, a, b, aligned_before, p_shift, shifted
    from repeat
),
scored_forecasts as (
    select
        forecasts.run_id,
        forecasts.replayed,
        forecasts.theory,
        case when forecasts.aligned_before then 'ending' else 'onset' end as outcome,
        forecasts.year,
        forecasts.a,
        forecasts.b,
        forecasts.p_shift,
        forecasts.shifted,
        case when forecasts.shifted then forecasts.p_shift else 1 - forecasts.p_shift end as p_happened
    from forecasts
    join run using (run_id)
    where forecasts.year between run.scored_first and run.scored_last
),
dyad_years as (
    select distinct replayed, outcome, year, a, b, shifted
    from scored_forecasts
),
largest as (
    select bloc.outcome, bloc.day, bloc.pact
    from bloc
    join run on bloc.year between run.scored_first and run.scored_last
    where bloc.dyads > 1
    qualify row_number() over (partition by bloc.outcome order by bloc.dyads desc, bloc.day, bloc.pact) = 1
),
placed as (
    select
        dyad_years.outcome,
        dyad_years.year,
        dyad_years.a,
        dyad_years.b,
        dyad_years.shifted,
        dated_shift.outcome_kind,
        coalesce(bloc.dyads, 1) as dyads,
        largest.outcome is not null as in_largest
    from dyad_years
    left join dated_shift using (outcome, year, a, b)
    left join bloc using (outcome, day, pact, year)
    left join largest using (outcome, day, pact)
    where dyad_years.replayed = 'all'
),
standing as (
    select distinct placed.year, placed.a, placed.b, alignment.outcome_kind
    from placed
    join alignment
        on alignment.a = placed.a
        and alignment.b = placed.b
        and alignment.formed < make_date(placed.year, 1, 1)
        and coalesce(alignment.ended, 'infinity'::date) >= make_date(placed.year, 1, 1)
    join run using (coding)
    where placed.outcome = 'ending'
),
variants(replayed, variant) as (
    select 'all', unnest(['all', 'blocs_once', 'without_largest_bloc', 'security', 'rapprochement'])
    union
    select variant, variant
    from repeat
),
weights(variant, outcome, year, a, b, weight) as (
    select replayed, outcome, year, a, b, 1::double
    from dyad_years
    union all
    select 'blocs_once', outcome, year, a, b, 1 / dyads
    from placed
    union all
    select 'without_largest_bloc', outcome, year, a, b, 1
    from placed
    where not in_largest and outcome in (select outcome from largest)
    union all
    select variants.variant, placed.outcome, placed.year, placed.a, placed.b, 1
    from variants
    join placed on not placed.shifted or placed.outcome_kind = variants.variant
    where variants.variant in ('security', 'rapprochement') and placed.outcome = 'onset'
    union all
    select outcome_kind, 'ending', year, a, b, 1
    from standing
),
weighed as (
    select distinct variant, outcome
    from weights
),
heads as (
    select distinct run_id, replayed, theory, outcome
    from scored_forecasts
),
matches as (
    select
        row_number() over (order by heads.replayed, heads.outcome, heads.theory, rivals.theory) as match,
        heads.run_id,
        heads.replayed,
        heads.theory,
        heads.outcome,
        rivals.theory as baseline
    from heads
    join heads as rivals using (run_id, replayed, outcome)
    join theory on theory.name = rivals.theory
    where theory.baseline and rivals.theory <> heads.theory
),
comparisons as (
    select
        row_number() over (order by matches.match, variants.variant) as comparison,
        matches.match,
        matches.run_id,
        matches.theory,
        matches.outcome,
        matches.baseline,
        variants.variant
    from matches
    join variants using (replayed)
),
gains as (
    select
        matches.match,
        own.year,
        own.a,
        own.b,
        own.p_shift,
        own.shifted,
        ln(own.p_happened) - ln(rival.p_happened) as gain,
        (1 - own.p_happened) ** 2 as own_error,
        (1 - rival.p_happened) ** 2 as rival_error
    from matches
    join scored_forecasts as own using (run_id, replayed, theory, outcome)
    join scored_forecasts as rival
        on rival.run_id = own.run_id
        and rival.replayed = own.replayed
        and rival.theory = matches.baseline
        and rival.outcome = own.outcome
        and rival.year = own.year
        and rival.a = own.a
        and rival.b = own.b
    where own.p_shift is not null and rival.p_shift is not null
),
-- Sums of fixed-point numbers are the same in whatever order they are taken.
compared as (
    select
        comparisons.comparison,
        gains.year,
        gains.p_shift,
        gains.shifted,
        weights.weight::decimal(38, 18) as weight,
        (weights.weight * gains.gain)::decimal(38, 18) as gain,
        (weights.weight * gains.own_error)::decimal(38, 18) as own_error,
        (weights.weight * gains.rival_error)::decimal(38, 18) as rival_error
    from comparisons
    join gains using (match)
    join weights
        on weights.variant = comparisons.variant
        and weights.outcome = comparisons.outcome
        and weights.year = gains.year
        and weights.a = gains.a
        and weights.b = gains.b
),
totals as (
    select
        comparison,
        sum(gain)::double as log_gain,
        1 - sum(own_error)::double / sum(rival_error)::double as brier_skill,
        sum(weight)::double as n,
        coalesce(sum(weight) filter (where shifted)::double, 0) as events,
        count(*) filter (where not shifted) as stays
    from compared
    group by comparison
),
year_gains as (
    select comparison, year, sum(gain)::double as gain
    from compared
    group by comparison, year
),
resampled_years as (
    select distinct year
    from resample
),
series as (
    select totals.comparison, list(coalesce(year_gains.gain, 0) order by resampled_years.year) as gains
    from totals
    cross join resampled_years
    left join year_gains using (comparison, year)
    group by totals.comparison
),
draws as (
    select every.draw, list(coalesce(resample.times, 0)::double order by resampled_years.year) as times
    from (select distinct draw from resample) as every
    cross join resampled_years
    left join resample using (draw, year)
    group by every.draw
),
drawn as (
    select series.comparison, list_dot_product(series.gains, draws.times) as gain
    from series
    cross join draws
),
intervals as (
    select comparison, quantile_cont(gain, 0.05) as low, quantile_cont(gain, 0.95) as high
    from drawn
    group by comparison
),
thresholds as (
    select
        comparison,
        p_shift,
        coalesce(sum(weight) filter (where shifted)::double, 0) as hits,
        coalesce(sum(weight) filter (where not shifted)::double, 0) as alarms
    from compared
    group by comparison, p_shift
),
curves as (
    select
        comparison,
        hits,
        alarms,
        sum(hits) over down_to as all_hits,
        sum(alarms) over down_to as all_alarms
    from thresholds
    window down_to as (
        partition by comparison
        order by p_shift desc
        rows between unbounded preceding and current row
    )
),
areas as (
    select
        curves.comparison,
        sum((curves.hits * curves.all_hits / (curves.all_hits + curves.all_alarms))::decimal(38, 18))::double
            / any_value(totals.events) as pr_auc,
        sum((curves.hits * (totals.n - totals.events - curves.all_alarms + curves.alarms / 2))::decimal(38, 18))::double
            / any_value(totals.events * (totals.n - totals.events)) as roc_auc
    from curves
    join totals using (comparison)
    where totals.events > 0 and totals.stays > 0
    group by curves.comparison
)
select
    comparisons.run_id,
    comparisons.theory,
    comparisons.outcome,
    comparisons.baseline,
    comparisons.variant,
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
        when weighed.variant is null and comparisons.variant = 'without_largest_bloc'
            then 'no pact shifted several dyads on one day'
        when weighed.variant is null then 'no dyad-year is of this kind'
        when totals.n is null then 'no dyad-year has a probability from both'
        when totals.events = 0 then 'no dyad shifted'
        when totals.stays = 0 then 'every dyad shifted'
        when intervals.low is null then 'no years were resampled'
    end as reason
from comparisons
left join weighed using (variant, outcome)
left join totals using (comparison)
left join intervals using (comparison)
left join areas using (comparison)
order by comparisons.comparison
