-- question: Where does a table hold more than one row of its grain?
-- grain: One row a grain that is held more than once; none on a sound ledger.
-- columns:
--   found_in: the table
--   held: the columns of its grain, as a text
--   times: number of rows
--   wrong: what is wrong
with grains as (
    select 'forecast' as found_in, row(run_id, theory, year, a, b)::varchar as held from forecast
    union all
    select 'pact_forecast', row(run_id, theory, year, outcome, pact, state)::varchar from pact_forecast
    union all
    select 'pact_threat', row(run_id, year, pact, adversary, basis)::varchar from pact_threat
    union all
    select 'effort', row(run_id, theory, measure, year, pact, state)::varchar from effort
    union all
    select 'effort_fit', row(run_id, theory, measure, year)::varchar from effort_fit
    union all
    select 'pact_shift', row(year, pact, state, kind = 'downgrade')::varchar from pact_shift
    union all
    select 'repeat', row(run_id, variant, theory, year, a, b)::varchar from repeat
    union all
    select 'perception', row(run_id, year, observer, observed)::varchar from perception
    union all
    select 'condition', row(run_id, year, state)::varchar from condition
    union all
    select 'orientation', row(state, begins)::varchar from orientation
    union all
    select 'doctrine', row(state, begins)::varchar from doctrine
    union all
    select 'asset', row(pact, asset, begins)::varchar from asset
    union all
    select 'commitment', row(pact, state, begins)::varchar from commitment
    union all
    select 'adversary', row(pact, adversary, basis, begins)::varchar from adversary
    union all
    select 'force', row(year, state, host)::varchar from force
    union all
    select 'polarity', row(begins)::varchar from polarity
    union all
    select 'training', row(timeline, head, year, pact)::varchar from training
    union all
    select 'departure', row(run_id, edit)::varchar from departure
    union all
    select 'edit', row(run_id, edit, number)::varchar from edit
    union all
    select 'counterfactual', row(run_id, edit, theory, year, a, b)::varchar from counterfactual
    union all
    select 'counterfactual_pact', row(run_id, edit, theory, year, outcome, pact, state)::varchar
    from counterfactual_pact
    union all
    select 'counterfactual_threat', row(run_id, edit, year, observer, observed)::varchar from counterfactual_threat
    union all
    select 'survival', row(run_id, theory, edit, pact, state, year)::varchar from survival
    union all
    select 'survival_difference', row(run_id, theory, edit, pact, state, year)::varchar from survival_difference
    union all
    select 'danger', row(run_id, theory, edit, pact, state, year)::varchar from danger
    union all
    select 'movement', row(run_id, theory, edit, pact, state, year, kind)::varchar from movement
    union all
    select 'provoked', row(run_id, theory, edit, year)::varchar from provoked
    union all
    select 'effort_course', row(run_id, theory, edit, pact, measure, year)::varchar from effort_course
    union all
    select 'box', row(run_id, theory, edit, pact, number, parameter)::varchar from box
    union all
    select 'shock', row(run_id, theory, edit, pact, factor)::varchar from shock
    union all
    select 'tipping', row(run_id, theory, edit, pact, outcome)::varchar from tipping
    union all
    select 'cheapest_break', row(run_id, theory, pact)::varchar from cheapest_break
    union all
    select 'shift', row(year, a, b)::varchar from shift
    union all
    select 'distance', row(a, b, begins)::varchar from distance
    union all
    select 'alignment', row(coding, pact, a, b, formed)::varchar from alignment
    union all
    select 'party', row(coding, pact, state, joined)::varchar from party
)
select found_in, held, count(*) as times, 'more than one row' as wrong
from grains
group by found_in, held
having count(*) > 1
