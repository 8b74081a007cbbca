-- question: Under which conditions does the pact fall, or what else is of interest happen?
-- grain: One row a theory, edit list and box, as it was judged on the half of the histories that it was not found on.
-- parameters: of_edit = 'all'
-- columns:
--   theory: who decides in these histories
--   edit: name of the edit list, or none
--   number: number of the box, from 1
--   sentence: the box in words
--   parameters: what it restricts
--   share_of_histories: share of histories inside the box
--   coverage: share of the cases inside the box
--   density: share of cases among the histories inside
--   base: share of cases among all histories
select
    theory,
    edit,
    number,
    any_value(sentence) as sentence,
    string_agg(parameter, '; ' order by parameter) as parameters,
    any_value(share_of_histories) as share_of_histories,
    any_value(coverage) as coverage,
    any_value(density) as density,
    any_value(base) as base
from box
where of_edit in ('all', edit)
group by theory, edit, number
order by theory, edit <> 'none', edit, number
