-- question: When a theory gave a probability of about so much, how often did a shift happen?
-- grain: One row a theory, outcome and bin of probabilities that is not empty, over the scored years.
-- columns:
--   run_id: the run
--   theory: who forecast
--   outcome: onset, of dyads not aligned before, or ending, of those aligned
--   bin_low: least probability of the bin, in it
--   bin_high: upper end of the bin, not in it but for 1
--   n: number of dyad-years in the bin
--   forecast_mean: mean probability of a shift
--   observed_share: share of the dyad-years that shifted
--   low: lower end of the 90 % interval of that share, were shifts independent
--   high: upper end
-- source: the interval Wilson 1927
with bins(bin_low, bin_high) as (
    values
        (0::double, 0.01::double),
        (0.01::double, 0.02::double),
        (0.02::double, 0.05::double),
        (0.05::double, 0.1::double),
        (0.1::double, 0.2::double),
        (0.2::double, 0.5::double),
        (0.5::double, 1::double)
)
select
    scored.run_id,
    scored.theory,
    scored.outcome,
    bins.bin_low,
    bins.bin_high,
    count(*) as n,
    avg(scored.p_shift) as forecast_mean,
    avg(scored.shifted::integer) as observed_share,
    (observed_share + 2.7055 / (2 * n) - 1.6449 * sqrt(observed_share * (1 - observed_share) / n + 2.7055 / (4 * n * n)))
    / (1 + 2.7055 / n) as low,
    (observed_share + 2.7055 / (2 * n) + 1.6449 * sqrt(observed_share * (1 - observed_share) / n + 2.7055 / (4 * n * n)))
    / (1 + 2.7055 / n) as high
from scored
join bins
    on scored.p_shift >= bins.bin_low
    and (scored.p_shift < bins.bin_high or bins.bin_high = 1)
group by scored.run_id, scored.theory, scored.outcome, bins.bin_low, bins.bin_high
