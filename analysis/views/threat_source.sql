-- question: Which other states outdid the rest in a source of threat, and did a state balance against them?
-- grain: One row a forecast year, state that is no great power, other state that it perceived on 31 December before, and source of threat that is known of it; none where no scored pact is coded as against a state.
-- columns:
--   run_id: the run
--   year: forecast year
--   observer: who perceives
--   observed: whom
--   factor: source of threat: power, proximity, offence or intention
--   above: whether it is above the median of all that the observer perceived on that day
--   balanced: whether the observer joined a scored pact against the observed in the year
-- source: the four sources Walt 1987: 22-26; the median as the bound, and the pacts' coded adversaries as the mark of balancing, are our choice
with joins as (
    select distinct party.state, year(party.joined) as year, unnest(string_split(party.against, ';')) as adversary
    from party
    join run using (coding)
    where party.scored and party.against <> ''
),
factors as (
    select
        run_id,
        year + 1 as year,
        observer,
        observed,
        unnest(
            [
                {'factor': 'power', 'value': power},
                {'factor': 'proximity', 'value': proximity},
                {'factor': 'offence', 'value': offence},
                {'factor': 'intention', 'value': intention}
            ],
            recursive := true
        )
    from perception
    join run using (run_id)
    where perception.year < run.last_census
        and observer not in (select code from state where great_power)
        and exists (from joins)
),
weighed as (
    select
        run_id,
        year,
        observer,
        observed,
        factor,
        value > median(value) over (partition by run_id, year, observer, factor) as above
    from factors
    where value is not null
)
select
    weighed.run_id,
    weighed.year,
    weighed.observer,
    weighed.observed,
    weighed.factor,
    weighed.above,
    joins.adversary is not null as balanced
from weighed
left join joins
    on joins.year = weighed.year and joins.state = weighed.observer and joins.adversary = weighed.observed
