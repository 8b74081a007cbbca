-- The tables of a ledger, the DuckDB file of one run. Views and macros stand in analysis/.
create table run (
    run_id varchar primary key,
    timeline varchar not null,
    title varchar not null,
    status varchar not null,
    mode varchar not null,
    coding varchar not null,
    fixed varchar not null,
    histories integer not null,
    seed bigint not null,
    first_census integer not null,
    last_census integer not null,
    scored_first integer not null,
    scored_last integer not null,
    timeline_digest varchar not null,
    code_digest varchar not null,
    citation varchar not null,
    asked varchar not null,
    repeats boolean not null,
    audits boolean not null,
    feeds varchar not null,
    train varchar not null,
    "until" integer,
    train_digests varchar not null,
    tested varchar,
    branch integer,
    largest integer,
    boxes boolean
);
comment on table run is 'Grain: the run. What was replayed, with what; equal run ids mean equal rows.';
comment on column run.run_id is 'SHA-256 of the rows of the timeline, the code, parameters, seed, histories, mode, theories and coding';
comment on column run.timeline is 'Name of the timeline';
comment on column run.title is 'Title of the timeline';
comment on column run.status is 'invented, development (the formulation was chosen after looking at this span) or confirmation';
comment on column run.mode is 'forecast: alignments are events of the record; stress: after the branch theories draw them themselves';
comment on column run.coding is 'Which coding of the alignments was replayed';
comment on column run.fixed is 'Parameters fixed in all histories, as name=value, separated by ;';
comment on column run.histories is 'Number of histories; history 0 is nominal';
comment on column run.seed is 'Seed of every random stream';
comment on column run.first_census is 'Year of the first 31 December on which theories were asked';
comment on column run.last_census is 'Year of the last one';
comment on column run.scored_first is 'First forecast year that counts in yearly and skill';
comment on column run.scored_last is 'Last forecast year that counts';
comment on column run.timeline_digest is 'SHA-256 of the sorted rows of the timeline';
comment on column run.code_digest is 'SHA-256 of the source of the package, its SQL and its codebook, and of theory files of the user''s own';
comment on column run.citation is 'How to cite the timeline';
comment on column run.asked is 'Theories and baselines asked, separated by ;';
comment on column run.repeats is 'Whether the run was repeated under other codings and without co-operative events';
comment on column run.audits is 'Whether the run was audited for look-ahead, as the table audit tells';
comment on column run.feeds is 'Feeds laid over the timeline, in order, separated by ;';
comment on column run.train is 'Timelines that it was calibrated on instead of its own past, separated by ;';
comment on column run.train_digests is 'SHA-256 of the sorted rows of each of these timelines, up to that year, separated by ;';
comment on column run."until" is 'Last year that these were allowed to teach; NULL where only the census sets a bound';
comment on column run.tested is 'The pact that was put under stress, as the column pact of other tables names it; NULL in a forecast run';
comment on column run.branch is 'Year on whose 31 December histories leave the record; NULL in a forecast run';
comment on column run.largest is 'Most edit lists that were tried together to break the pact; NULL in a forecast run';
comment on column run.boxes is 'Whether conditions under which the pact is loose were looked for; NULL in a forecast run';

create table feed (
    feed varchar primary key,
    title varchar not null,
    citation varchar not null,
    covers varchar not null,
    tolerance integer not null,
    rows integer not null,
    laid integer not null,
    outside_span integer not null,
    absent_states integer not null,
    coded_already integer not null,
    repeated integer not null,
    digest varchar not null
);
comment on table feed is 'Grain: one feed laid over the timeline, and what became of its rows.';
comment on column feed.feed is 'Name of the feed, as in event';
comment on column feed.title is 'Title';
comment on column feed.citation is 'How to cite the publication';
comment on column feed.covers is 'Which acts, states and years it covers';
comment on column feed.tolerance is 'Days within which a row yields to an act of the same class between the same states';
comment on column feed.rows is 'Rows of the feed';
comment on column feed.laid is 'Rows that became events';
comment on column feed.outside_span is 'Rows outside the span of the timeline';
comment on column feed.absent_states is 'Rows of states that are not in the timeline, or not on that day';
comment on column feed.coded_already is 'Rows that yielded to the timeline or to a feed before';
comment on column feed.repeated is 'Rows that repeat another of the feed: same states, kind and days';
comment on column feed.digest is 'SHA-256 of the manifest, the sources and the sorted rows of the feed';

create table wall_clock (
    run_id varchar not null,
    finished timestamptz not null,
    seconds double not null,
    version varchar not null,
    python varchar not null,
    libraries varchar not null,
    machine varchar not null,
    processor varchar not null,
    place varchar
);
comment on table wall_clock is 'Grain: the run. What may differ between two runs of the same id.';
comment on column wall_clock.run_id is 'The run';
comment on column wall_clock.finished is 'When the ledger was written';
comment on column wall_clock.seconds is 'Wall-clock seconds from request to ledger';
comment on column wall_clock.version is 'Version of the package';
comment on column wall_clock.python is 'Version of Python';
comment on column wall_clock.libraries is 'Versions of the libraries that make the numbers';
comment on column wall_clock.machine is 'System and instruction set of the machine';
comment on column wall_clock.processor is 'Its processor, as far as the system names it';
comment on column wall_clock.place is 'Folder that the timeline was read from, or the name of a shipped one; NULL where it came from Python';

create table audit (
    run_id varchar not null,
    year integer not null,
    "check" varchar not null,
    forecasts integer not null,
    differing integer not null,
    verdict varchar not null
);
comment on table audit is 'Grain: census year and check. Whether forecasts of the nominal history made up to that census change when the later record is taken away.';
comment on column audit.run_id is 'The run';
comment on column audit.year is 'Census year after which the record was altered';
comment on column audit."check" is 'cut off (nothing follows), scrambled (something else follows), or cheater: a theory that peeks at the next year, under both';
comment on column audit.forecasts is 'Number of forecasts compared';
comment on column audit.differing is 'How many differ, to the last bit';
comment on column audit.verdict is 'unchanged or changed; of the cheater caught, escaped, or nothing to steal where no dyad at risk shifts in the next year';

create table caveat (number integer not null, text varchar not null);
comment on table caveat is 'Grain: one caveat of the timeline. Read them before the scores.';
comment on column caveat.number is 'Order in the manifest';
comment on column caveat.text is 'What limits the coding or the scores';

create table parameter (
    run_id varchar not null,
    purpose varchar not null,
    name varchar not null,
    part integer not null,
    history integer not null,
    value double not null,
    unit varchar not null,
    meaning varchar not null,
    source varchar not null
);
comment on table parameter is 'Grain: one number in one history. History 0 is nominal: prior medians, for shares the means.';
comment on column parameter.run_id is 'The run';
comment on column parameter.purpose is 'perception, or the theory that uses it';
comment on column parameter.name is 'Name, as --set takes it';
comment on column parameter.part is '0, or the number of the share where a parameter has several';
comment on column parameter.history is 'History, from 0';
comment on column parameter.value is 'Value drawn, or set';
comment on column parameter.unit is 'Unit';
comment on column parameter.meaning is 'What it does';
comment on column parameter.source is 'Where its prior is from';

create table theory (
    name varchar primary key,
    baseline boolean not null,
    pool boolean not null,
    claim varchar not null,
    sources varchar not null,
    reads varchar not null
);
comment on table theory is 'Grain: one forecaster that was asked: a theory of the literature or of the user, unless it is a baseline or a pool.';
comment on column theory.name is 'Name, as in every table that has a column theory';
comment on column theory.baseline is 'True for the forecasters that theories have to beat';
comment on column theory.pool is 'True for the means of what others said; no pool is a baseline';
comment on column theory.claim is 'What it holds, in a sentence';
comment on column theory.sources is 'Keys of the table source with pages, or what is the project''s own choice; separated by ;';
comment on column theory.reads is 'What it uses of the situation';

create table term (
    theory varchar not null,
    head varchar not null,
    term varchar not null,
    sign integer not null,
    meaning varchar not null
);
comment on table term is 'Grain: one reason that a theory names for onset or for ending.';
comment on column term.theory is 'The theory';
comment on column term.head is 'onset or ending';
comment on column term.term is 'Name of the term';
comment on column term.sign is 'What the theory holds: +1 the shift is likelier, -1 less likely; 0 where the sign is fitted. A negative slope in calibration turns it round';
comment on column term.meaning is 'What it measures';

create table kind (
    kind varchar primary key,
    sign varchar not null,
    touches varchar not null,
    points double not null,
    against_share double not null,
    fading varchar not null,
    effects varchar not null,
    cameo varchar not null,
    definition varchar not null,
    rule varchar not null,
    reference varchar not null
);
comment on table kind is 'Grain: one kind of event of the codebook.';
comment on column kind.kind is 'Name of the kind';
comment on column kind.sign is 'hostile, cooperative or none';
comment on column kind.touches is 'directed (target holds it against initiator), mutual, or state';
comment on column kind.points is 'Weight of one such event; for regime kinds the share of the reset';
comment on column kind.against_share is 'Share of the points that those it is against hold against each partner';
comment on column kind.fading is 'words fade faster than deeds';
comment on column kind.effects is 'What else it moves: arms, aid, penetration, regime, or hostile words, whose demand it meets';
comment on column kind.cameo is 'CAMEO code, where there is one';
comment on column kind.definition is 'Definition';
comment on column kind.rule is 'Coding rule';
comment on column kind.reference is 'Where the points are from';

create table source (
    key varchar primary key,
    citation varchar not null,
    bibtex varchar not null,
    of_program boolean not null
);
comment on table source is 'Grain: one source that the timeline, or the program itself, cites.';
comment on column source.key is 'Key, as in the columns source';
comment on column source.citation is 'Citation, and whether it was opened';
comment on column source.bibtex is 'Entry in BibTeX';
comment on column source.of_program is 'True for the literature of the theories that were asked, of perception and of the codebook';

create table ideology (
    ideology varchar primary key,
    name varchar not null,
    divides boolean not null,
    definition varchar not null,
    source varchar not null
);
comment on table ideology is 'Grain: one ideology that a regime may profess.';
comment on column ideology.ideology is 'Tag, as in regime.ideology';
comment on column ideology.name is 'Name';
comment on column ideology.divides is 'True where it calls for one movement under one centre, so that those who share it become rivals';
comment on column ideology.definition is 'Definition';
comment on column ideology.source is 'Keys of the table source';

create table distance (
    a varchar not null,
    b varchar not null,
    km double not null,
    border boolean not null,
    begins date,
    ends date,
    source varchar not null
);
comment on table distance is 'Grain: one spell in which two states, a < b, lie so far apart.';
comment on column distance.a is 'First state';
comment on column distance.b is 'Second state';
comment on column distance.km is 'Kilometres between the capitals';
comment on column distance.border is 'Whether they share a border';
comment on column distance.begins is 'First day; NULL before the span';
comment on column distance.ends is 'First day after it; NULL to the end';
comment on column distance.source is 'Keys of the table source';

create table state (
    code varchar not null,
    name varchar not null,
    enters date,
    leaves date,
    "into" varchar,
    role varchar not null,
    great_power boolean not null,
    note varchar not null
);
comment on table state is 'Grain: one spell in which a state exists.';
comment on column state.code is 'Correlates of War letter code';
comment on column state.name is 'Name';
comment on column state.enters is 'First day; NULL before the span of the timeline';
comment on column state.leaves is 'First day on which it is gone; NULL to the end';
comment on column state."into" is 'The state that it merged into';
comment on column state.role is 'scored, or context: perceived but not forecast';
comment on column state.great_power is 'Named a great power in the manifest';
comment on column state.note is 'Note of the coder';

create table event (
    event_id varchar primary key,
    date date not null,
    first_day date not null,
    precision varchar not null,
    known_on date,
    kind varchar not null,
    initiator varchar not null,
    target varchar not null,
    against varchar not null,
    intensity double not null,
    points double not null,
    deaths double,
    amount double,
    presupposes varchar not null,
    confidence varchar not null,
    description varchar not null,
    source varchar not null,
    feed varchar not null
);
comment on table event is 'Grain: one coded event.';
comment on column event.event_id is 'Id';
comment on column event.date is 'Nominal day: the last on which it may have happened';
comment on column event.first_day is 'First day on which it may have happened';
comment on column event.precision is 'day, month or year';
comment on column event.known_on is 'Day on which it became public, if later';
comment on column event.kind is 'Kind, from the codebook';
comment on column event.initiator is 'Who acted; several separated by ;';
comment on column event.target is 'Towards whom; empty for joint acts and a state''s own affairs';
comment on column event.against is 'At whom co-operation was aimed';
comment on column event.intensity is 'Multiplies the points of the kind';
comment on column event.points is 'Points of the event, deaths counted in';
comment on column event.deaths is 'Deaths, where known';
comment on column event.amount is 'Millions of current US dollars, where known';
comment on column event.presupposes is 'Events or pacts without which it could not have been';
comment on column event.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column event.description is 'What happened';
comment on column event.source is 'Keys of the table source';
comment on column event.feed is 'The feed that it came from; empty where the timeline codes it itself';

create table capability (
    year integer not null,
    state varchar not null,
    quantity varchar not null,
    value double not null,
    source varchar not null
);
comment on table capability is 'Grain: one quantity of a state in a year; it becomes known on 1 July of the next.';
comment on column capability.year is 'Year measured';
comment on column capability.state is 'State';
comment on column capability.quantity is 'Quantity, in the unit that the timeline''s README gives';
comment on column capability.value is 'Value; unknown ones have no row';
comment on column capability.source is 'Keys of the table source';

create table regime (
    state varchar not null,
    begins date,
    ends date,
    regime varchar not null,
    ideology varchar not null,
    source varchar not null
);
comment on table regime is 'Grain: one spell of a regime.';
comment on column regime.state is 'State';
comment on column regime.begins is 'First day; NULL before the span';
comment on column regime.ends is 'First day after it; NULL to the end';
comment on column regime.regime is 'Kind of regime';
comment on column regime.ideology is 'Ideologies, separated by ;';
comment on column regime.source is 'Keys of the table source';

create table orientation (
    state varchar not null,
    begins date,
    ends date,
    orientation varchar not null,
    confidence varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table orientation is 'Grain: one spell in which a state wanted the same of the order among states, as was said and written then.';
comment on column orientation.state is 'State';
comment on column orientation.begins is 'First day; NULL before the span';
comment on column orientation.ends is 'First day after it; NULL to the end';
comment on column orientation.orientation is 'status-quo, limited-aims or revisionist';
comment on column orientation.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column orientation.note is 'Note of the coder';
comment on column orientation.source is 'Keys of the table source';

create table doctrine (
    state varchar not null,
    begins date,
    ends date,
    advantage varchar not null,
    confidence varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table doctrine is 'Grain: one spell in which the leaders and soldiers of a state believed the same of attack and defence.';
comment on column doctrine.state is 'State';
comment on column doctrine.begins is 'First day; NULL before the span';
comment on column doctrine.ends is 'First day after it; NULL to the end';
comment on column doctrine.advantage is 'What they believed to have the advantage: offence, neither or defence';
comment on column doctrine.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column doctrine.note is 'Note of the coder';
comment on column doctrine.source is 'Keys of the table source';

create table asset (
    pact varchar not null,
    begins date,
    ends date,
    asset varchar not null,
    scope varchar,
    confidence varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table asset is 'Grain: one spell in which a pact had an institution, or was known to have none.';
comment on column asset.pact is 'The pact, as in the table party';
comment on column asset.begins is 'First day; NULL before the span';
comment on column asset.ends is 'First day after it; NULL to the end';
comment on column asset.asset is 'The institution; none where the pact had no institutions';
comment on column asset.scope is 'general, serving many purposes, or specific, only the threat; NULL where there was none';
comment on column asset.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column asset.note is 'Note of the coder';
comment on column asset.source is 'Keys of the table source';

create table commitment (
    pact varchar not null,
    state varchar not null,
    begins date,
    ends date,
    commitment varchar not null,
    confidence varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table commitment is 'Grain: one spell in which a party honoured less than all of a pact; full is the default and not coded.';
comment on column commitment.pact is 'The pact, as in the table party';
comment on column commitment.state is 'The party';
comment on column commitment.begins is 'First day; NULL before the span';
comment on column commitment.ends is 'First day after it; NULL to the end';
comment on column commitment.commitment is 'reduced: a part of the obligations or of the common work stands still; dormant: all of it';
comment on column commitment.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column commitment.note is 'Note of the coder';
comment on column commitment.source is 'Keys of the table source';

create table adversary (
    pact varchar not null,
    adversary varchar not null,
    begins date,
    ends date,
    basis varchar not null,
    confidence varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table adversary is 'Grain: one spell in which a pact was against a state, on one basis.';
comment on column adversary.pact is 'The pact, as in the table party';
comment on column adversary.adversary is 'The state that it was against';
comment on column adversary.begins is 'First day; NULL before the span';
comment on column adversary.ends is 'First day after it; NULL to the end';
comment on column adversary.basis is 'founding: the pact was made against it; named: documents or leaders of the time name it';
comment on column adversary.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column adversary.note is 'Note of the coder';
comment on column adversary.source is 'Keys of the table source';

create table force (
    year integer not null,
    state varchar not null,
    host varchar not null,
    personnel double not null,
    confidence varchar not null,
    source varchar not null
);
comment on table force is 'Grain: the soldiers of a state in a host at about the end of a year; they become known on 1 July of the next.';
comment on column force.year is 'Year';
comment on column force.state is 'Whose soldiers';
comment on column force.host is 'In whose territory';
comment on column force.personnel is 'Thousands';
comment on column force.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column force.source is 'Keys of the table source';

create table polarity (
    begins date,
    ends date,
    polarity varchar not null,
    confidence varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table polarity is 'Grain: one spell in which the world was thought to turn around so many powers.';
comment on column polarity.begins is 'First day; NULL before the span';
comment on column polarity.ends is 'First day after it; NULL to the end';
comment on column polarity.polarity is 'unipolar, bipolar or multipolar';
comment on column polarity.confidence is 'A seen in the source, B standard fact not opened, C doubtful';
comment on column polarity.note is 'Note of the coder';
comment on column polarity.source is 'Keys of the table source';

create table impression (
    event_id varchar not null,
    observer varchar not null,
    observed varchar not null,
    sign varchar not null,
    date date not null,
    points double not null
);
comment on table impression is 'Grain: what one event left one state holding of another (nominal days), before it fades.';
comment on column impression.event_id is 'The event';
comment on column impression.observer is 'Who holds or has received it';
comment on column impression.observed is 'Of, or from, whom';
comment on column impression.sign is 'hostile_words, hostile_deeds, cooperative_words, cooperative_deeds, arms, aid or penetration';
comment on column impression.date is 'Day on which the observer came to know it';
comment on column impression.points is 'Points; for arms, aid and penetration deals';

create table unsettled (event_id varchar not null, state varchar not null, date date not null, share double not null);
comment on table unsettled is 'Grain: event and state whose regime it changed (nominal days). It undoes a share of the impressions that the state and those that then exist hold of one another.';
comment on column unsettled.event_id is 'The event; on one day events take effect in the order of their ids';
comment on column unsettled.state is 'The state';
comment on column unsettled.date is 'Day';
comment on column unsettled.share is 'Share of the parameter regime_reset that it undoes';

create table met (event_id varchar not null, a varchar not null, b varchar not null, date date not null, share double not null);
comment on table met is 'Grain: event and pair of states between whom it met what was demanded (nominal days); without rows unless the parameter met is set. It undoes a share of the hostile words that the two hold of one another.';
comment on column met.event_id is 'The event; on one day events take effect in the order of their ids';
comment on column met.a is 'The one state';
comment on column met.b is 'The other';
comment on column met.date is 'Day';
comment on column met.share is 'Share of the hostile words that it undoes';

create table perception (
    run_id varchar not null,
    year integer not null,
    observer varchar not null,
    observed varchar not null,
    power double,
    proximity double,
    offence double,
    intention double,
    threat double,
    threat_low double,
    threat_high double,
    hostile double,
    cooperative double,
    arms double,
    aid double,
    penetration double
);
comment on table perception is 'Grain: observer, observed and census year. What a state perceived of another on 31 December, in the nominal history. NULL where unknown.';
comment on column perception.run_id is 'The run';
comment on column perception.year is 'Census year';
comment on column perception.observer is 'Who perceives';
comment on column perception.observed is 'Whom';
comment on column perception.power is 'Aggregate capability of the observed, as share of the two, 0 to 1';
comment on column perception.proximity is 'Nearness, 0 to 1';
comment on column perception.offence is 'Offensive capability of the observed, as share of the two, 0 to 1';
comment on column perception.intention is 'Aggressive intention ascribed, 0 to 1';
comment on column perception.threat is 'Threat perceived, 0 to 1';
comment on column perception.threat_low is '5 % of histories perceive less';
comment on column perception.threat_high is '5 % of histories perceive more';
comment on column perception.hostile is 'Hostile points that the observer holds against the observed';
comment on column perception.cooperative is 'Co-operative points';
comment on column perception.arms is 'Arms deals received from the observed, faded';
comment on column perception.aid is 'Aid received, faded';
comment on column perception.penetration is 'Subversion suffered, faded';

create table condition (
    run_id varchar not null,
    year integer not null,
    state varchar not null,
    revisionism double,
    advantage double,
    openness double,
    strength double,
    capability double
);
comment on table condition is 'Grain: state and census year. What was known of a state on 31 December, the same in every history. NULL where unknown.';
comment on column condition.run_id is 'The run';
comment on column condition.year is 'Census year';
comment on column condition.state is 'State that existed then';
comment on column condition.revisionism is 'What it wanted: 0 the status quo, 0.5 limited aims, 1 revision';
comment on column condition.advantage is 'What it believed to have the advantage: 0 defence, 0.5 neither, 1 offence';
comment on column condition.openness is '0 closed, 1 open to influence on its politics';
comment on column condition.strength is 'Years since the last attempt to take power by force';
comment on column condition.capability is 'Aggregate capability: its mean share of what the states that existed had of each power quantity';

create table calibration (
    run_id varchar not null,
    theory varchar not null,
    head varchar not null,
    year integer not null,
    level double not null,
    slope double,
    trained_on integer not null,
    "until" integer,
    left_out varchar
);
comment on table calibration is 'Grain: theory, head and forecast year. How terms were turned into log-odds, on closed years only.';
comment on column calibration.run_id is 'The run';
comment on column calibration.theory is 'The theory';
comment on column calibration.head is 'onset or ending of dyads; of pacts join, leave, downgrade, or termination, which is the ending of a bilateral one';
comment on column calibration.year is 'Forecast year';
comment on column calibration.level is 'Log-odds at a mean index';
comment on column calibration.slope is 'Log-odds per unit of the index; below 0 the past ran against the signs of the theory; NULL where coefficients are fitted one by one';
comment on column calibration.trained_on is 'Number of dyad-years, or of years of pacts and states, with known outcomes';
comment on column calibration."until" is 'Last year whose outcomes were used; NULL where none were';
comment on column calibration.left_out is 'The pact that was asked about, of which nothing was taught, where other timelines teach something of it; NULL elsewhere';

create table training (
    timeline varchar not null,
    head varchar not null,
    year integer not null,
    pact varchar,
    rows integer not null,
    shifted integer not null
);
comment on table training is 'Grain: timeline that the run was calibrated on, head, year and pact. What a forecast was fitted on: these rows of all years before it, up to run.until, but for the pact calibration.left_out.';
comment on column training.timeline is 'The timeline';
comment on column training.head is 'As in calibration';
comment on column training.year is 'Year whose outcomes were taught';
comment on column training.pact is 'The pact that the rows are about; NULL where they are about dyads';
comment on column training.rows is 'Dyads, or pacts and states, at risk with a known outcome';
comment on column training.shifted is 'Those of them that shifted';

create table coefficient (
    run_id varchar not null,
    theory varchar not null,
    head varchar not null,
    year integer not null,
    term varchar not null,
    value double not null,
    left_out varchar
);
comment on table coefficient is 'Grain: term and forecast year, for baselines whose coefficients are fitted.';
comment on column coefficient.run_id is 'The run';
comment on column coefficient.theory is 'The baseline';
comment on column coefficient.head is 'As in calibration';
comment on column coefficient.year is 'Forecast year';
comment on column coefficient.term is 'The term';
comment on column coefficient.value is 'Log-odds per standard deviation';
comment on column coefficient.left_out is 'As in calibration';

create table contribution (
    run_id varchar not null,
    theory varchar not null,
    head varchar not null,
    year integer not null,
    a varchar not null,
    b varchar not null,
    term varchar not null,
    value double,
    z double,
    log_odds double not null
);
comment on table contribution is 'Grain: term, dyad and forecast year. What each reason added to the log-odds of a shift, on average over histories; with the level they add up to the log-odds of its probability, before that is kept within 0.0001 and 0.9999. No rows where the theory knows nothing.';
comment on column contribution.run_id is 'The run';
comment on column contribution.theory is 'The theory';
comment on column contribution.head is 'onset or ending';
comment on column contribution.year is 'Forecast year';
comment on column contribution.a is 'First state';
comment on column contribution.b is 'Second state';
comment on column contribution.term is 'The term, or level: what all dyads start from';
comment on column contribution.value is 'The term as measured; NULL for the level, and where unknown in any history';
comment on column contribution.z is 'Standard deviations from its mean, at most 3, 0 where unknown; NULL for the level';
comment on column contribution.log_odds is 'What it added: z times weight, sign and slope, or times its coefficient';

create table unknown (
    run_id varchar not null,
    theory varchar not null,
    head varchar not null,
    year integer not null,
    term varchar not null,
    dyads integer not null
);
comment on table unknown is 'Grain: term and forecast year in which the term was unknown for some dyads at risk (it counts as average there).';
comment on column unknown.run_id is 'The run';
comment on column unknown.theory is 'The theory';
comment on column unknown.head is 'onset or ending';
comment on column unknown.year is 'Forecast year';
comment on column unknown.term is 'The term';
comment on column unknown.dyads is 'Number of dyads at risk for which it was unknown';

create table party (
    pact varchar not null,
    name varchar not null,
    form varchar not null,
    outcome_kind varchar not null,
    state varchar not null,
    joined date not null,
    "left" date,
    against varchar not null,
    formal boolean not null,
    scored boolean not null,
    coding varchar not null,
    confidence varchar not null,
    source varchar not null
);
comment on table party is 'Grain: one spell of a state in a pact, under one coding.';
comment on column party.pact is 'The pact';
comment on column party.name is 'Its name';
comment on column party.form is 'alliance, entente, coalition or informal';
comment on column party.outcome_kind is 'security or rapprochement';
comment on column party.state is 'The party';
comment on column party.joined is 'First day in it';
comment on column party."left" is 'First day out of it; NULL to the end';
comment on column party.against is 'Whom the pact was against';
comment on column party.formal is 'Whether there is a treaty or published agreement';
comment on column party.scored is 'False for blanket pacts that the manifest leaves out';
comment on column party.coding is 'The coding';
comment on column party.confidence is 'A day seen in the source, B standard fact not opened, C doubtful';
comment on column party.source is 'Keys of the table source';

create table alignment (
    pact varchar not null,
    form varchar not null,
    outcome_kind varchar not null,
    a varchar not null,
    b varchar not null,
    formed date not null,
    ended date,
    cut boolean not null,
    coding varchar not null
);
comment on table alignment is 'Grain: one spell of two states in one scored pact, a < b, under one coding.';
comment on column alignment.pact is 'The pact';
comment on column alignment.form is 'alliance, entente, coalition or informal';
comment on column alignment.outcome_kind is 'security or rapprochement';
comment on column alignment.a is 'First state';
comment on column alignment.b is 'Second state';
comment on column alignment.formed is 'First day tied';
comment on column alignment.ended is 'First day no longer tied; NULL to the end';
comment on column alignment.cut is 'True where it ended because a state ceased to exist';
comment on column alignment.coding is 'The coding';

create table shift (
    year integer not null,
    a varchar not null,
    b varchar not null,
    kind varchar not null
);
comment on table shift is 'Grain: one actual shift of a dyad at risk, a < b, in the coding of the run.';
comment on column shift.year is 'Year';
comment on column shift.a is 'First state';
comment on column shift.b is 'Second state';
comment on column shift.kind is 'onset, ending, or censored: a state ceased to exist, not scored';

create table forecast (
    run_id varchar not null,
    theory varchar not null,
    year integer not null,
    horizon integer not null,
    a varchar not null,
    b varchar not null,
    aligned_before boolean not null,
    p_aligned double,
    p_low double,
    p_high double
);
comment on table forecast is 'Grain: theory, year and dyad at risk, a < b. Made on 31 December of the year before, from what was known then.';
comment on column forecast.run_id is 'The run';
comment on column forecast.theory is 'Who says so';
comment on column forecast.year is 'The year forecast';
comment on column forecast.horizon is 'Years ahead';
comment on column forecast.a is 'First state';
comment on column forecast.b is 'Second state';
comment on column forecast.aligned_before is 'Aligned on 31 December of the year before';
comment on column forecast.p_aligned is 'Not aligned before: probability that a tie begins. Aligned before: that it does not lapse. NULL where the theory knows nothing';
comment on column forecast.p_low is '5 % of histories give less';
comment on column forecast.p_high is '5 % of histories give more';

create table pact_shift (
    year integer not null,
    pact varchar not null,
    state varchar,
    kind varchar not null
);
comment on table pact_shift is 'Grain: one thing that happened to a pact at risk, or to a state that could join, leave or honour less of it, in the coding of the run; a party that leaves is there twice where commitments are coded.';
comment on column pact_shift.year is 'Year';
comment on column pact_shift.pact is 'The pact';
comment on column pact_shift.state is 'Who joined, left or honoured less; NULL where it is about the pact itself';
comment on column pact_shift.kind is 'join or leave, of a pact with more than two parties on 31 December of the year before; ending: fewer than two parties remained; downgrade, of a pact of any size, where commitments are coded: a party came to honour less of it than on 31 December of the year before, for more than 180 days or at the end of the year, or left, or the pact ended; censored, not scored: the state ceased to exist, or so many parties that fewer than two were left';

create table pact_forecast (
    run_id varchar not null,
    theory varchar not null,
    year integer not null,
    pact varchar not null,
    state varchar,
    outcome varchar not null,
    p double,
    p_low double,
    p_high double
);
comment on table pact_forecast is 'Grain: theory, year, outcome, scored pact in force, and state for join, leave and downgrade. Made on 31 December of the year before, from what was known then.';
comment on column pact_forecast.run_id is 'The run';
comment on column pact_forecast.theory is 'Who says so';
comment on column pact_forecast.year is 'The year forecast';
comment on column pact_forecast.pact is 'The pact';
comment on column pact_forecast.state is 'Who may join, leave or honour less; NULL where it is about the pact itself';
comment on column pact_forecast.outcome is 'join or leave, of a pact with more than two parties then; ending, of every pact; downgrade, of every party that honours anything of its pact, where commitments are coded';
comment on column pact_forecast.p is 'Probability that it happens within the year. NULL where the theory knows nothing';
comment on column pact_forecast.p_low is '5 % of histories give less';
comment on column pact_forecast.p_high is '5 % of histories give more';

create table pact_threat (
    run_id varchar not null,
    year integer not null,
    pact varchar not null,
    adversary varchar not null,
    basis varchar not null,
    threat double not null,
    low double not null,
    high double not null,
    parties integer not null,
    power double,
    proximity double,
    offence double,
    intention double
);
comment on table pact_threat is 'Grain: census year, scored pact in force, adversary and basis. The specific adversary: the threat that the parties perceive from whom their pact is against, weighed by their capability (our choice); where the timeline codes no adversaries, those whom the parties are in the pact against, as founding.';
comment on column pact_threat.run_id is 'The run';
comment on column pact_threat.year is 'Year of the census, 31 December';
comment on column pact_threat.pact is 'The pact';
comment on column pact_threat.adversary is 'The state that it is against';
comment on column pact_threat.basis is 'founding: the pact was made against it; named: documents or leaders of the time name it';
comment on column pact_threat.threat is 'Threat, 0 to 1, in the nominal history: mean over the parties, weighed by capability';
comment on column pact_threat.low is '5 % of histories give less';
comment on column pact_threat.high is '5 % of histories give more';
comment on column pact_threat.parties is 'Parties of whom it is known';
comment on column pact_threat.power is 'Its power beside theirs, the same mean; NULL where unknown of a party';
comment on column pact_threat.proximity is 'Its proximity, likewise';
comment on column pact_threat.offence is 'Its offence, likewise';
comment on column pact_threat.intention is 'Its perceived hostile intention, likewise';

create table effort (
    run_id varchar not null,
    theory varchar not null,
    measure varchar not null,
    year integer not null,
    pact varchar not null,
    state varchar not null,
    published double not null,
    forecast double not null,
    low double not null,
    high double not null,
    observed double,
    log_score double,
    crps double
);
comment on table effort is 'Grain: theory, measure, year, scored pact in force and party of which a figure had been published. What a party will put into its pact, forecast on 31 December of the year before; none where neither measure is coded.';
comment on column effort.run_id is 'The run';
comment on column effort.theory is 'Who says so; drift: all parties move alike, as in the past; no_change: the last figure stands';
comment on column effort.measure is 'burden, military spending in % of the gross domestic product; forces, thousands of its soldiers in other parties of the pact';
comment on column effort.year is 'The year forecast';
comment on column effort.pact is 'The pact';
comment on column effort.state is 'The party';
comment on column effort.published is 'The last figure published by then, at best that of the year before the census; soldiers are those in the hosts of which a figure came too, in all hosts coded where none did';
comment on column effort.forecast is 'Median of the forecast';
comment on column effort.low is '5 % quantile';
comment on column effort.high is '95 % quantile';
comment on column effort.observed is 'The figure that came; soldiers are those in the parties of the census before of which a figure had been published; NULL where not coded';
comment on column effort.log_score is 'Log density of what came, of the log of the measure; spending below 0.1 % counts as that, and fewer than a thousand soldiers as a thousand; NULL where not coded';
comment on column effort.crps is 'Continuous ranked probability score of the log of the measure, 0 at best; NULL where not coded';

create table effort_fit (
    run_id varchar not null,
    theory varchar not null,
    measure varchar not null,
    year integer not null,
    "until" integer,
    drift double,
    slope double,
    sd double not null,
    trained_on double not null
);
comment on table effort_fit is 'Grain: theory, measure and forecast year. What the change of a measure, in logarithms, was fitted to by figures published by 31 December of the year before.';
comment on column effort_fit.run_id is 'The run';
comment on column effort_fit.theory is 'As in effort';
comment on column effort_fit.measure is 'As in effort';
comment on column effort_fit.year is 'The year forecast';
comment on column effort_fit."until" is 'The last year whose figures were used; NULL where none were';
comment on column effort_fit.drift is 'Change in a year where the index is 0; NULL for no_change';
comment on column effort_fit.slope is 'Change per unit of the index for leaving: below 0, who is expected to leave does less; NULL where there is no single index';
comment on column effort_fit.sd is 'S.d. of a change in one year';
comment on column effort_fit.trained_on is 'Figures it was fitted on; those of a state in several pacts count as one';

create table departure (
    run_id varchar not null,
    number integer not null,
    edit varchar not null,
    title varchar not null,
    claim varchar not null,
    struck integer not null,
    followed integer not null,
    added integer not null,
    moved integer not null,
    scaled integer not null,
    points double not null,
    share double not null,
    quantities integer not null,
    memberships integer not null,
    spells integer not null,
    first_day date,
    role varchar not null,
    content varchar not null
);
comment on table departure is 'Grain: one edit list of the run. How far its history goes from the record.';
comment on column departure.run_id is 'The run';
comment on column departure.number is 'Order in which the lists were given, from 1';
comment on column departure.edit is 'Name of the list';
comment on column departure.title is 'Title';
comment on column departure.claim is 'What would have been otherwise, in a sentence';
comment on column departure.struck is 'Events that do not happen, those that follow among them';
comment on column departure.followed is 'Of these, events that presuppose an event or pact that is struck';
comment on column departure.added is 'Events that happen besides';
comment on column departure.moved is 'Events that happen on another day';
comment on column departure.scaled is 'Events that weigh more or less';
comment on column departure.points is 'Points of all these events; of scaled ones, by how much they change';
comment on column departure.share is 'The same as a share of the points of all events of the record';
comment on column departure.quantities is 'Quantities of states and years that are otherwise';
comment on column departure.memberships is 'States in pacts whose membership is otherwise, in the coding of the run';
comment on column departure.spells is 'States whose regimes, and pacts whose institutions are otherwise, by institution';
comment on column departure.first_day is 'First day on which some history may differ; NULL where none does';
comment on column departure.role is 'edit: applied as it stands; tip: applied to another degree in every history of a stress run; both';
comment on column departure.content is 'The list itself as JSON, so that the run can be repeated';

create table edit (
    run_id varchar not null,
    edit varchar not null,
    number integer not null,
    action varchar not null,
    selector varchar not null,
    reason varchar not null,
    touched integer not null,
    followed integer not null,
    points double not null
);
comment on table edit is 'Grain: one edit of a list, of what the edits made before it have left: strikes first, then moves, scalings, additions.';
comment on column edit.run_id is 'The run';
comment on column edit.edit is 'Name of the list';
comment on column edit.number is 'Number in the list';
comment on column edit.action is 'strike, add, move or scale';
comment on column edit.selector is 'What is selected, and what becomes of it';
comment on column edit.reason is 'Why, as the list says';
comment on column edit.touched is 'Events, memberships, quantities, regimes and institutions that it touches';
comment on column edit.followed is 'Events that go with them, since they presuppose what is struck';
comment on column edit.points is 'Points of all these events; of scaled ones, by how much they change';

create table counterfactual (
    run_id varchar not null,
    edit varchar not null,
    theory varchar not null,
    year integer not null,
    a varchar not null,
    b varchar not null,
    aligned_before boolean not null,
    p_aligned double,
    p_low double,
    p_high double
);
comment on table counterfactual is 'Grain: edit list, theory, year and dyad at risk in the edited history, a < b. As forecast says of the record, on its scales and calibration: nothing is fitted on what did not happen.';
comment on column counterfactual.run_id is 'The run';
comment on column counterfactual.edit is 'Name of the list';
comment on column counterfactual.theory is 'Who says so';
comment on column counterfactual.year is 'The year forecast';
comment on column counterfactual.a is 'First state';
comment on column counterfactual.b is 'Second state';
comment on column counterfactual.aligned_before is 'Aligned on 31 December of the year before, in the edited history';
comment on column counterfactual.p_aligned is 'Not aligned before: probability that a tie begins. Aligned before: that it does not lapse. NULL where the theory knows nothing';
comment on column counterfactual.p_low is '5 % of histories give less';
comment on column counterfactual.p_high is '5 % of histories give more';

create table counterfactual_pact (
    run_id varchar not null,
    edit varchar not null,
    theory varchar not null,
    year integer not null,
    pact varchar not null,
    state varchar,
    outcome varchar not null,
    p double,
    p_low double,
    p_high double
);
comment on table counterfactual_pact is 'Grain: edit list, theory, year, outcome, scored pact in force in the edited history, and state for join, leave and downgrade. As pact_forecast says of the record, calibrated on the record.';
comment on column counterfactual_pact.run_id is 'The run';
comment on column counterfactual_pact.edit is 'Name of the list';
comment on column counterfactual_pact.theory is 'Who says so';
comment on column counterfactual_pact.year is 'The year forecast';
comment on column counterfactual_pact.pact is 'The pact';
comment on column counterfactual_pact.state is 'Who may join, leave or honour less; NULL where it is about the pact itself';
comment on column counterfactual_pact.outcome is 'join or leave, of a pact with more than two parties then; ending, of every pact; downgrade, of every party that honours anything of its pact, where commitments are coded';
comment on column counterfactual_pact.p is 'Probability that it happens within the year. NULL where the theory knows nothing';
comment on column counterfactual_pact.p_low is '5 % of histories give less';
comment on column counterfactual_pact.p_high is '5 % of histories give more';

create table counterfactual_threat (
    run_id varchar not null,
    edit varchar not null,
    year integer not null,
    observer varchar not null,
    observed varchar not null,
    threat double
);
comment on table counterfactual_threat is 'Grain: edit list, census year and ordered pair of states. Threat in the nominal edited history, as perception says of the record.';
comment on column counterfactual_threat.run_id is 'The run';
comment on column counterfactual_threat.edit is 'Name of the list';
comment on column counterfactual_threat.year is 'Census year';
comment on column counterfactual_threat.observer is 'Who perceives';
comment on column counterfactual_threat.observed is 'From whom';
comment on column counterfactual_threat.threat is 'Composed threat; NULL where unknown';

create table survival (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    state varchar,
    year integer not null,
    survival double not null,
    low double,
    high double
);
comment on table survival is 'Grain: theory, edit list, year, and state for the parties of the branching date. How long a pact and its parties last where theories draw all decisions after the branch; filled by a stress run.';
comment on column survival.run_id is 'The run';
comment on column survival.theory is 'Who decides in these histories; pool: what all theories say together';
comment on column survival.edit is 'Name of the edit list, or none for the record unedited';
comment on column survival.pact is 'The pact';
comment on column survival.state is 'The party; NULL for the pact itself';
comment on column survival.year is 'Year, on whose 31 December it is counted';
comment on column survival.survival is 'Share of histories in which the pact is in force, or in which the party has not left by then';
comment on column survival.low is 'Lower end of the 90 % interval of that share, of which the histories are a sample (Jeffreys)';
comment on column survival.high is 'Its upper end';

create table survival_difference (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    state varchar,
    year integer not null,
    difference double not null,
    low double,
    high double,
    p double not null
);
comment on table survival_difference is 'Grain: theory, edit list other than none, year, and state for parties. How far an edit list moves survival, history by history on the same random numbers.';
comment on column survival_difference.run_id is 'The run';
comment on column survival_difference.theory is 'As in survival';
comment on column survival_difference.edit is 'As in survival';
comment on column survival_difference.pact is 'The pact';
comment on column survival_difference.state is 'The party; NULL for the pact itself';
comment on column survival_difference.year is 'Year, on whose 31 December it is counted';
comment on column survival_difference.difference is 'Survival less that of the record unedited; below 0 the edits shorten it';
comment on column survival_difference.low is '5 % quantile of that mean difference';
comment on column survival_difference.high is '95 % quantile';
comment on column survival_difference.p is 'Probability that of the histories that differ so many, or more, differ the same way, were both ways equally likely (exact sign test); 1 where none differs';

create table danger (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    state varchar,
    year integer not null,
    p double,
    low double,
    high double
);
comment on table danger is 'Grain: theory, edit list, year, and state for parties. How likely the end of the pact, or the leaving of a party, is in one year, over the histories in which it is still in force, or in.';
comment on column danger.run_id is 'The run';
comment on column danger.theory is 'As in survival';
comment on column danger.edit is 'As in survival';
comment on column danger.pact is 'The pact';
comment on column danger.state is 'The party; NULL for the pact itself';
comment on column danger.year is 'The year in which it would happen';
comment on column danger.p is 'Mean probability over histories; NULL where the theory knows nothing';
comment on column danger.low is '5 % of histories give less';
comment on column danger.high is '5 % of histories give more';

create table movement (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    state varchar not null,
    year integer not null,
    kind varchar not null,
    share double not null
);
comment on table movement is 'Grain: theory, edit list, year, state and kind, where any history has it. Who joins the pact and who leaves it.';
comment on column movement.run_id is 'The run';
comment on column movement.theory is 'As in survival';
comment on column movement.edit is 'As in survival';
comment on column movement.pact is 'The pact';
comment on column movement.state is 'The state';
comment on column movement.year is 'Year';
comment on column movement.kind is 'join or leave';
comment on column movement.share is 'Share of histories in which the state does so in the year';

create table provoked (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    year integer not null,
    ties double not null,
    founded double not null,
    ended double not null,
    joined double not null,
    "left" double not null
);
comment on table provoked is 'Grain: theory, edit list and year. What happens in all pacts and dyads of the theatre, in the mean of histories.';
comment on column provoked.run_id is 'The run';
comment on column provoked.theory is 'As in survival';
comment on column provoked.edit is 'As in survival';
comment on column provoked.year is 'Year';
comment on column provoked.ties is 'Dyads tied on 31 December';
comment on column provoked.founded is 'Bilateral ties founded in the year';
comment on column provoked.ended is 'Bilateral ties ended in the year';
comment on column provoked.joined is 'Joinings of multilateral pacts in the year';
comment on column provoked."left" is 'Leavings of multilateral pacts in the year';

create table effort_course (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    measure varchar not null,
    year integer not null,
    forecast double,
    low double,
    high double,
    observed double
);
comment on table effort_course is 'Grain: theory, edit list, measure and year. What parties of the branching date that are still in do for the pact, by the mean of histories.';
comment on column effort_course.run_id is 'The run';
comment on column effort_course.theory is 'As in survival';
comment on column effort_course.edit is 'As in survival';
comment on column effort_course.pact is 'The pact';
comment on column effort_course.measure is 'burden: mean military spending in % of product; forces: thousands of their soldiers in one another''s countries';
comment on column effort_course.year is 'Year';
comment on column effort_course.forecast is 'Mean of histories; NULL where nothing is known';
comment on column effort_course.low is '5 % of histories give less';
comment on column effort_course.high is '5 % of histories give more';
comment on column effort_course.observed is 'What was recorded; NULL where unknown';

create table box (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    number integer not null,
    parameter varchar not null,
    meaning varchar not null,
    unit varchar not null,
    low double,
    high double,
    cases varchar not null,
    share_of_histories double not null,
    coverage double not null,
    density double not null,
    base double not null,
    sentence varchar not null
);
comment on table box is 'Grain: theory, edit list, box and parameter that it restricts. Conditions, found on half of the histories and judged on the other, under which what is of interest is common.';
comment on column box.run_id is 'The run';
comment on column box.theory is 'As in survival';
comment on column box.edit is 'As in survival';
comment on column box.pact is 'The pact';
comment on column box.number is 'Number of the box, from 1';
comment on column box.parameter is 'What is restricted';
comment on column box.meaning is 'What it does, as in the table parameter';
comment on column box.unit is 'Its unit';
comment on column box.low is 'Lower bound; NULL where open';
comment on column box.high is 'Upper bound; NULL where open';
comment on column box.cases is 'Which histories are of interest, in words';
comment on column box.share_of_histories is 'Share of histories inside the box';
comment on column box.coverage is 'Share of the cases inside the box';
comment on column box.density is 'Share of cases among the histories inside';
comment on column box.base is 'Share of cases among all histories';
comment on column box.sentence is 'The box in words, the same on all of its rows';

create table shock (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    factor double not null,
    histories integer not null,
    survival double not null,
    parties double not null
);
comment on table shock is 'Grain: theory, edit list and bin of histories by factor. How survival changes with the size of a shock.';
comment on column shock.run_id is 'The run';
comment on column shock.theory is 'As in survival';
comment on column shock.edit is 'As in survival';
comment on column shock.pact is 'The pact';
comment on column shock.factor is 'Mean factor by which the list is scaled in these histories';
comment on column shock.histories is 'Number of histories';
comment on column shock.survival is 'Share of them in which the pact survives to the end of the span';
comment on column shock.parties is 'Mean share of the parties of the branching date that are still in then';

create table tipping (
    run_id varchar not null,
    theory varchar not null,
    edit varchar not null,
    pact varchar not null,
    outcome varchar not null,
    factor double,
    low double,
    high double,
    least double not null,
    greatest double not null,
    at_least double not null,
    at_greatest double not null
);
comment on table tipping is 'Grain: theory, edit list and outcome. The size of a shock at which survival passes one half.';
comment on column tipping.run_id is 'The run';
comment on column tipping.theory is 'As in survival';
comment on column tipping.edit is 'As in survival';
comment on column tipping.pact is 'The pact';
comment on column tipping.outcome is 'pact: it is in force; parties: the share of them that are still in';
comment on column tipping.factor is 'The factor at which survival passes one half; NULL where it does not between least and greatest';
comment on column tipping.low is '5 % quantile of it over resampled histories; NULL beyond the range';
comment on column tipping.high is '95 % quantile; NULL beyond the range';
comment on column tipping.least is 'Least factor of the histories';
comment on column tipping.greatest is 'Greatest factor';
comment on column tipping.at_least is 'Survival expected at the least factor';
comment on column tipping.at_greatest is 'Survival expected at the greatest factor';

create table cheapest_break (
    run_id varchar not null,
    theory varchar not null,
    pact varchar not null,
    size integer,
    edits varchar not null,
    survival double not null,
    low double not null,
    high double not null,
    tried integer not null,
    histories integer not null
);
comment on table cheapest_break is 'Grain: theory. The smallest set of edit lists under which the pact falls in more than half of the histories.';
comment on column cheapest_break.run_id is 'The run';
comment on column cheapest_break.theory is 'As in survival';
comment on column cheapest_break.pact is 'The pact';
comment on column cheapest_break.size is 'Number of lists in the set; NULL where no set tried breaks the pact, both where sets were chosen and elsewhere';
comment on column cheapest_break.edits is 'Names of the lists, separated by ; and a blank, empty for the record as it is; where no set breaks the pact, of the one that fared worst where sets were chosen';
comment on column cheapest_break.survival is 'Survival of the pact at the end of the span under that set, in histories that it was not chosen by';
comment on column cheapest_break.low is '5 % quantile, as in survival';
comment on column cheapest_break.high is '95 % quantile';
comment on column cheapest_break.tried is 'Number of sets tried, of which this one fared worst';
comment on column cheapest_break.histories is 'Histories that survival is a share of: the second half, or all where the set is no list at all, so that none was chosen';

create table repeat (
    run_id varchar not null,
    variant varchar not null,
    theory varchar not null,
    year integer not null,
    a varchar not null,
    b varchar not null,
    aligned_before boolean not null,
    p_shift double,
    shifted boolean not null
);
comment on table repeat is 'Grain: variant, theory, year and dyad at risk whose outcome is known, a < b. The run replayed with the same histories and seed where a choice of the coder is undone.';
comment on column repeat.run_id is 'The run';
comment on column repeat.variant is 'coding:NAME, under another coding of the alignments; hostile_only, without co-operative events coded by hand, which a curator may have chosen with hindsight; unjudged, without orientations, doctrines and openness, which were judged by those who knew what came';
comment on column repeat.theory is 'Who forecast';
comment on column repeat.year is 'Forecast year';
comment on column repeat.a is 'First state';
comment on column repeat.b is 'Second state';
comment on column repeat.aligned_before is 'Aligned on 31 December of the year before, in the coding of the variant';
comment on column repeat.p_shift is 'Probability that was given to a shift, an onset or an ending; NULL where the theory knew nothing';
comment on column repeat.shifted is 'Whether the tie began (not aligned before) or lapsed (aligned before), in the coding of the variant';

create table inclination (
    run_id varchar not null,
    theory varchar not null,
    response varchar not null,
    year integer not null,
    state varchar not null,
    value double,
    p double,
    level double not null,
    slope double not null,
    trained_on integer not null,
    "until" integer
);
comment on table inclination is 'Grain: theory, response, forecast year and state of the region. How likely it is that a state arms, or gives way, of its own; fitted on what was known on 31 December of the year before, in the nominal history.';
comment on column inclination.run_id is 'The run';
comment on column inclination.theory is 'Who says so';
comment on column inclination.response is 'internal_balancing or appeasement';
comment on column inclination.year is 'Forecast year';
comment on column inclination.state is 'The state';
comment on column inclination.value is 'What the forecast reads: the greatest threat to the state, or for appeasement the greatest product of a threat and the share of power behind it; NULL where unknown';
comment on column inclination.p is 'Probability; NULL where the value is unknown';
comment on column inclination.level is 'Log-odds at the mean value';
comment on column inclination.slope is 'Log-odds per standard deviation of the value';
comment on column inclination.trained_on is 'Number of state-years with known outcomes';
comment on column inclination."until" is 'Last year whose outcomes were used; NULL where none were';

create table deed (
    year integer not null,
    state varchar not null,
    response varchar not null,
    what varchar not null,
    value double,
    expected double
);
comment on table deed is 'Grain: state of the region, year, response and measure of it, of the years that the record covers. What a state did of its own, beside what was to be expected.';
comment on column deed.year is 'Year';
comment on column deed.state is 'The state';
comment on column deed.response is 'internal_balancing: measured by its arms; appeasement: by co-operation with whom it fears most';
comment on column deed.what is 'The quantity of its arms, or the state that threatened it most at the census before';
comment on column deed.value is 'Growth of the quantity in logarithms, or points of its co-operative acts towards that state, ends of fighting left out; NULL where unknown';
comment on column deed.expected is 'Upper quartile of all growth published by 31 December of the year before, or mean points a year in the five years before, at least 1; NULL where too little was known';

create table known_case (
    name varchar primary key,
    title varchar not null,
    begins date not null,
    ends date not null,
    dyads varchar not null,
    others varchar not null,
    note varchar not null,
    source varchar not null
);
comment on table known_case is 'Grain: one well-known case of the timeline, as `replay case` tells it.';
comment on column known_case.name is 'Name';
comment on column known_case.title is 'Title';
comment on column known_case.begins is 'First day of the story';
comment on column known_case.ends is 'Its last day';
comment on column known_case.dyads is 'Pairs of states whose alignment was at stake, as A-B, separated by ;';
comment on column known_case.others is 'States that had a hand in it without being in one of the pairs, separated by ;';
comment on column known_case.note is 'What was at stake';
comment on column known_case.source is 'Keys of the table source';

create table resample (draw integer not null, year integer not null, times integer not null);
comment on table resample is 'Grain: draw and year. Scored years drawn with replacement, for year-block bootstrap intervals; the same for all theories.';
comment on column resample.draw is 'Number of the draw, from 0';
comment on column resample.year is 'Forecast year';
comment on column resample.times is 'How often the year was drawn, at least once';

create table redraw (draw integer not null, block varchar not null, times integer not null);
comment on table redraw is 'Grain: draw and block, where it weighs at least 1. Independent Poisson weights of mean 1, keyed by seed and block, for block bootstrap intervals of decision_share and hypothesis.';
comment on column redraw.draw is 'Number of the draw, from 0';
comment on column redraw.block is 'A forecast year, or a bloc: a scored pact and the day on which it tied states';
comment on column redraw.times is 'How often the block counts';
