-- question: Which forecasts change when what came after them is taken away?
-- grain: One row an audited year and check; none on a sound ledger.
-- columns:
--   year: census year after which the record was altered
--   altered: cut off, scrambled, or both with the cheater
--   forecasts: number of forecasts compared
--   differing: how many differ
--   wrong: what is wrong
select
    year,
    "check" as altered,
    forecasts,
    differing,
    if(
        verdict = 'escaped',
        'the cheater was not caught: the audit itself failed',
        'forecasts use what came later'
    ) as wrong
from audit
where verdict in ('changed', 'escaped')
