-- question: On which day, and by which pact, did each actual shift come about?
-- grain: One row a shift of a dyad at risk that is not censored, in the coding of the run.
-- columns:
--   year: year of the shift
--   a: first state
--   b: second state
--   outcome: onset or ending
--   day: first day tied in the year; for an ending, first day of the gap that is one
--   pact: the pact that was made or ended that day; of several the one that shifted most dyads, then the first by name
--   outcome_kind: kind of that pact, security or rapprochement
with ties as (
    select
        alignment.a,
        alignment.b,
        alignment.pact,
        alignment.outcome_kind,
        alignment.formed,
        coalesce(alignment.ended, 'infinity'::date) as ended
    from alignment
    join run using (coding)
),
reaches as (
    select
        a,
        b,
        max(ended) over so_far as tied_until,
        lead(formed) over (partition by a, b order by formed, ended) as next_formed
    from ties
    window so_far as (
        partition by a, b
        order by formed, ended
        rows between unbounded preceding and current row
    )
),
gaps as (
    select distinct a, b, tied_until as opened
    from reaches
    where tied_until < coalesce(next_formed, 'infinity'::date)
        and (
            next_formed is null
            or next_formed > make_date(year(tied_until), 12, 31)
            or datediff('day', tied_until, next_formed) > 180
        )
),
moves as (
    select 'onset' as outcome, a, b, formed as day, pact, outcome_kind
    from ties
    union
    select 'ending', ties.a, ties.b, gaps.opened, ties.pact, ties.outcome_kind
    from gaps
    join ties on ties.a = gaps.a and ties.b = gaps.b and ties.ended = gaps.opened
),
firsts as (
    select
        shift.year,
        shift.a,
        shift.b,
        moves.outcome,
        moves.day,
        moves.pact,
        moves.outcome_kind
    from shift
    join moves
        on moves.outcome = shift.kind
        and moves.a = shift.a
        and moves.b = shift.b
        and year(moves.day) = shift.year
    qualify moves.day = min(moves.day) over (partition by moves.outcome, shift.year, shift.a, shift.b)
),
sized as (
    select
        year,
        a,
        b,
        outcome,
        day,
        pact,
        outcome_kind,
        count(*) over (partition by outcome, day, pact) as dyads
    from firsts
)
select year, a, b, outcome, day, pact, outcome_kind
from sized
qualify row_number() over (partition by outcome, year, a, b order by dyads desc, pact) = 1
