-- question: Which terms go together so closely that no score can tell them apart?
-- grain: One row an outcome and pair of terms, of one theory or of two, over the scored years; the closest pair first.
-- parameters: alike_by = 0.8
-- columns:
--   outcome: onset or ending
--   one: a theory and one of its terms
--   other: the same theory or another, and one of its terms
--   correlation: correlation of their values over the dyad-years in which both are known; of size alike_by or more, so that a term that never differs is left out
--   n: number of these
with known as (
    select
        contribution.head,
        contribution.theory || '.' || contribution.term as term,
        contribution.year,
        contribution.a,
        contribution.b,
        contribution.value
    from contribution
    join run using (run_id)
    join theory on theory.name = contribution.theory
    where contribution.value is not null
        and contribution.year between run.scored_first and run.scored_last
        and not theory.baseline
),
pairs as (
    select
        one.head as outcome,
        one.term as one,
        other.term as other,
        corr(one.value, other.value) as correlation,
        count(*) as n
    from known as one
    join known as other using (head, year, a, b)
    where one.term < other.term
    group by one.head, one.term, other.term
)
select outcome, one, other, correlation, n
from pairs
where isfinite(correlation) and abs(correlation) >= alike_by
order by outcome desc, abs(correlation) desc, one, other
