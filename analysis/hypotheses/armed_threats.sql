-- question: Do states balance more often against those who are armed for attack?
-- grain: One row a year.
-- claim: States balance more against better armed states.
-- expectation: above 0
-- measure: share of other states against whom a state joined a pact in the year, those whose offensive capability is above the median of all that it perceived on 31 December before, less the same share of the rest
-- without: no scored pact is coded as against a state
-- columns:
--   block: forecast year
--   cases: pairs of a state that is no great power and another state whose offensive capability it perceives as above its median
--   total: those in which it joined a scored pact against the other in the year
--   cases_otherwise: the other pairs
--   total_otherwise: those in which it joined such a pact
-- source: Walt 1987: 22-26; the median as the bound, and the pacts' coded adversaries as the mark of balancing, are our choice
with joins as (
    select distinct party.state, year(party.joined) as year, unnest(string_split(party.against, ';')) as adversary
    from party
    join run using (coding)
    where party.scored and party.against <> ''
),
seen as (
    select
        perception.year + 1 as year,
        perception.observer,
        perception.observed,
        perception.offence > median(perception.offence) over (
            partition by perception.year, perception.observer
        ) as above
    from perception
    join run using (run_id)
    where perception.offence is not null
        and perception.year < run.last_census
        and perception.observer not in (select code from state where great_power)
        and exists (from joins)
),
cases as (
    select seen.year, seen.above, joins.adversary is not null as balanced
    from seen
    left join joins
        on joins.year = seen.year and joins.state = seen.observer and joins.adversary = seen.observed
)
select
    year::varchar as block,
    count(*) filter (where above) as cases,
    count(*) filter (where above and balanced) as total,
    count(*) filter (where not above) as cases_otherwise,
    count(*) filter (where not above and balanced) as total_otherwise
from cases
group by year
order by year
