-- question: Whom is a pact against, how much do its parties feel threatened by it, and how has that changed?
-- grain: One row a census year, adversary and basis, in order of years.
-- parameters: of_pact = 'cento'
-- columns:
--   year: year of the census, 31 December
--   adversary: the state that the pact is against
--   basis: founding, the pact was made against it; named, documents or leaders of the time name it
--   threat: threat that the parties perceive from it, 0 to 1, weighed by their capability
--   low: 5 % of histories give less
--   high: 5 % of histories give more
--   since_first: its change since the first census at which the pact was against it
--   since_highest: its change since its highest value so far, 0 or below
select
    pact_threat.year,
    pact_threat.adversary,
    pact_threat.basis,
    pact_threat.threat,
    pact_threat.low,
    pact_threat.high,
    pact_threat.threat - first(pact_threat.threat) over so_far as since_first,
    pact_threat.threat - max(pact_threat.threat) over so_far as since_highest
from pact_threat
where pact_threat.pact = of_pact
window so_far as (
    partition by pact_threat.adversary, pact_threat.basis
    order by pact_threat.year
    rows between unbounded preceding and current row
)
order by pact_threat.year, pact_threat.basis, pact_threat.adversary
