-- question: Do ties between states of a dividing ideology break sooner than those of another common one?
-- grain: One row a year.
-- claim: Dividing ideologies break alliances.
-- expectation: above 0
-- measure: share of ties that end in the year where the two have a dividing ideology in common, less the share where what they have in common does not divide
-- without: no aligned states have an ideology in common
-- columns:
--   block: forecast year
--   cases: aligned dyads with a dividing ideology in common
--   total: those that parted in the year
--   cases_otherwise: aligned dyads with only other ideologies in common
--   total_otherwise: those that parted in the year
-- source: Walt 1987: 35-37, 206-212
with creeds as (
    select at_risk.year, at_risk.a, at_risk.b, at_risk.shifted, regime.state, string_split(regime.ideology, ';') as creed
    from at_risk
    join regime
        on regime.state in (at_risk.a, at_risk.b)
        and coalesce(regime.begins, '-infinity'::date) <= make_date(at_risk.year - 1, 12, 31)
        and coalesce(regime.ends, 'infinity'::date) > make_date(at_risk.year - 1, 12, 31)
    where at_risk.outcome = 'ending'
),
common as (
    select
        own.year,
        own.shifted,
        list_intersect(own.creed, other.creed) as creed
    from creeds as own
    join creeds as other
        on other.year = own.year and other.a = own.a and other.b = own.b and other.state = own.b
    where own.state = own.a
)
select
    year::varchar as block,
    len(list_intersect(creed, (select list(ideology) from ideology where divides))) > 0 as holds,
    shifted::integer as outcome
from common
where len(list_filter(creed, lambda tag: tag <> '')) > 0
