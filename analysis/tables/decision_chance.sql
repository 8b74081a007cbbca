-- question: What did each decision show, and what would a random partner have shown in its place?
-- grain: One row a decision, behaviour and reading of threat, where the partner that was joined is known to show it or not.
-- columns:
--   run_id: the run
--   year: year of the onset
--   state: who joined
--   partner: whom
--   sphere: regional, client or patron, as in decision
--   outcome_kind: kind of the pact that tied them, security or rapprochement
--   block: the bloc of the decision: pact and day
--   behaviour: balancing, bandwagoning, offensive, defensive, profit, alike, aided or penetrated, as in choice
--   reading: threat, or capability where capability alone is read as threat; NULL where the behaviour does not hang on either
--   showed: 1 where the partner that was joined shows it, else 0
--   random: mean over all whom the state could have joined in that year in that sphere, of whom it is known
--   gravity: the same mean, weighted by what the baseline gravity gave to each; NULL where it was not asked
-- source: chance is an expectation, not a sample; our choice to take it within the sphere, since Walt 1987: 147-180 treats superpowers and neighbours apart
with shown as (
    select
        run_id,
        year,
        state,
        partner,
        sphere,
        chosen,
        gravity,
        unnest(
            [
                {'behaviour': 'balancing', 'reading': 'threat', 'shows': balancing},
                {'behaviour': 'balancing', 'reading': 'capability', 'shows': balancing_power},
                {'behaviour': 'bandwagoning', 'reading': 'threat', 'shows': bandwagoning},
                {'behaviour': 'bandwagoning', 'reading': 'capability', 'shows': bandwagoning_power},
                {'behaviour': 'offensive', 'reading': 'threat', 'shows': offensive},
                {'behaviour': 'defensive', 'reading': 'threat', 'shows': defensive},
                {'behaviour': 'profit', 'reading': null, 'shows': profit},
                {'behaviour': 'alike', 'reading': null, 'shows': alike},
                {'behaviour': 'aided', 'reading': null, 'shows': aided},
                {'behaviour': 'penetrated', 'reading': null, 'shows': penetrated}
            ],
            recursive := true
        )
    from choice
),
known as (
    select run_id, year, state, partner, sphere, chosen, gravity, behaviour, reading, shows::double as shows
    from shown
    where shows is not null
),
-- Sums of fixed-point numbers are the same in whatever order they are taken.
expected as (
    select
        run_id,
        year,
        state,
        sphere,
        behaviour,
        reading,
        avg(shows) as random,
        sum((gravity * shows)::decimal(38, 18))::double / nullif(sum(gravity::decimal(38, 18))::double, 0) as gravity
    from known
    group by run_id, year, state, sphere, behaviour, reading
)
select
    known.run_id,
    known.year,
    known.state,
    known.partner,
    known.sphere,
    decision.outcome_kind,
    concat_ws(' ', decision.pact, decision.day) as block,
    known.behaviour,
    known.reading,
    known.shows as showed,
    expected.random,
    expected.gravity
from known
join decision using (run_id, year, state, partner)
join expected
    on expected.run_id = known.run_id
    and expected.year = known.year
    and expected.state = known.state
    and expected.sphere = known.sphere
    and expected.behaviour = known.behaviour
    and expected.reading is not distinct from known.reading
where known.chosen
order by known.run_id, known.year, known.state, known.partner, known.behaviour, known.reading
