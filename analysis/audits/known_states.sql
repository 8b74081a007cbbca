-- question: Which codes name no state of the timeline?
-- grain: One row a table and code; none on a sound ledger.
-- columns:
--   found_in: the table
--   code: the code
--   wrong: what is wrong
with named as (
    select 'event' as found_in, unnest(string_split(concat_ws(';', initiator, target, against), ';')) as code
    from event
    union all
    select 'party', unnest(string_split(concat_ws(';', state, against), ';')) from party
    union all
    select 'state', "into" from state
    union all
    select 'capability', state from capability
    union all
    select 'regime', state from regime
    union all
    select 'orientation', state from orientation
    union all
    select 'doctrine', state from doctrine
    union all
    select 'condition', state from condition
    union all
    select 'commitment', state from commitment
    union all
    select 'adversary', adversary from adversary
    union all
    select 'force', unnest([state, host]) from force
    union all
    select 'impression', unnest([observer, observed]) from impression
    union all
    select 'perception', unnest([observer, observed]) from perception
    union all
    select 'distance', unnest([a, b]) from distance
    union all
    select 'alignment', unnest([a, b]) from alignment
    union all
    select 'shift', unnest([a, b]) from shift
    union all
    select 'forecast', unnest([a, b]) from forecast
    union all
    select 'pact_forecast', state from pact_forecast
    union all
    select 'effort', state from effort
    union all
    select 'pact_threat', adversary from pact_threat
    union all
    select 'pact_shift', state from pact_shift
    union all
    select 'repeat', unnest([a, b]) from repeat
    union all
    select 'counterfactual', unnest([a, b]) from counterfactual
    union all
    select 'counterfactual_pact', state from counterfactual_pact
    union all
    select 'counterfactual_threat', unnest([observer, observed]) from counterfactual_threat
    union all
    select 'survival', state from survival
    union all
    select 'survival_difference', state from survival_difference
    union all
    select 'danger', state from danger
    union all
    select 'movement', state from movement
)
select distinct named.found_in, named.code, 'not in the table state' as wrong
from named
anti join state using (code)
where named.code <> ''
