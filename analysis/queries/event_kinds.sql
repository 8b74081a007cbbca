-- question: Of what kinds are the events, and how sure is their coding?
-- grain: One row a kind and confidence, the commonest kinds first.
-- columns:
--   kind: kind, from the codebook
--   sign: hostile, cooperative or none
--   confidence: A seen in the source, B standard fact not opened, C doubtful
--   events: number of events
--   of_kind: number of events of the kind, of any confidence
with counts as (
    select kind, confidence, count(*) as events
    from event
    group by kind, confidence
)
select
    counts.kind,
    kind.sign,
    counts.confidence,
    counts.events,
    sum(counts.events) over (partition by counts.kind)::bigint as of_kind
from counts
join kind using (kind)
order by of_kind desc, counts.kind, counts.confidence
