-- question: Which forecasts does an edit of history move most, and where to?
-- grain: One row an edit list, forecast year and dyad, the one moved furthest first; as many of each list. Dyads that the list itself ties or parts are left out.
-- parameters: of_edit = 'all', of_theory = 'pool', top = 10
-- columns:
--   edit: name of the list
--   year: forecast year
--   a: first state
--   b: second state
--   aligned: whether they were aligned before, on record and in the edited history
--   record: probability that they are aligned in the year, on record: that a tie begins, or does not lapse
--   edited: the same in the edited history
--   delta: by how much the edit moves it
--   low: 5 % of edited histories give less
--   high: 5 % of edited histories give more
select
    counterfactual.edit,
    counterfactual.year,
    counterfactual.a,
    counterfactual.b,
    counterfactual.aligned_before as aligned,
    forecast.p_aligned as record,
    counterfactual.p_aligned as edited,
    counterfactual.p_aligned - forecast.p_aligned as delta,
    counterfactual.p_low as low,
    counterfactual.p_high as high
from counterfactual
join forecast using (run_id, theory, year, a, b, aligned_before)
where theory = of_theory
    and of_edit in ('all', counterfactual.edit)
    and counterfactual.p_aligned <> forecast.p_aligned
qualify row_number() over (partition by counterfactual.edit order by abs(delta) desc, year, a, b) <= top
order by counterfactual.edit, abs(delta) desc, year, a, b
