-- question: What bears a date on which it cannot have been known?
-- grain: One row an impression, a calibration, an inclination or an effort_fit; none on a sound ledger.
-- columns:
--   found_in: the table
--   item: the event, or the theory and head, response or measure
--   used_on: day of the impression, or of the forecasts that were calibrated
--   knowable_from: first day on which the observer can have known the event, or last day of the last year learnt from
--   wrong: what is wrong
with uses as (
    select
        'impression' as found_in,
        impression.event_id as item,
        impression.date as used_on,
        case
            when list_contains(string_split(event.against, ';'), impression.observer)
                then greatest(event.first_day, event.known_on)
            else event.first_day
        end as knowable_from
    from impression
    join event using (event_id)
    union all
    select
        'calibration',
        concat_ws(' ', theory, head),
        make_date(year - 1, 12, 31),
        make_date("until", 12, 31)
    from calibration
    union all
    select distinct
        'inclination',
        concat_ws(' ', theory, response),
        make_date(year - 1, 12, 31),
        -- Arms of a year are published on 1 July of the next.
        if(response = 'internal_balancing', make_date("until" + 1, 7, 1), make_date("until", 12, 31))
    from inclination
    union all
    select
        'effort_fit',
        concat_ws(' ', theory, measure),
        make_date(year - 1, 12, 31),
        make_date("until" + 1, 7, 1)
    from effort_fit
)
select found_in, item, used_on, knowable_from, 'used before it can have been known' as wrong
from uses
where used_on < knowable_from
