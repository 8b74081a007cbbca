-- question: Who was aligned with whom at the end of each year, and by which pact?
-- grain: One row a census year and dyad tied by a scored pact, in the coding of the run.
-- columns:
--   year: census year, of which it is 31 December
--   a: first state
--   b: second state
--   pact: the pact that ties them; of several the one that ties most dyads on that day, then the first by name
--   name: its name
--   pacts: number of pacts that tie them
with censuses as (
    select
        run.coding,
        unnest(generate_series(run.first_census, run.last_census))::integer as year
    from run
),
tied as (
    select distinct
        censuses.year,
        alignment.a,
        alignment.b,
        alignment.pact
    from censuses
    join alignment
        on alignment.coding = censuses.coding
        and alignment.formed <= make_date(censuses.year, 12, 31)
        and coalesce(alignment.ended > make_date(censuses.year, 12, 31), true)
),
sized as (
    select
        year,
        a,
        b,
        pact,
        count(*) over (partition by year, pact) as dyads,
        count(*) over (partition by year, a, b) as pacts
    from tied
)
select sized.year, sized.a, sized.b, sized.pact, pact_name.name, sized.pacts
from sized
join pact_name using (pact)
qualify row_number() over (partition by sized.year, sized.a, sized.b order by sized.dyads desc, sized.pact) = 1
