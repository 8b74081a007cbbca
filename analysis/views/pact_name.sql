-- question: What is each pact called?
-- grain: One row a pact of the coding of the run; join it wherever a column holds a pact.
-- columns:
--   pact: the pact, as in every table that has a column pact
--   name: its name, one for all of its parties
select party.pact, any_value(party.name) as name
from party
join run using (coding)
group by party.pact
