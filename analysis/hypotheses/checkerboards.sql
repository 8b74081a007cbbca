-- question: Do states join the neighbours of their neighbours rather than their neighbours?
-- grain: One row a year.
-- claim: Balancing makes checkerboards, where bandwagoning would make spheres of influence.
-- expectation: above 0
-- measure: share of dyads of the region with a common neighbour but no border that align in the year, less the share of those with a border
-- without: no states of the region border on one another
-- columns:
--   block: forecast year
--   cases: dyads of the region, not aligned, with a neighbour in common and no border
--   total: those that became aligned in the year
--   cases_otherwise: dyads of the region, not aligned, with a border
--   total_otherwise: those that became aligned in the year
-- source: Walt 1987: 23-24
with places as (
    select
        years.year,
        distance.a,
        distance.b,
        distance.border
    from (select distinct year from at_risk) as years
    join distance
        on coalesce(distance.begins, '-infinity'::date) <= make_date(years.year - 1, 12, 31)
        and coalesce(distance.ends, 'infinity'::date) > make_date(years.year - 1, 12, 31)
),
present as (
    select distinct year + 1 as year, observer as code
    from perception
),
neighbours as (
    select places.year, unnest([places.a, places.b]) as state, unnest([places.b, places.a]) as neighbour
    from places
    where places.border
),
beyond as (
    select distinct own.year, own.state as a, other.state as b
    from neighbours as own
    join neighbours as other
        on other.year = own.year and other.neighbour = own.neighbour and own.state < other.state
    join present on present.year = own.year and present.code = own.neighbour
)
select
    at_risk.year::varchar as block,
    case when places.border then false when beyond.a is not null then true end as holds,
    at_risk.shifted::integer as outcome
from at_risk
join places using (year, a, b)
left join beyond using (year, a, b)
where at_risk.outcome = 'onset'
    and at_risk.a not in (select code from state where great_power)
    and at_risk.b not in (select code from state where great_power)
