-- question: Whom could each state have joined in each year, and what was each of them to it on 31 December before?
-- grain: One row a year, state and partner with whom it was not aligned, each dyad both ways; all but chosen and gravity in the nominal history.
-- columns:
--   run_id: the run
--   year: forecast year
--   state: who may join
--   partner: whom
--   sphere: regional, neither is a great power; client, the partner is; patron, the state is
--   chosen: whether the two became aligned in the year
--   threats: the three states that it perceived as most threatening, the greatest first, separated by ;
--   balancing: whether the partner has the state's greatest threat among its own three greatest, and is not that threat itself; NULL unknown, as below
--   bandwagoning: whether the partner is the state's greatest threat
--   balancing_power: as balancing, with the most capable others for the most threatening
--   bandwagoning_power: whether the partner is the most capable other state
--   offensive: bandwagoning, by a revisionist state
--   defensive: bandwagoning, by a state that is no revisionist and weaker than the partner
--   profit: whether the partner is a revisionist that outweighs the state
--   alike: whether their regimes profess an ideology in common
--   aided: whether the state holds half a deal of arms and aid, faded, or more from the partner
--   penetrated: whether it has suffered half an act of subversion, faded, or more from the partner
--   gravity: what the baseline gravity gave to their alignment; NULL where it was not asked
-- source: the greatest threat Walt 1987: 17-26, three of the partner's lab practice; most capable Waltz 1979: 118-128; offensive, defensive and profit Walt 1987: 21 and Schweller 1994: 79-95; halves of a deal our choice
with pairs as (
    select run_id, year, a as state, b as partner, shifted as chosen
    from at_risk
    where outcome = 'onset'
    union all
    select run_id, year, b, a, shifted
    from at_risk
    where outcome = 'onset'
),
ranked as (
    select
        run_id,
        year + 1 as year,
        observer as state,
        observed as other,
        power,
        arms + aid as received,
        penetration,
        if(threat is null, null, row_number() over by_threat) as fear,
        if(power is null, null, row_number() over by_power) as might
    from perception
    window
        by_threat as (partition by run_id, year, observer order by threat desc nulls last, observed),
        by_power as (partition by run_id, year, observer order by power desc nulls last, observed)
),
foremost as (
    select
        run_id,
        year,
        state,
        string_agg(other, ';' order by fear) filter (where fear <= 3) as threats,
        max(other) filter (where fear = 1) as threat,
        max(other) filter (where might = 1) as strongest
    from ranked
    group by run_id, year, state
),
years as (
    select distinct year
    from pairs
),
creeds as (
    select years.year, regime.state, string_split(regime.ideology, ';') as creed
    from years
    join regime
        on coalesce(regime.begins, '-infinity'::date) <= make_date(years.year - 1, 12, 31)
        and coalesce(regime.ends, 'infinity'::date) > make_date(years.year - 1, 12, 31)
    where regime.ideology <> ''
),
gravity as (
    select run_id, year, a, b, p_shift
    from predicted_vs_actual
    where theory = 'gravity'
),
powers as (
    select distinct code
    from state
    where great_power
)
select
    pairs.run_id,
    pairs.year,
    pairs.state,
    pairs.partner,
    case
        when pairs.state in (select code from powers) then 'patron'
        when pairs.partner in (select code from powers) then 'client'
        else 'regional'
    end as sphere,
    pairs.chosen,
    foremost.threats,
    if(foremost.threat = pairs.partner, false, fears.fear <= 3) as balancing,
    foremost.threat = pairs.partner as bandwagoning,
    if(foremost.strongest = pairs.partner, false, fears_power.might <= 3) as balancing_power,
    foremost.strongest = pairs.partner as bandwagoning_power,
    foremost.threat = pairs.partner and own.revisionism = 1 as offensive,
    foremost.threat = pairs.partner and own.revisionism < 1 and ranked.power > 0.5 as defensive,
    other.revisionism = 1 and ranked.power > 0.5 as profit,
    if(
        creeds.creed is null or other_creeds.creed is null,
        null,
        len(list_intersect(creeds.creed, other_creeds.creed)) > 0
    ) as alike,
    ranked.received >= 0.5 as aided,
    ranked.penetration >= 0.5 as penetrated,
    gravity.p_shift as gravity
from pairs
left join ranked
    on ranked.run_id = pairs.run_id
    and ranked.year = pairs.year
    and ranked.state = pairs.state
    and ranked.other = pairs.partner
left join foremost
    on foremost.run_id = pairs.run_id and foremost.year = pairs.year and foremost.state = pairs.state
left join ranked as fears
    on fears.run_id = pairs.run_id
    and fears.year = pairs.year
    and fears.state = pairs.partner
    and fears.other = foremost.threat
left join ranked as fears_power
    on fears_power.run_id = pairs.run_id
    and fears_power.year = pairs.year
    and fears_power.state = pairs.partner
    and fears_power.other = foremost.strongest
left join condition as own
    on own.run_id = pairs.run_id and own.year = pairs.year - 1 and own.state = pairs.state
left join condition as other
    on other.run_id = pairs.run_id and other.year = pairs.year - 1 and other.state = pairs.partner
left join creeds on creeds.year = pairs.year and creeds.state = pairs.state
left join creeds as other_creeds on other_creeds.year = pairs.year and other_creeds.state = pairs.partner
left join gravity
    on gravity.run_id = pairs.run_id
    and gravity.year = pairs.year
    and gravity.a = least(pairs.state, pairs.partner)
    and gravity.b = greatest(pairs.state, pairs.partner)
order by pairs.run_id, pairs.year, pairs.state, pairs.partner
