-- question: Of the pacts that ended and of those that endured, how many did each theory call?
-- grain: One row a theory, those who called most endings in excess of false alarms first.
-- columns:
--   theory: who forecast
--   ended: pacts that ended while it knew something of them
--   ended_called: those that stood among the loosest fifth of their kind in the five years before, on average; by chance a fifth
--   endured: pacts that endured
--   false_alarms: those that stood there in their last five years; by chance a fifth
--   share_looser_ended: mean share of the pacts of a kind that were held looser than those that ended; chance gives one half
--   share_looser_endured: the same of those that endured
select
    theory,
    count(*) filter (where fate = 'ended') as ended,
    count(*) filter (where fate = 'ended' and verdict = 'called') as ended_called,
    count(*) filter (where fate = 'endured') as endured,
    count(*) filter (where verdict = 'false alarm') as false_alarms,
    avg(loosest_share) filter (where fate = 'ended') as share_looser_ended,
    avg(loosest_share) filter (where fate = 'endured') as share_looser_endured
from pact_called
where verdict is not null
group by theory
order by ended_called / nullif(ended, 0) - false_alarms / nullif(endured, 0) desc nulls last, theory
