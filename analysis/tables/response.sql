-- question: How did each state respond to the threat it was under, and how likely did each theory say that was?
-- grain: One row a theory, forecast year, state of the region and response, whether or not the state could respond so.
-- columns:
--   run_id: the run
--   theory: who forecast; base_rate is the share of the state-years that could and did respond so before, smoothed by half a case each way
--   year: forecast year
--   state: a scored state that is no great power
--   response: external_balancing: a tie begins with a state that shares its greatest threat and is not that threat itself; bandwagoning: a tie begins with its greatest threat; internal_balancing: its forces or military spending grow faster than the upper quartile of all growth published by the eve of the year; appeasement: its co-operative acts towards its greatest threat, ends of fighting left out, exceed one point and the mean of the five years before; hiding: threatened and without an ally that shares its greatest threat, it begins no tie and does not arm; buck_passing: threatened, it neither balances nor arms while another state of the region that shares its greatest threat does
--   p: probability, from what was known on 31 December before; of ties as if dyads were independent, of arming the theory's own, or where it has none the base rate; NULL where unknown
--   observed: whether it did; NULL where unknown
--   reason: why p or observed is NULL; NULL where neither is
-- source: balancing and bandwagoning Walt 1987: 17-33; internal and external Waltz 1979: 118, 168; hiding Schroeder 1994: 116-118; buck-passing Christensen and Snyder 1990: 138-141; appeasement Walt 1987: 21; measures and bounds are our choice; only the greatest threat counts for bandwagoning, as in the table choice, changed after a first look: any threat at least half as great counted before
with dyads as (
    select distinct run_id, year, a, b
    from forecast
    where not aligned_before
),
open_dyads as (
    select run_id, year, a as state, b as partner
    from dyads
    union all
    select run_id, year, b, a
    from dyads
),
begun as (
    select year, a as state, b as partner
    from shift
    where kind = 'onset'
    union all
    select year, b, a
    from shift
    where kind = 'onset'
),
sharers as (
    select distinct own.run_id, own.year, own.state, other.state as partner
    from greatest_threat as own
    join greatest_threat as other
        on other.run_id = own.run_id
        and other.year = own.year
        and other.threat_from = own.threat_from
        and other.state <> own.state
    where own.place = 1
        and not exists (
            from greatest_threat as feared
            where feared.run_id = own.run_id
                and feared.year = own.year
                and feared.state = own.state
                and feared.threat_from = other.state
                and feared.place = 1
        )
),
partners as (
    select run_id, year, state, partner, 'external_balancing' as response
    from sharers
    join open_dyads using (run_id, year, state, partner)
    union all
    select open_dyads.run_id, open_dyads.year, open_dyads.state, open_dyads.partner, 'bandwagoning'
    from open_dyads
    join greatest_threat
        on greatest_threat.run_id = open_dyads.run_id
        and greatest_threat.year = open_dyads.year
        and greatest_threat.state = open_dyads.state
        and greatest_threat.threat_from = open_dyads.partner
        and greatest_threat.place = 1
    union all
    select run_id, year, state, partner, 'any'
    from open_dyads
),
ties as (
    select
        partners.run_id,
        partners.year,
        partners.state,
        partners.response,
        bool_or(begun.state is not null) as tied
    from partners
    left join begun using (year, state, partner)
    group by partners.run_id, partners.year, partners.state, partners.response
),
deeds as (
    select
        year,
        state,
        response,
        case
            when bool_or(value > expected) then true
            when count(value > expected) = count(*) then false
        end as done
    from deed
    group by year, state, response
),
protected as (
    select distinct sharers.run_id, sharers.year, sharers.state
    from sharers
    join run using (run_id)
    join alignment
        on alignment.a = least(sharers.state, sharers.partner)
        and alignment.b = greatest(sharers.state, sharers.partner)
        and alignment.coding = run.coding
        and alignment.formed < make_date(sharers.year, 1, 1)
        and coalesce(alignment.ended, 'infinity'::date) >= make_date(sharers.year, 1, 1)
),
acts as (
    select
        threatened.run_id,
        threatened.year,
        threatened.state,
        threatened.threat is not null as known,
        threatened.threatened,
        threatened.lives,
        threatened.year <= run.last_census as over,
        protected.state is not null as protected,
        balanced.tied as balanced,
        bandwagoned.tied as bandwagoned,
        coalesce(any_tie.tied, false) as joined,
        armed.done as armed,
        appeased.done as appeased,
        coalesce(balanced.tied, false) or armed.done as paid
    from threatened
    join run using (run_id)
    left join protected using (run_id, year, state)
    left join ties as balanced
        on balanced.run_id = threatened.run_id
        and balanced.year = threatened.year
        and balanced.state = threatened.state
        and balanced.response = 'external_balancing'
    left join ties as bandwagoned
        on bandwagoned.run_id = threatened.run_id
        and bandwagoned.year = threatened.year
        and bandwagoned.state = threatened.state
        and bandwagoned.response = 'bandwagoning'
    left join ties as any_tie
        on any_tie.run_id = threatened.run_id
        and any_tie.year = threatened.year
        and any_tie.state = threatened.state
        and any_tie.response = 'any'
    left join deeds as armed
        on armed.year = threatened.year
        and armed.state = threatened.state
        and armed.response = 'internal_balancing'
    left join deeds as appeased
        on appeased.year = threatened.year
        and appeased.state = threatened.state
        and appeased.response = 'appeasement'
),
others as (
    select
        sharers.run_id,
        sharers.year,
        sharers.state,
        case
            when bool_or(acts.paid) then true
            when count(acts.paid) = count(*) then false
        end as paid
    from sharers
    join acts
        on acts.run_id = sharers.run_id
        and acts.year = sharers.year
        and acts.state = sharers.partner
    group by sharers.run_id, sharers.year, sharers.state
),
cases as (
    select
        acts.run_id,
        acts.year,
        acts.state,
        responses.response,
        case responses.response
            when 'external_balancing' then acts.balanced
            when 'bandwagoning' then acts.bandwagoned
            when 'internal_balancing' then acts.armed
            when 'appeasement' then acts.appeased
            when 'hiding' then not acts.joined and not acts.armed
            else not acts.paid and others.paid
        end as done,
        case
            when not acts.known then 'no threat to it is known'
            when responses.response = 'external_balancing' and acts.balanced is null
                then 'nobody free to align with shares its greatest threat'
            when responses.response = 'bandwagoning' and acts.bandwagoned is null
                then 'its greatest threat was not free to align with'
            when responses.response in ('hiding', 'buck_passing') and not acts.threatened
                then 'it was not threatened'
            when responses.response = 'hiding' and acts.protected then 'an ally shares its greatest threat'
            when responses.response = 'buck_passing' and others.state is null
                then 'no other state of the region shares its greatest threat'
        end as barred,
        acts.lives,
        acts.over
    from acts
    cross join (
        select unnest([
            'external_balancing', 'bandwagoning', 'internal_balancing', 'appeasement', 'hiding', 'buck_passing'
        ]) as response
    ) as responses
    left join others using (run_id, year, state)
),
outcomes as (
    select
        run_id,
        year,
        state,
        response,
        barred,
        case when barred is null and lives and over then done end as observed,
        case
            when barred is not null then barred
            when not over then 'the year is not over'
            when not lives then 'it ceased to exist in the year'
            when done is null then 'its deeds, or those of others, are not known'
        end as reason
    from cases
),
counted as (
    select
        run_id,
        response,
        year,
        count(observed) as n,
        count(*) filter (where observed) as events,
        -- Arms are published on 1 July of the next year: what depends on them is known a year later.
        if(response in ('internal_balancing', 'hiding', 'buck_passing'), 2, 1) as lag
    from outcomes
    group by run_id, response, year
),
rates as (
    select
        counted.run_id,
        counted.response,
        counted.year,
        (coalesce(sum(past.events), 0) + 0.5) / (coalesce(sum(past.n), 0) + 1) as p
    from counted
    left join counted as past
        on past.run_id = counted.run_id
        and past.response = counted.response
        and past.year <= counted.year - counted.lag
    group by counted.run_id, counted.response, counted.year
),
offers as (
    select run_id, theory, year, a as state, b as partner, p_aligned as p
    from forecast
    where not aligned_before and theory <> 'base_rate'
    union all
    select run_id, theory, year, b, a, p_aligned
    from forecast
    where not aligned_before and theory <> 'base_rate'
),
alone as (
    select
        offers.run_id,
        offers.theory,
        offers.year,
        offers.state,
        partners.response,
        case when count(offers.p) = count(*) then product(1 - offers.p order by offers.partner) end as p
    from offers
    join partners using (run_id, year, state, partner)
    group by offers.run_id, offers.theory, offers.year, offers.state, partners.response
),
forecasters as (
    select distinct run_id, theory
    from offers
),
idle as (
    select
        acts.run_id,
        forecasters.theory,
        acts.year,
        acts.state,
        if(balance.state is null, 1, balance.p) as p_no_balance,
        if(bandwagon.state is null, 1, bandwagon.p) as p_no_bandwagon,
        if(any_tie.state is null, 1, any_tie.p) as p_no_tie,
        1 - coalesce(inclination.p, rates.p) as p_no_arms
    from acts
    join forecasters using (run_id)
    join rates on rates.run_id = acts.run_id and rates.year = acts.year and rates.response = 'internal_balancing'
    left join inclination
        on inclination.run_id = acts.run_id
        and inclination.theory = forecasters.theory
        and inclination.response = 'internal_balancing'
        and inclination.year = acts.year
        and inclination.state = acts.state
    left join alone as balance
        on balance.run_id = acts.run_id
        and balance.theory = forecasters.theory
        and balance.year = acts.year
        and balance.state = acts.state
        and balance.response = 'external_balancing'
    left join alone as bandwagon
        on bandwagon.run_id = acts.run_id
        and bandwagon.theory = forecasters.theory
        and bandwagon.year = acts.year
        and bandwagon.state = acts.state
        and bandwagon.response = 'bandwagoning'
    left join alone as any_tie
        on any_tie.run_id = acts.run_id
        and any_tie.theory = forecasters.theory
        and any_tie.year = acts.year
        and any_tie.state = acts.state
        and any_tie.response = 'any'
),
nobody_pays as (
    select
        idle.run_id,
        idle.theory,
        idle.year,
        sharers.state,
        case
            when count(idle.p_no_balance) = count(*) then product(idle.p_no_balance * idle.p_no_arms order by sharers.partner)
        end as p
    from sharers
    join idle
        on idle.run_id = sharers.run_id
        and idle.year = sharers.year
        and idle.state = sharers.partner
    group by idle.run_id, idle.theory, idle.year, sharers.state
),
chances as (
    select run_id, theory, year, state, 'external_balancing' as response, 1 - p_no_balance as p
    from idle
    union all
    select run_id, theory, year, state, 'bandwagoning', 1 - p_no_bandwagon
    from idle
    union all
    select run_id, theory, year, state, 'hiding', p_no_tie * p_no_arms
    from idle
    union all
    select
        idle.run_id,
        idle.theory,
        idle.year,
        idle.state,
        'buck_passing',
        idle.p_no_balance * idle.p_no_arms * (1 - nobody_pays.p)
    from idle
    left join nobody_pays using (run_id, theory, year, state)
    union all
    select run_id, theory, year, state, response, p
    from inclination
    union all
    select outcomes.run_id, 'base_rate', outcomes.year, outcomes.state, outcomes.response, rates.p
    from outcomes
    join rates using (run_id, year, response)
)
select
    chances.run_id,
    chances.theory,
    chances.year,
    chances.state,
    chances.response,
    -- The least probability of anything, and of its contrary, is that of all forecasts.
    case when outcomes.barred is null and chances.p is not null then least(greatest(chances.p, 0.0001), 0.9999) end as p,
    outcomes.observed,
    case
        when outcomes.reason is not null then outcomes.reason
        when chances.p is null then 'the theory knows nothing'
    end as reason
from chances
join outcomes using (run_id, year, state, response)
order by chances.theory, chances.response, chances.year, chances.state
