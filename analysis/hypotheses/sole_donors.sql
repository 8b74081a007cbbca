-- question: Do clients of a sole donor leave it less often than those who have a choice of donors?
-- grain: One row a year.
-- claim: Aid gives leverage where the donor has a monopoly.
-- expectation: below 0
-- measure: share of ties that end in the year where the donor gave the client three quarters or more of all its arms and aid, faded, less the share where it gave less
-- without: no aligned state has arms or aid from its ally
-- columns:
--   block: forecast year
--   cases: clients, no great powers, and allies who gave them at least three quarters of their arms and aid
--   total: those that parted in the year
--   cases_otherwise: clients and allies who gave them less, but at least half a deal
--   total_otherwise: those that parted in the year
-- source: Walt 1987: 43-46, 236-242; three quarters for a monopoly and half a deal for aid are our choice
with received as (
    select
        year + 1 as year,
        observer as client,
        observed as donor,
        arms + aid as deals,
        sum(arms + aid) over (partition by year, observer) as everything
    from perception
    where observer not in (select code from state where great_power)
)
select
    at_risk.year::varchar as block,
    received.deals >= 0.75 * received.everything as holds,
    at_risk.shifted::integer as outcome
from at_risk
join received
    on received.year = at_risk.year
    and least(received.client, received.donor) = at_risk.a
    and greatest(received.client, received.donor) = at_risk.b
where at_risk.outcome = 'ending' and received.deals >= 0.5
