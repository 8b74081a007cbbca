-- question: Do allies part where fear of entrapment outweighs fear of abandonment?
-- grain: One row a year.
-- claim: Abandonment and entrapment trade off: the greater fear decides whether allies draw closer or away.
-- expectation: above 0
-- measure: share of ties that end in the year where entrapment, in standard deviations, exceeds the mean of the fears of abandonment, less the share where it does not
-- without: the theory security_dilemma was not asked, or its fears are unknown
-- columns:
--   block: forecast year
--   cases: aligned dyads in which the fear of entrapment is the greater
--   total: those that parted in the year
--   cases_otherwise: aligned dyads in which the fear of abandonment is
--   total_otherwise: those that parted in the year
-- source: Snyder 1984: 461-495; the fears as measured by the theory security_dilemma
with fears as (
    select
        year,
        a,
        b,
        max(z) filter (where term = 'entrapment') as entrapment,
        avg(z) filter (where term in ('dependence', 'alternatives', 'conciliation', 'vagueness')) as abandonment
    from contribution
    where theory = 'security_dilemma' and head = 'ending' and value is not null
    group by year, a, b
)
select
    at_risk.year::varchar as block,
    fears.entrapment > fears.abandonment as holds,
    at_risk.shifted::integer as outcome
from at_risk
join fears using (year, a, b)
where at_risk.outcome = 'ending'
