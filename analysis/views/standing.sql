-- question: How much of its pact did each party honour at each census?
-- grain: One row a census year and party of a scored pact in the coding of the run; none where the timeline codes no commitments.
-- columns:
--   year: year of the census, 31 December
--   pact: the pact
--   state: the party
--   commitment: full; reduced, a part of its obligations or of the common work stands still; dormant, all of it
with censuses as (
    select
        run.coding,
        unnest(generate_series(run.first_census, run.last_census))::integer as year
    from run
),
days as (
    select coding, year, make_date(year, 12, 31) as day
    from censuses
)
select
    days.year,
    party.pact,
    party.state,
    coalesce(any_value(commitment.commitment), 'full') as commitment
from days
join party
    on party.coding = days.coding
    and party.scored
    and party.joined <= days.day
    and coalesce(party."left" > days.day, true)
join state
    on state.code = party.state
    and coalesce(state.enters <= days.day, true)
    and coalesce(state.leaves > days.day, true)
left join commitment
    on commitment.pact = party.pact
    and commitment.state = party.state
    and coalesce(commitment.begins <= days.day, true)
    and coalesce(commitment.ends > days.day, true)
where exists (select 1 from commitment)
group by days.year, party.pact, party.state
