-- question: Whom did a state fear most, year by year, and how did it respond?
-- grain: One row a year; a response that it could not make, or that is not known, is NULL.
-- parameters: of_state = 'EGY'
-- columns:
--   year: forecast year
--   feared: the state that it perceived as the greatest threat on 31 December before
--   threat: that threat
--   threatened: whether it is at least the usual one
--   balanced: external balancing
--   joined: bandwagoning
--   armed: internal balancing
--   gave: appeasement
--   hid: hiding
--   passed: buck-passing
with did as (
    select
        year,
        any_value(observed) filter (where response = 'external_balancing') as balanced,
        any_value(observed) filter (where response = 'bandwagoning') as joined,
        any_value(observed) filter (where response = 'internal_balancing') as armed,
        any_value(observed) filter (where response = 'appeasement') as gave,
        any_value(observed) filter (where response = 'hiding') as hid,
        any_value(observed) filter (where response = 'buck_passing') as passed
    from response
    where state = of_state and theory = 'base_rate'
    group by year
),
feared as (
    select year, string_agg(threat_from, ';' order by threat_from) as feared
    from greatest_threat
    where state = of_state and place = 1
    group by year
)
select
    did.year,
    feared.feared,
    threatened.threat,
    threatened.threatened,
    did.balanced,
    did.joined,
    did.armed,
    did.gave,
    did.hid,
    did.passed
from did
left join feared using (year)
left join threatened on threatened.state = of_state and threatened.year = did.year
order by did.year
