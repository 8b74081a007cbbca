-- question: Who was aligned with whom on the eve of each forecast year, and by what?
-- grain: One row a forecast year and dyad that is aligned on 31 December of the year before, in the coding of the run.
-- columns:
--   run_id: the run
--   year: forecast year
--   a: first state
--   b: second state
--   since: first day of the oldest of these pacts between the two
--   pacts: names of the pacts that tie them, in alphabetical order, separated by ;
with years as (
    select run_id, coding, unnest(range(first_census + 1, last_census + 2))::integer as year
    from run
)
select
    years.run_id,
    years.year,
    alignment.a,
    alignment.b,
    min(alignment.formed) as since,
    string_agg(distinct pact_name.name, '; ' order by pact_name.name) as pacts
from years
join alignment
    on alignment.coding = years.coding
    and alignment.formed <= make_date(years.year - 1, 12, 31)
    and coalesce(alignment.ended, 'infinity'::date) > make_date(years.year - 1, 12, 31)
join pact_name using (pact)
group by years.run_id, years.year, alignment.a, alignment.b
