-- question: What is each state called?
-- grain: One row a state; join it wherever a column holds a state. What it was called in a year, the view existing has.
-- columns:
--   state: code of the state, as in every table that has a column state
--   name: its name; where its spells have several, that of the last
select code as state, arg_max(name, coalesce(enters, '-infinity'::date)) as name
from state
group by code
