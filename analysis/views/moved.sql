-- question: Which edit lists move the survival of the pact, by which theories, when all of them are tested together?
-- grain: One row a theory, neither baseline nor pool, and edit list other than none, at the end of the span; of a stress run.
-- columns:
--   run_id: the run
--   theory: who decides in these histories
--   edit: name of the edit list
--   pact: the pact
--   difference: survival less that of the record unedited
--   p: probability of so uneven a split, or a more uneven one, were both ways even among the histories that differ
--   compared: how many such differences there are
--   adjusted: that probability with all of them counted, by Holm's method
--   real: whether it is below 0.1, so that with probability 0.9 no difference of the run is called real that is none
-- source: Holm 1979 (Scandinavian Journal of Statistics 6: 65-70)
with compared as (
    select
        moved.run_id,
        moved.theory,
        moved.edit,
        moved.pact,
        moved.difference,
        moved.p,
        count(*) over (partition by moved.run_id) as compared,
        row_number() over (partition by moved.run_id order by moved.p, moved.edit, moved.theory) as place
    from survival_difference as moved
    join theory on theory.name = moved.theory
    where moved.state is null
        and not theory.baseline
        and not theory.pool
        and moved.year = (select max(year) from survival)
),
adjusted as (
    select
        run_id,
        theory,
        edit,
        pact,
        difference,
        p,
        compared,
        max(least(1, (compared - place + 1) * p)) over (
            partition by run_id
            order by place
            rows unbounded preceding
        ) as adjusted
    from compared
)
select run_id, theory, edit, pact, difference, p, compared, adjusted, adjusted < 0.1 as real
from adjusted
