"""The sentences under the scores, each from a few rows made for it."""

from __future__ import annotations

import polars as pl
import pytest

from replay.verdicts import of_calibration, of_contest, of_field, of_outcome, of_run, of_slopes, verdict

Gain = tuple[float, float, float]


def rows(*, events: float = 50, baseline: str = "gravity_network", **variants: Gain) -> pl.DataFrame:
    """Lay out what `threat` gains at onsets over one baseline: gain, low and high by variant."""
    return pl.DataFrame(
        [
            {
                "theory": "threat",
                "outcome": "onset",
                "baseline": baseline,
                "variant": variant.replace("coding_", "coding:"),
                "log_gain": gain,
                "low": low,
                "high": high,
                "n": 1000.0,
                "events": events,
            }
            for variant, (gain, low, high) in variants.items()
        ]
    )


def told(frame: pl.DataFrame) -> list[str]:
    """Read the sentences on onsets."""
    return list(of_outcome("onset", ["threat"], frame, "1961-1979"))


BETTER, WORSE, EITHER = (5.0, 1.0, 9.0), (-5.0, -9.0, -1.0), (5.0, -1.0, 9.0)


@pytest.mark.parametrize(
    ("gain", "word"), [(BETTER, "beats"), (WORSE, "loses to"), (EITHER, "is not shown to differ from")]
)
def test_an_interval_that_spans_zero_shows_nothing(gain: Gain, word: str) -> None:
    """Above zero the theory beats the baseline, below it loses."""
    [_, sentence, _] = told(rows(all=gain, hostile_only=gain))
    shown = f"({gain[0]:+.1f}, {gain[1]:+.1f} to {gain[2]:+.1f})"
    assert sentence == f"For onsets threat {word} gravity_network {shown}."


def test_an_interval_that_ends_at_zero_spans_it() -> None:
    """Zero itself is not excluded."""
    assert verdict({"low": 0.0, "high": 1.0}) == verdict({"low": -1.0, "high": 0.0})
    assert verdict({"low": 0.0, "high": 1.0}) == "is not shown to differ from"


@pytest.mark.parametrize(("events", "few"), [(29, True), (30, False)])
def test_fewer_than_thirty_shifts_are_too_few_to_tell(events: int, few: bool) -> None:  # noqa: FBT001
    """The counts are those of all dyad-years, not of a variant."""
    first = told(rows(all=BETTER, events=events))[0]
    assert first.startswith(f"{events} onsets in 1000 dyad-years at risk, 1961-1979")
    assert ("too few to tell" in first) == few


@pytest.mark.parametrize(
    ("whole", "part", "decides"),
    [
        (BETTER, EITHER, True),
        (BETTER, WORSE, True),
        (EITHER, (-1.0, -4.0, 3.0), False),
        (EITHER, (1.0, -4.0, 6.0), False),
        (BETTER, (3.0, 0.5, 6.0), False),
    ],
)
def test_one_bloc_decides_where_the_verdict_is_another_without_the_largest(
    whole: Gain, part: Gain, *, decides: bool
) -> None:
    """Where both intervals span zero a change of sign decides nothing."""
    sentence = told(rows(all=whole, without_largest_bloc=part))[-1]
    assert (": one bloc decides" in sentence) == decides
    assert ("is the same without the largest bloc" in sentence) != decides


def test_a_verdict_is_named_where_it_is_another() -> None:
    """Under the second coding it is the same, without co-operative events and blocs at one each it is not."""
    repeats = {"coding_second": (2.0, 0.1, 4.0), "hostile_only": EITHER, "blocs_once": WORSE}
    sentence = told(rows(all=BETTER, security=WORSE, **repeats))[-1]
    assert sentence == (
        "Over gravity_network the verdict on threat is the same under the coding 'second'; without"
        " co-operative events it is not shown to differ from it (+5.0, -1.0 to +9.0); with each bloc counted"
        " once it loses to it (-5.0, -9.0 to -1.0)."
    )
    [*_, hangs] = told(rows(all=BETTER, hostile_only=EITHER))
    assert hangs == (
        "Over gravity_network the verdict on threat hangs on what is scored: without co-operative events it"
        " is not shown to differ from it (+5.0, -1.0 to +9.0)."
    )


def test_of_too_few_shifts_nothing_is_said_of_what_a_verdict_hangs_on() -> None:
    """Nor where nothing was repeated."""
    assert len(told(rows(all=BETTER, hostile_only=EITHER, events=29))) == 2
    assert len(told(rows(all=BETTER))) == 2


def test_only_the_baseline_that_is_hardest_to_beat_is_asked_whether_it_holds() -> None:
    """Over gravity the verdict is told, and no more."""
    both = pl.concat(
        [rows(all=BETTER, hostile_only=WORSE, baseline="gravity"), rows(all=EITHER, hostile_only=EITHER)]
    )
    assert told(both)[1:] == [
        (
            "For onsets threat beats gravity (+5.0, +1.0 to +9.0); it is not shown to differ from"
            " gravity_network (+5.0, -1.0 to +9.0)."
        ),
        "Over gravity_network the verdict on threat is the same without co-operative events.",
    ]


def test_nothing_is_said_of_an_outcome_without_scores() -> None:
    """Nor of a theory whose gain is unknown."""
    assert list(of_outcome("ending", ["threat"], rows(all=BETTER), "1961-1979")) == []
    unknown = rows(all=BETTER).with_columns(pl.lit(None, pl.Float64).alias("low"))
    assert len(told(unknown)) == 1


def calibrated(said: list[float], actual: int, above: float = 0) -> list[str]:
    """Ask whether probabilities fit what came."""
    row = {"theory": "threat", "outcome": "onset", "above": above, "said": said, "actual": actual}
    return list(of_calibration([row]))


@pytest.mark.parametrize(("actual", "told"), [(0, True), (1, False), (8, False), (9, True)])
def test_miscalibrated_is_what_would_bring_what_came_less_than_once_in_twenty(
    actual: int, *, told: bool
) -> None:
    """Of ten at a half: 0 or 10 come at 1/1024 each, 1 or 9 at 10/1024; 8 or more at 56/1024 = .055.

    So 9 or more (11/1024 = .011) is rare and 8 is not; with ten at .3, 0 at .7^10 = .028 is rare and 1
    (.149 with 0) is not.
    """
    p = 0.5 if actual > 5 else 0.3
    sentences = calibrated([p] * 10, actual)
    assert bool(sentences) == told
    if told:
        [sentence] = sentences
        assert sentence == (
            f"For onsets threat is miscalibrated: it expected {10 * p:.1f} of 10 forecasts to come true, and"
            f" {actual} did; were shifts independent, that would be rarer than one in 20."
        )


def test_one_bold_forecast_that_came_true_is_no_miscalibration() -> None:
    """At .26 it does so once in four; two at .2 do together once in 25."""
    assert calibrated([0.26], 1, above=0.16) == []
    [sentence] = calibrated([0.2, 0.2], 2, above=0.16)
    assert sentence.startswith("For onsets threat is miscalibrated above 16%: it expected 0.4 of 2")


def test_a_slope_that_was_never_below_zero_is_not_spoken_of() -> None:
    """One that was is, with the number of years."""
    row = {"theory": "threat", "outcome": "onset", "years": 19, "reversed": 0}
    assert list(of_slopes([row])) == []
    [sentence] = of_slopes([{**row, "reversed": 3}])
    assert "below zero in 3 of 19 years" in sentence


def test_the_status_of_the_span_and_codings_not_repeated_are_said() -> None:
    """A confirmation span needs no word; a coding that was repeated stands in the table."""
    run = {"status": "confirmation", "coding": "first", "codings": ["first", "second"], "repeated": True}
    run |= {"train": "", "until": None}
    run["timeline"] = "world"
    assert list(of_run(run, "1961-1979")) == []
    [coding] = of_run({**run, "repeated": False}, "1961-1979")
    assert "`replay run world --coding second` repeats it all under another" in coding
    [status] = of_run({**run, "status": "development"}, "1961-1979")
    assert status.startswith("1961-1979 is a development span")
    [status] = of_run({**run, "status": "invented"}, "1961-1979")
    assert "invented" in status


def contest(*gains: tuple[str, str, float, float], events: int = 30) -> pl.DataFrame:
    """Lay out pairs as theory, rival, gain and half the width of its interval, both ways."""
    ways = [(one, other, g, w) for one, other, g, w in gains] + [(o, one, -g, w) for one, o, g, w in gains]
    return pl.DataFrame(
        [
            {"theory": a, "rival": b, "log_gain": g, "events": events, "real": abs(g) > width}
            for a, b, g, width in ways
        ],
        schema={
            "theory": pl.String, "rival": pl.String, "log_gain": pl.Float64, "events": pl.Int64,
            "real": pl.Boolean,
        },
    )  # fmt: skip


def test_of_all_pairs_of_theories_those_are_named_whose_difference_is_real() -> None:
    """Aid beats both others, threat one; ideology nobody. Three theories make three pairs."""
    pairs = contest(
        ("aid", "ideology", 9.0, 4.0), ("aid", "threat", 5.0, 3.0), ("ideology", "threat", -6.0, 5.0)
    )
    [sentence] = of_contest("onset", pairs)
    assert sentence == (
        "Of 3 pairs of theories at onsets 3 differ by more than the luck of the years: aid beats ideology and"
        " threat; threat beats ideology. One in ten would by chance alone."
    )
    [none] = of_contest("ending", contest(("aid", "threat", 2.0, 3.0)))
    assert none == (
        "Of 1 pair of theories at endings none differs by more than the luck of the years. One in ten would"
        " by chance alone."
    )
    assert list(of_contest("onset", contest())) == []


def test_more_than_three_beaten_rivals_are_counted() -> None:
    """Aid beats four, each of which beats nobody."""
    [sentence] = of_contest("onset", contest(*(("aid", name, 2.0, 1.0) for name in "bcde")))
    assert "aid beats 4 others." in sentence


def test_a_theory_that_was_asked_about_few_shifts_is_named_and_not_compared() -> None:
    """Hiding met 29 shifts with either of the others."""
    pairs = pl.concat(
        [
            contest(("aid", "threat", 2.0, 3.0)),
            contest(("aid", "hiding", 9.0, 1.0), ("threat", "hiding", 9.0, 1.0), events=29),
        ]
    )
    counted, silent = of_contest("onset", pairs)
    assert counted.startswith("Of 1 pair of theories at onsets none differs")
    assert silent == "At onsets hiding said too little to be compared: fewer than 30 shifts."


def test_the_field_is_told_by_who_beats_and_how_many_lose_to_each_rival() -> None:
    """Of two theories one beats the base rate and loses to gravity, the other loses to both."""
    columns = ("theory", "baseline", "log_gain", "low", "high", "events")
    rows = pl.DataFrame(
        [
            ("threat", "base_rate", 3.0, 1.0, 5.0, 30),
            ("aid", "base_rate", -3.0, -5.0, -1.0, 30),
            ("threat", "gravity", -1.0, -2.0, -0.5, 30),
            ("aid", "gravity", -9.0, -11.0, -7.0, 30),
            ("hiding", "base_rate", 9.0, 8.0, 10.0, 29),
        ],
        schema=columns,
        orient="row",
    )
    [sentence] = of_field("onset", rows)
    assert sentence == (
        "Of 2 theories at onsets 1 beats base_rate (threat) and 1 loses to it; none beats gravity and 2 lose"
        " to it."
    )
    assert list(of_field("ending", rows.head(0))) == []
