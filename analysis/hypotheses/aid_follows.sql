-- question: Do arms and aid come after alignment rather than before?
-- grain: One row a bloc.
-- claim: Aid follows alignment rather than makes it.
-- expectation: above 0
-- measure: share of decisions after which the partner gave arms or aid within 730 days, less the share before which it had; the day itself is left out, since the deal may be the alignment
-- without: no arms or aid are coded
-- paired: each decision stands on both sides
-- columns:
--   block: pact and day of the decisions
--   cases: decisions of states that are no great powers, of days whose 730 next lie in the record
--   total: those after which the partner gave the state arms or aid
--   cases_otherwise: the same decisions
--   total_otherwise: those before which it had
-- source: Walt 1987: 41-46, 218-242; windows of 730 days are our choice
with deals as (
    select observer as state, observed as partner, date
    from impression
    where sign in ('arms', 'aid')
),
windows as (
    select
        concat_ws(' ', decision.pact, decision.day) as block,
        exists (
            from deals
            where deals.state = decision.state
                and deals.partner = decision.partner
                and deals.date > decision.day
                and deals.date <= decision.day + 730
        ) as after,
        exists (
            from deals
            where deals.state = decision.state
                and deals.partner = decision.partner
                and deals.date < decision.day
                and deals.date >= decision.day - 730
        ) as before
    from decision
    join run using (run_id)
    where decision.sphere in ('regional', 'client')
        and decision.day + 730 <= make_date(run.last_census, 12, 31)
        and exists (from deals)
)
select block, unnest([true, false]) as holds, unnest([after, before])::integer as outcome
from windows
