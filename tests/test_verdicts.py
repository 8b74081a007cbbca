"""The sentences under the scores, each from a few rows made for it."""

from __future__ import annotations

import polars as pl
import pytest

from replay.verdicts import (
    of_bold_forecasts,
    of_calibration,
    of_contest,
    of_outcome,
    of_run,
    of_slopes,
    verdict,
)

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
    [_, sentence, _] = told(rows(all=gain))
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


@pytest.mark.parametrize("variant", ["blocs_once", "without_largest_bloc"])
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
def test_one_bloc_decides_where_the_verdict_hangs_on_it(
    variant: str, whole: Gain, part: Gain, *, decides: bool
) -> None:
    """Either variant tells; where both intervals span zero a change of sign decides nothing."""
    sentence = told(rows(all=whole, **{variant: part}))[-1]
    assert (f"one bloc decides: {variant} (" in sentence) == decides
    assert ("no one bloc decides" in sentence) != decides


def test_a_verdict_holds_where_it_is_the_same_under_a_repeat() -> None:
    """Under the second coding it is, under hostile events only it is not, whatever the sign."""
    sentence = told(rows(all=BETTER, coding_second=(2.0, 0.1, 4.0), hostile_only=EITHER))[-1]
    assert sentence == (
        "Over gravity_network that holds under coding:second; that does not hold under hostile_only"
        " (+5.0, -1.0 to +9.0); no one bloc decides."
    )


def test_only_the_baseline_that_is_hardest_to_beat_is_asked_whether_it_holds() -> None:
    """Over gravity the verdict is told, and no more."""
    both = pl.concat([rows(all=BETTER, baseline="gravity"), rows(all=EITHER)])
    assert told(both)[1:] == [
        (
            "For onsets threat beats gravity (+5.0, +1.0 to +9.0); it is not shown to differ from"
            " gravity_network (+5.0, -1.0 to +9.0)."
        ),
        "Over gravity_network no one bloc decides.",
    ]


def test_nothing_is_said_of_an_outcome_without_scores() -> None:
    """Nor of a theory whose gain is unknown."""
    assert list(of_outcome("ending", ["threat"], rows(all=BETTER), "1961-1979")) == []
    unknown = rows(all=BETTER).with_columns(pl.lit(None, pl.Float64).alias("low"))
    assert len(told(unknown)) == 1


@pytest.mark.parametrize(
    ("expected", "actual", "said"),
    [(57.5, 50, False), (58.5, 50, True), (42.5, 50, False), (41.5, 50, True), (5.0, 0, False)],
)
def test_miscalibrated_is_more_than_sixteen_per_cent_off(expected: float, actual: int, *, said: bool) -> None:
    """57.5 for 50 is 15 % too many, 58.5 is 17 %; without a shift there is no share."""
    row = {"theory": "threat", "outcome": "onset", "expected": expected, "actual": actual}
    assert list(of_calibration([row])) == (
        [f"For onsets threat is miscalibrated: it expected {expected}, and {actual} came."] if said else []
    )


@pytest.mark.parametrize(("actual", "said"), [(2, True), (3, False), (7, False), (8, True)])
def test_bold_forecasts_are_miscalibrated_where_chance_does_not_allow_what_came(
    actual: int, *, said: bool
) -> None:
    """A variance of 2 allows 1.645 x 1.41 = 2.3 either way of 5: 2 and 8 are beyond, 3 and 7 within."""
    row = {
        "theory": "threat",
        "outcome": "onset",
        "n": 20,
        "expected": 5.0,
        "actual": actual,
        "variance": 2.0,
    }
    expected = (
        "For onsets threat is miscalibrated above 16%: of 20 such forecasts it expected 5.0 to come"
        f" true, and {actual} did."
    )
    assert list(of_bold_forecasts([row])) == ([expected] if said else [])


def test_a_slope_that_was_never_below_zero_is_not_spoken_of() -> None:
    """One that was is, with the number of years."""
    row = {"theory": "threat", "outcome": "onset", "years": 19, "reversed": 0}
    assert list(of_slopes([row])) == []
    [sentence] = of_slopes([{**row, "reversed": 3}])
    assert "below zero in 3 of 19 years" in sentence


def test_the_status_of_the_span_and_codings_not_repeated_are_said() -> None:
    """A confirmation span needs no word; a coding that was repeated stands in the table."""
    run = {"status": "confirmation", "coding": "first", "codings": ["first", "second"], "repeated": True}
    run["timeline"] = "world"
    assert list(of_run(run, "1961-1979")) == []
    [coding] = of_run({**run, "repeated": False}, "1961-1979")
    assert "`replay run world --coding second` repeats it all under another" in coding
    [status] = of_run({**run, "status": "development"}, "1961-1979")
    assert status.startswith("1961-1979 is a development span")
    [status] = of_run({**run, "status": "invented"}, "1961-1979")
    assert "invented" in status


def contest(*gains: tuple[str, str, float, float]) -> pl.DataFrame:
    """Lay out pairs as theory, rival, gain and half the width of its interval, both ways."""
    ways = [(one, other, g, w) for one, other, g, w in gains] + [(o, one, -g, w) for one, o, g, w in gains]
    return pl.DataFrame(
        [{"theory": a, "rival": b, "log_gain": g, "real": abs(g) > width} for a, b, g, width in ways]
    )


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
        "Of 1 pair of theories at endings none differ by more than the luck of the years. One in ten would"
        " by chance alone."
    )
    assert list(of_contest("onset", pairs.head(0))) == []
