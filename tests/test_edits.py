"""Edit lists: how they read, what they select, what they make of a timeline, and how far that goes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from replay.cells import NONE
from replay.codebook import Event
from replay.departure import edited
from replay.edit_file import edit_lists, from_content, from_toml, names_in
from replay.edits import EditList
from replay.errors import Fault, RequestError, TimelineError, UnknownNameError
from replay.timeline import Regime, Timeline
from tests.shipped import THEATRES
from tests.small_world import asset, event, measurement, pact, party, state, timeline

HEAD = 'title = "Otherwise"\nclaim = "It would have been otherwise."\n'


def small() -> Timeline:
    """Lay out three states with a raid, a treaty that presupposes it and a pact, and a coup."""
    raid = event("1901-raid", "raid", "AAA > BBB", "1901-03-01")
    treaty = replace(
        event("1902-treaty", "defence_pact", "BBB CCC ! AAA", "1902-04-01"), presupposes=("1901-raid",)
    )
    thanks = replace(event("1902-thanks", "visit", "BBB > CCC", "1902-05-01"), presupposes=("league",))
    coup = event("1903-coup", "coup", "AAA", "1903-06-01")
    return timeline(
        [*map(state, ("AAA", "BBB", "CCC"))],
        parties=pact("league", "BBB CCC", "1902-04-01", "1904-01-01"),
        events=(raid, treaty, thanks, coup),
        measurements=[measurement(1900, "AAA", 10.0, 1.0), measurement(1901, "AAA", 20.0, 2.0)],
        regimes=[
            Regime("AAA", None, date(1903, 6, 1), "monarchy", (), ()),
            Regime("AAA", date(1903, 6, 1), None, "military", (), ()),
        ],
        assets=[asset("league", "council", "general", "1902-04-01", "1904-01-01")],
    )


def listed(text: str, world: Timeline | None = None) -> EditList:
    """Read a list that is sound."""
    made, faults = from_toml("otherwise", "otherwise.toml", HEAD + text, world or small())
    assert faults == []
    assert made is not None
    return made


def faulty(text: str, world: Timeline | None = None, head: str = HEAD) -> list[str]:
    """Read a list that is not, and say its faults, without the file."""
    made, faults = from_toml("otherwise", "otherwise.toml", head + text, world or small())
    assert made is None
    ordered = sorted(faults, key=lambda one: one.line)
    return [str(fault).removeprefix("otherwise.toml:").strip() for fault in ordered]


def strike(selector: str) -> str:
    """Write a strike."""
    return f'[[strike]]\n{selector}\nreason = "why"\n'


def names(world: Timeline) -> list[str]:
    """Name the events of a timeline in order."""
    return [one.id for one in world.events]


def test_a_list_without_edits_makes_an_equal_timeline() -> None:
    """Nothing is struck, nothing differs on any day, and the digest is the record's."""
    world = small()
    other, departure, steps = edited(world, listed(""))
    assert other == world
    assert other.digest == world.digest
    assert (departure.touched, departure.points, departure.share, departure.first_day) == (0, 0, 0, None)
    assert steps == ()


@pytest.mark.parametrize(
    ("selector", "left"),
    [
        ('event = "1903-coup"', ["1901-raid", "1902-treaty", "1902-thanks"]),
        ('event = ["1903-coup", "1902-treaty"]', ["1901-raid", "1902-thanks"]),
        ('kind = "visit"', ["1901-raid", "1902-treaty", "1903-coup"]),
        ('actor = "AAA"\nfrom = 1902-01-01', ["1901-raid", "1902-treaty", "1902-thanks"]),
        ('actor = "CCC"\nrole = "target"', ["1901-raid", "1902-treaty", "1903-coup"]),
        ('actor = "BBB"\nrole = "initiator"', ["1901-raid", "1903-coup"]),
        ('actor = "AAA"\nrole = "against"', ["1901-raid", "1902-thanks", "1903-coup"]),
        ('target = "CCC"', ["1901-raid", "1902-treaty", "1903-coup"]),
        ('actor = "BBB"\nuntil = 1902-04-01', ["1902-thanks", "1903-coup"]),
    ],
)
def test_events_are_selected_by_all_that_is_said_of_them(selector: str, left: list[str]) -> None:
    """Id, kind, actor with or without a role, target, and days, `until` being the first day after."""
    other, _, _ = edited(small(), listed(strike(selector)))
    assert names(other) == left


def test_what_presupposes_a_struck_event_follows_it_and_is_counted() -> None:
    """The raid has 5 points, the treaty 8, of 5 + 8 + 1.5 in all; a coup's share is no points."""
    other, departure, [step] = edited(small(), listed(strike('event = "1901-raid"')))
    assert names(other) == ["1902-thanks", "1903-coup"]
    assert departure.struck == ("1901-raid", "1902-treaty")
    assert departure.followed == ("1902-treaty",)
    assert departure.points == pytest.approx(5 + 8)
    assert departure.share == pytest.approx((5 + 8) / (5 + 8 + 1.5))
    assert departure.first_day == date(1901, 3, 1)
    assert (step.touched, step.followed) == (1, ("1902-treaty",))


def test_what_presupposes_what_follows_follows_too() -> None:
    """The chain is struck to its end."""
    world = small()
    last = replace(event("1904-toast", "visit", "BBB > CCC", "1904-01-01"), presupposes=("1902-treaty",))
    _, departure, _ = edited(
        replace(world, events=(*world.events, last)), listed(strike('event = "1901-raid"'))
    )
    assert departure.followed == ("1902-treaty", "1904-toast")


def test_a_struck_pact_takes_its_institutions_and_what_presupposes_it() -> None:
    """Two memberships, one institution, and the visit of thanks."""
    other, departure, [step] = edited(small(), listed(strike('pact = "league"')))
    assert [one for one in other.parties if one.pact == "league"] == []
    assert other.assets == ()
    assert names(other) == ["1901-raid", "1902-treaty", "1903-coup"]
    assert (departure.memberships, departure.spells, departure.followed) == (2, 1, ("1902-thanks",))
    assert step.touched == 3
    assert departure.first_day == date(1902, 4, 1)


def test_a_pact_that_keeps_a_party_is_not_struck() -> None:
    """One state's joining never happens; what presupposes the pact stays."""
    other, departure, _ = edited(small(), listed(strike('pact = "league"\nstate = "BBB"')))
    assert [one.state for one in other.parties if one.pact == "league"] == ["CCC"]
    assert (departure.memberships, departure.followed) == (1, ())


def test_striking_every_membership_leaves_a_coding_to_replay() -> None:
    """What remains joins after the span, where no replay comes, and is not counted."""
    world = replace(small(), parties=pact("league", "BBB CCC", "1902-04-01"))
    other, departure, _ = edited(world, listed(strike('pact = "league"'), world))
    assert [one.joined.nominal > world.manifest.span.end for one in other.parties_of("first")] == [True]
    assert departure.memberships == 2


def test_memberships_are_edited_in_every_coding_and_counted_in_one() -> None:
    """Two rows are struck, and one of them is of the coding that is run."""
    world = small()
    other_coding = [party("league", code, "1902-05-01", coding="second") for code in ("BBB", "CCC")]
    world = replace(world, parties=(*world.parties, *other_coding))
    edits = listed(strike('pact = "league"\nstate = "BBB"'), world)
    other, departure, _ = edited(world, edits, "second")
    assert [(one.state, one.coding) for one in other.parties if one.pact == "league"] == [
        ("CCC", "first"),
        ("CCC", "second"),
    ]
    assert (departure.memberships, departure.first_day) == (1, date(1902, 5, 1))


def test_a_membership_moves_and_ends_on_another_day_or_never() -> None:
    """The first day that differs is that of the joining, or the earlier of the two ends."""
    row = '[[move]]\npact = "league"\nstate = "BBB"\n{}\nreason = "why"\n'
    for how, joined, left, first in (
        ("to = 1903-01-01", date(1903, 1, 1), date(1904, 1, 1), date(1902, 4, 1)),
        ("days = -1", date(1902, 3, 31), date(1904, 1, 1), date(1902, 3, 31)),
        ('ends = "never"', date(1902, 4, 1), None, date(1904, 1, 1)),
        ("ends = 1903-01-01", date(1902, 4, 1), date(1903, 1, 1), date(1903, 1, 1)),
    ):
        other, departure, _ = edited(small(), listed(row.format(how)))
        [one] = [one for one in other.parties if (one.pact, one.state) == ("league", "BBB")]
        assert (one.joined.nominal, one.left.nominal if one.left else None) == (joined, left)
        assert (departure.memberships, departure.first_day) == (1, first)


def test_an_event_moves_to_a_day_or_by_days_and_is_known_as_long_after() -> None:
    """Known 31 days after it happened, it is known 31 days after the day it is moved to."""
    world = small()
    secret = event("1903-secret", "friendship_treaty", "BBB CCC ! AAA", "1903-01-01", known_on="1903-02-01")
    world = replace(world, events=(*world.events, secret))
    for how, day, known in (
        ("to = 1904-01-01", date(1904, 1, 1), date(1904, 2, 1)),
        ("days = 10", date(1903, 1, 11), date(1903, 2, 11)),
    ):
        text = f'[[move]]\nevent = "1903-secret"\n{how}\nreason = "why"\n'
        other, departure, _ = edited(world, listed(text, world))
        [one] = [one for one in other.events if one.id == "1903-secret"]
        assert (one.happened.nominal, one.known_on) == (day, known)
        assert (departure.moved, departure.first_day) == (("1903-secret",), date(1903, 1, 1))
        assert names(other) == sorted(names(other), key=lambda name: (name[:4], name != "1902-treaty"))


def test_a_doubtful_event_differs_from_the_first_day_it_may_have_happened_on() -> None:
    """Some history may have drawn it there, though never in an earlier year."""
    world = small()
    doubtful = event("1903-x", "raid", "AAA > BBB", "1902-12-01/1903-02-01", precision="month")
    world = replace(world, events=(*world.events, doubtful))
    _, departure, _ = edited(world, listed(strike('event = "1903-x"'), world))
    assert departure.first_day == date(1903, 1, 1)


def test_scaling_multiplies_points_and_amounts_and_spares_changes_of_regime() -> None:
    """Half of a raid of 5 points is 2.5; a coup happens or does not."""
    world = small()
    raid = replace(world.events[0], amount=8.0)
    world = replace(world, events=(raid, *world.events[1:]))
    text = '[[scale]]\nactor = "AAA"\nfactor = 0.5\nreason = "why"\n'
    other, departure, _ = edited(world, listed(text, world))
    assert [(one.intensity, one.amount) for one in other.events if one.initiators == ("AAA",)] == [
        (0.5, 4.0),
        (1.0, None),
    ]
    assert (departure.scaled, departure.points) == (("1901-raid",), 2.5)


def test_what_is_struck_is_neither_moved_nor_scaled() -> None:
    """Strikes come first, whatever stands first in the list; of three events only the visit is left."""
    text = '[[scale]]\nactor = "BBB"\nfactor = 2\nreason = "why"\n' + strike('event = "1901-raid"')
    _, departure, steps = edited(small(), listed(text))
    assert departure.scaled == ("1902-thanks",)
    assert [step.touched for step in steps] == [1, 1]


@pytest.mark.parametrize(
    ("struck", "later", "selector"),
    [
        ('event = "1901-raid"', '[[move]]\nevent = "1901-raid"\ndays = 1\n', "event = 1901-raid"),
        ('event = "1901-raid"', '[[scale]]\nkind = "defence_pact"\nfactor = 2\n', "event = 1901-raid"),
        ('pact = "league"', '[[move]]\npact = "league"\nends = "never"\n', "pact = league"),
        (
            'pact = "league"',
            '[[move]]\nasset = "council"\npact = "league"\nends = 1903-01-01\n',
            "pact = league",
        ),
        (
            'quantity = "people"',
            '[[scale]]\nquantity = "people"\nyears = 1900\nfactor = 2\n',
            "quantity = people",
        ),
    ],
)
def test_an_edit_of_what_an_earlier_one_took_away_is_a_fault_that_names_it(
    struck: str, later: str, selector: str
) -> None:
    """Itself, or what follows it; it would pass for an edit, and touch nothing."""
    assert faulty(strike(struck) + later + 'reason = "why"\n') == [
        (f"6: was selecting nothing; [[strike]] of {selector} is made before it, and leaves nothing of that")
    ]


def test_a_strike_of_what_is_gone_already_is_none_the_worse_for_it() -> None:
    """The treaty follows the raid that it presupposes; whoever names it too says the same."""
    both = strike('event = "1901-raid"') + strike('event = "1902-treaty"')
    _, departure, steps = edited(small(), listed(both))
    assert departure.struck == ("1901-raid", "1902-treaty")
    assert [step.touched for step in steps] == [1, 0]


def test_moves_that_are_sound_alone_are_judged_one_after_another() -> None:
    """The coup of June 1903 may come 800 days later, and not twice: the span ends with 1905."""
    once = '[[move]]\nevent = "1903-coup"\ndays = 800\nreason = "why"\n'
    assert len(listed(once).edits) == 1
    assert faulty(once + once) == [
        "9: days: was '1907-10-18' of 1903-coup; the span is 1900-01-01 to 1905-12-31"
    ]


@pytest.mark.parametrize("days", ["999999999999", "-900000"])
@pytest.mark.parametrize("selector", ['event = "1903-coup"', 'pact = "league"'])
def test_a_move_beyond_the_calendar_is_a_fault(selector: str, days: str) -> None:
    """No day has such a date, be it of an event or of a joining."""
    assert faulty(f'[[move]]\n{selector}\ndays = {days}\nreason = "why"\n')[0] == (
        f"5: days: was '{days}'; it leads beyond the calendar; the span is 1900-01-01 to 1905-12-31"
    )


def test_a_struck_quantity_lets_the_value_before_stand_and_a_scaled_one_is_multiplied() -> None:
    """What was measured of 1901 is never known; it would have been on 1 July 1902."""
    other, departure, _ = edited(small(), listed(strike('quantity = "people"\nstate = "AAA"\nyears = 1901')))
    assert [one.quantities["people"] for one in other.measurements] == [10.0, None]
    assert (departure.quantities, departure.first_day) == (1, date(1902, 7, 1))
    text = '[[scale]]\nquantity = ["people", "soldiers"]\nyears = [1900, 1901]\nfactor = 3\nreason = "why"\n'
    other, departure, _ = edited(small(), listed(text))
    assert [dict(one.quantities) for one in other.measurements] == [
        {"people": 30.0, "soldiers": 3.0},
        {"people": 60.0, "soldiers": 6.0},
    ]
    assert departure.quantities == 4


def test_an_added_row_of_quantities_sets_them_and_leaves_the_others() -> None:
    """Over a row that is there, and where there was none."""
    text = '[[add]]\nyear = {}\nstate = "AAA"\npeople = 99\nreason = "why"\n'
    other, departure, _ = edited(small(), listed(text.format(1901)))
    assert dict(other.measurements[1].quantities) == {"people": 99.0, "soldiers": 2.0}
    assert departure.quantities == 1
    other, _, _ = edited(small(), listed(text.format(1902)))
    assert [one.year for one in other.measurements] == [1900, 1901, 1902]


def test_an_added_event_stands_in_its_place_with_its_points() -> None:
    """A source may be left out; the reason may not."""
    text = (
        '[[add]]\nid = "1902-a-raid"\ndate = "1902-04"\nprecision = "month"\n'
        'kind = "raid"\n'
        'initiator = "CCC"\ntarget = ["AAA", "BBB"]\ndeaths = 9\nconfidence = "C"\n'
        'description = "Invented."\npresupposes = "1901-raid"\nreason = "why"\n'
    )
    other, departure, _ = edited(small(), listed(text))
    assert names(other) == ["1901-raid", "1902-treaty", "1902-a-raid", "1902-thanks", "1903-coup"]
    assert (departure.added, departure.first_day) == (("1902-a-raid",), date(1902, 4, 1))
    assert departure.points == pytest.approx(5 * (1 + 0.3))


def test_a_struck_regime_lets_the_one_before_rule_on() -> None:
    """The monarchy does not end in 1903."""
    other, departure, _ = edited(small(), listed(strike('regime = "military"\nstate = "AAA"')))
    assert [(one.regime, one.ends) for one in other.regimes] == [("monarchy", None)]
    assert (departure.spells, departure.first_day) == (1, date(1903, 6, 1))


def test_a_struck_regime_that_has_no_beginning_leaves_the_last_one_as_it_is() -> None:
    """Nobody ruled before the monarchy, and the military, who rule on, did not end when it began."""
    other, departure, _ = edited(small(), listed(strike('regime = "monarchy"\nstate = "AAA"')))
    assert other.regimes == small().regimes[1:]
    assert departure.spells == 1


def test_a_struck_institution_is_known_not_to_be_there_and_a_moved_one_ends_on_another_day() -> None:
    """A pact whose only institution is struck has none, which is not the same as unknown."""
    other, departure, _ = edited(small(), listed(strike('asset = "council"\npact = "league"')))
    assert [(one.asset, one.scope) for one in other.assets] == [("none", None)]
    assert departure.first_day == date(1902, 4, 1)
    text = '[[move]]\nasset = "council"\npact = "league"\nends = 1903-01-01\nreason = "why"\n'
    other, departure, _ = edited(small(), listed(text))
    assert [one.ends for one in other.assets] == [date(1903, 1, 1)]
    assert (departure.spells, departure.first_day) == (1, date(1903, 1, 1))


def test_an_edited_timeline_has_a_digest_of_its_own() -> None:
    """Nobody takes it for the record."""
    other, _, _ = edited(small(), listed(strike('event = "1903-coup"')))
    assert other.digest != small().digest


def test_canonical_content_ignores_layout_and_reads_back() -> None:
    """Order of keys, comments and blanks do not count; what is read back is the same list."""
    one = listed('[[strike]]\nevent = "1903-coup"\nreason = "why"\n')
    other = listed('# a comment\n[[strike]]\nreason = "why"\n\nevent = ["1903-coup"]\n')
    assert one.content == other.content
    assert from_content(one.content, small()) == one
    assert one.edits[0].selector == "event = 1903-coup"


def test_all_faults_of_a_list_are_told_at_once_with_lines_and_what_is_allowed() -> None:
    """Lines are those of the file; two lines of head come first."""
    text = (
        '[[strike]]\nevnt = "1901-raid"\nkind = "raid"\nreason = "why"\n'
        '[[scale]]\nkind = "rade"\nfactor = "much"\n'
        '[[move]]\nevent = "1901-raid"\nreason = "why"\n'
        "[[add]]\nid = 1\n"
    )
    assert faulty(text, head='titel = "x"\nclaim = " "\n') == [
        "title: was missing; a text in quotes must be there",
        (
            "1: titel: was an unknown key; the keys are: title, claim, strike, add, move, scale;"
            " did you mean 'title'?"
        ),
        "2: claim: was ' '; a text in quotes must be there",
        (
            "4: evnt: was an unknown key; the keys here are: event, kind, actor, role, target, from,"
            " until, reason; did you mean 'event'?"
        ),
        "7: reason: was missing; every edit says why, in a text",
        "8: kind: was 'rade'; a kind is one of: see `replay list kinds`; did you mean 'raid'?",
        "9: factor: was 'much'; a number at least 0 is allowed",
        "10: was no move; one of to, days must say where to",
        "13: reason: was missing; every edit says why, in a text",
        "13: date: was missing; this key must be there",
        "13: precision: was missing; this key must be there",
        "13: kind: was missing; this key must be there",
        "13: initiator: was missing; this key must be there",
        "13: confidence: was missing; this key must be there",
        "13: description: was missing; this key must be there",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            strike('event = "1901-riad"'),
            "4: event: was '1901-riad'; an event's id of the timeline is allowed; did you mean '1901-raid'",
        ),
        (
            strike('pact = "leage"'),
            "4: pact: was 'leage'; a pact of the timeline is allowed; did you mean 'league'?",
        ),
        (
            strike('actor = "AAB"'),
            "4: actor: was 'AAB'; a state of the timeline is allowed; did you mean 'AAA'?",
        ),
        (
            strike('quantity = "peple"'),
            "4: quantity: was 'peple'; a quantity of the timeline is allowed; did you mean 'people'?",
        ),
        (
 strike('kind = "raid"\nactor = "CCC"'), "3: was selecting nothing; what it selects must"),
        (
            strike('state = "AAA"'),
            ("4: state: was a state alone; one of asset, quantity, regime, pact, event, kind, actor,"
            " target must say what is edited; who exists when stands in states.csv, and cannot be edited"),
        ),
        (
            strike('role = "target"\nkind = "raid"'),
            "4: role: was 'target'; a role is that of an actor",
        ),
        (
            strike('asset = "council"'),
            "3: pact: was missing; an institution is one of a pact",
        ),
        (
            '[[scale]]\npact = "league"\nfactor = 2\nreason = "why"\n',
            "4: pact: was [[scale]] of memberships; of memberships there is strike and move",
        ),
        (
            '[[scale]]\nevent = "1903-coup"\nfactor = 2\nreason = "why"\n',
            ("5: factor: was '1903-coup', a coup; a change of regime happens or does not; [[strike]]"
            " takes it away"),
        ),
        (
            '[[scale]]\nkind = "raid"\nfactor = 0\nreason = "why"\n',
            "5: factor: was '0'; more than 0 is allowed; [[strike]] takes events away",
        ),
        (
            '[[move]]\nactor = "BBB"\nto = 1903-01-01\nreason = "why"\n',
            "5: to: was a day for 3 events; `to` moves one event, `days` several",
        ),
        (
            '[[move]]\nevent = "1901-raid"\nto = 1906-01-01\nreason = "why"\n',
            "5: to: was '1906-01-01' of 1901-raid; the span is 1900-01-01 to 1905-12-31",
        ),
        (
            '[[move]]\nevent = "1901-raid"\nto = 1903-01-01\nreason = "why"\n',
            "3: was '1902-04-01'; 1902-treaty presupposes 1901-raid, and cannot come before it",
        ),
        (
            '[[move]]\npact = "league"\nto = 1904-01-01\nreason = "why"\n',
            ("5: to: was BBB in league, 1904-01-01 to 1904-01-01; it joins before it leaves, by"
            " 1905-12-31 at the latest"),
        ),
        (
            '[[add]]\nyear = 1901\nstate = "AAA"\nreason = "why"\n',
            "4: year: was '1901'; at least one quantity must be set",
        ),
        ("[[strike]\n", "3: was broken TOML"),
        ("strike = 1\n", "was strike = ...; an edit begins with [[strike]]"),
    ],
)  # fmt: skip
def test_every_fault_says_what_is_allowed(text: str, fault: str) -> None:
    """And names the nearest where there is one."""
    assert any(one.startswith(fault) for one in faulty(text)), faulty(text)


def test_an_added_event_is_judged_as_those_of_a_timeline_are() -> None:
    """A known id, a state that is not there, a day outside the span, a kind without its target."""
    row = (
        '[[add]]\nid = "{id}"\ndate = {day}\nprecision = "day"\nkind = "{kind}"\ninitiator = "{by}"\n'
        'target = "BBB"\nconfidence = "A"\ndescription = "Invented."\nreason = "why"\n'
    )
    sound = {"id": "1903-x", "day": "1903-01-01", "kind": "raid", "by": "AAA"}
    assert listed(row.format(**sound)).edits[0].how["event"].id == "1903-x"
    for wrong, fault in (
        ({"id": "1901-raid"}, "id: was '1901-raid'; an id that no event of the timeline has is allowed"),
        ({"by": "DDD"}, "initiator: was 'DDD'; a state of the timeline is allowed"),
        ({"day": "1899-01-01"}, "date: was '1899-01-01' of 1903-x; the span is 1900-01-01 to 1905-12-31"),
        ({"kind": "coup"}, "target: was 'BBB'; coup is a state's own affair and has no target"),
    ):
        assert any(fault in one for one in faulty(row.format(**(sound | wrong))))


def test_an_edit_with_a_fault_does_not_hide_those_of_others() -> None:
    """A cell that cannot be read, a name that is not there, and a move out of the span."""
    text = (
        strike('kind = "rade"')
        + strike('event = "1901-riad"')
        + '[[move]]\nevent = "1901-raid"\nto = 1906-01-01\nreason = "why"\n'
    )
    assert [one.partition(" was")[0] for one in faulty(text)] == ["4: kind:", "7: event:", "11: to:"]


def test_two_spells_of_a_membership_cannot_be_made_to_overlap() -> None:
    """It would end where the later spell ends, and not when the list says."""
    world = replace(small(), parties=(*small().parties, party("league", "BBB", "1905-01-01")))
    text = '[[move]]\npact = "league"\nuntil = 1903-01-01\nends = "never"\nreason = "why"\n'
    assert faulty(text, world) == [
        ("6: ends: was BBB in league twice; it is in league again from 1905-01-01; that spell must be struck")
    ]


def test_two_spells_that_both_move_cannot_be_made_to_overlap() -> None:
    """Both spells would last for good; of one that is struck there is nothing to overlap with."""
    world = replace(small(), parties=(*small().parties, party("league", "BBB", "1905-01-01")))
    text = '[[move]]\npact = "league"\nstate = "BBB"\nends = "never"\nreason = "why"\n'
    assert faulty(text, world) == [
        ("6: ends: was BBB in league twice; it is in league again from 1905-01-01; that spell must be struck")
    ]
    struck = strike('pact = "league"\nstate = "BBB"\nfrom = 1905-01-01')
    other, _, _ = edited(world, listed(text + struck, world))
    assert [one.left for one in other.parties if (one.pact, one.state) == ("league", "BBB")] == [None]


def test_lists_are_found_by_file_and_by_their_name_in_the_timelines_folder(tmp_path: Path) -> None:
    """All faults of all lists come at once; a name that is not there names those that are."""
    world = small()
    folder = tmp_path / "edits"
    folder.mkdir()
    (folder / "calm.toml").write_text(HEAD + strike('kind = "raid"'), encoding="utf-8")
    (folder / "broken.toml").write_text(HEAD + strike('kind = "riad"'), encoding="utf-8")
    place = str(tmp_path.resolve())
    assert names_in(place) == ("broken", "calm")
    (by_name,) = edit_lists(["calm"], world, place)
    (by_file,) = edit_lists([folder / "calm.toml"], world, None)
    assert by_name == by_file
    with pytest.raises(UnknownNameError, match="there are: broken, calm; did you mean 'calm'"):
        edit_lists(["clam"], world, place)
    with pytest.raises(RequestError, match="no such file"):
        edit_lists(["calm.toml"], world, place)
    with pytest.raises(RequestError, match="'calm' twice"):
        edit_lists(["calm", folder / "calm.toml"], world, place)
    with pytest.raises(TimelineError) as caught:
        edit_lists(["broken", folder / "calm.toml"], world, place)
    assert [(one.file, one.line, one.nearest) for one in caught.value.faults] == [
        ("edits/broken.toml", 4, "raid")
    ]


@pytest.mark.parametrize(
    ("theatre", "name", "struck", "first"),
    [
        (
            "middle-east",
            "advisers-stay-1972",
            {"1972-07-08-soviet-advisers-expelled"},
            date(1972, 7, 8),
        ),
        (
            "middle-east",
            "no-czech-arms-deal",
            {"1955-09-27-czech-arms-deal", "1970-07-30-soviet-pilots-shot-down"},
            date(1955, 9, 27),
        ),
        (
            "middle-east",
            "no-iraqi-revolution-1958",
            {"1958-07-14-iraqi-revolution", "1958-07-15-marines-in-lebanon"},
            date(1958, 7, 1),
        ),
        (
            "middle-east",
            "no-war-1967",
            {"1967-06-05-six-day-war", "1967-09-01-khartoum-subsidies"},
            date(1967, 6, 1),
        ),
        (
            "middle-east",
            "suez-averted-1956",
            {"1956-10-31-anglo-french-attack", "1963-01-17-uk-saudi-relations"},
            date(1956, 10, 24),
        ),
        (
            "asia",
            "no-opening-to-china-1971",
            {"1972-02-21-nixon-in-china", "1980-01-01-us-taiwan-treaty-ends"},
            date(1971, 7, 9),
        ),
        (
            "asia",
            "no-taiwan-crisis-1958",
            {"1958-08-23-quemoy-crisis-1958", "1958-09-08-soviet-warning-to-us"},
            date(1958, 8, 23),
        ),
        ("asia", "sino-soviet-quarrel", set(), date(1959, 6, 20)),
        (
            "asia",
            "soviet-experts-stay-1960",
            {"1960-07-16-soviet-experts-recalled", "1961-06-19-china-soviet-aid-rescinded"},
            date(1960, 7, 16),
        ),
        ("asia", "us-leaves-korea-1977", {"1979-07-20-carter-suspends-withdrawal"}, date(1978, 12, 1)),
        ("nato", "allies-quarrel", set(), date(1992, 3, 26)),
        ("nato", "hostile-russia", set(), date(1993, 9, 15)),
        (
            "nato",
            "no-institutions",
            {"1994-06-22-russia-pfp", "2006-10-05-isaf-stage-four"},
            date(1992, 1, 1),
        ),
    ],
)
def test_every_shipped_list_is_sound_for_its_timeline(
    theatre: str, name: str, struck: set[str], first: date
) -> None:
    """It strikes what it is named after, and begins where that does; a month begins with its first day."""
    [edits] = edit_lists([name], THEATRES[theatre], theatre)
    other, departure, _ = edited(THEATRES[theatre], edits)
    assert struck <= set(departure.struck)
    assert departure.first_day == first
    assert not struck & set(names(other))
    left = {*names(other), *(one.pact for one in other.parties)}
    assert {name for one in other.events for name in one.presupposes} <= left
    assert all(isinstance(one, str) and one.endswith(".") for one in [edit.reason for edit in edits.edits])


@pytest.mark.parametrize(
    ("theatre", "name", "begins", "ends"),
    [
        ("nato", "allies-quarrel", date(1992, 1, 1), date.max),
        ("nato", "hostile-russia", date(1992, 1, 1), date.max),
        ("asia", "sino-soviet-quarrel", date(1958, 1, 1), date(1970, 1, 1)),
    ],
)
def test_a_shock_of_any_size_scales_every_hostile_event_of_its_sort_and_touches_nothing_else(
    theatre: str, name: str, begins: date, ends: date
) -> None:
    """With one factor in all its parts, which 0 makes nothing of and 1 the record."""
    world = THEATRES[theatre]
    [edits] = edit_lists([name], world, theatre)
    _, departure, steps = edited(world, edits)
    joined = {one.state: one.joined.nominal for one in world.parties_of(None) if one.pact == "nato"}

    def sort(one: Event) -> bool:
        doers, sufferers = {*one.initiators}, {*one.targets}
        if name == "sino-soviet-quarrel":
            return {"CHN", "RUS"} <= doers | sufferers
        allies = {state for state, day in joined.items() if day <= one.happened.nominal}
        against = {"RUS"} if name == "hostile-russia" else allies
        return not (sufferers.isdisjoint(allies) or doers.isdisjoint(against))

    quarrels = {
        one.id
        for one in world.events
        if one.kind.sign == "hostile" and begins <= one.happened.nominal < ends and sort(one)
    }
    assert set(departure.scaled) == quarrels
    assert departure.touched == len(quarrels) == sum(len(one.scaled) for one in steps)
    assert {edit.how["factor"] for edit in edits.edits} == {4.0}


def test_without_institutions_nato_is_a_treaty_alone() -> None:
    """No organ of it outlives 1991, it is known to have none, and all stay who were or became its parties."""
    record = THEATRES["nato"]
    other, _, _ = edited(record, edit_lists(["no-institutions"], record, "nato")[0])
    organs = [one for one in other.assets if one.pact == "nato"]
    assert {one.ends for one in organs if one.asset != NONE} == {date(1992, 1, 1)}
    assert min(one.begins for one in organs if one.asset == NONE and one.begins) == date(1992, 6, 4)
    assert [one for one in other.parties if one.pact == "nato"] == [
        one for one in record.parties if one.pact == "nato"
    ]


def test_faults_are_those_of_data(tmp_path: Path) -> None:
    """A list of nonsense is refused as a timeline of nonsense is."""
    path = tmp_path / "odd.toml"
    path.write_bytes(b"\xff")
    with pytest.raises(TimelineError) as caught:
        edit_lists([path], small(), None)
    assert caught.value.faults == (Fault(str(path), 1, "", "byte 0xff", "files are UTF-8"),)
