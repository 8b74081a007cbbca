-- question: Which ties does an edit list found and end elsewhere, year by year?
-- grain: One row an edit list and year, over all pacts and dyads, in the mean of histories.
-- parameters: of_theory = 'pool', of_edit = 'none'
-- columns:
--   edit: name of the edit list, or none
--   year: year
--   ties: dyads tied on 31 December
--   more: these less those of the record unedited; 0 for none
--   founded: bilateral ties founded in the year
--   ended: bilateral ties ended in the year
--   joined: joinings of multilateral pacts in the year
--   left: leavings of multilateral pacts in the year
select
    provoked.edit,
    provoked.year,
    provoked.ties,
    provoked.ties - unedited.ties as more,
    provoked.founded,
    provoked.ended,
    provoked.joined,
    provoked."left"
from provoked
left join provoked as unedited
    on unedited.theory = provoked.theory
    and unedited.edit = 'none'
    and unedited.year = provoked.year
where provoked.theory = of_theory and of_edit in ('all', provoked.edit)
order by provoked.edit <> 'none', provoked.edit, provoked.year
