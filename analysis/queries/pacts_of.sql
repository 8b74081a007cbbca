-- question: Which pacts was a state in, with whom, and for how long?
-- grain: One row a pact, partner and spell in which both were parties, in time order, under the coding of the run.
-- parameters: of_state = 'EGY'
-- columns:
--   pact: the pact
--   name: its name
--   form: alliance, entente, coalition or informal
--   partner: the other party
--   begins: first day on which both were in
--   ends: first day on which one was out; NULL to the end
--   scored: false for blanket pacts that the manifest leaves out
with parties as (
    select
        party.pact,
        party.form,
        party.state,
        party.joined,
        coalesce(party."left", 'infinity'::date) as until,
        party.scored
    from party
    join run using (coding)
)
select
    own.pact,
    pact_name.name,
    own.form,
    partners.state as partner,
    greatest(own.joined, partners.joined) as begins,
    nullif(least(own.until, partners.until), 'infinity'::date) as ends,
    own.scored
from parties as own
join parties as partners using (pact)
join pact_name using (pact)
where own.state = of_state
    and partners.state <> of_state
    and own.joined < partners.until
    and partners.joined < own.until
order by begins, own.pact, partners.state
