-- question: When did ties stand, begin and end, and which beginnings and endings had a theory named?
-- grain: One row a dyad and stretch of years that are alike in all columns, in order of dyads.
-- parameters: of_theory = 'balance_of_threat'
-- columns:
--   a: first state
--   b: second state
--   first_year: first forecast year of the stretch
--   last_year: last one
--   course: stood, aligned before and at the end of the year; began; ended; or none, not aligned, but named
--   named: whether the theory had named the dyad as one that would begin, or end
--   p_shift: probability that the theory gave, of named dyads and shifts alone
-- source: ties that are not forecast, as between great powers, stand in the years at whose ends they are in force
with told as (
    select
        year,
        a,
        b,
        case
            when not shifted then if(aligned_before, 'stood', 'none')
            when aligned_before then 'ended'
            else 'began'
        end as course,
        named,
        case when named or shifted then p_shift end as p_shift
    from tie
    where theory = of_theory
),
forecast_years as (
    select distinct year
    from told
),
beside as (
    select ally.year, ally.a, ally.b, 'stood' as course, false as named, null as p_shift
    from ally
    join forecast_years using (year)
    where not exists (
        from predicted_vs_actual as asked
        where asked.year = ally.year and asked.a = ally.a and asked.b = ally.b
    )
),
counted as (
    select
        year,
        a,
        b,
        course,
        named,
        p_shift,
        year - row_number() over (partition by a, b, course, named, p_shift order by year) as stretch
    from (from told union all from beside)
)
select
    a,
    b,
    min(year) as first_year,
    max(year) as last_year,
    course,
    named,
    p_shift
from counted
group by a, b, course, named, p_shift, stretch
order by a, b, first_year, course
