-- question: Which pacts ended and which endured, and how loose did each theory hold them in the five years before?
-- grain: One row a theory and scored pact that was forecast; one that ended and came back counts as what it came to last.
-- columns:
--   run_id: the run
--   theory: who forecast
--   pact: the pact
--   fate: ended, endured to the last forecast year that is over, or dissolved: last forecast before without having ended, since its states ceased to exist, or no dyad of it is forecast any more
--   first_year: first of at most five forecast years up to that in which it ended, or the last one that is over
--   last_year: last of them
--   parties: parties before the last of them
--   p_loosening: mean probability over these years that a party leaves, on average over parties; of a pact of two, that it ends; NULL where the theory knows nothing
--   p_base: the same as the base rate gives it
--   p_ending: mean probability that it ends
--   place: mean place of p_loosening among all pacts of its kind then in force, of two parties or of more, 1 the loosest
--   alive: mean number of these of which the theory knows something
--   loosest_share: mean share of them that were held looser, ties half; 0 the loosest, 1 the firmest; whoever holds all alike has .5
--   verdict: of a pact that ended called if loosest_share is at most .2, else missed; of one that endured false alarm if it is, else called; NULL where nothing is known or it was dissolved
-- source: five years and the loosest fifth are our choice, made before any look; places within a kind changed after a first look, since leaving a large pact and ending a small one are not one scale, and the base rate, which knows no pact, seemed to call endings; by chance a fifth of the endings are called, and four fifths of those that endured
with loosening as (
    -- Rounded, so that a mean of equal values ties with another of them.
    select run_id, theory, year, pact, round(avg(p), 12) as p, count(*) as parties
    from pact_forecast
    where outcome = 'leave'
    group by run_id, theory, year, pact
    union all
    select run_id, theory, year, pact, round(p, 12), 2
    from pact_forecast as ending
    where outcome = 'ending'
        and not exists (
            from pact_forecast as leaving
            where leaving.run_id = ending.run_id
                and leaving.theory = ending.theory
                and leaving.year = ending.year
                and leaving.pact = ending.pact
                and leaving.outcome = 'leave'
        )
),
placed as (
    select
        run_id,
        theory,
        year,
        pact,
        rank() over of_kind as place,
        count(*) over kinds as alive,
        (rank() over of_kind - 1 + (count(*) over ties - 1) / 2) / nullif(count(*) over kinds - 1, 0) as looser
    from loosening
    where p is not null
    window
        kinds as (partition by run_id, theory, year, parties > 2),
        of_kind as (partition by run_id, theory, year, parties > 2 order by p desc),
        ties as (partition by run_id, theory, year, parties > 2, p)
),
fates as (
    select
        loosening.run_id,
        loosening.pact,
        max(loosening.year) filter (where loosening.year <= run.last_census) as last_year,
        max(pact_shift.year) filter (where pact_shift.kind = 'ending') as ended,
        any_value(run.last_census) as last_census
    from loosening
    join run using (run_id)
    left join pact_shift
        on pact_shift.pact = loosening.pact and pact_shift.year = loosening.year and pact_shift.state is null
    group by loosening.run_id, loosening.pact
),
told as (
    select
        run_id,
        pact,
        last_year,
        case
            when ended = last_year then 'ended'
            when last_year = last_census then 'endured'
            else 'dissolved'
        end as fate
    from fates
    where last_year is not null
)
select
    loosening.run_id,
    loosening.theory,
    told.pact,
    told.fate,
    min(loosening.year)::integer as first_year,
    told.last_year::integer as last_year,
    arg_max(loosening.parties, loosening.year)::integer as parties,
    avg(loosening.p) as p_loosening,
    avg(base.p) as p_base,
    avg(ending.p) as p_ending,
    avg(placed.place) as place,
    avg(placed.alive) as alive,
    avg(placed.looser) as loosest_share,
    case
        when told.fate = 'dissolved' or avg(placed.looser) is null then null
        when told.fate = 'ended' then if(avg(placed.looser) <= 0.2, 'called', 'missed')
        else if(avg(placed.looser) <= 0.2, 'false alarm', 'called')
    end as verdict
from told
join loosening
    on loosening.run_id = told.run_id
    and loosening.pact = told.pact
    and loosening.year between told.last_year - 4 and told.last_year
left join placed
    on placed.run_id = loosening.run_id
    and placed.theory = loosening.theory
    and placed.year = loosening.year
    and placed.pact = loosening.pact
left join loosening as base
    on base.run_id = loosening.run_id
    and base.theory = 'base_rate'
    and base.year = loosening.year
    and base.pact = loosening.pact
left join pact_forecast as ending
    on ending.run_id = loosening.run_id
    and ending.theory = loosening.theory
    and ending.year = loosening.year
    and ending.pact = loosening.pact
    and ending.outcome = 'ending'
group by loosening.run_id, loosening.theory, told.pact, told.fate, told.last_year
