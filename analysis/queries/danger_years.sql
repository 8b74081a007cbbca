-- question: In which year does each theory see the greatest danger, to the pact and to the party most in danger?
-- grain: One row an edit list and theory, over the histories in which the pact is still in force; theories before baselines.
-- parameters: of_edit = 'none'
-- columns:
--   edit: name of the edit list, or none
--   theory: who decides in these histories
--   baseline: whether it is one of the forecasters that theories have to beat
--   year: the year of greatest danger to the pact
--   p: probability that it ends in that year
--   low: 5 % of histories give less
--   high: 5 % of histories give more
--   party: the party that is likeliest to leave in any one year; NULL where none can
--   party_year: that year
--   party_p: probability that it leaves in that year
with parties as (
    select edit, theory, state, year, p
    from peril
    where state is not null
    qualify row_number() over (partition by edit, theory order by p desc, year, state) = 1
)
select
    peril.edit,
    peril.theory,
    theory.baseline,
    peril.year,
    peril.p,
    peril.low,
    peril.high,
    parties.state as party,
    parties.year as party_year,
    parties.p as party_p
from peril
join theory on theory.name = peril.theory
left join parties on parties.edit = peril.edit and parties.theory = peril.theory
where peril.state is null and of_edit in ('all', peril.edit)
order by peril.edit <> 'none', peril.edit, theory.baseline, peril.p desc, peril.theory
